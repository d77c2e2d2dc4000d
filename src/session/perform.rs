//! perform.
