//! Services and scheduled jobs.

use rand::RngExt;

use super::scribe;
use crate::company::plan::{DAY, HOUR, MINUTE, SECOND};
use crate::company::protocol::{self, Credentials};
use crate::company::random::{Stream, pick};
use crate::company::scribe::{Drafts, Scribe};
use crate::company::world::{ServiceAccount, Task, World};

pub(super) fn day(world: &World, day: u32, drafts: &mut Drafts) {
    for service in &world.services.all {
        let mut scribe = scribe(world, drafts, Stream::Service, service.number, day);
        let midnight = world.plan.midnight(day);
        let origin = scribe.origin(service.on, midnight);
        let mut credentials = Credentials::new(service.account.clone(), origin);
        match service.task {
            Task::Daemon => daemon(&mut scribe, service, &mut credentials, midnight),
            Task::Nightly => {
                let at = midnight + service.minute * MINUTE + scribe.within(0, 20 * SECOND);
                job(&mut scribe, service, &mut credentials, at + MINUTE);
            }
            Task::Hourly => {
                for hour in 0..24 {
                    let at = midnight + hour * HOUR + service.minute % 60 * MINUTE + scribe.within(SECOND, 9 * SECOND);
                    job(&mut scribe, service, &mut credentials, at + MINUTE);
                }
            }
        }
    }
}

/// A service that is restarted now and then and asks for data all day.
fn daemon(scribe: &mut Scribe<'_>, service: &ServiceAccount, credentials: &mut Credentials, midnight: i64) {
    if scribe.chance.random_bool(0.2) {
        let at = midnight + scribe.within(2 * HOUR, 5 * HOUR);
        protocol::unattended(scribe, at, credentials, 5);
    }
    let mut at = midnight + scribe.within(5 * MINUTE, HOUR);
    while at < midnight + DAY {
        ask(scribe, service, credentials, at);
        at += scribe.within(20 * MINUTE, 80 * MINUTE);
    }
}

/// A scheduled job: a batch logon, some data, the end.
fn job(scribe: &mut Scribe<'_>, service: &ServiceAccount, credentials: &mut Credentials, at: i64) {
    let Some(session) = protocol::unattended(scribe, at, credentials, 4) else { return };
    for step in 0..2 {
        ask(scribe, service, credentials, at + 2 * SECOND + step * 20 * SECOND);
    }
    let end = at + scribe.within(MINUTE, 20 * MINUTE);
    protocol::leave(scribe, end, &session);
}

fn ask(scribe: &mut Scribe<'_>, service: &ServiceAccount, credentials: &mut Credentials, at: i64) {
    let server = *pick(&mut scribe.chance, &service.asks);
    let session = protocol::over_kerberos(scribe, at, credentials, server);
    let end = at + scribe.within(SECOND, 10 * MINUTE);
    protocol::leave(scribe, end, &session);
}
