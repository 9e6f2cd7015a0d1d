//! Spools of a reading's slices into a case.
//!
//! The import is known by the sum of all that its spools hold, so the same events twice change nothing,
//! however they were cut, and after a kill the import goes on behind the last batch that was written.

use std::sync::atomic::AtomicBool;

use elastic::Done;
use sha2::{Digest, Sha256};
use store::Store;

use crate::import::{Begun, begin, end, start, write};
use crate::overlap::refuse_counted;
use crate::slices::{Slice, SliceError, load_spools};
use crate::sum::Sum;
use crate::{ImportError, Imported, Order, Progress, Stopped};

/// The slices of a reading, in the order of time, and what was read of each.
pub struct Sliced<'s> {
    /// How the whole is called in reports and lists.
    pub source: &'s str,
    /// The slices.
    pub slices: &'s [Slice],
    /// What they hold together.
    pub sum: Sum,
}

/// Writes the graph of spools into the order's case; the order's sources are not used. `spools` are
/// fetched one at a time, in the order of the slices.
///
/// # Errors
/// See [`ImportError`]. When asked to stop, what was written is removed again.
pub async fn import_spools(
    store: &Store,
    mut order: Order,
    sliced: &Sliced<'_>,
    spools: impl Iterator<Item = std::io::Result<(Vec<u8>, Done)>>,
    (reads, writes): (&(dyn Progress + Sync), &(dyn Fn(u64, u64) + Sync)),
    stop: &AtomicBool,
) -> Result<Imported, ImportError> {
    store.case_ensure(&order.case).await?;
    let sha256 = sum(sliced);
    let counted = sliced.slices.first().and_then(Slice::counted);
    let except = sliced.slices.first().map(Slice::except).unwrap_or_default();
    refuse_counted(store, &order.case, &sha256, order.window, (counted.is_some(), except)).await?;
    let start = start(&order, sliced.source.to_owned(), sha256);
    let (id, before) = match begin(store, &order, &start).await? {
        Begun::Before(id) => return Ok(Imported::Before { id }),
        Begun::Now(id, before) => (id, before),
    };
    let sigma = order.sigma.take();
    let load = || load_spools(Some(&before), sigma, (sliced.source, counted.as_ref()), spools, reads, stop);
    let loaded = tokio::task::block_in_place(load);
    drop(before);
    let outcome = match loaded {
        Ok(loaded) => write(store, &order, &id, loaded, writes, stop).await,
        Err(SliceError::Stopped(Stopped)) => Err(Stopped.into()),
        Err(error) => Err(ImportError::Spool(error)),
    };
    end(store, &order, id, outcome).await
}

/// What makes two imports the same: where they come from and what was read.
fn sum(sliced: &Sliced<'_>) -> String {
    let mut hash = Sha256::new();
    hash.update((sliced.source.len() as u64).to_le_bytes());
    hash.update(sliced.source);
    hash.update(sliced.sum.to_string());
    format!("{:x}", hash.finalize())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn other_spools_are_another_import() {
        let of = |source: &str, thing: &str| {
            let mut held = Sum::default();
            held.add(thing.as_bytes(), 1);
            sum(&Sliced { source, slices: &[], sum: held })
        };
        assert_eq!(of("a", "b"), of("a", "b"));
        assert_ne!(of("a", "b"), of("a", "c"));
        assert_ne!(of("a", "b"), of("x", "b"));
        assert_eq!(of("a", "b").len(), 64);
    }
}
