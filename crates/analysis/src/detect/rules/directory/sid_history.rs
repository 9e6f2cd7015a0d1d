//! An account gets another's SID on top of its own, and with it the other's rights.

use model::{Channel, Field, Severity};

use super::change::{adds, changed};
use crate::detect::{Detector, Draft, Rule, Seen, Shared, each};

const RULE: Rule = Rule {
    id: "sid-history",
    title: "SID history added to an account",
    severity: Severity::High,
    technique: "T1134.005",
    events: &[
        (Channel::Security, 4765),
        (Channel::Security, 4766),
        (Channel::Security, 4738),
        (Channel::Security, 4742),
        (Channel::Security, 5136),
    ],
    audit: "User Account Management (success and failure) or Directory Service Changes (success)",
    about: "4765 (4766 when it failed), 4738 or 4742 with a SidHistory, or 5136 adding to sIDHistory.",
    innocent: "Moving accounts from another domain: many of them, by the migration's account, in announced weeks.",
};

pub(in crate::detect::rules) fn detector() -> Box<dyn Detector> {
    each(&[&RULE], look)
}

fn look(event: &Seen<'_>, shared: &Shared) -> Option<Draft> {
    let history = match event.id() {
        4765 | 4766 => true,
        5136 => adds(event, "sIDHistory"),
        // %%1793 is Windows' "<value not set>".
        _ => event.get(Field::SidHistory).is_some_and(|history| history != "%%1793"),
    };
    if !history {
        return None;
    }
    let verb = if event.id() == 4766 { "failed to give" } else { "gave" };
    let draft = changed(&RULE, 0.8, event, shared, |name| format!("{verb} {name} the SID of another account"))?;
    Some(if event.id() == 4766 { draft.severity(Severity::Medium) } else { draft })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::detect::support::{event, found};

    #[test]
    fn a_history_is_found_an_unset_one_is_not() {
        let with = |id, history| {
            let fields = [("TargetUserName", "alice"), ("SubjectUserName", "mallory"), ("SidHistory", history)];
            found(detector, &[event(id, 0, &fields)]).len()
        };
        assert_eq!((with(4738, "%{S-1-5-21-1-2-3-519}"), with(4738, "-"), with(4738, "%%1793")), (1, 0, 0));
        assert_eq!((with(4765, "-"), with(4766, "-")), (1, 1));
    }
}
