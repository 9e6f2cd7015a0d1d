//! What tests need and production code must not have.
