//! A store that speaks S3, on this machine.

use std::path::Path;
use std::time::Duration;

use hyper_util::rt::{TokioExecutor, TokioIo};
use hyper_util::server::conn::auto::Builder;
use s3s::auth::SimpleAuth;
use s3s::service::S3ServiceBuilder;
use tokio::net::TcpListener;
use tokio::runtime::Runtime;

/// A store with one bucket whose objects are files of a folder. It ends with this.
pub struct S3 {
    /// Its address.
    pub endpoint: String,
    runtime: Option<Runtime>,
}

impl S3 {
    /// The bucket it has.
    pub const BUCKET: &str = "evidence";
    /// The name of the key that it lets in.
    pub const KEY: &str = "tester";
    /// That key.
    pub const SECRET: &str = "open sesame";

    /// Starts one that keeps its objects in this folder.
    ///
    /// # Panics
    /// When it cannot use the folder or finds no port.
    pub fn start(folder: &Path) -> Self {
        std::fs::create_dir_all(folder.join(Self::BUCKET)).expect("a folder for the bucket");
        let mut service = S3ServiceBuilder::new(s3s_fs::FileSystem::new(folder).expect("a folder"));
        service.set_auth(SimpleAuth::from_single(Self::KEY, Self::SECRET));
        let service = service.build();
        // Of its own, so that it also serves tests without any.
        let runtime = Runtime::new().expect("a runtime");
        let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a free port");
        listener.set_nonblocking(true).expect("a socket");
        let endpoint = format!("http://{}", listener.local_addr().expect("an address"));
        runtime.spawn(async move {
            let listener = TcpListener::from_std(listener).expect("a socket");
            while let Ok((socket, _)) = listener.accept().await {
                let service = service.clone();
                tokio::spawn(async move {
                    // A client that hangs up is no matter of the test's.
                    let _ = Builder::new(TokioExecutor::new()).serve_connection(TokioIo::new(socket), service).await;
                });
            }
        });
        Self { endpoint, runtime: Some(runtime) }
    }
}

impl Drop for S3 {
    fn drop(&mut self) {
        if let Some(runtime) = self.runtime.take() {
            // Also where this is dropped inside another runtime, which must not wait.
            runtime.shutdown_timeout(Duration::ZERO);
        }
    }
}
