//! Which records were taken in, so that overlapping exports count once.
//!
//! Within one load a record is known by computer, log, number and time. Across the imports of a case
//! it is known by computer, log, number and day, which compresses to a few bytes a record.

use std::collections::{BTreeMap, HashMap, HashSet};

use foldhash::fast::RandomState;
use model::{Channel, Interner, Time};
use roaring::RoaringTreemap;
use store::RecordSet;

/// The records of a load, and those of earlier imports.
#[derive(Default)]
pub(super) struct Records {
    seen: HashSet<(u32, Channel, u64, Time), RandomState>,
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
        if !self.seen.insert((computer, channel, record, time)) {
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
