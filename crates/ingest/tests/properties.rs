//! What holds for the graph of any events: order, repetition and cuts change nothing, and every event is counted.

use ingest::aggregate::Aggregator;
use model::{Channel, Event, EventBuilder, Field, LogonGraph, Time};
use proptest::prelude::*;

const HOUR: i64 = 3_600_000;

/// One event before it is built. Few names, so that they meet.
#[derive(Clone, Debug)]
struct Draft {
    id: u32,
    computer: &'static str,
    user: &'static str,
    domain: &'static str,
    sid: &'static str,
    address: &'static str,
    workstation: &'static str,
    status: &'static str,
    ms: i64,
}

impl Draft {
    fn build(&self, record: u64) -> Event {
        let mut builder = EventBuilder::new();
        builder.computer(self.computer);
        for (field, value) in [
            (Field::TargetUserName, self.user),
            (Field::TargetDomainName, self.domain),
            (Field::TargetUserSid, self.sid),
            (Field::IpAddress, self.address),
            (Field::WorkstationName, self.workstation),
            (Field::Workstation, self.workstation),
            (Field::Status, self.status),
            (Field::LogonType, "3"),
        ] {
            builder.set(field, value);
        }
        builder.build(self.id, Time::from_ms(self.ms), Channel::Security, record)
    }
}

fn draft() -> impl Strategy<Value = Draft> {
    let one = |all: &'static [&'static str]| prop::sample::select(all);
    let who = (
        one(&["alice", "Alice", "bob", "svc-sql", "administrator", "ws01$", "ANONYMOUS LOGON", "alice@corp.example"]),
        one(&["CORP", "corp.example", "WS01", "-", "OTHER"]),
        one(&["", "S-1-5-21-1-2-3-1105", "S-1-5-21-1-2-3-500", "S-1-5-21-7-7-7-500"]),
    );
    let whence = (
        one(&["10.0.0.1", "::ffff:10.0.0.1", "10.0.0.2", "127.0.0.1", "::1", "-", "fe80::1"]),
        one(&["WS01", "\\\\ws01", "SRV1", "-", "ws02.corp.example"]),
    );
    let what = (
        prop::sample::select(&[4624_u32, 4625, 4648, 4768, 4769, 4771, 4776, 4672, 4720][..]),
        one(&["DC01.corp.example", "dc01", "SRV1", "WS01.corp.example"]),
        one(&["0x0", "0xC000006D", "0x18"]),
        0..5 * 24 * HOUR,
    );
    (who, whence, what).prop_map(|((user, domain, sid), (address, workstation), (id, computer, status, ms))| Draft {
        id,
        computer,
        user,
        domain,
        sid,
        address,
        workstation,
        status,
        ms,
    })
}

/// Events with record numbers of their own, and the same in another order.
fn drafts() -> impl Strategy<Value = (Vec<Event>, Vec<Event>)> {
    prop::collection::vec(draft(), 1..60).prop_flat_map(|drafts| {
        let events: Vec<Event> = drafts.iter().zip(1..).map(|(draft, record)| draft.build(record)).collect();
        (Just(events.clone()), Just(events).prop_shuffle())
    })
}

/// The graph, and how many events went into it.
fn graph<'e>(events: impl IntoIterator<Item = &'e Event>) -> (LogonGraph, usize) {
    let mut aggregator = Aggregator::new();
    let taken = events.into_iter().filter(|event| aggregator.add(event).is_ok()).count();
    (aggregator.finish(), taken)
}

const fn is_logon(event: &Event) -> bool {
    matches!(event.id, 4624 | 4625 | 4648 | 4768 | 4769 | 4771 | 4776)
}

proptest! {
    #[test]
    fn the_order_of_events_does_not_matter((events, shuffled) in drafts()) {
        prop_assert_eq!(graph(&events), graph(&shuffled));
    }

    #[test]
    fn a_record_read_twice_counts_once((events, shuffled) in drafts()) {
        prop_assert_eq!(graph(&events), graph(events.iter().chain(&shuffled)));
    }

    #[test]
    fn every_logon_taken_in_is_counted_in_its_hour((events, _) in drafts()) {
        let logons: Vec<Event> = events.into_iter().filter(is_logon).collect();
        let (graph, taken) = graph(&logons);
        prop_assert_eq!(graph.logons.iter().map(|edge| edge.count as usize).sum::<usize>(), taken);
        for edge in &graph.logons {
            let hours = [edge.first, edge.last].map(|time| time.ms().div_euclid(HOUR));
            prop_assert_eq!(hours, [i64::from(edge.hour); 2]);
            prop_assert!(edge.first <= edge.last && edge.count > 0);
            prop_assert!((edge.host as usize) < graph.hosts.len() && (edge.account as usize) < graph.accounts.len());
        }
    }

    #[test]
    fn nothing_is_there_twice((events, _) in drafts()) {
        let (graph, _) = graph(&events);
        prop_assert!(graph.accounts.is_sorted_by(|a, b| (&a.user, &a.domain) < (&b.user, &b.domain)));
        prop_assert!(graph.hosts.is_sorted_by(|a, b| a.key < b.key));
        prop_assert!(graph.logons.is_sorted_by(|a, b| a < b));
    }
}
