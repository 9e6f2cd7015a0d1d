//! Names of cases, and the keys by which nodes are found.

use std::fmt::Write as _;

use sha2::{Digest, Sha256};

use crate::{Result, StoreError};

/// The case that is used when none is named.
pub const DEFAULT_CASE: &str = "default";

/// Neo4j's index takes keys of about 8 kB; log fields may be longer. Longer ones are found by hash.
const KEY_BYTES: usize = 512;
const HASHED: &str = "#sha256:";

/// Checks a case's name: 1 to 64 of `A-Z a-z 0-9 . _ -`.
///
/// # Errors
/// [`StoreError::InvalidName`].
pub fn case_name(name: &str) -> Result<&str> {
    let fine = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'-');
    if (1..=64).contains(&name.len()) && name.bytes().all(fine) {
        return Ok(name);
    }
    Err(StoreError::InvalidName { what: "case name", value: name.chars().take(80).collect() })
}

/// The key of an account: `domain\user`, or a hash where that would be long or ambiguous.
pub fn account_key(user: &str, domain: &str) -> String {
    let plain = user.len() + domain.len() < KEY_BYTES && !user.contains('\\') && !domain.contains('\\');
    if plain { format!("{domain}\\{user}") } else { hashed(&[domain, user]) }
}

/// The key of a host or domain: its name, or a hash where that would be long.
pub fn plain_key(name: &str) -> String {
    if name.len() < KEY_BYTES && !name.starts_with(HASHED) { name.to_owned() } else { hashed(&[name]) }
}

fn hashed(parts: &[&str]) -> String {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update((part.len() as u64).to_le_bytes());
        hash.update(part.as_bytes());
    }
    hex(HASHED, &hash.finalize())
}

/// `prefix` and the bytes in hexadecimal.
pub(crate) fn hex(prefix: &str, bytes: &[u8]) -> String {
    bytes.iter().fold(prefix.to_owned(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn case_names_are_plain() {
        for name in ["default", "Case-1_b.2", &"x".repeat(64)] {
            assert!(case_name(name).is_ok(), "{name}");
        }
        for name in ["", "a b", "ä", "a/b", "x'})", &"x".repeat(65)] {
            assert!(case_name(name).is_err(), "{name}");
        }
    }

    #[test]
    fn keys_are_short_and_differ() {
        let long = "u".repeat(65_536);
        assert_eq!(account_key("alice", "corp"), "corp\\alice");
        assert!(account_key(&long, "").len() < 100);
        assert_ne!(account_key("a\\b", "c"), account_key("b", "c\\a"));
        assert_ne!(plain_key(&long), plain_key(&long[1..]));
        assert!(plain_key("#sha256:00").len() > 60);
    }
}
