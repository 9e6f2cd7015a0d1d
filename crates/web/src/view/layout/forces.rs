//! The core of a piece, pushed and pulled until it settles: ForceAtlas2's forces and speed control
//! (Jacomy and others, PLoS ONE 9(6), 2014, e98679), from a fixed start.

use rayon::prelude::*;

use super::quadtree::Quadtree;
use super::trees::Forest;
use super::{GOLDEN, Point, ROOM, apart::apart};

/// Moves of nodes in all, for bounded time: many nodes move fewer times.
const MOVES: usize = 100_000;
/// Strength of the push.
const PUSH: f32 = 60.0;
/// Strength of what keeps a piece together.
const GRAVITY: f32 = 0.8;
/// Points that are pushed in one go at least: fewer are not worth another thread.
const SHARE: usize = 500;
/// How much swinging is borne; the paper's tau.
const TOLERANCE: f32 = 1.0;

/// Places the core nodes of one piece.
pub(super) fn settle(core: &[u32], neighbours: &[Vec<u32>], forest: &Forest) -> Vec<Point> {
    let mut points = start(core, neighbours, forest);
    if core.len() > 2 {
        let edges = edges(core, neighbours);
        move_all(core, &edges, forest, &mut points);
        fit(core, &edges, forest, &mut points);
    }
    let radii: Vec<f32> = core.iter().map(|node| forest.radius(*node)).collect();
    apart(&mut points, &radii);
    points
}

/// A spiral in the order of distance from the best joined node: neighbours begin near each other.
fn start(core: &[u32], neighbours: &[Vec<u32>], forest: &Forest) -> Vec<Point> {
    let place: std::collections::HashMap<u32, usize> = core.iter().copied().zip(0..).collect();
    let mut by_degree: Vec<u32> = core.to_vec();
    by_degree.sort_by(|a, b| forest.degree(*b).total_cmp(&forest.degree(*a)).then(a.cmp(b)));
    let (mut order, mut seen) = (Vec::with_capacity(core.len()), vec![false; core.len()]);
    for first in by_degree {
        if std::mem::replace(&mut seen[place[&first]], true) {
            continue;
        }
        let mut at = order.len();
        order.push(first);
        while at < order.len() {
            for next in &neighbours[order[at] as usize] {
                if let Some(index) = place.get(next)
                    && !std::mem::replace(&mut seen[*index], true)
                {
                    order.push(*next);
                }
            }
            at += 1;
        }
    }
    let (mut points, mut area) = (vec![Point::default(); core.len()], 0.0_f32);
    for (turn, node) in (0_u32..).zip(order) {
        let (angle, distance) = (turn as f32 * GOLDEN, 1.3 * area.sqrt());
        points[place[&node]] = Point { x: distance * angle.cos(), y: distance * angle.sin() };
        area += forest.radius(node).powi(2);
    }
    points
}

fn edges(core: &[u32], neighbours: &[Vec<u32>]) -> Vec<(u32, u32)> {
    let place: std::collections::HashMap<u32, u32> = core.iter().copied().zip(0..).collect();
    let from = core.iter().zip(0..);
    let to = |(node, a): (&u32, u32)| {
        let inside = neighbours[*node as usize].iter().filter_map(|other| place.get(other).copied());
        inside.filter(move |b| a < *b).map(move |b| (a, b)).collect::<Vec<_>>()
    };
    from.flat_map(to).collect()
}

fn move_all(core: &[u32], edges: &[(u32, u32)], forest: &Forest, points: &mut [Point]) {
    let masses: Vec<f32> = core.iter().map(|node| forest.degree(*node) + 1.0).collect();
    let rounds = (MOVES / core.len()).clamp(8, 200);
    let (mut before, mut speed) = (vec![(0.0_f32, 0.0_f32); core.len()], 1.0_f32);
    for _ in 0..rounds {
        let mut forces = pushes(points, &masses);
        for &(a, b) in edges {
            let (a, b) = (a as usize, b as usize);
            let (dx, dy) = (points[b].x - points[a].x, points[b].y - points[a].y);
            // A crowd must not be drawn into its hub by the number of its edges.
            let pull = 1.0 / masses[a].min(masses[b]).sqrt();
            forces[a] = (forces[a].0 + pull * dx, forces[a].1 + pull * dy);
            forces[b] = (forces[b].0 - pull * dx, forces[b].1 - pull * dy);
        }
        step(points, &forces, &before, &masses, &mut speed);
        before = forces;
    }
}

/// What pushes each point away from the others and draws it to the middle: side by side where they are many.
fn pushes(points: &[Point], masses: &[f32]) -> Vec<(f32, f32)> {
    let tree = Quadtree::of(points, masses);
    let force = |waiting: &mut Vec<u32>, (point, mass): (&Point, &f32)| {
        let (fx, fy) = tree.push(*point, waiting);
        let pull = GRAVITY * mass / point.x.hypot(point.y).max(1.0);
        (PUSH * mass * fx - pull * point.x, PUSH * mass * fy - pull * point.y)
    };
    points.par_iter().zip(masses).with_min_len(SHARE).map_init(Vec::new, force).collect()
}

/// Moves every node: the faster the steadier its force, the slower the more it swings.
fn step(points: &mut [Point], forces: &[(f32, f32)], before: &[(f32, f32)], masses: &[f32], speed: &mut f32) {
    let swing = |n: usize| (forces[n].0 - before[n].0).hypot(forces[n].1 - before[n].1);
    let steady = |n: usize| (forces[n].0 + before[n].0).hypot(forces[n].1 + before[n].1) / 2.0;
    let sum = |of: &dyn Fn(usize) -> f32| (0..points.len()).map(|n| masses[n] * of(n)).sum::<f32>();
    let wanted = TOLERANCE * sum(&steady) / sum(&swing).max(1e-6);
    *speed = wanted.min(*speed * 1.5).clamp(1e-3, 1e3);
    for (n, point) in points.iter_mut().enumerate() {
        let force = forces[n].0.hypot(forces[n].1).max(1e-6);
        let factor = (0.1 * *speed / (1.0 + *speed * swing(n).sqrt())).min(10.0 * ROOM / force);
        *point = point.plus(forces[n].0 * factor, forces[n].1 * factor);
    }
}

/// Scales the picture so that most edges are as long as their ends need.
fn fit(core: &[u32], edges: &[(u32, u32)], forest: &Forest, points: &mut [Point]) {
    let mut ratios: Vec<f32> = edges
        .iter()
        .map(|&(a, b)| {
            let (from, to) = (points[a as usize], points[b as usize]);
            let needed = forest.radius(core[a as usize]) + forest.radius(core[b as usize]) + 2.0 * ROOM;
            needed / (from.x - to.x).hypot(from.y - to.y).max(1.0)
        })
        .collect();
    ratios.sort_by(f32::total_cmp);
    let scale = ratios.get(ratios.len() / 2).copied().unwrap_or(1.0).clamp(0.05, 20.0);
    for point in points {
        *point = Point { x: point.x * scale, y: point.y * scale };
    }
}
