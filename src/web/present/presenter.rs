//! The guide before an audience: what clickers and keys mean, and what a lecture shows next.

use super::page;
use super::talk::{self, Told};
use super::trail::{Click, Trail};
use crate::lesson::player::Stop;
use crate::render::Shape;
use crate::scenarios;
use crate::web::browser::{self, Listener};
use crate::web::deed::Deed;
use crate::web::errands;
use crate::web::guide::{Guide, Lecture};
use crate::web::keys::Key;
use crate::web::lab::Room;
use crate::web::state::LabState;
use crate::web::state::words::Mark;
use js_sys::futures::JsFuture;
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use yew::prelude::*;

/// How much larger the stage is drawn than it is laid out, on a page of 1920 by 1080: no text is smaller than 20 pixels.
const ZOOM: f64 = 1.85;

/// How long the buttons stay after the pointer has moved, in milliseconds.
const AWAKE_MS: u32 = 2_000;

/// Takes the place of a laboratory before an audience.
pub fn presenter(inner: Option<Rc<dyn Guide>>, act: Callback<Deed>) -> Rc<dyn Guide> {
    let now = RefCell::new(Now::default());
    Rc::new(Presenter { inner, now, _listeners: [talk::hear(act), wake()] })
}

struct Presenter {
    /// Who leads through the laboratory otherwise.
    inner: Option<Rc<dyn Guide>>,
    now: RefCell<Now>,
    _listeners: [Option<Listener>; 2],
}

/// What is presented, and how.
#[derive(Default)]
pub(super) struct Now {
    /// The stops of a part of a lesson.
    pub trail: Option<Trail>,
    /// Whether the screen is black.
    pub is_black: bool,
    /// Whether the picture stands still.
    pub is_frozen: bool,
    /// The picture that was drawn last.
    pub still: Html,
    is_open: bool,
    told: Option<Told>,
}

impl Presenter {
    fn lecture(&self) -> Option<Lecture> {
        self.inner.as_ref()?.lecture()
    }

    /// Whether the next step of the history is the next stop of the lesson.
    fn waits(&self, state: &LabState) -> bool {
        let stop = self.lecture().map(|lecture| lecture.stop);
        state.mark.is_none() && matches!(stop, Some(Stop::Moves(_) | Stop::Question(_)))
    }

    /// The next stop, or the one before: in a laboratory, and while one explores, a step.
    fn turn(&self, state: &mut LabState, is_on: bool) -> Option<Deed> {
        let now = &mut *self.now.borrow_mut();
        if is_on && std::mem::take(&mut now.is_black) {
            return None;
        }
        let step = Deed::By(if is_on { 1 } else { -1 });
        let (Some(inner), Some(lecture), None) = (&self.inner, self.lecture(), &state.mark) else {
            return Some(step);
        };
        if state.is_on_the_way() {
            // A click on the way goes to the end of it at once.
            state.apply(Deed::By(1));
            if is_on {
                return None;
            }
        }
        let here = place(state);
        let trail = now.trail.get_or_insert_with(|| Trail::new(here.clone()));
        let is_elsewhere = is_on && trail.is_last() && here != *trail.mark();
        if is_elsewhere && matches!(lecture.stop, Stop::Moves(_) | Stop::Question(_)) {
            go(state, &trail.mark().clone());
        }
        match if is_on { trail.next(lecture.stop) } else { trail.previous() } {
            Click::Turn => {}
            Click::To(mark) => go(state, &mark),
            Click::GoOn => {
                inner.apply(state, Deed::Guide("on".to_string()));
                trail.arrive(Mark { step: state.session().last_step(), ..place(state) });
            }
            // The picture that stands still is one of this part.
            Click::Leave if now.is_frozen => {}
            Click::Leave => {
                let address = if is_on { Some(lecture.after.0) } else { lecture.before };
                address.iter().for_each(|address| leave(address));
            }
        }
        None
    }

    fn words(&self, state: &mut LabState, words: &str) -> Option<Deed> {
        let (word, rest) = words.split_once(' ').unwrap_or((words, ""));
        let now = || self.now.borrow_mut();
        match word {
            "next" | "previous" => return self.turn(state, word == "next"),
            "black" => {
                let is_black = now().is_black;
                now().is_black = !is_black;
            }
            "freeze" => {
                let is_frozen = now().is_frozen;
                now().is_frozen = !is_frozen;
            }
            "return" => return state.mark.as_ref().map(Mark::switch),
            "notes" if !talk::open() => {
                state.refusal =
                    "The browser did not open the window. Allow this page to open windows.".into();
                return None;
            }
            "hello" => now().told = None,
            "full" => talk::toggle_full_screen(),
            "preset" if self.inner.is_none() => {
                let place = rest.parse::<usize>().unwrap_or_default();
                let protocol = state.session().protocol();
                let preset = place.checked_sub(1).and_then(|at| scenarios::of(protocol).nth(at));
                if let Some(preset) = preset {
                    leave(&format!("#/lab/{protocol}?scenario={}", preset.name));
                }
            }
            "choose" if self.inner.is_some() => {
                let chosen = Deed::Guide(words.to_string());
                return self.inner.as_ref().and_then(|inner| inner.apply(state, chosen));
            }
            _ => {}
        }
        None
    }
}

impl Guide for Presenter {
    fn open(&self) -> Result<LabState, String> {
        Err("What is presented was opened before.".to_string())
    }

    fn class(&self) -> String {
        "app lab presenting".to_string()
    }

    fn lay_out(&self, state: &LabState, room: &Room) -> Html {
        let now = &mut *self.now.borrow_mut();
        if !now.is_frozen {
            now.still = page::page(state, room, self.lecture().as_ref(), now);
        }
        page::over(state, now)
    }

    fn key(&self, key: &Key) -> Option<Deed> {
        let now = self.now.borrow();
        // What is open over the page has the keys to itself.
        if now.is_open || (key.on_button && matches!(key.name, "Enter" | " ")) {
            return None;
        }
        if let Some(digit) = key.digit.filter(|digit| key.shift && *digit > 0) {
            return Some(Deed::Present(format!("preset {digit}")));
        }
        let words = match key.name {
            "Enter" | "ArrowRight" | "ArrowDown" | "PageDown" => "next",
            "ArrowLeft" | "ArrowUp" | "PageUp" => "previous",
            " " => return Some(Deed::TogglePlay),
            "Backspace" => "return",
            "Escape" => "",
            "b" | "B" => "black",
            "z" | "Z" => "freeze",
            "w" | "W" => "notes",
            "f" | "F" => "full",
            // The stage alone is large enough for an audience.
            "v" | "V" => "stage",
            _ => return self.inner.as_ref().and_then(|inner| inner.key(key)),
        };
        Some(Deed::Present(words.to_string()))
    }

    fn apply(&self, state: &mut LabState, deed: Deed) -> Option<Deed> {
        if deed == Deed::Reset || matches!(&deed, Deed::Guide(words) if words == "restart") {
            self.now.borrow_mut().trail = None;
        }
        match deed {
            Deed::Present(words) if !words.is_empty() => {
                let next = self.words(state, &words);
                // A laboratory that hears of nothing to do would hand its history on.
                next.or_else(|| self.inner.is_none().then_some(Deed::Present(words)))
            }
            Deed::By(1) | Deed::TogglePlay if self.waits(state) && !state.is_playing => {
                self.turn(state, true)
            }
            Deed::Guide(words) if words == "next" => {
                self.lecture().iter().for_each(|lecture| leave(&lecture.after.0));
                None
            }
            deed => match &self.inner {
                Some(inner) => inner.apply(state, deed),
                None => Some(deed),
            },
        }
    }

    fn look(&self, state: &mut LabState) {
        if let Some(inner) = &self.inner {
            inner.look(state);
        }
        let now = &mut *self.now.borrow_mut();
        now.is_open = state.chosen.is_open();
        let lecture = self.lecture();
        if lecture.is_some() && now.trail.is_none() {
            now.trail = Some(Trail::new(place(state)));
        }
        let told = talk::told(state, lecture.as_ref(), now);
        if now.told.as_ref() != Some(&told) && talk::tell(&told) {
            now.told = Some(told);
        }
    }

    fn drawn(&self) {
        if let Some(inner) = &self.inner {
            inner.drawn();
        }
    }

    fn lecture(&self) -> Option<Lecture> {
        self.lecture()
    }

    fn zoom(&self) -> f64 {
        ZOOM * unit()
    }

    fn light(&self, state: &LabState, shapes: &mut [Shape]) {
        if let Some(inner) = &self.inner {
            inner.light(state, shapes);
        }
    }
}

impl Drop for Presenter {
    fn drop(&mut self) {
        talk::tell(&talk::over());
    }
}

/// A pixel of a page of 1920 by 1080, in pixels of this one.
fn unit() -> f64 {
    let length = |length: Option<f64>, whole: f64| length.map_or(1.0, |length| length / whole);
    let window = browser::window();
    let read = |name: &str| talk::get(window.as_ref()?, name).as_f64();
    let (width, height) = (read("innerWidth"), read("innerHeight"));
    length(width, 1_920.0).min(length(height, 1_080.0)).max(0.1)
}

/// Where a history stands.
fn place(state: &LabState) -> Mark {
    let line = state.shown.branches.iter().find(|branch| branch.is_current);
    let line = line.map(|line| line.name.clone()).unwrap_or_default();
    Mark { line, step: state.session().position() }
}

fn go(state: &mut LabState, mark: &Mark) {
    let here = place(state);
    if here.line != mark.line {
        state.apply(mark.switch());
    } else if here.step != mark.step {
        state.apply(Deed::Seek(mark.step));
    }
}

/// Goes to another address, and goes on presenting there.
fn leave(address: &str) {
    let sign = if address.contains('?') { '&' } else { '?' };
    let address = match address {
        "#/learn" => address.to_string(),
        _ => format!("{address}{sign}present=1"),
    };
    if let Some(window) = browser::window() {
        let _ = window.location().set_hash(&address);
    }
}

/// The buttons and the pointer are seen while the pointer moves, and a little longer.
fn wake() -> Option<Listener> {
    thread_local! {
        static MOVES: Cell<u32> = const { Cell::new(0) };
    }
    let window = browser::window()?;
    let root = window.document()?.document_element()?;
    Listener::new(&window, "pointermove", move |_| {
        let moves = MOVES.get().wrapping_add(1);
        MOVES.set(moves);
        let _ = root.set_attribute("data-awake", "yes");
        let root = root.clone();
        yew::platform::spawn_local(async move {
            let _ = JsFuture::from(errands::sleep(AWAKE_MS)).await;
            if MOVES.get() == moves {
                let _ = root.set_attribute("data-awake", "no");
            }
        });
    })
}
