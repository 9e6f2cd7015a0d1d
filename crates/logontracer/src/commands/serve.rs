//! `serve`: the API and the viewer.

use std::net::{IpAddr, SocketAddr, TcpListener};
use std::path::PathBuf;

use clap::Args;
use serde::Deserialize;
use store::Store;
use web::App;

use crate::documented::documented;
use crate::outcome::{Failure, Outcome, say};
use crate::settings::Settings;

#[derive(Args)]
pub(crate) struct Serve {
    /// Address and port to listen on. Without: `web.bind` of the settings, else 127.0.0.1:8080
    #[arg(long, value_name = "ADDRESS")]
    bind: Option<SocketAddr>,
}

documented! {
    /// The settings under `web`. What is absent is as [`web::Settings`] has it.
    #[derive(Debug, Default, Deserialize)]
    #[serde(default, deny_unknown_fields)]
    pub(crate) struct WebSettings under "web" {
        /// Address and port to listen on.
        bind: Option<SocketAddr> = web::Settings::default().bind, "serve --bind";
        /// Folder of people, sessions, the audit log, and uploads under way.
        data_dir: Option<PathBuf> = "a folder of this user";
        /// Certificate and its chain (PEM); with `tls_key` it turns TLS on.
        tls_cert: Option<PathBuf> = "";
        /// The certificate's private key (PEM).
        tls_key: Option<PathBuf> = "";
        /// Proxies whose word about the client's address is believed, several with commas.
        trusted_proxies: Addresses = "";
        /// The header in which they say it.
        proxy_header: Option<String> = web::Settings::default().proxy_header;
        /// Whether a proxy in front encrypts, so that cookies are sent encrypted only.
        behind_tls: bool = web::Settings::default().behind_tls;
        /// A session ends so many hours after its last request.
        session_hours: Option<u32> = web::Settings::default().session_hours;
        /// Largest file that may be uploaded, in bytes.
        upload_limit: Option<u64> = web::Settings::default().upload_limit;
        /// Tries to sign in that one name, and one address, may make at once; one more every six seconds.
        sign_in_burst: Option<u32> = web::Settings::default().sign_in_burst;
    }
}

/// Addresses as a list, or, as in the environment, in one text with commas.
#[derive(Debug, Default, Deserialize)]
#[serde(try_from = "Listed")]
struct Addresses(Vec<IpAddr>);

#[derive(Deserialize)]
#[serde(untagged)]
enum Listed {
    Many(Vec<IpAddr>),
    Text(String),
}

impl TryFrom<Listed> for Addresses {
    type Error = std::net::AddrParseError;

    fn try_from(listed: Listed) -> Result<Self, Self::Error> {
        Ok(Self(match listed {
            Listed::Many(addresses) => addresses,
            Listed::Text(text) => text
                .split(',')
                .map(str::trim)
                .filter(|part| !part.is_empty())
                .map(str::parse)
                .collect::<Result<_, _>>()?,
        }))
    }
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
            trusted_proxies: self.trusted_proxies.0,
            proxy_header: self.proxy_header.unwrap_or(usual.proxy_header),
            behind_tls: self.behind_tls,
            session_hours: self.session_hours.unwrap_or(usual.session_hours),
            upload_limit: self.upload_limit.unwrap_or(usual.upload_limit),
            sign_in_burst: self.sign_in_burst.unwrap_or(usual.sign_in_burst),
            ..usual
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
    let elastic = settings.elasticsearch;
    let mut settings = settings.web.service();
    // Nothing but raw records needs it; who asks for those is told what is wrong with it.
    settings.elastic = elastic.connection().map_err(|error| model::causes(error.as_ref()));
    settings.ask = elastic.ask(events::Window::default());
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
