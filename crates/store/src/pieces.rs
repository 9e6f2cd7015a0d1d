//! How a graph is cut into batches. The same graph is always cut the same way, so a batch's number
//! says what is in it.

use std::collections::BTreeSet;
use std::ops::Range;

use model::LogonGraph;
use sha2::{Digest, Sha256};

use crate::Result;
use crate::blob::{self, Arrival, Day, Nodes};
use crate::names::hex;

/// Bytes of the node table in one batch.
const NODE_BYTES: usize = 1 << 20;
/// Steps of sequences in one batch, roughly.
const STEPS: usize = 100_000;

/// What a batch holds; ranges point into the graph's lists.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Piece {
    /// A part of the node table's bytes.
    Nodes(Range<usize>),
    /// Logons.
    Logons(Range<usize>),
    /// Accounts' arrivals at hosts.
    Reached(Range<usize>),
    /// Day sequences.
    Days(Range<usize>),
}

impl Piece {
    /// How many relationships it becomes.
    pub(crate) fn rows(&self) -> u64 {
        match self {
            Self::Logons(range) | Self::Reached(range) => range.len() as u64,
            Self::Nodes(_) | Self::Days(_) => 0,
        }
    }

    /// Its name in the database.
    pub(crate) const fn kind(&self) -> &'static str {
        match self {
            Self::Nodes(_) => "nodes",
            Self::Logons(_) => "logons",
            Self::Reached(_) => "reached",
            Self::Days(_) => "days",
        }
    }
}

/// All batches of an import; a batch's number is its place here.
pub(crate) struct Plan {
    /// The batches, node table first.
    pub(crate) pieces: Vec<Piece>,
    /// How many of them are parts of the node table.
    pub(crate) node_parts: usize,
    /// Tells two plans apart.
    pub(crate) digest: String,
    nodes: Vec<u8>,
}

impl Plan {
    /// Relationships that all batches have.
    pub(crate) fn rows(&self) -> u64 {
        self.pieces.iter().map(Piece::rows).sum()
    }

    /// Relationships that these batches have.
    pub(crate) fn rows_of(&self, batches: &BTreeSet<u64>) -> u64 {
        self.pieces.iter().zip(0..).filter(|(_, n)| batches.contains(n)).map(|(piece, _)| piece.rows()).sum()
    }

    /// Cuts a graph into batches of at most `rows` relationships.
    pub(crate) fn of(graph: &LogonGraph, rows: usize) -> Result<Self> {
        let nodes = blob::encode(&Nodes::from(graph))?;
        let mut pieces: Vec<_> = ranges(nodes.len(), NODE_BYTES).map(Piece::Nodes).collect();
        let node_parts = pieces.len();
        pieces.extend(ranges(graph.logons.len(), rows).map(Piece::Logons));
        pieces.extend(ranges(graph.reached.len(), rows).map(Piece::Reached));
        pieces.extend(days(graph).map(Piece::Days));
        let digest = digest(&nodes, graph, &pieces)?;
        Ok(Self { pieces, node_parts, digest, nodes })
    }

    /// The bytes kept of a batch.
    pub(crate) fn bytes(&self, graph: &LogonGraph, piece: &Piece) -> Result<Vec<u8>> {
        match piece {
            Piece::Nodes(range) => Ok(self.nodes[range.clone()].to_vec()),
            Piece::Logons(range) => blob::encode(&blob::pairs(&graph.logons[range.clone()])),
            Piece::Reached(range) => {
                blob::encode(&graph.reached[range.clone()].iter().map(Arrival::from).collect::<Vec<_>>())
            }
            Piece::Days(range) => {
                blob::encode(&graph.sequences[range.clone()].iter().map(Day::from).collect::<Vec<_>>())
            }
        }
    }
}

fn ranges(len: usize, step: usize) -> impl Iterator<Item = Range<usize>> {
    let step = step.max(1);
    (0..len).step_by(step).map(move |start| start..len.min(start + step))
}

/// Days are of very different length, so they are cut by steps.
fn days(graph: &LogonGraph) -> impl Iterator<Item = Range<usize>> {
    let mut cuts = Vec::new();
    let (mut start, mut steps) = (0, 0);
    for (index, day) in graph.sequences.iter().enumerate() {
        steps += day.steps.len() + 4;
        if steps >= STEPS {
            cuts.push(start..index + 1);
            (start, steps) = (index + 1, 0);
        }
    }
    if start < graph.sequences.len() {
        cuts.push(start..graph.sequences.len());
    }
    cuts.into_iter()
}

/// Nodes, cuts and the first row after each cut: enough to notice that another graph is written.
fn digest(nodes: &[u8], graph: &LogonGraph, pieces: &[Piece]) -> Result<String> {
    let mut hash = Sha256::new();
    hash.update(nodes);
    for piece in pieces {
        hash.update(piece.kind());
        let range = match piece {
            Piece::Nodes(range) | Piece::Logons(range) | Piece::Reached(range) | Piece::Days(range) => range,
        };
        hash.update((range.start as u64).to_le_bytes());
        hash.update((range.end as u64).to_le_bytes());
        if let Piece::Logons(range) = piece {
            hash.update(blob::encode(&blob::pairs(&graph.logons[range.start..=range.start]))?);
        }
    }
    Ok(hex("", &hash.finalize()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_cover_everything_once() {
        assert_eq!(ranges(5, 2).collect::<Vec<_>>(), [0..2, 2..4, 4..5]);
        assert_eq!(ranges(0, 2).count(), 0);
    }

    #[test]
    fn an_empty_graph_still_has_a_node_table() {
        let plan = Plan::of(&LogonGraph::default(), 10).unwrap();
        assert_eq!((plan.pieces.len(), plan.node_parts), (1, 1));
    }
}
