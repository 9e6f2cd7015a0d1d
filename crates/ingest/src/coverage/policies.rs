//! Events that nobody logged, and the audit policies that would.

use std::collections::BTreeMap;

use analysis::detect::rules;
use model::{Blind, Channel, LogCoverage, PolicyGap};

/// Who has such events at all.
#[derive(Clone, Copy, PartialEq, Eq)]
enum On {
    All,
    Controllers,
}

/// Audit policies by Microsoft's names, and the events of each that are read.
const POLICIES: [(&str, &[u32], On); 13] = [
    ("Audit Logon", &[4624, 4625, 4648], On::All),
    ("Audit Special Logon", &[4672, 4964], On::All),
    ("Audit Kerberos Authentication Service", &[4768, 4771], On::Controllers),
    ("Audit Kerberos Service Ticket Operations", &[4769, 4770], On::Controllers),
    ("Audit Credential Validation", &[4776], On::All),
    ("Audit Directory Service Access", &[4662], On::Controllers),
    ("Audit Directory Service Changes", &[5136, 5137, 5141], On::Controllers),
    ("Audit User Account Management", &[4720, 4722, 4723, 4724, 4725, 4726, 4738, 4740, 4767, 4781], On::All),
    ("Audit Security Group Management", &[4728, 4729, 4732, 4733, 4756, 4757], On::All),
    ("Audit File Share", &[5140], On::All),
    ("Audit Detailed File Share", &[5145], On::All),
    ("Audit Security System Extension", &[4697], On::All),
    ("Audit Other Object Access Events", &[4698, 4699], On::All),
];

/// Events that only a controller logs.
const CONTROLLERS: [u32; 7] = [4768, 4769, 4770, 4771, 5136, 5137, 5141];

/// Says of every log whether it is a controller's.
pub(super) fn mark_controllers(logs: &mut [LogCoverage]) {
    let has = |log: &LogCoverage| is_security(log) && CONTROLLERS.iter().any(|id| log.ids.contains_key(id));
    let controllers: Vec<String> = logs.iter().filter(|log| has(log)).map(|log| log.computer.clone()).collect();
    for log in logs {
        log.controller = controllers.contains(&log.computer);
    }
}

fn is_security(log: &LogCoverage) -> bool {
    log.log == Channel::Security.name() && log.records > 0
}

/// Policies that seem to be off somewhere.
pub(super) fn gaps(logs: &[LogCoverage]) -> Vec<PolicyGap> {
    let mut gaps = Vec::new();
    for controllers in [true, false] {
        let group: Vec<&LogCoverage> =
            logs.iter().filter(|log| is_security(log) && log.controller == controllers).collect();
        for (policy, ids, on) in POLICIES {
            if on == On::Controllers && !controllers {
                continue;
            }
            let off = group.iter().filter(|log| !ids.iter().any(|id| log.ids.contains_key(id)));
            let without: Vec<String> = off.map(|log| log.computer.clone()).collect();
            if !without.is_empty() {
                gaps.push(PolicyGap { policy, ids, controllers, computers: group.len(), without });
            }
        }
    }
    gaps
}

/// Detections none of whose events is in any log.
pub(super) fn blind(logs: &[LogCoverage]) -> Vec<Blind> {
    let mut seen: BTreeMap<(Channel, u32), u64> = BTreeMap::new();
    for log in logs {
        let channel = Channel::of(&log.log, "");
        for (id, count) in &log.ids {
            *seen.entry((channel, *id)).or_default() += count;
        }
    }
    rules::catalogue()
        .into_iter()
        .filter(|rule| !rule.events.is_empty() && !rule.events.iter().any(|event| seen.contains_key(event)))
        .map(|rule| Blind { rule: rule.id, title: rule.title, audit: rule.audit, events: rule.events })
        .collect()
}
