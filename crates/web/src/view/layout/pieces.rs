//! Parts of a picture that no edge joins, side by side; and free places in a picture.

use std::collections::HashSet;

use super::{Point, ROOM};

/// The connected pieces, the largest first, ties by their first node.
pub(super) fn connected(neighbours: &[Vec<u32>]) -> Vec<Vec<u32>> {
    let mut seen = vec![false; neighbours.len()];
    let mut pieces = Vec::new();
    for first in 0..neighbours.len() as u32 {
        if std::mem::replace(&mut seen[first as usize], true) {
            continue;
        }
        let (mut piece, mut at) = (vec![first], 0);
        while at < piece.len() {
            for next in &neighbours[piece[at] as usize] {
                if !std::mem::replace(&mut seen[*next as usize], true) {
                    piece.push(*next);
                }
            }
            at += 1;
        }
        pieces.push(piece);
    }
    pieces.sort_by_key(|piece| (std::cmp::Reverse(piece.len()), piece[0]));
    pieces
}

/// Half of the width and of the height of a piece, with its room.
pub(super) type Half = (f32, f32);

/// Moves a piece's middle to the origin.
pub(super) fn centred(piece: &[u32], points: &mut [Point]) -> Half {
    let of = |pick: fn(&Point) -> f32, points: &[Point]| {
        let values = piece.iter().map(|node| pick(&points[*node as usize]));
        values.fold((f32::MAX, f32::MIN), |(least, most), value| (least.min(value), most.max(value)))
    };
    let ((left, right), (top, bottom)) = (of(|p| p.x, points), of(|p| p.y, points));
    let middle = Point { x: f32::midpoint(left, right), y: f32::midpoint(top, bottom) };
    for node in piece {
        points[*node as usize] = points[*node as usize].plus(-middle.x, -middle.y);
    }
    ((right - left) / 2.0 + 2.0 * ROOM, (bottom - top) / 2.0 + 2.0 * ROOM)
}

/// Where pieces go: the first in the middle of the first row, the others in rows below, of about a
/// screen's shape in all.
pub(super) fn arrange(halves: &[Half]) -> Vec<Point> {
    const SHAPE: f32 = 1.7;
    let area: f32 = halves.iter().map(|(x, y)| 4.0 * x * y).sum();
    let widest = halves.iter().map(|(x, _)| 2.0 * x).fold(0.0, f32::max);
    let width = (area * SHAPE).sqrt().max(widest);
    let (mut offsets, mut x, mut y, mut height) = (Vec::with_capacity(halves.len()), 0.0, 0.0, 0.0_f32);
    for (half_x, half_y) in halves {
        if x > 0.0 && x + 2.0 * half_x > width {
            (x, y, height) = (0.0, y + height, 0.0);
        }
        offsets.push(Point { x: x + half_x, y: y + half_y });
        (x, height) = (x + 2.0 * half_x, height.max(2.0 * half_y));
    }
    offsets
}

/// Places that are taken, to the width of a node.
pub(super) struct Taken {
    cells: HashSet<(i32, i32)>,
}

const WIDTH: f32 = 2.0 * ROOM;

impl Taken {
    pub(super) fn of(points: impl Iterator<Item = Point>) -> Self {
        Self { cells: points.map(cell).collect() }
    }

    /// The free place nearest to the one wished for, which is taken from then on.
    pub(super) fn nearest_free(&mut self, wished: Point) -> Point {
        let (x, y) = cell(wished);
        for ring in 0..1_000_i32 {
            let around = (-ring..=ring).flat_map(|dx| (-ring..=ring).map(move |dy| (dx, dy)));
            let free = around
                .filter(|(dx, dy)| dx.abs().max(dy.abs()) == ring)
                .filter(|(dx, dy)| !self.cells.contains(&(x + dx, y + dy)))
                .min_by_key(|(dx, dy)| (dx * dx + dy * dy, *dx, *dy));
            if let Some((dx, dy)) = free {
                self.cells.insert((x + dx, y + dy));
                return Point { x: (x + dx) as f32 * WIDTH, y: (y + dy) as f32 * WIDTH };
            }
        }
        wished
    }
}

fn cell(point: Point) -> (i32, i32) {
    ((point.x / WIDTH).round() as i32, (point.y / WIDTH).round() as i32)
}
