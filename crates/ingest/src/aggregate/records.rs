//! Which records were taken in, so that overlapping exports count once.
//!
//! Within one load a record is known by computer, log, number and time. Across the imports of a case
//! it is known by computer, log, number and day, which compresses to a few bytes a record.

use std::collections::hash_map::Entry;
use std::collections::{BTreeMap, HashMap, HashSet};

use foldhash::fast::RandomState;
use model::{Channel, Interner, Time};
use roaring::RoaringTreemap;
use store::RecordSet;

/// Numbers that are kept together. Logs are read in order, so that a record's neighbours are at hand
/// and most records need no memory but for their time; more would cost much where numbers are scattered.
const PAGE: u64 = 16;
/// The time of a number that was not seen; far outside what a log can name.
const UNSEEN: Time = Time::from_ms(i64::MIN);

/// Records that were seen.
#[derive(Default)]
struct Seen {
    /// Computer, log and first number -> the times of the numbers behind it.
    pages: HashMap<(u32, Channel, u64), [Time; PAGE as usize], RandomState>,
    /// Records whose number another one had before: the log was cleared and began anew.
    again: HashSet<(u32, Channel, u64, Time), RandomState>,
}

impl Seen {
    /// Whether it is a record's first time.
    fn insert(&mut self, computer: u32, channel: Channel, record: u64, time: Time) -> bool {
        let (page, place) = (record / PAGE, (record % PAGE) as usize);
        let times = match self.pages.entry((computer, channel, page)) {
            Entry::Occupied(known) => known.into_mut(),
            Entry::Vacant(new) => new.insert([UNSEEN; PAGE as usize]),
        };
        if times[place] == UNSEEN {
            times[place] = time;
            return true;
        }
        times[place] != time && self.again.insert((computer, channel, record, time))
    }
}

/// The records of a load, and those of earlier imports.
#[derive(Default)]
pub(super) struct Records {
    seen: Seen,
    /// Numbers of earlier imports by computer, log and day.
    before: HashMap<(u32, Channel, i32), RoaringTreemap, RandomState>,
    /// Numbers of this load, if they are to be kept.
    now: Option<HashMap<(u32, Channel, i32), RoaringTreemap, RandomState>>,
}

impl Records {
    /// Remembers which records are taken in, and takes none of `before` in. Sets that cannot be read
    /// are left out: their records then count again, as if they had never been kept.
    pub(super) fn keep(&mut self, before: &[RecordSet], texts: &mut Interner) {
        self.now = Some(HashMap::default());
        for set in before {
            let Ok(numbers) = RoaringTreemap::deserialize_from(set.bytes.as_slice()) else {
                tracing::warn!(computer = set.computer, day = set.hour_day, "kept record numbers are damaged");
                continue;
            };
            let key = (texts.put(&set.computer), Channel::of(&set.channel, ""), set.hour_day);
            *self.before.entry(key).or_default() |= numbers;
        }
    }

    /// Whether this is a record's first time. Records without a number always are.
    pub(super) fn is_new(&mut self, computer: u32, channel: Channel, record: u64, time: Time) -> bool {
        if record == 0 {
            return true;
        }
        if !self.seen.insert(computer, channel, record, time) {
            return false;
        }
        let Some(now) = &mut self.now else { return true };
        let key = (computer, channel, time.day());
        if self.before.get(&key).is_some_and(|numbers| numbers.contains(record)) {
            return false;
        }
        now.entry(key).or_default().insert(record);
        true
    }

    /// What was taken in, to be kept with the import; sorted.
    pub(super) fn sets(&self, texts: &Interner) -> Vec<RecordSet> {
        let mut sets = BTreeMap::new();
        for ((computer, channel, day), numbers) in self.now.iter().flatten() {
            let mut bytes = Vec::with_capacity(numbers.serialized_size());
            // Writing into memory does not fail.
            if numbers.serialize_into(&mut bytes).is_ok() {
                sets.insert((texts.text(*computer), channel.name(), *day), bytes);
            }
        }
        sets.into_iter()
            .map(|((computer, channel, hour_day), bytes)| RecordSet {
                computer: computer.to_owned(),
                channel: channel.to_owned(),
                hour_day,
                bytes,
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_record_is_known_by_number_and_time() {
        let mut seen = Seen::default();
        let mut insert = |record, ms| seen.insert(1, Channel::Security, record, Time::from_ms(ms));
        assert!(insert(15, 5) && insert(16, 5) && insert(u64::MAX, 5));
        assert!(!insert(15, 5) && !insert(u64::MAX, 5));
        assert!(insert(15, 6), "cleared, and counted anew");
        assert!(!insert(15, 6) && !insert(15, 5));
        assert!(seen.insert(2, Channel::Security, 15, Time::from_ms(5)), "another computer");
        assert!(seen.insert(1, Channel::System, 15, Time::from_ms(5)), "another log");
    }

    #[test]
    fn kept_numbers_are_known_to_the_next_import() {
        let mut texts = Interner::default();
        texts.put("");
        let computer = texts.put("dc01");
        let mut first = Records::default();
        first.keep(&[], &mut texts);
        assert!(first.is_new(computer, Channel::Security, 7, Time::from_ms(1000)));
        assert!(!first.is_new(computer, Channel::Security, 7, Time::from_ms(1000)));
        let mut second = Records::default();
        second.keep(&first.sets(&texts), &mut texts);
        assert!(!second.is_new(computer, Channel::Security, 7, Time::from_ms(1000)));
        assert!(second.is_new(computer, Channel::System, 7, Time::from_ms(1000)), "another log");
        assert!(second.is_new(computer, Channel::Security, 7, Time::from_ms(90_000_000)), "another day");
        assert!(second.is_new(computer, Channel::Security, 0, Time::from_ms(1000)), "no number");
        assert_eq!(second.sets(&texts).len(), 2);
    }
}
