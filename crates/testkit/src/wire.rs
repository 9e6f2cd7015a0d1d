//! A wire to a server, which a test can cut.

use std::io::{Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

/// How a wire breaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Break {
    /// Connections end, and new ones are turned away.
    Cut,
    /// Everything is taken and nothing comes back. Connections of that time stay dead when the wire is whole again,
    /// as those do that a firewall has forgotten.
    Swallow,
}

/// A wire to a server. It ends with the test.
pub struct Wire {
    address: String,
    shared: Arc<Shared>,
}

struct Shared {
    server: String,
    /// What is asked waits so long first.
    delay: Duration,
    now: Mutex<Now>,
    asked: AtomicU64,
}

#[derive(Default)]
struct Now {
    broken: Option<Break>,
    /// Breaks by itself once so many bytes went to the server.
    at: Option<(u64, Break)>,
    ends: Vec<Ends>,
}

/// Both ends of a connection.
struct Ends {
    near: TcpStream,
    far: TcpStream,
    dead: Arc<AtomicBool>,
}

impl Wire {
    /// To a server, given as host and port.
    ///
    /// # Panics
    /// When there is no free port.
    pub fn to(server: &str) -> Self {
        Self::long(server, Duration::ZERO)
    }

    /// To a server far away: what is asked needs so long to get there.
    ///
    /// # Panics
    /// When there is no free port.
    pub fn long(server: &str, delay: Duration) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let address = listener.local_addr().expect("an address").to_string();
        let shared = Shared { server: server.to_owned(), delay, now: Mutex::default(), asked: AtomicU64::new(0) };
        let (shared, mine) = {
            let shared = Arc::new(shared);
            (Arc::clone(&shared), shared)
        };
        std::thread::spawn(move || listener.incoming().flatten().for_each(|near| mine.connect(near)));
        Self { address, shared }
    }

    /// Host and port at this end.
    pub fn address(&self) -> &str {
        &self.address
    }

    /// Bytes that went to the server.
    pub fn asked(&self) -> u64 {
        self.shared.asked.load(Ordering::SeqCst)
    }

    /// Breaks the wire once so many bytes went to the server.
    pub fn break_at(&self, bytes: u64, how: Break) {
        self.shared.now().at = Some((bytes, how));
    }

    /// Waits until it is broken.
    ///
    /// # Panics
    /// When it is not within a minute.
    pub fn until_broken(&self) {
        let begun = Instant::now();
        while self.shared.now().broken.is_none() {
            assert!(begun.elapsed() < Duration::from_mins(1), "only {} bytes went to the server", self.asked());
            std::thread::sleep(Duration::from_millis(5));
        }
    }

    /// Makes it whole for whoever connects from now on.
    pub fn mend(&self) {
        self.shared.now().broken = None;
    }
}

impl Shared {
    fn now(&self) -> std::sync::MutexGuard<'_, Now> {
        self.now.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn connect(self: &Arc<Self>, near: TcpStream) {
        let Ok(far) = TcpStream::connect(&self.server) else { return };
        let both = |stream: &TcpStream| stream.try_clone().expect("a handle");
        let dead = Arc::new(AtomicBool::new(false));
        let mut now = self.now();
        match now.broken {
            Some(Break::Cut) => return,
            Some(Break::Swallow) => dead.store(true, Ordering::SeqCst),
            None => {}
        }
        now.ends.push(Ends { near: both(&near), far: both(&far), dead: Arc::clone(&dead) });
        drop(now);
        let (asks, answers) = ((both(&near), both(&far)), (far, near));
        let (there, back) = ((Arc::clone(self), Arc::clone(&dead)), (Arc::clone(self), dead));
        std::thread::spawn(move || there.0.pass(asks, &there.1, true));
        std::thread::spawn(move || back.0.pass(answers, &back.1, false));
    }

    fn pass(&self, (mut from, mut to): (TcpStream, TcpStream), dead: &AtomicBool, asks: bool) {
        let mut buffer = vec![0; 1 << 16];
        while let Ok(length @ 1..) = from.read(&mut buffer) {
            if asks {
                self.count(length as u64);
                std::thread::sleep(self.delay);
            }
            if !dead.load(Ordering::SeqCst) && to.write_all(&buffer[..length]).is_err() {
                break;
            }
        }
        let _ = to.shutdown(Shutdown::Both);
    }

    fn count(&self, bytes: u64) {
        let all = self.asked.fetch_add(bytes, Ordering::SeqCst) + bytes;
        let mut now = self.now();
        let Some((_, how)) = now.at.take_if(|(at, _)| all >= *at) else { return };
        now.broken = Some(how);
        for Ends { near, far, dead } in now.ends.drain(..) {
            dead.store(true, Ordering::SeqCst);
            if how == Break::Cut {
                let _ = (near.shutdown(Shutdown::Both), far.shutdown(Shutdown::Both));
            }
        }
    }
}
