//! Paths: how two nodes hang together, and where somebody could have gone or come from.

use std::collections::{BTreeMap, HashMap, HashSet, VecDeque};

use analysis::paths::{self, Hop, Limits};
use model::{LogonEdge, Time};
use serde::Serialize;
use utoipa::ToSchema;

use super::columns::Relation;
use super::edges::{arrives, failed};
use super::{CaseView, Node};

/// One step of a path.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Step {
    /// Key of the node it leaves.
    pub from: String,
    /// That node's name.
    pub from_name: String,
    /// Key of the node it comes to.
    pub to: String,
    /// That node's name.
    pub to_name: String,
    /// `logon`: host to account; `reached`: account to host. A path that leads against the direction of
    /// a logon says so in `against`.
    pub kind: Relation,
    /// Whether the step goes against the logon: from the account to where it came from.
    pub against: bool,
    /// Event id that tells of it.
    pub id: u32,
    /// Windows' logon type.
    #[serde(rename = "type")]
    pub logon_type: u32,
    /// When.
    pub at: i64,
    /// How many events tell of it.
    pub count: u64,
}

/// A path.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Path {
    /// Its steps in order.
    pub steps: Vec<Step>,
}

/// A host that a search came to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Reached {
    /// Its key.
    pub key: String,
    /// Its name.
    pub name: String,
    /// When, at the earliest; backward: when it was left, at the latest.
    pub at: i64,
    /// Hops to it.
    pub steps: usize,
}

/// Paths found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Paths {
    /// The case's version.
    pub version: String,
    /// The paths: one to each host reached, or all that are shortest.
    pub paths: Vec<Path>,
    /// Hosts reached, in the order of time.
    pub reached: Vec<Reached>,
    /// The sentence of what was left out, where something was.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub left_out: Option<String>,
}

/// Where a search of shortest paths ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Goal {
    /// At this node.
    Node(Node),
    /// At any account with special privileges.
    Privileged,
}

/// Where one could have gone from a node since a time: each host by the hops that first led to it.
pub fn forward(view: &CaseView, from: Node, since: i64, limits: Limits) -> Paths {
    let reach = paths::forward(&view.graph, start(from), Time::from_ms(since), limits);
    timed(view, &reach, limits)
}

/// From where one could have come to a node until a time.
pub fn backward(view: &CaseView, to: Node, until: i64, limits: Limits) -> Paths {
    let reach = paths::backward(&view.graph, start(to), Time::from_ms(until), limits);
    timed(view, &reach, limits)
}

const fn start(node: Node) -> paths::Node {
    match node {
        Node::Account(account) => paths::Node::Account(account),
        Node::Host(host) => paths::Node::Host(host),
    }
}

fn timed(view: &CaseView, reach: &paths::Reach, limits: Limits) -> Paths {
    let found: Vec<(u32, Vec<Hop>)> = reach.order.iter().map(|host| (*host, reach.path(*host))).collect();
    let told = |host: u32, hops: &[Hop]| Reached {
        key: view.key(Node::Host(host)).to_owned(),
        name: view.name(Node::Host(host)),
        at: reach.by.get(&host).map_or(0, |hop| hop.time.ms()),
        steps: hops.len(),
    };
    let evidence = Evidence::of(view, found.iter().flat_map(|(_, hops)| hops));
    Paths {
        version: view.version.clone(),
        reached: found.iter().map(|(host, hops)| told(*host, hops)).collect(),
        paths: found.iter().map(|(_, hops)| Path { steps: evidence.steps(hops) }).collect(),
        left_out: reach.cut.then(|| format!("Showing the first {} hosts reached; there are more", limits.machines)),
    }
}

/// The edges that hops were taken by.
struct Evidence<'a> {
    view: &'a CaseView,
    edges: HashMap<(u32, u32, u32, u32), Vec<&'a LogonEdge>>,
}

impl<'a> Evidence<'a> {
    fn of<'h>(view: &'a CaseView, hops: impl Iterator<Item = &'h Hop>) -> Self {
        let wanted: HashSet<_> = hops.map(|hop| (hop.source, hop.account, hop.target, hop.id)).collect();
        let mut edges: HashMap<_, Vec<&LogonEdge>> = HashMap::new();
        for edge in &view.graph.logons {
            let Some(target) = edge.target else { continue };
            let key = (edge.host, edge.account, target, edge.id);
            if wanted.contains(&key) {
                edges.entry(key).or_default().push(edge);
            }
        }
        Self { view, edges }
    }

    fn steps(&self, hops: &[Hop]) -> Vec<Step> {
        hops.iter().flat_map(|hop| self.hop(hop)).collect()
    }

    /// A hop is two steps: from the host to the account that was used, and from that to the next host.
    fn hop(&self, hop: &Hop) -> [Step; 2] {
        let edges = self.edges.get(&(hop.source, hop.account, hop.target, hop.id));
        let at = |edge: &&&LogonEdge| edge.first <= hop.time && hop.time <= edge.last;
        let edge = edges.and_then(|edges| edges.iter().find(at)).copied();
        let (logon_type, count) = edge.map_or((0, 0), |edge| (edge.logon_type, u64::from(edge.count)));
        let step = |from, to, kind| {
            let told = Told { id: hop.id, logon_type, at: hop.time.ms(), count };
            step(self.view, from, to, kind, false, told)
        };
        let (source, account, target) = (Node::Host(hop.source), Node::Account(hop.account), Node::Host(hop.target));
        [step(source, account, Relation::Logon), step(account, target, Relation::Reached)]
    }
}

/// What the events of a step tell.
#[derive(Clone, Copy)]
struct Told {
    id: u32,
    logon_type: u32,
    at: i64,
    count: u64,
}

fn step(view: &CaseView, from: Node, to: Node, kind: Relation, against: bool, told: Told) -> Step {
    Step {
        from: view.key(from).to_owned(),
        from_name: view.name(from),
        to: view.key(to).to_owned(),
        to_name: view.name(to),
        kind,
        against,
        id: told.id,
        logon_type: told.logon_type,
        at: told.at,
        count: told.count,
    }
}

/// A way between two nodes, both ways passable, as in LogonTracer's "path to SYSTEM": it shows how
/// nodes hang together, not that anybody went along. Successful logons only.
struct Ways {
    next: HashMap<Node, BTreeMap<Node, Way>>,
}

#[derive(Clone, Copy)]
struct Way {
    kind: Relation,
    against: bool,
    told: Told,
}

impl Ways {
    fn of(view: &CaseView) -> Self {
        let mut next: HashMap<Node, BTreeMap<Node, Way>> = HashMap::new();
        let mut add = |from: Node, to: Node, kind, edge: &LogonEdge| {
            let told =
                Told { id: edge.id, logon_type: edge.logon_type, at: edge.first.ms(), count: u64::from(edge.count) };
            for (from, to, against) in [(from, to, false), (to, from, true)] {
                let way = next.entry(from).or_default().entry(to).or_insert(Way { kind, against, told });
                way.told.count += if way.told.at == told.at { 0 } else { told.count };
                way.told.at = way.told.at.min(told.at);
            }
        };
        for edge in view.graph.logons.iter().filter(|edge| !failed(edge.id, edge.status)) {
            let (host, account) = (Node::Host(edge.host), Node::Account(edge.account));
            add(host, account, Relation::Logon, edge);
            if let Some(target) = edge.target.filter(|target| arrives(edge.id) && *target != edge.host) {
                add(account, Node::Host(target), Relation::Reached, edge);
            }
        }
        Self { next }
    }

    fn from(&self, node: Node) -> impl Iterator<Item = Node> + '_ {
        self.next.get(&node).into_iter().flat_map(|ways| ways.keys().copied())
    }
}

/// All shortest paths from a node to the goal, at most `limit`.
pub fn shortest(view: &CaseView, from: Node, goal: Goal, limit: usize) -> Paths {
    let ways = Ways::of(view);
    let is_goal = |node: Node| match goal {
        Goal::Node(goal) => node == goal,
        Goal::Privileged => {
            let account = |n: u32| &view.graph.accounts[n as usize];
            node != from && matches!(node, Node::Account(n) if account(n).privileged && !account(n).well_known)
        }
    };
    let (before, goals) = search(&ways, from, is_goal);
    let (routes, cut) = routes(&before, from, &goals, limit);
    let steps = |route: Vec<Node>| {
        let step = |pair: &[Node]| {
            let way = ways.next[&pair[0]][&pair[1]];
            step(view, pair[0], pair[1], way.kind, way.against, way.told)
        };
        Path { steps: route.windows(2).map(step).collect() }
    };
    Paths {
        version: view.version.clone(),
        paths: routes.into_iter().map(steps).collect(),
        reached: Vec::new(),
        left_out: cut.then(|| format!("Showing {limit} of the shortest paths; there are more")),
    }
}

/// For each node, the nodes it is reached from on shortest ways; and the nearest goals.
fn search(ways: &Ways, from: Node, is_goal: impl Fn(Node) -> bool) -> (HashMap<Node, Vec<Node>>, Vec<Node>) {
    let mut before: HashMap<Node, Vec<Node>> = HashMap::new();
    let mut depth: HashMap<Node, u32> = [(from, 0)].into();
    let (mut waiting, mut goals, mut found_at) = (VecDeque::from([from]), Vec::new(), u32::MAX);
    while let Some(node) = waiting.pop_front() {
        let next_depth = depth[&node] + 1;
        if next_depth > found_at {
            break;
        }
        for next in ways.from(node) {
            let known = *depth.entry(next).or_insert(next_depth);
            if known != next_depth {
                continue;
            }
            let from = before.entry(next).or_default();
            from.push(node);
            if from.len() == 1 {
                if is_goal(next) {
                    found_at = next_depth;
                    goals.push(next);
                }
                waiting.push_back(next);
            }
        }
    }
    goals.sort_unstable();
    (before, goals)
}

fn routes(before: &HashMap<Node, Vec<Node>>, from: Node, goals: &[Node], limit: usize) -> (Vec<Vec<Node>>, bool) {
    let mut waiting: Vec<Vec<Node>> = goals.iter().rev().map(|goal| vec![*goal]).collect();
    let mut routes = Vec::new();
    while let Some(route) = waiting.pop() {
        let at = route[route.len() - 1];
        if at == from {
            if routes.len() >= limit {
                return (routes, true);
            }
            routes.push(route.into_iter().rev().collect());
            continue;
        }
        for node in before.get(&at).into_iter().flatten().rev() {
            let mut longer = route.clone();
            longer.push(*node);
            waiting.push(longer);
        }
    }
    (routes, false)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::view::testing::{HOUR, START, company};

    fn told(path: &Path) -> Vec<(&str, &str)> {
        path.steps.iter().map(|step| (step.from_name.as_str(), step.to_name.as_str())).collect()
    }

    #[test]
    fn the_blast_radius_has_the_exact_hops() {
        let view = company();
        let paths = forward(&view, Node::Host(1), START, Limits::default());
        let hosts: Vec<_> = paths.reached.iter().map(|r| (r.name.as_str(), r.steps)).collect();
        assert_eq!(hosts, [("fs01", 1), ("dc01", 2)]);
        let whole =
            [("ws01", "corp\\mallory"), ("corp\\mallory", "fs01"), ("fs01", "corp\\alice"), ("corp\\alice", "dc01")];
        assert_eq!(told(&paths.paths[1]), whole);
        let last = &paths.paths[1].steps[3];
        assert_eq!((last.id, last.logon_type, last.count, last.at), (4624, 3, 1, START + 4 * HOUR + 60_000));
        assert!(forward(&view, Node::Host(1), START + 5 * HOUR, Limits::default()).reached.is_empty());
    }

    #[test]
    fn backward_tells_how_they_came() {
        let view = company();
        let paths = backward(&view, Node::Host(0), START + 5 * HOUR, Limits::default());
        let hosts: Vec<_> = paths.reached.iter().map(|r| r.name.as_str()).collect();
        assert_eq!(hosts, ["fs01", "ws01", "ws02"]);
        let one = Limits { machines: 1, ..Limits::default() };
        assert!(backward(&view, Node::Host(0), START + 5 * HOUR, one).left_out.is_some());
    }

    #[test]
    fn the_shortest_way_to_privileges() {
        let view = company();
        let paths = shortest(&view, Node::Account(2), Goal::Privileged, 10);
        assert_eq!(paths.paths.len(), 1);
        assert_eq!(told(&paths.paths[0]), [("corp\\mallory", "fs01"), ("fs01", "corp\\alice")]);
        let back = shortest(&view, Node::Host(0), Goal::Node(Node::Host(1)), 10);
        assert!(back.paths[0].steps[0].against && back.paths[0].steps.len() == 4);
        assert!(shortest(&view, Node::Account(2), Goal::Node(Node::Account(3)), 10).paths.is_empty());
    }
}
