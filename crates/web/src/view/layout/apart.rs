//! Circles that overlap, pushed apart.

use super::{GOLDEN, Point, ROOM};

/// Rounds of pushing before all are spread, and how often they are.
const PUSHES: usize = 16;
const SPREADS: usize = 24;
/// Where more than one in so many circles still overlaps after a few rounds, pushing on is of no use.
const CROWDED: usize = 10;
/// The share of a picture's area that its circles may take before anything is pushed: of the closest packing, which takes
/// 0.9, pushing finds the way to about two thirds.
const FULL: f32 = 0.6;

/// A circle on its way.
struct Circle {
    at: Point,
    radius: f32,
    /// Which of the caller's it is.
    number: usize,
}

impl Circle {
    fn left(&self) -> f32 {
        self.at.x - self.radius
    }
}

/// Pushes circles that overlap apart, until none do; where they are too crowded for that, everything is
/// spread a little first.
pub(super) fn apart(points: &mut [Point], radii: &[f32]) {
    let circle = |(number, (at, radius)): (usize, (&Point, &f32))| Circle { at: *at, radius: *radius, number };
    let mut circles: Vec<Circle> = points.iter().zip(radii).enumerate().map(circle).collect();
    spread(&mut circles, room(points, radii));
    for _ in 0..SPREADS {
        if pushed(&mut circles) {
            break;
        }
        spread(&mut circles, 1.25);
    }
    for circle in circles {
        points[circle.number] = circle.at;
    }
}

fn spread(circles: &mut [Circle], by: f32) {
    for circle in circles {
        circle.at = Point { x: circle.at.x * by, y: circle.at.y * by };
    }
}

/// By how much everything has to be spread, at least, for all circles to have room.
fn room(points: &[Point], radii: &[f32]) -> f32 {
    let count = points.len().max(1) as f32;
    let (x, y) = points.iter().fold((0.0, 0.0), |(x, y), point| (x + point.x / count, y + point.y / count));
    // Of a disc that is filled evenly, half the square of its radius.
    let square: f32 = points.iter().map(|point| ((point.x - x).powi(2) + (point.y - y).powi(2)) / count).sum();
    let needed: f32 = radii.iter().map(|radius| (radius + 0.15 * ROOM).powi(2)).sum();
    (needed / (FULL * 2.0 * square).max(1.0)).sqrt().max(1.0)
}

/// Pushes for some rounds; tells whether nothing overlaps any more.
fn pushed(circles: &mut [Circle]) -> bool {
    for round in 0..PUSHES {
        match push(circles, round) {
            0 => return true,
            overlaps if round >= 3 && overlaps > circles.len() / CROWDED => return false,
            _ => {}
        }
    }
    false
}

/// One round, from left to right: only circles whose widths overlap are looked at. How many pairs were pushed.
fn push(circles: &mut [Circle], round: usize) -> usize {
    // The order hardly changes from round to round, which is what the stable sort is quickest with.
    circles.sort_by(|a, b| a.left().total_cmp(&b.left()).then(a.number.cmp(&b.number)));
    // As they stood when they were put in order.
    let lefts: Vec<f32> = circles.iter().map(Circle::left).collect();
    let mut overlaps = 0;
    for n in 0..circles.len() {
        let right = lefts[n] + 2.0 * circles[n].radius + 0.3 * ROOM;
        let beside = lefts[n + 1..].iter().take_while(|left| **left < right).count();
        let (before, behind) = circles.split_at_mut(n + 1);
        let a = &mut before[n];
        for b in &mut behind[..beside] {
            overlaps += usize::from(push_two(a, b, round));
        }
    }
    overlaps
}

/// Pushes two circles apart, the smaller one further; tells whether they overlapped.
fn push_two(a: &mut Circle, b: &mut Circle, round: usize) -> bool {
    let needed = a.radius + b.radius + 0.3 * ROOM;
    let (dx, dy) = (b.at.x - a.at.x, b.at.y - a.at.y);
    let square = dx * dx + dy * dy;
    if square >= needed * needed {
        return false;
    }
    let distance = square.sqrt();
    // At one place: apart along a direction of their own.
    let angle = (a.number * 31 + b.number * 17 + round) as f32 * GOLDEN;
    let (ux, uy) = if distance > 1e-3 { (dx / distance, dy / distance) } else { (angle.cos(), angle.sin()) };
    let push = (needed - distance) * 1.02;
    let weight = b.radius.powi(2) / (a.radius.powi(2) + b.radius.powi(2));
    a.at = a.at.plus(-ux * push * weight, -uy * push * weight);
    b.at = b.at.plus(ux * push * (1.0 - weight), uy * push * (1.0 - weight));
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_heap_of_circles_comes_apart() {
        let radii: Vec<f32> = (0..600_u16).map(|n| if n % 40 == 0 { 200.0 } else { ROOM }).collect();
        let mut points: Vec<Point> =
            (0..600_u16).map(|n| Point { x: f32::from(n % 7), y: f32::from(n % 11) }).collect();
        apart(&mut points, &radii);
        for a in 0..600 {
            for b in a + 1..600 {
                let distance = (points[a].x - points[b].x).hypot(points[a].y - points[b].y);
                assert!(distance >= radii[a] + radii[b], "{a} {b}: {distance}");
            }
        }
    }
}
