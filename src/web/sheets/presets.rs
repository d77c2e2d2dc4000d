//! Accidents: recorded histories to step through and to change.

use super::share::save;
use crate::scenarios;
use crate::web::state::LabState;
use yew::prelude::*;

/// A card each; they are links, so that the browser's Back leads to the present history again.
pub fn presets(state: &LabState) -> Html {
    let protocol = state.session().protocol();
    html! {
        <>
            { way_back(state) }
            <ul class="presets">
                { for scenarios::of(protocol).map(|preset| html! {
                    <li>
                        <a href={format!("#/lab/{protocol}?scenario={}", preset.name)} data-do="close">
                            <b>{ preset.title() }</b>
                            <span>{ preset.about() }</span>
                        </a>
                    </li>
                }) }
            </ul>
        </>
    }
}

fn way_back(state: &LabState) -> Html {
    match state.sharing.address {
        Some(Err(_)) => html! {
            <>
                <p class="mid">{ "The present history is too long for the browser's Back. It is lost unless it is saved." }</p>
                <div class="ways">{ save() }</div>
            </>
        },
        _ => html! {
            <p class="mid">{ "Each opens in place of the present history. The browser's Back comes back to it." }</p>
        },
    }
}
