//! A laboratory or a lesson in the frame of another page: what the frame shows ([`options`]), what the two pages tell each
//! other ([`order`]), and the compact bar around the stage.
//!
//! The frame is the contract: everything that is shown stands in its address. It never begins by itself, takes no
//! attention that nobody gave it, keeps nothing, and listens to the page around it alone.

pub mod options;
pub mod order;

#[cfg(target_arch = "wasm32")]
mod bar;
#[cfg(target_arch = "wasm32")]
mod frame;
#[cfg(target_arch = "wasm32")]
mod mail;
#[cfg(target_arch = "wasm32")]
mod place;
#[cfg(target_arch = "wasm32")]
mod post;

#[cfg(target_arch = "wasm32")]
pub use place::{STYLE, page};
