//! Bodies by area, so that what is far away pushes as one (Barnes and Hut, "A hierarchical O(N log N)
//! force-calculation algorithm", 1986).

use super::Point;

/// How wide an area may be against its distance to count as one body. Higher is faster and coarser.
const THETA: f32 = 1.1;
/// Bodies at one place are not told apart beyond this depth.
const DEEPEST: u8 = 24;

#[derive(Clone, Copy, Default)]
struct Cell {
    /// While bodies are put in, the sum of mass times place; then the centre of mass.
    x: f32,
    y: f32,
    mass: f32,
    /// The first of four cells; 0: none.
    children: u32,
    width: f32,
}

/// The areas of a set of bodies.
pub(super) struct Quadtree {
    cells: Vec<Cell>,
    corner: Point,
}

impl Quadtree {
    pub(super) fn of(points: &[Point], masses: &[f32]) -> Self {
        let least =
            points.iter().fold(Point { x: f32::MAX, y: f32::MAX }, |a, b| Point { x: a.x.min(b.x), y: a.y.min(b.y) });
        let most =
            points.iter().fold(Point { x: f32::MIN, y: f32::MIN }, |a, b| Point { x: a.x.max(b.x), y: a.y.max(b.y) });
        let width = (most.x - least.x).max(most.y - least.y).max(1.0) * 1.001;
        let mut tree = Self { cells: vec![Cell { width, ..Cell::default() }], corner: least };
        for (point, mass) in points.iter().zip(masses) {
            tree.insert(*point, *mass);
        }
        for cell in tree.cells.iter_mut().filter(|cell| cell.mass > 0.0) {
            (cell.x, cell.y) = (cell.x / cell.mass, cell.y / cell.mass);
        }
        tree
    }

    fn insert(&mut self, point: Point, mass: f32) {
        let (mut at, mut corner) = (0, self.corner);
        for depth in 0..DEEPEST {
            let cell = self.cells[at];
            let alone = cell.mass == 0.0;
            if alone {
                break;
            }
            if cell.children == 0 && depth + 1 < DEEPEST {
                self.split(at, corner);
            }
            self.add(at, point, mass);
            if self.cells[at].children == 0 {
                return;
            }
            let (next, moved) = self.quarter(at, corner, point);
            (at, corner) = (next, moved);
        }
        self.add(at, point, mass);
    }

    fn add(&mut self, at: usize, point: Point, mass: f32) {
        let cell = &mut self.cells[at];
        (cell.x, cell.y, cell.mass) = (cell.x + point.x * mass, cell.y + point.y * mass, cell.mass + mass);
    }

    /// Gives a cell four and moves its body into one of them.
    fn split(&mut self, at: usize, corner: Point) {
        let cell = self.cells[at];
        self.cells[at].children = self.cells.len() as u32;
        self.cells.extend([Cell { width: cell.width / 2.0, ..Cell::default() }; 4]);
        let body = Point { x: cell.x / cell.mass, y: cell.y / cell.mass };
        let (into, _) = self.quarter(at, corner, body);
        self.add(into, body, cell.mass);
    }

    fn quarter(&self, at: usize, corner: Point, point: Point) -> (usize, Point) {
        let (cell, half) = (self.cells[at], self.cells[at].width / 2.0);
        let (right, below) = (point.x >= corner.x + half, point.y >= corner.y + half);
        let moved = corner.plus(if right { half } else { 0.0 }, if below { half } else { 0.0 });
        (cell.children as usize + usize::from(right) + 2 * usize::from(below), moved)
    }

    /// The push on a body of mass 1 at `point`: from every other, its mass over the distance. `waiting`
    /// is scratch space.
    pub(super) fn push(&self, point: Point, waiting: &mut Vec<u32>) -> (f32, f32) {
        let (mut fx, mut fy) = (0.0, 0.0);
        waiting.clear();
        waiting.push(0);
        while let Some(at) = waiting.pop() {
            let cell = &self.cells[at as usize];
            if cell.mass == 0.0 {
                continue;
            }
            let (dx, dy) = (point.x - cell.x, point.y - cell.y);
            let square = dx * dx + dy * dy;
            if cell.children == 0 || cell.width * cell.width < THETA * THETA * square {
                if square > 1e-6 {
                    let push = cell.mass / square;
                    (fx, fy) = (fx + dx * push, fy + dy * push);
                }
            } else {
                waiting.extend(cell.children..cell.children + 4);
            }
        }
        (fx, fy)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn far_bodies_push_about_as_each_would() {
        let points: Vec<Point> =
            (0..400_u16).map(|n| Point { x: f32::from(n % 20) * 7.0, y: f32::from(n / 20) * 5.0 }).collect();
        let masses = vec![1.0; points.len()];
        let tree = Quadtree::of(&points, &masses);
        let at = Point { x: -50.0, y: 30.0 };
        let (fx, fy) = tree.push(at, &mut Vec::new());
        let (mut ex, mut ey) = (0.0, 0.0);
        for point in &points {
            let (dx, dy) = (at.x - point.x, at.y - point.y);
            let square = dx * dx + dy * dy;
            (ex, ey) = (ex + dx / square, ey + dy / square);
        }
        assert!((fx - ex).abs() < 0.05 * ex.abs() && (fy - ey).abs() < 0.05 * ex.abs(), "{fx} {ex} {fy} {ey}");
    }

    #[test]
    fn bodies_at_one_place_do_not_go_on_for_ever() {
        let points = vec![Point { x: 1.0, y: 1.0 }; 50];
        assert_eq!(Quadtree::of(&points, &[1.0; 50]).push(points[0], &mut Vec::new()), (0.0, 0.0));
    }
}
