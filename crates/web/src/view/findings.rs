//! Findings as a list.

use model::{Part, Severity};
use serde::Serialize;
use utoipa::ToSchema;

use super::keys::Kind;
use super::{CaseView, Node, Numbered, Page};

/// Which findings are wanted.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Wanted {
    /// Of at least this severity.
    pub severity: Option<Severity>,
    /// Of this ATT&CK technique, or of those below it: `T1558` has `T1558.003`.
    pub technique: Option<String>,
    /// Of this rule.
    pub rule: Option<String>,
    /// Not over before, milliseconds since the Unix epoch.
    pub from: Option<i64>,
    /// Not begun after.
    pub to: Option<i64>,
    /// That name this node.
    pub node: Option<Node>,
}

/// Somebody in a finding.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct PartView {
    /// The node's key.
    pub key: String,
    /// What it is.
    pub kind: Kind,
    /// Its name for people.
    pub name: String,
    /// `actor`, `source`, `target` or `victim`.
    pub role: &'static str,
}

/// A record that shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct RecordView {
    /// The computer that logged it, as it spells itself.
    pub computer: String,
    /// The log.
    pub log: &'static str,
    /// Its number in that log; 0 where the export lacks it.
    pub record: u64,
    /// When it was logged.
    pub time: i64,
    /// The event id.
    pub id: u32,
}

/// A finding.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct FindingView {
    /// Its id.
    pub id: String,
    /// The rule's id.
    pub rule: String,
    /// The rule's title.
    pub title: String,
    /// `info`, `low`, `medium`, `high` or `critical`.
    pub severity: &'static str,
    /// How sure the detection is, 0..=1.
    pub confidence: f64,
    /// ATT&CK technique; empty where none fits.
    pub technique: String,
    /// The first event of it.
    pub first: i64,
    /// The last event of it.
    pub last: i64,
    /// How many events it rests on.
    pub count: u64,
    /// Who did what to whom from where.
    pub text: String,
    /// Who is in it.
    pub parts: Vec<PartView>,
    /// Records that show it, oldest first, at most 100.
    pub evidence: Vec<RecordView>,
}

/// A page of findings.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct FindingList {
    /// The case's version.
    pub version: String,
    /// How many there are on all pages.
    pub total: usize,
    /// The page; the gravest first, then in the order of time.
    pub rows: Vec<FindingView>,
}

/// Findings that are wanted.
pub fn findings(view: &CaseView, wanted: &Wanted, page: Page) -> FindingList {
    let mut found: Vec<&Numbered> = match wanted.node {
        Some(node) => view.findings_of(node).filter(|numbered| fits(numbered, wanted)).collect(),
        None => view.findings.iter().filter(|numbered| fits(numbered, wanted)).collect(),
    };
    found.sort_by_key(|numbered| std::cmp::Reverse(numbered.finding.severity));
    FindingList {
        version: view.version.clone(),
        total: found.len(),
        rows: page.cut(&found).iter().map(|numbered| finding(view, numbered)).collect(),
    }
}

fn fits(numbered: &Numbered, wanted: &Wanted) -> bool {
    let finding = &numbered.finding;
    let technique = |technique: &String| {
        let rest = finding.technique.strip_prefix(technique.as_str());
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
    };
    wanted.severity.is_none_or(|least| finding.severity >= least)
        && wanted.technique.as_ref().is_none_or(technique)
        && wanted.rule.as_ref().is_none_or(|rule| *rule == finding.rule)
        && wanted.from.is_none_or(|from| finding.last.ms() >= from)
        && wanted.to.is_none_or(|to| finding.first.ms() <= to)
}

/// A finding in full.
pub fn finding(view: &CaseView, numbered: &Numbered) -> FindingView {
    let finding = &numbered.finding;
    let part = |role: Part, node: Node| PartView {
        key: view.key(node).to_owned(),
        kind: node.kind(),
        name: view.name(node),
        role: role.name(),
    };
    let accounts = finding.accounts.iter().map(|(role, account)| part(*role, Node::Account(*account)));
    let hosts = finding.hosts.iter().map(|(role, host)| part(*role, Node::Host(*host)));
    FindingView {
        id: numbered.id.clone(),
        rule: finding.rule.clone(),
        title: finding.title.clone(),
        severity: finding.severity.name(),
        confidence: finding.confidence,
        technique: finding.technique.clone(),
        first: finding.first.ms(),
        last: finding.last.ms(),
        count: finding.count,
        text: finding.text.clone(),
        parts: accounts.chain(hosts).collect(),
        evidence: finding
            .evidence
            .iter()
            .map(|record| RecordView {
                computer: record.computer.clone(),
                log: record.channel.name(),
                record: record.record,
                time: record.time.ms(),
                id: record.id,
            })
            .collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::view::testing::{HOUR, START, company};

    #[test]
    fn findings_are_found_by_what_they_are_about() {
        let view = company();
        let count = |wanted: &Wanted| findings(&view, wanted, Page { limit: 10, offset: 0 }).total;
        assert_eq!(count(&Wanted::default()), 1);
        for (technique, found) in [("T1550", 1), ("T1550.002", 1), ("T15", 0), ("T1550.00", 0)] {
            assert_eq!(
                count(&Wanted { technique: Some(technique.to_owned()), ..Wanted::default() }),
                found,
                "{technique}"
            );
        }
        assert_eq!(count(&Wanted { severity: Some(Severity::Critical), ..Wanted::default() }), 0);
        assert_eq!(count(&Wanted { node: Some(Node::Host(3)), ..Wanted::default() }), 1);
        assert_eq!(count(&Wanted { node: Some(Node::Account(0)), ..Wanted::default() }), 0);
        assert_eq!(count(&Wanted { from: Some(START + 4 * HOUR), ..Wanted::default() }), 0);
    }

    #[test]
    fn a_finding_names_its_parts_and_records() {
        let view = company();
        let list = findings(&view, &Wanted::default(), Page { limit: 10, offset: 0 });
        let finding = &list.rows[0];
        let parts: Vec<_> = finding.parts.iter().map(|part| (part.key.as_str(), part.role)).collect();
        assert_eq!(parts, [("a:corp\\mallory", "actor"), ("h:10.0.0.2", "source"), ("h:fs01", "target")]);
        assert_eq!((finding.evidence[0].record, finding.evidence[0].log), (77, "Security"));
    }
}
