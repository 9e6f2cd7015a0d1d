//! Settings: defaults < file < environment (`LOGONTRACER__NEO4J__URI`) < flags.

use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::Context;
use config::{Config, Environment, File, FileFormat};
use serde::Deserialize;

use crate::cli::Common;
use crate::commands::{EsSettings, WatchSettings, WebSettings, secret};
use crate::documented::{Setting, documented};
use crate::evidence_settings::EvidenceSettings;

/// All settings.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Settings {
    #[serde(default)]
    pub(crate) neo4j: Neo4j,
    #[serde(default)]
    pub(crate) elasticsearch: EsSettings,
    #[serde(default)]
    pub(crate) watch: WatchSettings,
    #[serde(default)]
    sigma: Sigma,
    #[serde(default)]
    pub(crate) evidence: EvidenceSettings,
    #[serde(default)]
    pub(crate) web: WebSettings,
}

documented! {
    /// The user's own rules.
    #[derive(Debug, Default, Deserialize)]
    #[serde(default, deny_unknown_fields)]
    pub(crate) struct Sigma under "sigma" {
        /// A folder of your own Sigma rules, or one file.
        rules: Option<PathBuf> = "", "import --sigma";
    }
}

documented! {
    /// How to reach Neo4j.
    #[derive(Deserialize)]
    #[serde(default, deny_unknown_fields)]
    pub(crate) struct Neo4j under "neo4j" {
        /// Address: bolt://, bolt+s://, neo4j:// or neo4j+s://; with `s` it is encrypted and the certificate checked.
        uri: String = URI, "--neo4j-uri";
        /// Name to sign in with.
        user: String = USER, "--neo4j-user";
        /// Its password. Others on this machine may see a variable: prefer the file.
        password: Option<String> = "", "--neo4j-password";
        /// File that holds the password and nothing else; counts where no password is given.
        password_file: Option<PathBuf> = "", "--neo4j-password-file";
        /// Database, where the server has several.
        database: Option<String> = "the server's";
        /// Own certificate authority (PEM) for bolt+s and neo4j+s.
        ca_file: Option<PathBuf> = "the system's authorities", "--neo4j-ca-file";
        /// Connections that are kept.
        connections: usize = CONNECTIONS;
        /// Seconds to wait for an answer to a statement of an import or of the queue, before it is asked again.
        timeout: u64 = TIMEOUT;
        /// Queue of jobs; who queues and who works have to name the same.
        queue: String = QUEUE;
    }
}

const URI: &str = "bolt://127.0.0.1:7687";
const USER: &str = "neo4j";
const CONNECTIONS: usize = 4;
const TIMEOUT: u64 = 60;
const QUEUE: &str = "default";

impl Default for Neo4j {
    fn default() -> Self {
        Self {
            uri: URI.to_owned(),
            user: USER.to_owned(),
            password: None,
            password_file: None,
            database: None,
            ca_file: None,
            connections: CONNECTIONS,
            timeout: TIMEOUT,
            queue: QUEUE.to_owned(),
        }
    }
}

impl std::fmt::Debug for Neo4j {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Neo4j").field("uri", &self.uri).field("user", &self.user).finish_non_exhaustive()
    }
}

impl Settings {
    /// Reads and joins all places.
    pub(crate) fn read(common: &Common) -> anyhow::Result<Self> {
        let file = match &common.config {
            Some(path) => File::from(path.as_path()).format(FileFormat::Toml).required(true),
            None => File::new("logontracer.toml", FileFormat::Toml).required(false),
        };
        let flag = |path: &Option<PathBuf>| path.as_ref().map(|path| path.display().to_string());
        let settings = Config::builder()
            .add_source(file)
            .add_source(Environment::with_prefix("LOGONTRACER").prefix_separator("__").separator("__"))
            .set_override_option("neo4j.uri", common.neo4j_uri.clone())?
            .set_override_option("neo4j.user", common.neo4j_user.clone())?
            .set_override_option("neo4j.password", common.neo4j_password.clone())?
            .set_override_option("neo4j.password_file", flag(&common.neo4j_password_file))?
            .set_override_option("neo4j.ca_file", flag(&common.neo4j_ca_file))?
            .build()
            .context("cannot read the settings")?;
        settings.try_deserialize().context("a setting has the wrong form")
    }
}

impl Settings {
    /// Every setting there is.
    pub(crate) fn described() -> Vec<Setting> {
        [
            Neo4j::described(),
            EsSettings::described(),
            EvidenceSettings::described(),
            WebSettings::described(),
            WatchSettings::described(),
            Sigma::described(),
        ]
        .into_iter()
        .flatten()
        .collect()
    }

    /// Where the user's Sigma rules are: the flag, else the setting.
    pub(crate) fn rules(&self, flag: Option<&Path>) -> Option<PathBuf> {
        flag.map(Path::to_owned).or_else(|| self.sigma.rules.clone())
    }
}

impl Neo4j {
    /// What the store needs. The password's file counts where no password is given.
    pub(crate) fn store(&self) -> anyhow::Result<store::Settings> {
        let password = secret(self.password.as_ref(), self.password_file.as_ref())?.ok_or_else(|| {
            crate::outcome::Failure {
            code: "no_password",
            text: "no password for Neo4j is set".to_owned(),
            hint: Some(
                "set LOGONTRACER__NEO4J__PASSWORD, or --neo4j-password-file, or use `triage`, which needs no server"
                    .to_owned(),
            ),
        }
        })?;
        Ok(store::Settings {
            uri: self.uri.clone(),
            user: self.user.clone(),
            password,
            database: self.database.clone(),
            ca_file: self.ca_file.clone(),
            connections: self.connections,
            timeout: Duration::from_secs(self.timeout.max(1)),
            queue: self.queue.clone(),
        })
    }
}
