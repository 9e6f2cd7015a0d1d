//! Learning a model from a case's own days: Baum-Welch with scaled probabilities (Rabiner, "A
//! Tutorial on Hidden Markov Models", 1989, V.A) and a fixed beginning.

use model::Symbol;
use rayon::prelude::*;

use super::{Model, SHORTEST, STATES};

/// Most rounds of learning.
const ROUNDS: usize = 200;
/// Learning ends when a round gains less than this (nats over all sequences); hmmlearn's default.
const TOLERANCE: f64 = 0.01;
/// How much of the beginning is spread evenly, so that no symbol starts out impossible.
const EVEN: f64 = 0.1;
/// Sequences summed together; fixed, so that sums do not depend on how many threads there are.
const BATCH: usize = 1024;

/// Learns a model from sequences; those shorter than [`SHORTEST`] are left out. It starts from
/// LogonTracer's model mixed with an even one. Without sequences the result is LogonTracer's model.
pub fn train<S: AsRef<[Symbol]> + Sync>(sequences: &[S]) -> Model {
    let used: Vec<&[Symbol]> = sequences.iter().map(AsRef::as_ref).filter(|s| s.len() >= SHORTEST).collect();
    if used.is_empty() {
        return Model::logontracer();
    }
    let mut model = beginning();
    let mut before = f64::NEG_INFINITY;
    for _ in 0..ROUNDS {
        let tally = count(&model, &used);
        if tally.likelihood - before < TOLERANCE {
            break;
        }
        before = tally.likelihood;
        model = tally.estimate(&model);
    }
    model
}

fn beginning() -> Model {
    let mut model = Model::logontracer();
    mix(&mut model.start);
    model.trans.iter_mut().for_each(mix);
    model.emit.iter_mut().for_each(mix);
    model
}

fn mix<const N: usize>(row: &mut [f64; N]) {
    for value in row.iter_mut() {
        *value = (1.0 - EVEN) * *value + EVEN / N as f64;
    }
    *row = share(row, row);
}

/// The row scaled to sum 1, or `otherwise` when it is all zero.
fn share<const N: usize>(row: &[f64; N], otherwise: &[f64; N]) -> [f64; N] {
    let sum: f64 = row.iter().sum();
    if sum > 0.0 { row.map(|value| value / sum) } else { *otherwise }
}

/// Expected counts of a round.
#[derive(Clone, Default)]
struct Tally {
    likelihood: f64,
    start: [f64; STATES],
    trans: [[f64; STATES]; STATES],
    emit: [[f64; Symbol::COUNT]; STATES],
}

impl Tally {
    fn add(mut self, other: &Self) -> Self {
        self.likelihood += other.likelihood;
        for state in 0..STATES {
            self.start[state] += other.start[state];
            (0..STATES).for_each(|to| self.trans[state][to] += other.trans[state][to]);
            (0..Symbol::COUNT).for_each(|symbol| self.emit[state][symbol] += other.emit[state][symbol]);
        }
        self
    }

    fn estimate(&self, last: &Model) -> Model {
        Model {
            start: share(&self.start, &last.start),
            trans: std::array::from_fn(|state| share(&self.trans[state], &last.trans[state])),
            emit: std::array::from_fn(|state| share(&self.emit[state], &last.emit[state])),
        }
    }
}

fn count(model: &Model, sequences: &[&[Symbol]]) -> Tally {
    let batches: Vec<Tally> = sequences.par_chunks(BATCH).map(|batch| count_batch(model, batch)).collect();
    batches.iter().fold(Tally::default(), Tally::add)
}

fn count_batch(model: &Model, batch: &[&[Symbol]]) -> Tally {
    let mut tally = Tally::default();
    let mut forward = Vec::new();
    for symbols in batch {
        tally.likelihood += run_forward(model, symbols, &mut forward);
        run_backward(model, symbols, &forward, &mut tally);
    }
    tally
}

/// Probabilities of the states at one event, given the events up to it, and the event's own
/// probability given those before.
struct Moment {
    states: [f64; STATES],
    scale: f64,
}

/// Fills `forward` and returns the sequence's log probability.
fn run_forward(model: &Model, symbols: &[Symbol], forward: &mut Vec<Moment>) -> f64 {
    forward.clear();
    let mut prior = model.start;
    for &symbol in symbols {
        let seen: [f64; STATES] = std::array::from_fn(|state| prior[state] * model.emit[state][symbol as usize]);
        let scale = seen.iter().sum::<f64>().max(f64::MIN_POSITIVE);
        let states = seen.map(|value| value / scale);
        prior = std::array::from_fn(|to| (0..STATES).map(|from| states[from] * model.trans[from][to]).sum());
        forward.push(Moment { states, scale });
    }
    forward.iter().map(|moment| moment.scale.ln()).sum()
}

/// Adds the sequence's expected counts to `tally`.
fn run_backward(model: &Model, symbols: &[Symbol], forward: &[Moment], tally: &mut Tally) {
    let mut ahead = [1.0; STATES];
    for (index, (&symbol, moment)) in symbols.iter().zip(forward).enumerate().rev() {
        for (state, (current, later)) in moment.states.iter().zip(&ahead).enumerate() {
            let here = current * later;
            tally.emit[state][symbol as usize] += here;
            if index == 0 {
                tally.start[state] += here;
            }
        }
        if index > 0 {
            ahead = step_back(model, symbol, moment.scale, &ahead, &forward[index - 1].states, tally);
        }
    }
}

/// Counts the transitions into this event and returns the scaled backward values of the one before.
fn step_back(
    model: &Model,
    symbol: Symbol,
    scale: f64,
    ahead: &[f64; STATES],
    before: &[f64; STATES],
    tally: &mut Tally,
) -> [f64; STATES] {
    let reach: [f64; STATES] = std::array::from_fn(|to| model.emit[to][symbol as usize] * ahead[to] / scale);
    let mut behind = [0.0; STATES];
    for from in 0..STATES {
        for (to, reached) in reach.iter().enumerate() {
            let flow = model.trans[from][to] * reached;
            behind[from] += flow;
            tally.trans[from][to] += before[from] * flow;
        }
    }
    behind
}

#[cfg(test)]
mod tests {
    use super::*;
    use Symbol::{Failure, Logon, Ntlm, Service, Tgt};

    fn days() -> Vec<Vec<Symbol>> {
        let usual = [Tgt, Service, Logon, Service, Logon];
        (0..300).map(|n| if n % 50 == 0 { vec![Failure, Ntlm, Failure] } else { usual[..3 + n % 3].to_vec() }).collect()
    }

    #[test]
    fn learning_explains_better_than_the_beginning() {
        let days = days();
        let used: Vec<&[Symbol]> = days.iter().map(Vec::as_slice).collect();
        let learned = train(&days);
        assert!(count(&learned, &used).likelihood > count(&beginning(), &used).likelihood + 100.0);
    }

    #[test]
    fn a_learned_model_is_a_model_and_the_same_each_time() {
        let learned = train(&days());
        assert_eq!(learned, train(&days()));
        assert_eq!(Model::from_text(&learned.to_text()), Ok(learned));
    }

    #[test]
    fn nothing_to_learn_changes_nothing() {
        assert_eq!(train(&[[Logon, Logon]]), Model::logontracer());
        assert_eq!(train::<Vec<Symbol>>(&[]), Model::logontracer());
    }
}
