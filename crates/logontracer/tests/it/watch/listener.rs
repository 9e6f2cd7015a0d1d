//! Whoever a webhook leads to.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

use serde_json::Value;

/// A listener that keeps what is posted to it; the first post of all is answered with a failure.
pub(super) struct Listener {
    pub(super) url: String,
    posted: Arc<Mutex<Vec<Value>>>,
}

impl Listener {
    pub(super) fn start() -> Self {
        let socket = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}/secret/path", socket.local_addr().unwrap());
        let posted = Arc::new(Mutex::new(Vec::new()));
        let log = Arc::clone(&posted);
        std::thread::spawn(move || {
            for (number, stream) in socket.incoming().enumerate() {
                let mut stream = stream.unwrap();
                let body = body(&mut stream);
                let status = if number == 0 { "503 later" } else { "204 thanks" };
                write!(stream, "HTTP/1.1 {status}\r\ncontent-length: 0\r\nconnection: close\r\n\r\n").unwrap();
                log.lock().unwrap().push(body);
            }
        });
        Self { url, posted }
    }

    pub(super) fn take(&self) -> Vec<Value> {
        std::mem::take(&mut self.posted.lock().unwrap())
    }
}

fn body(stream: &mut TcpStream) -> Value {
    let mut reader = BufReader::new(stream);
    let (mut line, mut length) = (String::new(), 0);
    while reader.read_line(&mut line).unwrap() > 2 {
        if let Some(value) = line.to_lowercase().strip_prefix("content-length:") {
            length = value.trim().parse().unwrap();
        }
        line.clear();
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body).unwrap();
    serde_json::from_slice(&body).unwrap()
}
