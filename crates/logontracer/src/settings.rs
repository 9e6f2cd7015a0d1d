//! Settings: defaults < file < environment (`LOGONTRACER__NEO4J__URI`) < flags.

use std::path::{Path, PathBuf};

use anyhow::Context;
use config::{Config, Environment, File, FileFormat};
use serde::Deserialize;

use crate::cli::Common;
use crate::commands::{EsSettings, WatchSettings, WebSettings};

/// All settings.
#[derive(Debug, Deserialize)]
pub(crate) struct Settings {
    pub(crate) neo4j: Neo4j,
    #[serde(default)]
    pub(crate) elasticsearch: EsSettings,
    #[serde(default)]
    pub(crate) watch: WatchSettings,
    #[serde(default)]
    sigma: Sigma,
    #[serde(default)]
    pub(crate) evidence: crate::evidence_settings::EvidenceSettings,
    #[serde(default)]
    pub(crate) web: WebSettings,
}

/// The user's own rules.
#[derive(Debug, Default, Deserialize)]
struct Sigma {
    /// A folder of Sigma rules, or one file.
    rules: Option<PathBuf>,
}

/// How to reach Neo4j.
#[derive(Deserialize)]
pub(crate) struct Neo4j {
    uri: String,
    user: String,
    password: Option<String>,
    /// File with the password, for secrets of compose.
    password_file: Option<PathBuf>,
    database: Option<String>,
    ca_file: Option<PathBuf>,
    connections: usize,
    /// Which queue of jobs commands and workers share.
    queue: String,
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
            .set_default("neo4j.uri", "bolt://127.0.0.1:7687")?
            .set_default("neo4j.user", "neo4j")?
            .set_default("neo4j.connections", 4)?
            .set_default("neo4j.queue", "default")?
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
    /// Where the user's Sigma rules are: the flag, else the setting.
    pub(crate) fn rules(&self, flag: Option<&Path>) -> Option<PathBuf> {
        flag.map(Path::to_owned).or_else(|| self.sigma.rules.clone())
    }
}

impl Neo4j {
    /// What the store needs. The password's file counts where no password is given.
    pub(crate) fn store(&self) -> anyhow::Result<store::Settings> {
        let password = match (&self.password, &self.password_file) {
            (Some(password), _) => password.clone(),
            (None, Some(file)) => std::fs::read_to_string(file)
                .with_context(|| format!("cannot read the password file `{}`", file.display()))?
                .trim_end_matches(['\r', '\n'])
                .to_owned(),
            (None, None) => {
                return Err(crate::outcome::Failure {
                    code: "no_password",
                    text: "no password for Neo4j is set".to_owned(),
                    hint: Some(
                        "set LOGONTRACER__NEO4J__PASSWORD, or --neo4j-password-file, or use `triage`, which needs no server"
                            .to_owned(),
                    ),
                }
                .into());
            }
        };
        Ok(store::Settings {
            uri: self.uri.clone(),
            user: self.user.clone(),
            password,
            database: self.database.clone(),
            ca_file: self.ca_file.clone(),
            connections: self.connections,
            queue: self.queue.clone(),
        })
    }
}
