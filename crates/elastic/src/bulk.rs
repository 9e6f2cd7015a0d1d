//! Many documents in few requests, with the fate of each known.

use std::time::Duration;

use serde::Deserialize;
use serde_json::{Value, json};

use crate::call::{Call, Reason, index_path};
use crate::{Client, ElasticError, Exported, Result};

/// Bytes and documents of one request.
const BYTES: usize = 4 << 20;
const DOCUMENTS: usize = 2_000;
/// How often documents are sent again that the server had no room for, and the first pause.
const ROUNDS: u32 = 6;
const PAUSE: Duration = Duration::from_millis(200);
/// Refusals that are logged word by word.
const TOLD: usize = 10;

/// A document to be created.
pub(crate) struct Document {
    pub(crate) id: String,
    pub(crate) body: String,
}

#[derive(Deserialize)]
struct Answer {
    items: Vec<Item>,
}

#[derive(Deserialize)]
struct Item {
    create: Fate,
}

#[derive(Deserialize)]
struct Fate {
    status: u16,
    error: Option<Value>,
}

/// What became of all documents so far.
#[derive(Default)]
struct Tally {
    done: Exported,
    refused: usize,
    first: Option<(String, String)>,
}

impl Tally {
    fn refuse(&mut self, index: &str, document: &Document, reason: String) {
        if self.refused < TOLD {
            tracing::warn!(index, id = document.id, reason, "document refused");
        }
        self.refused += 1;
        self.first.get_or_insert_with(|| (document.id.clone(), reason));
    }
}

impl Client {
    /// Creates documents, given as (id, JSON), where there is none of their id yet.
    ///
    /// # Errors
    /// [`ElasticError::Refused`] when the server refuses some of them, or what else it says.
    pub async fn create(&self, index: &str, documents: Vec<(String, String)>) -> Result<Exported> {
        let documents: Vec<Document> = documents.into_iter().map(|(id, body)| Document { id, body }).collect();
        self.bulk(index, &documents).await
    }

    /// Creates documents where there is none of their id yet.
    pub(crate) async fn bulk(&self, index: &str, documents: &[Document]) -> Result<Exported> {
        let mut tally = Tally::default();
        let mut rest: &[Document] = documents;
        while !rest.is_empty() {
            let (part, more) = rest.split_at(fitting(rest));
            self.part(index, part.iter().collect(), &mut tally).await?;
            rest = more;
        }
        if !documents.is_empty() {
            let refresh = Call::post("refresh the index", format!("{}/_refresh", index_path(index)?));
            // A user may lack the right to; the index refreshes by itself within seconds.
            if let Err(error) = self.call(&refresh).await {
                tracing::debug!(error = %error, index, "not refreshed");
            }
        }
        match tally.first {
            None => Ok(tally.done),
            Some((id, reason)) => Err(ElasticError::Refused { failed: tally.refused, of: documents.len(), id, reason }),
        }
    }

    /// Sends a part, and what the server had no room for again.
    async fn part(&self, index: &str, mut part: Vec<&Document>, tally: &mut Tally) -> Result<()> {
        for round in 0.. {
            let lines = part.iter().map(|document| format!("{}\n{}\n", action(document), document.body));
            let call = Call::post("write documents", format!("{}/_bulk", index_path(index)?))
                .with("filter_path", "items.*.status,items.*.error")
                .body(lines.collect::<String>());
            let answer: Answer = self.json(&call).await?;
            if answer.items.len() != part.len() {
                let text = format!("{} fates of {} documents", answer.items.len(), part.len());
                return Err(ElasticError::Answer { what: "write documents", text });
            }
            let mut again = Vec::new();
            for (document, Item { create: fate }) in part.into_iter().zip(answer.items) {
                match fate.status {
                    200..=299 => tally.done.written += 1,
                    409 => tally.done.before += 1,
                    429 if round < ROUNDS => again.push(document),
                    _ => tally.refuse(index, document, words(fate.error.as_ref())),
                }
            }
            if again.is_empty() {
                break;
            }
            tokio::time::sleep(PAUSE * 2u32.pow(round)).await;
            part = again;
        }
        Ok(())
    }
}

fn action(document: &Document) -> Value {
    json!({"create": {"_id": document.id}})
}

/// How many of the documents fit into one request; at least one.
fn fitting(documents: &[Document]) -> usize {
    let mut bytes = 0;
    let fit = documents.iter().take(DOCUMENTS).take_while(|document| {
        bytes += document.body.len() + 64;
        bytes <= BYTES
    });
    fit.count().max(1)
}

fn words(error: Option<&Value>) -> String {
    error
        .map(Reason::of)
        .map_or_else(|| "no reason given".to_owned(), |Reason { kind, reason }| format!("{kind}: {reason}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn requests_are_bounded_and_never_empty() {
        let document = |size: usize| Document { id: "a".to_owned(), body: "x".repeat(size) };
        assert_eq!(fitting(&[document(BYTES * 2), document(1)]), 1);
        let many: Vec<Document> = (0..DOCUMENTS * 2).map(|_| document(10)).collect();
        assert_eq!(fitting(&many), DOCUMENTS);
    }
}
