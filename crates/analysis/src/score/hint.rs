//! A piece of evidence against a node, and how pieces are joined.

use model::Reason;

use super::weights;

/// Kinds of evidence; each kind has a most that it may weigh.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Family {
    /// A detection found something.
    Finding,
    /// Pairs that were never seen before.
    Novelty,
    /// Many partners in one day.
    FanOut,
    /// Hops that follow each other in time.
    Chain,
    /// Unusual amounts of activity.
    Anomaly,
    /// An unusual order of events.
    Sequence,
    /// Suspicious neighbours.
    Near,
}

const FAMILIES: [Family; 7] =
    [Family::Finding, Family::Novelty, Family::FanOut, Family::Chain, Family::Anomaly, Family::Sequence, Family::Near];

/// One piece of evidence.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Hint {
    /// Its kind.
    pub family: Family,
    /// 0..=1.
    pub weight: f64,
    /// One sentence.
    pub text: String,
}

/// The score of all hints: capped within each family, then joined by noisy-or.
pub(super) fn join(hints: &[Hint]) -> f64 {
    let pass = |family: Family| 1.0 - family_weight(hints, family);
    1.0 - FAMILIES.into_iter().map(pass).product::<f64>()
}

fn family_weight(hints: &[Hint], family: Family) -> f64 {
    let pass: f64 =
        hints.iter().filter(|hint| hint.family == family).map(|hint| 1.0 - hint.weight.clamp(0.0, 1.0)).product();
    (1.0 - pass).min(weights::cap(family))
}

/// Reasons kept for each node.
const REASONS: usize = 12;

/// The hints as reasons, the most weighty first; a family's cap shows in each.
pub(super) fn reasons(mut hints: Vec<Hint>) -> Vec<Reason> {
    hints.sort_by(|a, b| b.weight.total_cmp(&a.weight).then_with(|| a.text.cmp(&b.text)));
    hints.truncate(REASONS);
    hints
        .into_iter()
        .map(|hint| Reason { weight: hint.weight.min(weights::cap(hint.family)), text: hint.text })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hint(family: Family, weight: f64) -> Hint {
        Hint { family, weight, text: String::new() }
    }

    #[test]
    fn weak_hints_of_a_family_stay_below_its_cap() {
        let weak: Vec<Hint> = (0..50).map(|_| hint(Family::Novelty, 0.2)).collect();
        assert!((join(&weak) - weights::cap(Family::Novelty)).abs() < 1e-12);
        assert!(join(&[hint(Family::Finding, 0.95)]) > join(&weak));
    }

    #[test]
    fn families_add_up() {
        let both = join(&[hint(Family::Novelty, 0.5), hint(Family::Chain, 0.5)]);
        assert!((both - 0.75).abs() < 1e-12);
        assert!(join(&[]) < 1e-12);
    }
}
