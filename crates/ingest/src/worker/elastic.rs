//! Jobs that import events of Elasticsearch.

use std::sync::Arc;

use ::elastic::{Ask, Client, ElasticError};
use serde_json::{Value, json};
use store::Job;

use super::order::{self, ElasticOrder};
use super::{Gauge, Setup, Signs, Trouble, files, other, slices};
use crate::{Imported, Order, Reading, window};

/// Connects as the worker is set up.
pub(super) async fn connect(setup: &Setup) -> Result<Client, Trouble> {
    let settings = setup.elastic.as_ref().map_err(|text| Trouble::failed("elastic_setting", text.clone(), None))?;
    Ok(Client::connect(settings).await?)
}

pub(super) async fn import(setup: &Setup, job: &Job, gauge: &Gauge, signs: &Signs) -> Result<Value, Trouble> {
    let asked: ElasticOrder = order::read(&job.order)?;
    let case = other::case_of(job)?;
    let window = window(asked.from.as_deref(), asked.to.as_deref(), asked.zone.as_deref())
        .map_err(|error| Trouble::order(&error.to_string()))?;
    let client = connect(setup).await?;
    let index = asked.index.clone().unwrap_or_else(|| setup.ask.index.clone());
    let source = client.source(&index);
    let order = Order {
        case: case.to_owned(),
        sources: Vec::new(),
        window,
        sigma: files::rules(setup, asked.sigma)?,
        by: job.by.clone(),
        report: setup.report,
        failed: Vec::new(),
        evidence: Vec::new(),
        keep: Arc::clone(&signs.keep),
    };
    let children = setup.store.job_children(&job.id).await?;
    let imported = if children.is_empty() {
        gauge.stage("searching");
        let reduce = asked.reduce.map_or(setup.ask.reduce, Into::into);
        let reading = match Reading::prepare(client.clone(), Ask { index, window, reduce, ..setup.ask.clone() }).await {
            Ok(reading) => reading,
            Err(error @ ElasticError::NoEvents { .. }) => {
                return Ok(json!({"import": null, "before": false, "report": null, "nothing": error.to_string()}));
            }
            Err(error) => return Err(error.into()),
        };
        gauge.expect(0, reading.count());
        let slice = asked.slice.unwrap_or(slices::EVENTS);
        if reading.count() > slice {
            let Some(id) = slices::cut(setup, job, reading, slice).await? else { return Err(Trouble::Waits) };
            Imported::Before { id }
        } else {
            let wrote = |done, all| gauge.wrote(done, all);
            crate::import_elastic(&setup.store, &reading, order, gauge, &wrote, &signs.stop).await?
        }
    } else {
        slices::gather(setup, &source, children, order, (gauge, signs)).await?
    };
    let mut result = files::told(setup, case, &imported).await?;
    if asked.analyze {
        let how = (asked.ranking, asked.learn);
        files::rank_or_take_back(setup, case, &imported, signs, gauge, how, &mut result).await?;
    }
    if asked.export {
        signs.look()?;
        gauge.stage("exporting");
        result["exported"] = other::exported(setup, &client, case).await?;
    }
    Ok(result)
}
