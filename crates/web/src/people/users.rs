//! People: made, changed, suspended, removed.

use rusqlite::{Connection, OptionalExtension, Row, params};
use serde::Serialize;
use utoipa::ToSchema;

use super::{People, Role, now_ms, password, secret};
use crate::error::{Error, Result, Thing};

/// A person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct User {
    /// Its name; case does not matter.
    pub name: String,
    /// What it may do.
    pub role: Role,
    /// Whether it may not sign in.
    pub suspended: bool,
    /// When it was made, epoch milliseconds.
    pub created: i64,
    /// When it last signed in, epoch milliseconds.
    pub last_sign_in: Option<i64>,
}

/// What is to change of a person.
#[derive(Clone, Debug, Default)]
pub struct UserChange {
    /// What it may do.
    pub role: Option<Role>,
    /// Whether it may not sign in.
    pub suspended: Option<bool>,
    /// A password given by somebody else, which has to be changed.
    pub password: Option<String>,
}

const LAST_ADMIN: Error = Error::Refused("the last admin who can sign in must stay");

/// Checks a name: 1 to 64 of `A-Z a-z 0-9 . _ @ -`.
fn user_name(name: &str) -> Result<()> {
    let fine = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'@' | b'-');
    if (1..=64).contains(&name.len()) && name.bytes().all(fine) {
        return Ok(());
    }
    Err(Error::Invalid("a name has 1 to 64 letters, digits, dots, underscores, hyphens and @".to_owned()))
}

impl People {
    /// Makes a person. Without a password a one-time one is made and given back.
    ///
    /// # Errors
    /// When the name is taken or of the wrong form, or the password too short.
    pub async fn user_create(&self, name: &str, role: Role, password: Option<&str>) -> Result<Option<String>> {
        user_name(name)?;
        let one_time = if password.is_none() { Some(secret::one_time_password()?) } else { None };
        if let Some(password) = password {
            password::acceptable(password)?;
        }
        let hash = self.hashed(password.or(one_time.as_deref()).unwrap_or_default()).await?;
        let (name, must_change) = (name.to_owned(), one_time.is_some());
        self.run(move |connection| {
            let insert = "INSERT INTO users (name, role, password, must_change, created) VALUES (?1, ?2, ?3, ?4, ?5) \
                          ON CONFLICT DO NOTHING";
            match connection.execute(insert, params![name, role, hash, must_change, now_ms()])? {
                0 => Err(Error::Exists { what: "user", name }),
                _ => Ok(()),
            }
        })
        .await?;
        Ok(one_time)
    }

    /// Where there is nobody yet, makes `admin` and gives its one-time password.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn first_admin(&self) -> Result<Option<String>> {
        let nobody =
            |c: &mut Connection| Ok(c.query_row("SELECT NOT EXISTS (SELECT 1 FROM users)", [], |row| row.get(0))?);
        if !self.run(nobody).await? {
            return Ok(None);
        }
        self.user_create("admin", Role::Admin, None).await
    }

    /// All people by name.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn user_list(&self) -> Result<Vec<User>> {
        self.run(|connection| {
            let all = "SELECT name, role, suspended, created, last_sign_in FROM users ORDER BY name";
            Ok(connection.prepare_cached(all)?.query_map([], user)?.collect::<rusqlite::Result<_>>()?)
        })
        .await
    }

    /// Changes a person. Whoever is suspended or gets another password is signed out everywhere.
    ///
    /// # Errors
    /// When there is no such person, the password is too short, or no admin would be left.
    pub async fn user_change(&self, name: &str, change: UserChange) -> Result<()> {
        let hash = match &change.password {
            Some(password) => {
                password::acceptable(password)?;
                Some(self.hashed(password).await?)
            }
            None => None,
        };
        let name = name.to_owned();
        self.run(move |connection| {
            let step = connection.transaction()?;
            let update = "UPDATE users SET role = coalesce(?2, role), suspended = coalesce(?3, suspended), \
                          password = coalesce(?4, password), must_change = must_change OR ?4 IS NOT NULL WHERE name = ?1";
            if step.execute(update, params![name, change.role, change.suspended, hash])? == 0 {
                return Err(Error::no_such(Thing::User, name));
            }
            if hash.is_some() || change.suspended == Some(true) {
                step.execute("DELETE FROM sessions WHERE user = ?1", [&name])?;
            }
            an_admin_is_left(&step)?;
            Ok(step.commit()?)
        })
        .await
    }

    /// Gives a person a password that has to be changed; without one it is made, and given back.
    ///
    /// # Errors
    /// As [`Self::user_change`].
    pub async fn password_give(&self, name: &str, password: Option<String>) -> Result<Option<String>> {
        let one_time = if password.is_none() { Some(secret::one_time_password()?) } else { None };
        let password = password.or_else(|| one_time.clone());
        self.user_change(name, UserChange { password, ..UserChange::default() }).await?;
        Ok(one_time)
    }

    /// Removes a person with sessions, tokens, memberships, and what it saved.
    ///
    /// # Errors
    /// When there is no such person, or no admin would be left.
    pub async fn user_delete(&self, name: &str) -> Result<()> {
        let name = name.to_owned();
        self.run(move |connection| {
            let step = connection.transaction()?;
            if step.execute("DELETE FROM users WHERE name = ?1", [&name])? == 0 {
                return Err(Error::no_such(Thing::User, name));
            }
            an_admin_is_left(&step)?;
            Ok(step.commit()?)
        })
        .await
    }

    /// Replaces one's own password; ends all of one's sessions.
    pub(crate) async fn password_change(&self, name: &str, old: &str, new: &str) -> Result<()> {
        password::acceptable(new)?;
        if old == new {
            return Err(Error::Invalid("the new password is the old one".to_owned()));
        }
        let hash = self.password_hash(name).await?;
        if !self.fits(old, hash).await? {
            return Err(Error::BadSignIn);
        }
        let (name, hash) = (name.to_owned(), self.hashed(new).await?);
        self.run(move |connection| {
            let step = connection.transaction()?;
            step.execute("UPDATE users SET password = ?2, must_change = 0 WHERE name = ?1", [&name, &hash])?;
            step.execute("DELETE FROM sessions WHERE user = ?1", [&name])?;
            Ok(step.commit()?)
        })
        .await
    }

    async fn password_hash(&self, name: &str) -> Result<Option<String>> {
        let name = name.to_owned();
        self.run(move |connection| {
            let find = "SELECT password FROM users WHERE name = ?1";
            Ok(connection.query_row(find, [name], |row| row.get(0)).optional()?)
        })
        .await
    }
}

fn user(row: &Row<'_>) -> rusqlite::Result<User> {
    Ok(User {
        name: row.get(0)?,
        role: row.get(1)?,
        suspended: row.get(2)?,
        created: row.get(3)?,
        last_sign_in: row.get(4)?,
    })
}

fn an_admin_is_left(connection: &Connection) -> Result<()> {
    let left = "SELECT EXISTS (SELECT 1 FROM users WHERE role = 'admin' AND suspended = 0)";
    if connection.query_row(left, [], |row| row.get(0))? { Ok(()) } else { Err(LAST_ADMIN) }
}
