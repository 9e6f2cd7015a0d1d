//! Keys: how the API names nodes, one text for each, whatever their names contain.

use model::{Account, Host};
use serde::{Deserialize, Serialize};
use store::{account_key, plain_key};
use utoipa::ToSchema;

/// A node of the logon graph.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Node {
    /// Index into the graph's accounts.
    Account(u32),
    /// Index into the graph's hosts.
    Host(u32),
}

/// What a node is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// A user or service account.
    Account,
    /// A machine.
    Host,
    /// A Windows domain.
    Domain,
    /// A change of the audit policy.
    Policy,
}

impl Node {
    /// What it is.
    pub const fn kind(self) -> Kind {
        match self {
            Self::Account(_) => Kind::Account,
            Self::Host(_) => Kind::Host,
        }
    }
}

/// `a:` and the account's key in the database.
pub fn of_account(account: &Account) -> String {
    format!("a:{}", account_key(&account.user, &account.domain))
}

/// `h:` and the host's key in the database.
pub fn of_host(host: &Host) -> String {
    format!("h:{}", plain_key(&host.key))
}

/// `d:` and the domain's key in the database.
pub fn of_domain(name: &str) -> String {
    format!("d:{}", plain_key(name))
}

/// An account as people write it: `domain\user`, or the name alone.
pub fn shown(account: &Account) -> String {
    if account.domain.is_empty() { account.user.clone() } else { format!("{}\\{}", account.domain, account.user) }
}

/// A host as people call it: its name where one is known.
pub fn called(host: &Host) -> &str {
    host.name.as_deref().unwrap_or(&host.key)
}
