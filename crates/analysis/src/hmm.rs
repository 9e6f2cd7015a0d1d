//! A hidden Markov model over the order of authentication events: whether an account's day looks
//! unlike normal use.

mod days;
mod text;
mod train;

pub use days::{Day, days};
pub use text::BadModel;
pub use train::train;

use model::{LogonGraph, Symbol};
use rayon::prelude::*;

/// Hidden states.
pub const STATES: usize = 3;

/// Shorter sequences say nothing; LogonTracer wants more than two events.
pub const SHORTEST: usize = 3;

/// A model: probabilities, each row summing to 1.
#[derive(Clone, Debug, PartialEq)]
pub struct Model {
    /// Of beginning in each state.
    pub start: [f64; STATES],
    /// Of going from one state (row) to another.
    pub trans: [[f64; STATES]; STATES],
    /// Of seeing a symbol (column, numbered as [`Symbol`]) in a state (row).
    pub emit: [[f64; Symbol::COUNT]; STATES],
}

impl Default for Model {
    fn default() -> Self {
        Self::logontracer()
    }
}

impl Model {
    /// The trained model that LogonTracer ships (`model/hmm.pkl`), as numbers. Probabilities below
    /// 1e-100 are written as 0: some other state always explains the symbol better.
    pub const fn logontracer() -> Self {
        Self {
            start: [0.827_186_43, 0.089_006_28, 0.083_807_29],
            trans: [
                [0.928_508_137, 0.071_367_989_8, 0.000_123_873_203],
                [0.000_604_383_307, 0.257_109_457, 0.742_286_159],
                [0.289_262_718, 0.386_241_361, 0.324_495_92],
            ],
            emit: [
                [0.0, 0.0, 4.379_373_64e-23, 1.0, 0.0],
                [0.002_604_292_12, 0.011_030_435, 0.983_924_144, 0.002_441_129_34, 0.0],
                [0.0, 0.012_196_943_1, 0.003_717_164_55, 0.983_195_954, 0.000_889_938_426],
            ],
        }
    }

    /// The most likely states behind the symbols (Viterbi, in log space); of equally likely ones the
    /// lowest numbered.
    pub fn path(&self, symbols: &[Symbol]) -> Vec<u8> {
        Logs::of(self).path(symbols)
    }

    /// Whether the path of these symbols looks unusual; see [`flagged_days`].
    pub fn flags(&self, symbols: &[Symbol]) -> bool {
        Logs::of(self).flags(symbols)
    }
}

/// How many days of each account look unusual, by index into [`LogonGraph::accounts`]. A day does
/// when, from some host, it has three events or more and the model's path through them visits
/// exactly two states: LogonTracer's rule.
///
/// LogonTracer stops at the first day without any event; here every day is looked at.
pub fn flagged_days(graph: &LogonGraph, model: &Model) -> Vec<u32> {
    let logs = Logs::of(model);
    let days = days(graph);
    let mut flagged: Vec<(u32, i32)> =
        days.par_iter().filter(|day| logs.flags(&day.symbols)).map(|day| (day.account, day.day)).collect();
    flagged.sort_unstable();
    flagged.dedup();
    let mut counts = vec![0; graph.accounts.len()];
    for (account, _) in flagged {
        if let Some(count) = counts.get_mut(account as usize) {
            *count += 1;
        }
    }
    counts
}

/// A model's probabilities as logarithms.
struct Logs {
    start: [f64; STATES],
    trans: [[f64; STATES]; STATES],
    emit: [[f64; Symbol::COUNT]; STATES],
}

impl Logs {
    fn of(model: &Model) -> Self {
        Self {
            start: model.start.map(f64::ln),
            trans: model.trans.map(|row| row.map(f64::ln)),
            emit: model.emit.map(|row| row.map(f64::ln)),
        }
    }

    fn flags(&self, symbols: &[Symbol]) -> bool {
        symbols.len() >= SHORTEST && {
            let visited = self.path(symbols).iter().fold(0_u32, |seen, state| seen | (1 << state));
            visited.count_ones() == 2
        }
    }

    fn path(&self, symbols: &[Symbol]) -> Vec<u8> {
        let Some((&first, rest)) = symbols.split_first() else { return Vec::new() };
        let mut best: [f64; STATES] = std::array::from_fn(|to| self.start[to] + self.emit[to][first as usize]);
        let mut origins = Vec::with_capacity(rest.len());
        for &symbol in rest {
            let steps: [(u8, f64); STATES] = std::array::from_fn(|to| self.step(&best, to));
            best = std::array::from_fn(|to| steps[to].1 + self.emit[to][symbol as usize]);
            origins.push(steps.map(|(from, _)| from));
        }
        walk_back(highest(&best).0, &origins)
    }

    /// The best state to come from, and the log probability of coming that way.
    fn step(&self, best: &[f64; STATES], to: usize) -> (u8, f64) {
        highest(&std::array::from_fn(|from| best[from] + self.trans[from][to]))
    }
}

/// The first of the highest values.
fn highest(values: &[f64; STATES]) -> (u8, f64) {
    let mut top = (0, values[0]);
    for (index, &value) in values.iter().enumerate().skip(1) {
        if value > top.1 {
            top = (index as u8, value);
        }
    }
    top
}

fn walk_back(last: u8, origins: &[[u8; STATES]]) -> Vec<u8> {
    let mut path = vec![last];
    let mut state = last;
    for origin in origins.iter().rev() {
        state = origin[state as usize];
        path.push(state);
    }
    path.reverse();
    path
}

#[cfg(test)]
mod tests {
    use super::*;
    use Symbol::{Failure, Logon, Ntlm, Service};

    #[test]
    fn plain_logons_stay_in_one_state() {
        let model = Model::logontracer();
        assert_eq!(model.path(&[Logon; 4]), [0; 4]);
        assert!(!model.flags(&[Logon; 4]));
    }

    #[test]
    fn two_states_are_flagged_and_short_days_are_not() {
        let model = Model::logontracer();
        assert!(model.flags(&[Service, Logon, Service, Logon]));
        assert!(!model.flags(&[Service, Logon]));
        assert!(model.path(&[]).is_empty());
    }

    #[test]
    fn impossible_symbols_find_their_state() {
        let path = Model::logontracer().path(&[Ntlm, Failure, Ntlm]);
        assert_eq!(path, [1, 2, 1]);
    }

    #[test]
    fn rows_sum_to_one() {
        let model = Model::logontracer();
        let rows = model.trans.iter().map(|row| row.iter().sum::<f64>());
        let sums = rows.chain(model.emit.iter().map(|row| row.iter().sum())).chain([model.start.iter().sum()]);
        assert!(sums.into_iter().all(|sum| (sum - 1.0).abs() < 1e-7));
    }
}
