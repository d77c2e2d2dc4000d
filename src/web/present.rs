//! Presenter mode: a laboratory or a lesson as an audience sees it from the back of a room, and a window of notes.
//!
//! It is a guide that takes the laboratory's place, and leads whoever led through it before: a lesson goes on below it.
//! All of it is fetched when it is first asked for. What needs no document is compiled natively too, and tested there.

pub mod fit;
pub mod trail;

#[cfg(target_arch = "wasm32")]
mod dock;
#[cfg(target_arch = "wasm32")]
mod page;
#[cfg(target_arch = "wasm32")]
mod presenter;
#[cfg(target_arch = "wasm32")]
mod said;
#[cfg(target_arch = "wasm32")]
mod talk;
#[cfg(target_arch = "wasm32")]
mod window;

#[cfg(target_arch = "wasm32")]
use super::later::Presents;

/// The functions of the file.
#[cfg(target_arch = "wasm32")]
pub const PRESENTS: Presents = Presents { lab: presenter::presenter, notes: window::notes };

/// How all of it looks.
pub const STYLE: &str = include_str!("../../static/present.css");
