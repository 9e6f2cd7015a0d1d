//! The components that write events.

/// Who writes an event.
#[derive(Debug, PartialEq, Eq)]
pub struct Provider {
    /// The name.
    pub name: &'static str,
    /// The GUID, in braces.
    pub guid: &'static str,
    /// The name of old, for those that had one.
    pub source: Option<&'static str>,
    /// The process that writes it: real ones differ by machine and start, which nothing here reads.
    pub process: u32,
}

pub(super) static AUDITING: Provider = Provider {
    name: "Microsoft-Windows-Security-Auditing",
    guid: "{54849625-5478-4994-a5ba-3e3b0328c30d}",
    source: None,
    process: 652,
};
pub(super) static EVENTLOG: Provider = Provider {
    name: "Microsoft-Windows-Eventlog",
    guid: "{fc65ddd8-d6ef-4962-83d5-6e5cfe9ce148}",
    source: None,
    process: 1188,
};
pub(super) static SERVICES: Provider = Provider {
    name: "Service Control Manager",
    guid: "{555908d1-a6d7-4695-8e1e-26931d2012f4}",
    source: Some("Service Control Manager"),
    process: 636,
};
pub(super) static LOCAL_SESSION: Provider = Provider {
    name: "Microsoft-Windows-TerminalServices-LocalSessionManager",
    guid: "{5d896912-022d-40aa-a3a8-4fa5515c76d7}",
    source: None,
    process: 740,
};
pub(super) static REMOTE_CONNECTION: Provider = Provider {
    name: "Microsoft-Windows-TerminalServices-RemoteConnectionManager",
    guid: "{c76baa63-ae81-421c-b425-340b4b24157f}",
    source: None,
    process: 872,
};
/// For records of logs that nobody reads.
pub(super) static OTHER: Provider = Provider {
    name: "Microsoft-Windows-Lab",
    guid: "{00000000-0000-0000-0000-00000000001a}",
    source: None,
    process: 4,
};
