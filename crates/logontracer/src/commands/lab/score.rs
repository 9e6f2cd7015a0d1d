//! `lab score`: how well the rankings find attacks in simulated companies.

use std::sync::atomic::{AtomicU64, Ordering};

use anyhow::Context;
use rayon::prelude::*;

use super::trial::{self, Trial};
use super::{page, techniques};
use crate::cli::LabScore;
use crate::outcome::{Outcome, say};
use crate::progress::Shown;

pub(crate) fn run(arguments: &LabScore) -> anyhow::Result<Outcome> {
    let seeds = seeds(&arguments.seeds)?;
    let techniques = techniques(&arguments.attacks)?;
    let mut cases: Vec<_> = seeds.iter().flat_map(|seed| techniques.iter().map(|t| (*seed, Some(*t)))).collect();
    cases.extend(seeds.iter().map(|seed| (*seed, None)));
    let progress = Shown::edges("simulating", cases.len() as u64);
    let done = AtomicU64::new(0);
    let trials: Vec<Trial> = cases
        .par_iter()
        .map(|(seed, technique)| {
            let trial = trial::run(*seed, arguments.accounts, arguments.days, *technique);
            progress.set(done.fetch_add(1, Ordering::Relaxed) + 1);
            trial
        })
        .collect();
    progress.finish();
    if arguments.explain {
        explain(&trials);
    }
    let text = page::page(&trials, arguments, seeds.len());
    if let Some(path) = &arguments.out {
        std::fs::write(path, &text).with_context(|| format!("cannot write `{}`", path.display()))?;
        say(&format!("{} cases scored: {}", trials.len(), path.display()));
    } else {
        crate::shown::text(&text)?;
    }
    Ok(Outcome::Done)
}

fn explain(trials: &[Trial]) {
    for trial in trials {
        let name = trial.technique.map_or("quiet", lab::company::Technique::key);
        say(&format!("== seed {} {name}: {} grave findings", trial.seed, trial.grave.1));
        let ours = trial.marks.first();
        for placed in ours.iter().flat_map(|marks| marks.accounts.placed.iter().chain(&marks.hosts.placed)) {
            say(&format!("   true: {} at {:?}", placed.key, placed.place));
        }
        for line in &trial.top {
            say(&format!("   {line}"));
        }
    }
}

/// `101-110` or `1,5,9`.
fn seeds(text: &str) -> anyhow::Result<Vec<u64>> {
    let number = |text: &str| text.trim().parse::<u64>().with_context(|| format!("`{text}` is no seed"));
    let mut all = Vec::new();
    for part in text.split(',') {
        if let Some((first, last)) = part.split_once('-') {
            all.extend(number(first)?..=number(last)?);
        } else {
            all.push(number(part)?);
        }
    }
    Ok(all)
}

#[cfg(test)]
mod tests {
    use super::seeds;

    #[test]
    fn seeds_are_numbers_and_ranges() {
        assert_eq!(seeds("1,4-6").unwrap(), [1, 4, 5, 6]);
        assert!(seeds("x").is_err());
    }
}
