//! What the pages for users say, tried.

use std::collections::BTreeMap;
use std::time::Duration;

use serde_json::json;

use crate::common::{program, run, with_server};

/// The Cypher of a page.
fn queries(page: &str) -> Vec<&str> {
    page.split("```cypher\n").skip(1).map(|part| part.split("```").next().unwrap()).collect()
}

/// A simulated company in a case of its own: the default one, with its attacks.
fn company() -> (tempfile::TempDir, String) {
    let (folder, case) = (tempfile::tempdir().unwrap(), testkit::fresh_case());
    let (code, _, said) = run(program(folder.path()).args([
        "lab",
        "generate",
        "--accounts",
        "60",
        "--out",
        "company",
        "--format",
        "ndjson",
    ]));
    assert_eq!(code, 0, "{said}");
    let (code, _, said) =
        run(with_server(folder.path()).args(["import", "--case", &case, "--analyze", "company/logs"]));
    assert_eq!(code, 0, "{said}");
    (folder, case)
}

#[test]
fn every_query_of_the_analysts_page_finds_something() {
    let (folder, case) = company();
    let server = testkit::neo4j();
    let settings =
        store::Settings { uri: server.uri, user: server.user, password: server.password, ..Default::default() };
    let page = include_str!("../../../../docs/analysts.md");
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let found = runtime.block_on(async {
        let store = store::Store::connect(&settings).await.unwrap();
        let mut found = Vec::new();
        for query in queries(page) {
            let params = BTreeMap::from([("case".to_owned(), json!(case))]);
            let table = store.hunt_run(query, params, 100, Duration::from_mins(1)).await;
            found.push((query, table.map(|table| table.rows.len()).map_err(|error| format!("{error:?}"))));
        }
        found
    });
    assert!(found.len() >= 7, "the page has its queries");
    let empty: Vec<_> = found.iter().filter(|(_, rows)| !matches!(rows, Ok(1..))).collect();
    assert!(empty.is_empty(), "{empty:#?}");
    assert_eq!(run(with_server(folder.path()).args(["case", "remove", &case])).0, 0);
}
