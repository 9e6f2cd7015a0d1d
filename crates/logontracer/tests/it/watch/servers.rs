//! A server that comes late, and a program that waits for it.

use std::io::{BufRead, BufReader};
use std::net::{TcpListener, TcpStream};
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

/// A door to the test server's Elasticsearch that opens when it is told to.
pub(super) fn open(port: u16) {
    let target = testkit::elasticsearch().uri.trim_start_matches("http://").trim_end_matches('/').to_owned();
    let socket = TcpListener::bind(("127.0.0.1", port)).unwrap();
    std::thread::spawn(move || {
        for stream in socket.incoming() {
            let (near, far) = (stream.unwrap(), TcpStream::connect(&target).unwrap());
            let (mut near_in, mut far_in) = (near.try_clone().unwrap(), far.try_clone().unwrap());
            let (mut near_out, mut far_out) = (near, far);
            std::thread::spawn(move || std::io::copy(&mut near_in, &mut far_out));
            std::thread::spawn(move || std::io::copy(&mut far_in, &mut near_out));
        }
    });
}

/// A run of the program whose words can be waited for.
pub(super) struct Running {
    child: Child,
    said: Arc<Mutex<String>>,
}

impl Running {
    pub(super) fn start(command: &mut Command) -> Self {
        let mut child = command.stderr(Stdio::piped()).spawn().unwrap();
        let said = Arc::new(Mutex::new(String::new()));
        let (lines, log) = (BufReader::new(child.stderr.take().unwrap()).lines(), Arc::clone(&said));
        std::thread::spawn(move || {
            for line in lines.map_while(Result::ok) {
                log.lock().unwrap().push_str(&(line + "\n"));
            }
        });
        Self { child, said }
    }

    pub(super) fn said(&self) -> String {
        self.said.lock().unwrap().clone()
    }

    pub(super) fn wait_for(&self, words: &str) {
        let end = Instant::now() + Duration::from_mins(1);
        while !self.said().contains(words) {
            assert!(Instant::now() < end, "`{words}` was not said: {}", self.said());
            std::thread::sleep(Duration::from_millis(50));
        }
    }

    pub(super) fn interrupt(mut self) -> (Option<i32>, String) {
        let pid = self.child.id().to_string();
        assert!(Command::new("kill").args(["-INT", &pid]).status().unwrap().success());
        let code = self.child.wait().unwrap().code();
        (code, self.said())
    }
}
