//! The root: reads the address and shows the place that it names.

use super::browser::{self, Listener};
use super::lab::Lab;
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
        Route::Home => html! { <Home /> },
        Route::Lab(name) if house(name).is_some() => {
            let set_up = format!("cluster {name} 5\nseed {SEED}\n");
            html! { <Lab key={name.clone()} {set_up} /> }
        }
        Route::Lab(name) => {
            html! { <Lost words={format!("There is no protocol \"{name}\" here.")} /> }
        }
        Route::Unknown(path) => {
            html! { <Lost words={format!("There is nothing at \"{path}\".")} /> }
        }
    }
}

#[component]
fn Home() -> Html {
    html! {
        <main class="shell">
            <h1>{ "Quorarium" }</h1>
            <p>{ "Real consensus protocols, step by step in your browser." }</p>
            <Ways />
        </main>
    }
}

/// What is said where there is nothing, and the ways on.
#[derive(Clone, PartialEq, Properties)]
pub struct LostProps {
    /// What is wrong, in a sentence.
    pub words: String,
}

/// One sentence about what is wrong, and the ways on.
#[component]
pub fn Lost(props: &LostProps) -> Html {
    html! {
        <main class="shell">
            <h1>{ "Not here" }</h1>
            <p>{ &props.words }</p>
            <Ways />
        </main>
    }
}

#[component]
fn Ways() -> Html {
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
