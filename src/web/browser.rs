//! What the page asks of the browser beside drawing: elements, listeners, the reader's wishes.

use super::crash;
use js_sys::futures::JsFuture;
use js_sys::{Object, Promise, Reflect, Uint8Array};
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
    /// Whether the page stands in a frame of another one.
    pub fn framed() -> bool;
    /// Opens an address of the page; from a frame one that leads out of it in a window of its own.
    pub fn visit(address: &str);
    /// Goes to an address without a trace in the browser's history.
    pub fn replace(address: &str);
    /// Sends the window around the frame a message, to which its namespace and version are added.
    fn tell(message: &Object);
    /// Hands on what the window around the frame sends.
    pub fn hear(take: &Closure<dyn FnMut(JsValue)>);
    /// Tells the window around the frame how high an element is, whenever that changes.
    pub fn fit(selector: &str);
    /// Fills the screen with the page, or ends that.
    pub fn full();
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

/// Sends the window around the frame a message of this type with these fields; without a frame nobody is told.
pub fn post(kind: &str, fields: &[(&str, JsValue)]) {
    let message = Object::new();
    for (name, value) in [("type", JsValue::from_str(kind))].iter().chain(fields) {
        let _ = Reflect::set(&message, &JsValue::from_str(name), value);
    }
    tell(&message);
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

/// Shows the page light or dark, as the reader's system is, now and when that changes, unless somebody decides.
pub fn follow_theme() {
    let Some(query) = media("(prefers-color-scheme: dark)") else { return };
    set_theme(None);
    let listener = Listener::new(&query, "change", move |_| {
        if root().is_some_and(|root| !root.has_attribute(FIXED)) {
            set_theme(None);
        }
    });
    // It listens as long as the page is open.
    std::mem::forget(listener);
}

/// Set where somebody has decided whether the page is light or dark.
const FIXED: &str = "data-fixed";

fn root() -> Option<Element> {
    window()?.document()?.document_element()
}

/// Shows the page dark or light; if nobody decides, as the reader's system is.
pub fn set_theme(is_dark: Option<bool>) {
    let Some(root) = root() else { return };
    let is_system_dark = || media("(prefers-color-scheme: dark)").is_some_and(|it| it.matches());
    let name = if is_dark.unwrap_or_else(is_system_dark) { "dark" } else { "light" };
    let _ = root.set_attribute("data-theme", name);
    let _ = match is_dark {
        Some(_) => root.set_attribute(FIXED, ""),
        None => root.remove_attribute(FIXED),
    };
}

/// Shows the page dark if it is light, and light if it is dark.
pub fn toggle_theme() {
    let theme = root().and_then(|root| root.get_attribute("data-theme"));
    set_theme(Some(theme.as_deref() != Some("dark")));
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
