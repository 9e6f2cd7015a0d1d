//! Secrets of 256 random bits, and what is kept of them.

use rand::TryRng;
use rand::rngs::SysRng;
use sha2::{Digest, Sha256};

use crate::error::{Error, Result};

/// What is kept of a secret: its SHA-256. Secrets are random, so a fast hash without salt suffices.
pub(crate) type Hash = [u8; 32];

/// Letters and digits that are not mistaken for each other; 32 of them, five bits each.
const LETTERS: &[u8; 32] = b"abcdefghijkmnpqrstuvwxyz23456789";

/// A secret as its holder sends it: 64 hexadecimal digits.
pub(crate) struct Secret(String);

impl Secret {
    /// A fresh one.
    pub(crate) fn fresh() -> Result<Self> {
        Ok(Self(hex(&random::<32>()?)))
    }

    /// One that somebody sent, if it has the form of one.
    pub(crate) fn sent(text: &str) -> Option<Self> {
        (text.len() == 64 && text.bytes().all(|byte| byte.is_ascii_hexdigit())).then(|| Self(text.to_owned()))
    }

    /// As its holder is to send it.
    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }

    /// What to keep.
    pub(crate) fn hash(&self) -> Hash {
        Sha256::digest(self.0.as_bytes()).into()
    }

    /// The token that proves that a write comes from a page of ours: only who has the secret can tell it.
    pub(crate) fn csrf(&self) -> String {
        hex(&Sha256::digest(format!("csrf:{}", self.0)))
    }
}

/// A password to be used once: 100 random bits.
pub(crate) fn one_time_password() -> Result<String> {
    Ok(random::<20>()?.iter().map(|byte| char::from(LETTERS[usize::from(byte & 31)])).collect())
}

fn random<const N: usize>() -> Result<[u8; N]> {
    let mut bytes = [0; N];
    SysRng.try_fill_bytes(&mut bytes).map_err(|error| Error::Internal(format!("no random numbers: {error}")))?;
    Ok(bytes)
}

fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write;
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}
