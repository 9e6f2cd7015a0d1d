//! What operators do to a whole installation, on a Neo4j of the test's own: an upgrade, a backup, a restore.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking, in its helpers too")]

mod site;

use std::path::Path;

use serde_json::{Value, json};
use testkit::OwnNeo4j;

use site::{PASSWORD, Site, copy};

/// Schema files that came after the first.
const LATER: [&str; 3] = [
    include_str!("../../../../neo4j/schema/V0002__record_sets.cypher"),
    include_str!("../../../../neo4j/schema/V0003__findings.cypher"),
    include_str!("../../../../neo4j/schema/V0004__jobs.cypher"),
];
const OLDER_DATA: &str = include_str!("../../../../neo4j/test/older_data.cypher");
const RULES: &str = include_str!("../../../../neo4j/test/schema_rules.cypher");

/// Runs a statement over HTTP; gives its rows.
fn ask(neo4j: &OwnNeo4j, statement: &str) -> Vec<Value> {
    let server = neo4j.server();
    let request = reqwest::blocking::Client::new().post(neo4j.http()).basic_auth(server.user, Some(server.password));
    let answer: Value =
        request.json(&json!({ "statements": [{ "statement": statement }] })).send().unwrap().json().unwrap();
    assert_eq!(answer["errors"], json!([]), "{statement}");
    answer["results"][0]["data"].as_array().unwrap().iter().map(|row| row["row"][0].clone()).collect()
}

/// The indexes and constraints of the database as it is when the first version of the program leaves it.
fn back_to_the_first_schema(neo4j: &OwnNeo4j) {
    for line in LATER.iter().flat_map(|file| file.lines()) {
        if let ["CREATE", kind @ ("CONSTRAINT" | "INDEX"), name, ..] = line.split(' ').collect::<Vec<_>>()[..] {
            ask(neo4j, &format!("DROP {kind} {name}"));
        }
    }
    ask(neo4j, OLDER_DATA);
}

fn an_older_database_is_whole_after_the_upgrade(neo4j: &OwnNeo4j, site: &Site) {
    let (rules, all) = (ask(neo4j, RULES), site.seen());
    back_to_the_first_schema(neo4j);
    assert!(ask(neo4j, RULES).len() < rules.len());
    let told = site.done(&["doctor"]);
    assert!(told.contains("schema 1 of 4, will be brought up to date"), "{told}");
    assert!(site.done(&["import", "--case", "old", &site.file("first")]).contains("nothing changed"));
    assert!(site.done(&["doctor"]).contains("schema 4 of 4, current"));
    assert_eq!(ask(neo4j, RULES), rules, "the same rules as in a new database");
    let now = site.seen();
    assert!(now.graph == all.graph, "another graph");
    assert_eq!((&now.ranks, &now.imports), (&all.ranks, &all.imports));
    // It is used as any other: by the queue, and for a further import.
    site.done(&["import", "--queue", "--case", "old", &site.file("second")]);
    site.done(&["worker", "--once"]);
    let edges = |seen: &site::Seen| seen.graph.logons.iter().map(|edge| edge.count).sum::<u32>();
    assert_eq!((edges(&now), edges(&site.seen())), (500, 800));
}

/// As in `docs/operators.md`.
fn back_up(neo4j: &OwnNeo4j, site: &Site, to: &Path) {
    copy(&site.path("evidence"), &to.join("evidence"));
    site.done(&["backup", to.to_str().unwrap()]);
    neo4j.stop();
    neo4j.admin(&["database", "dump", "neo4j", &format!("--to-path={}", to.display())]);
}

fn restore(neo4j: &OwnNeo4j, site: &Site, from: &Path) {
    neo4j.admin(&[
        "database",
        "load",
        "neo4j",
        &format!("--from-path={}", from.display()),
        "--overwrite-destination=true",
    ]);
    let files = std::fs::read_dir(from).unwrap().map(|entry| entry.unwrap().path());
    let people = files.into_iter().find(|path| path.extension().is_some_and(|end| end == "sqlite")).unwrap();
    std::fs::create_dir(site.path("web")).unwrap();
    std::fs::copy(people, site.path("web/people.sqlite")).unwrap();
    copy(&from.join("evidence"), &site.path("evidence"));
    neo4j.start_again();
}

#[test]
fn an_upgrade_a_backup_and_a_restore_leave_all_as_it_was() {
    let folder = tempfile::tempdir().unwrap();
    let neo4j = OwnNeo4j::start(&folder.path().join("neo4j"));
    let site = Site::new(&neo4j, folder.path());
    site.done(&["user", "create", "ann", "--role", "admin", "--password", PASSWORD]);
    site.done(&["import", "--queue", "--case", "old", &site.file("first")]);
    site.done(&["worker", "--once"]);
    an_older_database_is_whole_after_the_upgrade(&neo4j, &site);

    let backup = folder.path().join("backup");
    std::fs::create_dir(&backup).unwrap();
    let service = site.serve();
    let (session, before) = (service.sign_in(), site.seen());
    back_up(&neo4j, &site, &backup);
    drop(service);
    neo4j.wipe();
    for lost in ["web", "evidence"] {
        std::fs::remove_dir_all(site.path(lost)).unwrap();
    }
    restore(&neo4j, &site, &backup);
    assert!(site.done(&["doctor"]).contains("schema 4 of 4, current"));
    let after = site.seen();
    assert!(after.graph == before.graph, "another graph");
    assert_eq!(after.texts(), before.texts());
    assert_eq!(after.evidence, before.evidence);
    let service = site.serve();
    let cases = service.get("/cases", &session);
    assert_eq!(cases["cases"][0]["name"], "old", "who was signed in still is: {cases:#}");
    service.sign_in();
}
