//! What is exported, as tables.

use model::Time;

use super::csv::Csv;
use super::{ALL, What, wanted};
use crate::view::table::{self, Sort};
use crate::view::{CaseView, Filter, findings, lists, timeline};

fn time(ms: i64) -> String {
    Time::from_ms(ms).to_string()
}

pub(super) fn csv(view: &CaseView, what: What, filter: &Filter) -> String {
    match what {
        What::Graph => edges(view, filter),
        What::Accounts => accounts(view),
        What::Hosts => hosts(view),
        What::Findings => found(view, filter),
        What::Timeline => over_time(view, filter),
    }
}

fn edges(view: &CaseView, filter: &Filter) -> String {
    let mut csv = Csv::new([
        "source",
        "source_address",
        "account",
        "target",
        "event_id",
        "logon_type",
        "package",
        "status",
        "failed",
        "count",
        "first_utc",
        "last_utc",
    ]);
    for row in table::table(view, filter, Sort::Rank, ALL).rows {
        csv.cell(&row.from.name);
        csv.cell(&row.address);
        csv.cell(&row.to.name);
        csv.cell(row.target.as_ref().map_or("", |target| target.name.as_str()));
        csv.number(row.id);
        csv.number(row.logon_type);
        csv.cell(&row.package);
        csv.cell(&row.status);
        csv.number(row.failed);
        csv.number(row.count);
        csv.cell(&time(row.first));
        csv.cell(&time(row.last));
        csv.end();
    }
    csv.finish()
}

fn reasons(reasons: &[lists::ReasonView]) -> String {
    reasons.iter().map(|reason| format!("{} ({:.2})", reason.text, reason.weight)).collect::<Vec<_>>().join("; ")
}

fn accounts(view: &CaseView) -> String {
    let mut csv = Csv::new([
        "place",
        "rank",
        "account",
        "domain",
        "sid",
        "privileged",
        "status",
        "first_utc",
        "last_utc",
        "events",
        "failures",
        "hosts",
        "findings",
        "reasons",
    ]);
    for row in lists::accounts(view, lists::Sort::Rank, "", ALL).rows {
        csv.maybe(row.place);
        csv.maybe(row.rank);
        csv.cell(&row.name);
        csv.cell(&row.domain);
        csv.cell(row.sid.as_deref().unwrap_or_default());
        csv.number(row.privileged);
        csv.cell(&row.status);
        csv.cell(&row.first.map(time).unwrap_or_default());
        csv.cell(&row.last.map(time).unwrap_or_default());
        csv.number(row.count);
        csv.number(row.failures);
        csv.number(row.hosts);
        csv.number(row.findings);
        csv.cell(&reasons(&row.reasons));
        csv.end();
    }
    csv.finish()
}

fn hosts(view: &CaseView) -> String {
    let mut csv = Csv::new([
        "place",
        "rank",
        "host",
        "addresses",
        "domain_controller",
        "first_utc",
        "last_utc",
        "events",
        "failures",
        "accounts",
        "findings",
        "reasons",
    ]);
    for row in lists::hosts(view, lists::Sort::Rank, "", ALL).rows {
        csv.maybe(row.place);
        csv.maybe(row.rank);
        csv.cell(&row.name);
        csv.cell(&row.addresses.join(" "));
        csv.number(row.dc);
        csv.cell(&row.first.map(time).unwrap_or_default());
        csv.cell(&row.last.map(time).unwrap_or_default());
        csv.number(row.count);
        csv.number(row.failures);
        csv.number(row.accounts);
        csv.number(row.findings);
        csv.cell(&reasons(&row.reasons));
        csv.end();
    }
    csv.finish()
}

fn found(view: &CaseView, filter: &Filter) -> String {
    let mut csv = Csv::new([
        "severity",
        "rule",
        "title",
        "technique",
        "first_utc",
        "last_utc",
        "events",
        "text",
        "who",
        "records",
    ]);
    for row in findings::findings(view, &wanted(filter), ALL).rows {
        csv.cell(row.severity);
        csv.cell(&row.rule);
        csv.cell(&row.title);
        csv.cell(&row.technique);
        csv.cell(&time(row.first));
        csv.cell(&time(row.last));
        csv.number(row.count);
        csv.cell(&row.text);
        let who: Vec<String> = row.parts.iter().map(|part| format!("{}: {}", part.role, part.name)).collect();
        csv.cell(&who.join("; "));
        let records: Vec<String> =
            row.evidence.iter().map(|at| format!("{} {} #{}", at.computer, at.log, at.record)).collect();
        csv.cell(&records.join("; "));
        csv.end();
    }
    csv.finish()
}

fn over_time(view: &CaseView, filter: &Filter) -> String {
    let timeline = timeline::timeline(view, filter, timeline::Bucket::Auto, std::iter::empty(), String::new());
    let ids = timeline.series.iter().map(|series| series.id.to_string());
    let mut csv = Csv::new(std::iter::once("from_utc".to_owned()).chain(ids).chain(["failures".to_owned()]));
    for (bucket, failures) in timeline.failures.iter().enumerate() {
        csv.cell(&time(timeline.start + bucket as i64 * timeline.bucket_s * 1000));
        timeline.series.iter().for_each(|series| csv.number(series.count[bucket]));
        csv.number(failures);
        csv.end();
    }
    csv.finish()
}
