//! What the collector says of made-up logs.

use model::{Channel, Coverage, EventBuilder, Field, Hole, LogCoverage, Span, Time};

use super::Collector;

const MINUTE: i64 = 60_000;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;

fn log<'c>(coverage: &'c Coverage, computer: &str, log: &str) -> &'c LogCoverage {
    coverage.logs.iter().find(|of| of.computer == computer && of.log == log).expect("the log")
}

fn at(ms: i64) -> Time {
    Time::from_ms(ms)
}

#[test]
fn holes_have_their_numbers_and_times() {
    let mut collector = Collector::default();
    for record in (10..20).chain(25..30).chain(100..110) {
        collector.record("DC01.corp.local", "Security", 4688, record, at(record as i64 * MINUTE));
    }
    let coverage = collector.finish();
    let log = log(&coverage, "dc01", "Security");
    assert_eq!((log.records, log.missing, log.numbers), (25, 75, Some((10, 109))));
    let span = Span { start: at(29 * MINUTE), end: at(100 * MINUTE) };
    assert_eq!(log.holes[0], Hole { after: 29, before: 100, span });
    assert_eq!(log.holes[0].missing(), 70);
    assert_eq!(log.holes.len(), 2);
}

#[test]
fn order_of_files_and_overlaps_change_nothing() {
    let mut collector = Collector::default();
    for range in [50..100_u64, 1..60, 50..100] {
        collector.next_file();
        for record in range {
            collector.record("a", "System", 7036, record, at(record as i64 * HOUR));
        }
    }
    let coverage = collector.finish();
    let log = log(&coverage, "a", "System");
    assert_eq!((log.records, log.missing, log.restarts), (99, 0, 0));
    assert_eq!(log.ids[&7036], 99);
    assert_eq!(log.span, Some(Span { start: at(HOUR), end: at(99 * HOUR) }));
    assert!(log.steps.is_empty());
}

#[test]
fn a_hole_between_two_files_lies_between_their_ends() {
    let mut collector = Collector::default();
    for (records, day) in [(40..50_u64, 5), (1..10, 2)] {
        collector.next_file();
        for record in records {
            collector.record("a", "Security", 4688, record, at(day * DAY + record as i64 * MINUTE));
        }
    }
    let coverage = collector.finish();
    let hole = &log(&coverage, "a", "Security").holes[0];
    let span = Span { start: at(2 * DAY + 9 * MINUTE), end: at(5 * DAY + 40 * MINUTE) };
    assert_eq!((hole.missing(), hole.span), (30, span));
}

#[test]
fn numbering_may_begin_anew() {
    let mut collector = Collector::default();
    for (number, record) in (1000..1100_u64).chain(1..100).enumerate() {
        collector.record("a", "Security", 4688, record, at(number as i64 * HOUR));
    }
    let coverage = collector.finish();
    let log = log(&coverage, "a", "Security");
    assert_eq!((log.restarts, log.missing, log.records), (1, 0, 199));
}

#[test]
fn a_clock_that_is_set_back_shows() {
    let mut collector = Collector::default();
    for (record, minute) in [(1, 100), (2, 98), (3, 101), (4, 20), (5, 21)] {
        collector.record("a", "Security", 4688, record, at(minute * MINUTE));
    }
    let coverage = collector.finish();
    let steps = &log(&coverage, "a", "Security").steps;
    assert_eq!(steps.len(), 1);
    assert_eq!((steps[0].record, steps[0].from, steps[0].to), (4, at(101 * MINUTE), at(20 * MINUTE)));
}

#[test]
fn silence_counts_while_others_are_active() {
    let collect = |others: bool| {
        let mut collector = Collector::default();
        let mut put = |computer, hours: &mut dyn Iterator<Item = i64>| {
            hours.for_each(|hour| collector.record(computer, "Security", 4688, hour as u64 + 1, at(hour * HOUR)));
        };
        put("quiet", &mut (0..40).chain(60..100));
        if others {
            put("busy", &mut (0..100));
            // Someone's workstation: its nights are usual.
            put("office", &mut (0..100).filter(|hour| hour % 24 < 8));
        }
        collector.finish()
    };
    let coverage = collect(true);
    let silence = Span { start: at(40 * HOUR), end: at(60 * HOUR) };
    assert_eq!(log(&coverage, "quiet", "Security").silences, [silence]);
    assert!(log(&coverage, "office", "Security").silences.is_empty());
    assert!(log(&collect(false), "quiet", "Security").silences.is_empty(), "nobody else tells");
}

#[test]
fn clears_belong_to_the_log_that_was_cleared() {
    let mut collector = Collector::default();
    let mut event = |channel, id, fields: &[(Field, &str)]| {
        let mut builder = EventBuilder::new();
        builder.computer("SRV1");
        for (field, value) in fields {
            builder.set(*field, value);
        }
        collector.event(&builder.build(id, at(HOUR), channel, 7));
    };
    event(Channel::Security, 1102, &[]);
    event(Channel::System, 104, &[(Field::ClearedChannel, "Windows PowerShell")]);
    let coverage = collector.finish();
    assert_eq!(log(&coverage, "srv1", "Security").clears, [at(HOUR)]);
    assert_eq!(log(&coverage, "srv1", "Windows PowerShell").clears, [at(HOUR)]);
    assert_eq!(log(&coverage, "srv1", "Windows PowerShell").span, None);
}

#[test]
fn policies_are_told_for_controllers_and_members_apart() {
    let mut collector = Collector::default();
    for (number, id) in [4624, 4768, 4672].into_iter().enumerate() {
        collector.record("dc", "Security", id, number as u64 + 1, at(0));
    }
    collector.record("srv", "Security", 4624, 1, at(0));
    let coverage = collector.finish();
    let gap = |policy, controllers| {
        coverage.policies.iter().find(|gap| gap.policy == policy && gap.controllers == controllers)
    };
    assert!(gap("Audit Logon", true).is_none() && gap("Audit Logon", false).is_none());
    assert_eq!(gap("Audit Special Logon", false).map(|gap| gap.without.clone()), Some(vec!["srv".to_owned()]));
    assert!(gap("Audit Special Logon", true).is_none());
    assert!(gap("Audit Kerberos Service Ticket Operations", true).is_some());
    assert!(gap("Audit Kerberos Service Ticket Operations", false).is_none(), "members have none");
    assert!(coverage.blind.iter().any(|blind| blind.rule == "dcsync"));
    assert!(coverage.blind.iter().all(|blind| !blind.events.contains(&(Channel::Security, 4624))));
}
