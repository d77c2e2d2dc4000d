//! The contract between a protocol and everything around it.

pub mod time;
pub mod value;
