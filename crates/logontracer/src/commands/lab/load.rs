//! `lab load`: the logs of a simulated company into Elasticsearch, as winlogbeat would ship them.

use std::fs::File;
use std::io::BufWriter;

use anyhow::Context;
use lab::company::{Plan, simulate};
use lab::write::Sink;
use lab::write::ndjson::{Lines, NdjsonWriter};
use lab::{Record, Truth};
use tokio::sync::mpsc;

use super::super::es::EsSettings;
use crate::cli::LabLoad;
use crate::outcome::{Failure, Outcome, say};

/// Documents sent together.
const BATCH: usize = 10_000;
/// The index that is written where none is named; the default patterns of an import find it.
const INDEX: &str = "winlogbeat-lab";

/// How far the record numbers of two loadings are apart: more than a log has.
const APART: u64 = 1_000_000_000;

/// (id, JSON) of some documents. The id names the record, so that loading again doubles nothing.
type Documents = Vec<(String, String)>;

pub(super) fn run(arguments: LabLoad, settings: EsSettings) -> anyhow::Result<Outcome> {
    let plan = super::plan(&arguments.plan)?;
    let settings = settings.with(arguments.es);
    let index = settings.index().unwrap_or(INDEX).to_owned();
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let (truth, written, before) = runtime.block_on(load(plan, arguments.times, &settings, &index))?;
    if let Some(path) = &arguments.truth {
        let file = File::create(path).with_context(|| format!("cannot write `{}`", path.display()))?;
        serde_json::to_writer_pretty(BufWriter::new(file), &truth)?;
    }
    say(&format!(
        "{written} documents written to `{index}`, {before} were there before; {} attacks",
        truth.attacks.len()
    ));
    Ok(Outcome::Done)
}

async fn load(plan: Plan, times: u64, settings: &EsSettings, index: &str) -> anyhow::Result<(Truth, u64, u64)> {
    let client = settings.client().await?;
    let (to, mut from) = mpsc::channel(2);
    let simulating = tokio::task::spawn_blocking(move || documents(&plan, times, &to));
    let (mut written, mut before) = (0, 0);
    while let Some(batch) = from.recv().await {
        let done = client.create(index, batch).await.map_err(Failure::from)?;
        written += done.written as u64;
        before += done.before as u64;
    }
    Ok((simulating.await??, written, before))
}

fn documents(plan: &Plan, times: u64, to: &mpsc::Sender<Documents>) -> anyhow::Result<Truth> {
    let truth = company(plan, 0, to)?;
    for time in 1..times {
        company(plan, time, to)?;
    }
    Ok(truth)
}

/// The company's documents, with the record numbers of its `time`th loading.
fn company(plan: &Plan, time: u64, to: &mpsc::Sender<Documents>) -> anyhow::Result<Truth> {
    let mut batch = Documents::with_capacity(BATCH);
    let truth = simulate(plan, &mut |record| {
        let record = Record { record: record.record + time * APART, ..record.clone() };
        batch.push(document(&record)?);
        if batch.len() == BATCH {
            to.blocking_send(std::mem::take(&mut batch))?;
        }
        anyhow::Ok(())
    })?;
    to.blocking_send(batch)?;
    Ok(truth)
}

fn document(record: &Record) -> anyhow::Result<(String, String)> {
    let mut body = Vec::with_capacity(1_500);
    NdjsonWriter::new(&mut body, Lines::Documents).write(record)?;
    let id = format!("{}-{}-{}", record.computer, record.channel.name(), record.record);
    Ok((id, String::from_utf8(body)?.trim_end().to_owned()))
}
