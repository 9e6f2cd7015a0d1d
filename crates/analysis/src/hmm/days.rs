//! What one account did from one host on one day, as symbols.

use model::{DaySequence, LogonGraph, Symbol};
use rayon::prelude::*;

/// The symbols of one account from one host on one UTC day, in time order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Day {
    /// Index into [`LogonGraph::accounts`].
    pub account: u32,
    /// Whole days since the Unix epoch.
    pub day: i32,
    /// What happened.
    pub symbols: Vec<Symbol>,
}

/// The days of a graph. Sequences of the same host, account and day (from different imports) are
/// merged; events of equal time keep their order.
pub fn days(graph: &LogonGraph) -> Vec<Day> {
    let mut order: Vec<&DaySequence> = graph.sequences.iter().collect();
    order.par_sort_by_key(|sequence| key(sequence));
    order.par_chunk_by(|a, b| key(a) == key(b)).map(merge).collect()
}

fn key(sequence: &DaySequence) -> (u32, u32, i32) {
    (sequence.host, sequence.account, sequence.day)
}

/// `parts` is never empty.
fn merge(parts: &[&DaySequence]) -> Day {
    let mut steps: Vec<_> = parts.iter().flat_map(|part| part.steps.iter().copied()).collect();
    steps.sort_by_key(|step| step.ms_of_day());
    let symbols = steps.into_iter().filter_map(model::Step::symbol).collect();
    Day { account: parts[0].account, day: parts[0].day, symbols }
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::Step;

    #[test]
    fn parts_of_a_day_are_merged_by_time() {
        let part = |account, times: &[(u32, Symbol)]| DaySequence {
            host: 0,
            account,
            day: 7,
            steps: times.iter().map(|&(ms, symbol)| Step::new(ms, symbol)).collect(),
        };
        let sequences = vec![
            part(0, &[(5, Symbol::Logon), (9, Symbol::Failure)]),
            part(1, &[(1, Symbol::Tgt)]),
            part(0, &[(5, Symbol::Tgt), (1, Symbol::Ntlm)]),
        ];
        let days = days(&LogonGraph { sequences, ..LogonGraph::default() });
        assert_eq!(days.len(), 2);
        assert_eq!(days[0].symbols, [Symbol::Ntlm, Symbol::Logon, Symbol::Tgt, Symbol::Failure]);
    }
}
