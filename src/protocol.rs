//! The contract between a protocol and everything around it.

pub mod cluster;
pub mod command;
pub mod digest;
pub mod rule;
pub mod sequence;
pub mod setting;
pub mod time;
pub mod value;
