//! The embed studio: choose a moment and what is seen of it, look at it at its size, and take the lines that put it into a
//! page. Its address is that of the frame, with `studio` in the place of `embed`, and the size besides.

pub mod snippets;
pub mod spec;

#[cfg(target_arch = "wasm32")]
mod form;
#[cfg(target_arch = "wasm32")]
mod page;

#[cfg(target_arch = "wasm32")]
pub use page::{STYLE, page};
