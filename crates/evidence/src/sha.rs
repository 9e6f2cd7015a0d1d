//! A SHA-256 in hexadecimal.

use std::fmt;

use sha2::{Digest, Sha256};

use crate::{EvidenceError, Result};

/// A SHA-256: 64 hexadecimal digits in lower case, and nothing else, so that it is safe in a path.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Sha(String);

impl Sha {
    /// Checks a text.
    ///
    /// # Errors
    /// [`EvidenceError::BadSha`].
    pub fn parse(text: &str) -> Result<Self> {
        let digit = |byte: u8| matches!(byte, b'0'..=b'9' | b'a'..=b'f');
        if text.len() == 64 && text.bytes().all(digit) {
            return Ok(Self(text.to_owned()));
        }
        Err(EvidenceError::BadSha(text.chars().take(80).collect()))
    }

    /// Of a finished hash.
    pub(crate) fn of(hash: Sha256) -> Self {
        Self(hash.finalize().iter().fold(String::with_capacity(64), |mut text, byte| {
            for half in [byte >> 4, byte & 15] {
                text.extend(char::from_digit(u32::from(half), 16));
            }
            text
        }))
    }

    /// Its digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The folder it is in: a folder with a million names is slow to list.
    pub(crate) fn shelf(&self) -> &str {
        &self.0[..2]
    }
}

impl fmt::Display for Sha {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_checksums_pass() {
        let empty = Sha::of(Sha256::new());
        assert_eq!(empty.as_str(), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
        assert_eq!(Sha::parse(empty.as_str()).unwrap(), empty);
        let upper = empty.as_str().to_uppercase();
        for bad in ["", "ab", "../../etc/passwd", &upper, &format!("{empty}0"), &"/".repeat(64)] {
            assert!(Sha::parse(bad).is_err(), "{bad}");
        }
    }
}
