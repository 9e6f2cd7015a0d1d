//! What one act of a client makes the machines concerned write: a ticket, a logon, a visit to a share.
//!
//! People, services and attackers all act through these, so that an attack differs from daily work
//! only in what its tools do differently.

mod credentials;
mod desk;
mod network;
mod remote_desktop;
mod visit;

pub(crate) use credentials::Credentials;
pub(crate) use desk::{lock_and_unlock, log_off, sit_down, system_starts, unattended};
pub(crate) use network::{
    Session, fail_kerberos, fail_kerberos_asked, fail_ntlm, leave, over_kerberos, over_ntlm, over_ntlm_keyed,
    without_name,
};
pub(crate) use remote_desktop::{Desktop, connect};
pub(crate) use visit::{apply_policy, browse, open_pipe};

use super::scribe::Scribe;
use super::windows::{self, Subject, logon};
use super::world::{Account, MachineId};

/// 4672 for a session of an account that is an administrator on this machine.
pub(crate) fn note_rights(scribe: &mut Scribe<'_>, at: i64, machine: MachineId, account: &Account, logon_id: u64) {
    if scribe.world.machine(machine).is_administered_by(account) {
        let subject = Subject::of(scribe.world, account, logon_id);
        scribe.security(at, machine, 4672, logon::special(&subject, account.rights));
    }
}

/// The name of the domain as a machine writes it for a Kerberos logon: newer ones take the ticket's
/// realm.
fn kerberos_domain(scribe: &Scribe<'_>, machine: MachineId, account: &Account) -> std::sync::Arc<str> {
    if scribe.world.machine(machine).modern { account.realm.clone() } else { scribe.world.domain(account).name.clone() }
}

/// The machine's own system as a subject.
pub(crate) fn system_of(scribe: &Scribe<'_>, machine: MachineId) -> windows::Subject {
    Subject::system(scribe.world, &scribe.world.machine(machine).account)
}
