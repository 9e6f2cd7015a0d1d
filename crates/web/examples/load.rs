//! Asks a running service as many analysts would: `load ADDRESS CASE RATE SECONDS`, name and password in
//! `LOGONTRACER_USER` and `LOGONTRACER_PASSWORD`.
//!
//! Requests begin at a fixed rate, whether or not earlier ones were answered, and each one's time counts from
//! when it was due: a service that falls behind is not spared.
#![expect(clippy::print_stdout, reason = "its output is what it is for")]

use std::collections::BTreeMap;
use std::error::Error;
use std::sync::Arc;
use std::time::Duration;

use reqwest::{Client, StatusCode};
use serde_json::{Value, json};
use tokio::sync::mpsc;
use tokio::time::{Instant, sleep_until};

type Result<T> = std::result::Result<T, Box<dyn Error + Send + Sync>>;

/// What is asked, and how often out of a hundred.
const MIX: [(&str, usize); 10] = [
    ("accounts", 18),
    ("hosts", 11),
    ("search", 20),
    ("node", 10),
    ("neighbours", 5),
    ("graph", 10),
    ("timeline", 10),
    ("findings", 10),
    ("table", 5),
    ("records", 1),
];

/// Somebody who is signed in.
struct Page {
    client: Client,
    base: String,
    cookie: String,
}

impl Page {
    async fn open(address: &str) -> Result<Self> {
        let (client, base) = (Client::new(), format!("http://{address}"));
        let (name, password) = (std::env::var("LOGONTRACER_USER")?, std::env::var("LOGONTRACER_PASSWORD")?);
        let sign_in = json!({ "name": name, "password": password });
        let answer = client.post(format!("{base}/api/v1/session")).json(&sign_in).send().await?.error_for_status()?;
        let cookie = answer.headers()["set-cookie"].to_str()?.split(';').next().unwrap_or_default().to_owned();
        Ok(Self { client, base, cookie })
    }

    /// Status and body, compressed as a browser gets it.
    async fn get(&self, path: &str, packed: bool) -> Result<(StatusCode, Vec<u8>)> {
        let mut request = self.client.get(format!("{}{path}", self.base)).header("cookie", &self.cookie);
        if packed {
            request = request.header("accept-encoding", "gzip, br");
        }
        let answer = request.send().await?;
        Ok((answer.status(), answer.bytes().await?.to_vec()))
    }

    async fn rows(&self, path: &str) -> Result<Vec<Value>> {
        let answer: Value = serde_json::from_slice(&self.get(path, false).await?.1)?;
        answer["rows"].as_array().cloned().ok_or_else(|| format!("no rows: {path}").into())
    }

    /// Memory of the service in megabytes, as it says itself.
    async fn memory(&self) -> Result<u64> {
        let text = String::from_utf8(self.get("/metrics", false).await?.1)?;
        let line = text.lines().find_map(|line| line.strip_prefix("process_resident_memory_bytes "));
        Ok(line.ok_or("no memory told")?.parse::<f64>()? as u64 >> 20)
    }
}

/// An address for each kind of question, many of each.
async fn questions(page: &Page, case: &str) -> Result<BTreeMap<&'static str, Vec<String>>> {
    let base = format!("/api/v1/cases/{case}");
    let coded = |value: &Value| -> String {
        value.as_str().unwrap_or_default().bytes().map(|byte| format!("%{byte:02X}")).collect::<Vec<_>>().concat()
    };
    let accounts = page.rows(&format!("{base}/accounts?limit=200")).await?;
    let edges = page.rows(&format!("{base}/table?limit=200&sort=rank")).await?;
    let mut all: BTreeMap<&'static str, Vec<String>> = BTreeMap::new();
    let mut add = |kind, rest: String| all.entry(kind).or_default().push(format!("{base}/{rest}"));
    for (n, account) in accounts.iter().enumerate() {
        let (key, name) = (coded(&account["key"]), coded(&account["name"]));
        add("accounts", format!("accounts?limit=100&offset={}", n * 7 % 1_000));
        add("hosts", format!("hosts?limit=100&offset={}", n * 7 % 1_000));
        add("search", format!("search?q={}", &name[..name.len().min(9)]));
        add("node", format!("nodes/{key}"));
        add("neighbours", format!("graph?limit=500&neighbours={key}"));
        add("graph", format!("graph?limit=2000&min_count={}", n % 40));
        add("timeline", format!("timeline?account={key}"));
        add("findings", format!("findings?limit=100&offset={}", n % 50));
    }
    for edge in edges {
        let (from, to) = (coded(&edge["from"]["key"]), coded(&edge["to"]["key"]));
        add("table", format!("table?limit=200&account={to}"));
        add("records", format!("events?from={from}&to={to}&id={}&limit=50", edge["id"]));
    }
    Ok(all)
}

/// A kind, how long its answer took, and what was wrong with it.
type Answer = (&'static str, Duration, Option<String>);

async fn asked(page: Arc<Page>, kind: &'static str, path: String, due: Instant) -> Answer {
    let wrong = match page.get(&path, true).await {
        Ok((StatusCode::OK, _)) => None,
        Ok((status, body)) => Some(format!("{path}: {status} {}", String::from_utf8_lossy(&body))),
        Err(error) => Some(format!("{path}: {error}")),
    };
    (kind, due.elapsed(), wrong)
}

#[tokio::main]
async fn main() -> Result<()> {
    let arguments: Vec<String> = std::env::args().collect();
    let [_, address, case, rate, seconds] = arguments.as_slice() else {
        return Err("usage: load ADDRESS CASE RATE SECONDS".into());
    };
    let (rate, seconds): (u32, u32) = (rate.parse()?, seconds.parse()?);
    let page = Arc::new(Page::open(address).await?);
    let before = page.memory().await?;
    let questions = questions(&page, case).await?;
    // Spread over the seconds: no two hundred of a kind in a row.
    let mut turns: Vec<&'static str> = MIX.iter().flat_map(|(kind, share)| [*kind].repeat(*share)).collect();
    turns = (0..turns.len()).map(|n| turns[n * 37 % turns.len()]).collect();
    let (tell, mut told) = mpsc::unbounded_channel();
    let begun = Instant::now();
    let asking = tokio::spawn(async move {
        for n in 0..rate * seconds {
            let due = begun + Duration::from_secs(1) / rate * n;
            let (kind, n) = (turns[n as usize % turns.len()], n as usize);
            let Some(paths) = questions.get(kind) else { continue };
            let (page, tell, path) = (Arc::clone(&page), tell.clone(), paths[n * 31 % paths.len()].clone());
            sleep_until(due).await;
            tokio::spawn(async move { tell.send(asked(page, kind, path, due).await) });
        }
        page.memory().await
    });
    let mut times: BTreeMap<&str, Vec<Duration>> = BTreeMap::new();
    let mut wrong = Vec::new();
    while let Some((kind, took, fault)) = told.recv().await {
        times.entry(kind).or_default().push(took);
        times.entry("all").or_default().push(took);
        wrong.extend(fault);
    }
    let after = asking.await??;
    let took = begun.elapsed().as_secs_f64();
    for (kind, mut times) in times {
        times.sort_unstable();
        let at = |share: f64| times[((times.len() - 1) as f64 * share) as usize].as_millis();
        let (count, median, most) = (times.len(), at(0.5), at(1.0));
        println!(
            "{kind:11} {count:6}  p50 {median:4} ms  p99 {:4} ms  p99.9 {:4} ms  max {most:4} ms",
            at(0.99),
            at(0.999)
        );
    }
    println!(
        "{rate}/s for {took:.0} s, {} errors, memory of the service {before} MB before, {after} MB after",
        wrong.len()
    );
    for fault in wrong.iter().take(5) {
        println!("{fault}");
    }
    if wrong.is_empty() { Ok(()) } else { Err("not every question was answered".into()) }
}
