//! A page of hits, and how large the next one may be.
//!
//! What the server wrote is walked once, byte by byte, and documents of the commonest form become events on the
//! way. A page that is not as expected goes the long way, which says what is wrong with it.

mod walk;

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

/// What a page came to.
pub(crate) struct Hits {
    /// The newest name of the view.
    pub(crate) pit: Option<String>,
    pub(crate) timed_out: bool,
    pub(crate) reads: Vec<Read>,
    /// Behind which hit the next page begins.
    pub(crate) last: Option<Box<RawValue>>,
}

impl Hits {
    /// Reads an answer.
    ///
    /// # Errors
    /// What is wrong with it.
    pub(crate) fn read(body: &[u8], prefix: &str, window: Window) -> Result<Self, serde_json::Error> {
        let walked = std::str::from_utf8(body).ok().and_then(|text| walk::hits(text, prefix, window));
        walked.map_or_else(|| Self::parsed(body, prefix, window), Ok)
    }

    fn parsed(body: &[u8], prefix: &str, window: Window) -> Result<Self, serde_json::Error> {
        let page: Page<'_> = serde_json::from_slice(body)?;
        let pit = page.pit().map(str::to_owned);
        Ok(Self { pit, timed_out: page.timed_out, reads: page.reads(prefix, window), last: page.last() })
    }
}

#[derive(Deserialize)]
pub(crate) struct Page<'a> {
    #[serde(borrow)]
    pit_id: Option<Cow<'a, str>>,
    #[serde(default)]
    pub(crate) timed_out: bool,
    #[serde(borrow)]
    hits: Inner<'a>,
}

#[derive(Deserialize)]
struct Inner<'a> {
    #[serde(borrow)]
    hits: Vec<Hit<'a>>,
}

#[derive(Deserialize)]
struct Hit<'a> {
    #[serde(borrow, rename = "_index")]
    index: Cow<'a, str>,
    /// Empty where only columns were asked for.
    #[serde(borrow, default, rename = "_id")]
    id: Cow<'a, str>,
    #[serde(borrow, rename = "_source")]
    source: Option<&'a RawValue>,
    #[serde(borrow)]
    fields: Option<&'a RawValue>,
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

    /// The columns of each, a list of values for each field.
    pub(crate) fn columns(&self) -> impl ExactSizeIterator<Item = &str> {
        self.hits.hits.iter().map(|hit| hit.fields.map_or("{}", RawValue::get))
    }

    /// Behind which hit the next page begins.
    pub(crate) fn last(&self) -> Option<Box<RawValue>> {
        self.hits.hits.last().and_then(|hit| hit.sort).map(ToOwned::to_owned)
    }

    /// What the documents are worth.
    fn reads(&self, prefix: &str, window: Window) -> Vec<Read> {
        let one = |hit: &Hit<'_>| {
            let read = hit.source.map(|source| document::event(source.get(), prefix, window));
            named(read, &hit.index, &hit.id)
        };
        self.hits.hits.iter().map(one).collect()
    }
}

/// What a hit is worth; what is damaged is named.
fn named(read: Option<Read>, index: &str, id: &str) -> Read {
    match read.unwrap_or_else(|| Read::Damaged { place: "its index keeps no _source".to_owned() }) {
        Read::Damaged { place } => Read::Damaged { place: format!("{index}/{id}: {place}") },
        other => other,
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
    use proptest::prelude::*;

    use super::*;

    proptest! {
        /// A server is trusted less than its answers' form: whatever byte is another, nothing panics, and both ways agree.
        #[test]
        fn a_broken_page_breaks_nothing(at in any::<prop::sample::Index>(), with in any::<Option<u8>>()) {
            let source = r#"{"@timestamp":"2024-02-01T00:00:00Z","winlog":{"event_id":4624,"channel":"Security","event_data":{"TargetUserName":"b\u00f6b"}}}"#;
            let hit = format!(r#"{{"_index":"i","_id":"x","_source":{source},"sort":[1,"a"]}}"#);
            let page = format!(r#"{{"pit_id":"p==","timed_out":false,"hits":{{"total":2,"hits":[{hit},{hit}]}}}}"#);
            let mut body = page.into_bytes();
            let at = at.index(body.len());
            match with {
                Some(byte) => body[at] = byte,
                None => body.truncate(at),
            }
            let walked = std::str::from_utf8(&body).ok().and_then(|text| walk::hits(text, "winlog", Window::default()));
            if let (Some(one), Ok(other)) = (walked, Hits::parsed(&body, "winlog", Window::default())) {
                prop_assert_eq!(format!("{:?}", one.reads), format!("{:?}", other.reads));
                prop_assert_eq!((one.pit, one.timed_out), (other.pit, other.timed_out));
            }
        }
    }

    #[test]
    fn both_ways_through_a_page_mean_the_same() {
        let event = r#"{"@timestamp":"2024-02-01T00:00:00Z","winlog":{"event_id":"4624","channel":"Security","computer_name":"dc01","event_data":{"TargetUserName":"b\u00f6b \"x\" {","IpAddress":"10.0.0.1"}}}"#;
        let listed = event.replace("\"10.0.0.1\"", "[\"10.0.0.1\"]");
        let hit = |source: &str, place: u32| {
            format!(r#"{{"_index":"i-\u00e4","_id":"{place}","_score":null,"_source":{source},"sort":[{place}]}}"#)
        };
        let sources = [event, &listed, r#"{"message":"no event"}"#, r#"{"a":[{"b":"}]"}], "winlog":7}"#, "{}"];
        let hits: Vec<String> = sources.into_iter().zip(1..).map(|(source, place)| hit(source, place)).collect();
        let none = r#"{"_index":"i","_id":"x","sort":[9]}"#;
        let page = |hits: &str| {
            format!(r#"{{"pit_id":"p==","took":1,"timed_out":false,"hits":{{"max_score":null,"hits":[{hits}]}}}}"#)
        };
        for body in [page(&hits.join(",")), page(""), page(none), page(&hits.join(" ,\n "))] {
            let one = walk::hits(&body, "winlog", Window::default()).expect("walked");
            let other = Hits::parsed(body.as_bytes(), "winlog", Window::default()).expect("parsed");
            assert_eq!(format!("{:?}", one.reads), format!("{:?}", other.reads), "{body}");
            assert_eq!((one.pit, one.timed_out), (other.pit, other.timed_out));
            assert_eq!(one.last.map(|last| last.to_string()), other.last.map(|last| last.to_string()));
        }
        let whole = page(&hits.join(","));
        for length in (0..whole.len()).filter(|length| whole.is_char_boundary(*length)) {
            assert!(walk::hits(&whole[..length], "winlog", Window::default()).is_none(), "cut at {length}");
        }
        assert!(Hits::read(b"{\"hits\":{}}", "winlog", Window::default()).is_err());
    }

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
