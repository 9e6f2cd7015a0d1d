//! What every request can reach.

use std::net::IpAddr;
use std::ops::Deref;
use std::sync::Arc;

use store::Store;
use tokio::sync::watch;

use crate::error::Result;
use crate::limits::SignInLimits;
use crate::people::People;
use crate::read::Cases;
use crate::settings::Settings;

/// The state of the service. Cheap to clone.
#[derive(Clone)]
pub struct App(Arc<Parts>);

/// What [`App`] shares.
pub struct Parts {
    /// The graphs.
    pub store: Store,
    /// People, their sessions, and what they saved.
    pub people: People,
    /// What is set.
    pub settings: Settings,
    pub(crate) limits: SignInLimits,
    /// The cases that somebody looks at.
    pub(crate) cases: Cases,
    /// Turns true when the service is to end.
    pub(crate) ending: watch::Sender<bool>,
}

impl App {
    /// Opens what is in the data folder.
    ///
    /// # Errors
    /// When the folder or its database cannot be used.
    pub async fn open(settings: Settings, store: Store) -> Result<Self> {
        let people = People::open(&settings.data_dir).await?;
        let limits = SignInLimits::new(settings.sign_in_burst);
        let cases = Cases::default();
        Ok(Self(Arc::new(Parts { store, people, settings, limits, cases, ending: watch::Sender::new(false) })))
    }
}

impl Deref for App {
    type Target = Parts;

    fn deref(&self) -> &Parts {
        &self.0
    }
}

/// The address a request comes from, a trusted proxy's word heeded.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Address(pub(crate) IpAddr);
