//! The simulated company against what must hold in any log: order, numbers, sessions, tickets.

use std::collections::hash_map::DefaultHasher;
use std::collections::{HashMap, HashSet};
use std::convert::Infallible;
use std::hash::{Hash, Hasher};
use std::sync::Arc;

use lab::company::{Attack, Plan, Technique, simulate};
use lab::truth::Part;
use lab::{Record, Truth, Value};
use model::Channel;

fn run(plan: &Plan) -> (Vec<Record>, Truth) {
    let mut records = Vec::new();
    let truth = simulate(plan, &mut |record| {
        records.push(record.clone());
        Ok::<(), Infallible>(())
    });
    (records, truth.unwrap_or_else(|never| match never {}))
}

fn plan(accounts: u32, attacks: &[Technique]) -> Plan {
    Plan { days: 2, attacks: attacks.iter().copied().map(Attack::new).collect(), ..Plan::new(7, accounts) }
}

fn digest(record: &Record) -> u64 {
    let mut hasher = DefaultHasher::new();
    let content = (&record.computer, record.channel, record.id, record.time);
    format!("{content:?}{:?}", record.data).hash(&mut hasher);
    hasher.finish()
}

fn value<'a>(record: &'a Record, name: &str) -> &'a Value {
    let found = record.data.iter().find(|(field, _)| *field == name);
    &found.unwrap_or_else(|| panic!("{} lacks {name}", record.id)).1
}

fn text(record: &Record, name: &str) -> Arc<str> {
    match value(record, name) {
        Value::Text(text) | Value::Sid(text) | Value::Guid(text) => text.clone(),
        other => panic!("{name} is {other:?}"),
    }
}

fn logon_id(record: &Record) -> u64 {
    match value(record, "TargetLogonId") {
        Value::Hex64(id) => *id,
        other => panic!("{other:?}"),
    }
}

/// Logon type of a 4624 or 4634.
fn kind(record: &Record) -> u32 {
    match value(record, "LogonType") {
        Value::U32(kind) => *kind,
        other => panic!("{other:?}"),
    }
}

fn key(record: &Record) -> (Arc<str>, Channel, u64) {
    (record.computer.clone(), record.channel, record.record)
}

#[test]
fn the_same_plan_gives_the_same_records() {
    let plan = plan(50, &[Technique::DcSync]);
    let ((first, truth), (second, again)) = (run(&plan), run(&plan));
    assert!(first == second);
    assert_eq!(truth, again);
    let (other, _) = run(&Plan { seed: 8, ..plan });
    assert!(first != other);
}

#[test]
fn an_attack_changes_no_other_record() {
    let (quiet, _) = run(&plan(50, &[]));
    let (loud, truth) = run(&plan(50, &[Technique::PasswordSpray, Technique::ServiceChain]));
    let guilty: HashSet<_> = truth.attacks.iter().flat_map(|attack| &attack.records).collect();
    let innocent: Vec<_> = loud
        .iter()
        .filter(|record| {
            !guilty.contains(&lab::truth::Evidence {
                computer: record.computer.to_string(),
                channel: record.channel.name().to_owned(),
                record: record.record,
            })
        })
        .map(digest)
        .collect();
    assert_eq!(innocent, quiet.iter().map(digest).collect::<Vec<_>>());
}

#[test]
fn records_are_in_order_and_numbered() {
    let (records, _) = run(&plan(50, Technique::ALL));
    assert!(records.is_sorted_by_key(|record| record.time));
    let mut last: HashMap<_, u64> = HashMap::new();
    for record in &records {
        let log = (record.computer.clone(), record.channel);
        if let Some(before) = last.insert(log, record.record) {
            assert_eq!(record.record, before + 1, "{record:?}");
        }
        assert!(record.channel.wants(record.id), "{} is never read", record.id);
    }
}

#[test]
fn every_attack_leaves_records_that_exist() {
    for accounts in [50, 500] {
        let (records, truth) = run(&plan(accounts, Technique::ALL));
        assert_eq!(truth.attacks.len(), Technique::ALL.len());
        let all: HashSet<_> =
            records.iter().map(|record| (record.computer.to_string(), record.channel.name(), record.record)).collect();
        for attack in &truth.attacks {
            assert!(!attack.records.is_empty() && attack.first <= attack.last);
            assert!(!attack.story.accounts.is_empty() && !attack.story.hosts.is_empty(), "{}", attack.story.name);
            for one in &attack.records {
                assert!(all.contains(&(one.computer.clone(), one.channel.as_str(), one.record)), "{one:?}");
            }
            // Under what name the attacker acts can be read in the attack's own records.
            let guilty: HashSet<_> = attack.records.iter().map(|one| (one.computer.as_str(), one.record)).collect();
            let mut said = String::new();
            for record in records.iter().filter(|record| guilty.contains(&(&*record.computer, record.record))) {
                said.push_str(&format!("{:?}", record.data).to_lowercase());
            }
            for account in attack.story.accounts.iter().filter(|account| account.role == Part::Attacker) {
                assert!(said.contains(&account.user), "{}: {}", attack.story.name, account.user);
            }
        }
    }
}

#[test]
fn sessions_end_only_after_they_began() {
    for accounts in [50, 500] {
        let (records, _) = run(&plan(accounts, Technique::ALL));
        let mut open = HashSet::new();
        let mut twice = 0;
        for record in records.iter().filter(|record| record.channel == Channel::Security) {
            match record.id {
                4624 if logon_id(record) == 0x3e7 => {}
                4624 => twice += u32::from(!open.insert((record.computer.clone(), logon_id(record)))),
                4634 => assert!(open.contains(&(record.computer.clone(), logon_id(record))), "{record:?}"),
                _ => {}
            }
        }
        assert_eq!(twice, 0, "logon ids given out twice");
    }
}

#[test]
fn kerberos_logons_have_their_ticket() {
    let techniques: Vec<_> = Technique::ALL.iter().copied().filter(|one| *one != Technique::SilverTicket).collect();
    for accounts in [50, 500] {
        let (records, _) = run(&plan(accounts, &techniques));
        let mut tickets = HashSet::new();
        for record in records.iter().filter(|record| record.channel == Channel::Security) {
            if record.id == 4769 {
                let client = text(record, "TargetUserName");
                let user = client.split('@').next().unwrap_or_default().to_lowercase();
                tickets.insert((user, text(record, "ServiceName").to_lowercase()));
            } else if record.id == 4624 && kind(record) == 3 && &*text(record, "LogonProcessName") == "Kerberos" {
                let host = record.computer.split('.').next().unwrap_or_default().to_lowercase();
                let user = text(record, "TargetUserName").to_lowercase();
                let ticket = (user, format!("{host}$"));
                assert!(tickets.contains(&ticket), "{ticket:?} at {:?}", record.time);
            }
        }
    }
}

#[test]
fn weekends_are_quiet() {
    let (records, _) = run(&Plan { days: 7, ..Plan::new(3, 50) });
    let persons = |day: i32| {
        let mine = |record: &&Record| record.id == 4624 && kind(record) == 2 && record.time.day() == day;
        records.iter().filter(mine).count()
    };
    let monday = Plan::new(3, 50).start.day();
    assert!(persons(monday) > 20, "{}", persons(monday));
    assert!(persons(monday + 5) * 4 < persons(monday), "{}", persons(monday + 5));
}

#[test]
fn a_persons_day_is_of_a_likely_size() {
    for accounts in [50, 500] {
        let (records, _) = run(&Plan { days: 2, ..Plan::new(5, accounts) });
        let mut about: HashMap<Arc<str>, u32> = HashMap::new();
        for record in records.iter().filter(|record| record.id == 4624 && kind(record) == 2) {
            about.entry(text(record, "TargetUserName")).or_default();
        }
        for record in &records {
            let names = record.data.iter().filter(|(field, _)| matches!(*field, "TargetUserName" | "SubjectUserName"));
            for (_, value) in names {
                if let Value::Text(name) = value
                    && let Some(count) = about.get_mut(name.split('@').next().unwrap_or_default())
                {
                    *count += 1;
                    break;
                }
            }
        }
        let mean = f64::from(about.values().sum::<u32>()) / about.len() as f64 / 2.0;
        println!("{accounts}: {} records, {mean:.0} a person and day", records.len());
        assert!((40.0..140.0).contains(&mean), "{mean}");
    }
}

#[test]
fn member_logs_can_be_left_out() {
    let (records, truth) = run(&Plan { workstation_logs: false, ..plan(50, &[Technique::PassTheHash]) });
    assert!(records.iter().all(|record| !record.computer.contains("-PC")));
    assert!(!truth.attacks[0].records.is_empty());
    assert!(records.iter().map(key).collect::<HashSet<_>>().len() == records.len());
}
