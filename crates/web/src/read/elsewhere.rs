//! Raw records of imports that came from Elasticsearch, looked up there again.

use std::collections::BTreeSet;
use std::sync::Arc;

use elastic::{Ask, Client, Document, ElasticError, Settings};
use tokio::sync::OnceCell;

use super::records::{Found, Target, row};
use crate::view::CaseView;

/// The cluster that imports came from. Cheap to clone.
#[derive(Clone)]
pub(crate) struct Elsewhere {
    settings: Result<Settings, String>,
    ask: Ask,
    client: Arc<OnceCell<Client>>,
}

impl Elsewhere {
    /// Nothing is asked of the cluster yet.
    pub(crate) fn new(settings: Result<Settings, String>, ask: Ask) -> Self {
        Self { settings, ask, client: Arc::default() }
    }

    /// Adds what the sources of these imports have of the target; or why that cannot be told.
    pub(super) async fn search(
        &self,
        view: &CaseView,
        target: &Target,
        sources: &BTreeSet<String>,
        limit: usize,
        found: &mut Found,
    ) {
        if target.is_nothing() {
            return;
        }
        for source in sources {
            if !source.contains("://") {
                found
                    .failed
                    .push((source.clone(), "its files were not kept; import them through the service".to_owned()));
                continue;
            }
            match self.documents(view, target, source, limit).await {
                Ok((documents, cut)) => {
                    found.cut |= cut;
                    let rows = documents.into_iter().map(|document| {
                        let name = format!("{}/{}", document.index, document.id);
                        row(document.raw, &name)
                    });
                    found.rows.extend(rows);
                }
                Err(why) => found.failed.push((source.clone(), why)),
            }
        }
    }

    async fn documents(
        &self,
        view: &CaseView,
        target: &Target,
        source: &str,
        limit: usize,
    ) -> Result<(Vec<Document>, bool), String> {
        let settings = self.settings.as_ref().map_err(Clone::clone)?;
        let client = self.client.get_or_try_init(|| Client::connect(settings)).await.map_err(|error| told(&error))?;
        let index = client.index_of(source).ok_or_else(|| {
            format!("this service knows another Elasticsearch, `{}`: see elasticsearch.server", client.address())
        })?;
        let ask = Ask { index: index.to_owned(), ..self.ask.clone() };
        let (mut wanted, has) = (target.wanted(view), |event: &model::Event| target.has(view, event));
        let mut lookup = client.find(&ask, &wanted, &has, limit).await.map_err(|error| told(&error))?;
        if !lookup.cut && !wanted.texts.is_empty() && target.is_more_than(lookup.documents.len()) {
            // Its index may not be made for searching names.
            wanted.texts.clear();
            lookup = client.find(&ask, &wanted, &has, limit).await.map_err(|error| told(&error))?;
        }
        Ok((lookup.documents, lookup.cut))
    }
}

/// What is wrong, and what to do about it.
fn told(error: &ElasticError) -> String {
    let text = model::causes(error);
    error.hint().map_or_else(|| text.clone(), |hint| format!("{text} ({hint})"))
}
