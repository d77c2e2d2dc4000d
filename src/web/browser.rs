//! What the page asks of the browser beside drawing: elements, listeners, the reader's wishes.

use super::crash;
use js_sys::futures::JsFuture;
use js_sys::{Promise, Reflect, Uint8Array};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::prelude::*;
use web_sys::{Element, Event, EventTarget, MediaQueryList, Window};
use yew::{Component, Context};

#[wasm_bindgen(module = "/src/web/browser.js")]
extern "C" {
    /// Adds a style sheet, given as text, to those of the page.
    pub fn adopt(style: &str);
    /// Scrolls as little as shows the first element that a selector means.
    pub fn show(selector: &str);
    /// Keeps a text under a name in the reader's browser.
    pub fn keep(name: &str, text: &str);
    /// What is kept under a name; empty if nothing is.
    pub fn kept(name: &str) -> String;
    fn load(address: &str) -> Promise;
}

/// The bytes of a file of the page's own host, or why they do not come.
pub async fn file(address: &str) -> Result<Vec<u8>, String> {
    let came = JsFuture::from(load(address)).await;
    came.map(|bytes| Uint8Array::from(bytes).to_vec()).map_err(|error| message(&error))
}

/// What an exception says.
pub fn message(error: &JsValue) -> String {
    let message = Reflect::get(error, &JsValue::from_str("message")).ok();
    message.and_then(|message| message.as_string()).unwrap_or_default()
}

/// The window, which a page always has.
pub fn window() -> Option<Window> {
    web_sys::window()
}

/// Hands a component what it reads of the window's events; after a panic nothing is heard any more.
pub fn listen<C: Component>(
    ctx: &Context<C>,
    kind: &'static str,
    read: fn(&Event) -> Option<C::Message>,
) -> Option<Listener> {
    let (link, window) = (ctx.link().clone(), window()?);
    Listener::new(&window, kind, move |event| {
        if !crash::has_panicked()
            && let Some(message) = read(&event)
        {
            link.send_message(message);
        }
    })
}

/// The element with this id.
pub fn element(id: &str) -> Option<Element> {
    window()?.document()?.get_element_by_id(id)
}

/// The first element that a selector means.
pub fn find(selector: &str) -> Option<Element> {
    window()?.document()?.query_selector(selector).ok().flatten()
}

/// Gives an element the keyboard's attention.
pub fn focus(selector: &str) {
    if let Some(element) = find(selector) {
        // Elements of HTML and of SVG have the same method, and only the first its type.
        let _ = element.unchecked_ref::<web_sys::HtmlElement>().focus();
    }
}

/// Whether no element has the keyboard's attention: the one that had it is gone.
pub fn has_lost_focus() -> bool {
    let document = window().and_then(|window| window.document());
    document.and_then(|it| it.active_element()).is_none_or(|it| it.tag_name() == "BODY")
}

/// The key of the shape that has the keyboard's attention.
pub fn held() -> Option<String> {
    window()?.document()?.active_element()?.get_attribute("data-key")
}

/// What stands after the `#` of the address.
pub fn fragment() -> String {
    window().and_then(|window| window.location().hash().ok()).unwrap_or_default()
}

/// Listens to a kind of event until it is dropped.
pub struct Listener {
    target: EventTarget,
    kind: &'static str,
    closure: Closure<dyn FnMut(Event)>,
}

impl Listener {
    /// Calls back on every event of this kind. None if the browser does not let us.
    pub fn new(
        target: &EventTarget,
        kind: &'static str,
        call: impl FnMut(Event) + 'static,
    ) -> Option<Listener> {
        let closure = Closure::<dyn FnMut(Event)>::new(call);
        target.add_event_listener_with_callback(kind, closure.as_ref().unchecked_ref()).ok()?;
        Some(Listener { target: target.clone(), kind, closure })
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        let closure = self.closure.as_ref().unchecked_ref();
        let _ = self.target.remove_event_listener_with_callback(self.kind, closure);
    }
}

/// Whether the reader asked for less motion.
pub fn wants_less_motion() -> bool {
    media("(prefers-reduced-motion: reduce)").is_some_and(|query| query.matches())
}

/// Shows the page light or dark, as the reader's system is, now and when that changes.
pub fn follow_theme() {
    let Some(query) = media("(prefers-color-scheme: dark)") else { return };
    let show = |is_dark: bool| {
        let root = window().and_then(|window| window.document()?.document_element());
        if let Some(root) = root {
            let _ = root.set_attribute("data-theme", if is_dark { "dark" } else { "light" });
        }
    };
    show(query.matches());
    let watched = query.clone();
    let listener = Listener::new(&query, "change", move |_| show(watched.matches()));
    // It listens as long as the page is open.
    std::mem::forget(listener);
}

/// Shows the page dark if it is light, and light if it is dark.
pub fn toggle_theme() {
    let root = window().and_then(|window| window.document()?.document_element());
    if let Some(root) = root {
        let is_dark = root.get_attribute("data-theme").as_deref() == Some("dark");
        let _ = root.set_attribute("data-theme", if is_dark { "light" } else { "dark" });
    }
}

fn media(query: &str) -> Option<MediaQueryList> {
    window()?.match_media(query).ok().flatten()
}

/// Scrolls a list, never the page, until the element in it can be seen.
pub fn keep_in_sight(list: &yew::NodeRef, selector: &str) {
    let Some(list) = list.cast::<web_sys::HtmlElement>() else { return };
    let Ok(Some(present)) = list.query_selector(selector) else { return };
    let (list_at, present_at) =
        (list.get_bounding_client_rect(), present.get_bounding_client_rect());
    let above = list_at.top() - present_at.top();
    let below = present_at.bottom() - list_at.bottom();
    let by = if above > 0.0 { -above } else { below.max(0.0) };
    if by != 0.0 {
        list.set_scroll_top(list.scroll_top() + by.round() as i32);
    }
}
