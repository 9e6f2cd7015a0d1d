//! The event logs that are read, and which of their events are kept.

/// The log a record was written to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Channel {
    /// `Security`.
    Security,
    /// `System`.
    System,
    /// `Microsoft-Windows-TerminalServices-LocalSessionManager/Operational`.
    LocalSession,
    /// `Microsoft-Windows-TerminalServices-RemoteConnectionManager/Operational`.
    RemoteConnection,
    /// Any other log; its records are counted and not used.
    Other,
}

impl Channel {
    /// The channel with this name. An export without the channel's name is taken for Security when
    /// its provider is the security auditing one.
    pub fn of(name: &str, provider: &str) -> Self {
        let lower = name.trim().to_ascii_lowercase();
        match lower.as_str() {
            "security" => Self::Security,
            "system" => Self::System,
            "microsoft-windows-terminalservices-localsessionmanager/operational" => Self::LocalSession,
            "microsoft-windows-terminalservices-remoteconnectionmanager/operational" => Self::RemoteConnection,
            "" if provider.eq_ignore_ascii_case("Microsoft-Windows-Security-Auditing") => Self::Security,
            _ => Self::Other,
        }
    }

    /// The channel's name as Windows writes it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Security => "Security",
            Self::System => "System",
            Self::LocalSession => "Microsoft-Windows-TerminalServices-LocalSessionManager/Operational",
            Self::RemoteConnection => "Microsoft-Windows-TerminalServices-RemoteConnectionManager/Operational",
            Self::Other => "other",
        }
    }

    /// Whether an event of this id in this log is used at all. The others are only counted.
    pub const fn wants(self, id: u32) -> bool {
        match self {
            Self::Security => matches!(
                id,
                517 | 1102 | 4611 | 4624 | 4625 | 4634 | 4647..=4649 | 4662 | 4672 | 4673 | 4697..=4699 | 4704
                    | 4706 | 4719 | 4720 | 4722..=4726 | 4728 | 4729 | 4732 | 4733 | 4738 | 4740..=4743 | 4756
                    | 4757 | 4765..=4771 | 4776 | 4778 | 4779 | 4781 | 4794 | 4825 | 4964 | 5136 | 5137 | 5140
                    | 5141 | 5145
            ),
            Self::System => matches!(id, 104 | 7045),
            Self::LocalSession => matches!(id, 21..=25),
            Self::RemoteConnection => id == 1149,
            Self::Other => false,
        }
    }

    /// The log that has wanted events of this id; Security where none has. No id is wanted in two logs.
    pub const fn logging(id: u32) -> Self {
        if Self::System.wants(id) {
            Self::System
        } else if Self::LocalSession.wants(id) {
            Self::LocalSession
        } else if Self::RemoteConnection.wants(id) {
            Self::RemoteConnection
        } else {
            Self::Security
        }
    }

    /// Whether any log has a wanted event of this id: a cheap first look before the log's name is
    /// known.
    pub const fn any_wants(id: u32) -> bool {
        Self::Security.wants(id)
            || Self::System.wants(id)
            || Self::LocalSession.wants(id)
            || Self::RemoteConnection.wants(id)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_wanted_in_one_log() {
        let logs = [Channel::Security, Channel::System, Channel::LocalSession, Channel::RemoteConnection];
        for id in (1..10_000).filter(|id| Channel::any_wants(*id)) {
            assert_eq!(
                logs.into_iter().filter(|log| log.wants(id)).collect::<Vec<_>>(),
                [Channel::logging(id)],
                "{id}"
            );
        }
    }
}
