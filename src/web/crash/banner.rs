//! The banner over the last good step.

use crate::web::browser;
use std::panic::PanicHookInfo;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{Document, Element, Event};

/// Answers the first panic with a banner, and every panic with a line on the console.
pub fn watch() {
    yew::set_custom_panic_hook(Box::new(|info| {
        let message = words(info);
        web_sys::console::error_1(&message.as_str().into());
        if !super::first_panic() {
            return;
        }
        let (report, step) = super::report_now(&message);
        let document = browser::window().and_then(|window| window.document());
        if let Some(document) = document {
            show(&document, step, report);
        }
    }));
}

/// The banner over the last good step. Its button copies the report; the text can be copied by hand too.
pub fn banner(document: &Document, step: u64, report: String) -> Option<Element> {
    let make = |tag: &str, class: &str, text: &str| {
        let element = document.create_element(tag).ok()?;
        element.set_class_name(class);
        element.set_text_content(Some(text));
        Some(element)
    };
    let banner = make("section", "crash", "")?;
    banner.set_attribute("role", "alert").ok()?;
    let title = make("h2", "", &format!("Step {step} could not be computed"))?;
    let advice = "The last good step stays on the screen. Reload the page to start anew.";
    let advice = make("p", "", advice)?;
    let copy = make("button", "btn pri", "Copy report")?;
    let text = make("textarea", "mono", &report)?;
    text.set_attribute("readonly", "").ok()?;
    text.set_attribute("aria-label", "Report").ok()?;
    let button = copy.clone();
    let on_copy = Closure::<dyn FnMut(Event)>::new(move |_| {
        if let Some(window) = browser::window() {
            // The browser may refuse; the text beside the button stays.
            let _ = window.navigator().clipboard().write_text(&report);
            button.set_text_content(Some("Report copied"));
        }
    });
    copy.add_event_listener_with_callback("click", on_copy.as_ref().unchecked_ref()).ok()?;
    on_copy.forget();
    for part in [title, advice, copy, text] {
        banner.append_child(&part).ok()?;
    }
    Some(banner)
}

fn show(document: &Document, step: u64, report: String) {
    // What is left of the program must not be called again, so nothing in the page can be pressed.
    if let Some(app) = document.get_element_by_id("app") {
        let _ = app.set_attribute("inert", "");
    }
    if let (Some(body), Some(banner)) = (document.body(), banner(document, step, report)) {
        let _ = body.append_child(&banner);
    }
}

fn words(info: &PanicHookInfo<'_>) -> String {
    let payload = info.payload();
    let text = payload.downcast_ref::<&str>().map(|text| (*text).to_string());
    let text = text.or_else(|| payload.downcast_ref::<String>().cloned()).unwrap_or_default();
    match info.location() {
        Some(place) => format!("{text} ({}:{})", place.file(), place.line()),
        None => text,
    }
}
