//! Real logs made faulty in ten thousand ways: none ends the program, and none loses records without a word.

use std::fs;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use events::{Read, Window};
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};

/// Logs beyond this size only take time.
const LARGEST: u64 = 150_000;
const MUTANTS: u32 = 10_000;
const HEADER: usize = 4096;
const CHUNK: usize = 65_536;

/// A fault; places are shares of the file's length, in millionths.
#[derive(Clone, Debug)]
enum Fault {
    Bit { at: u32, bit: u8 },
    Byte { at: u32, value: u8 },
    Zeros { at: u32, length: u16 },
    Moved { from: u32, to: u32, length: u16 },
    Cut { at: u32 },
    Longer { length: u16, value: u8 },
    ChunkTwice { chunk: u8 },
}

fn place() -> impl Strategy<Value = u32> {
    // Headers are small and matter most.
    prop_oneof![3 => 0..1_000_000u32, 1 => 0..40_000u32]
}

fn fault() -> impl Strategy<Value = Fault> {
    prop_oneof![
        4 => (place(), 0..8u8).prop_map(|(at, bit)| Fault::Bit { at, bit }),
        4 => (place(), any::<u8>()).prop_map(|(at, value)| Fault::Byte { at, value }),
        1 => (place(), any::<u16>()).prop_map(|(at, length)| Fault::Zeros { at, length }),
        2 => (place(), place(), 1..4096u16).prop_map(|(from, to, length)| Fault::Moved { from, to, length }),
        1 => place().prop_map(|at| Fault::Cut { at }),
        1 => (any::<u16>(), any::<u8>()).prop_map(|(length, value)| Fault::Longer { length, value }),
        1 => any::<u8>().prop_map(|chunk| Fault::ChunkTwice { chunk }),
    ]
}

impl Fault {
    fn make(&self, bytes: &mut Vec<u8>) {
        let place = |at: u32| (u64::from(at) * bytes.len() as u64 / 1_000_000) as usize;
        let end = |start: usize, length: u16| (start + usize::from(length)).min(bytes.len());
        match *self {
            Self::Bit { at, bit } => {
                let at = place(at);
                bytes[at] ^= 1 << bit;
            }
            Self::Byte { at, value } => {
                let at = place(at);
                bytes[at] = value;
            }
            Self::Zeros { at, length } => {
                let (start, end) = (place(at), end(place(at), length));
                bytes[start..end].fill(0);
            }
            Self::Moved { from, to, length } => {
                let (from, to) = (place(from), place(to));
                let length = usize::from(length).min(bytes.len() - from.max(to));
                bytes.copy_within(from..from + length, to);
            }
            Self::Cut { at } => bytes.truncate(place(at).max(1)),
            Self::Longer { length, value } => bytes.extend(std::iter::repeat_n(value, length.into())),
            Self::ChunkTwice { chunk } => {
                let chunks = (bytes.len() - HEADER.min(bytes.len())) / CHUNK;
                if chunks > 0 {
                    let start = HEADER + usize::from(chunk) % chunks * CHUNK;
                    bytes.extend_from_within(start..start + CHUNK);
                }
            }
        }
    }
}

/// How a reading ended: how many records there were, and how many of them could not be read.
#[derive(Default)]
struct Told {
    records: usize,
    damaged: usize,
}

/// None where the file was refused as a whole.
fn read(path: &Path) -> Option<Told> {
    let (sources, failed) = events::expand(&[path.display().to_string()]);
    assert!(failed.is_empty(), "{failed:?}");
    let mut told = Told::default();
    events::read(&sources[0], Window::default(), &|_| {}, &mut |read| {
        told.records += 1;
        told.damaged += usize::from(matches!(read, Read::Damaged { .. }));
        ControlFlow::Continue(())
    })
    .ok()?;
    Some(told)
}

fn has_empty_chunk(bytes: &[u8]) -> bool {
    bytes.get(HEADER..).is_some_and(|chunks| chunks.chunks(CHUNK).any(|chunk| chunk.iter().all(|byte| *byte == 0)))
}

fn logs(corpus: &Path) -> Vec<PathBuf> {
    let files = walkdir::WalkDir::new(corpus.join("evtx")).sort_by_file_name().into_iter().flatten();
    let small = files.filter(|entry| entry.metadata().is_ok_and(|data| data.is_file() && data.len() <= LARGEST));
    small.map(walkdir::DirEntry::into_path).collect()
}

#[test]
fn faulty_logs_are_read_as_far_as_they_go() {
    let Some(corpus) = testkit::corpus() else { return };
    let folder = tempfile::tempdir().expect("works");
    let path = folder.path().join("faulty.evtx");
    let logs = logs(&corpus);
    let read_log = |log: &PathBuf| Some((log.clone(), fs::read(log).expect("works"), read(log)?));
    let known: Vec<_> = logs.iter().filter_map(read_log).collect();
    assert!(known.len() > 50, "{} logs", known.len());
    let (mut refused, mut partly, mut silent) = (0, 0, Vec::new());
    let strategy = (0..known.len(), prop::collection::vec(fault(), 1..4));
    let mut runner = TestRunner::new_with_rng(Config::default(), TestRng::deterministic_rng(RngAlgorithm::ChaCha));
    for _ in 0..MUTANTS {
        let (number, faults) = strategy.new_tree(&mut runner).expect("works").current();
        let (log, bytes, before) = &known[number];
        let mut bytes = bytes.clone();
        for fault in &faults {
            fault.make(&mut bytes);
        }
        fs::write(&path, &bytes).expect("works");
        match read(&path) {
            None => refused += 1,
            Some(told) if told.damaged > before.damaged => partly += 1,
            // A chunk of zeros is one that was never written.
            Some(told) if told.records < before.records && !has_empty_chunk(&bytes) => {
                silent.push((log.clone(), faults));
            }
            Some(_) => {}
        }
    }
    println!("{MUTANTS} mutants: {refused} refused, {partly} damaged, {} lost records silently", silent.len());
    assert!(refused > 100 && partly > 1000, "{refused} refused, {partly} damaged");
    assert!(silent.is_empty(), "{} lost records without a word: {:?}", silent.len(), &silent[..silent.len().min(60)]);
}
