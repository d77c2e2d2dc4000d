//! The messages of a frame: orders from the page around it wait here until the laboratory takes them, and what happens is
//! told. It comes when the frame has been drawn: see [`super::post`].

use super::frame::{Frame, NO_FAULTS};
use super::order::{Field, Order, read};
use super::post::WAKE;
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

/// Why a text is not opened.
const IN_A_LESSON: &str = "A lesson opens no text. Load a scenario in its place first.";

/// How many steps at once are looked through for what is worth telling.
const TOLD_MAX: u64 = 2_000;

/// An order, or why it is none, and the number that its answer is to carry.
type Letter = (JsValue, Result<Order, String>);

#[derive(Default)]
struct Mail {
    hears: bool,
    letters: VecDeque<Letter>,
    wake: Option<Callback<Deed>>,
    /// Why there is nothing that could be asked.
    dead: String,
    /// Who waits for an answer until what was asked for is done.
    waiting: Vec<JsValue>,
}

thread_local! {
    static MAIL: RefCell<Mail> = RefCell::default();
}

/// Begins to listen, once.
fn listen() {
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
    let dead = MAIL.with_borrow(|mail| mail.dead.clone());
    if !dead.is_empty() {
        return match order {
            Ok(Order::Show(wanted)) => {
                wait(id);
                browser::replace(&format!("#/embed/{wanted}"));
            }
            _ => fail(&id, &dead),
        };
    }
    let wake = MAIL.with_borrow_mut(|mail| {
        mail.letters.push_back((id, order));
        mail.wake.clone()
    });
    if let Some(wake) = wake {
        wake.emit(Deed::Guide(WAKE.to_string()));
    }
}

/// The laboratory can be woken from now on: to say that it is ready, and for what waits.
pub fn attend(wake: &Callback<Deed>) {
    listen();
    let waiting = MAIL.with_borrow_mut(|mail| {
        mail.wake = Some(wake.clone());
        mail.dead.clear();
        mail.letters.len()
    });
    for _ in 0..=waiting {
        wake.emit(Deed::Guide(WAKE.to_string()));
    }
}

/// A deed of the page around the frame.
fn carry_out(frame: &Frame, state: &mut LabState, deed: Deed) {
    let deed = match frame.inner() {
        Some(guide) => guide.apply(state, deed),
        None => Some(deed),
    };
    if let Some(deed) = deed {
        state.apply(deed);
    }
}

/// Carries out the next order; what only the laboratory can do is handed on.
pub fn obey(frame: &Frame, state: &mut LabState) -> Option<Deed> {
    let (id, order) = next()?;
    if id != JsValue::UNDEFINED {
        wait(id);
    }
    state.refusal.clear();
    match order {
        Order::Step => carry_out(frame, state, Deed::By(1)),
        Order::Back => carry_out(frame, state, Deed::By(-1)),
        Order::Play if !state.is_playing => carry_out(frame, state, Deed::TogglePlay),
        Order::Pause if state.is_playing => carry_out(frame, state, Deed::TogglePlay),
        Order::Seek(step) => carry_out(frame, state, Deed::Seek(step)),
        Order::Act(_) if !frame.options.has_faults => state.refusal = NO_FAULTS.to_string(),
        Order::Act(statement) => carry_out(frame, state, Deed::Do(statement)),
        Order::Theme(theme) => browser::set_theme(theme.is_dark()),
        Order::Open(text) if frame.inner().is_none() => return Some(Deed::Text(text)),
        Order::Open(_) => state.refusal = IN_A_LESSON.to_string(),
        // What comes in the place of this frame answers.
        Order::Show(wanted) => {
            let (name, query) = wanted.split_once('?').unwrap_or((&wanted, ""));
            frame.is_leaving.set(true);
            browser::replace(&frame.options.elsewhere(name, query));
        }
        Order::State => {
            frame.wants_text.set(true);
            return Some(Deed::Errand("text".to_string()));
        }
        Order::Play | Order::Pause => {}
    }
    None
}

/// Tells what happened since it was looked at last, and answers those whose orders are done.
pub fn look(frame: &Frame, state: &mut LabState) {
    if frame.is_leaving.get() || state.waits() || !state.session().can_run() {
        return;
    }
    let now = (state.step(), state.shown.last_step, state.shown.fingerprint);
    match frame.told.replace(Some(now)) {
        None => {
            let mut problems = frame.problems.take();
            problems.extend(Some(state.sharing.notice.clone()).filter(|it| !it.is_empty()));
            state.sharing.notice = problems.join(" ");
            tell_ready(state);
            tell_step(state, now.0);
        }
        Some(told) if told != now => tell_step(state, told.0),
        Some(_) => {}
    }
    let notice = &state.sharing.notice;
    if frame.notice.replace(notice.clone()) != *notice && !notice.is_empty() {
        frame.wants_text.set(false);
        problem(notice);
    }
    let text = state.sharing.text.take();
    if text.is_some() {
        frame.wants_text.set(false);
    }
    if !state.is_on_the_way() && !frame.wants_text.get() {
        answer(state, text.as_deref());
    }
}

/// The next order; one that is none is answered here.
fn next() -> Option<(JsValue, Order)> {
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
fn wait(id: JsValue) {
    MAIL.with_borrow_mut(|mail| mail.waiting.push(id));
}

/// Everything that was asked for is done; the whole history as text, if that was asked for.
fn answer(state: &LabState, scenario: Option<&str>) {
    for id in MAIL.with_borrow_mut(|mail| std::mem::take(&mut mail.waiting)) {
        match state.refusal.as_str() {
            "" => tell_state(&id, state, scenario),
            refusal => fail(&id, refusal),
        }
    }
}

/// Nothing stands that could be asked; this is why.
pub fn give_up(says: &str) {
    listen();
    MAIL.with_borrow_mut(|mail| mail.dead = says.to_string());
    problem(says);
    for (id, _) in MAIL.with_borrow_mut(|mail| std::mem::take(&mut mail.letters)) {
        fail(&id, says);
    }
}

/// Something is wrong; whoever waits for an answer gets this one.
fn problem(says: &str) {
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
fn tell_ready(state: &LabState) {
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
fn tell_step(state: &LabState, last_told: u64) {
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
