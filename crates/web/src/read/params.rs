//! The filter in a query string.

use serde::{Deserialize, Deserializer};
use utoipa::{IntoParams, ToSchema};

use super::Opened;
use crate::error::{Error, Result};
use crate::view::{Filter, Outcome};

/// Failures, or what did not fail.
#[derive(Clone, Copy, Debug, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub(super) enum OutcomeParam {
    Success,
    Failure,
}

/// Which edges are meant; everything given has to hold.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[serde(default)]
#[into_params(parameter_in = Query)]
#[expect(clippy::struct_excessive_bools, reason = "each is a parameter of its own")]
pub(super) struct FilterParams {
    /// Nothing that ended before, epoch milliseconds. Logons are kept by the hour: an hour that reaches
    /// into the span counts whole.
    from: Option<i64>,
    /// Nothing that began after.
    to: Option<i64>,
    /// Event ids, apart by commas.
    ids: Vec<String>,
    /// Logon types, apart by commas.
    types: Vec<String>,
    /// Authentication packages, apart by commas.
    packages: Vec<String>,
    /// `success` or `failure`.
    #[param(inline)]
    outcome: Option<OutcomeParam>,
    /// Edges of at least so many events.
    min_count: Option<u64>,
    /// Edges with an account or host of at least this rank.
    min_rank: Option<f64>,
    /// `1`: only privileged accounts.
    #[serde(deserialize_with = "switch")]
    privileged: bool,
    /// `1`: no domain controllers.
    #[serde(deserialize_with = "switch")]
    hide_dc: bool,
    /// `1`: no hosts that only machine accounts and Windows' own use.
    #[serde(deserialize_with = "switch")]
    hide_machine_hosts: bool,
    /// `1`: no machine accounts.
    #[serde(deserialize_with = "switch")]
    hide_machine_accounts: bool,
    /// `1`: no ANONYMOUS LOGON.
    #[serde(deserialize_with = "switch")]
    hide_anonymous: bool,
    /// Key of an account; edges that touch any account or host named. May be repeated.
    account: Vec<String>,
    /// Key of a host, as `account`. May be repeated.
    host: Vec<String>,
    /// Key of a node: all its edges.
    neighbours: Option<String>,
    /// Text in account, source or target. Words apart by blanks have to be found all; of repeated texts
    /// one has to fit.
    q: Vec<String>,
}

/// `1`, `true` or nothing but the name turn a switch on.
pub(super) fn switch<'de, D: Deserializer<'de>>(deserializer: D) -> std::result::Result<bool, D::Error> {
    let text = String::deserialize(deserializer)?;
    match text.as_str() {
        "1" | "true" | "" => Ok(true),
        "0" | "false" => Ok(false),
        _ => Err(serde::de::Error::custom("a switch is 1 or 0")),
    }
}

/// Values of a parameter that may be repeated, or hold several apart by commas.
fn several(values: &[String]) -> impl Iterator<Item = &str> {
    values.iter().flat_map(|value| value.split(',')).map(str::trim).filter(|value| !value.is_empty())
}

fn numbers(what: &str, values: &[String]) -> Result<Vec<u32>> {
    let number = |value: &str| value.parse().map_err(|_| Error::Invalid(format!("{what}: not a number")));
    several(values).map(number).collect()
}

/// Texts, nodes and numbers that one filter may name.
const MOST: usize = 200;

impl FilterParams {
    /// The filter on an opened case.
    pub(super) fn on(&self, opened: &Opened) -> Result<Filter> {
        let named = self.account.iter().chain(&self.host).chain(&self.neighbours);
        let lists = [&self.ids, &self.types, &self.packages, &self.q];
        if named.count() > MOST || lists.iter().any(|list| several(list).count() > MOST) {
            return Err(Error::Invalid(format!("a filter names at most {MOST} things of a kind")));
        }
        let nodes = self.account.iter().chain(&self.host).map(|key| opened.node(key));
        Ok(Filter {
            from: self.from,
            to: self.to,
            ids: numbers("ids", &self.ids)?,
            types: numbers("types", &self.types)?,
            packages: several(&self.packages).map(str::to_owned).collect(),
            outcome: self.outcome.map(|outcome| match outcome {
                OutcomeParam::Success => Outcome::Success,
                OutcomeParam::Failure => Outcome::Failure,
            }),
            min_count: self.min_count,
            min_rank: self.min_rank,
            privileged: self.privileged,
            hide_dc: self.hide_dc,
            hide_machine_hosts: self.hide_machine_hosts,
            hide_machine_accounts: self.hide_machine_accounts,
            hide_anonymous: self.hide_anonymous,
            touching: nodes.collect::<Result<_>>()?,
            neighbours: self.neighbours.as_ref().map(|key| opened.node(key)).transpose()?,
            texts: self.q.clone(),
        })
    }
}

/// Which part of a list.
#[derive(Clone, Copy, Debug, Default, Deserialize, IntoParams)]
#[serde(default)]
#[into_params(parameter_in = Query)]
pub(super) struct PageParams {
    /// How many at most.
    pub(super) limit: Option<usize>,
    /// How many are passed over.
    pub(super) offset: Option<usize>,
}
