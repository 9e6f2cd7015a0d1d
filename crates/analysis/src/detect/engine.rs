//! Shows every event to the detections that read it.

use std::collections::HashMap;

use foldhash::fast::RandomState;
use model::whence::workstation;
use model::{Channel, Event, Field, Interner};

use super::sessions::{Session, Sessions};
use super::{Detector, Draft, Known, Place, Rule, Seen, rules};

/// What detections share.
pub struct Shared {
    /// Every text once, as a number; 0 is the empty text.
    pub texts: Interner,
    sessions: Sessions,
}

impl Shared {
    fn new() -> Self {
        let mut texts = Interner::default();
        texts.put("");
        Self { texts, sessions: Sessions::default() }
    }

    /// The number of a text in lower case.
    pub fn lower(&mut self, text: &str) -> u32 {
        self.texts.put(&model::lower(text))
    }

    /// The logon from elsewhere that the event's subject belongs to: by its `SubjectLogonId` on the
    /// same computer.
    pub fn session(&self, event: &Seen<'_>) -> Option<Session> {
        self.session_of(event, event.number(Field::SubjectLogonId)?)
    }

    /// The logon from elsewhere with this logon id on the event's computer.
    pub fn session_of(&self, event: &Seen<'_>, id: u64) -> Option<Session> {
        self.sessions.get(self.texts.find(event.computer())?, id)
    }

    /// Where the event's subject had come from.
    pub fn came_from(&self, event: &Seen<'_>) -> Option<Place> {
        self.session(event).map(|session| self.place(session))
    }

    /// Where a session had come from.
    pub fn place(&self, session: Session) -> Place {
        session.place(|number| self.texts.text(number))
    }

    fn remember(&mut self, event: &Seen<'_>) {
        let Some(address) = event.remote().map(|address| self.texts.put(address)) else { return };
        let name = workstation(event.get(Field::WorkstationName)).map_or(0, |name| self.texts.put(&name));
        let computer = self.texts.put(event.computer());
        self.sessions.put(event, computer, address, name);
    }
}

/// All detections at work.
pub struct Detect {
    detectors: Vec<Box<dyn Detector>>,
    /// (channel, event id) -> detectors that read it.
    readers: HashMap<(Channel, u32), Vec<usize>, RandomState>,
    shared: Shared,
    /// Rules that are not told of, since they do not see all they read.
    off: Vec<&'static Rule>,
}

impl Default for Detect {
    fn default() -> Self {
        Self::new(rules::all())
    }
}

impl Detect {
    /// These detections and no others.
    pub fn new(detectors: Vec<Box<dyn Detector>>) -> Self {
        let mut readers: HashMap<(Channel, u32), Vec<usize>, RandomState> = HashMap::default();
        for (number, detector) in detectors.iter().enumerate() {
            for source in detector.rules().iter().flat_map(|rule| rule.events) {
                let list = readers.entry(*source).or_default();
                if !list.contains(&number) {
                    list.push(number);
                }
            }
        }
        Self { detectors, readers, shared: Shared::new(), off: Vec::new() }
    }

    /// Turns every rule off that reads one of these events, which will not be shown: half of what it
    /// reads would mislead it.
    pub fn without(&mut self, unseen: &[(Channel, u32)]) {
        let blind = |rule: &&&Rule| unseen.iter().any(|(channel, id)| rule.reads(*channel, *id));
        let rules = self.detectors.iter().flat_map(|detector| detector.rules());
        self.off = rules.filter(blind).copied().collect();
    }

    /// The rules that are off.
    pub fn off(&self) -> &[&'static Rule] {
        &self.off
    }

    /// Shows one event.
    pub fn see(&mut self, event: &Event) {
        let logon = event.id == 4624 && event.channel == Channel::Security;
        let readers = self.readers.get(&(event.channel, event.id));
        if readers.is_none() && !logon {
            return;
        }
        let seen = Seen::new(event);
        if logon {
            self.shared.remember(&seen);
        }
        for &number in readers.into_iter().flatten() {
            self.detectors[number].see(&seen, &mut self.shared);
        }
    }

    /// What was found, in the order of time.
    pub fn finish(self, known: &dyn Known) -> Vec<Draft> {
        let Self { detectors, shared, off, .. } = self;
        let mut drafts: Vec<Draft> =
            detectors.into_iter().flat_map(|detector| detector.finish(known, &shared)).collect();
        drafts.retain(|draft| off.iter().all(|rule| rule.id != draft.rule.id));
        for draft in &mut drafts {
            draft.evidence.sort();
            draft.evidence.truncate(model::MAX_EVIDENCE);
        }
        drafts.sort_by(|a, b| (a.first, a.rule.id, &a.text).cmp(&(b.first, b.rule.id, &b.text)));
        drafts
    }
}
