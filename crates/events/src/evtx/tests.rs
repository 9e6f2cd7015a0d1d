//! Both ways to read a record say the same: on every log of the corpus, and on chunks made faulty.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use evtx::{EvtxChunkData, EvtxParser, ParserSettings};
use model::Field;

use super::chunk::{Chunk, Wants, straight, take};
use crate::{Read, Window};

/// Everything that is known of what was read.
fn told(read: &Read) -> String {
    let Read::Kept(event) = read else { return format!("{read:?}") };
    let raw: Vec<_> = Field::ALL.iter().map(|field| event.raw(*field)).collect();
    format!("{event:?} {raw:?}")
}

fn wants(straight: bool) -> Wants {
    Wants { window: Window::default(), settings: Arc::new(ParserSettings::new()), straight }
}

fn both(chunk: impl Fn() -> Chunk) -> [Vec<String>; 2] {
    [true, false].map(|straight| take(chunk(), &wants(straight)).iter().map(told).collect())
}

fn logs(corpus: &Path) -> Vec<PathBuf> {
    let files = walkdir::WalkDir::new(corpus.join("evtx")).sort_by_file_name().into_iter().flatten();
    files.map(walkdir::DirEntry::into_path).filter(|path| path.is_file()).collect()
}

/// A copy that the way through the evtx crate cannot change.
fn copy(chunk: &EvtxChunkData) -> EvtxChunkData {
    let mut copy = EvtxChunkData::new(chunk.data.clone(), false).expect("it was one");
    copy.number = chunk.number;
    copy
}

#[test]
fn both_ways_read_the_same_from_every_log() {
    let Some(corpus) = testkit::corpus() else { return };
    let (mut read, mut odd) = (0, 0);
    let mut different = Vec::new();
    let mut odd_in: BTreeMap<String, u64> = BTreeMap::new();
    for path in logs(&corpus) {
        let Ok(parser) = EvtxParser::from_path(&path) else { continue };
        for chunk in parser.into_chunks().flatten() {
            let records = straight(&chunk, Window::default()).unwrap_or_default();
            let strange = records.iter().filter(|read| read.is_none()).count() as u64;
            *odd_in.entry(path.display().to_string()).or_default() += strange;
            (read, odd) = (read + records.len() as u64, odd + strange);
            let [ours, theirs] = both(|| Ok(copy(&chunk)));
            let first = ours.iter().zip(&theirs).find(|(ours, theirs)| ours != theirs);
            if ours != theirs {
                different.push(format!("{} {:?}: {first:#?}", path.display(), chunk.number));
            }
        }
    }
    odd_in.retain(|_, count| *count > 0);
    println!("{read} records, {odd} odd: {odd_in:#?}");
    assert!(different.is_empty(), "{} differ: {}", different.len(), different[..different.len().min(5)].join("\n"));
    assert!(read > 30_000 && odd * 50 < read, "{odd} of {read} records are odd");
}

/// Numbers that look random and are the same each time (SplitMix64).
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut number = self.0;
        number = (number ^ (number >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        number = (number ^ (number >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((number ^ (number >> 31)) % limit as u64) as usize
    }
}

/// Records of a chunk that are made faulty; more only take time.
const END: usize = 16_384;

/// Changes up to four bytes, in the header's tables or the first records.
fn fault(chunk: &EvtxChunkData, numbers: &mut Numbers) -> EvtxChunkData {
    let mut data = chunk.data.clone();
    for _ in 0..=numbers.below(4) {
        let at = if numbers.below(20) == 0 { 128 + numbers.below(256) } else { 512 + numbers.below(END - 512) };
        data[at] = match numbers.below(4) {
            0 => data[at] ^ (1 << numbers.below(8)),
            1 => [0, 1, 0x0c, 0x21, 0x7f, 0x81, 0xd8, 0xff][numbers.below(8)],
            2 => data[512 + numbers.below(END - 512)],
            _ => data[at].wrapping_add(1),
        };
    }
    let mut faulty = EvtxChunkData::new(data, false).expect("its beginning is whole");
    faulty.header.free_space_offset = faulty.header.free_space_offset.min(END as u32);
    faulty
}

#[test]
fn faults_are_judged_the_same_both_ways() {
    let Some(corpus) = testkit::corpus() else { return };
    let mut numbers = Numbers(7);
    let (mut same, mut damaged, mut odd) = (0, 0, 0);
    for path in logs(&corpus).iter().step_by(7) {
        let Ok(parser) = EvtxParser::from_path(path) else { continue };
        let Some(chunk) = parser.into_chunks().flatten().next() else { continue };
        for round in 0..150 {
            let faulty = fault(&chunk, &mut numbers);
            let again = || {
                let mut again = copy(&faulty);
                again.header.free_space_offset = faulty.header.free_space_offset;
                Ok(again)
            };
            let [ours, theirs] = both(again);
            let first = ours.iter().zip(&theirs).find(|(ours, theirs)| ours != theirs);
            assert!(ours == theirs, "{} round {round}: {first:#?}", path.display());
            damaged += u64::from(ours.iter().any(|read| read.starts_with("Damaged")));
            odd +=
                u64::from(straight(&faulty, Window::default()).is_none_or(|reads| reads.iter().any(Option::is_none)));
            same += 1;
        }
    }
    assert!(same > 2000 && damaged > 100 && odd > 300, "{same} chunks, {damaged} damaged, {odd} odd");
}
