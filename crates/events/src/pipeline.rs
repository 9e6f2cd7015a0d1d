//! Work on all cores whose results come in order.

use std::any::Any;
use std::collections::VecDeque;
use std::ops::ControlFlow;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};

/// Pieces at work or waiting to be taken, per core.
const AHEAD: usize = 2;

type Outcome<R> = Result<R, Box<dyn Any + Send>>;

/// What is still to do: the pieces, and where the results of the next ones go.
struct Queue<I, R> {
    pieces: I,
    places: VecDeque<SyncSender<Outcome<R>>>,
}

/// Fetches every piece and works on it with `work` on rayon's threads, and hands the results to `take` in
/// the order of the pieces, until it breaks. The caller only takes, since that is what cannot be shared.
/// Only a few pieces and results are in memory at any time. A panic in a worker goes on in the caller.
pub(crate) fn in_order<P, R: Send + 'static>(
    pieces: impl Iterator<Item = P> + Send + 'static,
    work: impl Fn(P) -> R + Clone + Send + 'static,
    mut take: impl FnMut(R) -> ControlFlow<()>,
) -> ControlFlow<()> {
    let ahead = AHEAD * rayon::current_num_threads();
    let queue = Arc::new(Mutex::new(Queue { pieces: pieces.fuse(), places: VecDeque::with_capacity(ahead) }));
    let mut waiting = VecDeque::with_capacity(ahead);
    loop {
        while waiting.len() < ahead {
            let (place, result) = sync_channel(1);
            queue.lock().unwrap_or_else(PoisonError::into_inner).places.push_back(place);
            let (queue, work) = (Arc::clone(&queue), work.clone());
            rayon::spawn(move || step(&queue, work));
            waiting.push_back(result);
        }
        match waiting.pop_front().and_then(|result| came(&result)) {
            Some(result) => take(result)?,
            None => return ControlFlow::Continue(()),
        }
    }
}

/// Does the next piece. Piece and place are fetched together, so that results keep the order.
fn step<P, R>(queue: &Mutex<Queue<impl Iterator<Item = P>, R>>, work: impl Fn(P) -> R) {
    let (place, piece) = {
        let mut queue = queue.lock().unwrap_or_else(PoisonError::into_inner);
        (queue.places.pop_front(), catch_unwind(AssertUnwindSafe(|| queue.pieces.next())))
    };
    let outcome = match piece {
        Ok(None) => return,
        Ok(Some(piece)) => catch_unwind(AssertUnwindSafe(|| work(piece))),
        Err(panic) => Err(panic),
    };
    // Nobody waits any more where the caller broke off.
    let _ = place.map(|place| place.send(outcome));
}

/// Works on every piece with `work` on rayon's threads and hands the results to `take` in the order of the pieces,
/// until it breaks. As [`in_order`], but the caller fetches the pieces, of a reader that cannot be shared. Of pieces
/// as large as `size` says no more than `most` altogether wait, or a single one.
pub(crate) fn ahead<P: Send + 'static, R: Send + 'static>(
    pieces: impl Iterator<Item = P>,
    size: impl Fn(&P) -> usize,
    most: usize,
    work: impl Fn(P) -> R + Clone + Send + 'static,
    mut take: impl FnMut(R) -> ControlFlow<()>,
) -> ControlFlow<()> {
    let (mut waiting, mut held) = (VecDeque::new(), 0);
    for piece in pieces {
        let (place, result) = sync_channel(1);
        let size = size(&piece);
        waiting.push_back((size, result));
        held += size;
        let work = work.clone();
        rayon::spawn(move || {
            // Nobody waits any more where the caller broke off.
            let _ = place.send(catch_unwind(AssertUnwindSafe(|| work(piece))));
        });
        while held > most
            && let Some((size, result)) = waiting.pop_front()
        {
            held -= size;
            came(&result).map_or(ControlFlow::Continue(()), &mut take)?;
        }
    }
    waiting.into_iter().filter_map(|(_, result)| came(&result)).try_for_each(take)
}

/// A result, once it is there; a worker's panic goes on here. `None`: no piece was left for this place.
fn came<R>(result: &Receiver<Outcome<R>>) -> Option<R> {
    match result.recv() {
        Ok(Ok(result)) => Some(result),
        Ok(Err(panic)) => resume_unwind(panic),
        Err(_) => None,
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
        let mut sum = 0;
        let end = in_order(0..100, slow, |number| {
            sum += number;
            ControlFlow::Continue(())
        });
        assert_eq!((end, sum), (ControlFlow::Continue(()), 4950));
    }

    #[test]
    fn pieces_of_the_callers_own_come_in_order_and_few_at_a_time() {
        let fetched = std::cell::Cell::new(0_usize);
        let pieces = (0..200_usize).inspect(|_| fetched.set(fetched.get() + 1));
        let (mut seen, mut most) = (Vec::new(), 0);
        let slow = |number: usize| {
            std::thread::sleep(std::time::Duration::from_micros(number as u64 * 37 % 200));
            number
        };
        let end = ahead(
            pieces,
            |number| if *number == 100 { 1_000 } else { 10 },
            40,
            slow,
            |number| {
                most = most.max(fetched.get() - seen.len());
                if number == 100 {
                    assert_eq!(fetched.get(), 101, "nothing is fetched while what is large waits");
                }
                seen.push(number);
                if number == 150 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
            },
        );
        assert!(end.is_break());
        assert_eq!(seen, (0..=150).collect::<Vec<_>>());
        assert_eq!(most, 5);
        assert!(ahead(0..9, |_| 1, 3, |number| number, |_| ControlFlow::Continue(())).is_continue());
    }

    #[test]
    fn panics_reach_the_caller() {
        let all = |pieces| ahead(pieces, |_| 1, 3, |number: u8| assert_ne!(number, 7), |()| ControlFlow::Continue(()));
        assert!(catch_unwind(|| all(0..9)).is_err() && all(0..7).is_continue());
        let worker = || in_order(0..9, |number| assert_ne!(number, 7), |()| ControlFlow::Continue(()));
        assert!(catch_unwind(worker).is_err());
        let pieces =
            || in_order((0..9).inspect(|number| assert_ne!(*number, 7)), |_| {}, |()| ControlFlow::Continue(()));
        assert!(catch_unwind(pieces).is_err());
    }
}
