//! What the presentation and the window of notes say to each other.
//!
//! Both are pages of the same host: each listens to the window that it knows and to no other, and what is said is lists
//! of words, of which nothing is ever carried out but the clicker's own.

use super::presenter::Now;
use super::trail::Page;
use crate::lesson::player::Stop;
use crate::scenarios;
use crate::web::browser::{self, Listener};
use crate::web::deed::Deed;
use crate::web::errands;
use crate::web::guide::Lecture;
use crate::web::state::LabState;
use js_sys::{Array, Function, Object, Reflect};
use std::cell::RefCell;
use wasm_bindgen::{JsCast, JsValue};
use yew::prelude::*;

/// What every message carries, so that it is told apart from those of others.
const NAMESPACE: &str = "quorarium-notes";

/// How many of the last events are told in a laboratory.
const EVENTS: usize = 8;

thread_local! {
    /// The window of notes: it stays while the presentation goes from part to part.
    static NOTES: RefCell<Option<JsValue>> = const { RefCell::new(None) };
}

/// What is told, by name.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Told(Vec<(&'static str, Vec<String>)>);

/// The names of what is told.
const NAMES: [&str; 11] = [
    "title", "place", "says", "why", "ahead", "notes", "events", "presets", "question", "state",
    "over",
];

impl Told {
    /// What is told under a name.
    pub fn all(&self, name: &str) -> &[String] {
        self.0.iter().find(|(known, _)| *known == name).map_or(&[], |(_, words)| words)
    }

    /// The first of it, or nothing.
    pub fn one(&self, name: &str) -> &str {
        self.all(name).first().map_or("", String::as_str)
    }

    /// Whether something is the case.
    pub fn is(&self, what: &str) -> bool {
        self.all("state").iter().any(|known| known == what)
    }

    fn to_js(&self) -> JsValue {
        let object = Object::new();
        put(&object, "ns", &NAMESPACE.into());
        for (name, words) in &self.0 {
            let words: Array = words.iter().map(|words| JsValue::from_str(words)).collect();
            put(&object, name, &words);
        }
        object.into()
    }

    /// Reads what was heard; none if it is not ours.
    pub fn of_js(heard: &JsValue) -> Option<Told> {
        (get(heard, "ns").as_string()? == NAMESPACE).then_some(())?;
        let words = |name: &'static str| {
            let words = get(heard, name).dyn_into::<Array>().ok()?;
            Some((name, words.iter().filter_map(|words| words.as_string()).collect()))
        };
        Some(Told(NAMES.iter().filter_map(|name| words(name)).collect()))
    }
}

/// What the lecturer reads now.
pub fn told(state: &LabState, lecture: Option<&Lecture>, now: &Now) -> Told {
    let one = |text: &str| vec![text.to_string()];
    let (says, why, section) = state.shown.words();
    let step = state.step();
    let mut all = vec![
        ("place", one(&format!("Step {step} of {}", state.shown.last_step))),
        ("says", one(says)),
        ("why", one(&format!("{why} {section}"))),
        ("state", state_of(state, now)),
        ("ahead", one(&ahead(state, lecture, now))),
    ];
    match lecture {
        Some(lecture) => {
            all.push(("title", vec![lecture.title.clone(), lecture.place.clone()]));
            all.push(("notes", lecture.notes.clone()));
            let page = now.trail.as_ref().map(|trail| trail.page());
            let asked = lecture.questions.iter().find(|asked| page == Some(Page::Ask(asked.block)));
            let question = asked.map(|asked| {
                let choices = asked.choices.iter().map(|(says, _)| says.clone());
                std::iter::once(asked.ask.clone()).chain(choices).collect()
            });
            all.push(("question", question.unwrap_or_default()));
        }
        None => {
            let session = state.session();
            let heading = session.heading().unwrap_or(session.title());
            all.push(("title", one(heading)));
            all.push(("notes", session.caption().map(one).unwrap_or_default()));
            let lines = state.shown.lines.iter().filter(|line| line.told.event.step <= step);
            let lines: Vec<String> = lines
                .filter(|line| !line.is_quiet)
                .map(|line| format!("{}. {}", line.told.event.step, line.told.says))
                .collect();
            let from = lines.len().saturating_sub(EVENTS);
            all.push(("events", lines[from..].to_vec()));
            let presets = scenarios::of(session.protocol()).map(|preset| preset.title());
            all.push(("presets", presets.collect()));
        }
    }
    Told(all)
}

/// The presentation is over.
pub fn over() -> Told {
    Told(vec![("over", vec![String::new()])])
}

fn state_of(state: &LabState, now: &Now) -> Vec<String> {
    let words = [
        (now.is_frozen, "frozen"),
        (now.is_black, "black"),
        (state.is_playing, "playing"),
        (state.mark.is_some(), "exploring"),
    ];
    words.iter().filter(|(holds, _)| *holds).map(|(_, word)| (*word).to_string()).collect()
}

/// What the next click does.
fn ahead(state: &LabState, lecture: Option<&Lecture>, now: &Now) -> String {
    let recorded = || {
        let next = state.step() + 1;
        let line = state.shown.lines.iter().find(|line| line.told.event.step == next);
        line.map_or("A new step.".to_string(), |line| line.told.says.clone())
    };
    let (Some(lecture), Some(trail), None) = (lecture, &now.trail, &state.mark) else {
        return recorded();
    };
    if !trail.is_last() {
        return "A stop that was shown before.".to_string();
    }
    let asked = |block: usize| lecture.questions.iter().find(|asked| asked.block == block);
    match lecture.stop {
        Stop::Question(block) if trail.page() == Page::Ask(block) => "The answer.".to_string(),
        Stop::Question(block) => asked(block).map_or(String::new(), |asked| asked.ask.clone()),
        Stop::Moves(_) => "The story goes on.".to_string(),
        Stop::Goals if trail.page() != Page::Goals => lecture.goals.join(" "),
        Stop::Goals | Stop::End if now.is_frozen => {
            "The next part, once the picture is free.".to_string()
        }
        Stop::Goals | Stop::End => format!("Next: {}", lecture.after.1),
    }
}

/// Opens the window of notes, or brings it to the front; whether the browser let us.
pub fn open() -> bool {
    let Some(window) = browser::window() else { return false };
    let address = format!("{}#/notes", errands::page());
    let args = [&*address, NAMESPACE, "popup,width=960,height=1000"];
    let opened = call(&window, "open", args.map(JsValue::from_str));
    let opened = opened.filter(|window| window.is_object());
    let is_open = opened.is_some();
    NOTES.with(|notes| notes.replace(opened));
    is_open
}

/// Tells the window of notes; whether there is one.
pub fn tell(told: &Told) -> bool {
    NOTES.with_borrow(|notes| match notes {
        Some(notes) if !get(notes, "closed").is_truthy() => {
            post(notes, &told.to_js());
            true
        }
        _ => false,
    })
}

/// Does what the window of notes asks for.
pub fn hear(act: Callback<Deed>) -> Option<Listener> {
    let window = browser::window()?;
    Listener::new(&window, "message", move |event| {
        let is_ours =
            NOTES.with_borrow(|notes| notes.as_ref().is_some_and(|it| is_from(&event, it)));
        let data = get(&event, "data");
        if is_ours
            && get(&data, "ns").as_string().as_deref() == Some(NAMESPACE)
            && let Some(words) = get(&data, "do").as_string().filter(|words| !words.is_empty())
        {
            act.emit(Deed::Present(words));
        }
    })
}

/// From the window of notes: asks the presentation for something.
pub fn ask(words: &str) {
    let message = Object::new();
    put(&message, "ns", &NAMESPACE.into());
    put(&message, "do", &words.into());
    if let Some(opener) = opener() {
        post(&opener, &message);
    }
}

/// In the window of notes: whoever presents.
pub fn opener() -> Option<JsValue> {
    let window = browser::window()?;
    let opener = get(&window, "opener");
    opener.is_object().then_some(opener)
}

/// Whether an event is said by a window, and that has not gone to another host since.
pub fn is_from(event: &JsValue, window: &JsValue) -> bool {
    let origin = get(event, "origin").as_string();
    get(event, "source") == *window && origin == own_origin()
}

fn own_origin() -> Option<String> {
    let window = browser::window()?;
    get(&get(&window, "location"), "origin").as_string()
}

/// Whatever was on the whole screen, or the page on all of it.
pub fn toggle_full_screen() {
    let Some(document) = browser::window().and_then(|window| window.document()) else { return };
    let _ = match get(&document, "fullscreenElement").is_object() {
        true => call(&document, "exitFullscreen", []),
        false => document.document_element().and_then(|it| call(&it, "requestFullscreen", [])),
    };
}

fn post(window: &JsValue, message: &JsValue) {
    // A page from a disk has no origin that could be named.
    let origin = own_origin().filter(|origin| origin != "null").unwrap_or_else(|| "*".to_string());
    call(window, "postMessage", [message.clone(), origin.into()]);
}

/// What an object has under a name.
pub fn get(object: &JsValue, name: &str) -> JsValue {
    Reflect::get(object, &name.into()).unwrap_or(JsValue::UNDEFINED)
}

fn put(object: &Object, name: &str, value: &JsValue) {
    let _ = Reflect::set(object, &name.into(), value);
}

/// Calls a method; one that promises something is not waited for.
fn call<const N: usize>(object: &JsValue, method: &str, args: [JsValue; N]) -> Option<JsValue> {
    let method = get(object, method).dyn_into::<Function>().ok()?;
    method.apply(object, &args.into_iter().collect::<Array>()).ok()
}
