//! The messages of a frame: orders from the page around it wait here until the laboratory takes them, and what happens is
//! told.

use super::order::{Field, Order, read};
use crate::sim::history::Record;
use crate::web::browser::{self, post};
use crate::web::deed::Deed;
use crate::web::state::LabState;
use js_sys::Reflect;
use std::cell::RefCell;
use std::collections::VecDeque;
use wasm_bindgen::JsValue;
use wasm_bindgen::closure::Closure;
use yew::Callback;

/// The words that wake the laboratory.
pub const WAKE: &str = "order";

/// How many steps at once are looked through for what is worth telling.
const TOLD_MAX: u64 = 2_000;

/// An order, or why it is none, and the number that its answer is to carry.
type Letter = (JsValue, Result<Order, String>);

#[derive(Default)]
struct Mail {
    hears: bool,
    letters: VecDeque<Letter>,
    wake: Option<Callback<Deed>>,
    /// Who waits for an answer until what was asked for is done.
    waiting: Vec<JsValue>,
}

thread_local! {
    static MAIL: RefCell<Mail> = RefCell::default();
}

/// Begins to listen, once.
pub fn listen() {
    let hears = MAIL.with_borrow_mut(|mail| std::mem::replace(&mut mail.hears, true));
    if !hears {
        let take = Closure::<dyn FnMut(JsValue)>::new(|message: JsValue| take(&message));
        browser::hear(&take);
        // It listens as long as the page is open.
        take.forget();
    }
}

fn take(message: &JsValue) {
    let field = |name: &str| {
        let value = Reflect::get(message, &JsValue::from_str(name)).unwrap_or_default();
        if value.is_undefined() {
            return None;
        }
        let text = value.as_string().map(Field::Text);
        Some(text.or_else(|| value.as_f64().map(Field::Number)).unwrap_or(Field::Other))
    };
    let order = read(field("v").as_ref(), field("type").as_ref(), &field);
    // What is neither a text nor a number is no id: it would be handed back.
    let id = match field("id") {
        Some(Field::Text(_) | Field::Number(_)) => {
            Reflect::get(message, &JsValue::from_str("id")).unwrap_or_default()
        }
        _ => JsValue::UNDEFINED,
    };
    let wake = MAIL.with_borrow_mut(|mail| {
        mail.letters.push_back((id, order));
        mail.wake.clone()
    });
    if let Some(wake) = wake {
        wake.emit(Deed::Guide(WAKE.to_string()));
    }
}

/// The laboratory can be woken from now on, for what waits too.
pub fn attend(wake: &Callback<Deed>) {
    let waiting = MAIL.with_borrow_mut(|mail| {
        mail.wake = Some(wake.clone());
        mail.letters.len()
    });
    for _ in 0..waiting {
        wake.emit(Deed::Guide(WAKE.to_string()));
    }
}

/// The laboratory is gone.
pub fn leave() {
    MAIL.with_borrow_mut(|mail| mail.wake = None);
}

/// The next order; one that is none is answered here.
pub fn next() -> Option<(JsValue, Order)> {
    let (id, order) = MAIL.with_borrow_mut(|mail| mail.letters.pop_front())?;
    match order {
        Ok(order) => Some((id, order)),
        Err(problem) => {
            fail(&id, &problem);
            None
        }
    }
}

/// This is answered when what was asked for is done.
pub fn wait(id: JsValue) {
    MAIL.with_borrow_mut(|mail| mail.waiting.push(id));
}

/// Everything that was asked for is done; the whole history as text, if that was asked for.
pub fn answer(state: &LabState, scenario: Option<&str>) {
    for id in MAIL.with_borrow_mut(|mail| std::mem::take(&mut mail.waiting)) {
        match state.refusal.as_str() {
            "" => tell_state(&id, state, scenario),
            refusal => fail(&id, refusal),
        }
    }
}

/// Something is wrong; whoever waits for an answer gets this one.
pub fn problem(says: &str) {
    let waiting = MAIL.with_borrow_mut(|mail| std::mem::take(&mut mail.waiting));
    match waiting.is_empty() {
        true => fail(&JsValue::UNDEFINED, says),
        false => waiting.iter().for_each(|id| fail(id, says)),
    }
}

fn fail(id: &JsValue, says: &str) {
    post("error", &[("id", id.clone()), ("message", says.into())]);
}

/// The first message.
pub fn tell_ready(state: &LabState) {
    let step = [number("step", state.step()), number("last", state.shown.last_step)];
    let [step, last] = step;
    post(
        "ready",
        &[text("protocol", state.session().protocol()), text("title", state.title()), step, last],
    );
}

fn tell_state(id: &JsValue, state: &LabState, scenario: Option<&str>) {
    let branches = &state.shown.branches;
    let branch = branches.iter().find(|branch| branch.is_current).map_or("", |branch| &branch.name);
    post(
        "state",
        &[
            ("id", id.clone()),
            text("protocol", state.session().protocol()),
            text("title", state.title()),
            number("step", state.step()),
            number("last", state.shown.last_step),
            time(state),
            text("branch", branch),
            text("fingerprint", &format!("{:016x}", state.shown.fingerprint)),
            ("playing", state.is_playing.into()),
            ("scenario", scenario.into()),
        ],
    );
}

/// A step, and what is worth telling of those that were passed since the last one that was told.
pub fn tell_step(state: &LabState, last_told: u64) {
    let (says, why, cite) = state.shown.words();
    post(
        "step",
        &[
            number("step", state.step()),
            number("last", state.shown.last_step),
            time(state),
            text("says", says),
            text("why", why),
            text("cite", cite),
            text("fingerprint", &format!("{:016x}", state.shown.fingerprint)),
        ],
    );
    let from = last_told.max(state.step().saturating_sub(TOLD_MAX)) + 1;
    for step in from..=state.step() {
        if let Some(kind) = state.session().record(step).as_ref().and_then(kind) {
            let line = state.shown.lines.iter().find(|line| line.told.event.step == step);
            let says = line.map_or("", |line| &line.told.says);
            post("event", &[text("kind", kind), number("step", step), text("says", says)]);
        }
    }
}

/// What makes a step worth telling.
fn kind(record: &Record) -> Option<&'static str> {
    Some(match record {
        _ if record.broke => "broken",
        _ if record.elected => "elected",
        _ if record.committed => "committed",
        _ if record.is_act() => "fault",
        _ => return None,
    })
}

/// The instant, in simulated milliseconds.
fn time(state: &LabState) -> (&'static str, JsValue) {
    ("time", (state.session().now().0 as f64 / 1_000.0).into())
}

fn number(name: &'static str, value: u64) -> (&'static str, JsValue) {
    (name, (value as f64).into())
}

fn text(name: &'static str, value: &str) -> (&'static str, JsValue) {
    (name, value.into())
}
