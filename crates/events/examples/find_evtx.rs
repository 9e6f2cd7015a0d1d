//! Measures reading single records back: `find_evtx FILE`, an EVTX log.
#![expect(clippy::print_stdout, reason = "its output is what it is for")]

use std::ops::ControlFlow;
use std::path::Path;
use std::time::Instant;

use events::SourceError;
use events::find::{Index, Wanted, find};
use model::Time;

fn main() -> Result<(), SourceError> {
    let file = std::env::args().nth(1).unwrap_or_default();
    let path = Path::new(&file);
    let began = Instant::now();
    let index = Index::of(path)?;
    println!("index: {:?}, {} bytes", began.elapsed(), index.size());
    // A record from the middle of the file tells what to look for.
    let (mut count, mut middle) = (0_u64, None);
    find(path, &index, &Wanted::default(), &mut |event, _| {
        count += 1;
        middle = Some((event.time, event.record, event.id));
        if count < 20_000 { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
    })?;
    let Some((time, record, id)) = middle else { return Ok(()) };
    let hour = |ms| Some(Time::from_ms(time.ms() + ms));
    let by_record = Wanted { records: vec![record], ids: vec![id], ..Wanted::default() };
    let by_hour = Wanted { from: hour(0), to: hour(3_600_000), ids: vec![id], ..Wanted::default() };
    for (what, wanted) in [("one record by its number", by_record), ("up to 200 records of an hour", by_hour)] {
        let (began, mut found) = (Instant::now(), 0);
        find(path, &index, &wanted, &mut |_, raw| {
            found += usize::from(raw().record > 0);
            if found < 200 { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
        })?;
        println!("{what}: {found} in {:?}", began.elapsed());
    }
    Ok(())
}
