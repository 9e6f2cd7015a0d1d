//! What many things come to, in whatever order and portions they were added.

use std::fmt;
use std::str::FromStr;

use sha2::{Digest, Sha256};

/// 256 bits as four words, the lowest first.
const WORDS: usize = 4;

/// The sum of the SHA-256 of each thing, modulo 2^256: the same things give the same sum however they
/// came. It tells readings of one's own cluster apart; a forger who may choose what is added could make two alike.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sum([u64; WORDS]);

impl Sum {
    /// Adds a thing so many times.
    pub fn add(&mut self, thing: &[u8], times: u64) {
        let digest = Sha256::digest(thing);
        let mut words = [0; WORDS];
        for (word, bytes) in words.iter_mut().zip(digest.chunks_exact(8)) {
            *word = bytes.iter().fold(0, |word, byte| word << 8 | u64::from(*byte));
        }
        self.add_words(words, times);
    }

    /// Adds all that another sum holds.
    pub fn join(&mut self, other: Self) {
        self.add_words(other.0, 1);
    }

    fn add_words(&mut self, words: [u64; WORDS], times: u64) {
        let mut carry = 0;
        for (mine, word) in self.0.iter_mut().zip(words) {
            let sum = u128::from(*mine) + u128::from(word) * u128::from(times) + carry;
            *mine = sum as u64;
            carry = sum >> 64;
        }
    }
}

impl fmt::Display for Sum {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().rev().try_for_each(|word| write!(f, "{word:016x}"))
    }
}

/// A text that is no sum.
#[derive(Debug, thiserror::Error)]
#[error("not 64 hexadecimal digits")]
pub struct NoSum;

impl FromStr for Sum {
    type Err = NoSum;

    fn from_str(text: &str) -> Result<Self, NoSum> {
        if text.len() != 16 * WORDS || !text.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return Err(NoSum);
        }
        let mut words = [0; WORDS];
        for (at, word) in words.iter_mut().rev().enumerate() {
            *word = u64::from_str_radix(&text[16 * at..16 * (at + 1)], 16).map_err(|_| NoSum)?;
        }
        Ok(Self(words))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(things: &[(&str, u64)]) -> Sum {
        let mut sum = Sum::default();
        for (thing, times) in things {
            sum.add(thing.as_bytes(), *times);
        }
        sum
    }

    #[test]
    fn neither_order_nor_portions_matter() {
        assert_eq!(of(&[("a", 1), ("b", 2), ("a", 1)]), of(&[("b", 1), ("a", 2), ("b", 1)]));
        assert_ne!(of(&[("a", 1)]), of(&[("a", 2)]));
        assert_ne!(of(&[("a", 1)]), of(&[("b", 1)]));
        let mut joined = of(&[("a", u64::MAX)]);
        joined.join(of(&[("b", 3), ("a", 5)]));
        let mut apart = of(&[("b", 3), ("a", 5)]);
        apart.join(of(&[("a", u64::MAX)]));
        assert_eq!(joined, apart);
    }

    #[test]
    fn a_sum_is_read_back() {
        let sum = of(&[("a", 7), ("b", 1)]);
        assert_eq!(sum.to_string().parse::<Sum>().unwrap(), sum);
        assert!("ab".parse::<Sum>().is_err() && "\u{e4}".repeat(32).parse::<Sum>().is_err());
    }
}
