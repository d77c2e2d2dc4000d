//! Quorarium: real consensus protocols over a simulated message bus.
#![forbid(unsafe_code)]
#![warn(missing_docs)]

pub mod machine;
pub mod protocol;
pub mod protocols;
pub mod scenario;
pub mod session;
pub mod sim;
#[cfg(target_arch = "wasm32")]
pub mod web;
