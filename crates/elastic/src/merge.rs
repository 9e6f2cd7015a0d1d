//! Slices put together again in the order of time.
//!
//! Each slice comes in the order of time. Detections join a controller's events with the logon they
//! belong to, and so have to see the logon first, whatever slice it is in.

use std::collections::VecDeque;

use events::Read;
use model::Time;
use tokio::sync::mpsc;

use crate::read::Batch;

/// Events handed on together.
const TOGETHER: usize = 4_096;

/// What has come of one slice.
struct Lane {
    from: mpsc::Receiver<Batch>,
    waiting: VecDeque<Read>,
    /// Bytes of batches that were taken and not yet told.
    bytes: u64,
    open: bool,
}

impl Lane {
    /// Waits until there is a first event, or the slice is through.
    async fn fill(&mut self) {
        while self.open && self.waiting.is_empty() {
            match self.from.recv().await {
                Some(batch) => {
                    self.bytes += batch.bytes;
                    self.waiting.extend(batch.reads);
                }
                None => self.open = false,
            }
        }
    }

    /// By what the first event is compared; what is no event goes first.
    fn key(&self) -> Option<(Time, u64)> {
        match self.waiting.front()? {
            Read::Kept(event) => Some((event.time, event.record)),
            _ => Some((Time::from_ms(i64::MIN), 0)),
        }
    }
}

/// Hands the slices' events on, the earliest first; of equal times the lower record number, then the
/// lower slice. Ends when all slices have, or nobody takes them any more.
pub(crate) async fn merge(slices: Vec<mpsc::Receiver<Batch>>, to: mpsc::Sender<Batch>) {
    let lane = |from| Lane { from, waiting: VecDeque::new(), bytes: 0, open: true };
    let mut lanes: Vec<Lane> = slices.into_iter().map(lane).collect();
    loop {
        let mut reads = Vec::with_capacity(TOGETHER);
        while reads.len() < TOGETHER {
            for lane in &mut lanes {
                lane.fill().await;
            }
            let heads = lanes.iter().enumerate().filter_map(|(number, lane)| Some((lane.key()?, number)));
            let Some((_, first)) = heads.min() else { break };
            reads.extend(lanes[first].waiting.pop_front());
        }
        let bytes = lanes.iter_mut().map(|lane| std::mem::take(&mut lane.bytes)).sum();
        if reads.is_empty() || to.send(Batch { reads, bytes }).await.is_err() {
            return;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::{Channel, EventBuilder};

    fn kept(ms: i64) -> Read {
        Read::Kept(Box::new(EventBuilder::new().build(4624, Time::from_ms(ms), Channel::Security, 1)))
    }

    #[tokio::test]
    async fn slices_come_out_in_the_order_of_time() {
        let mut slices = Vec::new();
        for times in [vec![vec![1, 4], vec![9]], vec![vec![2], vec![3, 5]], vec![]] {
            let (to, from) = mpsc::channel(4);
            for part in times {
                let batch = Batch { reads: part.into_iter().map(kept).collect(), bytes: 10 };
                assert!(to.send(batch).await.is_ok());
            }
            slices.push(from);
        }
        let (to, mut merged) = mpsc::channel(4);
        merge(slices, to).await;
        let (mut times, mut bytes) = (Vec::new(), 0);
        while let Some(batch) = merged.recv().await {
            bytes += batch.bytes;
            for read in batch.reads {
                let Read::Kept(event) = read else { panic!("an event went lost") };
                times.push(event.time.ms());
            }
        }
        assert_eq!((times, bytes), (vec![1, 2, 3, 4, 5, 9], 40));
    }
}
