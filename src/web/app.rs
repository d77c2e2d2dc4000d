//! The root: reads the address and shows the place that it names.

use super::browser::{self, Listener};
use super::home::home;
use super::lab::Lab;
use super::route::Route;
use crate::protocol::erased::Kind;
use crate::protocols::HOUSES;
use yew::prelude::*;

/// The whole page.
pub struct App {
    route: Route,
    _listener: Option<Listener>,
}

impl Component for App {
    type Message = ();
    type Properties = ();

    fn create(ctx: &Context<Self>) -> Self {
        let moved = ctx.link().callback(|_: web_sys::Event| ());
        let listener = browser::window().and_then(|window| {
            Listener::new(&window, "hashchange", move |event| moved.emit(event))
        });
        App { route: Route::parse(&browser::fragment()), _listener: listener }
    }

    fn update(&mut self, _ctx: &Context<Self>, (): ()) -> bool {
        let route = Route::parse(&browser::fragment());
        let is_elsewhere = route != self.route;
        self.route = route;
        is_elsewhere
    }

    fn view(&self, _ctx: &Context<Self>) -> Html {
        match &self.route {
            Route::Home => home(),
            Route::Lab { protocol, .. } => {
                html! { <Lab key={protocol.clone()} protocol={protocol.clone()} /> }
            }
            Route::Unknown(path) => lost(&format!("There is nothing at \"{path}\".")),
        }
    }
}

/// One sentence about what is wrong, and the ways on.
pub fn lost(words: &str) -> Html {
    html! {
        <main class="shell">
            <h1>{ "Not here" }</h1>
            <p>{ words }</p>
            { ways() }
        </main>
    }
}

fn ways() -> Html {
    let way = |house: &&dyn Kind| {
        html! { <li><a href={format!("#/lab/{}", house.name())}>{ house.title() }</a></li> }
    };
    html! {
        <nav aria-label="Labs">
            <p>{ "Open a lab:" }</p>
            <ul>{ for HOUSES.iter().map(way) }</ul>
        </nav>
    }
}
