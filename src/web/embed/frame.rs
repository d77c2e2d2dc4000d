//! What is put around a laboratory in a frame: it opens at its moment, is laid out small, takes orders and tells what happens.

use super::bar;
use super::options::Options;
use super::post::{self, POST};
use crate::render::Shape;
use crate::render::thing::Thing;
use crate::web::browser;
use crate::web::chosen::Sheet;
use crate::web::deed::Deed;
use crate::web::guide::{Guide, Led};
use crate::web::keys::Key;
use crate::web::lab::Room;
use crate::web::state::LabState;
use std::cell::{Cell, RefCell};
use yew::prelude::*;

/// A frame around a laboratory of its own, or around one that somebody else leads through.
pub struct Frame {
    pub(super) options: Options,
    /// What is wrong in its address.
    pub(super) problems: RefCell<Vec<String>>,
    within: Option<Led>,
    fresh: RefCell<Option<LabState>>,
    /// The step that was told last, the last one and the state; none before it is ready.
    pub(super) told: Cell<Option<(u64, u64, u64)>>,
    /// What was said to be wrong.
    pub(super) notice: RefCell<String>,
    /// Somebody asked for the history as text.
    pub(super) wants_text: Cell<bool>,
    /// Another place takes that of this one.
    pub(super) is_leaving: Cell<bool>,
    /// Wakes the laboratory; it is handed over when that stands.
    wake: RefCell<Option<Callback<Deed>>>,
    is_attended: Cell<bool>,
}

/// The words of the button that fills the screen.
pub(super) const FULL: &str = "full";

/// Why nothing can be broken.
pub(super) const NO_FAULTS: &str = "Faults are switched off here. Open it in the lab to try them.";

impl Frame {
    /// Around a laboratory.
    pub fn new(options: Options, problems: Vec<String>, fresh: LabState) -> Frame {
        Frame { fresh: RefCell::new(Some(fresh)), ..Frame::around(options, problems, None) }
    }

    /// Around one that somebody leads through.
    pub fn around(options: Options, problems: Vec<String>, within: Option<Led>) -> Frame {
        Frame {
            options,
            problems: RefCell::new(problems),
            within,
            fresh: RefCell::default(),
            told: Cell::default(),
            notice: RefCell::default(),
            wants_text: Cell::default(),
            is_leaving: Cell::default(),
            wake: RefCell::default(),
            is_attended: Cell::default(),
        }
    }

    /// Who leads through what is in it.
    pub(super) fn inner(&self) -> Option<&dyn Guide> {
        self.within.as_ref().map(|led| &*led.0)
    }

    /// What a deed of the reader may still do where nothing may be broken.
    fn tamed(state: &mut LabState, deed: Deed) -> Option<Deed> {
        match deed {
            Deed::Press(Thing::Link(..)) => None,
            Deed::Press(thing @ (Thing::Node(_) | Thing::Message(_) | Thing::Client(_))) => {
                Some(Deed::Select(thing))
            }
            Deed::Do(_)
            | Deed::SetUp(_)
            | Deed::Letter(_)
            | Deed::Ask(_)
            | Deed::Open(_)
            | Deed::OpenSelected
            | Deed::Sheet(Sheet::Request | Sheet::Settings) => {
                state.refusal = NO_FAULTS.to_string();
                None
            }
            other => Some(other),
        }
    }
}

impl Guide for Frame {
    fn open(&self) -> Result<LabState, String> {
        match self.inner() {
            Some(guide) => guide.open(),
            None => {
                let state = self.fresh.take();
                let mut state =
                    state.ok_or_else(|| "This frame was opened already.".to_string())?;
                state.is_framed = true;
                Ok(state)
            }
        }
    }

    fn moment(&self) -> Option<String> {
        self.options.moment()
    }

    fn class(&self) -> String {
        let inner = self.inner().map_or_else(|| "app lab".to_string(), Guide::class);
        let fits = if self.options.fits_content { " fits" } else { "" };
        let tame = if self.options.has_faults { "" } else { " tame" };
        format!("{inner} embed{fits}{tame}")
    }

    fn lay_out(&self, state: &LabState, room: &Room) -> Html {
        if !self.is_attended.replace(true) {
            self.wake.replace(Some(room.act()));
        }
        match self.inner() {
            Some(guide) => guide.lay_out(state, room),
            None => bar::lay_out(self, state, room),
        }
    }

    fn key(&self, key: &Key) -> Option<Deed> {
        self.inner()?.key(key)
    }

    fn apply(&self, state: &mut LabState, deed: Deed) -> Option<Deed> {
        let deed = match deed {
            Deed::Guide(words) if words == post::WAKE => {
                return POST.get().and_then(|post| (post.obey)(self, state));
            }
            Deed::Guide(words) if words == FULL => {
                browser::full();
                return None;
            }
            deed if self.options.has_faults => deed,
            deed => Frame::tamed(state, deed)?,
        };
        match self.inner() {
            Some(guide) => guide.apply(state, deed),
            None => Some(deed),
        }
    }

    fn look(&self, state: &mut LabState) {
        if let Some(guide) = self.inner() {
            guide.look(state);
        }
        if let Some(post) = POST.get() {
            (post.look)(self, state);
        }
    }

    fn drawn(&self) {
        if let Some(guide) = self.inner() {
            guide.drawn();
        }
        if let Some(wake) = self.wake.take() {
            post::attend(wake);
            if self.options.fits_content {
                browser::fit(".embed");
            }
        }
    }

    fn light(&self, state: &LabState, shapes: &mut [Shape]) {
        if let Some(guide) = self.inner() {
            guide.light(state, shapes);
        }
    }
}
