//! Turns an EVTX file into JSON bytes with the evtx crate alone and throws them away: what the door is
//! measured against. `render_evtx FILE`

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let path = std::env::args().nth(1).ok_or("usage: render_evtx FILE")?;
    let settings = evtx::ParserSettings::new().num_threads(0);
    let mut parser = evtx::EvtxParser::from_path(path)?.with_configuration(settings);
    let records = parser.records_json_bytes().flatten().count();
    assert!(records > 0, "no records");
    Ok(())
}
