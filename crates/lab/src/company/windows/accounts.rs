//! The life of accounts: 4720 to 4726, 4728, 4732, 4738, 4740, 4742, 4767.

use std::sync::Arc;

use super::{Subject, text};
use crate::Value;
use crate::company::scribe::Data;
use crate::company::world::{Account, Domain, World};

/// 4722, 4724, 4725, 4767: the account, then who did it.
pub(crate) fn plain(world: &World, account: &Account, by: &Subject) -> Data {
    let mut data = target(&account.name, &world.domain(account).name, &account.sid);
    data.extend(by.values());
    data
}

/// 4723 and 4726, which also have a list of privileges.
pub(crate) fn with_privileges(world: &World, account: &Account, by: &Subject) -> Data {
    let mut data = plain(world, account, by);
    data.push(("PrivilegeList", text!("-")));
    data
}

/// 4740. The machine that tried stands where the domain is expected.
pub(crate) fn locked(account: &Account, caller: &Arc<str>, by: &Subject) -> Data {
    let mut data = target(&account.name, caller, &account.sid);
    data.extend(by.values());
    data
}

fn target(name: &Arc<str>, domain: &Arc<str>, sid: &Arc<str>) -> Data {
    vec![
        ("TargetUserName", Value::Text(name.clone())),
        ("TargetDomainName", Value::Text(domain.clone())),
        ("TargetSid", Value::Sid(sid.clone())),
    ]
}

/// 4728, 4729, 4732, 4733: a member joins or leaves a group, given by its name and SID.
pub(crate) fn membership(member: &Account, dn: String, group: (&str, &Arc<str>, &Arc<str>), by: &Subject) -> Data {
    let mut data = vec![("MemberName", Value::text(dn)), ("MemberSid", Value::Sid(member.sid.clone()))];
    data.extend(target(&group.0.into(), group.1, group.2));
    data.extend(by.values());
    data.push(("PrivilegeList", text!("-")));
    data
}

/// An account's own values, in the order that 4720, 4738 and 4742 share.
const VALUES: [&str; 17] = [
    "SamAccountName",
    "DisplayName",
    "UserPrincipalName",
    "HomeDirectory",
    "HomePath",
    "ScriptPath",
    "ProfilePath",
    "UserWorkstations",
    "PasswordLastSet",
    "AccountExpires",
    "PrimaryGroupId",
    "AllowedToDelegateTo",
    "OldUacValue",
    "NewUacValue",
    "UserAccountControl",
    "UserParameters",
    "SidHistory",
];

/// Those values, `-` where nothing is said of one.
fn values(given: &[(&'static str, Arc<str>)], hours: Value) -> Data {
    let said = |name| given.iter().find(|(given, _)| *given == name).map(|(_, value)| Value::Text(value.clone()));
    let mut data: Data = VALUES.iter().map(|name| (*name, said(*name).unwrap_or_else(|| text!("-")))).collect();
    data.push(("LogonHours", hours));
    data
}

/// 4720.
pub(crate) fn created(account: &Account, domain: &Domain, by: &Subject) -> Data {
    let mut data = target(&account.name, &domain.name, &account.sid);
    data.extend(by.values());
    data.push(("PrivilegeList", text!("-")));
    let never: Arc<str> = "%%1794".into();
    let given = [
        ("SamAccountName", account.name.clone()),
        ("DisplayName", account.name.clone()),
        ("UserPrincipalName", format!("{}@{}", account.name, domain.dns).into()),
        ("PasswordLastSet", never.clone()),
        ("AccountExpires", never),
        ("PrimaryGroupId", "513".into()),
        ("OldUacValue", "0x0".into()),
        ("NewUacValue", "0x15".into()),
        ("UserAccountControl", "\n\t\t%%2080\n\t\t%%2082\n\t\t%%2084".into()),
    ];
    data.extend(values(&given, text!("%%1793")));
    data
}

/// 4738: these values changed.
pub(crate) fn changed(world: &World, account: &Account, by: &Subject, given: &[(&'static str, Arc<str>)]) -> Data {
    let mut data = vec![("Dummy", text!("-"))];
    data.extend(with_privileges(world, account, by));
    data.extend(values(given, text!("-")));
    data
}

/// 4742: a computer's account got these values, and these service names if any.
pub(crate) fn computer_changed(
    world: &World,
    account: &Account,
    by: &Subject,
    given: &[(&'static str, Arc<str>)],
    names: Option<String>,
) -> Data {
    let mut data = vec![("ComputerAccountChange", text!("-"))];
    data.extend(with_privileges(world, account, by));
    data.extend(values(given, text!("-")));
    data.extend([
        ("DnsHostName", text!("-")),
        ("ServicePrincipalNames", names.map_or_else(|| text!("-"), Value::text)),
    ]);
    data
}
