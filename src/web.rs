//! The page: what stands in the browser, made with Yew. The only room that touches the document.
//!
//! Values go down and actions go up: one reducer, [`state`], holds the session and everything that the reader chose;
//! components take plain values and say what was asked for. Nothing in here knows a protocol.
//! What the page can wake without is fetched when it is first shown: see [`later`] for how to add such a view.

pub mod app;
pub mod browser;
pub mod crash;
pub mod lab;
pub mod later;
pub mod panels;
pub mod playback;
pub mod route;
pub mod stage;
pub mod state;
pub mod widgets;

/// Puts the page in place of the shell that index.html shows until now.
pub fn start() {
    crash::watch();
    browser::follow_theme();
    match browser::element("app") {
        Some(host) => {
            yew::Renderer::<app::App>::with_root(host).render();
        }
        None => web_sys::console::error_1(&"the page has no element #app to run in".into()),
    }
}
