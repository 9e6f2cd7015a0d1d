//! Where a skipped record stood, found without taking it apart.
//!
//! Most records of a log are skipped, and reading them must not get slower by it: number and time are
//! in the record's header anyway, and three searches in the rendered text tell the rest.

use std::cell::RefCell;
use std::sync::{Arc, LazyLock};

use memchr::memchr;
use memchr::memmem::Finder;
use model::Time;

use crate::stamp::{Origin, Stamp};

static RECORD: LazyLock<Finder<'static>> = LazyLock::new(|| Finder::new(b"\"EventRecordID\":"));
static CHANNEL: LazyLock<Finder<'static>> = LazyLock::new(|| Finder::new(b",\"Channel\":\""));
/// Directly behind the log's name, which no value of an event can imitate: quotes in values are escaped.
const COMPUTER: &[u8] = b"\",\"Computer\":\"";

/// Bytes that a place in one record may lie before the same place in the record before.
const SHIFT: usize = 24;

/// What a record's header says.
#[derive(Clone, Copy)]
pub(super) struct Head {
    pub(super) record: u64,
    time: Time,
}

impl Head {
    pub(super) const fn of(record: u64, ms: i64) -> Self {
        Self { record, time: Time::from_ms(ms) }
    }

    pub(super) const fn time(self) -> Time {
        self.time
    }
}

/// What this thread saw last, which is nearly the same in the next record.
#[derive(Default)]
struct Last {
    origin: Arc<Origin>,
    record_at: usize,
    channel_at: usize,
}

thread_local! {
    static LAST: RefCell<Last> = RefCell::default();
}

/// The place of the record whose `System` begins at `at`. `System` names number, log and computer in
/// this order.
pub(super) fn find(json: &[u8], at: usize, head: Head) -> Option<Stamp> {
    let system = json.get(at..)?;
    LAST.with_borrow_mut(|last| {
        let origin = last.origin(system)?;
        // In a log of forwarded events the number is the one it had where it was logged.
        let record = behind(system, &RECORD, &mut last.record_at).and_then(number).unwrap_or(head.record);
        Some(Stamp { origin, record, time: head.time })
    })
}

impl Last {
    fn origin(&mut self, system: &[u8]) -> Option<Arc<Origin>> {
        let (log, rest) = text(behind(system, &CHANNEL, &mut self.channel_at)?)?;
        let (computer, _) = text(rest.strip_prefix(COMPUTER)?)?;
        if self.origin.computer.as_bytes() != computer || self.origin.log.as_bytes() != log {
            let owned = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).ok();
            self.origin = Arc::new(Origin { computer: owned(computer)?, log: owned(log)? });
        }
        Some(Arc::clone(&self.origin))
    }
}

/// What stands behind the needle, looked for near its last place first.
fn behind<'t>(text: &'t [u8], needle: &Finder<'_>, last: &mut usize) -> Option<&'t [u8]> {
    let from = last.saturating_sub(SHIFT);
    let near = text.get(from..).and_then(|text| needle.find(text)).map(|at| from + at);
    *last = near.or_else(|| needle.find(text))?;
    text.get(*last + needle.needle().len()..)
}

fn text(rest: &[u8]) -> Option<(&[u8], &[u8])> {
    rest.split_at_checked(memchr(b'"', rest)?)
}

fn number(text: &[u8]) -> Option<u64> {
    let mut digits = text.iter().map_while(|byte| byte.is_ascii_digit().then(|| u64::from(byte - b'0'))).peekable();
    digits.peek()?;
    digits.try_fold(0_u64, |sum, digit| sum.checked_mul(10)?.checked_add(digit))
}
