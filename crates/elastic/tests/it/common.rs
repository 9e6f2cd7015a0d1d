//! The test server, indices of a test's own, and documents to put there.

use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use elastic::{Ask, Client, Settings, SignIn};
use elasticsearch::auth::Credentials;
use elasticsearch::http::headers::HeaderMap;
use elasticsearch::http::transport::{SingleNodeConnectionPool, Transport, TransportBuilder};
use elasticsearch::http::{Method, Url};
use ingest::{Loaded, Progress, Reading};
use serde_json::{Value, json};

/// Says nothing.
pub(crate) struct Quiet;

impl Progress for Quiet {
    fn file(&self, _name: &str) {}
    fn advance(&self, _bytes: u64, _records: u64) {}
}

pub(crate) fn settings() -> Settings {
    let server = testkit::elasticsearch();
    let sign_in = SignIn::Password { user: server.user, password: server.password };
    Settings { addresses: vec![server.uri], sign_in, ..Settings::default() }
}

pub(crate) async fn client() -> Client {
    Client::connect(&settings()).await.expect("the test server")
}

/// What tests ask the server themselves.
pub(crate) struct Raw(Transport);

impl Raw {
    pub(crate) fn new() -> Self {
        let server = testkit::elasticsearch();
        let pool = SingleNodeConnectionPool::new(Url::parse(&server.uri).expect("a URL"));
        let builder = TransportBuilder::new(pool).auth(Credentials::Basic(server.user, server.password));
        Self(builder.disable_proxy().build().expect("a transport"))
    }

    pub(crate) async fn ask(&self, method: Method, path: &str, body: String) -> Value {
        let answer =
            self.0.send(method, path, HeaderMap::new(), None::<&()>, Some(body), None).await.expect("an answer");
        let status = answer.status_code();
        let text = answer.text().await.expect("a body");
        assert!(status.is_success(), "{path}: {text}");
        serde_json::from_str(&text).unwrap_or(Value::Null)
    }

    /// A new index of this mapping with these documents.
    pub(crate) async fn index(&self, mappings: Value, documents: impl Iterator<Item = String>) -> String {
        let name = testkit::fresh_case();
        let body = json!({"settings": {"number_of_replicas": 0}, "mappings": mappings});
        self.ask(Method::Put, &name, body.to_string()).await;
        let lines: Vec<String> = documents.map(|line| format!("{{\"create\":{{}}}}\n{line}\n")).collect();
        for part in lines.chunks(4_000) {
            let answer = self.ask(Method::Post, &format!("{name}/_bulk?refresh=true"), part.concat()).await;
            assert_eq!(answer["errors"], false, "{}", answer["items"][0]);
        }
        name
    }

    pub(crate) async fn gone(&self, index: &str) {
        self.ask(Method::Delete, index, String::new()).await;
    }
}

/// Winlogbeat's own mapping.
pub(crate) fn winlogbeat() -> Value {
    json!({"date_detection": false, "dynamic_templates": [
        {"strings": {"match_mapping_type": "string", "mapping": {"type": "keyword", "ignore_above": 1024}}}],
        "properties": {"@timestamp": {"type": "date"}, "message": {"type": "text"}, "source": {"properties": {"ip": {"type": "ip"}}}}})
}

/// Some logons, the way winlogbeat ships them.
pub(crate) fn logons(count: usize) -> impl Iterator<Item = String> {
    (0..count).map(|n| {
        let time = format!("2024-02-{:02}T{:02}:{:02}:{:02}.000Z", 1 + n / 86_400, n / 3600 % 24, n / 60 % 60, n % 60);
        json!({"@timestamp": time, "message": "An account was successfully logged on.", "event": {"code": "4624"},
            "winlog": {"channel": "Security", "computer_name": "dc01.corp.local", "event_id": "4624",
                "record_id": n.to_string(), "provider_name": "Microsoft-Windows-Security-Auditing",
                "event_data": {"TargetUserName": format!("user{:02}", n % 40), "TargetDomainName": "CORP",
                    "LogonType": "3", "IpAddress": format!("10.0.0.{}", 1 + n % 90)}}})
        .to_string()
    })
}

pub(crate) fn ask(index: &str) -> Ask {
    Ask { index: index.to_owned(), ..Ask::default() }
}

pub(crate) async fn load(ask: Ask) -> Loaded {
    let reading = Reading::prepare(client().await, ask).await.expect("something to read");
    let stop = Arc::new(AtomicBool::new(false));
    ingest::load_elastic(None, None, &reading, &Quiet, &stop).await.expect("read")
}

/// The same documents through the door for files.
pub(crate) fn from_file(path: &std::path::Path) -> Loaded {
    let (sources, failed) = events::expand(&[path.display().to_string()]);
    assert!(failed.is_empty());
    ingest::load(&sources, events::Window::default(), &Quiet, &AtomicBool::new(false)).expect("read")
}
