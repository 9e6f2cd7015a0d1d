//! How fast events come out of Elasticsearch: a bare loop that only reads, and reading into a graph.
//!
//! `cargo run --release -p elastic --example read -- INDEX [bare|parse|graph|counted]`, with the server in
//! `LOGONTRACER_TEST_ES_URL`, `_USER` and `_PASSWORD` as `scripts/services up` writes them; `PAGE` and `SLICES` change how it is read.
#![expect(clippy::print_stdout, reason = "a measurement is for reading")]

use std::error::Error;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::Instant;

use elastic::{Ask, Client, Reduce, Settings, SignIn};
use elasticsearch::auth::Credentials;
use elasticsearch::http::headers::HeaderMap;
use elasticsearch::http::transport::{SingleNodeConnectionPool, TransportBuilder};
use elasticsearch::http::{Method, Url};
use serde_json::{Value, json};
use tokio::sync::mpsc;

type Outcome<T> = Result<T, Box<dyn Error + Send + Sync>>;

#[tokio::main]
async fn main() -> Outcome<()> {
    let mut words = std::env::args().skip(1);
    let index = words.next().ok_or("which index?")?;
    let how = words.next().unwrap_or_else(|| "graph".to_owned());
    let number = |name| std::env::var(name).ok().and_then(|value| value.parse().ok());
    let (usual, index) = (Ask::default(), index);
    let (page, slices) = (number("PAGE").unwrap_or(usual.page), number("SLICES").unwrap_or(usual.slices));
    let ask = Ask { index, page, slices, ..usual };
    let start = Instant::now();
    let count = match how.as_str() {
        "bare" => bare(&ask).await?,
        "parse" => parse(&ask).await?,
        "counted" => graph(Ask { reduce: Reduce::Always, ..ask }).await?,
        _ => graph(Ask { reduce: Reduce::Never, ..ask }).await?,
    };
    let seconds = start.elapsed().as_secs_f64();
    println!("{how}: {count} documents in {seconds:.2} s, {:.1} k/s", count as f64 / seconds / 1000.0);
    Ok(())
}

fn variable(name: &str) -> Outcome<String> {
    std::env::var(format!("LOGONTRACER_TEST_ES_{name}")).map_err(|_| "run `scripts/services up` first".into())
}

async fn client() -> Outcome<Client> {
    let sign_in = SignIn::Password { user: variable("USER")?, password: variable("PASSWORD")? };
    let settings = Settings { addresses: vec![variable("URL")?], sign_in, ..Settings::default() };
    Ok(Client::connect(&settings).await?)
}

async fn graph(ask: Ask) -> Outcome<u64> {
    struct Quiet;
    impl ingest::Progress for Quiet {
        fn file(&self, _name: &str) {}
        fn advance(&self, _bytes: u64, _records: u64) {}
    }
    let reading = ingest::Reading::prepare(client().await?, ask).await?;
    let loaded = ingest::load_elastic(None, None, &reading, &Quiet, &Arc::new(AtomicBool::new(false))).await?;
    let rows = loaded.report.reduced.as_ref().map_or(0, |reduced| reduced.rows);
    println!("{} edges, {} findings, {rows} rows", loaded.graph.logons.len(), loaded.findings.len());
    Ok(loaded.report.read())
}

/// Documents to events, and no further.
async fn parse(ask: &Ask) -> Outcome<u64> {
    let client = client().await?;
    let survey = client.survey(ask).await?;
    let (to, mut from) = mpsc::channel(1);
    let drain = tokio::spawn(async move { while from.recv().await.is_some() {} });
    let done = client.read(ask, &survey, None, to, &Arc::new(AtomicBool::new(false))).await?;
    drain.await?;
    Ok(done.documents)
}

/// Two slices, everything, looked at no closer than the order needs.
async fn bare(ask: &Ask) -> Outcome<u64> {
    let transport = TransportBuilder::new(SingleNodeConnectionPool::new(Url::parse(&variable("URL")?)?))
        .auth(Credentials::Basic(variable("USER")?, variable("PASSWORD")?))
        .header("accept-encoding".parse()?, "identity".parse()?)
        .disable_proxy()
        .build()?;
    let send = |path: String, body: Value| {
        let transport = transport.clone();
        async move {
            let body = Some(body.to_string());
            let answer = transport.send(Method::Post, &path, HeaderMap::new(), None::<&()>, body, None).await?;
            Outcome::Ok(answer.error_for_status_code()?.bytes().await?)
        }
    };
    let pit: Value = serde_json::from_slice(&send(format!("{}/_pit?keep_alive=5m", ask.index), json!({})).await?)?;
    let slice = |id: usize| {
        let (pit, send) = (pit["id"].clone(), &send);
        async move {
            let (mut count, mut after) = (0, Value::Null);
            loop {
                let mut body = json!({"size": ask.page, "track_total_hits": false, "slice": {"id": id, "max": 2},
                    "pit": {"id": pit, "keep_alive": "5m"}, "sort": [{"_shard_doc": "asc"}]});
                if !after.is_null() {
                    body["search_after"] = json!([after]);
                }
                let page = send("_search".to_owned(), body).await?;
                let (hits, last) = hits(&page);
                count += hits;
                if hits < ask.page as u64 {
                    return Outcome::Ok(count);
                }
                after = json!(last);
            }
        }
    };
    let (one, two) = tokio::try_join!(slice(0), slice(1))?;
    Ok(one + two)
}

/// How many hits there are, and the last one's place.
fn hits(page: &[u8]) -> (u64, u64) {
    let text = String::from_utf8_lossy(page);
    let last = text.rsplit("\"sort\":[").next().unwrap_or_default();
    let digits: String = last.chars().take_while(char::is_ascii_digit).collect();
    (text.matches("\"sort\":[").count() as u64, digits.parse().unwrap_or_default())
}
