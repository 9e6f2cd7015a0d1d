//! PageRank as LogonTracer computes it: a damping factor of its own for every node, a fixed number
//! of rounds, and links counted with their multiplicity.

use rayon::prelude::*;

/// How many rounds are run; LogonTracer's `numloops`.
pub const ROUNDS: usize = 30;

/// A link from one node to another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Link {
    /// The node that passes rank on.
    pub from: u32,
    /// The node that receives it.
    pub to: u32,
    /// How many parallel links this stands for.
    pub times: u32,
}

/// Who links to whom, by receiving node: three flat arrays.
#[derive(Clone, Debug, PartialEq)]
pub struct Network {
    /// Node `p` receives from `sources[starts[p]..starts[p + 1]]`.
    starts: Vec<usize>,
    /// Distinct linking nodes, ascending within each receiver.
    sources: Vec<u32>,
    /// Links that leave each node, with multiplicity.
    leaving: Vec<f64>,
}

impl Network {
    /// A network of `nodes` nodes with these links, each in its own direction. Nodes are numbered
    /// from 0; every link's ends must be below `nodes`.
    pub fn directed(nodes: usize, links: &[Link]) -> Self {
        Self::build(nodes, links.iter().copied())
    }

    /// The same with every link taken in both directions.
    pub fn both_ways(nodes: usize, links: &[Link]) -> Self {
        let back = links.iter().map(|link| Link { from: link.to, to: link.from, times: link.times });
        Self::build(nodes, links.iter().copied().chain(back))
    }

    /// How many nodes there are.
    pub fn len(&self) -> usize {
        self.leaving.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.leaving.is_empty()
    }

    /// How many distinct nodes link to this one.
    pub fn neighbours(&self, node: usize) -> usize {
        self.sources_of(node).len()
    }

    fn sources_of(&self, node: usize) -> &[u32] {
        &self.sources[self.starts[node]..self.starts[node + 1]]
    }

    fn build(nodes: usize, links: impl Iterator<Item = Link> + Clone) -> Self {
        let mut starts = vec![0; nodes + 1];
        let mut leaving = vec![0.0; nodes];
        for link in links.clone() {
            starts[link.to as usize + 1] += 1;
            leaving[link.from as usize] += f64::from(link.times);
        }
        for node in 0..nodes {
            starts[node + 1] += starts[node];
        }
        let mut sources = vec![0; starts[nodes]];
        let mut free = starts.clone();
        for link in links {
            let slot = &mut free[link.to as usize];
            sources[*slot] = link.from;
            *slot += 1;
        }
        keep_distinct(&mut starts, &mut sources);
        Self { starts, sources, leaving }
    }
}

/// Sorts every node's sources and drops repeated ones.
fn keep_distinct(starts: &mut [usize], sources: &mut Vec<u32>) {
    let (mut begin, mut kept) = (0, 0);
    for bound in starts.iter_mut().skip(1) {
        let end = *bound;
        let row = kept;
        sources[begin..end].sort_unstable();
        for index in begin..end {
            if kept == row || sources[kept - 1] != sources[index] {
                sources[kept] = sources[index];
                kept += 1;
            }
        }
        begin = end;
        *bound = kept;
    }
    sources.truncate(kept);
}

/// The rank of every node, scaled to 0..=1. `damping` has one factor per node: how much of its rank
/// a node passes on.
///
/// Each round computes `new[p] = (1 - d[p]) / N + sum of d[q] * rank[q] / leaving(q)` over the
/// distinct nodes `q` that link to `p`, starting from `1 / N`.
pub fn ranks(network: &Network, damping: &[f64]) -> Vec<f64> {
    let total = network.len() as f64;
    let mut ranks = vec![1.0 / total; network.len()];
    let mut shares = vec![0.0; network.len()];
    for _ in 0..ROUNDS {
        for (node, share) in shares.iter_mut().enumerate() {
            *share = damping[node] * ranks[node] / network.leaving[node].max(1.0);
        }
        ranks.par_iter_mut().with_min_len(256).enumerate().for_each(|(node, rank)| {
            let received: f64 = network.sources_of(node).iter().map(|&source| shares[source as usize]).sum();
            *rank = (1.0 - damping[node]) / total + received;
        });
    }
    min_max(&mut ranks);
    ranks
}

/// Scales values to 0..=1; all equal values become 0.
pub fn min_max(values: &mut [f64]) {
    let low = values.iter().copied().fold(f64::INFINITY, f64::min);
    let high = values.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let width = high - low;
    for value in values {
        *value = if width > 0.0 { (*value - low) / width } else { 0.0 };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn link(from: u32, to: u32, times: u32) -> Link {
        Link { from, to, times }
    }

    #[test]
    fn repeated_links_are_one_neighbour() {
        let network = Network::both_ways(3, &[link(0, 1, 2), link(0, 1, 1), link(0, 2, 1)]);
        assert_eq!((network.neighbours(0), network.neighbours(1), network.neighbours(2)), (2, 1, 1));
        assert_eq!(network.leaving, [4.0, 3.0, 1.0]);
    }

    #[test]
    fn the_middle_of_a_star_leads() {
        let network = Network::both_ways(4, &[link(0, 1, 1), link(0, 2, 1), link(0, 3, 1)]);
        let ranks = ranks(&network, &[0.85; 4]);
        assert_eq!((ranks[0], ranks[1], ranks[3]), (1.0, 0.0, 0.0));
    }

    #[test]
    fn nothing_and_equals_have_no_order() {
        assert!(ranks(&Network::both_ways(0, &[]), &[]).is_empty());
        assert_eq!(ranks(&Network::both_ways(2, &[link(0, 1, 1)]), &[0.8; 2]), [0.0; 2]);
    }

    #[test]
    fn direction_counts_when_asked_for() {
        let network = Network::directed(2, &[link(0, 1, 5)]);
        assert_eq!((network.neighbours(0), network.neighbours(1)), (0, 1));
    }
}
