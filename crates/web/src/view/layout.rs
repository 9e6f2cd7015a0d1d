//! Where nodes are drawn: the same picture for the same graph, on every machine.
//!
//! Logon graphs are a few hubs with crowds around them. What hangs on the rest by one edge alone is
//! placed in rings around what it hangs on (`trees`); only what is left, where edges close circles,
//! is pushed and pulled until it settles (`forces`), with room kept for the rings; then pieces that
//! no edge joins are set side by side (`pieces`). No two nodes touch.

mod apart;
mod forces;
mod pieces;
mod quadtree;
mod trees;

use std::collections::HashMap;
use std::sync::Arc;

use trees::Forest;

/// Room of a node: half of what its centre keeps from another's. Drawn nodes have about this radius.
pub const ROOM: f32 = 14.0;

/// The golden angle: points on a spiral with it are evenly spread.
const GOLDEN: f32 = 2.399_963;

/// A place on the plane. The unit is about a pixel at scale 1.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Point {
    /// To the right.
    pub x: f32,
    /// Down.
    pub y: f32,
}

impl Point {
    fn plus(self, dx: f32, dy: f32) -> Self {
        Self { x: self.x + dx, y: self.y + dy }
    }
}

/// Places of the nodes of a picture, by the caller's numbers.
pub type Positions = Arc<Places>;
/// Places by number.
pub type Places = HashMap<u32, Point>;

/// Places `nodes` nodes that `edges` join. Loops and repeated edges do no harm.
pub fn place(nodes: usize, edges: &[(u32, u32)]) -> Vec<Point> {
    let neighbours = neighbours(nodes, edges);
    let forest = Forest::grow(&neighbours);
    let mut points = vec![Point::default(); nodes];
    let mut circles = Vec::new();
    let pieces = pieces::connected(&neighbours);
    for piece in &pieces {
        let core: Vec<u32> = piece.iter().copied().filter(|node| forest.is_core(*node)).collect();
        let settled = forces::settle(&core, &neighbours, &forest);
        for (node, point) in core.iter().zip(settled) {
            forest.spread(*node, point, &mut points);
        }
        circles.push(pieces::centred(piece, &mut points));
    }
    for (piece, offset) in pieces.iter().zip(pieces::arrange(&circles)) {
        for node in piece {
            points[*node as usize] = points[*node as usize].plus(offset.x, offset.y);
        }
    }
    points
}

/// Distinct neighbours of each node, sorted.
fn neighbours(nodes: usize, edges: &[(u32, u32)]) -> Vec<Vec<u32>> {
    let mut all = vec![Vec::new(); nodes];
    for &(a, b) in edges {
        if a != b {
            all[a as usize].push(b);
            all[b as usize].push(a);
        }
    }
    for list in &mut all {
        list.sort_unstable();
        list.dedup();
    }
    all
}

/// Places nodes that a picture lacks beside the neighbours that it has; those without such are set in
/// rows below.
pub(super) fn beside(known: &Places, new: &[u32], edges: &[(u32, u32)]) -> Places {
    let mut sums: HashMap<u32, (f32, f32, f32)> = HashMap::new();
    for &(a, b) in edges {
        for (node, other) in [(a, b), (b, a)] {
            if let (false, Some(point)) = (known.contains_key(&node), known.get(&other)) {
                let sum = sums.entry(node).or_default();
                *sum = (sum.0 + point.x, sum.1 + point.y, sum.2 + 1.0);
            }
        }
    }
    let floor = known.values().map(|point| point.y).fold(0.0, f32::max) + 4.0 * ROOM;
    let (mut taken, mut alone) = (pieces::Taken::of(known.values().copied()), 0_u16);
    let place = |node: &u32| {
        let wished = sums.get(node).map_or_else(
            || {
                alone += 1;
                Point {
                    x: f32::from((alone - 1) % 40) * 3.0 * ROOM,
                    y: floor + f32::from((alone - 1) / 40) * 3.0 * ROOM,
                }
            },
            |(x, y, count)| Point { x: x / count, y: y / count },
        );
        (*node, taken.nearest_free(wished))
    };
    new.iter().map(place).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Three busy servers, each with a crowd of its own, and some users of two of them.
    pub(super) fn office() -> (usize, Vec<(u32, u32)>) {
        let mut edges: Vec<(u32, u32)> = (3..303).map(|user| (user % 3, user)).collect();
        edges.extend((3..303).filter(|user| user % 7 == 0).map(|user| ((user + 1) % 3, user)));
        edges.extend([(303, 304), (305, 306)]);
        (307, edges)
    }

    #[test]
    fn nobody_stands_on_anybody() {
        let (nodes, edges) = office();
        let points = place(nodes, &edges);
        for (n, a) in points.iter().enumerate() {
            assert!(a.x.is_finite() && a.y.is_finite());
            for b in &points[n + 1..] {
                assert!((a.x - b.x).hypot(a.y - b.y) > ROOM * 1.5, "{a:?} {b:?}");
            }
        }
    }

    #[test]
    fn hubs_stand_apart_and_crowds_around_them() {
        let (nodes, edges) = office();
        let points = place(nodes, &edges);
        let distance = |a: usize, b: usize| (points[a].x - points[b].x).hypot(points[a].y - points[b].y);
        let own: f32 = (3..303).filter(|u| u % 7 != 0).map(|u| distance(u, u % 3)).sum::<f32>() / 257.0;
        assert!(distance(0, 1).min(distance(1, 2)).min(distance(0, 2)) > 1.5 * own, "{own}");
    }

    #[test]
    fn the_same_graph_gives_the_same_picture() {
        let (nodes, edges) = office();
        assert_eq!(place(nodes, &edges), place(nodes, &edges));
        assert!(place(0, &[]).is_empty());
        assert_eq!(place(1, &[(0, 0)]).len(), 1);
    }

    #[test]
    fn newcomers_stand_beside_their_neighbours() {
        let known: Places = [(0, Point { x: 0.0, y: 0.0 }), (1, Point { x: 1000.0, y: 0.0 })].into();
        let placed = beside(&known, &[5, 6, 7], &[(0, 5), (6, 1), (0, 1)]);
        assert!(placed[&5].x.abs() < 100.0 && (placed[&6].x - 1000.0).abs() < 100.0);
        assert!(placed[&7].y > 0.0, "nobody's neighbour stands below");
        assert!((placed[&5].x - known[&0].x).hypot(placed[&5].y - known[&0].y) >= ROOM);
    }
}
