//! Sigma: the user's own rules over the same events.
//!
//! Only records that the doors keep are seen, which is what [`model::Channel::wants`] lists: a rule about
//! others is named as one that cannot be evaluated here, as is every rule that is broken or needs
//! a value that is not kept. No rule is left out silently, and none stops a load.

mod folder;
mod hits;
mod needs;
mod source;
#[cfg(test)]
mod tests;
mod view;

use std::collections::HashMap;
use std::path::Path;

use model::{Channel, Event, SigmaReport};
use rsigma_eval::Engine;
use rsigma_parser::SigmaRule;

use crate::sighting::Sighting;
use hits::{About, Hits};

/// Rules that are ready to look at events.
#[derive(Default)]
pub struct Sigma {
    engines: HashMap<Channel, Engine>,
    rules: Vec<About>,
    report: SigmaReport,
    hits: Hits,
}

impl Sigma {
    /// Reads all rules of a folder and of those below it, or one file.
    ///
    /// # Errors
    /// When the folder itself cannot be read.
    pub fn read(folder: &Path) -> std::io::Result<Self> {
        let mut this = Self::default();
        let mut rules: HashMap<Channel, Vec<SigmaRule>> = HashMap::new();
        for file in folder::files(folder)? {
            let read = folder::rules(&file);
            this.report.left.extend(read.broken.into_iter().map(|why| (file.display().to_string(), why)));
            for rule in read.rules {
                this.take(&file, rule, &mut rules);
            }
        }
        for (channel, rules) in rules {
            // Each was compiled alone before, so none fails here.
            this.engines.entry(channel).or_default().add_rules(&rules);
        }
        Ok(this)
    }

    fn take(&mut self, file: &Path, mut rule: SigmaRule, rules: &mut HashMap<Channel, Vec<SigmaRule>>) {
        let name = format!("{}: {}", file.display(), rule.title);
        let checked = source::channels(&rule.logsource)
            .and_then(|channels| needs::channels(&rule, channels))
            .and_then(|channels| Engine::new().add_rule(&rule).map(|()| channels).map_err(|error| error.to_string()));
        match checked {
            Ok(channels) => {
                let about = About::of(&rule);
                // Hits carry the rule's id and no more: the place in the list is found by it.
                rule.id = Some(self.rules.len().to_string());
                self.rules.push(about);
                self.report.rules += 1;
                for channel in channels {
                    rules.entry(channel).or_default().push(rule.clone());
                }
            }
            Err(why) => self.report.left.push((name, why)),
        }
    }

    /// What became of the rules.
    pub const fn report(&self) -> &SigmaReport {
        &self.report
    }

    /// Shows one event.
    pub fn see(&mut self, event: &Event) {
        let Some(engine) = self.engines.get(&event.channel) else { return };
        for hit in engine.evaluate(&view::View(event)) {
            let Some(rule) = hit.header.rule_id.and_then(|id| id.parse::<usize>().ok()) else { continue };
            self.hits.add(rule, event);
        }
    }

    /// What was found, in the order of time; and what became of the rules.
    pub(crate) fn finish(self) -> (Vec<Sighting>, SigmaReport) {
        (self.hits.finish(&self.rules), self.report)
    }
}
