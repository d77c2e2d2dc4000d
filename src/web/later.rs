//! Parts of the page whose code is fetched when they are first shown, so that the lab is awake before it is there.
//!
//! What crosses to such a file is one function from the state to what is drawn: everything that hangs on it, and on
//! nothing else, goes along. To put a part there, let nothing else name it, and call it from the function of a [`File`].
//! While a file is on its way a quiet place stands there; if it does not come, a sentence and a button that tries again.
//!
//! Without the feature `split`, when no splitter runs after the compiler, the same functions are there at once.

use super::state::LabState;
use std::pin::Pin;
use yew::prelude::*;

/// Draws a part from the state.
pub type Draw = fn(&LabState) -> Html;

/// The file did not come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Missing;

#[cfg(feature = "split")]
impl From<wasm_split_helpers::SplitLoaderError> for Missing {
    fn from(_: wasm_split_helpers::SplitLoaderError) -> Missing {
        Missing
    }
}

/// Fetches a file; it is done at once when the file is there.
pub type Fetch = Pin<Box<dyn Future<Output = Result<Draw, Missing>>>>;

macro_rules! files {
    ($($(#[$doc:meta])* $file:ident $name:ident = $draw:path;)*) => {
        /// The files that are fetched later.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum File { $($(#[$doc])* $file,)* }

        impl File {
            /// All of them.
            pub const ALL: &[File] = &[$(File::$file),*];

            /// Fetches it; a fetch that failed can be tried again.
            pub fn fetch(self) -> Fetch {
                match self { $(File::$file => {
                    #[cfg(feature = "split")]
                    #[wasm_split_helpers::wasm_split($name, fallible)]
                    fn $name() -> Result<Draw, Missing> {
                        Ok($draw)
                    }
                    #[cfg(not(feature = "split"))]
                    async fn $name() -> Result<Draw, Missing> {
                        Ok($draw)
                    }
                    Box::pin($name())
                })* }
            }
        }
    };
}

files! {
    /// The popover and the sheets.
    Sheets sheets = super::sheets::sheets;
}

/// What is known of a file.
#[derive(Clone, Copy)]
pub enum Code {
    /// Nobody has asked for it.
    NotAsked,
    /// It is on its way.
    Coming,
    /// It is here.
    Here(Draw),
    /// It did not come.
    Missing,
}

/// All files and what is known of them.
pub struct Later([Code; File::ALL.len()]);

impl Later {
    /// Nothing has been asked for.
    pub fn new() -> Later {
        Later([Code::NotAsked; File::ALL.len()])
    }

    /// The fetch of a file that is needed now, unless it was asked for already.
    pub fn need(&mut self, file: File) -> Option<Fetch> {
        let code = &mut self.0[file as usize];
        matches!(code, Code::NotAsked).then(|| {
            *code = Code::Coming;
            file.fetch()
        })
    }

    /// A file came, or did not.
    pub fn came(&mut self, file: File, fetched: Result<Draw, Missing>) {
        self.0[file as usize] = match fetched {
            Ok(draw) => Code::Here(draw),
            Err(Missing) => Code::Missing,
        };
    }

    /// What did not come is asked for again.
    pub fn try_again(&mut self) {
        for code in &mut self.0 {
            if matches!(code, Code::Missing) {
                *code = Code::NotAsked;
            }
        }
    }

    /// What stands in the place of a part now.
    pub fn draw(&self, file: File, state: &LabState) -> Html {
        match self.0[file as usize] {
            Code::Here(draw) => draw(state),
            Code::NotAsked | Code::Coming => html! { <div class="later" aria-busy="true" /> },
            Code::Missing => html! {
                <div class="later" role="alert">
                    <p>{ "This part of the page could not be fetched." }</p>
                    <p>{ "If trying again does not help, reload the page." }</p>
                    <button type="button" class="btn" data-do="fetch">{ "Try again" }</button>
                </div>
            },
        }
    }
}

impl Default for Later {
    fn default() -> Later {
        Later::new()
    }
}
