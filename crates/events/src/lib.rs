//! Room: events.
