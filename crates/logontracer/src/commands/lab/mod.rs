//! `lab`: a simulated company with attacks in it, and how well rankings find them.

mod generate;
mod page;
mod score;
mod trial;

use crate::cli::{Lab, LabAction};
use crate::outcome::Outcome;

pub(crate) fn run(lab: &Lab) -> anyhow::Result<Outcome> {
    match &lab.action {
        LabAction::Generate(arguments) => generate::run(arguments),
        LabAction::Score(arguments) => score::run(arguments),
    }
}

/// The techniques of these names; all for none.
fn techniques(names: &[String]) -> anyhow::Result<Vec<lab::company::Technique>> {
    use lab::company::Technique;
    if names.is_empty() {
        return Ok(Technique::ALL.to_vec());
    }
    let find = |name: &String| {
        let known = || Technique::ALL.iter().map(|technique| technique.key()).collect::<Vec<_>>().join(", ");
        let found = Technique::ALL.iter().copied().find(|technique| technique.key() == name);
        found.ok_or_else(|| anyhow::anyhow!("no attack `{name}`; there are {}", known()))
    };
    names.iter().map(find).collect()
}
