//! Guessing passwords and names.

mod brute_force;
mod explicit_spray;
mod fan;
mod guessed;
mod kerberos_fan;
mod lockouts;
mod ntlm_fan;
mod odd_failures;
mod one_name_everywhere;
mod password_spray;

use model::{Field, Time};

use super::Make;
use crate::detect::{Person, Place, Seen, Shared};

pub(super) const ALL: &[Make] = &[
    password_spray::detector,
    brute_force::detector,
    guessed::detector,
    explicit_spray::detector,
    kerberos_fan::detector,
    ntlm_fan::detector,
    lockouts::detector,
    one_name_everywhere::detector,
    odd_failures::detector,
];

/// Windows' codes for a wrong password, an unknown name, and either of them.
const WRONG_PASSWORD: u32 = 0xC000_006A;
const NO_SUCH_USER: u32 = 0xC000_0064;
const LOGON_FAILURE: u32 = 0xC000_006D;
/// Kerberos' code for a wrong password (`KDC_ERR_PREAUTH_FAILED`).
const PREAUTH_FAILED: u32 = 0x18;

/// Why a logon failed: `SubStatus` where it says something, else `Status`.
fn reason(event: &Seen<'_>) -> Option<u32> {
    let sub = event.number(Field::SubStatus).and_then(|code| u32::try_from(code).ok());
    sub.filter(|code| *code != 0).or(event.status)
}

/// Where a try came from: the address, else the name that the client gave; never the computer itself.
fn source(event: &Seen<'_>, shared: &mut Shared) -> Option<u32> {
    if let Some(address) = event.remote() {
        return Some(shared.texts.put(address));
    }
    let name = event.source().filter(|_| !event.is_loopback())?.name?;
    (name != event.computer()).then(|| shared.texts.put(&name))
}

/// The place that [`source`] meant.
fn place(text: &str, time: Time) -> Place {
    if text.parse::<std::net::IpAddr>().is_ok() { Place::address(text, time) } else { Place::named(text, time) }
}

/// The account that was tried, without its domain: guessers put anything there.
fn name(event: &Seen<'_>, shared: &mut Shared) -> Option<u32> {
    let full = event.get(Field::TargetUserName)?;
    Some(shared.lower(full.split('@').next().unwrap_or(full)))
}

/// The account that was tried as `user@domain`.
fn account(event: &Seen<'_>, shared: &mut Shared) -> Option<u32> {
    let who = event.target()?;
    Some(shared.texts.put(&format!("{}@{}", who.user, who.domain)))
}

/// Whom [`account`] meant.
fn person(text: &str, logger: &str) -> Person {
    let (user, domain) = text.split_once('@').unwrap_or((text, ""));
    Person { user: user.into(), domain: domain.into(), logger: logger.into(), ..Person::default() }
}
