//! Rules of our own making: ones that fire, and ones that cannot.

use std::path::Path;

use model::{Channel, Event, EventBuilder, Field, Part, Severity, Time};

use super::Sigma;

const GUESSED: &str = "
title: Failed logon of the backup account
id: 0d8dbb0e-0000-4000-8000-000000000001
status: test
author: Ada Example
level: high
tags: [attack.credential-access, attack.t1110, attack.t1110.001]
logsource: {product: windows, service: security}
detection:
  selection:
    EventID: 4625
    LogonType: 3
    TargetUserName: 'svc-backup'
  filter:
    IpAddress: '-'
  condition: selection and not filter
";

const MODIFIERS: &str = r"
title: Odd service
id: two
author: Ada Example
level: medium
logsource: {product: windows, service: system}
detection:
  name: {EventID: 7045, ServiceName|re: '^[a-z]{8}$'}
  path: {ImagePath|contains: '\Temp\', ImagePath|endswith: ['.exe', '.bat']}
  wild: {ServiceName: 'psexe*', Provider_Name: 'Service Control Manager'}
  condition: (name and path) or wild
";

fn folder(rules: &[(&str, &str)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir(folder.path().join("below")).unwrap();
    for (name, text) in rules {
        std::fs::write(folder.path().join(name), text).unwrap();
    }
    folder
}

fn rules(path: &Path) -> Sigma {
    Sigma::read(path).unwrap()
}

fn event(id: u32, channel: Channel, minute: i64, fields: &[(Field, &str)]) -> Event {
    let mut builder = EventBuilder::new();
    builder.computer("SRV1.corp.local");
    for (field, value) in fields {
        builder.set(*field, value);
    }
    builder.build(id, Time::from_ms(minute * 60_000), channel, minute as u64 + 1)
}

fn failed(minute: i64, user: &str, address: &str) -> Event {
    let fields = [
        (Field::TargetUserName, user),
        (Field::TargetDomainName, "CORP"),
        (Field::LogonType, "3"),
        (Field::IpAddress, address),
    ];
    event(4625, Channel::Security, minute, &fields)
}

#[test]
fn hits_of_one_rule_and_the_same_parties_are_one_finding() {
    let folder = folder(&[("below/guessed.yml", GUESSED)]);
    let mut sigma = rules(folder.path());
    assert_eq!((sigma.report().rules, sigma.report().left.len()), (1, 0));
    for minute in [5, 3, 9] {
        sigma.see(&failed(minute, "svc-backup", "10.0.0.7"));
    }
    sigma.see(&failed(4, "SVC-BACKUP", "10.0.0.8"));
    sigma.see(&failed(5, "svc-backup", "-"));
    sigma.see(&failed(6, "alice", "10.0.0.7"));
    let (found, _) = sigma.finish();
    assert_eq!(found.len(), 2);
    let first = &found[0];
    assert_eq!(first.rule, "sigma:0d8dbb0e-0000-4000-8000-000000000001");
    assert_eq!((first.severity, first.technique.as_str(), first.count), (Severity::High, "T1110.001", 3));
    assert_eq!((first.first, first.last), (Time::from_ms(180_000), Time::from_ms(540_000)));
    let text = "Failed logon of the backup account (rule by Ada Example): corp\\svc-backup, from 10.0.0.7, on srv1";
    assert_eq!(first.text, text);
    assert_eq!(first.evidence.iter().map(|record| record.record).collect::<Vec<_>>(), [4, 6, 10]);
    assert_eq!(first.accounts[0].0, Part::Actor);
    assert_eq!((found[1].count, found[1].hosts[0].1.shown()), (1, "10.0.0.8"));
}

#[test]
fn wildcards_and_modifiers_work() {
    let folder = folder(&[("odd.yaml", MODIFIERS)]);
    let hits = |service: &str, path: &str| {
        let mut sigma = rules(folder.path());
        assert_eq!(sigma.report().left, []);
        sigma.see(&event(7045, Channel::System, 0, &[(Field::ServiceName, service), (Field::ImagePath, path)]));
        sigma.finish().0.len()
    };
    assert_eq!(hits("abcdefgh", "C:\\Windows\\Temp\\x.EXE"), 1);
    assert_eq!(hits("abcdefgh", "C:\\Windows\\x.exe"), 0);
    assert_eq!(hits("abcdefghi", "C:\\Windows\\Temp\\x.exe"), 0);
    assert_eq!(hits("PSEXESVC", "C:\\Windows\\PSEXESVC.exe"), 1);
}

#[test]
fn what_cannot_be_evaluated_is_named_with_its_reason() {
    let with = |logsource: &str, selection: &str| {
        format!("title: T\nlogsource: {logsource}\ndetection:\n  selection: {selection}\n  condition: selection\n")
    };
    let security = "{product: windows, service: security}";
    let cases = [
        ("a.yml", with("{product: windows, category: process_creation}", "{Image: x}"), "category process_creation"),
        ("b.yml", with("{product: linux, service: security}", "{a: x}"), "product linux"),
        ("c.yml", with(security, "{EventID: 4688, TargetUserName: x}"), "not kept: 4688"),
        ("d.yml", with(security, "{EventID: 4624, CommandLine: x}"), "not kept: CommandLine"),
        ("e.yml", with(security, "[mimikatz, sekurlsa]"), "keywords"),
        ("f.yml", with(security, "{EventID: 4624, TargetUserName|re: '('}"), "regex"),
        ("g.yml", "title: [broken".to_owned(), ""),
        ("h.yml", "title: no more than a title".to_owned(), ""),
        ("i.yml", with(security, "{EventID: 4624}").replace("condition: selection", "condition: nobody"), "nobody"),
    ];
    let written: Vec<(&str, &str)> = cases.iter().map(|(name, text, _)| (*name, text.as_str())).collect();
    let folder = folder(&[&written[..], &[("good.yml", GUESSED), ("notes.txt", "not a rule")]].concat());
    let mut sigma = rules(folder.path());
    let left = sigma.report().left.clone();
    for (name, _, why) in &cases {
        let found = left.iter().find(|(file, _)| file.contains(name));
        assert!(found.is_some_and(|(_, text)| text.contains(why)), "{name}: {found:?}");
    }
    assert_eq!((sigma.report().rules, left.len()), (1, cases.len()));
    sigma.see(&failed(1, "svc-backup", "10.0.0.7"));
    assert_eq!(sigma.finish().0.len(), 1);
}

#[test]
fn a_folder_that_is_not_there_is_an_error() {
    assert!(Sigma::read(Path::new("/nowhere/at/all")).is_err());
}

#[test]
fn parties_beyond_the_limit_count_together() {
    let folder = folder(&[("any.yml", &GUESSED.replace("    TargetUserName: 'svc-backup'\n", ""))]);
    let mut sigma = rules(folder.path());
    for number in 0..1500 {
        sigma.see(&failed(1, &format!("user{number}"), "10.0.0.7"));
    }
    let (found, _) = sigma.finish();
    assert_eq!((found.len(), found.iter().map(|found| found.count).sum::<u64>()), (1001, 1500));
}
