//! Who may see which case.

use rusqlite::params;

use super::People;
use crate::error::{Error, Result, Thing};

impl People {
    /// Whether somebody is a member of a case.
    pub(crate) async fn member_is(&self, case: &str, user: &str) -> Result<bool> {
        let (case, user) = (case.to_owned(), user.to_owned());
        self.run(move |connection| {
            let found = "SELECT EXISTS (SELECT 1 FROM members WHERE case_name = ?1 AND user = ?2)";
            Ok(connection.prepare_cached(found)?.query_row(params![case, user], |row| row.get(0))?)
        })
        .await
    }

    /// The cases somebody is a member of.
    pub(crate) async fn member_cases(&self, user: &str) -> Result<Vec<String>> {
        let user = user.to_owned();
        self.run(move |connection| {
            let mut all = connection.prepare_cached("SELECT case_name FROM members WHERE user = ?1 ORDER BY 1")?;
            Ok(all.query_map([user], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?)
        })
        .await
    }

    /// The members of a case.
    pub(crate) async fn members(&self, case: &str) -> Result<Vec<String>> {
        let case = case.to_owned();
        self.run(move |connection| {
            let mut all = connection.prepare_cached("SELECT user FROM members WHERE case_name = ?1 ORDER BY 1")?;
            Ok(all.query_map([case], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?)
        })
        .await
    }

    /// Makes exactly these the members of a case.
    pub(crate) async fn members_set(&self, case: &str, members: Vec<String>) -> Result<()> {
        let case = case.to_owned();
        self.run(move |connection| {
            let change = connection.transaction()?;
            change.execute("DELETE FROM members WHERE case_name = ?1", [&case])?;
            for member in members {
                let insert = "INSERT INTO members SELECT ?1, name FROM users WHERE name = ?2 \
                              ON CONFLICT DO UPDATE SET user = excluded.user";
                if change.execute(insert, params![case, member])? == 0 {
                    return Err(Error::no_such(Thing::User, member));
                }
            }
            Ok(change.commit()?)
        })
        .await
    }

    /// Forgets all that people said of a case: when it is made, lest an earlier one's members see it, and
    /// when it is removed.
    pub(crate) async fn case_forget(&self, case: &str) -> Result<()> {
        let case = case.to_owned();
        self.run(move |connection| {
            let change = connection.transaction()?;
            for table in ["members", "hunts", "views", "notes", "uploads", "files"] {
                change.execute(&format!("DELETE FROM {table} WHERE case_name = ?1"), [&case])?;
            }
            Ok(change.commit()?)
        })
        .await
    }
}
