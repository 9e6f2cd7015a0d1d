//! Times of the graph's database as the API gives them.

use jiff::Timestamp;

/// Epoch milliseconds of an ISO 8601 time with offset; none where it is not one.
pub(crate) fn ms(text: &str) -> Option<i64> {
    text.parse::<Timestamp>().ok().map(Timestamp::as_millisecond)
}

#[cfg(test)]
mod tests {
    use super::ms;

    #[test]
    fn times_of_the_database_are_read() {
        assert_eq!(ms("2026-11-25T10:00:00.123Z"), Some(1_795_600_800_123));
        assert_eq!(ms("2026-11-25T11:00:00.123+01:00"), Some(1_795_600_800_123));
        assert_eq!(ms("yesterday"), None);
    }
}
