//! Passwords: argon2id, a few at a time, away from the threads that serve requests.

use std::sync::LazyLock;

use argon2::Argon2;
use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};

use super::People;
use crate::error::{Error, Result};

/// Shortest and longest password.
const LENGTH: std::ops::RangeInclusive<usize> = 12..=200;

/// Checked against when there is no such person, so that the answer takes as long.
static NOBODY: LazyLock<String> = LazyLock::new(|| hash("nobody's password").unwrap_or_default());

/// Refuses passwords that are too short or absurdly long.
pub(crate) fn acceptable(password: &str) -> Result<()> {
    if LENGTH.contains(&password.chars().count()) {
        return Ok(());
    }
    Err(Error::Invalid(format!("a password has {} to {} characters", LENGTH.start(), LENGTH.end())))
}

impl People {
    /// The hash of a password.
    pub(crate) async fn hashed(&self, password: &str) -> Result<String> {
        let password = password.to_owned();
        self.hashing(move || hash(&password)).await?
    }

    /// Whether the password fits; without a hash it does not, and takes as long to say so.
    pub(crate) async fn fits(&self, password: &str, hash: Option<String>) -> Result<bool> {
        let password = password.to_owned();
        self.hashing(move || {
            let fits = verify(&password, hash.as_ref().unwrap_or(&NOBODY));
            fits && hash.is_some()
        })
        .await
    }

    async fn hashing<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> Result<T> {
        let closed = |error: tokio::sync::AcquireError| Error::Internal(error.to_string());
        let _permit = self.hashing.acquire().await.map_err(closed)?;
        tokio::task::spawn_blocking(work).await.map_err(|error| Error::Internal(error.to_string()))
    }
}

fn hash(password: &str) -> Result<String> {
    let hash = Argon2::default().hash_password(password.as_bytes());
    Ok(hash.map_err(|error| Error::Internal(format!("cannot hash: {error}")))?.to_string())
}

fn verify(password: &str, hash: &str) -> bool {
    PasswordHash::new(hash).is_ok_and(|hash| Argon2::default().verify_password(password.as_bytes(), &hash).is_ok())
}
