//! Listening, and ending without cutting anybody off.

use std::future::Future;
use std::net::{SocketAddr, TcpListener};
use std::time::Duration;

use axum_server::Handle;
use axum_server::tls_rustls::RustlsConfig;
use hyper_util::rt::TokioTimer;

use crate::app::App;
use crate::error::{Error, Result};
use crate::http::install_metrics;
use crate::router::router;

/// How long requests that are under way may take to finish when the service ends.
const GRACE: Duration = Duration::from_secs(10);
/// How long a client may take to send its headers.
const HEADERS: Duration = Duration::from_secs(15);
const SWEEP: Duration = Duration::from_mins(1);

/// How a service that was asked to end has ended.
#[derive(Debug)]
pub struct Ended;

/// Answers on `listener` until `stop` is ready and requests under way are finished.
///
/// # Errors
/// When the socket or the certificate cannot be used.
pub async fn serve(app: App, listener: TcpListener, stop: impl Future<Output = ()> + Send + 'static) -> Result<Ended> {
    let io = |what: &str| {
        let what = what.to_owned();
        move |source| Error::Io { what, source }
    };
    install_metrics()?;
    listener.set_nonblocking(true).map_err(io("cannot use the socket"))?;
    let handle = Handle::new();
    let upkeep = tokio::spawn(upkeep(app.clone()));
    tokio::spawn(end(app.clone(), handle.clone(), stop));
    let service = router(app.clone()).into_make_service_with_connect_info::<SocketAddr>();
    let ended = match (&app.settings.tls_cert, &app.settings.tls_key) {
        (Some(cert), Some(key)) => {
            // Refused when there is one already, which is as good.
            let _ = rustls::crypto::ring::default_provider().install_default();
            let tls =
                RustlsConfig::from_pem_file(cert, key).await.map_err(io("cannot use the certificate and its key"))?;
            let mut server = axum_server::from_tcp_rustls(listener, tls).map_err(io("cannot use the socket"))?;
            server.http_builder().http1().timer(TokioTimer::new()).header_read_timeout(HEADERS);
            server.handle(handle).serve(service).await
        }
        (None, None) => {
            let mut server = axum_server::from_tcp(listener).map_err(io("cannot use the socket"))?;
            server.http_builder().http1().timer(TokioTimer::new()).header_read_timeout(HEADERS);
            server.handle(handle).serve(service).await
        }
        _ => return Err(Error::Invalid("TLS needs both the certificate and its key".to_owned())),
    };
    upkeep.abort();
    ended.map_err(io("the service broke off"))?;
    Ok(Ended)
}

async fn end(app: App, handle: Handle<SocketAddr>, stop: impl Future<Output = ()>) {
    stop.await;
    // Streams of events would otherwise keep their connections open.
    app.ending.send_replace(true);
    handle.graceful_shutdown(Some(GRACE));
}

async fn upkeep(app: App) {
    let mut every = tokio::time::interval(SWEEP);
    loop {
        every.tick().await;
        app.limits.sweep();
        app.answers.sweep();
        if let Err(error) = app.people.sweep().await {
            tracing::warn!(error = %crate::error::chain(&error), "cannot forget ended sessions");
        }
        if let Err(error) = crate::uploads::sweep(&app).await {
            tracing::warn!(error = %crate::error::chain(&error), "cannot forget uploads that were given up");
        }
    }
}
