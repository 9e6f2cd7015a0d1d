use model::{Channel, Event, EventBuilder, Field, LogonGraph, Skip, Time};

use super::Aggregator;

const CORP: &str = "S-1-5-21-1-2-3";

/// An event on `computer` at `hour`, with fields by name.
fn event(id: u32, computer: &str, hour: i64, fields: &[(&str, &str)]) -> Event {
    let mut builder = EventBuilder::new();
    builder.computer(computer);
    for (name, value) in fields {
        builder.set(Field::named(name).unwrap(), value);
    }
    builder.build(id, Time::from_ms(hour * 3_600_000), Channel::Security, 0)
}

fn logon(user: &str, domain: &str, sid: &str, ip: &str, workstation: &str) -> Event {
    let fields = [
        ("TargetUserName", user),
        ("TargetDomainName", domain),
        ("TargetUserSid", sid),
        ("LogonType", "3"),
        ("AuthenticationPackageName", "NTLM"),
        ("IpAddress", ip),
        ("WorkstationName", workstation),
    ];
    event(4624, "DC01.corp.local", 10, &fields)
}

fn fed(events: &[Event]) -> Aggregator {
    let mut aggregator = Aggregator::new();
    for event in events {
        let _ = aggregator.add(event);
    }
    aggregator
}

fn graph(events: &[Event]) -> LogonGraph {
    fed(events).finish()
}

fn users(graph: &LogonGraph) -> Vec<(&str, &str)> {
    graph.accounts.iter().map(|account| (account.user.as_str(), account.domain.as_str())).collect()
}

#[test]
fn aliases_of_a_domain_unite_an_account() {
    let sid = format!("{CORP}-1105");
    let tgt = event(
        4768,
        "DC01.corp.local",
        11,
        &[
            ("TargetUserName", "Alice"),
            ("TargetDomainName", "CORP.LOCAL"),
            ("TargetSid", &sid),
            ("IpAddress", "::ffff:10.0.0.1"),
        ],
    );
    let graph = graph(&[logon("alice", "CORP", &sid, "10.0.0.1", "-"), tgt]);
    assert_eq!(users(&graph), [("alice", "corp")]);
    assert_eq!(graph.accounts[0].sid.as_deref(), Some(sid.as_str()));
    assert_eq!(graph.logons.len(), 2);
    assert_eq!(graph.domains[0].aliases, ["corp.local"]);
}

#[test]
fn a_local_account_is_not_the_domain_account_of_the_same_name() {
    let events = [
        logon("administrator", "CORP", &format!("{CORP}-500"), "10.0.0.1", "WS01"),
        logon("administrator", "WS01", "S-1-5-21-7-7-7-500", "10.0.0.1", "WS01"),
    ];
    assert_eq!(users(&graph(&events)), [("administrator", "corp"), ("administrator", "ws01")]);
}

#[test]
fn a_name_without_a_domain_joins_that_of_the_controller() {
    let fields = [("TargetUserName", "alice"), ("Workstation", "WS01"), ("Status", "0xC000006A")];
    let tgt = [("TargetUserName", "bob"), ("TargetDomainName", "CORP.LOCAL"), ("IpAddress", "10.0.0.2")];
    let events = [
        event(4768, "dc01.corp.local", 1, &tgt),
        event(4776, "dc01.corp.local", 1, &fields),
        event(4776, "SRV9", 1, &fields),
    ];
    let graph = graph(&events);
    assert_eq!(users(&graph), [("alice", "corp.local"), ("alice", "srv9"), ("bob", "corp.local")]);
    assert!(graph.logons.iter().any(|edge| edge.status == Some(0xc000_006a)));
}

#[test]
fn machine_accounts_tie_addresses_and_are_not_drawn() {
    let mut aggregator = Aggregator::new();
    let machine = logon("WS01$", "CORP", &format!("{CORP}-1200"), "10.0.0.7", "-");
    assert_eq!(aggregator.add(&machine), Err(Skip::MachineAccount));
    let ntlm = event(4776, "dc01.corp.local", 10, &[("TargetUserName", "alice"), ("Workstation", "\\\\WS01")]);
    assert_eq!(aggregator.add(&ntlm), Ok(()));
    let graph = aggregator.finish();
    let source = &graph.hosts[graph.logons[0].host as usize];
    assert_eq!((source.key.as_str(), source.name.as_deref()), ("10.0.0.7", Some("ws01")));
}

#[test]
fn loopback_is_the_computer_that_logged_it() {
    let graph = graph(&[logon("alice", "CORP", "", "127.0.0.1", "-")]);
    assert_eq!(graph.hosts.len(), 1);
    assert_eq!(graph.hosts[0].key, "dc01");
    assert_eq!(graph.logons[0].target, Some(0));
}

#[test]
fn the_same_record_counts_once() {
    let mut aggregator = Aggregator::new();
    let mut event = logon("alice", "CORP", "", "10.0.0.1", "-");
    event.record = 7;
    assert_eq!(aggregator.add(&event), Ok(()));
    assert_eq!(aggregator.add(&event), Err(Skip::Duplicate));
    event.time = Time::from_ms(1);
    assert_eq!(aggregator.add(&event), Ok(()), "a new log starts counting again");
}

#[test]
fn events_of_an_hour_add_up() {
    let event = logon("alice", "CORP", "", "10.0.0.1", "WS01");
    let graph = graph(&[event.clone(), event.clone(), event]);
    assert_eq!((graph.logons.len(), graph.logons[0].count), (1, 3));
    assert_eq!(graph.sequences[0].steps.len(), 3);
    assert_eq!(graph.reached[0].count, 3);
}

#[test]
fn members_are_found_by_their_sid() {
    let sid = format!("{CORP}-1105");
    let joined = event(
        4728,
        "dc01.corp.local",
        12,
        &[
            ("MemberName", "CN=Alice A.,OU=Staff,DC=corp,DC=local"),
            ("MemberSid", &sid),
            ("TargetUserName", "Domain Admins"),
            ("TargetDomainName", "CORP"),
        ],
    );
    let graph = graph(&[joined, logon("alice", "CORP", &sid, "10.0.0.1", "-")]);
    assert_eq!(users(&graph), [("alice", "corp")]);
    assert_eq!(graph.accounts[0].status(), "AddGroup: Domain Admins(1970-01-01 12:00:00) ");
}

#[test]
fn a_replication_request_by_a_user_is_a_dcsync() {
    let fields = [
        ("SubjectUserName", "mallory"),
        ("SubjectDomainName", "CORP"),
        ("Properties", "%%7688 {1131f6ad-9c07-11d1-f79f-00c04fc2dcd2} {19195a5b-6da0-11d0-afd3-00c04fd930c9}"),
    ];
    let graph = graph(&[event(4662, "dc01.corp.local", 3, &fields)]);
    assert_eq!(graph.accounts[0].status(), "DCSync(1970-01-01 03:00:00) ");
}

#[test]
fn privileges_clears_and_policy_changes_are_kept() {
    let subject = [("SubjectUserName", "Admin"), ("SubjectDomainName", "CORP")];
    let policy =
        [&subject[..], &[("CategoryId", "%%8273"), ("SubcategoryGuid", "{0CCE9215-69AE-11D9-BED3-505054503030}")]];
    let events =
        [event(4672, "dc01", 1, &subject), event(1102, "dc01", 2, &subject), event(4719, "dc01", 3, &policy.concat())];
    let graph = graph(&events);
    assert_eq!(graph.accounts[0].rights(), "system");
    assert_eq!((graph.clears[0].user.as_str(), graph.clears[0].channel.as_str()), ("admin", "Security"));
    assert_eq!(
        (graph.policies[0].category.as_str(), graph.policies[0].subcategory.as_str()),
        ("Logon/Logoff", "Logon")
    );
}

#[test]
fn windows_own_accounts_are_marked_by_sid_whatever_their_name() {
    let graph = graph(&[
        logon("Système", "AUTORITE NT", "S-1-5-18", "10.0.0.1", "-"),
        logon("system", "CORP", &format!("{CORP}-9"), "10.0.0.1", "-"),
    ]);
    let flags: Vec<_> = graph.accounts.iter().map(|account| (account.user.as_str(), account.well_known)).collect();
    assert_eq!(flags, [("system", false), ("système", true)]);
}

#[test]
fn events_that_cannot_be_drawn_say_why() {
    let mut aggregator = Aggregator::new();
    assert_eq!(aggregator.add(&logon("-", "CORP", "", "10.0.0.1", "-")), Err(Skip::NoAccount));
    assert_eq!(aggregator.add(&logon("alice", "CORP", "", "-", "-")), Err(Skip::NoHost));
    assert_eq!(aggregator.add(&event(4634, "dc01", 1, &[("TargetUserName", "alice")])), Err(Skip::NotUsed));
}

/// What events taught, and the graph of others that are known by it.
fn taught(first: &[Event], then: &[Event]) -> LogonGraph {
    let mut aggregator = fed(then);
    let own = aggregator.lore();
    aggregator.learn(&[fed(first).lore(), b"odd".to_vec()]);
    assert!(own == fed(then).lore(), "only what an import has seen itself goes with it");
    aggregator.finish()
}

#[test]
fn what_an_import_learned_is_known_to_the_next() {
    let sid = format!("{CORP}-1105");
    let tie = event(
        4768,
        "DC01.corp.local",
        10,
        &[("TargetUserName", "WS05$"), ("TargetDomainName", "CORP"), ("IpAddress", "10.0.0.5")],
    );
    let alice = || logon("alice", "CORP", &sid, "10.0.0.5", "-");
    let first = [tie, alice(), alice(), logon("dave", "CORP.LOCAL", &format!("{CORP}-1106"), "10.0.0.6", "-")];
    let ntlm = event(4776, "DC01", 40, &[("TargetUserName", "carol"), ("Workstation", "WS05")]);
    let then = [ntlm, logon("bob", "corp.local", &sid, "10.0.0.5", "-")];
    let graph = taught(&first, &then);
    // The domain's short name, the controller's domain and the SID's name come from before.
    assert_eq!(users(&graph), [("alice", "corp"), ("carol", "corp")]);
    let hosts: Vec<_> = graph.hosts.iter().map(|host| (host.key.as_str(), host.name.as_deref())).collect();
    assert!(hosts.contains(&("10.0.0.5", Some("ws05"))) && !hosts.iter().any(|host| host.0 == "ws05"), "{hosts:?}");
    assert!(
        graph.logons.len() == 2 && graph.accounts.iter().all(|account| account.user != "bob"),
        "only its own events"
    );
}

#[test]
fn a_crowd_may_gather_over_several_imports() {
    let claim = |user: &str| logon(user, "CORP", "", "10.0.0.9", "LAPTOP1");
    let all: Vec<Event> = (0..10).map(|n| claim(&format!("user{n}"))).collect();
    let key =
        |graph: &LogonGraph| graph.hosts.iter().find(|host| host.name.as_deref() != Some("dc01")).unwrap().name.clone();
    assert_eq!(key(&graph(&all[..5])).as_deref(), Some("laptop1"));
    assert_eq!(key(&taught(&all[..5], &all[..5])).as_deref(), Some("laptop1"), "the same accounts again");
    assert_eq!(key(&taught(&all[..5], &all[5..])), None, "a gateway");
}
