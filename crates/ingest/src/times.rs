//! Times as people write them.

use events::Window;
use jiff::tz::{Offset, TimeZone};
use model::Time;

/// Why a stretch of time makes no sense.
#[derive(Debug, thiserror::Error)]
pub enum TimeError {
    /// Not a time.
    #[error("{end} is no time: `{text}`; write 2024-01-31T08:00:00")]
    Time {
        /// Which end: `from` or `to`.
        end: &'static str,
        /// What was written, shortened.
        text: String,
    },
    /// Not a zone.
    #[error("no such time zone: `{0}`")]
    Zone(String),
    /// The start is after the end.
    #[error("from is after to, so no event can match")]
    Swapped,
}

/// The window between two times. `zone` says how those without an offset of their own are meant: hours
/// from UTC (`+9`, `-3.5`) or the name of a zone; UTC without.
///
/// # Errors
/// [`TimeError`].
pub fn window(from: Option<&str>, to: Option<&str>, zone: Option<&str>) -> Result<Window, TimeError> {
    let zone = zone.map_or(Ok(TimeZone::UTC), self::zone)?;
    let read = |text: Option<&str>, end| text.map(|text| time(text, &zone, end)).transpose();
    let window = Window { from: read(from, "from")?, to: read(to, "to")? };
    match (window.from, window.to) {
        (Some(from), Some(to)) if from > to => Err(TimeError::Swapped),
        _ => Ok(window),
    }
}

/// One moment, UTC where it names no zone.
///
/// # Errors
/// [`TimeError::Time`].
pub fn moment(text: &str) -> Result<Time, TimeError> {
    time(text, &TimeZone::UTC, "this")
}

fn zone(text: &str) -> Result<TimeZone, TimeError> {
    let wrong = |_| TimeError::Zone(text.chars().take(80).collect());
    if let Ok(hours) = text.trim_start_matches('+').parse::<f64>() {
        return Offset::from_seconds((hours * 3600.0) as i32).map(TimeZone::fixed).map_err(wrong);
    }
    TimeZone::get(text).map_err(wrong)
}

fn time(text: &str, zone: &TimeZone, end: &'static str) -> Result<Time, TimeError> {
    let wrong = |_| TimeError::Time { end, text: text.chars().take(80).collect() };
    if let Ok(stamp) = text.parse::<jiff::Timestamp>() {
        return Ok(Time::from_ms(stamp.as_millisecond()));
    }
    let civil: jiff::civil::DateTime = text.parse().map_err(wrong)?;
    let zoned = civil.to_zoned(zone.clone()).map_err(wrong)?;
    Ok(Time::from_ms(zoned.timestamp().as_millisecond()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn from(text: &str, zone: Option<&str>) -> i64 {
        window(Some(text), None, zone).unwrap().from.unwrap().ms()
    }

    #[test]
    fn a_zone_changes_how_times_are_read() {
        let utc = from("2024-01-01T00:00:00", None);
        for zone in ["+9", "9", "Asia/Tokyo"] {
            assert_eq!(utc - from("2024-01-01T00:00:00", Some(zone)), 9 * 3_600_000, "{zone}");
        }
        assert_eq!(from("2024-01-01 00:00:00", Some("-3.5")) - utc, 12_600_000);
        assert_eq!(from("2024-01-01T00:00:00Z", Some("+9")), utc, "its own offset counts");
    }

    #[test]
    fn nonsense_is_refused() {
        for (from, to, zone) in
            [("soon", None, None), ("2024-01-01", None, Some("Mars")), ("2024-01-01", None, Some("99"))]
        {
            assert!(window(Some(from), to, zone).is_err(), "{from} {zone:?}");
        }
        let swapped = window(Some("2024-01-02"), Some("2024-01-01"), None).unwrap_err();
        assert!(matches!(swapped, TimeError::Swapped), "{swapped}");
    }
}
