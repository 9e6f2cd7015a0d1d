//! The scores as a page of Markdown.

use std::fmt::Write as _;

use lab::company::Technique;
use lab::measure::{self, Score};

use super::trial::{RANKINGS, Trial};
use crate::cli::LabScore;

/// Places of one attack's accounts or hosts: median and worst.
type Places = Option<(usize, usize)>;

pub(super) fn page(trials: &[Trial], arguments: &LabScore, seeds: usize) -> String {
    let mut page = String::from("# How well the rankings find attacks\n\n");
    let (accounts, days, range) = (arguments.accounts, arguments.days, &arguments.seeds);
    let _ = writeln!(
        page,
        "Made by `logontracer lab score --seeds {range} --accounts {accounts} --days {days}`: {seeds} simulated companies of \
         {accounts} accounts over {days} days, each once without and once with each attack. These seeds are used for \
         nothing else; the weights were chosen on others.\n"
    );
    overall(&mut page, trials);
    per_attack(&mut page, trials);
    quiet(&mut page, trials);
    page.push_str(
        "\n## Real samples\n\nWhich detection fires on which public sample log is in [matrix.md](matrix.md); where the \
         accounts of LogonTracer's own published sample stand in both rankings is in [sample.md](sample.md).\n",
    );
    page
}

/// All attacks together, a line a ranking.
fn overall(page: &mut String, trials: &[Trial]) {
    page.push_str(
        "## All attacks\n\nMedian (worst) over all cases; place: of the accounts and hosts the attacker used.\n\n",
    );
    page.push_str(
        "| ranking | what | average precision | precision@5 | @10 | @25 | recall at 5 alerts a day | place |\n",
    );
    page.push_str("|---|---|---|---|---|---|---|---|\n");
    for (number, name) in RANKINGS.iter().enumerate() {
        for (what, pick) in [("accounts", accounts as fn(&Trial, usize) -> &Score), ("hosts", hosts)] {
            let scores: Vec<Score> =
                attacked(trials).map(|t| pick(t, number).clone()).filter(|s| !s.placed.is_empty()).collect();
            let Some(sum) = measure::summarize(&scores) else { continue };
            let cell = |spread: measure::Spread| format!("{:.2} ({:.2})", spread.median, spread.worst.abs());
            let mean = scores.iter().map(|score| score.average_precision).sum::<f64>() / scores.len() as f64;
            let _ = writeln!(
                page,
                "| {name} | {what} | {}, mean {mean:.2} | {} | {} | {} | {} | {:.0} ({:.0}) |",
                cell(sum.average_precision),
                cell(sum.precision_5),
                cell(sum.precision_10),
                cell(sum.precision_25),
                cell(sum.recall),
                sum.place.median,
                sum.place.worst,
            );
        }
    }
}

/// Each attack, a column a ranking.
fn per_attack(page: &mut String, trials: &[Trial]) {
    page.push_str("\n## Each attack\n\nPlace of the attacker's account and host: median (worst) over the companies. `-`: not ranked, or none.\n\n");
    let _ = writeln!(page, "| attack | | {} |\n|---|---|{}", RANKINGS.join(" | "), "---|".repeat(RANKINGS.len()));
    for technique in Technique::ALL {
        let own: Vec<&Trial> = trials.iter().filter(|trial| trial.technique == Some(*technique)).collect();
        if own.is_empty() {
            continue;
        }
        let noisy = if technique.noisy() { ", noisy" } else { "" };
        for (what, pick) in [("account", accounts as fn(&Trial, usize) -> &Score), ("host", hosts)] {
            let cells: Vec<String> = (0..RANKINGS.len()).map(|number| cell(places(&own, number, pick))).collect();
            let _ = writeln!(page, "| {}{noisy} | {what} | {} |", technique.key(), cells.join(" | "));
        }
    }
}

fn cell(places: Places) -> String {
    places.map_or_else(|| "-".to_owned(), |(median, worst)| format!("{median} ({worst})"))
}

/// The best placed of each case's true ones; who is found leads to the others.
fn places(trials: &[&Trial], ranking: usize, pick: fn(&Trial, usize) -> &Score) -> Places {
    let best = |trial: &&Trial| pick(trial, ranking).placed.iter().filter_map(|placed| placed.place).min();
    let mut all: Vec<usize> = trials.iter().filter_map(best).collect();
    all.sort_unstable();
    Some((*all.get(all.len() / 2)?, *all.last()?))
}

fn quiet(page: &mut String, trials: &[Trial]) {
    page.push_str("\n## Quiet companies\n\nFindings of high severity or above without any attack.\n\n");
    page.push_str("| seed | in all | most on one day |\n|---|---|---|\n");
    for trial in trials.iter().filter(|trial| trial.technique.is_none()) {
        let _ = writeln!(page, "| {} | {} | {} |", trial.seed, trial.grave.1, trial.grave.0);
    }
}

fn attacked(trials: &[Trial]) -> impl Iterator<Item = &Trial> {
    trials.iter().filter(|trial| trial.technique.is_some())
}

fn accounts(trial: &Trial, ranking: usize) -> &Score {
    &trial.marks[ranking].accounts
}

fn hosts(trial: &Trial, ranking: usize) -> &Score {
    &trial.marks[ranking].hosts
}
