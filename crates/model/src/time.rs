//! Points in time: whole milliseconds of UTC since the Unix epoch.

use std::fmt;

use jiff::Timestamp;
use jiff::tz::TimeZone;

/// A point in time, in whole milliseconds since the Unix epoch (UTC).
///
/// Milliseconds are what every door can carry: EVTX and XML know 100 ns, Elasticsearch's `date`
/// type keeps milliseconds. Finer digits are cut off, so the same event is equal whichever door it
/// came through.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Time(i64);

/// A text that is not a time.
#[derive(Debug, Clone, thiserror::Error, PartialEq, Eq)]
#[error("not a time: `{0}`")]
pub struct BadTime(pub String);

const HOUR_MS: i64 = 3_600_000;
const DAY_MS: i64 = 86_400_000;

impl Time {
    /// From milliseconds since the Unix epoch.
    pub const fn from_ms(ms: i64) -> Self {
        Self(ms)
    }

    /// Milliseconds since the Unix epoch.
    pub const fn ms(self) -> i64 {
        self.0
    }

    /// Whole hours since the Unix epoch.
    pub const fn hour(self) -> i32 {
        self.0.div_euclid(HOUR_MS) as i32
    }

    /// Whole days since the Unix epoch.
    pub const fn day(self) -> i32 {
        self.0.div_euclid(DAY_MS) as i32
    }

    /// Milliseconds since the start of the UTC day, 0..86,400,000.
    pub const fn ms_of_day(self) -> u32 {
        self.0.rem_euclid(DAY_MS) as u32
    }

    /// Reads `2024-01-01T00:12:24.602752674Z`, also with a blank for the `T` and without a zone,
    /// which then means UTC (Windows and NXLog write it so).
    ///
    /// # Errors
    /// [`BadTime`] when the text is neither.
    pub fn parse(text: &str) -> Result<Self, BadTime> {
        let text = text.trim();
        let bad = || BadTime(text.chars().take(60).collect());
        if let Ok(stamp) = text.parse::<Timestamp>() {
            return Ok(Self(stamp.as_millisecond()));
        }
        let civil: jiff::civil::DateTime = text.parse().map_err(|_| bad())?;
        let zoned = civil.to_zoned(TimeZone::UTC).map_err(|_| bad())?;
        Ok(Self(zoned.timestamp().as_millisecond()))
    }

    fn stamp(self) -> Timestamp {
        Timestamp::from_millisecond(self.0).unwrap_or(Timestamp::UNIX_EPOCH)
    }
}

/// `2016-10-07 11:02:16`, UTC, the form LogonTracer shows.
impl fmt::Display for Time {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.stamp().strftime("%Y-%m-%d %H:%M:%S"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_the_forms_that_logs_use() {
        let expected = Time::from_ms(1_704_067_944_602);
        for text in ["2024-01-01T00:12:24.602752674Z", "2024-01-01 00:12:24.602Z", "2024-01-01T01:12:24.602+01:00"] {
            assert_eq!(Time::parse(text), Ok(expected), "{text}");
        }
        assert_eq!(Time::parse("2020-09-22 04:37:54").map(Time::ms), Ok(1_600_749_474_000));
        assert!(Time::parse("yesterday").is_err());
    }

    #[test]
    fn cuts_into_hours_and_days() {
        let time = Time::from_ms(1_704_067_944_602);
        assert_eq!((time.hour(), time.day(), time.ms_of_day()), (473_352, 19_723, 744_602));
        assert_eq!(Time::from_ms(-1).day(), -1);
        assert_eq!(time.to_string(), "2024-01-01 00:12:24");
    }
}
