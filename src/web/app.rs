//! The root: reads the address and shows the place that it names.

use super::browser::{self, Listener};
use super::lab::{Lab, LabProps};
use super::later;
use super::route::Route;
use crate::protocol::erased::Kind;
use crate::protocols::{HOUSES, house};
use yew::prelude::*;

/// The lines that every laboratory begins with, after its cluster.
const SEED: u32 = 7;

/// The whole page.
#[component]
pub fn App() -> Html {
    let route = use_state(|| Route::parse(&browser::fragment()));
    let setter = route.setter();
    use_effect_with((), move |()| {
        let listener = browser::window().and_then(|window| {
            let read = move |_| setter.set(Route::parse(&browser::fragment()));
            Listener::new(&window, "hashchange", read)
        });
        move || drop(listener)
    });
    match &*route {
        Route::Home => home(),
        Route::Lab(name) if house(name).is_some() => {
            let set_up = format!("cluster {name} 5\nseed {SEED}\n");
            html! { <key={name.clone()}>{ later::show::<Lab>(LabProps { set_up }) }</> }
        }
        Route::Lab(name) => lost(&format!("There is no protocol \"{name}\" here.")),
        Route::Unknown(path) => lost(&format!("There is nothing at \"{path}\".")),
    }
}

fn home() -> Html {
    html! {
        <main class="shell">
            <h1>{ "Quorarium" }</h1>
            <p>{ "Real consensus protocols, step by step in your browser." }</p>
            { ways() }
        </main>
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
