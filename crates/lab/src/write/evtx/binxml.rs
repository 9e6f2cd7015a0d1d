//! The tokens of binary XML.

use super::names::Names;
use super::value::utf16;

/// A fragment's header.
pub(super) const FRAGMENT: [u8; 4] = [0x0f, 1, 1, 0];
/// The end of a fragment.
pub(super) const END: u8 = 0;
/// A use of a template.
pub(super) const TEMPLATE: [u8; 2] = [0x0c, 1];

const OPEN: u8 = 0x01;
const CLOSE_START: u8 = 0x02;
const CLOSE_EMPTY: u8 = 0x03;
const CLOSE: u8 = 0x04;
const TEXT: u8 = 0x05;
const ATTRIBUTE: u8 = 0x06;
const SUBSTITUTION: u8 = 0x0d;
const OPTIONAL: u8 = 0x0e;
/// Set on a start tag that has attributes, and on an attribute that is not the last.
const MORE: u8 = 0x40;

/// What an element or attribute holds.
#[derive(Clone, Copy)]
pub(super) enum Content {
    /// A text in the template.
    Text(&'static str),
    /// The value of this number and type.
    Value(u16, u8),
    /// The same; nothing when it is null.
    Optional(u16, u8),
}

/// A template's body being written.
pub(super) struct Body<'c> {
    pub(super) data: &'c mut Vec<u8>,
    pub(super) names: &'c mut Names,
}

impl Body<'_> {
    /// An element with what `inside` writes.
    pub(super) fn element(
        &mut self,
        name: &'static str,
        attributes: &[(&'static str, Content)],
        inside: impl FnOnce(&mut Self),
    ) {
        let size = self.start(name, attributes);
        self.data.push(CLOSE_START);
        inside(self);
        self.data.push(CLOSE);
        self.patch(size);
    }

    /// An element that holds one thing.
    pub(super) fn leaf(&mut self, name: &'static str, attributes: &[(&'static str, Content)], content: Content) {
        self.element(name, attributes, |body| body.content(content));
    }

    /// An element that holds nothing.
    pub(super) fn empty(&mut self, name: &'static str, attributes: &[(&'static str, Content)]) {
        let size = self.start(name, attributes);
        self.data.push(CLOSE_EMPTY);
        self.patch(size);
    }

    /// Text or a value.
    pub(super) fn content(&mut self, content: Content) {
        match content {
            Content::Text(text) => {
                self.data.extend_from_slice(&[TEXT, super::value::kind::TEXT]);
                self.data.extend_from_slice(&(text.encode_utf16().count() as u16).to_le_bytes());
                utf16(text, self.data);
            }
            Content::Value(number, kind) => self.substitution(SUBSTITUTION, number, kind),
            Content::Optional(number, kind) => self.substitution(OPTIONAL, number, kind),
        }
    }

    fn substitution(&mut self, token: u8, number: u16, kind: u8) {
        self.data.push(token);
        self.data.extend_from_slice(&number.to_le_bytes());
        self.data.push(kind);
    }

    /// The start tag without its end; tells where the element's size stands.
    fn start(&mut self, name: &'static str, attributes: &[(&'static str, Content)]) -> usize {
        self.data.push(if attributes.is_empty() { OPEN } else { OPEN | MORE });
        // The element depends on no value.
        self.data.extend_from_slice(&[0xff, 0xff]);
        let size = self.hole();
        self.names.put(name, self.data);
        if !attributes.is_empty() {
            let total = self.hole();
            for (number, (name, content)) in attributes.iter().enumerate() {
                let last = number + 1 == attributes.len();
                self.data.push(if last { ATTRIBUTE } else { ATTRIBUTE | MORE });
                self.names.put(name, self.data);
                self.content(*content);
            }
            self.patch(total);
        }
        size
    }

    fn hole(&mut self) -> usize {
        self.data.extend_from_slice(&[0; 4]);
        self.data.len() - 4
    }

    /// Fills a hole with the number of bytes behind it.
    fn patch(&mut self, hole: usize) {
        let size = (self.data.len() - hole - 4) as u32;
        super::layout::set(self.data, hole, &size.to_le_bytes());
    }
}
