//! How a raw field becomes a value: what counts as absent, and how numbers are written.

use std::borrow::Cow;

/// The value of a field, or nothing: missing, empty and `-` mean the same in Windows' events.
/// Blanks around the value are dropped.
pub fn present(raw: &str) -> Option<&str> {
    let trimmed = raw.trim_matches(|c: char| c.is_whitespace() || c == '\0');
    (!trimmed.is_empty() && trimmed != "-").then_some(trimmed)
}

/// A number, decimal or `0x` hexadecimal of any width and case: `0xf` equals `0x0000000F`.
pub fn number(raw: &str) -> Option<u64> {
    let text = present(raw)?;
    match text.strip_prefix("0x").or_else(|| text.strip_prefix("0X")) {
        Some(hex) => u64::from_str_radix(hex, 16).ok(),
        // A negative decimal is an unsigned mask that some exporter printed as signed.
        None => text.parse::<u64>().ok().or_else(|| text.parse::<i64>().ok().map(|n| n as u64)),
    }
}

/// A computer's short name in lower case: `WS01.corp.local`, `WS01$`, `\\WS01` become `ws01`.
/// Addresses are left whole.
pub fn host_name(raw: &str) -> Option<Cow<'_, str>> {
    let name = present(raw)?.trim_start_matches('\\').trim_end_matches('$');
    if name.parse::<std::net::IpAddr>().is_ok() {
        return Some(Cow::Borrowed(name));
    }
    let short = present(name.split('.').next().unwrap_or(name))?;
    if short.chars().any(char::is_uppercase) {
        Some(Cow::Owned(short.to_lowercase()))
    } else {
        Some(Cow::Borrowed(short))
    }
}

/// The text in lower case, without a copy where it already is.
pub fn lower(text: &str) -> Cow<'_, str> {
    if text.bytes().all(|b| b.is_ascii() && !b.is_ascii_uppercase()) { text.into() } else { text.to_lowercase().into() }
}

/// An error and its causes in one line; a cause whose words stand there already is not said again.
pub fn causes(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut next = error.source();
    while let Some(cause) = next {
        let more = cause.to_string();
        if !text.contains(&more) {
            text.push_str(": ");
            text.push_str(&more);
        }
        next = cause.source();
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn absence_has_three_spellings() {
        for raw in ["", "-", "   ", " - ", "\0"] {
            assert_eq!(present(raw), None, "{raw:?}");
        }
        assert_eq!(present("NtLmSsp "), Some("NtLmSsp"));
    }

    #[test]
    fn numbers_compare_whatever_their_width() {
        assert_eq!(number("0xf"), number("0x0000000F"));
        assert_eq!(number("4624"), Some(4624));
        assert_eq!(number("-1"), Some(u64::MAX));
        assert_eq!(number("%%1833"), None);
    }

    #[test]
    fn computers_have_one_short_name() {
        assert_eq!(host_name("\\\\WS01.corp.local").as_deref(), Some("ws01"));
        assert_eq!(host_name("DC$").as_deref(), Some("dc"));
        assert_eq!(host_name("10.0.0.1").as_deref(), Some("10.0.0.1"));
        assert_eq!(host_name("$"), None);
    }
}
