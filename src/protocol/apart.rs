//! Code that is in the program, or in a file of its own that is fetched when it is needed.

use std::future::poll_fn;
use std::pin::Pin;
use std::sync::OnceLock;
use std::task::Poll;

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

/// Parts that are needed together, fetched at the same time: one waits for the slowest of them, not for their sum.
pub fn all<T: 'static>(parts: Vec<Coming<T>>) -> Coming<Vec<T>> {
    let mut parts: Vec<_> = parts.into_iter().map(|part| (part, None)).collect();
    Box::pin(poll_fn(move |context| {
        for (part, came) in &mut parts {
            if came.is_none()
                && let Poll::Ready(outcome) = part.as_mut().poll(context)
            {
                *came = Some(outcome);
            }
        }
        match parts.iter().all(|(_, came)| came.is_some()) {
            true => Poll::Ready(parts.drain(..).filter_map(|(_, came)| came).collect()),
            false => Poll::Pending,
        }
    }))
}

/// A part of the program, or of a file of its own that has this name.
macro_rules! part {
    ($file:ident $type:ty = $part:expr) => {{
        #[cfg(not(feature = "split"))]
        let part = $crate::protocol::apart::Code::Here($part);
        #[cfg(feature = "split")]
        let part = {
            use $crate::protocol::apart::{Code, Missing};
            #[wasm_split_helpers::wasm_split($file, fallible)]
            fn $file() -> Result<$type, Missing> {
                Ok($part)
            }
            Code::Apart(std::sync::OnceLock::new(), || Box::pin($file()))
        };
        part
    }};
}
pub(crate) use part;

/// Code that was to be fetched did not come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Missing;

#[cfg(feature = "split")]
impl From<wasm_split_helpers::SplitLoaderError> for Missing {
    fn from(_: wasm_split_helpers::SplitLoaderError) -> Missing {
        Missing
    }
}
