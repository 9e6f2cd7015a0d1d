//! `--from`, `--to` and `-z`.

use anyhow::{Context, bail};
use events::Window;
use jiff::tz::{Offset, TimeZone};
use model::Time;

use crate::cli::Part;

impl Part {
    /// The window these flags mean.
    pub(crate) fn window(&self) -> anyhow::Result<Window> {
        let zone = self.timezone.as_deref().map_or(Ok(TimeZone::UTC), zone)?;
        let read = |text: &Option<String>, flag: &str| {
            text.as_deref().map(|text| time(text, &zone).with_context(|| format!("{flag} is no time"))).transpose()
        };
        let window = Window { from: read(&self.from, "--from")?, to: read(&self.to, "--to")? };
        if let (Some(from), Some(to)) = (window.from, window.to)
            && from > to
        {
            bail!("--from is after --to, so no event can match");
        }
        Ok(window)
    }
}

/// One moment, UTC where it names no zone.
pub(crate) fn moment(text: &str) -> anyhow::Result<Time> {
    time(text, &TimeZone::UTC)
}

/// Hours from UTC (`+9`, `-3.5`) or the name of a zone.
fn zone(text: &str) -> anyhow::Result<TimeZone> {
    if let Ok(hours) = text.trim_start_matches('+').parse::<f64>() {
        let offset = Offset::from_seconds((hours * 3600.0) as i32).context("no such offset from UTC")?;
        return Ok(TimeZone::fixed(offset));
    }
    TimeZone::get(text).with_context(|| format!("no such time zone: `{text}`"))
}

fn time(text: &str, zone: &TimeZone) -> anyhow::Result<Time> {
    if let Ok(stamp) = text.parse::<jiff::Timestamp>() {
        return Ok(Time::from_ms(stamp.as_millisecond()));
    }
    let civil: jiff::civil::DateTime = text.parse().with_context(|| format!("`{text}`: write 2024-01-31T08:00:00"))?;
    let zoned = civil.to_zoned(zone.clone()).context("out of range")?;
    Ok(Time::from_ms(zoned.timestamp().as_millisecond()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn part(from: &str, zone: Option<&str>) -> Part {
        Part { from: Some(from.to_owned()), to: None, timezone: zone.map(str::to_owned) }
    }

    #[test]
    fn a_zone_changes_how_the_flags_are_read() {
        let utc = part("2024-01-01T00:00:00", None).window().unwrap().from.unwrap().ms();
        for zone in ["+9", "9", "Asia/Tokyo"] {
            let tokyo = part("2024-01-01T00:00:00", Some(zone)).window().unwrap().from.unwrap().ms();
            assert_eq!(utc - tokyo, 9 * 3_600_000, "{zone}");
        }
        let west = part("2024-01-01 00:00:00", Some("-3.5")).window().unwrap().from.unwrap().ms();
        assert_eq!(west - utc, 12_600_000);
    }

    #[test]
    fn nonsense_is_refused() {
        assert!(part("soon", None).window().is_err());
        assert!(part("2024-01-01", Some("Mars")).window().is_err());
        let mut swapped = part("2024-01-02", None);
        swapped.to = Some("2024-01-01".to_owned());
        assert!(swapped.window().is_err());
    }
}
