//! A server that answers what a test wants it to, for troubles that a real one cannot be asked for.

use std::sync::{Arc, Mutex};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

type Asked = Arc<Mutex<Vec<String>>>;

/// Answers by the number of the request and its text: status and body.
type Answers = dyn Fn(usize, &str) -> (u16, String) + Send + Sync;

pub(crate) struct Stub {
    pub(crate) address: String,
    asked: Asked,
}

impl Stub {
    pub(crate) async fn start(answers: impl Fn(usize, &str) -> (u16, String) + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = listener.local_addr().expect("an address").to_string();
        let asked = Asked::default();
        let (answers, log): (Arc<Answers>, Asked) = (Arc::new(answers), Arc::clone(&asked));
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(serve(stream, Arc::clone(&answers), Arc::clone(&log)));
            }
        });
        Self { address, asked }
    }

    /// All requests so far.
    pub(crate) fn asked(&self) -> Vec<String> {
        self.asked.lock().expect("whole").clone()
    }
}

/// One request, then the connection closes.
async fn serve(mut stream: TcpStream, answers: Arc<Answers>, asked: Asked) {
    let mut request = Vec::new();
    while !is_whole(&request) {
        let mut buffer = [0; 4096];
        match stream.read(&mut buffer).await {
            Ok(0) | Err(_) => return,
            Ok(read) => request.extend_from_slice(&buffer[..read]),
        }
        // The greeting of TLS.
        if request.starts_with(b"\x16") {
            let _ = stream.write_all(b"HTTP/1.1 400 x\r\n\r\n").await;
            return;
        }
    }
    let text = String::from_utf8_lossy(&request);
    let text = text.into_owned();
    let number = {
        let mut asked = asked.lock().expect("whole");
        asked.push(text.clone());
        asked.len() - 1
    };
    let (status, body) = answers(number, &text);
    let answer = format!(
        "HTTP/1.1 {status} x\r\ncontent-type: application/json\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{body}",
        body.len()
    );
    let _ = stream.write_all(answer.as_bytes()).await;
    let _ = stream.shutdown().await;
}

fn is_whole(request: &[u8]) -> bool {
    let text = String::from_utf8_lossy(request);
    let Some((head, _)) = text.split_once("\r\n\r\n") else { return false };
    let length = head.lines().find_map(|line| line.to_lowercase().strip_prefix("content-length:")?.trim().parse().ok());
    request.len() >= head.len() + 4 + length.unwrap_or(0usize)
}
