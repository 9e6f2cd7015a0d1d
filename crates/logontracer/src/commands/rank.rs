//! `rank`: the ranks that `analyze` wrote.

use model::Time;
use serde_json::{Value, json};
use store::{AccountRow, HostRow, Store};

use crate::cli::Rank;
use crate::outcome::{Failure, Outcome};
use crate::shown::{self, Rows};

pub(crate) async fn run(store: &Store, arguments: &Rank) -> anyhow::Result<Outcome> {
    let rows = store.ranks_read(&arguments.case).await.map_err(Failure::from)?;
    if rows.accounts.iter().all(|account| account.rank.is_none()) {
        let why = if rows.accounts.is_empty() {
            "holds no accounts; import some logs"
        } else {
            "is not ranked yet; run analyze"
        };
        return Ok(Outcome::Nothing(format!("case `{}` {why}", arguments.case)));
    }
    let top = if arguments.output.top == 0 { usize::MAX } else { arguments.output.top };
    let accounts = rows.accounts.iter().filter(|account| account.rank.is_some()).take(top);
    let hosts = rows.hosts.iter().filter(|host| host.rank.is_some()).take(top);
    let tables = [
        Rows {
            title: "Accounts",
            columns: shown::columns(&[
                "#", "rank", "account", "domain", "rights", "status", "first", "last", "reasons",
            ]),
            hidden: &[],
            cells: accounts.enumerate().map(|(at, row)| account(at, row)).collect(),
        },
        Rows {
            title: "Hosts",
            columns: shown::columns(&["#", "rank", "host", "name", "kind", "first", "last", "reasons"]),
            hidden: &[],
            cells: hosts.enumerate().map(|(at, row)| host(at, row)).collect(),
        },
    ];
    shown::print(arguments.output.format(), &tables)?;
    Ok(Outcome::Done)
}

fn account(at: usize, row: &AccountRow) -> Vec<Value> {
    vec![
        json!(at + 1),
        shown::rank(row.rank),
        json!(row.user),
        json!(row.domain),
        json!(row.rights),
        json!(row.status.trim_end()),
        time(row.first),
        time(row.last),
        json!(row.reasons),
    ]
}

fn host(at: usize, row: &HostRow) -> Vec<Value> {
    vec![
        json!(at + 1),
        shown::rank(row.rank),
        json!(row.ip),
        json!(if row.hostname == row.ip { "" } else { &row.hostname }),
        json!(if row.dc { "domain controller" } else { "" }),
        time(row.first),
        time(row.last),
        json!(row.reasons),
    ]
}

fn time(ms: Option<i64>) -> Value {
    json!(ms.map(|ms| Time::from_ms(ms).to_string()))
}
