//! An import through service, queue and worker, while one of them or Neo4j is killed at some moment.
//!
//! `LOGONTRACER_KILL_ROUNDS` says how many moments, `LOGONTRACER_KILL_SEED` which.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking, in its helpers too")]

mod client;
mod print;
mod site;

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant, SystemTime};

use rand::rngs::ChaCha8Rng;
use rand::{RngExt, SeedableRng};
use testkit::OwnNeo4j;

use client::{DONE, Page};
use print::Print;
use site::{Site, Which};

/// What is killed and when.
#[derive(Clone, Copy)]
struct Kill {
    which: Which,
    after: Duration,
    /// How long it stays away.
    away: Duration,
}

fn number(name: &str) -> Option<u64> {
    std::env::var(name).ok()?.parse().ok()
}

/// The log of a controller of a simulated company.
fn log(folder: &Path) -> PathBuf {
    let generate = ["lab", "generate", "--accounts", "200", "--days", "10", "--no-workstations", "--out"];
    let mut lab = Command::new(env!("CARGO_BIN_EXE_logontracer"));
    assert!(lab.args(generate).arg(folder).output().unwrap().status.success());
    let files = std::fs::read_dir(folder.join("logs")).unwrap().map(|file| file.unwrap());
    files.max_by_key(|file| file.metadata().unwrap().len()).unwrap().path()
}

/// One import with at most one kill: what the case holds then, and how long it took.
fn import(neo4j: &OwnNeo4j, file: &[u8], lease: &'static str, kill: Option<Kill>) -> (Print, Duration, String) {
    let (site, case) = (Site::start(neo4j, lease), testkit::fresh_case());
    let page = Page::open(&site.address);
    let begun = Instant::now();
    let (sha256, took, doing) = std::thread::scope(|scope| {
        let importing = scope.spawn(|| (page.import(&case, "Security.evtx", file), begun.elapsed()));
        let doing = kill.map_or_else(String::new, |kill| {
            std::thread::sleep(kill.after);
            let doing = page.doing.lock().unwrap().clone();
            site.kill(kill.which);
            std::thread::sleep(kill.away);
            site.start_again(kill.which);
            doing
        });
        let (sha256, took) = importing.join().unwrap_or_else(|_| panic!("no import: {}", site.said()));
        (sha256, took, doing)
    });
    let (kept, arriving) = site.kept();
    assert_eq!((kept, arriving), (vec![sha256], 0), "the upload is there once, and nothing beside it");
    (print::take(&neo4j.server(), &case), took, doing)
}

#[test]
fn whatever_is_killed_whenever_the_case_is_the_same() {
    let folder = tempfile::tempdir().unwrap();
    let neo4j = OwnNeo4j::start(&folder.path().join("neo4j"));
    let file = std::fs::read(log(&folder.path().join("lab"))).unwrap();
    let (expected, usual, _) = import(&neo4j, &file, "3", None);
    let counts: Vec<_> = expected.iter().map(|(kind, lines)| (kind.as_str(), lines.len())).collect();
    let clock = || SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap().as_secs();
    let seed = number("LOGONTRACER_KILL_SEED").unwrap_or_else(clock);
    println!(
        "{} MB in {:.1} s undisturbed: {counts:?}; LOGONTRACER_KILL_SEED={seed}",
        file.len() >> 20,
        usual.as_secs_f64()
    );
    let (mut random, mut usual, mut round) = (ChaCha8Rng::seed_from_u64(seed), usual, 0);
    while round < number("LOGONTRACER_KILL_ROUNDS").unwrap_or(6) {
        let which = [Which::Worker, Which::Serve, Which::Neo4j][(round % 3) as usize];
        let after = usual.mul_f64(random.random_range(0.0..1.0));
        let kill = Kill { which, after, away: Duration::from_millis(random.random_range(0..2_000)) };
        // With the long one, Neo4j is back before the worker has lost its job.
        let lease = if which == Which::Neo4j && random.random() { "60" } else { "3" };
        let (found, took, doing) = import(&neo4j, &file, lease, Some(kill));
        if let Some(difference) = print::difference(&expected, &found) {
            panic!("another case: {difference}");
        }
        // The machine may be quicker by now; a kill after the end shows nothing.
        usual = usual.min(took);
        if doing != DONE {
            let (after, took) = (after.as_secs_f64(), took.as_secs_f64());
            println!("{round}: {which:?} killed after {after:.2} s ({doing}), lease {lease} s, done after {took:.1} s");
            round += 1;
        }
    }
}
