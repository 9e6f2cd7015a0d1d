//! Remote desktop: 4778, 4779 and the two logs of the terminal services.

use std::sync::Arc;

use super::{Subject, word};
use crate::Value;
use crate::company::scribe::Data;

/// 4778 and 4779.
pub(crate) fn window(session: &Subject, number: u32, client: Arc<str>, address: Arc<str>) -> Data {
    vec![
        ("AccountName", Value::Text(session.name.clone())),
        ("AccountDomain", Value::Text(session.domain.clone())),
        ("LogonID", Value::Hex64(session.logon_id)),
        ("SessionName", Value::text(format!("RDP-Tcp#{number}"))),
        ("ClientName", Value::Text(client)),
        ("ClientAddress", Value::Text(address)),
    ]
}

/// LocalSessionManager 21, 22, 24, 25.
pub(crate) fn local(session: &Subject, number: u32, address: Arc<str>) -> Data {
    let mut data = ended(session, number);
    data.push(("Address", Value::Text(address)));
    data
}

/// LocalSessionManager 23.
pub(crate) fn ended(session: &Subject, number: u32) -> Data {
    let user = format!("{}\\{}", session.domain, session.name);
    vec![("User", Value::text(user)), ("SessionID", Value::U32(number))]
}

/// RemoteConnectionManager 1149.
pub(crate) fn authenticated(session: &Subject, address: Arc<str>) -> Data {
    vec![
        ("Param1", Value::Text(session.name.clone())),
        ("Param2", Value::Text(session.domain.clone())),
        ("Param3", Value::Text(address)),
    ]
}

/// What stands for a session at the machine itself.
pub(crate) fn local_address() -> Arc<str> {
    word!("LOCAL")
}
