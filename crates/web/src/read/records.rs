//! Raw records behind an edge or a finding, looked up in the files that were imported.
//!
//! An edge's names are decided over all events of an import (which address was whose on which day,
//! which spellings mean one domain); a record has only its own spelling. A record belongs to an edge if
//! its account, source, kind and time may be the edge's. Where another host had the same address once,
//! that may be one too many: the answer tells how many events the edge stands for beside how many were
//! found, and says whether the two agree.

use std::borrow::Cow;
use std::collections::{BTreeSet, HashMap};
use std::ops::ControlFlow;
use std::path::Path;
use std::sync::{Arc, Mutex};

use events::SourceError;
use events::find::{Index, Raw, Wanted, find};
use evidence::LocalFile;
use model::whence::{Address, source_fields, starts_here, workstation};
use model::who::{Name, logon_role};
use model::{Event, Field, LogonEdge, RecordRef, Time, host_name, present};
use serde::Serialize;
use utoipa::ToSchema;

use crate::lock::lock;
use crate::view::CaseView;

/// Chunk indices kept, in bytes: 24 a chunk, so 40 GB of logs take 16 MB.
const MOST_INDEX: usize = 32 << 20;

/// A record as it was logged.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub(super) struct RawRecord {
    /// The computer that logged it, as it spells itself.
    computer: String,
    /// The log.
    log: String,
    /// Its number in that log; 0 where the export lacks it.
    record: u64,
    /// When, epoch milliseconds.
    time: i64,
    /// Event id.
    id: u32,
    /// Its values by name.
    fields: std::collections::BTreeMap<String, String>,
    /// The file it was read from, or the document's index and id.
    file: String,
}

impl RawRecord {
    /// What tells records apart, the time first.
    fn key(&self) -> (i64, &str, &str, u64) {
        (self.time, &self.computer, &self.log, self.record)
    }
}

/// What is looked for.
pub(super) enum Target {
    /// The records of these edges of one host and account, from and to these times.
    Edges { edges: Vec<LogonEdge>, from: i64, to: i64 },
    /// These records.
    Records(Vec<RecordRef>),
}

impl Target {
    /// The edges of a pair that reach into a span.
    pub(super) fn pair(view: &CaseView, pair: (u32, u32), kind: (Option<u32>, Option<u32>), span: (i64, i64)) -> Self {
        let ((host, account), (id, logon_type), (from, to)) = (pair, kind, span);
        let fits = |edge: &&LogonEdge| {
            edge.account == account
                && id.is_none_or(|id| id == edge.id)
                && logon_type.is_none_or(|logon_type| logon_type == edge.logon_type)
                && edge.first.ms() <= to
                && edge.last.ms() >= from
        };
        let logons = &view.graph.logons;
        let start = logons.partition_point(|edge| edge.host < host);
        let end = logons.partition_point(|edge| edge.host <= host);
        Self::Edges { edges: logons[start..end].iter().filter(fits).copied().collect(), from, to }
    }

    /// How many events the graph has of it; nothing where the span cuts hours, whose parts nobody counted.
    pub(super) fn expected(&self) -> Option<u64> {
        match self {
            Self::Edges { edges, from, to } => {
                let whole = edges.iter().all(|edge| edge.first.ms() >= *from && edge.last.ms() <= *to);
                whole.then(|| edges.iter().map(|edge| u64::from(edge.count)).sum())
            }
            Self::Records(records) => Some(records.len() as u64),
        }
    }

    /// Whether so many records are fewer than there should be.
    pub(super) fn is_more_than(&self, found: usize) -> bool {
        self.expected().is_some_and(|expected| (found as u64) < expected)
    }

    /// Which records may be it at all.
    pub(super) fn wanted(&self, view: &CaseView) -> Wanted {
        match self {
            Self::Edges { edges, from, to } => {
                let first = edges.iter().map(|edge| edge.first.ms()).min().unwrap_or(i64::MAX);
                let last = edges.iter().map(|edge| edge.last.ms()).max().unwrap_or(i64::MIN);
                let ids: BTreeSet<u32> = edges.iter().map(|edge| edge.id).collect();
                Wanted {
                    ids: ids.into_iter().collect(),
                    from: Some(Time::from_ms(first.max(*from))),
                    to: Some(Time::from_ms(last.min(*to))),
                    records: Vec::new(),
                    texts: edges.first().map_or_else(Vec::new, |edge| names(view, edge.account)),
                }
            }
            Self::Records(all) => {
                let numbered = all.iter().all(|record| record.record != 0);
                let records: BTreeSet<u64> = all.iter().map(|record| record.record).collect();
                let ids: BTreeSet<u32> = all.iter().map(|record| record.id).collect();
                Wanted {
                    ids: ids.into_iter().collect(),
                    from: all.iter().map(|record| record.time).min(),
                    to: all.iter().map(|record| record.time).max(),
                    records: if numbered { records.into_iter().collect() } else { Vec::new() },
                    texts: Vec::new(),
                }
            }
        }
    }

    pub(super) fn is_nothing(&self) -> bool {
        match self {
            Self::Edges { edges, .. } => edges.is_empty(),
            Self::Records(records) => records.is_empty(),
        }
    }

    pub(super) fn has(&self, view: &CaseView, event: &Event) -> bool {
        match self {
            Self::Edges { edges, .. } => edges.iter().any(|edge| is_of(view, edge, event)),
            Self::Records(records) => records.iter().any(|record| {
                (record.record, record.time, record.id, record.channel)
                    == (event.record, event.time, event.id, event.channel)
                    && record.computer.eq_ignore_ascii_case(event.computer().unwrap_or_default())
            }),
        }
    }
}

/// What an account's records have in them: its name or its SID.
fn names(view: &CaseView, account: u32) -> Vec<String> {
    let account = &view.graph.accounts[account as usize];
    [Some(account.user.clone()), account.sid.clone()].into_iter().flatten().collect()
}

/// Whether an event may be one of an edge's.
fn is_of(view: &CaseView, edge: &LogonEdge, event: &Event) -> bool {
    let number = |field| event.number(field).and_then(|number| u32::try_from(number).ok());
    let package = if event.id == 4776 { Field::PackageName } else { Field::AuthenticationPackageName };
    let status = present(event.raw(Field::Status)).and_then(|_| number(Field::Status));
    edge.id == event.id
        && (edge.first..=edge.last).contains(&event.time)
        && edge.logon_type == number(Field::LogonType).unwrap_or(0)
        && edge.status == status
        && edge.package.map(|package| view.graph.packages[package as usize].as_str()) == event.get(package)
        && is_account(view, edge.account, event)
        && is_source(view, edge.host, event)
}

fn is_account(view: &CaseView, account: u32, event: &Event) -> bool {
    let account = &view.graph.accounts[account as usize];
    let Ok(name) = Name::read(event, logon_role(event.id)) else { return false };
    if name.is_machine() {
        return false;
    }
    if !name.sid.is_empty() && account.sid.as_deref() == Some(name.sid) {
        return true;
    }
    let domains = &view.graph.domains;
    let aliases = || {
        let at = domains.binary_search_by(|domain| domain.name.cmp(&account.domain)).ok()?;
        Some(domains[at].aliases.iter().any(|alias| *alias == *name.domain))
    };
    *name.user == account.user
        && (name.domain.is_empty() || *name.domain == account.domain || aliases().unwrap_or(false))
}

fn is_source(view: &CaseView, host: u32, event: &Event) -> bool {
    let host = &view.graph.hosts[host as usize];
    let is_name = |name: &str| host.name.as_deref() == Some(name) || host.key == name;
    let here = || host_name(event.computer().unwrap_or_default()).is_some_and(|name| is_name(&name));
    let (address, name) = source_fields(event.id);
    let name: Option<Cow<'_, str>> = name.and_then(|field| workstation(event.get(field)));
    match (address.map_or(Address::None, |field| Address::read(event.get(field))), name) {
        (Address::Local, _) => here(),
        (Address::Remote(ip), _) => host.key == ip || host.addresses.contains(&ip),
        (Address::None, Some(name)) => is_name(&name),
        (Address::None, None) => {
            let logon_type = event.number(Field::LogonType).and_then(|n| u32::try_from(n).ok()).unwrap_or(0);
            (event.id == 4648 || starts_here(logon_type)) && here()
        }
    }
}

/// A file to look in.
pub(super) struct Place {
    /// How it is told of.
    pub(super) name: String,
    /// The checksum of its content.
    pub(super) sha256: String,
    /// Where it is, held there.
    pub(super) file: LocalFile,
}

/// What was found.
#[derive(Default)]
pub(super) struct Found {
    pub(super) rows: Vec<RawRecord>,
    /// Whether there are more.
    pub(super) cut: bool,
    /// Files that could not be searched: name and sentence.
    pub(super) failed: Vec<(String, String)>,
}

impl Found {
    /// In the order of time, each record once, at most so many.
    pub(super) fn arrange(&mut self, limit: usize) {
        self.rows.sort_by(|a, b| a.key().cmp(&b.key()));
        self.rows.dedup_by(|a, b| a.record != 0 && a.key() == b.key());
        self.cut |= self.rows.len() > limit;
        self.rows.truncate(limit);
    }
}

/// Looks the target up in files, in their order; each record once.
pub(super) fn search(view: &CaseView, target: &Target, places: &[Place], indices: &Indices, limit: usize) -> Found {
    if target.is_nothing() {
        return Found::default();
    }
    let mut wanted = target.wanted(view);
    let found = pass(view, target, (places, &wanted), indices, limit);
    if found.cut || wanted.texts.is_empty() || !target.is_more_than(found.rows.len()) {
        return found;
    }
    // An account may be spelled in a way that its name does not tell.
    wanted.texts.clear();
    pass(view, target, (places, &wanted), indices, limit)
}

fn pass(
    view: &CaseView,
    target: &Target,
    (places, wanted): (&[Place], &Wanted),
    indices: &Indices,
    limit: usize,
) -> Found {
    let (mut found, mut seen) = (Found::default(), BTreeSet::new());
    for place in places {
        let outcome = indices.of(&place.sha256, place.file.path()).and_then(|index| {
            find(place.file.path(), &index, wanted, &mut |event, raw| {
                let at = (event.computer().unwrap_or_default().to_owned(), event.channel, event.record, event.time);
                if !target.has(view, event) || (event.record != 0 && !seen.insert(at)) {
                    return ControlFlow::Continue(());
                }
                if found.rows.len() >= limit {
                    found.cut = true;
                    return ControlFlow::Break(());
                }
                found.rows.push(row(raw(), &place.name));
                ControlFlow::Continue(())
            })
        });
        if let Err(error) = outcome {
            found.failed.push((place.name.clone(), error.to_string()));
        }
        if found.cut {
            break;
        }
    }
    found
}

/// A record read from a file or document of this name.
pub(super) fn row(raw: Raw, file: &str) -> RawRecord {
    let Raw { computer, log, record, time, id, fields } = raw;
    RawRecord { computer, log, record, time: time.ms(), id, fields, file: file.to_owned() }
}

/// Indices of files that were searched, by checksum, so that the next search is quick. Cheap to clone.
#[derive(Clone, Default)]
pub(crate) struct Indices {
    kept: Arc<Mutex<Shelf>>,
}

#[derive(Default)]
struct Shelf {
    slots: HashMap<String, Slot>,
    bytes: usize,
}

/// Of one file: who comes second waits until the first has looked through it.
type Slot = Arc<Mutex<Option<Arc<Index>>>>;

impl Indices {
    fn of(&self, sha256: &str, path: &Path) -> Result<Arc<Index>, SourceError> {
        let slot = Arc::clone(lock(&self.kept).slots.entry(sha256.to_owned()).or_default());
        let mut known = lock(&slot);
        if let Some(index) = &*known {
            return Ok(Arc::clone(index));
        }
        let index = Arc::new(Index::of(path)?);
        *known = Some(Arc::clone(&index));
        drop(known);
        self.make_room(sha256, slot, index.size());
        Ok(index)
    }

    fn make_room(&self, sha256: &str, slot: Slot, bytes: usize) {
        let mut kept = lock(&self.kept);
        if kept.bytes + bytes > MOST_INDEX {
            *kept = Shelf::default();
            kept.slots.insert(sha256.to_owned(), slot);
        }
        kept.bytes += bytes;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::view::testing::{HOUR, START, account, edge, host};
    use model::{Channel, Domain, EventBuilder, LogonGraph};
    use store::Places;

    fn view() -> CaseView {
        let graph = LogonGraph {
            accounts: vec![account("alice")],
            hosts: vec![host("10.0.0.1", Some("ws01")), host("srv", None)],
            logons: vec![edge(0, 0, 1, 4624, 0, 2)],
            domains: vec![Domain { name: "corp".to_owned(), aliases: vec!["corp.local".to_owned()], sid: None }],
            packages: vec!["Kerberos".to_owned(), "NTLM".to_owned()],
            ..LogonGraph::default()
        };
        CaseView::new("v".to_owned(), graph, Places::default(), Vec::new(), Vec::new())
    }

    fn event(values: &[(Field, &str)]) -> Event {
        let mut builder = EventBuilder::new();
        builder.computer("SRV.corp.local");
        let usual = [
            (Field::TargetUserName, "Alice"),
            (Field::TargetDomainName, "CORP"),
            (Field::LogonType, "3"),
            (Field::AuthenticationPackageName, "NTLM"),
            (Field::IpAddress, "::ffff:10.0.0.1"),
        ];
        for (field, value) in usual {
            let changed = values.iter().find(|(other, _)| *other == field).map_or(value, |(_, value)| value);
            builder.set(field, changed);
        }
        builder.build(4624, Time::from_ms(START + 60_000), Channel::Security, 5)
    }

    #[test]
    fn a_record_is_known_by_its_own_spelling() {
        let view = view();
        let target = Target::pair(&view, (0, 0), (Some(4624), None), (START, START + HOUR));
        assert_eq!(target.expected(), Some(2));
        for (values, fits) in [
            (vec![], true),
            (vec![(Field::TargetDomainName, "corp.local")], true),
            (vec![(Field::TargetUserName, "alice@CORP.LOCAL"), (Field::TargetDomainName, "-")], true),
            (vec![(Field::IpAddress, "10.0.0.2")], false),
            (vec![(Field::TargetUserName, "bob")], false),
            (vec![(Field::TargetDomainName, "other")], false),
            (vec![(Field::LogonType, "10")], false),
            (vec![(Field::AuthenticationPackageName, "Kerberos")], false),
        ] {
            assert_eq!(target.has(&view, &event(&values)), fits, "{values:?}");
        }
    }

    #[test]
    fn a_span_that_cuts_an_hour_promises_no_number() {
        let view = view();
        let cut = Target::pair(&view, (0, 0), (None, None), (START + 120_000, START + HOUR));
        assert_eq!(cut.expected(), None);
        let nothing = Target::pair(&view, (1, 0), (None, None), (START, START + HOUR));
        assert!(nothing.is_nothing());
    }
}
