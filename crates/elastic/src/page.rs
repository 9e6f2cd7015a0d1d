//! A page of hits, and how large the next one may be.

use std::borrow::Cow;

use events::{Read, Window};
use serde::Deserialize;
use serde_json::value::RawValue;

use crate::document;

/// Bytes that one page should have at most.
const BUDGET: usize = 32 << 20;
/// Documents larger than this come without their message: leaving it out costs the server more than
/// sending it, unless it is long.
const LARGE: usize = 4 << 10;
/// A page is never smaller than this.
const LEAST: usize = 10;

#[derive(Deserialize)]
pub(crate) struct Page<'a> {
    #[serde(borrow)]
    pit_id: Option<Cow<'a, str>>,
    #[serde(default)]
    pub(crate) timed_out: bool,
    #[serde(borrow)]
    hits: Hits<'a>,
}

#[derive(Deserialize)]
struct Hits<'a> {
    #[serde(borrow)]
    hits: Vec<Hit<'a>>,
}

#[derive(Deserialize)]
struct Hit<'a> {
    #[serde(borrow, rename = "_index")]
    index: Cow<'a, str>,
    #[serde(borrow, rename = "_id")]
    id: Cow<'a, str>,
    #[serde(borrow, rename = "_source")]
    source: Option<&'a RawValue>,
    #[serde(borrow)]
    sort: Option<&'a RawValue>,
}

impl Page<'_> {
    pub(crate) fn pit(&self) -> Option<&str> {
        self.pit_id.as_deref()
    }

    pub(crate) fn len(&self) -> usize {
        self.hits.hits.len()
    }

    /// Index, id and content of each.
    pub(crate) fn hits(&self) -> impl Iterator<Item = (&str, &str, &RawValue)> {
        self.hits.hits.iter().filter_map(|hit| Some((&*hit.index, &*hit.id, hit.source?)))
    }

    /// Behind which hit the next page begins.
    pub(crate) fn last(&self) -> Option<Box<RawValue>> {
        self.hits.hits.last().and_then(|hit| hit.sort).map(ToOwned::to_owned)
    }

    /// What the documents are worth.
    pub(crate) fn reads(&self, prefix: &str, window: Window) -> Vec<Read> {
        let one = |hit: &Hit<'_>| {
            let read = match hit.source {
                Some(source) => document::event(source, prefix, window),
                None => Read::Damaged { place: "its index keeps no _source".to_owned() },
            };
            match read {
                Read::Damaged { place } => Read::Damaged { place: format!("{}/{}: {place}", hit.index, hit.id) },
                other => other,
            }
        };
        self.hits.hits.iter().map(one).collect()
    }
}

/// How many documents to ask for, and with what.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Size {
    pub(crate) page: usize,
    most: usize,
    /// Whether messages are left out.
    pub(crate) trimmed: bool,
}

impl Size {
    pub(crate) fn new(page: usize) -> Self {
        // An index gives no more than 10,000 at once.
        let page = page.clamp(1, 10_000);
        Self { page, most: page, trimmed: false }
    }

    /// After a page of so many documents and bytes.
    pub(crate) fn after(&mut self, documents: usize, bytes: usize) {
        if documents == 0 {
            return;
        }
        let each = (bytes / documents).max(1);
        self.trimmed |= each > LARGE;
        let fits = (BUDGET / each).max(LEAST);
        // What was too large once is not tried again, so growing stops below the size asked for.
        self.page = fits.min(self.most);
    }

    /// After an answer that was too large to make; whether there is something left to try.
    pub(crate) fn halve(&mut self) -> bool {
        if self.page <= LEAST {
            return false;
        }
        self.page /= 2;
        self.most = self.page;
        self.trimmed = true;
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_stay_within_their_bytes() {
        let mut size = Size::new(5_000);
        size.after(5_000, 5_000 * 1_900);
        assert_eq!((size.page, size.trimmed), (5_000, false));
        size.after(100, 100 * 64_000);
        assert_eq!((size.page, size.trimmed), (524, true));
        assert!(size.halve());
        size.after(100, 100 * 1_000);
        assert_eq!(size.page, 262, "what was too large is not tried again");
        assert!(!Size::new(5).halve());
    }
}
