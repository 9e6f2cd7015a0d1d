//! Every Cypher file: its name, its header, its plan.

use std::collections::BTreeSet;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::path::PathBuf;

use serde_json::{Value, json};
use store::{STATEMENTS, hunts};

fn folder(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../neo4j").join(name)
}

fn files(name: &str) -> BTreeSet<String> {
    let entries = std::fs::read_dir(folder(name)).unwrap();
    entries.map(|entry| format!("{name}/{}", entry.unwrap().file_name().to_string_lossy())).collect()
}

/// Names after `$` in a text.
fn parameters(text: &str) -> BTreeSet<String> {
    let names = text.split('$').skip(1);
    names.map(|rest| rest.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect()).collect()
}

fn body(text: &str) -> String {
    text.lines().filter(|line| !line.starts_with("//")).collect::<Vec<_>>().join("\n")
}

fn header(text: &str, head: &str) -> String {
    text.lines().filter_map(|line| line.strip_prefix(head)).collect()
}

#[test]
fn every_file_is_embedded_under_its_name() {
    for statement in STATEMENTS {
        let stem = statement.path.rsplit('/').next().unwrap().trim_end_matches(".cypher");
        assert_eq!(statement.name, stem.to_uppercase());
        assert_eq!(parameters(&body(statement.text)), parameters(&header(statement.text, "// in:")), "{stem}");
    }
    let embedded: BTreeSet<_> = STATEMENTS.iter().map(|statement| statement.path.to_owned()).collect();
    assert_eq!(embedded, files("read").into_iter().chain(files("write")).collect());
    for hunt in hunts() {
        let named: BTreeSet<_> = hunt.parameters.iter().map(|name| (*name).to_owned()).collect();
        assert_eq!(parameters(&body(hunt.statement)), named, "{}", hunt.name);
    }
    let listed: BTreeSet<_> = hunts().iter().map(|hunt| format!("queries/{}.cypher", hunt.name)).collect();
    assert_eq!(listed, files("queries"));
}

#[tokio::test]
async fn no_plan_scans_everything() {
    crate::common::store().await;
    let named = STATEMENTS.iter().map(|statement| (statement.name, statement.text));
    for (name, text) in named.chain(hunts().iter().map(|hunt| (hunt.name, hunt.statement))) {
        let plan = explain(text);
        let allowed = header(text, "// allows:");
        // Scans of one label are not judged: while a label has few nodes, the planner rightly prefers them.
        for operator in ["AllNodesScan", "CartesianProduct"] {
            assert!(!plan.contains(operator) || allowed.contains(operator), "{name}: {operator} in {plan}");
        }
        // Found by less than its key, a node costs the whole case for each row.
        for label in ["Username", "IPAddress", "Domain"] {
            let by_case = plan.contains(&format!(":{label}(case) WHERE"));
            assert!(!text.contains(&format!(":{label}(case, key)")) || !by_case, "{name}: {label} by case: {plan}");
        }
    }
}

/// In a database that was empty a moment ago the planner takes all indices for equally good, and the plan that it
/// makes then is kept while a first import grows to millions.
#[test]
fn nodes_of_a_known_key_name_their_index() {
    let mut found = 0;
    for statement in STATEMENTS {
        let lines: Vec<_> = statement.text.lines().map(str::trim).collect();
        for (at, line) in lines.iter().enumerate() {
            let Some((node, key)) = line.strip_prefix("MATCH (").and_then(|rest| rest.split_once(" {")) else {
                continue;
            };
            let names: Vec<_> =
                key.split(", ").filter_map(|part| part.split_once(": ")).map(|(name, _)| name).collect();
            if matches!(names[..], ["case", "key"] | ["import", "n"]) {
                let wanted = format!("USING INDEX SEEK {node}({})", names.join(", "));
                assert_eq!(lines.get(at + 1).copied(), Some(wanted.as_str()), "{}", statement.name);
                found += 1;
            }
        }
    }
    assert!(found > 20, "{found} are looked at");
}

/// The plan, over HTTP: the driver keeps plans to itself. The HTTP port is as far below Bolt's as in
/// Neo4j's defaults, unless `LOGONTRACER_TEST_NEO4J_HTTP` names another `host:port`.
fn explain(text: &str) -> String {
    let server = testkit::neo4j();
    let address = std::env::var("LOGONTRACER_TEST_NEO4J_HTTP").unwrap_or_else(|_| {
        let (host, port) = server.uri.rsplit_once("://").unwrap().1.rsplit_once(':').unwrap();
        format!("{host}:{}", port.parse::<u16>().unwrap() - 213)
    });
    let value = |name: &str| match name {
        "limit" | "step" | "n" | "size" | "lease" | "wait" | "tries" => json!(1),
        "case" | "queue" | "import" | "run" | "id" | "claim" | "state" => json!("x"),
        "waits" | "tried" => json!(true),
        _ => Value::Array(vec![]),
    };
    let params: serde_json::Map<_, _> =
        parameters(&body(text)).into_iter().map(|name| (name.clone(), value(&name))).collect();
    let request = json!({ "statement": format!("EXPLAIN {}", body(text)), "parameters": params }).to_string();
    let mut stream = TcpStream::connect(address.trim_start_matches("http://").trim_end_matches('/')).unwrap();
    let login = base64(format!("{}:{}", server.user, server.password).as_bytes());
    write!(
        stream,
        "POST /db/neo4j/query/v2 HTTP/1.1\r\nHost: localhost\r\nAuthorization: Basic {login}\r\nContent-Type: \
         application/json\r\nAccept: application/json\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{request}",
        request.len()
    )
    .unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    assert!(answer.contains("operatorType"), "{text}: {answer}");
    answer
}

fn base64(bytes: &[u8]) -> String {
    const LETTERS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut out = String::new();
    for chunk in bytes.chunks(3) {
        let word = chunk.iter().fold(0_u32, |word, byte| word << 8 | u32::from(*byte)) << (8 * (3 - chunk.len()));
        for at in 0..4 {
            let letter = LETTERS[(word >> (18 - 6 * at) & 63) as usize] as char;
            out.push(if at <= chunk.len() { letter } else { '=' });
        }
    }
    out
}
