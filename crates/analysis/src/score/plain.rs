//! Plain novelty and degree: what the score is compared with.

use model::LogonGraph;

use super::moves::{Days, Moves};

/// Plain novelty and degree, for comparison: how many new pairs and how many partners each account
/// and host has.
pub struct Plain {
    /// New partners of each account.
    pub new_accounts: Vec<u32>,
    /// New partners of each host.
    pub new_hosts: Vec<u32>,
    /// Partners of each account.
    pub degree_accounts: Vec<u32>,
    /// Partners of each host.
    pub degree_hosts: Vec<u32>,
}

impl Plain {
    /// Counts a graph's partners and new partners.
    pub fn of(graph: &LogonGraph) -> Self {
        let moves = Moves::of(graph);
        let days = Days::of(&moves);
        let (accounts, hosts) = (graph.accounts.len(), graph.hosts.len());
        let mut this = Self {
            new_accounts: vec![0; accounts],
            new_hosts: vec![0; hosts],
            degree_accounts: vec![0; accounts],
            degree_hosts: vec![0; hosts],
        };
        let from = moves.judged_from.unwrap_or(i32::MAX);
        let [sources, targets, routes] = days.news(graph, from);
        for new in sources.iter().chain(&targets) {
            this.new_accounts[new.left as usize] += 1;
            this.new_hosts[new.right as usize] += 1;
        }
        for new in &routes {
            this.new_hosts[new.left as usize] += 1;
        }
        let mut all: Vec<(u32, u32)> = days.sources.iter().chain(&days.targets).map(|pair| (pair.1, pair.2)).collect();
        all.sort_unstable();
        all.dedup();
        for (account, host) in all {
            this.degree_accounts[account as usize] += 1;
            this.degree_hosts[host as usize] += 1;
        }
        this
    }
}
