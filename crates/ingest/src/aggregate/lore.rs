//! What an import learned of names: which spellings are one domain, which SID is whose, which address was
//! which machine's. It is kept with the import, so that the case's later imports know it too, and goes
//! with it.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::io::{Read as _, Write as _};

use flate2::Compression;
use flate2::read::DeflateDecoder;
use flate2::write::DeflateEncoder;
use foldhash::fast::RandomState;
use serde::{Deserialize, Serialize};

use super::Aggregator;
use super::ties::{CROWD, Strength};
use super::who::RawAccount;

/// Changes whenever the form does: lore of another version is not understood.
const VERSION: u8 = 1;
const STRENGTHS: [Strength; 3] = [Strength::Claimed, Strength::Machine, Strength::Session];
const HOURS: i32 = 24;

/// The kept form; texts are sorted, and everything else names them by their place.
#[derive(Default, Serialize, Deserialize)]
struct Lore {
    texts: Vec<String>,
    /// Domain as spelled, and the domain SID beside it.
    spellings: Vec<(u32, u32)>,
    controllers: Vec<u32>,
    suffixes: Vec<(u32, u32)>,
    accounts: Vec<Account>,
    ties: Vec<Tie>,
    /// Address, day, and the places of accounts that came from there; more than a crowd are not told.
    crowds: Vec<(u32, i32, Vec<u32>)>,
}

/// User, domain, SID, logger; how often it was named, and whether by a change of it.
type Account = ([u32; 4], u64, bool);
/// Address, day, strength, name, and the day's hours as bits.
type Tie = (u32, i32, u8, u32, u32);

/// What earlier imports of the case have learned, beyond what [`Aggregator`] takes in as its own.
#[derive(Default)]
pub(super) struct Before {
    pub(super) controllers: HashSet<u32, RandomState>,
    /// How often an account was named, and whether by a change of it.
    pub(super) accounts: HashMap<RawAccount, (u64, bool), RandomState>,
    /// Address and day -> accounts that came from there.
    pub(super) crowds: HashMap<(u32, i32), HashSet<RawAccount, RandomState>, RandomState>,
}

/// Numbers of the aggregator's texts -> places in the kept list.
struct Texts<'a> {
    aggregator: &'a Aggregator,
    used: BTreeMap<&'a str, u32>,
}

impl<'a> Texts<'a> {
    fn of(aggregator: &'a Aggregator, used: impl Iterator<Item = u32>) -> Self {
        let texts: BTreeSet<&str> = used.map(|number| aggregator.texts.text(number)).collect();
        Self { aggregator, used: texts.into_iter().zip(0..).collect() }
    }

    fn place(&self, number: u32) -> u32 {
        self.used.get(self.aggregator.texts.text(number)).copied().unwrap_or_default()
    }

    fn pair(&self, (one, other): (u32, u32)) -> (u32, u32) {
        (self.place(one), self.place(other))
    }
}

impl Aggregator {
    /// What the events taken in so far have taught, to be kept.
    pub(crate) fn lore(&self) -> Vec<u8> {
        let lore = self.collect();
        let mut packed = vec![VERSION];
        let mut encoder = DeflateEncoder::new(&mut packed, Compression::fast());
        // Writing into memory does not fail.
        let written = postcard::to_stdvec(&lore).map(|bytes| encoder.write_all(&bytes).and(encoder.try_finish()));
        drop(encoder);
        if matches!(written, Ok(Ok(()))) { packed } else { Vec::new() }
    }

    /// Takes in what earlier imports of the case have learned. What cannot be read teaches nothing.
    pub(crate) fn learn(&mut self, kept: &[Vec<u8>]) {
        for packed in kept {
            if let Some(lore) = unpacked(packed) {
                self.take(&lore);
            } else {
                tracing::warn!(bytes = packed.len(), "what an earlier import learned of names cannot be read");
            }
        }
    }

    fn collect(&self) -> Lore {
        let marked: HashSet<u32> = self.marks.iter().map(|mark| mark.account).collect();
        let raws = self.accounts.seen.iter().map(|seen| seen.raw);
        let accounts = raws.flat_map(|raw| [raw.user, raw.domain, raw.sid, raw.logger]);
        let pairs = self.spellings.iter().copied().chain(self.suffixes.iter().map(|(name, suffix)| (*name, *suffix)));
        let used = pairs.flat_map(|(one, other)| [one, other]).chain(self.controllers.iter().copied()).chain(accounts);
        let tied = self.ties.all().flat_map(|(address, _, _, name, _)| [address, name]);
        let crowds = self.edges.keys().map(|edge| edge.source.address);
        let texts = Texts::of(self, used.chain(tied).chain(crowds));
        let mut lore = Lore {
            spellings: self.spellings.iter().map(|pair| texts.pair(*pair)).collect(),
            controllers: self.controllers.iter().map(|name| texts.place(*name)).collect(),
            suffixes: self.suffixes.iter().map(|(name, suffix)| texts.pair((*name, *suffix))).collect(),
            accounts: Vec::with_capacity(self.accounts.seen.len()),
            ties: self.ties.all().map(|tie| tie_of(&texts, tie)).collect(),
            crowds: self.crowds(&texts),
            texts: Vec::new(),
        };
        for (number, seen) in (0..).zip(&self.accounts.seen) {
            let raw = [seen.raw.user, seen.raw.domain, seen.raw.sid, seen.raw.logger].map(|text| texts.place(text));
            lore.accounts.push((raw, seen.count, marked.contains(&number)));
        }
        lore.spellings.sort_unstable();
        lore.controllers.sort_unstable();
        lore.suffixes.sort_unstable();
        lore.ties.sort_unstable();
        lore.texts = texts.used.into_keys().map(str::to_owned).collect();
        lore
    }

    /// Which accounts used an address on a day.
    fn crowds(&self, texts: &Texts<'_>) -> Vec<(u32, i32, Vec<u32>)> {
        let mut crowds: BTreeMap<(u32, i32), BTreeSet<u32>> = BTreeMap::new();
        for edge in self.edges.keys().filter(|edge| edge.source.address != 0) {
            let crowd = crowds.entry((texts.place(edge.source.address), edge.hour.div_euclid(HOURS))).or_default();
            crowd.insert(edge.account);
            // Always the same ones of many, whichever come first.
            if crowd.len() > CROWD as usize {
                crowd.pop_last();
            }
        }
        crowds.into_iter().map(|((address, day), crowd)| (address, day, crowd.into_iter().collect())).collect()
    }

    fn take(&mut self, lore: &Lore) {
        let numbers: Vec<u32> = lore.texts.iter().map(|text| self.texts.put(text)).collect();
        let number = |place: u32| numbers.get(place as usize).copied().unwrap_or_default();
        self.spellings.extend(lore.spellings.iter().map(|(domain, sid)| (number(*domain), number(*sid))));
        self.before.controllers.extend(lore.controllers.iter().map(|name| number(*name)));
        for (name, suffix) in &lore.suffixes {
            self.suffixes.entry(number(*name)).or_insert(number(*suffix));
        }
        let mut raws = Vec::with_capacity(lore.accounts.len());
        for (raw, count, marked) in &lore.accounts {
            let [user, domain, sid, logger] = raw.map(number);
            let raw = RawAccount { user, domain, sid, logger };
            let known = self.before.accounts.entry(raw).or_default();
            *known = (known.0 + count, known.1 || *marked);
            raws.push(raw);
        }
        for (address, day, strength, name, hours) in &lore.ties {
            let Some(&strength) = STRENGTHS.get(usize::from(*strength)) else { continue };
            for hour in (0..HOURS).filter(|hour| hours & (1 << hour) != 0) {
                self.ties.add(number(*address), number(*name), day * HOURS + hour, strength);
            }
        }
        for (address, day, crowd) in &lore.crowds {
            let known = self.before.crowds.entry((number(*address), *day)).or_default();
            known.extend(crowd.iter().filter_map(|place| raws.get(*place as usize)));
        }
    }
}

fn tie_of(texts: &Texts<'_>, (address, day, strength, name, hours): (u32, i32, Strength, u32, &BTreeSet<i32>)) -> Tie {
    let strength = STRENGTHS.iter().position(|one| *one == strength).unwrap_or_default() as u8;
    let bits = hours.iter().fold(0, |bits, hour| bits | 1 << hour.rem_euclid(HOURS));
    (texts.place(address), day, strength, texts.place(name), bits)
}

fn unpacked(packed: &[u8]) -> Option<Lore> {
    let (&VERSION, packed) = packed.split_first()? else { return None };
    let mut bytes = Vec::new();
    DeflateDecoder::new(packed).read_to_end(&mut bytes).ok()?;
    postcard::from_bytes(&bytes).ok()
}
