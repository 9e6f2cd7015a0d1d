//! Which part of the logs counts.

use model::Time;

/// A stretch of time; both ends count, to the second.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Window {
    /// Nothing before this second.
    pub from: Option<Time>,
    /// Nothing after this second.
    pub to: Option<Time>,
}

impl Window {
    /// Whether the time lies inside.
    pub fn has(self, time: Time) -> bool {
        let second = time.ms().div_euclid(1000);
        self.from.is_none_or(|from| second >= from.ms().div_euclid(1000))
            && self.to.is_none_or(|to| second <= to.ms().div_euclid(1000))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_ends_count_to_the_second() {
        let window = Window { from: Some(Time::from_ms(1000)), to: Some(Time::from_ms(2000)) };
        for (ms, inside) in [(999, false), (1000, true), (2999, true), (3000, false)] {
            assert_eq!(window.has(Time::from_ms(ms)), inside, "{ms}");
        }
        assert!(Window::default().has(Time::from_ms(-5)));
    }
}
