//! The simulated world that protocols run in.

pub mod linearize;
