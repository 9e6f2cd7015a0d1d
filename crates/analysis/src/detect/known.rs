//! What only the whole of the events tells.

use model::Time;

use super::Place;

/// Knowledge that is complete once all events were read.
pub trait Known {
    /// Whether the place is a domain controller, by its name or by the owner of its address at that
    /// time. `None` where no controller is known at all, so that nobody can be called a stranger.
    fn is_controller(&self, place: &Place) -> Option<bool>;

    /// The short name of the machine that had the address at that time, where that is sure.
    fn machine(&self, address: &str, time: Time) -> Option<String>;

    /// The one name of a domain, whatever its spelling.
    fn domain<'a>(&'a self, spelling: &'a str) -> &'a str;

    /// Whether the domain is one whose controller's log was read.
    fn has_controller_log(&self) -> bool;
}
