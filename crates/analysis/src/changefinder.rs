//! ChangeFinder: how surprising each value of a series is, and how surprising that surprise is.
//!
//! Two stages of sequentially discounting learning (Takeuchi and Yamanishi, "A Unifying Framework
//! for Detecting Outliers and Change Points from Time Series", 2006), in the form that the Python
//! package `changefinder` has: at order 1 its autoregressive term is zero, so the prediction is the
//! running mean, and its smoothing sums instead of averaging. The package starts mean and variance
//! at random; here they start at 0 and 1. Densities stay logarithms, so bursts cannot overflow.

use std::f64::consts::TAU;

/// How fast the past is forgotten; LogonTracer's `r`.
pub const FORGET: f64 = 0.04;
/// Scores of the first stage that are summed; LogonTracer's `smooth`.
pub const WINDOW: usize = 5;
/// Scores of the second stage that are summed: 5 / 2, which Python 3 rounds to even.
pub const SECOND_WINDOW: usize = 2;

/// A discounted running mean and variance.
#[derive(Clone, Debug)]
struct Sdar {
    mean: f64,
    variance: f64,
}

impl Sdar {
    const fn new() -> Self {
        Self { mean: 0.0, variance: 1.0 }
    }

    /// Learns `x`, then returns its negative log density (nats) under what is learned.
    fn update(&mut self, x: f64) -> f64 {
        self.mean = (1.0 - FORGET) * self.mean + FORGET * x;
        let square = (x - self.mean) * (x - self.mean);
        // Years of silence would shrink the variance to 0.
        self.variance = ((1.0 - FORGET) * self.variance + FORGET * square).max(f64::MIN_POSITIVE);
        0.5 * (square / self.variance + TAU.ln() + self.variance.ln())
    }
}

/// The last `N` values.
#[derive(Clone, Debug)]
struct Window<const N: usize> {
    values: [f64; N],
    len: usize,
}

impl<const N: usize> Window<N> {
    const fn new() -> Self {
        Self { values: [0.0; N], len: 0 }
    }

    fn push(&mut self, value: f64) {
        self.values.copy_within(1.., 0);
        self.values[N - 1] = value;
        self.len = (self.len + 1).min(N);
    }

    /// The sum, once `N` values have been seen.
    fn sum(&self) -> Option<f64> {
        (self.len == N).then(|| self.values.iter().sum())
    }
}

/// The running state of one series.
#[derive(Clone, Debug)]
pub struct ChangeFinder {
    first: Sdar,
    second: Sdar,
    outliers: Window<WINDOW>,
    changes: Window<SECOND_WINDOW>,
    has_value: bool,
    has_target: bool,
}

impl Default for ChangeFinder {
    fn default() -> Self {
        Self::new()
    }
}

impl ChangeFinder {
    /// A state that has seen nothing.
    pub const fn new() -> Self {
        Self {
            first: Sdar::new(),
            second: Sdar::new(),
            outliers: Window::new(),
            changes: Window::new(),
            has_value: false,
            has_target: false,
        }
    }

    /// Takes the series' next value and returns its change score (nats); 0 until both windows are
    /// full. The first value of each stage is only remembered, as order 1 wants.
    pub fn update(&mut self, x: f64) -> f64 {
        if self.has_value {
            let score = self.first.update(x);
            self.outliers.push(score);
        }
        self.has_value = true;
        // The package takes a sum of exactly 0 for a missing one.
        if let Some(target) = self.outliers.sum().filter(|sum| *sum != 0.0) {
            if self.has_target {
                let score = self.second.update(target);
                self.changes.push(score);
            }
            self.has_target = true;
        }
        self.changes.sum().unwrap_or(0.0)
    }

    /// The score of [`Self::update`], rounded as LogonTracer stores it.
    pub fn score(&mut self, x: f64) -> f64 {
        rounded(self.update(x))
    }
}

/// A score to two digits, halves to even as numpy rounds.
pub fn rounded(score: f64) -> f64 {
    (score * 100.0).round_ties_even() / 100.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scores_need_eight_values() {
        let mut finder = ChangeFinder::new();
        let scores: Vec<f64> = (0..9).map(|_| finder.score(1.0)).collect();
        assert_eq!(scores.iter().filter(|score| **score != 0.0).count(), 2);
    }

    #[test]
    fn a_burst_stands_out_and_stays_finite() {
        let mut finder = ChangeFinder::new();
        let quiet: Vec<f64> = (0..400).map(|_| finder.score(2.0)).collect();
        let burst = finder.score(1e12);
        assert!(burst.is_finite() && burst > quiet[399] + 1.0, "{burst} {}", quiet[399]);
    }

    #[test]
    fn long_silence_stays_finite() {
        let mut finder = ChangeFinder::new();
        assert!((0..40_000).all(|_| finder.update(0.0).is_finite()));
        assert!(finder.score(5.0).is_finite());
    }
}
