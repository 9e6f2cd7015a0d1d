//! Who works where, what happens on a day, and what an attacker does in between.
//!
//! A [`Plan`] fixes everything: [`simulate()`] sets the company up, lets a day after the other pass,
//! and hands records over in the order of time. Only a day is held in memory. Each doer has a random
//! stream of its own, so that an attack more in the plan changes no other record but for its number.

mod attacks;
mod calendar;
mod plan;
mod protocol;
mod random;
mod routine;
mod scribe;
mod simulate;
mod windows;
mod world;

pub use plan::{Attack, Foothold, Pace, Plan, Technique};
pub use simulate::simulate;
