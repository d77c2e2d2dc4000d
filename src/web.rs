//! The page: what stands in the browser, made with Yew. The only room that touches the document.
//!
//! Values go down and deeds go up: one reducer, [`state`], holds the session and everything that the reader chose.
//! What is drawn is a plain function of it, and says in `data-do` attributes what its buttons do ([`deed`]);
//! the laboratory listens in one place. Parts that rarely change are `kept`. Nothing in here knows a protocol.
//!
//! What the page can wake without is fetched when it is first shown (`later`).
//!
//! What needs no document is compiled natively too, and tested there.

pub mod chosen;
pub mod crash;
pub mod deed;
pub mod drag;
pub mod embed;
pub mod keys;
pub mod link;
pub mod playback;
pub mod present;
pub mod route;
pub mod state;
pub mod studio;
pub mod whence;

#[cfg(target_arch = "wasm32")]
mod app;
#[cfg(target_arch = "wasm32")]
mod browser;
#[cfg(target_arch = "wasm32")]
pub mod compare;
#[cfg(target_arch = "wasm32")]
pub mod errands;
#[cfg(target_arch = "wasm32")]
mod events;
#[cfg(target_arch = "wasm32")]
mod frames;
#[cfg(target_arch = "wasm32")]
mod guide;
#[cfg(target_arch = "wasm32")]
mod home;
#[cfg(target_arch = "wasm32")]
mod kept;
#[cfg(target_arch = "wasm32")]
mod lab;
#[cfg(target_arch = "wasm32")]
pub mod later;
#[cfg(target_arch = "wasm32")]
mod learn;
#[cfg(target_arch = "wasm32")]
mod panels;
#[cfg(target_arch = "wasm32")]
mod picture;
#[cfg(target_arch = "wasm32")]
mod sheets;
#[cfg(target_arch = "wasm32")]
mod sources;
#[cfg(target_arch = "wasm32")]
mod views;
#[cfg(target_arch = "wasm32")]
mod widgets;

/// Puts the page in place of the shell that index.html shows until the code of the place is here.
#[cfg(target_arch = "wasm32")]
pub fn start() {
    crash::banner::watch();
    browser::follow_theme();
    match browser::element("app") {
        Some(host) => yew::platform::spawn_local(async {
            // If it does not come, the page asks again and says so.
            let _ = app::fetch(&route::Route::parse(&browser::fragment())).await;
            yew::Renderer::<app::App>::with_root(host).render();
        }),
        None => web_sys::console::error_1(&"the page has no element #app to run in".into()),
    }
}
