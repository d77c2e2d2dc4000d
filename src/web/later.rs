//! Parts of the page whose code is fetched when they are first shown, so that the lab is awake before it is there.
//!
//! What such a file brings is a function or two: everything that hangs on them, and on nothing else, goes along.
//! To put a part there, let nothing else name it, and call it from what a [`File`] brings. Its styles come along.
//! While a file is on its way a quiet place stands there; if it does not come, a sentence and a button that tries again.
//!
//! Without the feature `split`, when no splitter runs after the compiler, the same functions are there at once.

use super::browser::adopt;
use super::deed::Deed;
use super::guide::Guide;
use super::lab::Room;
use super::state::LabState;
use super::state::words::Words;
use super::views::Look;
use crate::protocol::apart::Missing;
use crate::render::{Frame, Shape};
use std::pin::Pin;
use std::rc::Rc;
use web_sys::Element;
use yew::prelude::*;

/// Draws a part from the state.
pub type Draw = fn(&LabState) -> Html;

/// What the file of the popover and the sheets brings.
#[derive(Clone, Copy)]
pub struct Sheets {
    /// Draws what is open.
    pub draw: Draw,
    /// Puts the popover in its place, once it is drawn: beside its thing among the shapes of a stage with this frame,
    /// which is shown so many times as large in this element.
    pub place: fn(&LabState, &[Shape], Frame, f64, &Element),
}

/// What a file brings.
#[derive(Clone, Copy)]
pub enum Brings {
    /// What is open over the page.
    Sheets(Sheets),
    /// The other ways to look at a history.
    Views(Look),
    /// The language of scenarios.
    Words(Words),
    /// A place of its own, drawn from the script's name and the query of its address.
    Place(fn(&str, &str) -> Html),
    /// What stands around the stage in a laboratory of its own.
    Whole(fn(&Room) -> Html),
    /// What shows a laboratory to an audience.
    Present(Presents),
    /// What the nodes of the lab do, which its protocol keeps.
    Conduct,
}

/// Takes a laboratory's place: it is handed who leads through that, if anybody does, and what does deeds.
pub type Leads = fn(Option<Rc<dyn Guide>>, Callback<Deed>) -> Rc<dyn Guide>;

/// What presenter mode brings.
#[derive(Clone, Copy)]
pub struct Presents {
    /// Leads through a laboratory before an audience.
    pub lab: Leads,
    /// Draws the window of notes.
    pub notes: fn() -> Html,
}

/// A file that has come.
#[derive(Clone, Copy)]
pub struct Came {
    /// The styles of what it draws; empty if it draws nothing.
    pub style: &'static str,
    /// What it brings.
    pub brings: Brings,
}

impl Came {
    /// What it brings, once the page has its styles.
    pub fn unpack(self) -> Brings {
        if !self.style.is_empty() {
            adopt(self.style);
        }
        self.brings
    }
}

/// Fetches a file; it is done at once when the file is there.
pub type Fetch = Pin<Box<dyn Future<Output = Result<Came, Missing>>>>;

macro_rules! files {
    ($($(#[$doc:meta])* $file:ident $name:ident = $style:expr, $brings:expr;)* -- $(#[$last:meta])* $part:ident;) => {
        /// The files that are fetched later.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum File { $($(#[$doc])* $file,)* $(#[$last])* $part, }

        impl File {
            /// All of them.
            pub const ALL: &[File] = &[$(File::$file,)* File::$part];

            /// Fetches it; a fetch that failed can be tried again.
            pub fn fetch(self) -> Fetch {
                match self {
                    $(File::$file => {
                        #[cfg(feature = "split")]
                        #[wasm_split_helpers::wasm_split($name, fallible)]
                        fn $name() -> Result<Came, Missing> {
                            Ok(Came { style: $style, brings: $brings })
                        }
                        #[cfg(not(feature = "split"))]
                        async fn $name() -> Result<Came, Missing> {
                            Ok(Came { style: $style, brings: $brings })
                        }
                        Box::pin($name())
                    })*
                    File::$part => Box::pin(async { Ok(Came { style: "", brings: Brings::$part }) }),
                }
            }
        }
    };
}

files! {
    /// The popover and the sheets.
    Sheets sheets = super::sheets::STYLE, Brings::Sheets(super::sheets::SHEETS);
    /// Space-time, tables, and what led to what is looked at.
    Views views = super::views::STYLE, Brings::Views(super::views::LOOK);
    /// Whatever is said in the language of scenarios: faults, requests, settings.
    Words words = "", Brings::Words(super::state::words::words);
    /// The start page.
    Home home = super::home::STYLE, Brings::Place(super::home::page);
    /// The lessons.
    Learn learn = super::learn::STYLE, Brings::Place(super::learn::page);
    /// Presenter mode, and the notes that go with it.
    Present present = super::present::STYLE, Brings::Present(super::present::PRESENTS);
    /// The comparisons.
    Compare compare = super::compare::STYLE, Brings::Place(super::compare::page);
    /// What stands around the stage in a laboratory of its own.
    Whole whole = "", Brings::Whole(super::lab::whole::whole);
    /// The frame in which another page shows a lab or a lesson.
    Embed embed = super::embed::STYLE, Brings::Place(super::embed::page);
    /// The embed studio.
    Studio studio = super::studio::STYLE, Brings::Place(super::studio::page);
    --
    /// What the nodes of the lab do: the protocol keeps it, so that nothing is left to fetch for the lab itself.
    Conduct;
}

/// What is known of a file.
#[derive(Clone, Copy)]
pub enum Code {
    /// Nobody has asked for it.
    NotAsked,
    /// It is on its way.
    Coming,
    /// It is here.
    Here(Brings),
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
    pub fn came(&mut self, file: File, fetched: Result<Came, Missing>) {
        self.0[file as usize] = match fetched {
            Ok(came) => Code::Here(came.unpack()),
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

    /// What a file brought, if it is here.
    pub fn get(&self, file: File) -> Option<Brings> {
        match self.0[file as usize] {
            Code::Here(brings) => Some(brings),
            _ => None,
        }
    }

    /// Whether one of them is on its way.
    pub fn is_coming(&self) -> bool {
        self.0.iter().any(|code| matches!(code, Code::Coming))
    }

    /// Whether one of them did not come.
    pub fn is_missing(&self) -> bool {
        self.0.iter().any(|code| matches!(code, Code::Missing))
    }

    /// What is open over the page.
    pub fn sheets(&self, state: &LabState) -> Html {
        match self.get(File::Sheets) {
            Some(Brings::Sheets(sheets)) => (sheets.draw)(state),
            _ => Html::default(),
        }
    }

    /// The other ways to look at a history.
    pub fn look(&self) -> Option<Look> {
        match self.get(File::Views) {
            Some(Brings::Views(look)) => Some(look),
            _ => None,
        }
    }

    /// What is said when a file did not come.
    pub fn apology(&self) -> Html {
        if !self.is_missing() {
            return Html::default();
        }
        html! {
            <div class="later" role="alert">
                <p>{ "This part of the page could not be fetched. If trying again does not help, reload the page." }</p>
                <button type="button" class="btn" data-do="fetch">{ "Try again" }</button>
            </div>
        }
    }
}

impl Default for Later {
    fn default() -> Later {
        Later::new()
    }
}
