//! What opens over the page when asked for: one sheet at a time, never in the way of the stage's clock.

mod about;
mod branches;
mod compare;
mod invariants;
mod keys;
mod place;
mod popover;
mod presets;
mod request;
mod search;
mod settings;
mod share;

use super::chosen::Sheet;
use super::later::Sheets;
use super::state::LabState;
use super::widgets::icon::{self, icon};
use yew::prelude::*;

/// How all of it looks.
pub const STYLE: &str = include_str!("../../static/sheets.css");

/// The functions of the file.
pub const SHEETS: Sheets = Sheets { draw: sheets, place: place::place };

/// What is open: the popover of a thing, or a sheet.
fn sheets(state: &LabState) -> Html {
    let (scene, _) = state.on_stage();
    let pop = state.chosen.open.and_then(|thing| popover::popover(scene, thing));
    html! {
        <>
            { pop.unwrap_or_default() }
            if let Some(which) = state.chosen.sheet { { sheet(which, state) } }
        </>
    }
}

/// A sheet with its title and the way to close it.
fn sheet(which: Sheet, state: &LabState) -> Html {
    let (title, body) = match which {
        Sheet::Request => (state.asks(), request::request(state)),
        Sheet::Settings => ("Settings and rules", settings::settings(state)),
        Sheet::About => (state.title(), about::about(state)),
        Sheet::Invariants => ("Invariants", invariants::invariants(state)),
        Sheet::Keys => ("Keys", keys::keys(state)),
        Sheet::Presets => ("Accidents", presets::presets(state)),
        Sheet::Branches => ("Branches", branches::branches(state)),
        Sheet::Share => ("Share this moment", share::share(state)),
        Sheet::Search => ("Search", search::search(state)),
    };
    html! {
        <section class={format!("sheet {}", which.name())} role="dialog" aria-label={title}>
            <div class="ph">
                <h2>{ title }</h2>
                <span class="grow" />
                <button type="button" class="btn icon quiet" aria-label="Close (Esc)" data-do="close">
                    { icon(icon::CROSS) }
                </button>
            </div>
            <div class="body" tabindex="0">
                { body }
                if !state.sharing.done.is_empty() {
                    <p class="done" role="status">{ &state.sharing.done }</p>
                }
            </div>
        </section>
    }
}
