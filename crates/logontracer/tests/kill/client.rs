//! Somebody who hands in a file and has it imported, however often the service goes away meanwhile.

use std::sync::Mutex;
use std::time::{Duration, Instant};

use reqwest::blocking::{Body, Client, Response};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::site::PASSWORD;

/// Bytes of a file sent at once.
const PIECE: usize = 1 << 20;
/// How long somebody asks again before giving up.
const PATIENCE: Duration = Duration::from_mins(3);

/// What is being done when nothing is left to do.
pub(crate) const DONE: &str = "done";

pub(crate) struct Page {
    client: Client,
    address: String,
    cookie: String,
    csrf: String,
    /// What is being done, for the test's report.
    pub(crate) doing: Mutex<String>,
}

impl Page {
    /// Signs in; nobody kills anything yet, but the service may be starting.
    pub(crate) fn open(address: &str) -> Self {
        let client = Client::builder().timeout(Duration::from_secs(20)).build().unwrap();
        let sign_in = json!({ "name": "alan", "password": PASSWORD });
        let post = || client.post(format!("http://{address}/api/v1/session")).json(&sign_in).send();
        let answer = patiently("sign in", || post().ok().filter(|answer| answer.status() == StatusCode::OK));
        let cookie = answer.headers()["set-cookie"].to_str().unwrap().split(';').next().unwrap().to_owned();
        let csrf = answer.json::<Value>().unwrap()["csrf"].as_str().unwrap().to_owned();
        Self { client, address: address.to_owned(), cookie, csrf, doing: Mutex::default() }
    }

    fn does(&self, what: String) {
        *self.doing.lock().unwrap() = what;
    }

    /// One try; nothing where there was no answer, or one that says that something else is away.
    fn send(&self, method: Method, path: &str, offset: usize, body: impl Into<Body>) -> Option<Response> {
        let request = self.client.request(method, format!("http://{}/api/v1{path}", self.address));
        let request = request.header("cookie", &self.cookie).header("x-csrf-token", &self.csrf);
        let request = request.header("content-type", "application/json").header("upload-offset", offset);
        let answer = request.body(body).send().ok()?;
        (!answer.status().is_server_error()).then_some(answer)
    }

    /// Asks until there is an answer of this status.
    fn ask(&self, method: &Method, path: &str, body: &Value, status: &[StatusCode]) -> Value {
        let text = if body.is_null() { String::new() } else { body.to_string() };
        let answer = patiently(path, || self.send(method.clone(), path, 0, text.clone()));
        let (found, text) = (answer.status(), answer.text().unwrap_or_default());
        assert!(status.contains(&found), "{method} {path}: {found}: {text}");
        serde_json::from_str(&text).unwrap_or_default()
    }

    /// From a file to the end of its import. Gives the file's checksum.
    pub(crate) fn import(&self, case: &str, name: &str, file: &[u8]) -> String {
        let made = [StatusCode::CREATED, StatusCode::CONFLICT];
        self.does("making the case".to_owned());
        self.ask(&Method::POST, "/cases", &json!({ "name": case }), &made);
        let sha256 = self.hand_in(case, name, file);
        self.does("asking for the import".to_owned());
        let order = json!({ "files": [{ "sha256": sha256, "name": name }] });
        let path = format!("/cases/{case}/imports");
        self.ask(&Method::POST, &path, &order, &[StatusCode::ACCEPTED]);
        patiently("the end of all jobs", || self.all_done(case).then_some(()));
        self.does(DONE.to_owned());
        sha256
    }

    /// Asked twice, since the first answer was lost, there are two jobs; both have to end well.
    fn all_done(&self, case: &str) -> bool {
        let jobs = self.ask(&Method::GET, &format!("/jobs?case={case}"), &Value::Null, &[StatusCode::OK]);
        let jobs = jobs["jobs"].as_array().unwrap();
        let now = jobs.iter().find(|job| job["state"] == "running");
        self.does(now.map_or("waiting for a worker".to_owned(), |job| job["stage"].as_str().unwrap().to_owned()));
        for job in jobs {
            assert!(job["state"] != "failed" && job["state"] != "cancelled", "{job:#}");
        }
        jobs.iter().all(|job| job["state"] == "done")
    }

    fn hand_in(&self, case: &str, name: &str, file: &[u8]) -> String {
        let order = json!({ "name": name, "bytes": file.len() });
        loop {
            let path = format!("/cases/{case}/uploads");
            let begun = self.ask(&Method::POST, &path, &order, &[StatusCode::CREATED]);
            if let Some(sha256) = self.pieces(begun["id"].as_str().unwrap(), file) {
                return sha256;
            }
        }
    }

    /// Sends the pieces; nothing where the service does not know of the upload any more.
    fn pieces(&self, id: &str, file: &[u8]) -> Option<String> {
        let path = format!("/uploads/{id}");
        let mut offset = 0;
        loop {
            self.does(format!("handing in, {} %", 100 * offset / file.len()));
            let piece = file[offset..file.len().min(offset + PIECE)].to_vec();
            let sent =
                self.send(Method::PATCH, &path, offset, piece).filter(|answer| answer.status() == StatusCode::OK);
            // Where a piece was lost on the way, or its answer, the service knows how far it is.
            let stands = sent.map_or_else(
                || self.ask(&Method::GET, &path, &Value::Null, &[StatusCode::OK, StatusCode::NOT_FOUND]),
                |answer| answer.json().unwrap_or_default(),
            );
            if let Some(sha256) = stands["upload"]["sha256"].as_str() {
                return Some(sha256.to_owned());
            }
            offset = stands["offset"].as_u64()? as usize;
        }
    }
}

/// Tries until there is something.
fn patiently<T>(what: &str, mut attempt: impl FnMut() -> Option<T>) -> T {
    let begun = Instant::now();
    loop {
        if let Some(done) = attempt() {
            return done;
        }
        assert!(begun.elapsed() < PATIENCE, "no success: {what}");
        std::thread::sleep(Duration::from_millis(100));
    }
}
