//! What is put around a laboratory in a frame: it opens at its moment, is laid out small, takes orders and tells what happens.

use super::options::Options;
use super::order::Order;
use super::{bar, mail};
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
use wasm_bindgen::JsValue;
use yew::prelude::*;

/// A frame around a laboratory of its own, or around one that somebody else leads through.
pub struct Frame {
    pub(super) options: Options,
    /// What is wrong in its address.
    problems: RefCell<Vec<String>>,
    within: Option<Led>,
    fresh: RefCell<Option<LabState>>,
    /// The step that was told last, the last one and the state; none before it is ready.
    told: Cell<Option<(u64, u64, u64)>>,
    /// What was said to be wrong.
    notice: RefCell<String>,
    /// Somebody asked for the history as text.
    wants_text: Cell<bool>,
    /// Another place takes that of this one.
    is_leaving: Cell<bool>,
    /// Wakes the laboratory; it is handed over when that stands.
    wake: RefCell<Option<Callback<Deed>>>,
    is_attended: Cell<bool>,
}

/// The words of the button that fills the screen.
pub(super) const FULL: &str = "full";

/// Why nothing can be broken.
const NO_FAULTS: &str = "Faults are switched off here. Open it in the lab to try them.";

/// Why a text is not opened.
const IN_A_LESSON: &str = "A lesson opens no text. Load a scenario in its place first.";

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

    fn inner(&self) -> Option<&dyn Guide> {
        self.within.as_ref().map(|led| &*led.0)
    }

    /// A deed of the page around the frame: whatever the reader may not do, it may.
    fn carry_out(&self, state: &mut LabState, deed: Deed) {
        let deed = match self.inner() {
            Some(guide) => guide.apply(state, deed),
            None => Some(deed),
        };
        if let Some(deed) = deed {
            state.apply(deed);
        }
    }

    /// Carries out the next order; what only the laboratory can do is handed on.
    fn obey(&self, state: &mut LabState) -> Option<Deed> {
        let (id, order) = mail::next()?;
        if id != JsValue::UNDEFINED {
            mail::wait(id);
        }
        state.refusal.clear();
        match order {
            Order::Step => self.carry_out(state, Deed::By(1)),
            Order::Back => self.carry_out(state, Deed::By(-1)),
            Order::Play if !state.is_playing => self.carry_out(state, Deed::TogglePlay),
            Order::Pause if state.is_playing => self.carry_out(state, Deed::TogglePlay),
            Order::Seek(step) => self.carry_out(state, Deed::Seek(step)),
            Order::Act(_) if !self.options.has_faults => state.refusal = NO_FAULTS.to_string(),
            Order::Act(statement) => self.carry_out(state, Deed::Do(statement)),
            Order::Theme(theme) => browser::set_theme(theme.is_dark()),
            Order::Open(text) if self.within.is_none() => return Some(Deed::Text(text)),
            Order::Open(_) => state.refusal = IN_A_LESSON.to_string(),
            // What comes in the place of this frame answers.
            Order::Show(wanted) => {
                let (name, query) = wanted.split_once('?').unwrap_or((&wanted, ""));
                self.is_leaving.set(true);
                browser::replace(&self.options.elsewhere(name, query));
            }
            Order::State => {
                self.wants_text.set(true);
                return Some(Deed::Errand("text".to_string()));
            }
            Order::Play | Order::Pause => {}
        }
        None
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
            Deed::Guide(words) if words == mail::WAKE => return self.obey(state),
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
        if self.is_leaving.get() || state.waits() || !state.session().can_run() {
            return;
        }
        let now = (state.step(), state.shown.last_step, state.shown.fingerprint);
        match self.told.replace(Some(now)) {
            None => {
                let mut problems = self.problems.take();
                problems.extend(Some(state.sharing.notice.clone()).filter(|it| !it.is_empty()));
                state.sharing.notice = problems.join(" ");
                mail::tell_ready(state);
                mail::tell_step(state, now.0);
            }
            Some(told) if told != now => mail::tell_step(state, told.0),
            Some(_) => {}
        }
        let notice = &state.sharing.notice;
        if self.notice.replace(notice.clone()) != *notice && !notice.is_empty() {
            self.wants_text.set(false);
            mail::problem(notice);
        }
        let text = state.sharing.text.take();
        if text.is_some() {
            self.wants_text.set(false);
        }
        if !state.is_on_the_way() && !self.wants_text.get() {
            mail::answer(state, text.as_deref());
        }
    }

    fn drawn(&self) {
        if let Some(guide) = self.inner() {
            guide.drawn();
        }
        if let Some(wake) = self.wake.take() {
            mail::attend(&wake);
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
