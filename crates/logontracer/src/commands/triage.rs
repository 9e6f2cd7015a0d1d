//! `triage`: files in, ranks out, no server; or events of an Elasticsearch, and no other server.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use analysis::case;
use ingest::Loaded;
use model::{CaseRanks, LogonGraph, Span};
use serde_json::{Value, json};

use super::{EsSettings, analyze, coverage, es_import, findings, html, report, sigma};
use crate::cli::Triage;
use crate::outcome::Outcome;
use crate::progress::Shown;
use crate::shown::{self, Rows};

pub(crate) fn run(arguments: &Triage, rules: Option<&Path>, elasticsearch: EsSettings) -> anyhow::Result<Outcome> {
    let page = arguments.html.as_deref().map(html::Target::open).transpose()?;
    let loaded = if arguments.from_es {
        let settings = elasticsearch.with(arguments.es.clone());
        let (window, sigma) = (arguments.part.window()?, sigma::read(rules)?);
        let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
        match runtime.block_on(es_import::triage(&settings, window, sigma))? {
            Ok(loaded) => loaded,
            Err(nothing) => return Ok(nothing),
        }
    } else {
        files(arguments, rules)?
    };
    report::tell(&loaded.report);
    if loaded.graph.logons.is_empty() && loaded.findings.is_empty() {
        return super::import::nothing(&loaded.report);
    }
    let analysed = case::rank(loaded.graph, loaded.findings, analyze::settings(arguments.how));
    if let Some(page) = page {
        let ranking = analyze::settings(arguments.how).ranking;
        html::write(page, &html::Case { analysed: &analysed, report: &loaded.report, ranking })?;
    }
    let top = arguments.output.top;
    let mut tables = rows(&analysed.graph, &analysed.ranks, top);
    if !analysed.findings.is_empty() || arguments.output.json {
        tables.push(findings::rows(&analysed.graph, analysed.findings.clone(), top));
    }
    if arguments.output.json {
        let coverage = &loaded.report.coverage;
        tables.extend([coverage::logs(coverage, 0), coverage::blind(coverage)]);
        tables.extend(loaded.report.sigma.as_ref().map(sigma::rows));
    }
    shown::print(arguments.output.format(), &tables)?;
    analyze::tell_baseline(&analysed, arguments.how);
    Ok(Outcome::Done)
}

fn files(arguments: &Triage, rules: Option<&Path>) -> anyhow::Result<Loaded> {
    let window = arguments.part.window()?;
    let (sources, missing) = events::expand(&arguments.inputs);
    let failed = super::import::refuse_if_empty(&sources, missing)?;
    let sigma = sigma::read(rules)?;
    let progress = Shown::bytes("reading", sources.iter().map(events::Source::size).sum());
    let stop = Arc::new(AtomicBool::new(false));
    let mut loaded = ingest::load_with(sigma, &sources, window, &progress, &stop)?;
    progress.finish();
    loaded.report.failed.splice(0..0, failed);
    Ok(loaded)
}

/// The tables of accounts and hosts.
pub(crate) fn rows(graph: &LogonGraph, ranks: &CaseRanks, top: usize) -> Vec<Rows> {
    let top = if top == 0 { usize::MAX } else { top };
    let counts = Counts::of(graph);
    let accounts = ranks.accounts.iter().take(top).enumerate().map(|(at, rank)| {
        let account = &graph.accounts[rank.account as usize];
        let (logons, failures) = counts.accounts[rank.account as usize];
        let reasons: Vec<&str> = rank.reasons.iter().map(|reason| reason.text.as_str()).collect();
        let mut row = vec![json!(at + 1), shown::rank(Some(rank.rank)), json!(account.user), json!(account.domain)];
        row.extend([json!(account.rights()), json!(account.status().trim_end())]);
        row.extend([first(account.span), last(account.span), json!(logons), json!(failures), json!(reasons)]);
        row
    });
    let hosts = ranks.hosts.iter().take(top).enumerate().map(|(at, rank)| {
        let host = &graph.hosts[rank.host as usize];
        let (logons, failures) = counts.hosts[rank.host as usize];
        let kind = if host.controller { "domain controller" } else { "" };
        let reasons: Vec<&str> = rank.reasons.iter().map(|reason| reason.text.as_str()).collect();
        let mut row = vec![json!(at + 1), shown::rank(Some(rank.rank)), json!(host.key), json!(host.name), json!(kind)];
        row.extend([first(host.span), last(host.span), json!(logons), json!(failures), json!(reasons)]);
        row
    });
    vec![
        Rows { title: "Accounts", columns: shown::columns(ACCOUNT_COLUMNS), hidden: &[], cells: accounts.collect() },
        Rows { title: "Hosts", columns: shown::columns(HOST_COLUMNS), hidden: &[], cells: hosts.collect() },
    ]
}

const ACCOUNT_COLUMNS: &[&str] =
    &["#", "rank", "account", "domain", "rights", "status", "first", "last", "events", "failed", "reasons"];
const HOST_COLUMNS: &[&str] = &["#", "rank", "host", "name", "kind", "first", "last", "events", "failed", "reasons"];

fn first(span: Option<Span>) -> Value {
    json!(span.map(|span| span.start.to_string()))
}

fn last(span: Option<Span>) -> Value {
    json!(span.map(|span| span.end.to_string()))
}

/// (events, failed ones) per account and per source host.
pub(super) struct Counts {
    pub(super) accounts: Vec<(u64, u64)>,
    pub(super) hosts: Vec<(u64, u64)>,
}

impl Counts {
    pub(super) fn of(graph: &LogonGraph) -> Self {
        let mut this = Self { accounts: vec![(0, 0); graph.accounts.len()], hosts: vec![(0, 0); graph.hosts.len()] };
        for edge in &graph.logons {
            let count = u64::from(edge.count);
            let failed = if is_failure(edge.id, edge.status) { count } else { 0 };
            for cell in [&mut this.accounts[edge.account as usize], &mut this.hosts[edge.host as usize]] {
                cell.0 += count;
                cell.1 += failed;
            }
        }
        this
    }
}

/// 4625 and 4771 are failures by themselves; Kerberos and NTLM validation by their status.
pub(super) const fn is_failure(id: u32, status: Option<u32>) -> bool {
    matches!(id, 4625 | 4771) || matches!((id, status), (4768 | 4769 | 4776, Some(1..)))
}
