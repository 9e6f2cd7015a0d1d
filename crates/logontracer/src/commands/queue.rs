//! `import --queue`: files into the evidence store, a job into the queue; or a job that reads Elasticsearch.

use ingest::worker::{ElasticOrder, FileOrder, ImportOrder, Kind, RankingOrder};
use store::Store;

use super::import::refuse_if_empty;
use crate::cli::{Import, Ranking};
use crate::evidence_settings::EvidenceSettings;
use crate::outcome::{Failure, Outcome, say};
use crate::shown::safe;

pub(crate) async fn run(store: &Store, arguments: &Import, settings: &EvidenceSettings) -> anyhow::Result<Outcome> {
    // A wrong time is better known now than when the worker reads it.
    arguments.part.window()?;
    if arguments.from_es {
        return elasticsearch(store, arguments).await;
    }
    let (sources, missing) = events::expand(&arguments.inputs);
    for (name, sentence) in refuse_if_empty(&sources, missing)? {
        say(&format!("  not there: {}: {}", safe(&name), safe(&sentence)));
    }
    let evidence = settings.open()?;
    let mut paths: Vec<_> = sources.iter().map(events::Source::path).collect();
    // The members of an archive follow each other.
    paths.dedup();
    let mut files = Vec::new();
    for path in paths {
        let kept = evidence.put_file(path).await.map_err(Failure::from)?;
        tracing::info!(sha256 = kept.sha256.as_str(), bytes = kept.size, new = kept.new, "file kept");
        files.push(FileOrder { sha256: kept.sha256.to_string(), name: path.display().to_string() });
    }
    let count = files.len();
    let order = ImportOrder {
        files,
        from: arguments.part.from.clone(),
        to: arguments.part.to.clone(),
        zone: arguments.part.timezone.clone(),
        replace: arguments.delete,
        analyze: true,
        ranking: ranking(arguments),
        learn: arguments.how.learn,
        sigma: true,
    };
    let by = std::env::var("USER").unwrap_or_default();
    let id = store.job_add(&order.job(&arguments.case, &by)).await.map_err(Failure::from)?;
    say(&format!("{count} files are kept; job {id} imports them into case `{}` when a worker runs", arguments.case));
    Ok(Outcome::Done)
}

async fn elasticsearch(store: &Store, arguments: &Import) -> anyhow::Result<Outcome> {
    if arguments.delete {
        let text = "a queued import from Elasticsearch removes nothing first".to_owned();
        let hint = Some("remove the case (`case remove`), then queue the import".to_owned());
        return Err(Failure { code: "queued_delete", text, hint }.into());
    }
    let order = ElasticOrder {
        from: arguments.part.from.clone(),
        to: arguments.part.to.clone(),
        zone: arguments.part.timezone.clone(),
        ranking: ranking(arguments),
        learn: arguments.how.learn,
        ..arguments.es.order()
    };
    let by = std::env::var("USER").unwrap_or_default();
    let job = Kind::ImportEs.job(&arguments.case, &order, &by);
    let id = store.job_add(&job).await.map_err(Failure::from)?;
    say(&format!("job {id} imports into case `{}` when workers run that reach Elasticsearch", arguments.case));
    Ok(Outcome::Done)
}

const fn ranking(arguments: &Import) -> RankingOrder {
    match arguments.how.ranking {
        Ranking::Score => RankingOrder::Score,
        Ranking::Classic => RankingOrder::Classic,
    }
}
