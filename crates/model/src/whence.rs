//! Which machine an event names: an address, a name, or both.

use std::borrow::Cow;
use std::net::{IpAddr, Ipv6Addr};

use crate::Field;
use crate::text::host_name;

/// An address as logs write it, in one spelling.
#[derive(Clone, Copy)]
pub enum Address<T> {
    /// An address of another machine, canonical.
    Remote(T),
    /// Loopback: the computer that logged the event.
    Local,
    /// Nothing, or not an address.
    None,
}

impl Address<String> {
    /// Reads a field's value.
    pub fn read(raw: Option<&str>) -> Self {
        let Some(text) = raw else { return Self::None };
        if text.eq_ignore_ascii_case("LOCAL") || text.eq_ignore_ascii_case("localhost") {
            return Self::Local;
        }
        // A link-local address carries the reader's interface: fe80::1%12.
        let bare = text.split('%').next().unwrap_or(text);
        match bare.parse::<IpAddr>().map(|ip| ip.to_canonical()) {
            Ok(ip) if ip.is_loopback() => Self::Local,
            Ok(ip) if ip.is_unspecified() => Self::None,
            Ok(ip) => Self::Remote(ip.to_string()),
            Err(_) => Self::None,
        }
    }
}

/// A workstation's name, unless the field holds an address or says nothing.
pub fn workstation(raw: Option<&str>) -> Option<Cow<'_, str>> {
    let name = host_name(raw?)?;
    let local = name == "localhost" || name.parse::<Ipv6Addr>().is_ok();
    (!local && name.parse::<IpAddr>().is_err()).then_some(name)
}

/// Whether a logon of this type starts at the machine itself, so that an event without a source
/// means "here": interactive 2, batch 4, service 5, unlock 7, new credentials 9, cached 11, cached
/// unlock 13.
pub const fn starts_here(logon_type: u32) -> bool {
    matches!(logon_type, 2 | 4 | 5 | 7 | 9 | 11 | 13)
}

/// The fields with a logon event's source: address and name.
pub const fn source_fields(id: u32) -> (Option<Field>, Option<Field>) {
    match id {
        4624 | 4625 => (Some(Field::IpAddress), Some(Field::WorkstationName)),
        4768 | 4769 | 4771 | 5140 | 5145 => (Some(Field::IpAddress), None),
        4776 => (None, Some(Field::Workstation)),
        4778 | 4779 => (Some(Field::ClientAddress), Some(Field::ClientName)),
        21..=25 => (Some(Field::Address), None),
        1149 => (Some(Field::Param3), None),
        _ => (None, None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn remote(raw: &str) -> Option<String> {
        match Address::read(Some(raw)) {
            Address::Remote(text) => Some(text),
            _ => None,
        }
    }

    #[test]
    fn one_address_has_one_spelling() {
        assert_eq!(remote("::ffff:10.0.0.1").as_deref(), Some("10.0.0.1"));
        assert_eq!(remote("FE80::1%12").as_deref(), Some("fe80::1"));
        assert!(matches!(Address::read(Some("::1")), Address::Local));
        assert!(matches!(Address::read(Some("LOCAL")), Address::Local));
        assert!(matches!(Address::read(Some("::ffff:127.0.0.1")), Address::Local));
        assert!(matches!(Address::read(Some("0.0.0.0")), Address::None));
        assert!(matches!(Address::read(Some("Unknown")), Address::None));
    }
}
