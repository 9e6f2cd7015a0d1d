//! The API and the viewer: what a browser or a script asks of a case.

/// What the viewer shows of a case, computed from its graph: pure functions, no server, no clock.
pub mod view;
