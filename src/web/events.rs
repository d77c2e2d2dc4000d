//! From the events of the document to deeds: the only place that reads what an element says it does.

use super::deed::{Deed, fill};
use super::keys::Key;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Element, Event, EventTarget, KeyboardEvent};

/// What pressing an element does: its own deed, or that of the thing that it shows.
pub fn pressed(event: &Event) -> Option<Deed> {
    let target = element(event.target())?;
    let found = target.closest("[data-do],[data-key]").ok()??;
    match found.get_attribute("data-do") {
        // Controls act when their value changes, and forms when they are sent.
        Some(_) if is_control(&found) || found.tag_name() == "FORM" => None,
        Some(text) => Deed::parse(&text),
        None => Some(Deed::Press(found.get_attribute("data-key")?.parse().ok()?)),
    }
}

/// What asking a thing for its menu does.
pub fn asked(event: &Event) -> Option<Deed> {
    let thing = key_of(event.target())?.parse().ok()?;
    event.prevent_default();
    Some(Deed::Open(thing))
}

/// The thing that the keyboard has come to is looked at; what the pointer does is told by its click.
pub fn focused(event: &Event) -> Option<Deed> {
    if !element(event.target())?.matches(":focus-visible").unwrap_or_default() {
        return None;
    }
    let key = key_of(event.target())?;
    Some(Deed::Select(key.parse().ok()?))
}

/// What the new value of a control does. The timeline acts while it moves, all others when they are left.
pub fn changed(event: &Event) -> Option<Deed> {
    let control = element(event.target())?;
    let text = control.get_attribute("data-do").filter(|_| is_control(&control))?;
    // A slider whose every value would be a step of the history acts when it is let go.
    let acts_at_once = matches!(control.get_attribute("type").as_deref(), Some("range" | "search"))
        && !text.starts_with("do ");
    if acts_at_once != (event.type_() == "input") {
        return None;
    }
    let value = value(&control);
    Deed::parse(&fill(&text, [("", &*value)].into_iter()))
}

/// What sending a form does, with the values of its fields.
pub fn sent(event: &Event) -> Option<Deed> {
    event.prevent_default();
    let form = element(event.target())?;
    let text = form.get_attribute("data-do")?;
    let fields = form.query_selector_all("[name]").ok()?;
    let fields = (0..fields.length()).filter_map(|at| fields.get(at)?.dyn_into::<Element>().ok());
    let values: Vec<(String, String)> = fields
        .map(|field| (field.get_attribute("name").unwrap_or_default(), value(&field)))
        .collect();
    Deed::parse(&fill(&text, values.iter().map(|(name, value)| (&**name, value.trim_end()))))
}

/// A key that was pressed.
pub struct Pressed {
    name: String,
    key: Key<'static>,
}

impl Pressed {
    /// What is read of it.
    pub fn as_key(&self) -> Key<'_> {
        Key { name: &self.name, ..self.key }
    }
}

/// A key as it was pressed, unless it is part of a chord or belongs to a field of text.
pub fn key(event: &Event) -> Option<Pressed> {
    let event = event.dyn_ref::<KeyboardEvent>()?;
    let is_chord = event.ctrl_key() || event.meta_key() || event.alt_key();
    if is_chord || event.default_prevented() {
        return None;
    }
    let target = element(event.target());
    let tag = target.as_ref().map(Element::tag_name).unwrap_or_default();
    let kind = target.and_then(|target| target.get_attribute("type"));
    // Several answers of a question are gone through with the arrows, as a slider is.
    let on_slider = matches!(kind.as_deref(), Some("range" | "radio"));
    let is_text = is_field(&tag) && !on_slider && kind.as_deref() != Some("checkbox");
    let name = event.key();
    if is_text && name != "Escape" {
        return None;
    }
    let on = key_of(event.target()).and_then(|key| key.parse().ok());
    let on_button = matches!(tag.as_str(), "BUTTON" | "A" | "INPUT" | "SUMMARY");
    let code = event.code();
    let digit = code.strip_prefix("Digit").and_then(|digit| digit.parse().ok());
    let key = Key { name: "", shift: event.shift_key(), digit, on, on_button, on_slider };
    Some(Pressed { name, key })
}

/// The key of the shape that an event happened to.
pub fn key_of(target: Option<EventTarget>) -> Option<String> {
    element(target)?.closest("[data-key]").ok()??.get_attribute("data-key")
}

/// What an event happened to, if it is an element.
pub fn element(target: Option<EventTarget>) -> Option<Element> {
    target?.dyn_into::<Element>().ok()
}

fn is_control(element: &Element) -> bool {
    is_field(&element.tag_name())
}

fn is_field(tag: &str) -> bool {
    matches!(tag, "INPUT" | "SELECT" | "TEXTAREA")
}

/// `on` or `off` of a box to tick, otherwise the value.
fn value(control: &Element) -> String {
    let read = |name: &str| js_sys::Reflect::get(control, &JsValue::from_str(name)).ok();
    if control.get_attribute("type").as_deref() == Some("checkbox") {
        let is_on = read("checked").is_some_and(|checked| checked.is_truthy());
        return if is_on { "on" } else { "off" }.to_string();
    }
    read("value").and_then(|value| value.as_string()).unwrap_or_default()
}
