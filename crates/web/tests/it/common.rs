//! A service of one's own for each test.

use std::net::{SocketAddr, TcpListener};

use evidence::Evidence;
use reqwest::{Client, Method, RequestBuilder, Response};
use serde_json::{Value, json};
use store::Store;
use tempfile::TempDir;
use tokio::sync::oneshot;
use web::{App, Role, Settings};

pub(crate) const PASSWORD: &str = "correct horse battery";

/// A running service; it ends when this is dropped.
pub(crate) struct Service {
    pub(crate) app: App,
    pub(crate) address: SocketAddr,
    pub(crate) store: Store,
    pub(crate) folder: TempDir,
    stop: Option<oneshot::Sender<()>>,
}

impl Drop for Service {
    fn drop(&mut self) {
        let _ = self.stop.take().map(|stop| stop.send(()));
    }
}

pub(crate) async fn service() -> Service {
    service_with(|_| {}).await
}

/// One with other settings than usual; limits are wide unless a test is about them.
pub(crate) async fn service_with(change: impl FnOnce(&mut Settings)) -> Service {
    let server = testkit::neo4j();
    let queue = testkit::fresh_case();
    let (uri, user, password) = (server.uri, server.user, server.password);
    let store = store::Settings { uri, user, password, queue, ..store::Settings::default() };
    let store = Store::connect(&store).await.unwrap();
    store.migrate().await.unwrap();
    let folder = tempfile::tempdir().unwrap();
    let mut settings = Settings { data_dir: folder.path().join("data"), sign_in_burst: 1_000, ..Settings::default() };
    change(&mut settings);
    let evidence = evidence::Settings {
        url: folder.path().join("evidence").display().to_string(),
        cache: folder.path().join("cache"),
        cache_bytes: 1 << 30,
        s3: evidence::S3::default(),
    };
    let evidence = Evidence::open(&evidence).unwrap();
    let app = App::open(settings, store.clone(), evidence).await.unwrap();
    for (name, role) in [("ann", Role::Admin), ("alan", Role::Analyst), ("vera", Role::Viewer)] {
        app.people.user_create(name, role, Some(PASSWORD)).await.unwrap();
    }
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let (stop, stopped) = oneshot::channel::<()>();
    tokio::spawn(web::serve(app.clone(), listener, async {
        let _ = stopped.await;
    }));
    Service { app, address, store, folder, stop: Some(stop) }
}

/// Somebody who asks.
pub(crate) struct Person {
    client: Client,
    base: String,
    cookie: Option<String>,
    csrf: Option<String>,
    bearer: Option<String>,
}

impl Service {
    /// Somebody who is not signed in.
    pub(crate) fn nobody(&self) -> Person {
        let base = format!("http://{}", self.address);
        Person { client: Client::new(), base, cookie: None, csrf: None, bearer: None }
    }

    /// Somebody with a token.
    pub(crate) fn holder(&self, token: &str) -> Person {
        Person { bearer: Some(token.to_owned()), ..self.nobody() }
    }

    /// Somebody who signed in.
    pub(crate) async fn signed_in(&self, name: &str, password: &str) -> Person {
        let mut person = self.nobody();
        let answer = person.post("/api/v1/session", json!({ "name": name, "password": password })).await;
        assert_eq!(answer.status(), 200, "{name} cannot sign in");
        let cookie = answer.headers()["set-cookie"].to_str().unwrap();
        person.cookie = Some(cookie.split(';').next().unwrap().to_owned());
        person.csrf = Some(body(answer).await["csrf"].as_str().unwrap().to_owned());
        person
    }

    /// `ann` is an admin, `alan` an analyst, `vera` a viewer.
    pub(crate) async fn person(&self, name: &str) -> Person {
        self.signed_in(name, PASSWORD).await
    }
}

impl Person {
    /// A request as this person sends it.
    pub(crate) fn request(&self, method: Method, path: &str) -> RequestBuilder {
        let mut request = self.client.request(method, format!("{}{path}", self.base));
        for (name, value) in [("cookie", &self.cookie), ("x-csrf-token", &self.csrf)] {
            if let Some(value) = value {
                request = request.header(name, value);
            }
        }
        match &self.bearer {
            Some(token) => request.bearer_auth(token),
            None => request,
        }
    }

    pub(crate) async fn get(&self, path: &str) -> Response {
        self.request(Method::GET, path).send().await.unwrap()
    }

    pub(crate) async fn post(&self, path: &str, body: Value) -> Response {
        self.request(Method::POST, path).json(&body).send().await.unwrap()
    }

    pub(crate) async fn put(&self, path: &str, body: Value) -> Response {
        self.request(Method::PUT, path).json(&body).send().await.unwrap()
    }

    pub(crate) async fn patch(&self, path: &str, body: Value) -> Response {
        self.request(Method::PATCH, path).json(&body).send().await.unwrap()
    }

    pub(crate) async fn delete(&self, path: &str) -> Response {
        self.request(Method::DELETE, path).send().await.unwrap()
    }

    /// What its cookie carries.
    pub(crate) fn secret(&self) -> &str {
        self.cookie.as_deref().unwrap().split_once('=').unwrap().1
    }

    /// The same person, whose page forgot the token against forged requests.
    pub(crate) fn without_csrf(mut self) -> Self {
        self.csrf = None;
        self
    }
}

/// A key as it stands in an address.
pub(crate) fn coded(key: &str) -> String {
    key.bytes().map(|byte| format!("%{byte:02X}")).collect::<Vec<_>>().concat()
}

pub(crate) async fn body(answer: Response) -> Value {
    answer.json().await.unwrap()
}

/// The code of an answer that has to be an error of this status.
pub(crate) async fn refused(answer: Response, status: u16) -> String {
    assert_eq!(answer.status().as_u16(), status);
    assert!(answer.headers().contains_key("x-request-id"));
    let problem = body(answer).await;
    assert!(!problem["message"].as_str().unwrap().is_empty());
    problem["code"].as_str().unwrap().to_owned()
}
