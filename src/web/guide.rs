//! Whoever leads a reader through a laboratory, as a lesson does, or frames it, as an embed does: it opens the history, lays
//! out what is seen, hears every deed first, and looks at what came of it. The laboratory knows no more of them than this.

use super::deed::Deed;
use super::keys::Key;
use super::lab::Room;
use super::state::LabState;
use crate::lesson::player::Stop;
use crate::render::Shape;
use std::cell::RefCell;
use std::rc::Rc;
use yew::prelude::*;

/// A guide. It keeps what it knows in cells of its own.
pub trait Guide {
    /// The history to begin with.
    fn open(&self) -> Result<LabState, String>;
    /// The moment to go to when it is open, as the address of a laboratory; none where one stays at what was opened.
    fn moment(&self) -> Option<String> {
        None
    }
    /// The classes of the laboratory, which say how it looks.
    fn class(&self) -> String;
    /// Puts the parts of the laboratory in their places, among its own.
    fn lay_out(&self, state: &LabState, room: &Room) -> Html;
    /// What a key means to it, before it means anything else.
    fn key(&self, key: &Key) -> Option<Deed>;
    /// Does a deed, or leaves it, or another one, to the laboratory.
    fn apply(&self, state: &mut LabState, deed: Deed) -> Option<Deed>;
    /// Looks at the history, after anything was done to it.
    fn look(&self, state: &mut LabState);
    /// What it said is on the screen.
    fn drawn(&self);
    /// Whether it can be shown to an audience.
    fn is_presentable(&self) -> bool {
        false
    }
    /// What a lecture needs of it; none where nothing is lectured on.
    fn lecture(&self) -> Option<Lecture> {
        None
    }
    /// How much larger the stage is shown than it is laid out.
    fn zoom(&self) -> f64 {
        1.0
    }
    /// Lights what is looked at, and dims what is not spoken of.
    fn light(&self, state: &LabState, shapes: &mut [Shape]);
}

/// A part of a lesson as a lecturer needs it.
pub struct Lecture {
    /// What it is called.
    pub title: String,
    /// The lesson, and which part of it this is.
    pub place: String,
    /// The questions that were reached, in order.
    pub questions: Vec<Asked>,
    /// What is to be brought about, as far as it was reached.
    pub goals: Vec<String>,
    /// For whoever teaches.
    pub notes: Vec<String>,
    /// What comes next in it.
    pub stop: Stop,
    /// The address of the part before.
    pub before: Option<String>,
    /// The address of what follows, and what that is called.
    pub after: (String, String),
}

/// A question of a lesson.
pub struct Asked {
    /// The block that it stands in.
    pub block: usize,
    /// The question.
    pub ask: String,
    /// The answers, each with why it is right or wrong.
    pub choices: Vec<(String, String)>,
    /// The answer that was picked.
    pub chosen: Option<usize>,
    /// The answer that came true.
    pub right: Option<usize>,
}

/// A guide as a property: two are the same if they are one.
#[derive(Clone)]
pub struct Led(pub Rc<dyn Guide>);

impl PartialEq for Led {
    fn eq(&self, other: &Led) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

/// Where a history goes that is handed on from one place of the page to the next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Towards {
    /// To a laboratory of its protocol.
    Lab,
    /// Back to the lesson with this address.
    Lesson(String),
}

thread_local! {
    static HANDED: RefCell<Option<(Towards, LabState)>> = const { RefCell::new(None) };
}

/// Hands a history on; whoever opens next may take it.
pub fn hand_on(towards: Towards, state: LabState) {
    HANDED.with(|handed| handed.replace(Some((towards, state))));
}

/// The history that was handed on to this place, if one was. One that nobody takes is gone.
pub fn take(towards: &Towards, protocol: &str) -> Option<LabState> {
    let handed = HANDED.with(RefCell::take);
    let (meant, state) = handed?;
    (meant == *towards && state.session().protocol() == protocol).then_some(state)
}

/// A frame of another page: what it puts around a guide, and what its own parameters are.
struct Framing {
    around: fn(Led) -> Led,
    own: String,
}

thread_local! {
    static FRAMING: RefCell<Option<Framing>> = const { RefCell::new(None) };
}

/// From now on this is put around every guide, and every address has these parameters.
pub fn frame(around: fn(Led) -> Led, own: String) {
    FRAMING.with(|framing| framing.replace(Some(Framing { around, own })));
}

/// A guide in its frame, if there is one.
pub fn around(led: Led) -> Led {
    match FRAMING.with_borrow(|framing| framing.as_ref().map(|it| it.around)) {
        Some(around) => around(led),
        None => led,
    }
}

/// The parameters of the frame, if there is one.
pub fn framing() -> Option<String> {
    FRAMING.with_borrow(|framing| framing.as_ref().map(|it| it.own.clone()))
}
