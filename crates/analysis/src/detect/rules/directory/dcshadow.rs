//! A machine poses as a domain controller to replicate changes of its own.

use std::collections::HashMap;

use foldhash::fast::RandomState;
use model::{Channel, Field, Part, Severity, Time};

use super::change::{adds, changed, common_name, is_own, whom};
use crate::detect::{Detector, Draft, Known, Place, Rule, Seen, Shared, each_judged};

const NAMES: Rule = Rule {
    id: "dcshadow-spn",
    title: "Service names of a domain controller on another machine (DCShadow)",
    severity: Severity::Critical,
    technique: "T1207",
    events: &[(Channel::Security, 4742), (Channel::Security, 5136)],
    audit: "Computer Account Management (success) or Directory Service Changes (success)",
    about: "4742 or 5136 gives an account that is no known controller's the service name of the global catalogue \
            (GC/) or of replication (E3514235-4B06-11D1-AB04-00C04FC2DCD2/).",
    innocent: "A server that is being promoted to a controller keeps these names; a shadow controller loses them \
               within seconds. Ask who promoted a server then.",
};

const SERVER: Rule = Rule {
    id: "dcshadow-server",
    title: "Server object put among the domain controllers (DCShadow)",
    severity: Severity::Critical,
    technique: "T1207",
    events: &[(Channel::Security, 5137), (Channel::Security, 5141)],
    audit: "Directory Service Changes (success)",
    about: "5137 makes an object under CN=Servers of a site; graver when 5141 deletes it within 30 seconds.",
    innocent: "Promotion of a server makes the same object, which stays.",
};

/// The replication interface's id, which is a service class of every controller (MS-DRSR 2.2.3.2).
const REPLICATION: &str = "e3514235-4b06-11d1-ab04-00c04fc2dcd2/";
const GLOBAL_CATALOGUE: &str = "gc/";

/// How long a shadow controller's object lives at most.
const BRIEF: i64 = 30_000;
/// Objects remembered at most; sites have few servers.
const MAX_OBJECTS: usize = 10_000;

pub(in crate::detect::rules) fn names() -> Box<dyn Detector> {
    each_judged(&[&NAMES], look, judge)
}

fn is_controllers(name: &str) -> bool {
    let starts = |prefix: &str| name.get(..prefix.len()).is_some_and(|head| head.eq_ignore_ascii_case(prefix));
    starts(GLOBAL_CATALOGUE) || starts(REPLICATION)
}

fn look(event: &Seen<'_>, shared: &Shared) -> Option<Draft> {
    let value = if event.id() == 4742 {
        event.get(Field::ServicePrincipalNames)?
    } else if adds(event, "servicePrincipalName") {
        event.get(Field::AttributeValue)?
    } else {
        return None;
    };
    if !value.split_ascii_whitespace().any(is_controllers) || whom(event).is_some_and(|whom| is_own(event, &whom)) {
        return None;
    }
    changed(&NAMES, 0.9, event, shared, |name| format!("gave {name} the service names of a domain controller"))
}

fn judge(draft: &mut Draft, known: &dyn Known) -> bool {
    let victim = draft.accounts.iter().find(|(part, _)| *part == Part::Victim);
    let place = victim.map(|(_, whom)| Place::named(whom.user.trim_end_matches('$'), draft.first));
    place.is_none_or(|place| known.is_controller(&place) != Some(true))
}

/// Server objects that were made, by computer and name.
struct Servers {
    made: HashMap<(u32, u32), (Time, Draft), RandomState>,
}

pub(in crate::detect::rules) fn server() -> Box<dyn Detector> {
    Box::new(Servers { made: HashMap::default() })
}

impl Detector for Servers {
    fn rules(&self) -> &'static [&'static Rule] {
        &[&SERVER]
    }

    fn see(&mut self, event: &Seen<'_>, shared: &mut Shared) {
        let Some(dn) = event.get(Field::ObjectDn).map(str::to_ascii_lowercase) else { return };
        if !(dn.contains(",cn=servers,") && dn.contains(",cn=sites,cn=configuration,")) {
            return;
        }
        let key = (shared.texts.put(event.computer()), shared.texts.put(&dn));
        if event.id() == 5137 && self.made.len() < MAX_OBJECTS {
            let name = common_name(&dn).unwrap_or_default();
            let what = format!("put the server {name} among the domain controllers");
            // A promotion looks like this until the object goes away again.
            let draft = Draft::deed(&SERVER, 0.5, event, shared, &what).severity(Severity::Medium);
            self.made.insert(key, (event.time(), draft));
        } else if let Some((time, draft)) = self.made.get_mut(&key)
            && event.time().ms() - time.ms() <= BRIEF
        {
            draft.severity = Severity::Critical;
            draft.confidence = 0.95;
            draft.last = event.time();
            draft.count += 1;
            draft.evidence.push(event.record());
        }
    }

    fn finish(self: Box<Self>, _: &dyn Known, _: &Shared) -> Vec<Draft> {
        self.made.into_values().map(|(_, draft)| draft).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::detect::support::{event, found};

    fn named(target: &str, names: &str) -> Vec<Draft> {
        let fields = [("SubjectUserName", "mallory"), ("TargetUserName", target), ("ServicePrincipalNames", names)];
        found(names_detector, &[event(4742, 0, &fields)])
    }

    fn names_detector() -> Box<dyn Detector> {
        super::names()
    }

    #[test]
    fn a_workstation_with_a_controllers_names_is_found() {
        assert_eq!(named("WS07$", "HOST/ws07 GC/ws07.corp.local/corp.local").len(), 1);
        assert!(named("WS07$", "HOST/ws07 TERMSRV/ws07").is_empty());
        assert!(named("DC01$", "HOST/dc01 GC/dc01.corp.local/corp.local").is_empty(), "a controller's own");
    }

    #[test]
    fn a_server_object_is_graver_when_it_vanishes() {
        let dn =
            [("ObjectDN", "CN=WS07,CN=Servers,CN=Main,CN=Sites,CN=Configuration,DC=corp"), ("SubjectUserName", "m")];
        let at = |gone: i64| found(server, &[event(5137, 0, &dn), event(5141, gone, &dn)])[0].severity;
        assert_eq!((at(10), at(3600)), (Severity::Critical, Severity::Medium));
        assert!(found(server, &[event(5137, 0, &[("ObjectDN", "CN=x,OU=Staff,DC=corp")])]).is_empty());
    }
}
