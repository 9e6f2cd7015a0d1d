//! What every request can reach.

use std::net::IpAddr;
use std::ops::Deref;
use std::sync::Arc;

use evidence::Evidence;
use store::Store;
use tokio::sync::{Semaphore, watch};

use crate::error::Result;
use crate::limits::SignInLimits;
use crate::people::People;
use crate::read::{Answers, Cases, Elsewhere, Indices};
use crate::settings::Settings;
use crate::uploads::Staging;

/// Hunts at once: fewer than the store has connections.
const HUNTS: usize = 2;

/// Searches through files at once: they compute as long as they read, and others are to have their turn.
const SEARCHES: usize = 1;

/// The state of the service. Cheap to clone.
#[derive(Clone)]
pub struct App(Arc<Parts>);

/// What [`App`] shares.
pub struct Parts {
    /// The graphs.
    pub store: Store,
    /// People, their sessions, and what they saved.
    pub people: People,
    /// The files that were handed in.
    pub evidence: Evidence,
    pub(crate) staging: Staging,
    /// What is set.
    pub settings: Settings,
    pub(crate) limits: SignInLimits,
    /// The cases that somebody looks at.
    pub(crate) cases: Cases,
    /// Where in those files which records stand.
    pub(crate) indices: Indices,
    /// Pictures and raw records that were asked for a while ago.
    pub(crate) answers: Answers,
    /// Where documents are that were imported.
    pub(crate) elsewhere: Elsewhere,
    /// A turn for each hunt that may run at once.
    pub(crate) hunting: Semaphore,
    /// A turn for each search for raw records that may run at once.
    pub(crate) searching: Semaphore,
    /// Turns true when the service is to end.
    pub(crate) ending: watch::Sender<bool>,
}

impl App {
    /// Opens what is in the data folder.
    ///
    /// # Errors
    /// When the folder or its database cannot be used.
    pub async fn open(settings: Settings, store: Store, evidence: Evidence) -> Result<Self> {
        let people = People::open(&settings.data_dir).await?;
        let staging = Staging::open(settings.data_dir.join("uploads"))?;
        let limits = SignInLimits::new(settings.sign_in_burst);
        let (cases, indices, ending) = (Cases::default(), Indices::default(), watch::Sender::new(false));
        let hunting = Semaphore::new(HUNTS);
        let elsewhere = Elsewhere::new(settings.elastic.clone(), settings.ask.clone());
        Ok(Self(Arc::new(Parts {
            store,
            people,
            evidence,
            staging,
            settings,
            limits,
            cases,
            indices,
            answers: Answers::default(),
            elsewhere,
            hunting,
            searching: Semaphore::new(SEARCHES),
            ending,
        })))
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
