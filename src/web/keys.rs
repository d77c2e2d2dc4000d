//! What the keys do.

use super::deed::Deed;
use super::events;
use wasm_bindgen::JsCast;
use web_sys::{Event, KeyboardEvent};

/// What a key asks for, unless whatever has the keyboard's attention wants that key for itself.
pub fn pressed(event: &Event) -> Option<Deed> {
    let event = event.dyn_ref::<KeyboardEvent>()?;
    let is_chord = event.ctrl_key() || event.meta_key() || event.alt_key();
    if is_chord || event.default_prevented() {
        return None;
    }
    let target = events::element(event.target());
    let tag = target.as_ref().map(|target| target.tag_name()).unwrap_or_default();
    let is_slider = target.is_some_and(|it| it.get_attribute("type").as_deref() == Some("range"));
    if matches!(tag.as_str(), "SELECT" | "TEXTAREA" | "INPUT") && !is_slider {
        return None;
    }
    let thing = || events::key_of(event.target()).and_then(|key| key.parse().ok());
    let key = event.key();
    let deed = match (key.as_str(), thing()) {
        ("Enter", Some(thing)) => Some(Deed::Open(thing)),
        (" ", Some(thing)) => Some(Deed::Press(thing)),
        (" ", None) if tag != "BUTTON" && tag != "A" => Some(Deed::TogglePlay),
        ("Home", _) if !is_slider => Some(Deed::Seek(0)),
        ("End", _) if !is_slider => Some(Deed::End),
        (".", _) => Some(Deed::By(1)),
        (",", _) => Some(Deed::By(-1)),
        ("Escape", _) => Some(Deed::Close),
        _ => None,
    };
    if deed.is_some() {
        event.prevent_default();
    }
    deed
}
