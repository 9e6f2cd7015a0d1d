//! What the logs can tell at all: whether a detection that found nothing had anything to look at.
//!
//! Every record read is noted, wanted or not, since holes show in the numbers of all records only.
//! Memory grows with logs and days, and by two bytes to two bits a record for its number.

mod days;
mod gaps;
mod log;
mod policies;
mod silences;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, HashMap};

use foldhash::fast::RandomState;
use model::{Channel, Coverage, Event, Field, LogCoverage, Time, host_name};

use log::Log;

/// A log's name as spelled, and its place in the list.
type Place = (Box<str>, usize);

/// Collects what [`Coverage`] tells.
#[derive(Default)]
pub struct Collector {
    logs: Vec<Log>,
    /// Computer as spelled -> its logs.
    spelled: HashMap<Box<str>, Vec<Place>, RandomState>,
    /// (short name, log) -> its place in `logs`.
    known: BTreeMap<(String, String), usize>,
}

impl Collector {
    /// A new file begins: its records do not follow those before.
    pub fn next_file(&mut self) {
        self.logs.iter_mut().for_each(Log::next_file);
    }

    /// Notes an event.
    pub fn event(&mut self, event: &Event) {
        let computer = event.computer().unwrap_or_default();
        self.log(computer, event.channel.name()).note(event.id, event.record, event.time);
        let cleared = match (event.channel, event.id) {
            (Channel::Security, 517 | 1102) => Some(Channel::Security.name()),
            (Channel::System, 104) => event.get(Field::ClearedChannel),
            _ => None,
        };
        if let Some(cleared) = cleared {
            self.log(computer, cleared).cleared(event.time);
        }
    }

    /// Notes a record that is skipped otherwise.
    pub fn record(&mut self, computer: &str, log: &str, event_id: u32, record: u64, time: Time) {
        self.log(computer, log).note(event_id, record, time);
    }

    fn log(&mut self, computer: &str, name: &str) -> &mut Log {
        let found = self.spelled.get(computer).and_then(|logs| logs.iter().find(|(log, _)| **log == *name));
        let at = match found {
            Some((_, at)) => *at,
            None => self.new_spelling(computer, name),
        };
        &mut self.logs[at]
    }

    fn new_spelling(&mut self, computer: &str, name: &str) -> usize {
        let channel = Channel::of(name, "");
        let plain = if channel == Channel::Other { name } else { channel.name() };
        let key = (host_name(computer).unwrap_or_default().into_owned(), plain.to_owned());
        let at = *self.known.entry(key).or_insert(self.logs.len());
        if at == self.logs.len() {
            self.logs.push(Log::default());
        }
        self.spelled.entry(computer.into()).or_default().push((name.into(), at));
        at
    }

    /// What was collected.
    pub fn finish(self) -> Coverage {
        let Self { mut logs, known, .. } = self;
        let active = silences::active(&logs);
        let mut covered: Vec<LogCoverage> = known
            .into_iter()
            .map(|((computer, log), at)| {
                let state = std::mem::take(&mut logs[at]);
                let silences = silences::of(&state, &active);
                LogCoverage { computer, log, silences, ..state.finish() }
            })
            .collect();
        policies::mark_controllers(&mut covered);
        let (policies, blind) = (policies::gaps(&covered), policies::blind(&covered));
        Coverage { logs: covered, policies, blind }
    }
}
