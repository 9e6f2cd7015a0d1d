//! `lab`: a simulated company with attacks in it, and how well rankings find them.

mod generate;
mod load;
mod page;
mod score;
mod trial;

use ::lab::company::{Attack, Plan};

use super::es::EsSettings;
use crate::cli::{Lab, LabAction, LabPlan};
use crate::outcome::Outcome;

/// `settings` are read only where Elasticsearch is asked for.
pub(crate) fn run(lab: Lab, settings: impl FnOnce() -> anyhow::Result<EsSettings>) -> anyhow::Result<Outcome> {
    match lab.action {
        LabAction::Load(arguments) => load::run(*arguments, settings()?),
        LabAction::Generate(arguments) => generate::run(&arguments),
        LabAction::Score(arguments) => score::run(&arguments),
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

/// The company that the flags describe.
fn plan(flags: &LabPlan) -> anyhow::Result<Plan> {
    let mut plan = if flags.attacks.is_empty() && !flags.quiet {
        Plan { accounts: flags.accounts, ..Plan::demo(flags.seed) }
    } else {
        Plan::new(flags.seed, flags.accounts)
    };
    if !flags.attacks.is_empty() {
        plan.attacks = techniques(&flags.attacks)?.into_iter().map(Attack::new).collect();
    }
    plan.days = flags.days;
    plan.workstation_logs = !flags.no_workstations;
    Ok(plan)
}
