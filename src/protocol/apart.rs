//! Code that is in the program, or in a file of its own that is fetched when it is needed.

use std::pin::Pin;
use std::sync::OnceLock;

/// Where a part of a protocol is.
pub enum Code<T> {
    /// In the program.
    Here(T),
    /// In a file of its own; it has come, or this is how it is fetched.
    Apart(OnceLock<T>, fn() -> Coming<T>),
}

/// A part on its way.
pub type Coming<T> = Pin<Box<dyn Future<Output = Result<T, Missing>>>>;

impl<T: Copy + 'static> Code<T> {
    /// The part, if it is here.
    pub fn get(&self) -> Option<T> {
        match self {
            Code::Here(part) => Some(*part),
            Code::Apart(part, _) => part.get().copied(),
        }
    }

    /// Fetches the part, unless it is here. A fetch that failed can be tried again.
    pub fn fetch(&'static self) -> Coming<()> {
        Box::pin(async move {
            if let Code::Apart(part, fetch) = self
                && part.get().is_none()
            {
                // If two have asked for it, both brought the same.
                let _ = part.set(fetch().await?);
            }
            Ok(())
        })
    }
}

/// Code that was to be fetched did not come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Missing;

#[cfg(feature = "split")]
impl From<wasm_split_helpers::SplitLoaderError> for Missing {
    fn from(_: wasm_split_helpers::SplitLoaderError) -> Missing {
        Missing
    }
}
