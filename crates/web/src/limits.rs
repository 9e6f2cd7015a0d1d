//! How often somebody may try to sign in.

use std::net::IpAddr;
use std::num::NonZeroU32;
use std::time::Duration;

use governor::clock::{Clock, DefaultClock};
use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};

use crate::error::{Error, Result};

/// After the burst, one more try in this time.
const EVERY: Duration = Duration::from_secs(6);
/// Several people may share an address.
const PEOPLE: u32 = 3;

/// Limits by name, so that no password is guessed, and by address, so that no machine tries name by name.
pub(crate) struct SignInLimits {
    names: DefaultKeyedRateLimiter<String>,
    addresses: DefaultKeyedRateLimiter<IpAddr>,
}

impl SignInLimits {
    /// With so many tries at once a name.
    pub(crate) fn new(burst: u32) -> Self {
        let quota = |burst: u32| {
            let burst = NonZeroU32::new(burst).unwrap_or(NonZeroU32::MIN);
            Quota::with_period(EVERY).unwrap_or(Quota::per_minute(burst)).allow_burst(burst)
        };
        Self {
            names: RateLimiter::keyed(quota(burst)),
            addresses: RateLimiter::keyed(quota(burst.saturating_mul(PEOPLE))),
        }
    }

    /// Lets a try through, or says how long to wait.
    pub(crate) fn check(&self, name: &str, address: IpAddr) -> Result<()> {
        let name = name.chars().take(64).collect::<String>().to_lowercase();
        let refused = self.addresses.check_key(&address).and_then(|()| self.names.check_key(&name)).err();
        match refused {
            None => Ok(()),
            Some(until) => {
                Err(Error::SlowDown { seconds: until.wait_time_from(DefaultClock::default().now()).as_secs() + 1 })
            }
        }
    }

    /// Forgets who has not tried for long.
    pub(crate) fn sweep(&self) {
        self.names.retain_recent();
        self.addresses.retain_recent();
    }
}
