//! The page: what stands in the browser, made with Yew. The only room that touches the document.

use yew::prelude::*;

/// Puts the page in place of the shell that index.html shows until now.
pub fn start() {
    let host = web_sys::window()
        .and_then(|window| window.document())
        .and_then(|document| document.get_element_by_id("app"));
    match host {
        Some(host) => {
            yew::Renderer::<App>::with_root(host).render();
        }
        None => web_sys::console::error_1(&"the page has no element #app to run in".into()),
    }
}

/// The whole page.
#[component]
fn App() -> Html {
    html! {
        <main class="shell">
            <h1>{ "Quorarium" }</h1>
            <p>{ "Real consensus protocols, step by step in your browser." }</p>
        </main>
    }
}
