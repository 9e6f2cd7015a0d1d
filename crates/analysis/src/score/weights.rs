//! How much each kind of evidence weighs: the one table to tune.
//!
//! All weights are probabilities-like numbers, 0..=1, joined by noisy-or. They were chosen on
//! simulated companies whose seeds are used for nothing else; see docs/quality.md.

use model::{Part, Severity};

use super::hint::Family;

/// What a finding of full confidence is worth to whoever did it.
pub(super) const fn severity(severity: Severity) -> f64 {
    match severity {
        // Happens everywhere: it must not move anybody.
        Severity::Info => 0.02,
        // Worth a look beside other evidence only.
        Severity::Low => 0.12,
        // Unusual: two of them are worth as much as most novelty.
        Severity::Medium => 0.4,
        // An attack step: alone enough for the top of the list.
        Severity::High => 0.75,
        // The domain is at stake: nothing outshouts it.
        Severity::Critical => 0.95,
    }
}

/// How much of a finding counts for each part in it.
pub(super) const fn part(part: Part) -> f64 {
    match part {
        // Did it.
        Part::Actor => 1.0,
        // It came from there.
        Part::Source => 0.95,
        // An attacked host is where to look next, not who did it.
        Part::Target => 0.25,
        // A guessed account is suspicious only once it is used.
        Part::Victim => 0.2,
    }
}

/// The most that all evidence of a family may weigh, so that ten weak hints do not outshout one
/// certain one.
pub(super) const fn cap(family: Family) -> f64 {
    match family {
        // A certain finding is certain.
        Family::Finding => 0.98,
        // Never seen is not yet wrong, however often.
        Family::Novelty => 0.72,
        // Many at once is how scanners work too.
        Family::FanOut => 0.55,
        // Hops that follow each other are rare among people.
        Family::Chain => 0.6,
        // A busy hour is mostly a busy hour.
        Family::Anomaly => 0.2,
        // The order of events says little by itself.
        Family::Sequence => 0.15,
        // Guilt by neighbourhood only lifts the list's middle.
        Family::Near => 0.4,
    }
}

/// How much of a finding counts for an account that was at work on the machine it came from, where
/// nobody is named as its actor.
pub(super) const PRESENT: f64 = 0.6;

/// A rule that fires on this share of all accounts or hosts is part of the house, not of an attack;
/// mild findings of it weigh less.
pub(super) const COMMON_SHARE: f64 = 0.02;
/// And never less than this.
pub(super) const COMMON_FLOOR: f64 = 0.2;

/// New pairs of full strength until novelty weighs half its cap. One is what everybody does now and
/// then; it takes several to count.
const NOVELTY_HALF: f64 = 2.0;

/// What new pairs are worth that add up to `sum`, 0..=1.
pub(super) fn novelty(sum: f64) -> f64 {
    sum * sum / (sum * sum + NOVELTY_HALF * NOVELTY_HALF)
}

/// How much of a new pair counts for the host that it led to.
pub(super) const NOVELTY_TARGET: f64 = 0.35;
/// How much of an account's first logons counts for the machine they came from.
pub(super) const NOVELTY_SOURCE: f64 = 0.8;
/// New pairs weaker than this are routine.
pub(super) const NOVELTY_FLOOR: f64 = 0.15;

/// Distinct partners in a day below which no fan-out is told.
pub(super) const FAN_OUT_LEAST: u32 = 5;
/// And how many times its own usual number it must be.
pub(super) const FAN_OUT_TIMES: f64 = 3.0;

/// A chain of two new hops by one account.
pub(super) const CHAIN: f64 = 0.35;
/// What is added when the account changes on the way.
pub(super) const CHAIN_SWITCH: f64 = 0.2;
