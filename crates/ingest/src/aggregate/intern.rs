//! Every text once, as a number.

use std::collections::HashMap;

use foldhash::fast::RandomState;

/// Gives equal texts equal numbers, counted up from 0. The hash is seeded at random, because the
/// texts are whatever an attacker typed.
#[derive(Default)]
pub(super) struct Interner {
    numbers: HashMap<Box<str>, u32, RandomState>,
    texts: Vec<Box<str>>,
}

impl Interner {
    pub(super) fn put(&mut self, text: &str) -> u32 {
        if let Some(&number) = self.numbers.get(text) {
            return number;
        }
        let number = self.texts.len() as u32;
        self.texts.push(text.into());
        self.numbers.insert(text.into(), number);
        number
    }

    pub(super) fn text(&self, number: u32) -> &str {
        &self.texts[number as usize]
    }
}

/// The text in lower case, without a copy where it already is.
pub(super) fn lower(text: &str) -> std::borrow::Cow<'_, str> {
    if text.bytes().all(|b| b.is_ascii() && !b.is_ascii_uppercase()) { text.into() } else { text.to_lowercase().into() }
}
