//! Every text once, as a number.

use std::collections::HashMap;

use foldhash::fast::RandomState;

/// Gives equal texts equal numbers, counted up from 0. The hash is seeded at random, because the
/// texts are whatever an attacker typed.
#[derive(Default)]
pub struct Interner {
    numbers: HashMap<Box<str>, u32, RandomState>,
    texts: Vec<Box<str>>,
}

impl Interner {
    /// The text's number; a new one for a new text.
    pub fn put(&mut self, text: &str) -> u32 {
        if let Some(&number) = self.numbers.get(text) {
            return number;
        }
        let number = self.texts.len() as u32;
        self.texts.push(text.into());
        self.numbers.insert(text.into(), number);
        number
    }

    /// The text's number, if it was ever put.
    pub fn find(&self, text: &str) -> Option<u32> {
        self.numbers.get(text).copied()
    }

    /// The text of a number that [`Self::put`] gave.
    ///
    /// # Panics
    /// On a number that this interner never gave.
    pub fn text(&self, number: u32) -> &str {
        &self.texts[number as usize]
    }
}
