//! The templates of a chunk: one for `Event` and `System`, and one for each form of values.

use model::Channel;

use super::binxml::{Body, END, FRAGMENT, TEMPLATE};
use super::bodies;
use super::layout::set;
use super::names::{self, Names};
use super::value::declared;
use crate::Value;
use crate::write::catalog;

/// Buckets in the chunk's header.
pub(super) const BUCKETS: usize = 32;

/// What a template is for.
#[derive(Clone)]
enum Form {
    System { source: Option<&'static str> },
    Values { channel: Channel, id: u32, fields: Vec<(&'static str, u8)> },
}

#[derive(Clone)]
struct Known {
    form: Form,
    id: u32,
    at: u32,
}

/// What is known of a chunk's templates.
#[derive(Clone)]
pub(super) struct Templates {
    /// Where each bucket's chain begins, 0 when it is empty.
    pub(super) heads: [u32; BUCKETS],
    known: Vec<Known>,
}

impl Templates {
    pub(super) fn new() -> Self {
        Self { heads: [0; BUCKETS], known: Vec::new() }
    }

    /// How many there are, to go back to by [`Self::forget`].
    pub(super) fn len(&self) -> usize {
        self.known.len()
    }

    /// Drops the templates behind the first `len`; the heads are the caller's to restore.
    pub(super) fn forget(&mut self, len: usize) {
        self.known.truncate(len);
    }

    /// Begins a use of the outer template; its values come next.
    pub(super) fn system(&mut self, source: Option<&'static str>, data: &mut Vec<u8>, names: &mut Names) {
        let same = |form: &Form| matches!(form, Form::System { source: known } if *known == source);
        if self.reuse(same, data) {
            return;
        }
        let guid = guid(&source.unwrap_or("System").bytes());
        self.define(Form::System { source }, guid, data, |data| bodies::system(&mut Body { data, names }, source));
    }

    /// Begins a use of the template of this event's values.
    pub(super) fn values(
        &mut self,
        event: (Channel, u32),
        values: &[(&'static str, Value)],
        shape: catalog::Body,
        data: &mut Vec<u8>,
        names: &mut Names,
    ) {
        let same = |form: &Form| matches!(form, Form::Values { channel, id, fields } if (*channel, *id) == event && alike(fields, values));
        if self.reuse(same, data) {
            return;
        }
        let (channel, id) = event;
        let fields: Vec<_> = values.iter().map(|(name, value)| (*name, declared(value))).collect();
        let spelled = fields.iter().flat_map(|(name, kind)| name.bytes().chain([0, *kind]));
        let guid = guid(&channel.name().bytes().chain(id.to_le_bytes()).chain(spelled));
        let form = Form::Values { channel, id, fields: fields.clone() };
        self.define(form, guid, data, |data| bodies::values(&mut Body { data, names }, &fields, shape));
    }

    fn reuse(&self, same: impl Fn(&Form) -> bool, data: &mut Vec<u8>) -> bool {
        let Some(known) = self.known.iter().find(|known| same(&known.form)) else { return false };
        data.extend_from_slice(&TEMPLATE);
        data.extend_from_slice(&known.id.to_le_bytes());
        data.extend_from_slice(&known.at.to_le_bytes());
        true
    }

    fn define(&mut self, form: Form, guid: [u8; 16], data: &mut Vec<u8>, write: impl FnOnce(&mut Vec<u8>)) {
        // A template is named by its GUID's first four bytes.
        let id = u32::from_le_bytes([guid[0], guid[1], guid[2], guid[3]]);
        data.extend_from_slice(&TEMPLATE);
        data.extend_from_slice(&id.to_le_bytes());
        let at = data.len() as u32 + 4;
        data.extend_from_slice(&at.to_le_bytes());
        let words = guid.chunks_exact(2).map(|pair| u16::from_le_bytes([pair[0], pair[1]]));
        let bucket = usize::from(names::hash(words)) % BUCKETS;
        data.extend_from_slice(&self.heads[bucket].to_le_bytes());
        data.extend_from_slice(&guid);
        let size = data.len();
        data.extend_from_slice(&[0; 4]);
        data.extend_from_slice(&FRAGMENT);
        write(data);
        data.push(END);
        let length = (data.len() - size - 4) as u32;
        set(data, size, &length.to_le_bytes());
        self.heads[bucket] = at;
        self.known.push(Known { form, id, at });
    }
}

fn alike(fields: &[(&'static str, u8)], values: &[(&'static str, Value)]) -> bool {
    fields.len() == values.len()
        && fields.iter().zip(values).all(|((name, kind), (other, value))| *kind == declared(value) && name == other)
}

/// A GUID that is the same for the same bytes: FNV-1a from two starts.
fn guid(bytes: &(impl Iterator<Item = u8> + Clone)) -> [u8; 16] {
    let hash = |start: u64| {
        bytes.clone().fold(start, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)).to_le_bytes()
    };
    let mut guid = [0; 16];
    guid[..8].copy_from_slice(&hash(0xcbf2_9ce4_8422_2325));
    guid[8..].copy_from_slice(&hash(0x6c62_272e_07bb_0142));
    guid
}
