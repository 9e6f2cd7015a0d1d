//! A program comes over the network and is started as a service: what PsExec and its kin do, however
//! their files are called.

use std::collections::{BTreeSet, HashMap};

use foldhash::fast::RandomState;
use model::{Channel, Field, RecordRef, Severity, Time};

use super::services::program;
use super::share::{by_person_from_elsewhere, draft, ends_with, is_share, writes};
use crate::detect::{Detector, Draft, Known, Rule, Seen, Shared};

const RULE: Rule = Rule {
    id: "planted-service",
    title: "Program written over the network and started as a service",
    severity: Severity::High,
    technique: "T1569.002",
    events: &[(Channel::Security, 5145), (Channel::Security, 4697), (Channel::System, 7045)],
    audit: "Detailed File Share (success); 7045 is always logged, 4697 needs Security System Extension (success)",
    about: "5145: a person writes an exe to ADMIN$ or C$ from another machine, and within 10 minutes 4697 or 7045 there \
            makes a service of that exe. Medium for PsExec by its own name, low where the same exe does so on 4 days or \
            more.",
    innocent: "PsExec used by administrators, and deployment tools that work like it: always the same names.",
};

/// Two neighbouring buckets are ten minutes.
const BUCKET: i64 = 5 * 60_000;
/// On so many days the same file is routine.
const DAYS: usize = 4;
/// Kept at most of each half.
const MAX_KEPT: usize = 50_000;

/// Computer, file and bucket of time.
type Key = (u32, u32, i64);

/// Both halves, since the System log is another file than the Security log.
#[derive(Default)]
struct Planted {
    written: HashMap<Key, Draft, RandomState>,
    started: HashMap<Key, (Time, RecordRef), RandomState>,
}

pub(in crate::detect::rules) fn detector() -> Box<dyn Detector> {
    Box::new(Planted::default())
}

/// The last part of a program's path, without what follows the exe.
fn file(path: &str) -> Option<&str> {
    let end = path.to_ascii_lowercase().find(".exe")? + ".exe".len();
    path.get(..end)?.rsplit(['\\', '"']).next()
}

impl Planted {
    fn write(&mut self, event: &Seen<'_>, shared: &mut Shared) {
        let path = event.text(Field::RelativeTargetName);
        let admin = ends_with(path, ".exe") && (is_share(event, "ADMIN$") || is_share(event, "C$"));
        if !admin || !writes(event) || !by_person_from_elsewhere(event) || self.written.len() >= MAX_KEPT {
            return;
        }
        let Some(name) = file(path).map(str::to_ascii_lowercase) else { return };
        let what = format!("wrote {name} and started it as a service on");
        let Some(draft) = draft(&RULE, 0.85, event, &what) else { return };
        let own = name == "psexesvc.exe";
        let draft = if own { draft.severity(Severity::Medium) } else { draft };
        self.written.entry(key(event, &name, shared)).or_insert(draft);
    }

    fn start(&mut self, event: &Seen<'_>, shared: &mut Shared) {
        let Some(name) = file(program(event)).map(str::to_ascii_lowercase) else { return };
        if self.started.len() < MAX_KEPT {
            self.started.insert(key(event, &name, shared), (event.time(), event.record()));
        }
    }

    /// What both halves say together.
    fn matched(&self) -> Vec<(u32, Draft)> {
        let matches = self.started.iter().filter_map(|(&(computer, file, bucket), (time, record))| {
            let before = [bucket, bucket - 1];
            let written = before.into_iter().find_map(|bucket| self.written.get(&(computer, file, bucket)))?;
            let mut draft = written.clone();
            (draft.last, draft.count) = (draft.last.max(*time), 2);
            draft.evidence.push(record.clone());
            Some((file, draft))
        });
        matches.collect()
    }
}

fn key(event: &Seen<'_>, file: &str, shared: &mut Shared) -> Key {
    let bucket = event.time().ms().div_euclid(BUCKET);
    (shared.texts.put(event.computer()), shared.texts.put(file), bucket)
}

impl Detector for Planted {
    fn rules(&self) -> &'static [&'static Rule] {
        &[&RULE]
    }

    fn see(&mut self, event: &Seen<'_>, shared: &mut Shared) {
        if event.id() == 5145 {
            self.write(event, shared);
        } else {
            self.start(event, shared);
        }
    }

    fn finish(self: Box<Self>, _: &dyn Known, _: &Shared) -> Vec<Draft> {
        let matched = self.matched();
        let mut days: HashMap<u32, BTreeSet<i32>, RandomState> = HashMap::default();
        for (file, draft) in &matched {
            days.entry(*file).or_default().insert(draft.first.day());
        }
        let rate = |(file, draft): (u32, Draft)| {
            let routine = days.get(&file).is_some_and(|days| days.len() >= DAYS);
            if routine { Draft { confidence: 0.2, ..draft.severity(Severity::Low) } } else { draft }
        };
        matched.into_iter().map(rate).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::detect::support::{event, found};

    fn planted(written: &str, image: &str, seconds: i64) -> Vec<(Severity, u64)> {
        let write = [
            ("ShareName", r"\\*\ADMIN$"),
            ("RelativeTargetName", written),
            ("SubjectUserName", "mallory"),
            ("AccessMask", "0x120196"),
            ("IpAddress", "10.0.0.9"),
        ];
        let made = [("ServiceName", "x"), ("ImagePath", image)];
        // The System log is read first.
        let drafts = found(detector, &[event(7045, seconds, &made), event(5145, 0, &write)]);
        drafts.iter().map(|draft| (draft.severity, draft.count)).collect()
    }

    #[test]
    fn the_same_file_written_and_started_is_found() {
        assert_eq!(planted("stzxcobg.exe", r"%systemroot%\STZXCOBG.exe", 2), [(Severity::High, 2)]);
        assert_eq!(planted("PSEXESVC.exe", r"%SystemRoot%\PSEXESVC.exe", 2), [(Severity::Medium, 2)]);
        assert_eq!(planted("a.exe", "\"C:\\Windows\\a.exe\" -service", 2), [(Severity::High, 2)]);
    }

    #[test]
    fn another_file_or_another_time_is_not() {
        assert!(planted("setup.exe", r"C:\Program Files\Agent\agent.exe", 2).is_empty());
        assert!(planted("a.exe", r"C:\Windows\a.exe", 3600).is_empty());
    }
}
