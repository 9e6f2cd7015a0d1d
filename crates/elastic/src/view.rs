//! A frozen view of the indices: a point in time. Documents that arrive meanwhile neither shift pages
//! nor appear twice.

use std::sync::{Arc, Mutex, PoisonError};

use serde::Deserialize;
use serde_json::{Value, json};

use crate::call::{Call, index_path};
use crate::{Ask, Client, ElasticError, Result};

/// How long the view is kept after each search.
const KEEP: &str = "10m";

/// A view. Cheap to clone.
#[derive(Clone)]
pub(crate) struct View {
    client: Client,
    pit: Arc<Mutex<String>>,
}

#[derive(Deserialize)]
struct Pit {
    id: String,
}

impl View {
    pub(crate) async fn open(client: &Client, ask: &Ask) -> Result<Self> {
        let path = format!("{}/_pit", index_path(&ask.index)?);
        let open = Call::post("open a point in time", path).with("keep_alive", KEEP);
        let Pit { id } = client.json(&open).await.map_err(|error| match error {
            error if error.is_no_index() => ElasticError::NoSuchIndex(ask.index.clone()),
            other => other,
        })?;
        Ok(Self { client: client.clone(), pit: Arc::new(Mutex::new(id)) })
    }

    /// The answer to a search, as it came.
    pub(crate) async fn search(&self, what: &'static str, mut body: Value) -> Result<Vec<u8>> {
        body["pit"] = json!({"id": self.id(), "keep_alive": KEEP});
        self.client.call(&Call::post(what, "_search").with("allow_partial_search_results", "false").json(&body)).await
    }

    /// The answer to a search for aggregations.
    pub(crate) async fn json<T: serde::de::DeserializeOwned>(&self, what: &'static str, body: Value) -> Result<T> {
        let answer = self.search(what, body).await?;
        serde_json::from_slice(&answer).map_err(|error| ElasticError::Answer { what, text: error.to_string() })
    }

    /// The newest name of the view, which each answer may change.
    pub(crate) fn keep(&self, id: &str) {
        let mut pit = self.pit.lock().unwrap_or_else(PoisonError::into_inner);
        if *pit != id {
            id.clone_into(&mut pit);
        }
    }

    pub(crate) async fn close(&self) {
        let close = Call::delete("close the point in time", "_pit").json(&json!({"id": self.id()})).tries(1);
        if let Err(error) = self.client.call(&close).await {
            tracing::debug!(error = %error, "the point in time ends by itself");
        }
    }

    fn id(&self) -> String {
        self.pit.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}
