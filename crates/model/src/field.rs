//! The named values of Windows' events that are used, spelled as Windows spells them.

use std::sync::LazyLock;

macro_rules! fields {
    ($($name:ident $(= $text:literal)?),* $(,)?) => {
        /// A named value of an event's `EventData` or `UserData`.
        #[expect(missing_docs, reason = "the names are Windows' own")]
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[repr(u8)]
        pub enum Field { $($name),* }

        impl Field {
            /// Every field, in order.
            pub const ALL: &'static [Self] = &[$(Self::$name),*];
            /// How many fields there are.
            pub const COUNT: usize = Self::ALL.len();

            /// The name as Windows writes it.
            pub const fn name(self) -> &'static str {
                match self { $(Self::$name => fields!(@text $name $(, $text)?),)* }
            }
        }
    };
    (@text $name:ident, $text:literal) => { $text };
    (@text $name:ident) => { stringify!($name) };
}

fields! {
    // Who asked.
    SubjectUserSid, SubjectUserName, SubjectDomainName, SubjectLogonId,
    // Who was logged on, checked or changed.
    TargetUserSid, TargetSid, TargetUserName, TargetDomainName, TargetLogonId, TargetLinkedLogonId,
    TargetOutboundUserName, TargetOutboundDomainName, TargetServerName, TargetInfo,
    // How.
    LogonType, LogonProcessName, AuthenticationPackageName, LmPackageName, KeyLength, LogonGuid,
    TransmittedServices, ImpersonationLevel, RestrictedAdminMode, ElevatedToken, VirtualAccount,
    ProcessName, ProcessId, Status, SubStatus, FailureReason,
    // From where.
    WorkstationName, Workstation, IpAddress, IpPort,
    // Kerberos and NTLM.
    ServiceName, ServiceSid, TicketOptions, TicketEncryptionType, PreAuthType, PackageName,
    CertIssuerName, CertThumbprint,
    // Sessions: 4778, 4779 and the terminal services logs.
    AccountName, AccountDomain, LogonId = "LogonID", SessionName, ClientName, ClientAddress,
    User, Address, SessionId = "SessionID", Param1, Param2, Param3,
    // Privileges and groups.
    PrivilegeList, MemberName, MemberSid, GroupName, GroupDomain,
    // Accounts' lives.
    OldTargetUserName, NewTargetUserName, SamAccountName, UserAccountControl, OldUacValue, NewUacValue,
    ServicePrincipalNames, DnsHostName, SidHistory, PrimaryGroupId, AllowedToDelegateTo, PasswordLastSet,
    SourceUserName, SourceSid,
    // Policy, trusts, sensitive privileges (4673, 4704, 4706).
    DomainName, DomainSid, Service,
    CategoryId, SubcategoryId, SubcategoryGuid, AuditPolicyChanges,
    // The directory.
    ObjectServer, ObjectType, ObjectName, OperationType, AccessMask, AccessList, Properties, DsName = "DSName",
    ObjectDn = "ObjectDN", ObjectGuid = "ObjectGUID", ObjectClass, AttributeLdapDisplayName = "AttributeLDAPDisplayName",
    AttributeValue,
    // Services, tasks, shares.
    ServiceFileName, ServiceType, ServiceStartType, ServiceAccount, ImagePath, StartType, TaskName, TaskContent,
    ClientProcessId, RpcCallClientLocality, ShareName, ShareLocalPath, RelativeTargetName,
    // 104.
    ClearedChannel = "Channel", BackupPath,
}

/// Fields by length and last byte of their names. Looking a name up is done for every value of every
/// record, and a comparison with each of the hundred names would be most of the cost of reading.
static BUCKETS: LazyLock<Vec<Vec<Field>>> = LazyLock::new(|| {
    let mut buckets = vec![Vec::new(); 256];
    for field in Field::ALL {
        buckets[bucket(field.name().as_bytes())].push(*field);
    }
    buckets
});

fn bucket(name: &[u8]) -> usize {
    let last = name.last().copied().unwrap_or_default();
    usize::from(last.wrapping_mul(37).wrapping_add((name.len() as u8).wrapping_mul(11)))
}

impl Field {
    /// The field of this name, exactly as Windows writes it.
    pub fn named(name: &str) -> Option<Self> {
        BUCKETS[bucket(name.as_bytes())].iter().copied().find(|field| field.name() == name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_finds_its_field() {
        for field in Field::ALL {
            assert_eq!(Field::named(field.name()), Some(*field));
        }
        assert_eq!(Field::named("LogonID"), Some(Field::LogonId));
        assert_eq!(Field::named("nonsense"), None);
    }
}
