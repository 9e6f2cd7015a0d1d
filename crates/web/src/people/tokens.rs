//! Tokens for automation: kept by their hash, never more than their owner may.

use rusqlite::{OptionalExtension, params};
use serde::Serialize;
use utoipa::ToSchema;

use super::{Hash, People, Role, Secret, SignedIn, now_ms, unless_full};
use crate::error::{Error, Result, Thing};

/// A token's last use is written at most this often.
const STEP_MS: i64 = 60_000;
/// So many a person.
const MOST: i64 = 100;

/// A token, without its secret.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Token {
    /// Its id.
    pub id: String,
    /// What it is for.
    pub name: String,
    /// What it may do, as long as its owner may.
    pub role: Role,
    /// When it was made, epoch milliseconds.
    pub created: i64,
    /// When it ends, epoch milliseconds.
    pub expires: Option<i64>,
    /// When it was last used, to the minute, epoch milliseconds.
    pub last_used: Option<i64>,
}

impl People {
    /// Makes a token; its secret is told this once.
    pub(crate) async fn token_create(
        &self,
        user: &str,
        name: &str,
        role: Role,
        days: Option<u32>,
    ) -> Result<(String, Secret)> {
        let (id, secret) = (uuid::Uuid::new_v4().to_string(), Secret::fresh()?);
        let (key, row_id, user, name) = (secret.hash(), id.clone(), user.to_owned(), name.to_owned());
        self.run(move |connection| {
            let step = connection.transaction()?;
            let count = "SELECT count(*) FROM tokens WHERE user = ?1";
            if step.query_row(count, [&user], |row| row.get::<_, i64>(0))? >= MOST {
                return Err(Error::Invalid(format!("nobody may have more than {MOST} tokens")));
            }
            let now = now_ms();
            let expires = days.map(|days| now + i64::from(days) * 86_400_000);
            let insert =
                "INSERT INTO tokens (id, hash, user, name, role, created, expires) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)";
            step.execute(insert, params![row_id, key, user, name, role, now, expires])?;
            Ok(step.commit()?)
        })
        .await?;
        Ok((id, secret))
    }

    /// Somebody's tokens, oldest first.
    pub(crate) async fn token_list(&self, user: &str) -> Result<Vec<Token>> {
        let user = user.to_owned();
        self.run(move |connection| {
            let all =
                "SELECT id, name, role, created, expires, last_used FROM tokens WHERE user = ?1 ORDER BY created, id";
            let mut all = connection.prepare_cached(all)?;
            let rows = all.query_map([user], |row| {
                Ok(Token {
                    id: row.get(0)?,
                    name: row.get(1)?,
                    role: row.get(2)?,
                    created: row.get(3)?,
                    expires: row.get(4)?,
                    last_used: row.get(5)?,
                })
            })?;
            Ok(rows.collect::<rusqlite::Result<_>>()?)
        })
        .await
    }

    /// Whose token this is, with the lesser of both roles.
    pub(crate) async fn token_find(&self, key: Hash) -> Result<Option<SignedIn>> {
        self.run(move |connection| {
            let now = now_ms();
            let find = "SELECT u.name, u.role, u.must_change, t.role, t.last_used FROM tokens t JOIN users u ON u.name = t.user \
                        WHERE t.hash = ?1 AND (t.expires IS NULL OR t.expires > ?2) AND u.suspended = 0";
            let row = connection.prepare_cached(find)?.query_row(params![key, now], |row| {
                let role = row.get::<_, Role>(1)?.min(row.get(3)?);
                Ok((SignedIn { name: row.get(0)?, role, must_change: row.get(2)? }, row.get::<_, Option<i64>>(4)?))
            });
            let Some((who, last_used)) = row.optional()? else { return Ok(None) };
            if last_used.is_none_or(|last_used| now - last_used > STEP_MS) {
                let update = "UPDATE tokens SET last_used = ?2 WHERE hash = ?1";
                unless_full(connection.prepare_cached(update)?.execute(params![key, now]))?;
            }
            Ok(Some(who))
        })
        .await
    }

    /// Ends one of somebody's tokens.
    pub(crate) async fn token_delete(&self, user: &str, id: &str) -> Result<()> {
        let (user, id) = (user.to_owned(), id.to_owned());
        self.run(move |connection| {
            match connection.execute("DELETE FROM tokens WHERE user = ?1 AND id = ?2", [&user, &id])? {
                0 => Err(Error::no_such(Thing::Token, id)),
                _ => Ok(()),
            }
        })
        .await
    }
}
