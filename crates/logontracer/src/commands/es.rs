//! Elasticsearch as the command line and the settings name it.

use std::path::PathBuf;
use std::time::Duration;

use anyhow::Context;
use clap::Args;
use elastic::{Ask, Client, ElasticError, Reduce, SignIn};
use events::Window;
use ingest::worker::{ElasticOrder, ReduceOrder};
use serde::Deserialize;

use crate::documented::documented;
use crate::outcome::Failure;

/// Where Elasticsearch is. Each flag has a setting: --es-server is elasticsearch.server.
#[derive(Args, Clone, Default)]
#[expect(clippy::struct_field_names, reason = "flags are named after fields")]
pub(crate) struct EsFlags {
    /// Elasticsearch: host:port or URL, several with commas. Without: localhost:9200
    #[arg(long, value_name = "ADDRESS")]
    es_server: Option<String>,
    /// Index or pattern, several with commas. Without: those of winlogbeat and Elastic Agent.
    #[arg(long, value_name = "INDEX")]
    es_index: Option<String>,
    /// The field that holds what is Windows' own. Without: winlog
    #[arg(long, value_name = "FIELD")]
    es_prefix: Option<String>,
    /// Name to sign in with. Without: elastic
    #[arg(long, value_name = "NAME")]
    es_user: Option<String>,
    /// Its password. Others on this machine can see it: prefer the file or the environment.
    #[arg(long, hide = true)]
    es_pass: Option<String>,
    /// File that holds the password and nothing else.
    #[arg(long, value_name = "FILE")]
    es_pass_file: Option<PathBuf>,
    /// Own certificate authority (PEM); with it https is meant.
    #[arg(long, value_name = "FILE")]
    es_cafile: Option<PathBuf>,
    /// API key instead of name and password. Others on this machine can see it: prefer the environment.
    #[arg(long, hide = true)]
    es_api_key: Option<String>,
    /// Count frequent logons in the cluster instead of reading them one by one: auto does so from
    /// elasticsearch.reduce_from events on. Detections that need each event are then off.
    #[arg(long, value_name = "WHEN", num_args = 0..=1, require_equals = true, default_missing_value = "always")]
    es_reduce: Option<When>,
    /// With --queue: cut what is more into slices of so many events, which any worker may read.
    /// Without: 1000000
    #[arg(long, value_name = "EVENTS", value_parser = clap::value_parser!(u64).range(1..))]
    es_slice: Option<u64>,
}

impl EsFlags {
    /// What a worker is to read; where nothing is said, it is what the worker is set up with.
    pub(crate) fn order(&self) -> ElasticOrder {
        let reduce = self.es_reduce.map(|when| match when {
            When::Auto => ReduceOrder::Auto,
            When::Always => ReduceOrder::Always,
            When::Never => ReduceOrder::Never,
        });
        ElasticOrder { index: self.es_index.clone(), reduce, slice: self.es_slice, ..ElasticOrder::default() }
    }
}

/// When events are counted in the cluster.
#[derive(Clone, Copy, Debug, Deserialize, clap::ValueEnum)]
#[serde(rename_all = "lowercase")]
pub(crate) enum When {
    /// Where there are many and their fields allow it.
    Auto,
    /// In any case.
    Always,
    /// In no case.
    Never,
}

impl From<When> for Reduce {
    fn from(when: When) -> Self {
        match when {
            When::Auto => Self::Auto,
            When::Always => Self::Always,
            When::Never => Self::Never,
        }
    }
}

/// Who signs in where only a password is told.
const USER: &str = "elastic";

documented! {
    /// The settings under `elasticsearch`.
    #[derive(Clone, Default, Deserialize)]
    #[serde(default, deny_unknown_fields)]
    pub(crate) struct EsSettings under "elasticsearch" {
        /// Addresses: host:port or URL, several with commas. With `https` or an own authority it is encrypted.
        server: Option<String> = elastic::Settings::default().addresses.join(","), "import --es-server";
        /// Index or pattern to read, several with commas.
        index: Option<String> = Ask::default().index, "import --es-index";
        /// The field that holds what is Windows' own.
        prefix: Option<String> = Ask::default().prefix, "import --es-prefix";
        /// Name to sign in with.
        user: Option<String> = USER, "import --es-user";
        /// Its password. Others on this machine may see a variable: prefer the file.
        password: Option<String> = "", "import --es-pass";
        /// File that holds the password and nothing else.
        password_file: Option<PathBuf> = "", "import --es-pass-file";
        /// Own certificate authority (PEM); with it https is meant.
        ca_file: Option<PathBuf> = "the system's authorities", "import --es-cafile";
        /// API key, counts before name and password. Prefer the file.
        api_key: Option<String> = "", "import --es-api-key";
        /// File that holds the API key and nothing else.
        api_key_file: Option<PathBuf> = "";
        /// Whether requests and answers are compressed.
        compress: Option<bool> = "where the server is another machine";
        /// Seconds that an answer may take.
        timeout: Option<u64> = elastic::Settings::default().timeout.as_secs();
        /// Requests that are under way at once.
        slices: Option<usize> = Ask::default().slices;
        /// Events of one request.
        page: Option<usize> = Ask::default().page;
        /// Whether frequent events are counted in the cluster instead of being read one by one.
        reduce: Option<When> = "auto", "import --es-reduce";
        /// With `auto`, from so many events on.
        reduce_from: Option<u64> = Ask::default().reduce_from;
    }
}

impl std::fmt::Debug for EsSettings {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("EsSettings").field("index", &self.index).finish_non_exhaustive()
    }
}

impl EsSettings {
    /// Flags count before settings.
    pub(crate) fn with(mut self, flags: EsFlags) -> Self {
        // A password told in one place is not to be shadowed by one told in a weaker place.
        if flags.es_pass.is_some() || flags.es_pass_file.is_some() {
            (self.password, self.password_file) = (flags.es_pass, flags.es_pass_file);
            (self.api_key, self.api_key_file) = (None, None);
        }
        Self {
            server: flags.es_server.or(self.server),
            index: flags.es_index.or(self.index),
            prefix: flags.es_prefix.or(self.prefix),
            user: flags.es_user.or(self.user),
            ca_file: flags.es_cafile.or(self.ca_file),
            api_key: flags.es_api_key.or(self.api_key),
            reduce: flags.es_reduce.or(self.reduce),
            ..self
        }
    }

    /// The index that was named, if one was.
    pub(crate) fn index(&self) -> Option<&str> {
        self.index.as_deref()
    }

    /// Connects and signs in.
    pub(crate) async fn client(&self) -> anyhow::Result<Client> {
        Ok(Client::connect(&self.connection()?).await.map_err(Failure::from)?)
    }

    /// How to connect; reads the files that hold secrets.
    pub(crate) fn connection(&self) -> anyhow::Result<elastic::Settings> {
        let default = elastic::Settings::default();
        Ok(elastic::Settings {
            addresses: self.server.clone().map_or(default.addresses, |server| vec![server]),
            sign_in: self.sign_in()?,
            ca_file: self.ca_file.clone(),
            compress: self.compress,
            timeout: self.timeout.map_or(default.timeout, Duration::from_secs),
        })
    }

    /// What to read of it.
    pub(crate) fn ask(&self, window: Window) -> Ask {
        let default = Ask::default();
        Ask {
            index: self.index.clone().unwrap_or(default.index),
            prefix: self.prefix.clone().unwrap_or(default.prefix),
            window,
            slices: self.slices.unwrap_or(default.slices),
            page: self.page.unwrap_or(default.page),
            reduce: self.reduce.map_or(default.reduce, Reduce::from),
            reduce_from: self.reduce_from.unwrap_or(default.reduce_from),
            only: None,
            except: Vec::new(),
        }
    }

    fn sign_in(&self) -> anyhow::Result<SignIn> {
        if let Some(key) = secret(self.api_key.as_ref(), self.api_key_file.as_ref())? {
            return Ok(SignIn::ApiKey(key));
        }
        Ok(match secret(self.password.as_ref(), self.password_file.as_ref())? {
            Some(password) => SignIn::Password { user: self.user.clone().unwrap_or_else(|| USER.to_owned()), password },
            None => SignIn::Nobody,
        })
    }
}

/// A secret given as it is, or in a file.
pub(crate) fn secret(plain: Option<&String>, file: Option<&PathBuf>) -> anyhow::Result<Option<String>> {
    match (plain, file) {
        (Some(plain), _) => Ok(Some(plain.clone())),
        (None, Some(file)) => {
            let text = std::fs::read_to_string(file).with_context(|| format!("cannot read `{}`", file.display()))?;
            Ok(Some(text.trim_end_matches(['\r', '\n']).to_owned()))
        }
        (None, None) => Ok(None),
    }
}

impl From<ElasticError> for Failure {
    fn from(error: ElasticError) -> Self {
        let hint = error.hint().map(str::to_owned);
        Self { code: error.code(), text: model::causes(&error), hint }
    }
}
