//! Quorarium: real consensus protocols over a simulated message bus.
#![forbid(unsafe_code)]
#![warn(missing_docs)]

pub mod machine;
pub mod protocol;
pub mod protocols;
pub mod render;
pub mod scenario;
pub mod session;
pub mod sim;
#[cfg(target_arch = "wasm32")]
pub mod web;

// Addresses are read without a browser, so their tests run without one too.
#[cfg(all(test, not(target_arch = "wasm32")))]
#[path = "web/route.rs"]
mod route;
