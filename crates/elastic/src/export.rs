//! Results for Kibana: ranked accounts, ranked hosts, findings, changes of the audit policy.
//!
//! The indices of accounts and hosts have LogonTracer's names and its types of fields, so that what
//! people built on them goes on working. A document's id follows from case, run and what it is
//! about: writing a run again changes nothing.

mod finding;
mod rows;

use serde::Serialize;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::bulk::Document;
use crate::call::Call;
use crate::document::hex;
use crate::{Client, ElasticError, Result};

pub use finding::FindingRow;
pub use rows::{HostRow, PolicyRow, UserRow};

/// What indices are named after, as LogonTracer does.
const NAMED: &str = "logontracer";

/// Index and template by kind.
const TEMPLATES: [(&str, &str); 4] = [
    ("user", include_str!("../../../kibana/templates/user.json")),
    ("host", include_str!("../../../kibana/templates/host.json")),
    ("finding", include_str!("../../../kibana/templates/finding.json")),
    ("policy", include_str!("../../../kibana/templates/policy.json")),
];

/// Which analysis results are of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Run {
    /// The case.
    pub case: String,
    /// What tells its analyses apart; see [`Results::run_id`].
    pub id: String,
    /// When it was exported, milliseconds since the Unix epoch.
    pub at_ms: i64,
}

/// All results of a case.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Results {
    /// Accounts.
    pub users: Vec<UserRow>,
    /// Hosts.
    pub hosts: Vec<HostRow>,
    /// Findings.
    pub findings: Vec<FindingRow>,
    /// Changes of the audit policy.
    pub policies: Vec<PolicyRow>,
}

/// What an export wrote.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Exported {
    /// Documents that are new.
    pub written: usize,
    /// Documents that an earlier export of the run had written.
    pub before: usize,
}

impl Results {
    /// A name for an analysis that came to these results: the same results have the same name.
    ///
    /// # Errors
    /// When a value has no form in JSON.
    pub fn run_id(&self) -> Result<String> {
        let mut hash = Sha256::new();
        serde_json::to_writer(&mut hash, self).map_err(|error| unwritable(&error))?;
        Ok(hex(&hash.finalize()[..8]))
    }
}

impl Client {
    /// Writes the results of a run. Every document is tried; those that are refused are logged one
    /// by one. `named` is what the names of indices begin with, `logontracer` where nothing is said.
    ///
    /// # Errors
    /// [`ElasticError::Refused`] when documents were refused, or what the server says.
    pub async fn export(&self, results: &Results, run: &Run, named: Option<&str>) -> Result<Exported> {
        let named = named.unwrap_or(NAMED);
        for (kind, template) in TEMPLATES {
            self.prepare(named, kind, template).await?;
        }
        let mut all = Exported::default();
        let mut refused = None;
        for (kind, _) in TEMPLATES {
            match self.bulk(&index(named, kind), &documents(kind, results, run)?).await {
                Ok(done) => {
                    all.written += done.written;
                    all.before += done.before;
                }
                Err(error @ ElasticError::Refused { .. }) => refused = refused.or(Some(error)),
                Err(error) => return Err(error),
            }
        }
        refused.map_or(Ok(all), Err)
    }

    /// Template and index; an index that is there gets the fields it lacks.
    async fn prepare(&self, named: &str, kind: &'static str, template: &str) -> Result<()> {
        let index = crate::call::index_path(&index(named, kind))?;
        let mut template: Value = serde_json::from_str(template).map_err(|error| unwritable(&error))?;
        template["index_patterns"] = json!([format!("{index}*")]);
        let mappings = template["template"]["mappings"].clone();
        let put = Call::put("put the index template", format!("_index_template/{named}-{kind}")).json(&template);
        self.call(&put).await?;
        let create = Call::put("create the index", index.clone());
        match self.call(&create).await {
            Err(ElasticError::Server { kind, .. }) if kind == "resource_already_exists_exception" => {}
            other => return other.map(drop),
        }
        let extend = Call::put("extend the index", format!("{index}/_mapping")).json(&mappings);
        if let Err(error) = self.call(&extend).await {
            tracing::warn!(error = %error, index, "the index has other types of fields, and keeps them");
        }
        Ok(())
    }
}

fn index(named: &str, kind: &str) -> String {
    format!("{named}-{kind}-index")
}

/// What of the results goes into an index.
fn documents(kind: &str, results: &Results, run: &Run) -> Result<Vec<Document>> {
    match kind {
        "user" => results.users.iter().map(|row| document(run, &[&row.user, &row.domain], row)).collect(),
        "host" => results.hosts.iter().map(|row| document(run, &[&row.ip], row)).collect(),
        "finding" => results.findings.iter().map(|row| finding_document(run, row)).collect(),
        _ => results.policies.iter().map(|row| policy_document(run, row)).collect(),
    }
}

/// A row with what all rows have.
fn document(run: &Run, key: &[&str], row: &impl Serialize) -> Result<Document> {
    let whole: Vec<&str> = [run.case.as_str(), run.id.as_str()].iter().chain(key).copied().collect();
    identified(run, &whole, row)
}

/// A row with what all rows have, under an id that follows from `key`.
fn identified(run: &Run, key: &[&str], row: &impl Serialize) -> Result<Document> {
    let mut body = serde_json::to_value(row).map_err(|error| unwritable(&error))?;
    body["case"] = json!(run.case);
    body["run"] = json!(run.id);
    if body.get("@timestamp").is_none() {
        body["@timestamp"] = json!(run.at_ms);
    }
    let mut hash = Sha256::new();
    for part in key {
        hash.update((part.len() as u64).to_le_bytes());
        hash.update(part);
    }
    Ok(Document { id: hex(&hash.finalize()[..16]), body: body.to_string() })
}

fn finding_document(run: &Run, row: &FindingRow) -> Result<Document> {
    // Two findings of a rule that begin together differ in what they say or in whom they are about.
    let whole = serde_json::to_string(row).map_err(|error| unwritable(&error))?;
    document(run, &[&row.rule, &whole], row)
}

fn policy_document(run: &Run, row: &PolicyRow) -> Result<Document> {
    let whole = serde_json::to_string(row).map_err(|error| unwritable(&error))?;
    identified(run, &[&run.case, &whole], row)
}

fn unwritable(error: &serde_json::Error) -> ElasticError {
    ElasticError::Answer { what: "write results", text: error.to_string() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_follow_from_what_a_document_is_about() {
        let run = |id: &str| Run { case: "c".to_owned(), id: id.to_owned(), at_ms: 1 };
        let id = |run: &Run, key: &[&str]| document(run, key, &json!({})).unwrap().id;
        assert_eq!(id(&run("r"), &["a", "b"]), id(&Run { at_ms: 2, ..run("r") }, &["a", "b"]));
        assert_ne!(id(&run("r"), &["a", "b"]), id(&run("r"), &["ab", ""]));
        assert_ne!(id(&run("r"), &["a"]), id(&run("s"), &["a"]));
    }

    #[test]
    fn templates_are_json_and_have_logontracers_types() {
        for (kind, text) in TEMPLATES {
            let template: Value = serde_json::from_str(text).unwrap();
            let fields = &template["template"]["mappings"]["properties"];
            assert_eq!(fields["@timestamp"]["type"], "date", "{kind}");
            if kind == "user" {
                let kinds = ["user", "rights", "sid", "status", "rank"].map(|name| fields[name]["type"].clone());
                assert_eq!(kinds, ["keyword", "keyword", "keyword", "text", "double"].map(Value::from));
            }
        }
    }
}
