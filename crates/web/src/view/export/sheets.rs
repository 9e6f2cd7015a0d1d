//! LogonTracer's two timelines: who was busy when.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use model::Time;

use super::Scores;
use super::csv::Csv;
use crate::view::filter::Sieve;
use crate::view::keys::shown;
use crate::view::{CaseView, Filter, Node, edges};

const DAY_MS: i64 = 86_400_000;

/// Saturday and Sunday; day 0, 1 January 1970, was a Thursday.
const fn weekend(day: i32) -> bool {
    matches!((day + 3).rem_euclid(7), 5 | 6)
}

fn date(day: i32) -> String {
    Time::from_ms(i64::from(day) * DAY_MS).to_string().chars().take(10).collect()
}

/// One row an account, one column a day: events and, behind a stroke, failures.
pub(super) fn summary(view: &CaseView, filter: &Filter) -> String {
    let mut counts: HashMap<u32, BTreeMap<i32, (u64, u64)>> = HashMap::new();
    let mut days = BTreeSet::new();
    for edge in Sieve::new(view, filter).hours() {
        let day = edge.hour.div_euclid(24);
        let cell = counts.entry(edge.account).or_default().entry(day).or_default();
        cell.0 += u64::from(edge.count);
        cell.1 += if edges::failed(edge.id, edge.status) { u64::from(edge.count) } else { 0 };
        days.insert(day);
    }
    let heads = days.iter().map(|day| format!("{}{}", date(*day), if weekend(*day) { " (weekend)" } else { "" }));
    let fixed = ["place", "account", "rank", "events", "failures"].map(str::to_owned);
    let mut csv = Csv::new(fixed.into_iter().chain(heads));
    for account in view.accounts_by_place.iter().filter(|account| counts.contains_key(account)) {
        let (cells, standing) = (&counts[account], &view.accounts[*account as usize]);
        csv.maybe(standing.place);
        csv.cell(&shown(&view.graph.accounts[*account as usize]));
        csv.maybe(standing.rank);
        csv.number(cells.values().map(|cell| cell.0).sum::<u64>());
        csv.number(cells.values().map(|cell| cell.1).sum::<u64>());
        for day in &days {
            csv.number(cells.get(day).map_or(0, |cell| cell.0));
        }
        csv.end();
    }
    csv.finish()
}

/// One row an account and hour with events: counts by event id, failures, the score, and whether it is a
/// weekend.
pub(super) fn detail(view: &CaseView, filter: &Filter, scores: &Scores) -> String {
    let mut counts: BTreeMap<(u32, i32), (BTreeMap<u32, u64>, u64)> = BTreeMap::new();
    let mut ids = BTreeSet::new();
    let place = |account: u32| view.accounts[account as usize].place.unwrap_or(u32::MAX);
    for edge in Sieve::new(view, filter).hours() {
        let (by_id, failures) = counts.entry((edge.account, edge.hour)).or_default();
        *by_id.entry(edge.id).or_default() += u64::from(edge.count);
        *failures += if edges::failed(edge.id, edge.status) { u64::from(edge.count) } else { 0 };
        ids.insert(edge.id);
    }
    let heads = ids.iter().map(ToString::to_string);
    let head = ["hour", "account", "rank"].map(str::to_owned).into_iter().chain(heads);
    let mut csv = Csv::new(head.chain(["failures", "anomaly", "weekend"].map(str::to_owned)));
    let mut rows: Vec<_> = counts.into_iter().collect();
    rows.sort_by_key(|((account, hour), _)| (place(*account), *account, *hour));
    for ((account, hour), (by_id, failures)) in rows {
        csv.cell(&Time::from_ms(i64::from(hour) * 3_600_000).to_string());
        csv.cell(&shown(&view.graph.accounts[account as usize]));
        csv.maybe(view.accounts[account as usize].rank);
        for id in &ids {
            csv.number(by_id.get(id).copied().unwrap_or(0));
        }
        csv.number(failures);
        csv.maybe(score(scores, view.key(Node::Account(account)), hour));
        csv.cell(if weekend(hour.div_euclid(24)) { "weekend" } else { "" });
        csv.end();
    }
    csv.finish()
}

fn score(scores: &Scores, key: &str, hour: i32) -> Option<f64> {
    let (start, detect) = scores.get(key)?;
    let at = usize::try_from(i64::from(hour) - start.div_euclid(3600)).ok()?;
    detect.get(at).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weekends_are_known() {
        // 18 and 19 November 2023 were Saturday and Sunday.
        let day = 1_699_920_000_000 / DAY_MS;
        let known: Vec<bool> = (day..day + 7).map(|day| weekend(day as i32)).collect();
        assert_eq!(known, [false, false, false, false, true, true, false]);
        assert_eq!(date(day as i32), "2023-11-14");
    }
}
