//! Whether bytes of a log may hold a text that is looked for, without decoding them.

use aho_corasick::{AhoCorasick, AhoCorasickBuilder};

use super::chunk::{HEADER, RecordHead};

/// Texts of which one has to be there: names and SIDs as they stand in the values of records, two bytes a letter and
/// in any case, or in a SID's binary form.
pub(super) struct Texts(Option<AhoCorasick>);

impl Texts {
    /// Of these texts; where letters beyond ASCII would have to be folded, anything passes.
    pub(super) fn of(texts: &[String]) -> Self {
        if texts.is_empty() || !texts.iter().all(|text| text.is_ascii() && !text.is_empty()) {
            return Self(None);
        }
        let wide = |text: &String| text.bytes().flat_map(|letter| [letter, 0]).collect::<Vec<u8>>();
        let needles = texts.iter().map(wide).chain(texts.iter().filter_map(|text| sid(text)));
        Self(AhoCorasickBuilder::new().ascii_case_insensitive(true).build(needles).ok())
    }

    /// The numbers of those records of a chunk that one of them is in; nothing where any may be wanted.
    pub(super) fn records_in(&self, chunk: &[u8]) -> Option<Vec<u64>> {
        let needles = self.0.as_ref()?;
        let (mut found, mut at) = (Vec::new(), HEADER);
        if !needles.is_match(chunk) {
            return Some(found);
        }
        while let Some(RecordHead { next, number, .. }) = RecordHead::at(chunk, at) {
            let Some(record) = chunk.get(at..next) else { break };
            if needles.is_match(record) {
                found.push(number);
            }
            at = next;
        }
        Some(found)
    }
}

/// `S-1-5-21-…` in binary: revision, count, authority, parts.
fn sid(text: &str) -> Option<Vec<u8>> {
    let mut parts = text.strip_prefix("S-1-").or_else(|| text.strip_prefix("s-1-"))?.split('-');
    let authority: u64 = parts.next()?.parse().ok()?;
    let parts: Vec<u32> = parts.map(|part| part.parse().ok()).collect::<Option<_>>()?;
    let mut bytes = vec![1, u8::try_from(parts.len()).ok()?];
    bytes.extend_from_slice(&authority.to_be_bytes()[2..]);
    bytes.extend(parts.iter().flat_map(|part| part.to_le_bytes()));
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wide(text: &str) -> Vec<u8> {
        text.encode_utf16().flat_map(u16::to_le_bytes).collect()
    }

    /// A chunk of records with these values, numbered from 7.
    fn chunk(values: &[Vec<u8>]) -> Vec<u8> {
        let record = |(number, value): (u64, &Vec<u8>)| {
            let size = (24 + value.len() as u32).to_le_bytes();
            [&b"\x2a\x2a\0\0"[..], &size, &number.to_le_bytes(), &[0; 8], value].concat()
        };
        [vec![0; HEADER], (7..).zip(values).flat_map(record).collect()].concat()
    }

    #[test]
    fn a_name_is_found_in_any_case_and_a_sid_in_binary() {
        let texts = Texts::of(&["alice".to_owned(), "S-1-5-21-1-2-500".to_owned()]);
        let sid = vec![1, 4, 0, 0, 0, 0, 0, 5, 21, 0, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0, 0xf4, 1, 0, 0];
        let values =
            [wide("Alice"), wide("alic"), wide("xALICE@corp"), sid.clone(), sid[..23].to_vec(), b"alice".to_vec()];
        assert_eq!(texts.records_in(&chunk(&values)), Some(vec![7, 9, 10]));
        assert_eq!(texts.records_in(&chunk(&[wide("bob"), wide("s-1-5-21-1-2-500")])), Some(vec![8]));
        assert_eq!(texts.records_in(&chunk(&[wide("bob")])), Some(vec![]));
    }

    #[test]
    fn what_cannot_be_folded_passes_anything() {
        assert_eq!(Texts::of(&["zoë".to_owned()]).records_in(&chunk(&[wide("bob")])), None);
        assert_eq!(Texts::of(&[]).records_in(&chunk(&[])), None);
    }
}
