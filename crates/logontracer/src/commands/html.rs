//! `triage --html`: one page that shows a case without a server, a network or a second file.

mod data;
mod findings;
mod hours;
mod nodes;
mod page;
mod picture;
mod save;

use analysis::case::{Analysed, Ranking};
use model::ImportReport;

pub(crate) use save::Target;

/// What the page is about.
pub(crate) struct Case<'a> {
    pub(crate) analysed: &'a Analysed,
    pub(crate) report: &'a ImportReport,
    pub(crate) ranking: Ranking,
}

/// Writes the page of a case to where it was promised.
pub(crate) fn write(target: Target, case: &Case) -> anyhow::Result<()> {
    target.keep(&page::of(&data::of(case))?)
}
