//! The keys, and the switch that turns single letters off.

use crate::web::keys::KEYS;
use crate::web::state::LabState;
use yew::prelude::*;

/// A table of what each key does.
pub fn keys(state: &LabState) -> Html {
    let next = if state.chosen.has_keys { "off" } else { "on" };
    html! {
        <>
            <label class="row">
                <input type="checkbox" checked={state.chosen.has_keys} data-do={format!("keys {next}")} />
                <span>{ "Single keys are on" }</span>
            </label>
            <p class="dim">{ "They work while the keyboard is in the page and not in a field of text." }</p>
            <dl class="keys">
                { for KEYS.iter().map(|(keys, says)| html! {
                    <div>
                        <dt>{ for keys.split(' ').map(|key| html! { <kbd>{ key }</kbd> }) }</dt>
                        <dd>{ *says }</dd>
                    </div>
                }) }
            </dl>
        </>
    }
}
