//! What 5140 and 5145 tell: who opened what on which share from where.

use model::{Field, Part};

use crate::detect::{Draft, Rule, Seen};

/// The right to write: "write data" of files, pipes take it for calls.
const WRITE: u64 = 0x2;

/// Whether it is about the share of this name: `\\*\IPC$` is `IPC$`.
pub(super) fn is_share(event: &Seen<'_>, name: &str) -> bool {
    event.get(Field::ShareName).is_some_and(|share| ends_with(share, name))
}

/// Whether a text ends so, whatever the case.
pub(super) fn ends_with(text: &str, end: &str) -> bool {
    let from = text.len().checked_sub(end.len());
    from.and_then(|from| text.get(from..)).is_some_and(|tail| tail.eq_ignore_ascii_case(end))
}

/// Whether it asks for the right to write.
pub(super) fn writes(event: &Seen<'_>) -> bool {
    event.number(Field::AccessMask).is_some_and(|mask| mask & WRITE != 0)
}

/// Whether a person asks, not a machine or Windows itself, from another machine.
pub(super) fn by_person_from_elsewhere(event: &Seen<'_>) -> bool {
    !event.is_machine(Field::SubjectUserName) && !event.by_system() && event.remote().is_some()
}

/// A draft about what the subject did at this computer; `what` follows its name, the computer's and
/// the source's names follow `what`.
pub(super) fn draft(rule: &'static Rule, confidence: f64, event: &Seen<'_>, what: &str) -> Option<Draft> {
    let (who, from) = (event.subject()?, event.source());
    let place = from.as_ref().map_or_else(String::new, |place| format!(" from {}", place.shown()));
    let text = format!("{} {what} {}{place}", who.shown(), event.computer());
    let draft = Draft::of(rule, confidence, event.record(), text)
        .account(Part::Actor, Some(who))
        .host(Part::Source, from)
        .host(Part::Target, Some(event.here()));
    Some(draft)
}
