//! What hangs on the rest by one edge: taken off, and put back in rings around what it hangs on.

use std::f32::consts::TAU;

use super::{Point, ROOM};

/// The parts of a graph where no edges close a circle.
pub(super) struct Forest {
    /// What a node hangs on; nothing for the core.
    parent: Vec<Option<u32>>,
    children: Vec<Vec<u32>>,
    /// Room of a node with all that hangs on it.
    radius: Vec<f32>,
    /// Where each node stands, seen from its parent.
    offset: Vec<Point>,
    /// Neighbours of all kinds, which is how strongly a node pushes others away.
    degree: Vec<u32>,
}

impl Forest {
    /// Takes off nodes with one neighbour until none is left; of a tree, its best joined node stays.
    pub(super) fn grow(neighbours: &[Vec<u32>]) -> Self {
        let count = neighbours.len();
        let mut degree: Vec<u32> = neighbours.iter().map(|list| list.len() as u32).collect();
        let full = degree.clone();
        let (mut parent, mut order) = (vec![None; count], Vec::new());
        let mut bare: Vec<u32> = (0..count as u32).filter(|node| degree[*node as usize] == 1).collect();
        while !bare.is_empty() {
            let mut next = Vec::new();
            for node in std::mem::take(&mut bare) {
                // The other end of the last edge was taken off in this very round.
                if degree[node as usize] != 1 {
                    continue;
                }
                let on = neighbours[node as usize].iter().copied().find(|on| hangs_on(*on, node, &parent));
                let Some(on) = on else { continue };
                // Of two that are left, the better joined stays.
                if degree[on as usize] == 1 && (full[on as usize], node) < (full[node as usize], on) {
                    next.push(on);
                    continue;
                }
                parent[node as usize] = Some(on);
                order.push(node);
                degree[node as usize] = 0;
                degree[on as usize] -= 1;
                if degree[on as usize] == 1 {
                    next.push(on);
                }
            }
            bare = next;
        }
        let mut children = vec![Vec::new(); count];
        for node in &order {
            if let Some(on) = parent[*node as usize] {
                children[on as usize].push(*node);
            }
        }
        let mut forest =
            Self { parent, children, radius: vec![ROOM; count], offset: vec![Point::default(); count], degree: full };
        // Children were taken off before what they hang on.
        let core = (0..count as u32).filter(|node| forest.is_core(*node)).collect::<Vec<_>>();
        for node in order.into_iter().chain(core) {
            forest.ring(node);
        }
        forest
    }

    /// Whether the node hangs on nothing.
    pub(super) fn is_core(&self, node: u32) -> bool {
        self.parent[node as usize].is_none()
    }

    pub(super) fn radius(&self, node: u32) -> f32 {
        self.radius[node as usize]
    }

    pub(super) fn degree(&self, node: u32) -> f32 {
        self.degree[node as usize] as f32
    }

    /// Places a core node and all that hangs on it.
    pub(super) fn spread(&self, node: u32, at: Point, points: &mut [Point]) {
        let mut waiting = vec![(node, at)];
        while let Some((node, at)) = waiting.pop() {
            points[node as usize] = at;
            for child in &self.children[node as usize] {
                let offset = self.offset[*child as usize];
                waiting.push((*child, at.plus(offset.x, offset.y)));
            }
        }
    }

    /// Sets a node's children in rings around it, the largest inside.
    fn ring(&mut self, node: u32) {
        let mut children = std::mem::take(&mut self.children[node as usize]);
        let radius = &self.radius;
        children.sort_by(|a, b| radius[*b as usize].total_cmp(&radius[*a as usize]).then(a.cmp(b)));
        let (mut inner, mut at) = (ROOM, 0);
        while at < children.len() {
            let largest = self.radius[children[at] as usize];
            let ring = inner + largest + ROOM * 0.5;
            let turn = |child: u32| 2.0 * (self.radius[child as usize] / ring).min(1.0).asin();
            let mut taken = 0.0;
            let fits = children[at..].iter().take_while(|child| {
                taken += turn(**child);
                taken <= TAU
            });
            let end = at + fits.count().max(1);
            let used: f32 = children[at..end].iter().map(|child| turn(*child)).sum();
            let rest = (TAU - used).max(0.0) / (end - at) as f32;
            // Rings are turned against each other, so that edges to outer ones pass between inner ones.
            let mut angle = inner * 0.37;
            for child in &children[at..end] {
                let half = f32::midpoint(turn(*child), rest);
                angle += half;
                self.offset[*child as usize] = Point { x: ring * angle.cos(), y: ring * angle.sin() };
                angle += half;
            }
            inner = ring + largest;
            at = end;
        }
        self.radius[node as usize] = if children.is_empty() { ROOM } else { inner };
        self.children[node as usize] = children;
    }
}

/// Whether a node may hang on another: not on one that hangs on it, nor on one that was taken off.
fn hangs_on(on: u32, node: u32, parent: &[Option<u32>]) -> bool {
    on != node && parent[on as usize].is_none()
}

#[cfg(test)]
mod tests {
    use super::super::neighbours;
    use super::*;

    #[test]
    fn a_tree_keeps_its_best_joined_node() {
        let star: Vec<(u32, u32)> = (1..9).map(|leaf| (0, leaf)).chain([(8, 9)]).collect();
        let forest = Forest::grow(&neighbours(10, &star));
        assert_eq!((0..10).filter(|node| forest.is_core(*node)).collect::<Vec<_>>(), [0]);
        assert!(forest.radius(0) > forest.radius(8) && forest.radius(8) > forest.radius(9));
    }

    #[test]
    fn circles_stay_and_pairs_keep_one() {
        let forest = Forest::grow(&neighbours(6, &[(0, 1), (1, 2), (2, 0), (2, 3), (4, 5)]));
        let core: Vec<u32> = (0..6).filter(|node| forest.is_core(*node)).collect();
        assert_eq!(core.len(), 4, "{core:?}");
        assert!(!forest.is_core(3) && forest.is_core(4) != forest.is_core(5));
    }
}
