//! What the writers' tests share: records with awkward values, and readers that are not ours.

pub(crate) mod expected;
pub(crate) mod known;
pub(crate) mod mixed;
pub(crate) mod readers;
