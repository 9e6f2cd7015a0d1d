//! Work on all cores whose results come in order.

use std::any::Any;
use std::collections::VecDeque;
use std::ops::ControlFlow;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::mpsc::{Receiver, sync_channel};

/// Pieces at work or waiting to be taken, per core.
const AHEAD: usize = 2;

type Outcome<R> = Result<R, Box<dyn Any + Send>>;

/// Works on every piece with `work` on rayon's threads and hands the results to `take` in the order of the
/// pieces, until it breaks. Only a few pieces and results are in memory at any time. A panic in
/// `work` goes on in the caller.
pub(super) fn in_order<P, R>(
    pieces: impl Iterator<Item = P>,
    work: impl Fn(P) -> R + Clone + Send + 'static,
    mut take: impl FnMut(R) -> ControlFlow<()>,
) -> ControlFlow<()>
where
    P: Send + 'static,
    R: Send + 'static,
{
    let ahead = AHEAD * rayon::current_num_threads();
    let mut waiting: VecDeque<Receiver<Outcome<R>>> = VecDeque::with_capacity(ahead);
    for piece in pieces {
        if waiting.len() >= ahead {
            next(&mut waiting, &mut take)?;
        }
        let (done, result) = sync_channel(1);
        let work = work.clone();
        rayon::spawn(move || {
            // Nobody waits any more where the caller broke off.
            let _ = done.send(catch_unwind(AssertUnwindSafe(|| work(piece))));
        });
        waiting.push_back(result);
    }
    while !waiting.is_empty() {
        next(&mut waiting, &mut take)?;
    }
    ControlFlow::Continue(())
}

fn next<R>(
    waiting: &mut VecDeque<Receiver<Outcome<R>>>,
    take: &mut impl FnMut(R) -> ControlFlow<()>,
) -> ControlFlow<()> {
    match waiting.pop_front().map(|result| result.recv()) {
        Some(Ok(Ok(result))) => take(result),
        Some(Ok(Err(panic))) => resume_unwind(panic),
        // The worker sends whatever happens.
        Some(Err(_)) | None => ControlFlow::Continue(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_come_in_order_and_the_caller_may_break_off() {
        let mut seen = Vec::new();
        let slow = |number: u64| {
            std::thread::sleep(std::time::Duration::from_micros(number * 37 % 200));
            number
        };
        let end = in_order(0..200, slow, |number| {
            seen.push(number);
            if number == 150 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        });
        assert!(end.is_break());
        assert_eq!(seen, (0..=150).collect::<Vec<_>>());
    }

    #[test]
    fn panics_reach_the_caller() {
        let all = || in_order(0..9, |number| assert_ne!(number, 7), |()| ControlFlow::Continue(()));
        assert!(catch_unwind(all).is_err());
    }
}
