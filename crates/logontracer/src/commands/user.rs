//! `user`: who may use the service. Works beside a running service, and without Neo4j.

use std::io::Write;

use clap::{Args, Subcommand};
use serde_json::json;
use web::{People, Role, UserChange};

use super::serve::WebSettings;
use crate::cli::Format;
use crate::outcome::{Failure, Outcome, say};
use crate::shown::{self, Rows};

#[derive(Args)]
pub(crate) struct User {
    #[command(subcommand)]
    action: UserAction,
}

#[derive(Subcommand)]
enum UserAction {
    /// Who there is.
    List,
    /// Make a person.
    Create {
        /// 1 to 64 letters, digits, dots, underscores, hyphens and @.
        name: String,
        /// viewer, analyst or admin.
        #[arg(long, default_value_t = Role::Viewer)]
        role: Role,
        #[command(flatten)]
        password: Password,
    },
    /// Change what a person may do.
    Role {
        /// Its name.
        name: String,
        /// viewer, analyst or admin.
        role: Role,
    },
    /// Give a person a new password, to be changed at the next sign-in.
    Password {
        /// Its name.
        name: String,
        #[command(flatten)]
        password: Password,
    },
    /// Sign a person out and let it in no more.
    Suspend {
        /// Its name.
        name: String,
        /// Let it in again.
        #[arg(long)]
        undo: bool,
    },
    /// Remove a person, with sessions, tokens and what it saved.
    Delete {
        /// Its name.
        name: String,
    },
}

/// Without either, a one-time password is made and printed.
#[derive(Args)]
// Its own name would be the one of the command `password`.
#[group(id = "new_password")]
struct Password {
    /// Read the password from the first line of standard input.
    #[arg(long)]
    password_stdin: bool,
    /// Others on this machine can see it.
    #[arg(long, hide = true, conflicts_with = "password_stdin")]
    password: Option<String>,
}

impl Password {
    fn read(self) -> anyhow::Result<Option<String>> {
        if !self.password_stdin {
            return Ok(self.password);
        }
        let mut line = String::new();
        std::io::stdin().read_line(&mut line)?;
        Ok(Some(line.trim_end_matches(['\r', '\n']).to_owned()))
    }
}

pub(crate) async fn run(arguments: User, settings: WebSettings) -> anyhow::Result<Outcome> {
    let people = People::open(&settings.service().data_dir).await.map_err(Failure::from)?;
    match arguments.action {
        UserAction::List => return list(&people).await,
        UserAction::Create { name, role, password } => {
            let one_time = people.user_create(&name, role, password.read()?.as_deref()).await.map_err(Failure::from)?;
            told(&people, "user_create", format!("{name} as {role}")).await?;
            say(&format!("`{name}` is there, as {role}"));
            show(one_time)?;
        }
        UserAction::Role { name, role } => {
            let change = UserChange { role: Some(role), ..UserChange::default() };
            people.user_change(&name, change).await.map_err(Failure::from)?;
            told(&people, "user_change", format!("{name}: role {role}")).await?;
        }
        UserAction::Password { name, password } => {
            let given = password.read()?;
            let one_time = people.password_give(&name, given).await.map_err(Failure::from)?;
            told(&people, "user_change", format!("{name}: new password")).await?;
            show(one_time)?;
        }
        UserAction::Suspend { name, undo } => {
            let change = UserChange { suspended: Some(!undo), ..UserChange::default() };
            people.user_change(&name, change).await.map_err(Failure::from)?;
            told(&people, "user_change", format!("{name}: suspended {}", !undo)).await?;
        }
        UserAction::Delete { name } => {
            people.user_delete(&name).await.map_err(Failure::from)?;
            told(&people, "user_delete", name).await?;
        }
    }
    Ok(Outcome::Done)
}

async fn list(people: &People) -> anyhow::Result<Outcome> {
    let users = people.user_list().await.map_err(Failure::from)?;
    if users.is_empty() {
        return Ok(Outcome::Nothing("there is nobody yet; the first `serve` makes an admin".to_owned()));
    }
    let time =
        |ms: Option<i64>| ms.and_then(|ms| jiff::Timestamp::from_millisecond(ms).ok()).map(|time| time.to_string());
    let rows = users.into_iter().map(|user| {
        let state = if user.suspended { "suspended" } else { "" };
        vec![
            json!(user.name),
            json!(user.role),
            json!(state),
            json!(time(Some(user.created))),
            json!(time(user.last_sign_in)),
        ]
    });
    let columns = shown::columns(&["user", "role", "state", "created", "last sign-in"]);
    shown::print(Format::Table, &[Rows { title: "Users", columns, hidden: &[], cells: rows.collect() }])?;
    Ok(Outcome::Done)
}

/// The password alone goes to standard output, for scripts.
fn show(one_time: Option<String>) -> anyhow::Result<()> {
    if let Some(password) = one_time {
        say("one-time password, to be changed at the first sign-in:");
        writeln!(std::io::stdout(), "{password}")?;
    }
    Ok(())
}

async fn told(people: &People, what: &'static str, detail: String) -> anyhow::Result<()> {
    Ok(people.audit_command(what, detail).await.map_err(Failure::from)?)
}
