//! A link to this moment, and the history as text and as a file.

use crate::web::state::LabState;
use yew::prelude::*;

/// The link, and the ways to take the history along.
pub fn share(state: &LabState) -> Html {
    let present = state.shown.branches.iter().find(|branch| branch.is_current);
    let name = present.map_or("", |branch| &branch.name);
    html! {
        <>
            { link(state) }
            <p class="dim">
                { format!("It opens step {} of \"{name}\". The state there is checked by its fingerprint, ", state.step()) }
                <code>{ format!("{:016x}", state.shown.fingerprint) }</code>{ "." }
            </p>
            { studio(state) }
            <h3>{ "As text" }</h3>
            <div class="ways">
                <button type="button" class="btn" data-do="errand copy line">{ "Copy as scenario" }</button>
                <button type="button" class="btn" data-do="errand copy whole">{ "Copy whole history" }</button>
            </div>
            <p class="dim">
                { "A scenario leads to this step and no further. The whole history has all branches to their ends." }
            </p>
            <h3>{ "For a lesson" }</h3>
            <div class="ways">
                <button type="button" class="btn" data-do="errand copy block">{ "Copy as scenario block" }</button>
                <button type="button" class="btn" data-do="errand copy solution">{ "Copy as solution" }</button>
            </div>
            <p class="dim">{ "A solution has the moves without the set-up." }</p>
            <h3>{ "As a file" }</h3>
            <div class="ways">
                { save() }
                <label class="btn file">
                    <span>{ "Open a file…" }</span>
                    <input class="sr" type="file" accept=".scenario,.txt,text/plain" data-do="errand file" />
                </label>
            </div>
            <p class="dim">{ "A file can be dropped anywhere on the page too." }</p>
        </>
    }
}

/// The way to the studio, with this moment.
fn studio(state: &LabState) -> Html {
    let made = state.sharing.address.as_ref().and_then(|made| made.as_ref().ok());
    let rest = made.and_then(|address| address.split_once("#/lab/")).map(|(_, rest)| rest);
    match rest {
        Some(rest) => html! {
            <p><a class="btn" href={format!("#/studio/{rest}")}>{ "Put it into a page of your own" }</a></p>
        },
        None => Html::default(),
    }
}

/// The button that saves the history.
pub fn save() -> Html {
    html! { <button type="button" class="btn" data-do="errand save">{ "Save to a file" }</button> }
}

fn link(state: &LabState) -> Html {
    match &state.sharing.address {
        Some(Err(problem)) => html! { <p class="none">{ *problem }</p> },
        made => {
            let address = made.as_ref().and_then(|made| made.as_ref().ok());
            html! {
                <div class="linkrow">
                    <label>
                        <span>{ "Link to this moment" }</span>
                        <input class="field mono" readonly=true value={address.cloned().unwrap_or_default()} />
                    </label>
                    <button type="button" class="btn pri" disabled={address.is_none()} data-do="errand copy link">
                        { "Copy" }
                    </button>
                </div>
            }
        }
    }
}
