//! Reading single records back.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking, in its helpers too")]

use std::ops::ControlFlow;
use std::path::Path;

use events::find::{Index, Raw, Wanted, find};
use events::{Read, Window};
use model::Event;

/// Every kept event of a file, by the door.
fn all(path: &Path) -> Vec<Event> {
    let (sources, failed) = events::expand(&[path.display().to_string()]);
    assert!(failed.is_empty());
    let mut events = Vec::new();
    events::read(&sources[0], Window::default(), &|_| (), &mut |read| {
        if let Read::Kept(event) = read {
            events.push(*event);
        }
        ControlFlow::Continue(())
    })
    .unwrap();
    events
}

fn found(path: &Path, index: &Index, wanted: &Wanted) -> Vec<Raw> {
    let mut rows = Vec::new();
    find(path, index, wanted, &mut |_, raw| {
        rows.push(raw());
        ControlFlow::Continue(())
    })
    .unwrap();
    rows
}

fn places(rows: &[Raw]) -> Vec<(u64, i64, u32)> {
    let mut places: Vec<_> = rows.iter().map(|row| (row.record, row.time.ms(), row.id)).collect();
    places.sort_unstable();
    places
}

#[test]
fn what_the_door_reads_is_found_again() {
    let Some(corpus) = testkit::corpus() else { return };
    let path = corpus.join("evtx/evtx-samples/security.evtx");
    let (events, index) = (all(&path), Index::of(&path).unwrap());
    assert!(events.len() > 100);
    let mut known: Vec<_> = events.iter().map(|event| (event.record, event.time.ms(), event.id)).collect();
    known.sort_unstable();
    assert_eq!(places(&found(&path, &index, &Wanted::default())), known);

    for event in events.iter().step_by(events.len() / 20) {
        let exact = Wanted {
            ids: vec![event.id],
            from: Some(event.time),
            to: Some(event.time),
            records: vec![event.record],
            ..Wanted::default()
        };
        let rows = found(&path, &index, &exact);
        assert_eq!(places(&rows), [(event.record, event.time.ms(), event.id)]);
        // Every value that the door knows is among the record's own.
        for (field, value) in event.values() {
            assert_eq!(rows[0].fields.get(field.name()).map(|raw| raw.trim()), Some(value), "{}", field.name());
        }
    }
    let (from, to) = (events[10].time, events[40].time);
    let span = found(&path, &index, &Wanted { from: Some(from), to: Some(to), ..Wanted::default() });
    let inside = events.iter().filter(|event| event.time >= from && event.time <= to).count();
    assert_eq!(span.len(), inside);
}

#[test]
fn exports_are_searched_without_an_index() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("export.xml");
    let event = |record: u32, user: &str| {
        format!(
            "<Event><System><EventID>4624</EventID><TimeCreated SystemTime='2024-01-01T00:00:{record:02}Z'/><EventRecordID>{record}\
             </EventRecordID><Channel>Security</Channel><Computer>DC</Computer></System><EventData><Data \
             Name='TargetUserName'>{user}</Data></EventData></Event>"
        )
    };
    std::fs::write(&path, format!("<Events>{}{}{}</Events>", event(1, "a"), event(2, "&lt;b&gt;"), event(3, "c")))
        .unwrap();
    let index = Index::of(&path).unwrap();
    assert_eq!(index.size(), 0);
    let rows = found(&path, &index, &Wanted { records: vec![2, 3], ..Wanted::default() });
    assert_eq!(places(&rows).len(), 2);
    assert_eq!(rows[0].fields["TargetUserName"], "<b>");
    let mut first = 0;
    find(&path, &index, &Wanted::default(), &mut |_, _| {
        first += 1;
        ControlFlow::Break(())
    })
    .unwrap();
    assert_eq!(first, 1, "a search may end early");
}
