//! `lab generate`: logs of a simulated company, and what really happened.

use std::fs::File;
use std::io::BufWriter;
use std::path::Path;

use anyhow::Context;
use lab::company::simulate;
use lab::write::Sink;
use lab::write::evtx::EvtxFolder;
use lab::write::ndjson::{Lines, NdjsonWriter};
use lab::write::xml::XmlWriter;

use crate::cli::{LabFormat, LabGenerate};
use crate::outcome::{Outcome, say};

pub(crate) fn run(arguments: &LabGenerate) -> anyhow::Result<Outcome> {
    let plan = super::plan(&arguments.plan)?;
    // The truth lies beside the logs, so that the folder of logs holds nothing else.
    let folder = &arguments.out;
    let logs = folder.join("logs");
    std::fs::create_dir_all(&logs).with_context(|| format!("cannot make the folder `{}`", folder.display()))?;
    let mut sink = sink(arguments.format, &logs)?;
    let mut count = 0_u64;
    let truth = simulate(&plan, &mut |record| {
        count += 1;
        sink.write(record)
    })?;
    sink.finish()?;
    let path = folder.join("truth.json");
    let file = File::create(&path).with_context(|| format!("cannot write `{}`", path.display()))?;
    serde_json::to_writer_pretty(BufWriter::new(file), &truth)?;
    say(&format!(
        "{count} records of {} accounts over {} days, {} attacks: {}",
        plan.accounts,
        plan.days,
        truth.attacks.len(),
        logs.display()
    ));
    Ok(Outcome::Done)
}

fn sink(format: LabFormat, folder: &Path) -> anyhow::Result<Box<dyn Sink>> {
    let create = |name: &str| {
        let path = folder.join(name);
        let file = File::create(&path).with_context(|| format!("cannot write `{}`", path.display()))?;
        anyhow::Ok(BufWriter::new(file))
    };
    Ok(match format {
        LabFormat::Evtx => Box::new(EvtxFolder::new(folder)?),
        LabFormat::Xml => Box::new(XmlWriter::new(create("events.xml")?)),
        LabFormat::Ndjson => Box::new(NdjsonWriter::new(create("events.ndjson")?, Lines::Documents)),
    })
}
