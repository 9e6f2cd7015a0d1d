//! Two runs of an analysis, written by the export itself, for panels to read.

use elastic::{FindingRow, HostRow, PolicyRow, Results, Run, UserRow};
use model::{Account, Finding, Host, LogonGraph, Part, Severity, Time};
use serde_json::{Value, json};

use crate::common::{Raw, client};
use elasticsearch::http::Method;

/// The days of the two runs.
pub(super) const DAYS: [i64; 2] = [1_767_225_600_000, 1_767_312_000_000];
/// When eve got into a privileged group, and when events of findings were.
pub(super) const EARLIER: i64 = 1_767_139_200_000;

/// Indices of a test's own, with both runs in them.
pub(super) struct Written {
    raw: Raw,
    named: String,
}

impl Written {
    pub(super) async fn new() -> Self {
        let (client, named) = (client().await, testkit::fresh_case());
        for (number, at_ms) in DAYS.into_iter().enumerate() {
            let results = results(number == 1);
            let run = Run { case: "lab".to_owned(), id: results.run_id().expect("an id"), at_ms };
            client.export(&results, &run, Some(&named)).await.expect("written");
        }
        Self { raw: Raw::new(), named }
    }

    /// The index that stands for one of Kibana's.
    fn index(&self, index: &str) -> String {
        index.replace("logontracer", &self.named)
    }

    pub(super) async fn search(&self, index: &str, body: &Value) -> Value {
        self.raw.ask(Method::Post, &format!("{}/_search", self.index(index)), body.to_string()).await
    }

    /// All fields of an index with their types.
    pub(super) async fn fields(&self, index: &str) -> Value {
        let path = format!("{}/_field_caps?fields=*", self.index(index));
        self.raw.ask(Method::Get, &path, String::new()).await["fields"].clone()
    }

    pub(super) async fn gone(&self) {
        for kind in ["user", "host", "finding", "policy"] {
            self.raw.gone(&format!("{}-{kind}-index", self.named)).await;
            self.raw.gone(&format!("_index_template/{}-{kind}", self.named)).await;
        }
    }
}

fn results(later: bool) -> Results {
    let pick = |first: f64, second: f64| Some(if later { second } else { first });
    let user = |user: &str, rank: Option<f64>, anomaly: Option<f64>| UserRow {
        user: user.to_owned(),
        domain: "corp".to_owned(),
        rights: if user == "eve" { "system" } else { "user" }.to_owned(),
        status: if user == "bob" { "Created(2025-12-31 10:00:00) " } else { "-" }.to_owned(),
        sid: "-".to_owned(),
        rank,
        anomaly,
        newly_privileged: user == "eve",
        privileged_at: (user == "eve").then_some(EARLIER),
        ..UserRow::default()
    };
    let host = |ip: &str, rank: Option<f64>| HostRow {
        ip: ip.to_owned(),
        hostname: ip.to_owned(),
        rank,
        ..HostRow::default()
    };
    let policy = |at: i64, computer: &str, subcategory: &str| PolicyRow {
        at,
        user: "eve".to_owned(),
        computer: computer.to_owned(),
        subcategory: subcategory.to_owned(),
        ..PolicyRow::default()
    };
    let mut findings = vec![finding("dcsync", Severity::Critical, "T1003.006"), finding("lockouts", Severity::Low, "")];
    if later {
        findings.push(finding("kerberoast", Severity::High, "T1558.003"));
    }
    Results {
        users: vec![
            user("eve", pick(0.9, 0.95), pick(3.5, 3.0)),
            user("bob", pick(0.2, 0.1), Some(1.0)),
            user("svc", None, None),
        ],
        hosts: vec![host("10.0.0.7", pick(0.8, 0.7)), host("ws2", Some(0.3))],
        findings,
        policies: vec![
            policy(EARLIER, "dc01", "Logon"),
            policy(EARLIER + 60_000, "dc01", "Logon"),
            policy(EARLIER, "dc02", "Logoff"),
        ],
    }
}

fn finding(rule: &str, severity: Severity, technique: &str) -> FindingRow {
    let account = Account {
        user: "eve".to_owned(),
        domain: "corp".to_owned(),
        sid: None,
        privileged: true,
        well_known: false,
        marks: Vec::new(),
        span: None,
    };
    let host = Host { key: "10.0.0.7".to_owned(), name: None, addresses: Vec::new(), controller: false, span: None };
    let graph = LogonGraph { accounts: vec![account], hosts: vec![host], ..LogonGraph::default() };
    let finding = Finding {
        rule: rule.to_owned(),
        title: rule.to_owned(),
        severity,
        confidence: 0.9,
        technique: technique.to_owned(),
        first: Time::from_ms(EARLIER),
        last: Time::from_ms(EARLIER),
        count: 1,
        text: format!("{rule} by eve"),
        accounts: vec![(Part::Actor, 0)],
        hosts: vec![(Part::Source, 0)],
        evidence: Vec::new(),
    };
    FindingRow::of(&finding, &graph)
}

/// A query as Kibana's saved objects have it; ours are written so that Lucene reads them alike.
pub(super) fn query(kql: &Value) -> Value {
    match kql.as_str().expect("a text") {
        "" => json!({"match_all": {}}),
        text => json!({"query_string": {"query": text}}),
    }
}
