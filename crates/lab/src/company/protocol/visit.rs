//! Visits to shares over a network logon.

use rand::RngExt;

use super::{Credentials, Session, leave, over_kerberos};
use crate::company::plan::{MINUTE, SECOND};
use crate::company::random::pick;
use crate::company::scribe::Scribe;
use crate::company::windows::shares::{BOTH, READ, Share, WRITE};
use crate::company::world::MachineId;

const FILES: &[&str] = &[
    "Budget\\2026\\plan.xlsx",
    "Projects\\roadmap.pptx",
    "Templates\\letter.dotx",
    "Minutes\\week.docx",
    "Archive\\contracts.pdf",
    "Projects\\status.xlsx",
    "Common\\phonebook.xlsx",
    "Drafts\\offer.docx",
    "Lists\\inventory.xlsx",
    "desktop.ini",
    "Invoices\\open.xlsx",
    "Drawings\\part.dwg",
];

/// Files of a share are opened; the session ends when the client has been idle for a while.
pub(crate) fn browse(
    scribe: &mut Scribe<'_>,
    at: i64,
    credentials: &mut Credentials,
    server: MachineId,
    share: &Share,
    files: u32,
) -> Session {
    let session = over_kerberos(scribe, at, credentials, server);
    let visitor = session.visitor();
    let mut at = at + 40;
    if scribe.chance.random_bool(0.15) {
        open_pipe(scribe, at - 20, &session, "srvsvc");
    }
    scribe.security(at, server, 5140, visitor.opened(share));
    for _ in 0..files {
        at += scribe.within(200, 20 * SECOND);
        let mask = if scribe.chance.random_bool(0.25) { WRITE } else { READ };
        let file = *pick(&mut scribe.chance, FILES);
        scribe.security(at, server, 5145, visitor.accessed(share, file, mask));
    }
    at += scribe.within(2 * MINUTE, 15 * MINUTE);
    leave(scribe, at, &session);
    session
}

/// A named pipe of a server is opened: 5140 of IPC$ and 5145 of the pipe.
pub(crate) fn open_pipe(scribe: &mut Scribe<'_>, at: i64, session: &Session, pipe: &'static str) {
    let visitor = session.visitor();
    scribe.security(at, session.machine, 5140, visitor.opened(&Share::pipes()));
    scribe.security(at + 4, session.machine, 5145, visitor.accessed(&Share::pipes(), pipe, BOTH));
}

/// A client looks for new policy at its controller: LDAP, then SYSVOL.
pub(crate) fn apply_policy(scribe: &mut Scribe<'_>, at: i64, credentials: &mut Credentials) {
    let controller = scribe.world.controller_for(credentials.account.domain, credentials.origin.number, at);
    let lookup = over_kerberos(scribe, at, credentials, controller);
    leave(scribe, at + 900, &lookup);
    let session = over_kerberos(scribe, at + 300, credentials, controller);
    let visitor = session.visitor();
    scribe.security(at + 350, controller, 5140, visitor.opened(&Share::policy()));
    let dns = scribe.world.domain(&credentials.account).dns.clone();
    let file = format!("{dns}\\Policies\\{{31B2F340-016D-11D2-945F-00C04FB984F9}}\\gpt.ini");
    scribe.security(at + 360, controller, 5145, visitor.accessed(&Share::policy(), file, READ));
    let end = at + scribe.within(10 * SECOND, 60 * SECOND);
    leave(scribe, end, &session);
}
