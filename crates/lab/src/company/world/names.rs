//! Names of people, made of common given and family names.

use rand::RngExt;

use crate::company::random::{Chance, pick};

const GIVEN: &[&str] = &[
    "anna", "ben", "carla", "david", "elena", "felix", "grace", "henrik", "irene", "jonas", "karin", "leo", "maria",
    "nils", "olga", "paul", "rita", "sven", "tanja", "ulrich", "vera", "walter", "yara", "zoe", "adam", "bianca",
    "chris", "dana", "erik", "fiona", "georg", "hanna", "ivan", "julia", "kai", "lena", "max", "nora", "oscar",
    "petra", "ralf", "sara", "tom", "ute", "victor", "wanda", "alex", "beata", "clemens", "doris", "emil", "frida",
    "gustav", "helga", "ines", "jan", "klara", "lukas", "mona", "noah", "oliver", "pia", "robert", "sofia", "theo",
    "ursula", "vincent", "amir", "aisha", "chen", "mei", "hiro", "yuki", "raj", "priya", "omar", "leila", "pedro",
    "lucia", "mateo", "ana", "joao", "ingrid", "lars", "astrid", "bjorn", "sigrid", "piotr", "agata", "marek",
];

const FAMILY: &[&str] = &[
    "adler",
    "bauer",
    "carter",
    "dietrich",
    "ebert",
    "fischer",
    "graf",
    "huber",
    "ibsen",
    "jansen",
    "keller",
    "lang",
    "meyer",
    "neumann",
    "otto",
    "peters",
    "quandt",
    "richter",
    "schmidt",
    "thomas",
    "ulrich",
    "vogel",
    "weber",
    "yilmaz",
    "ziegler",
    "anderson",
    "brown",
    "clark",
    "davis",
    "evans",
    "foster",
    "green",
    "hall",
    "irwin",
    "jones",
    "king",
    "lewis",
    "moore",
    "nelson",
    "owens",
    "parker",
    "reed",
    "scott",
    "turner",
    "underwood",
    "vance",
    "walker",
    "young",
    "arnold",
    "berger",
    "conrad",
    "dorn",
    "engel",
    "frank",
    "gross",
    "haas",
    "jung",
    "kraft",
    "lorenz",
    "martin",
    "nowak",
    "oster",
    "pohl",
    "roth",
    "sommer",
    "thiel",
    "unger",
    "voss",
    "winter",
    "zimmer",
    "garcia",
    "lopez",
    "perez",
    "silva",
    "costa",
    "rossi",
    "ricci",
    "moreau",
    "dubois",
    "leroy",
    "novak",
    "kovacs",
    "horvat",
    "petrov",
    "ivanov",
    "kim",
    "park",
    "tanaka",
    "sato",
    "wang",
    "li",
    "zhang",
    "patel",
    "singh",
    "khan",
    "ahmed",
    "hansen",
    "olsen",
    "larsen",
    "nilsson",
    "eriksson",
    "lindqvist",
    "virtanen",
    "korhonen",
    "kowalski",
    "wojcik",
];

/// A user name not given out before: `given.family`, cut to the 20 letters Windows allows, with a
/// number when it is taken.
pub(super) fn user_name(chance: &mut Chance, taken: &mut std::collections::HashSet<String>) -> String {
    let whole = format!("{}.{}", pick(chance, GIVEN), pick(chance, FAMILY));
    let base: String = whole.chars().take(17).collect();
    let mut name: String = whole.chars().take(20).collect();
    let mut number = 1;
    while !taken.insert(name.clone()) {
        number += 1;
        name = format!("{base}{number}");
    }
    name
}

/// Letters and digits, as an installer or attacker makes names.
pub(crate) fn random_name(chance: &mut Chance, length: usize) -> String {
    const SIGNS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
    (0..length).map(|_| char::from(SIGNS[chance.random_range(0..SIGNS.len())])).collect()
}
