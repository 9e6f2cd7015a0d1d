//! What a rule needs: values that are kept, events that are kept, no counting.

use std::collections::BTreeSet;

use model::{Channel, Field};
use rsigma_parser::ast::{Detection, DetectionItem};
use rsigma_parser::{SigmaRule, SigmaValue};

use super::view;

/// What the parts of a rule ask for.
#[derive(Default)]
struct Needs {
    strangers: BTreeSet<String>,
    /// Event ids it names; empty where it names none.
    ids: BTreeSet<u32>,
    unsupported: Option<&'static str>,
}

/// Those of the channels in which the rule may find something.
///
/// # Errors
/// Why it would find nothing, or the wrong things.
pub(super) fn channels(rule: &SigmaRule, channels: Vec<Channel>) -> Result<Vec<Channel>, String> {
    let mut needs = Needs::default();
    for detection in rule.detection.named.values() {
        needs.detection(detection);
    }
    if rule.detection.timeframe.is_some() {
        needs.unsupported = Some("counting within a timeframe");
    }
    if let Some(what) = needs.unsupported {
        return Err(format!("cannot be evaluated here: uses {what}"));
    }
    if !needs.strangers.is_empty() {
        let names: Vec<String> = needs.strangers.into_iter().collect();
        return Err(format!("cannot be evaluated here: needs values that are not kept: {}", names.join(", ")));
    }
    let kept: Vec<Channel> = channels.into_iter().filter(|channel| needs.may_be_in(*channel)).collect();
    if kept.is_empty() {
        let ids: Vec<String> = needs.ids.iter().map(ToString::to_string).collect();
        return Err(format!("cannot be evaluated here: reads events that are not kept: {}", ids.join(", ")));
    }
    Ok(kept)
}

impl Needs {
    fn may_be_in(&self, channel: Channel) -> bool {
        self.ids.is_empty() || self.ids.iter().any(|id| channel.wants(*id))
    }

    fn detection(&mut self, detection: &Detection) {
        match detection {
            Detection::AllOf(items) => {
                for item in items {
                    self.item(item);
                }
            }
            Detection::AnyOf(inner) | Detection::And(inner) => {
                for detection in inner {
                    self.detection(detection);
                }
            }
            // The texts that Windows renders around the values are in no log.
            Detection::Keywords(_) => self.unsupported = Some("keywords without a field"),
            Detection::ArrayMatch { .. } | Detection::Conditional { .. } => self.unsupported = Some("lists of values"),
        }
    }

    fn item(&mut self, item: &DetectionItem) {
        let Some(name) = item.field.name.as_deref() else {
            self.unsupported = Some("keywords without a field");
            return;
        };
        if !view::SYSTEM.contains(&name) && Field::named(name).is_none() {
            self.strangers.insert(name.to_owned());
        }
        if name == "EventID" {
            self.ids.extend(item.values.iter().filter_map(id));
        }
    }
}

fn id(value: &SigmaValue) -> Option<u32> {
    match value {
        SigmaValue::Integer(id) => u32::try_from(*id).ok(),
        SigmaValue::String(text) => text.as_plain()?.parse().ok(),
        _ => None,
    }
}
