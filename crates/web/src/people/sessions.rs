//! Sessions: opened by a password, kept by their hash, ended by time.

use rusqlite::{OptionalExtension, params};

use super::{Hash, People, Role, Secret, now_ms, unless_full};
use crate::error::{Error, Result};

/// However busy, a session ends after a week.
const LONGEST_MS: i64 = 7 * 24 * 3_600_000;
/// A session's last use is written at most this often.
const STEP_MS: i64 = 60_000;

/// Who is behind a session or token.
#[derive(Clone, Debug)]
pub(crate) struct SignedIn {
    /// The person.
    pub(crate) name: String,
    /// What it may do.
    pub(crate) role: Role,
    /// Whether it came with a one-time password that was not replaced yet.
    pub(crate) must_change: bool,
}

impl People {
    /// Opens a session for who knows the password; it lasts `hours` after its last use.
    pub(crate) async fn session_open(&self, name: &str, password: &str, hours: u32) -> Result<(Secret, SignedIn)> {
        let known = self.sign_in_row(name).await?;
        let hash = known.as_ref().map(|(_, hash, _)| hash.clone());
        if !self.fits(password, hash).await? {
            return Err(Error::BadSignIn);
        }
        let Some((who, hash, suspended)) = known else { return Err(Error::BadSignIn) };
        // Said only to who knows the password.
        if suspended {
            return Err(Error::Suspended);
        }
        let secret = Secret::fresh()?;
        let (key, user) = (secret.hash(), who.name.clone());
        let opened = self
            .run(move |connection| {
                let step = connection.transaction()?;
                let now = now_ms();
                // The password may have been changed, or its owner suspended, while it was checked.
                let update = "UPDATE users SET last_sign_in = ?2 WHERE name = ?1 AND password = ?3 AND suspended = 0";
                let fits = step.execute(update, params![user, now, hash])? == 1;
                if fits {
                    let insert =
                        "INSERT INTO sessions (hash, user, created, last_seen, expires) VALUES (?1, ?2, ?3, ?3, ?4)";
                    step.execute(insert, params![key, user, now, now + ms(hours)])?;
                }
                step.commit()?;
                Ok(fits)
            })
            .await?;
        if opened { Ok((secret, who)) } else { Err(Error::BadSignIn) }
    }

    /// Whose session this is; using it makes it last longer.
    pub(crate) async fn session_find(&self, key: Hash, hours: u32) -> Result<Option<SignedIn>> {
        self.run(move |connection| {
            let now = now_ms();
            let find = "SELECT u.name, u.role, u.must_change, s.last_seen FROM sessions s JOIN users u ON u.name = s.user \
                        WHERE s.hash = ?1 AND s.expires > ?2 AND s.created > ?3 AND u.suspended = 0";
            let row = connection.prepare_cached(find)?.query_row(params![key, now, now - LONGEST_MS], |row| {
                let who = SignedIn { name: row.get(0)?, role: row.get(1)?, must_change: row.get(2)? };
                Ok((who, row.get::<_, i64>(3)?))
            });
            let Some((who, last_seen)) = row.optional()? else { return Ok(None) };
            // Also where the clock was put back, or the session would last longer by that step.
            if (now - last_seen).abs() > STEP_MS {
                let update = "UPDATE sessions SET last_seen = ?2, expires = ?3 WHERE hash = ?1";
                let noted = connection.prepare_cached(update)?.execute(params![key, now, now + ms(hours)]);
                unless_full(noted)?;
            }
            Ok(Some(who))
        })
        .await
    }

    /// Ends a session.
    pub(crate) async fn session_end(&self, key: Hash) -> Result<()> {
        self.run(move |connection| {
            connection.execute("DELETE FROM sessions WHERE hash = ?1", [key])?;
            Ok(())
        })
        .await
    }

    /// Forgets sessions and tokens that have ended; gives how many.
    pub(crate) async fn sweep(&self) -> Result<usize> {
        self.run(|connection| {
            let now = now_ms();
            let sessions = "DELETE FROM sessions WHERE expires <= ?1 OR created <= ?2";
            let gone = connection.execute(sessions, [now, now - LONGEST_MS])?;
            Ok(gone + connection.execute("DELETE FROM tokens WHERE expires <= ?1", [now])?)
        })
        .await
    }

    async fn sign_in_row(&self, name: &str) -> Result<Option<(SignedIn, String, bool)>> {
        let name = name.to_owned();
        self.run(move |connection| {
            let find = "SELECT name, role, must_change, password, suspended FROM users WHERE name = ?1";
            let row = connection.prepare_cached(find)?.query_row([name], |row| {
                let who = SignedIn { name: row.get(0)?, role: row.get(1)?, must_change: row.get(2)? };
                Ok((who, row.get(3)?, row.get(4)?))
            });
            Ok(row.optional()?)
        })
        .await
    }
}

fn ms(hours: u32) -> i64 {
    i64::from(hours) * 3_600_000
}
