//! The successful logons of people, as moves from machine to machine.

use model::{LogonEdge, LogonGraph, Time};

/// Someone got from one machine to another, or into the one they sit at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Move {
    pub(super) account: u32,
    pub(super) source: u32,
    /// `None`: no other machine than the source.
    pub(super) target: Option<u32>,
    pub(super) day: i32,
    pub(super) first: Time,
    pub(super) last: Time,
    /// Whether the event was logged by the target, or only announces the move (ticket, explicit
    /// credentials).
    pub(super) arrived: bool,
}

/// All moves of a graph and the days they fall on.
pub(super) struct Moves {
    /// In the graph's order.
    pub(super) all: Vec<Move>,
    /// The first day that may be judged; `None` where the capture is too short to know what is usual.
    pub(super) judged_from: Option<i32>,
}

/// Shorter captures have no baseline.
const LEAST_DAYS: i32 = 5;

impl Moves {
    pub(super) fn of(graph: &LogonGraph) -> Self {
        let all: Vec<Move> = graph.logons.iter().filter_map(|edge| a_move(graph, edge)).collect();
        Self { judged_from: judged_from(&all), all }
    }
}

/// A third of the days is for learning, at least three and at most seven.
fn judged_from(all: &[Move]) -> Option<i32> {
    let (first, last) = (all.iter().map(|m| m.day).min()?, all.iter().map(|m| m.day).max()?);
    let days = last - first + 1;
    (days >= LEAST_DAYS).then(|| first + (days / 3).clamp(3, 7))
}

fn a_move(graph: &LogonGraph, edge: &LogonEdge) -> Option<Move> {
    let ok = match edge.id {
        4624 | 4648 | 4778 | 21 | 25 | 1149 => true,
        4768 | 4769 | 4776 => edge.status.is_none_or(|status| status == 0),
        _ => false,
    };
    if !ok || graph.accounts[edge.account as usize].well_known {
        return None;
    }
    // A controller hands out tickets and checks passwords; being asked is not being reached.
    let reaches = !matches!(edge.id, 4768 | 4776);
    let target = edge.target.filter(|&target| reaches && target != edge.host);
    Some(Move {
        account: edge.account,
        source: edge.host,
        target,
        day: edge.hour.div_euclid(24),
        first: edge.first,
        last: edge.last,
        arrived: !matches!(edge.id, 4648 | 4768 | 4769 | 4776),
    })
}

/// (day, node, partner), sorted, each once.
pub(super) type Pairs = Vec<(i32, u32, u32)>;

/// (day, account, source), (day, account, target), (day, source, target).
pub(super) fn pairs(moves: &Moves) -> (Pairs, Pairs, Pairs) {
    let (mut sources, mut targets, mut routes) = (Vec::new(), Vec::new(), Vec::new());
    for hop in &moves.all {
        sources.push((hop.day, hop.account, hop.source));
        if let Some(target) = hop.target {
            targets.push((hop.day, hop.account, target));
            routes.push((hop.day, hop.source, target));
        }
    }
    for list in [&mut sources, &mut targets, &mut routes] {
        list.sort_unstable();
        list.dedup();
    }
    (sources, targets, routes)
}
