//! `serve`: the API and the viewer.

use std::net::{IpAddr, SocketAddr, TcpListener};
use std::path::PathBuf;

use clap::Args;
use serde::Deserialize;
use store::Store;
use web::App;

use crate::outcome::{Failure, Outcome, say};
use crate::settings::Settings;

#[derive(Args)]
pub(crate) struct Serve {
    /// Address and port to listen on. Without: `web.bind` of the settings, else 127.0.0.1:8080
    #[arg(long, value_name = "ADDRESS")]
    bind: Option<SocketAddr>,
}

/// The settings under `web`. What is absent is as [`web::Settings`] has it.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct WebSettings {
    /// Address and port to listen on.
    bind: Option<SocketAddr>,
    /// Folder of the database of people; without, a folder of this user.
    data_dir: Option<PathBuf>,
    tls_cert: Option<PathBuf>,
    tls_key: Option<PathBuf>,
    /// Addresses of proxies whose header is believed.
    trusted_proxies: Vec<IpAddr>,
    proxy_header: Option<String>,
    /// Whether a proxy in front encrypts, so that cookies are sent encrypted only.
    behind_tls: bool,
    session_hours: Option<u32>,
    /// Bytes.
    upload_limit: Option<u64>,
    sign_in_burst: Option<u32>,
}

impl WebSettings {
    /// As the service takes them.
    pub(crate) fn service(self) -> web::Settings {
        let usual = web::Settings::default();
        let home = || dirs::data_local_dir().map(|folder| folder.join("logontracer").join("web"));
        web::Settings {
            bind: self.bind.unwrap_or(usual.bind),
            data_dir: self.data_dir.or_else(home).unwrap_or(usual.data_dir),
            tls_cert: self.tls_cert,
            tls_key: self.tls_key,
            trusted_proxies: self.trusted_proxies,
            proxy_header: self.proxy_header.unwrap_or(usual.proxy_header),
            behind_tls: self.behind_tls,
            session_hours: self.session_hours.unwrap_or(usual.session_hours),
            upload_limit: self.upload_limit.unwrap_or(usual.upload_limit),
            sign_in_burst: self.sign_in_burst.unwrap_or(usual.sign_in_burst),
        }
    }
}

impl From<web::Error> for Failure {
    fn from(error: web::Error) -> Self {
        Self { code: error.code(), hint: error.hint().map(str::to_owned), text: web::chain(&error) }
    }
}

pub(crate) async fn run(store: Store, arguments: &Serve, settings: Settings) -> anyhow::Result<Outcome> {
    let evidence = settings.evidence.open()?;
    let mut settings = settings.web.service();
    settings.bind = arguments.bind.unwrap_or(settings.bind);
    let bind = settings.bind;
    let scheme = if settings.tls_cert.is_some() { "https" } else { "http" };
    let app = App::open(settings, store, evidence).await.map_err(Failure::from)?;
    if let Some(password) = app.people.first_admin().await.map_err(Failure::from)? {
        say(&format!("first run: sign in as `admin` with the one-time password `{password}`"));
    }
    let listener = TcpListener::bind(bind).map_err(|error| Failure {
        code: "bind",
        text: format!("cannot listen on {bind}: {error}"),
        hint: Some("is the service running already? `--bind` takes another address".to_owned()),
    })?;
    say(&format!("listening on {scheme}://{}", listener.local_addr()?));
    let stop = stopped()?;
    web::serve(app, listener, stop).await.map_err(Failure::from)?;
    Ok(Outcome::Done)
}

/// Ready at Ctrl-C or, where there is one, SIGTERM.
fn stopped() -> anyhow::Result<impl Future<Output = ()> + Send + 'static> {
    #[cfg(unix)]
    let mut term = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate())?;
    Ok(async move {
        #[cfg(unix)]
        tokio::select! {
            _ = tokio::signal::ctrl_c() => {}
            _ = term.recv() => {}
        }
        #[cfg(not(unix))]
        let _ = tokio::signal::ctrl_c().await;
        say("ending; requests under way are finished first");
    })
}
