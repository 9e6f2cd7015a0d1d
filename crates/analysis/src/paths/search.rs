//! Earliest arrival (or, with time turned round, latest departure) by Dijkstra's method.

use std::cmp::Reverse;
use std::collections::{BinaryHeap, HashMap};

use foldhash::fast::FixedState;
use model::{LogonEdge, LogonGraph, Time};

use super::{Hop, Limits, Node, Reach};

/// A usable hop in searching direction: times are negative when the search runs backward, so that
/// "later" is always "greater".
#[derive(Clone, Copy)]
struct Step {
    account: u32,
    from: u32,
    to: u32,
    open: i64,
    close: i64,
    id: u32,
}

/// All hops, by the machine they start from in searching direction.
pub(super) struct Hops {
    by_start: HashMap<u32, Vec<Step>, FixedState>,
    backward: bool,
}

/// Whether the edge tells that somebody arrived on another machine.
fn arrives(edge: &LogonEdge) -> Option<u32> {
    let success = matches!(edge.id, 4624 | 4778 | 21 | 25 | 1149);
    edge.target.filter(|target| success && *target != edge.host)
}

impl Hops {
    pub(super) fn leaving(graph: &LogonGraph) -> Self {
        Self::build(graph, false)
    }

    pub(super) fn arriving(graph: &LogonGraph) -> Self {
        Self::build(graph, true)
    }

    fn build(graph: &LogonGraph, backward: bool) -> Self {
        let mut by_start: HashMap<u32, Vec<Step>, FixedState> = HashMap::default();
        for edge in &graph.logons {
            let Some(target) = arrives(edge) else { continue };
            let (account, id) = (edge.account, edge.id);
            let step = if backward {
                Step { account, from: target, to: edge.host, open: -edge.last.ms(), close: -edge.first.ms(), id }
            } else {
                Step { account, from: edge.host, to: target, open: edge.first.ms(), close: edge.last.ms(), id }
            };
            by_start.entry(step.from).or_default().push(step);
        }
        Self { by_start, backward }
    }

    fn hop(&self, step: &Step, time: i64) -> Hop {
        let (source, target) = if self.backward { (step.to, step.from) } else { (step.from, step.to) };
        let time = Time::from_ms(if self.backward { -time } else { time });
        Hop { source, account: step.account, target, time, id: step.id }
    }
}

/// Waiting hops: earliest first, then few hops, then by numbers, so that ties fall one way.
type Queue = BinaryHeap<Reverse<(i64, u32, u32, u32, usize)>>;

struct Search<'a> {
    hops: &'a Hops,
    limits: Limits,
    queue: Queue,
    waiting: Vec<&'a Step>,
}

impl<'a> Search<'a> {
    /// Queues the steps of a machine that can be taken by someone there since `time`.
    fn push(&mut self, steps: impl Iterator<Item = &'a Step>, time: i64, hops: u32, stay: i64) {
        for step in steps {
            let taken = step.open.max(time);
            if taken <= step.close && taken.saturating_sub(time) <= stay {
                self.queue.push(Reverse((taken, hops, step.to, step.account, self.waiting.len())));
                self.waiting.push(step);
            }
        }
    }

    fn run(mut self, start: Option<u32>) -> Reach {
        let mut reach = Reach::default();
        while let Some(Reverse((time, hops, to, _, number))) = self.queue.pop() {
            if Some(to) == start || reach.by.contains_key(&to) {
                continue;
            }
            if reach.order.len() >= self.limits.machines {
                reach.cut = true;
                break;
            }
            reach.by.insert(to, self.hops.hop(self.waiting[number], time));
            reach.order.push(to);
            if hops < self.limits.hops {
                let next = self.hops.by_start.get(&to).into_iter().flatten();
                self.push(next, time, hops + 1, self.limits.stay_ms);
            }
        }
        reach
    }
}

pub(super) fn run(hops: &Hops, start: Node, time: Time, limits: Limits) -> Reach {
    let time = if hops.backward { -time.ms() } else { time.ms() };
    let mut search = Search { hops, limits, queue: Queue::new(), waiting: Vec::new() };
    // The first hop may be taken at any later time: nobody says how long the machine was theirs.
    match start {
        Node::Host(host) => {
            search.push(hops.by_start.get(&host).into_iter().flatten(), time, 1, i64::MAX);
            search.run(Some(host))
        }
        Node::Account(account) => {
            let mut own: Vec<&Step> = hops.by_start.values().flatten().filter(|step| step.account == account).collect();
            own.sort_by_key(|step| (step.open, step.from, step.to, step.id));
            search.push(own.into_iter(), time, 1, i64::MAX);
            search.run(None)
        }
    }
}
