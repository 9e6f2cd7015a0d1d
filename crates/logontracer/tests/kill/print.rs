//! All that Neo4j holds of a case, as lines that can be compared.

use std::collections::BTreeMap;
use std::time::Duration;

use serde_json::{Value, json};
use store::{Settings, Store};
use testkit::Server;

const NODES: &str = include_str!("../../../../neo4j/test/fingerprint_nodes.cypher");
const EDGES: &str = include_str!("../../../../neo4j/test/fingerprint_edges.cypher");
/// What differs between two imports of the same file: names that we make up, and times of the import itself.
const OWN: [&str; 9] = ["case", "import", "id", "origin", "rank_run", "started", "finished", "changed", "run"];

/// Lines by kind.
pub(crate) type Print = BTreeMap<String, Vec<String>>;

/// The lines of a case; the case is removed afterwards, so that the next one finds room.
pub(crate) fn take(server: &Server, case: &str) -> Print {
    let Server { uri, user, password } = server.clone();
    let settings = Settings { uri, user, password, ..Settings::default() };
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(async {
        let store = Store::connect(&settings).await.unwrap();
        let mut print = Print::new();
        for query in [NODES, EDGES] {
            let params = [("case".to_owned(), json!(case))].into();
            let table = store.hunt_run(query, params, usize::MAX, Duration::from_mins(2)).await.unwrap();
            for row in table.rows {
                let (label, line) = line(&row);
                print.entry(label).or_default().push(line);
            }
        }
        for lines in print.values_mut() {
            lines.sort();
        }
        store.case_remove(case).await.unwrap();
        print
    })
}

fn line(row: &[Value]) -> (String, String) {
    let label = row[0].as_str().unwrap_or_default().to_owned();
    let own = row[1].as_object().cloned().unwrap_or_default();
    let mut own: BTreeMap<String, Value> = own.into_iter().collect();
    // An event's id is the kind of event; any other is a name of ours.
    let kind = own.get("id").filter(|id| id.is_number()).cloned();
    own.retain(|name, _| !OWN.contains(&name.as_str()));
    own.extend(kind.map(|kind| ("event".to_owned(), kind)));
    (label, json!([own, row.get(2)]).to_string())
}

/// How two cases differ; nothing where they do not.
pub(crate) fn difference(expected: &Print, found: &Print) -> Option<String> {
    let counts =
        |print: &Print| format!("{:?}", print.iter().map(|(kind, lines)| (kind, lines.len())).collect::<Vec<_>>());
    let mut kinds = expected.keys().chain(found.keys());
    kinds.find_map(|kind| {
        let (want, have) = (expected.get(kind), found.get(kind));
        if want == have {
            return None;
        }
        let lines = |lines: Option<&Vec<String>>| lines.cloned().unwrap_or_default();
        let (want, have) = (lines(want), lines(have));
        let pair = want.iter().zip(&have).find(|(want, have)| want != have);
        Some(format!("{kind}: {pair:?}\nexpected {}\nfound    {}", counts(expected), counts(found)))
    })
}
