//! The lines of the history: to go to one, to name it, to delete it, to compare two.

use super::compare::compare;
use crate::session::scene::BranchLine;
use crate::web::kept::kept;
use crate::web::state::LabState;
use crate::web::widgets::field::Field;
use crate::web::widgets::icon::{self, icon};
use yew::prelude::*;

/// The list, a new branch, and the comparison.
pub fn branches(state: &LabState) -> Html {
    let branches = &state.shown.branches;
    let step = state.step();
    html! {
        <>
            if let Some(name) = &state.sharing.deleted {
                <p class="undo" role="status">
                    <span>{ format!("\"{name}\" was deleted.") }</span>
                    <button type="button" class="btn" data-do="errand undo">{ "Undo" }</button>
                </p>
            }
            if !state.refusal.is_empty() { <p class="none" role="status">{ &state.refusal }</p> }
            <ul class="lines">{ for branches.iter().enumerate().map(|(place, branch)| line(state, place, branch)) }</ul>
            <form class="one" data-do="errand branch {name}">
                <label>
                    <span>{ format!("New branch at step {step}") }</span>
                    { kept(Field { name: Some("name"), value: free_name(branches, step), ..Field::default() }) }
                </label>
                <button type="submit" class="btn">{ "New branch here" }</button>
            </form>
            if branches.len() > 1 { { compare(state) } }
        </>
    }
}

fn line(state: &LabState, place: usize, branch: &BranchLine) -> Html {
    let name = &branch.name;
    if state.sharing.renamed == Some(place) {
        return html! {
            <li>
                <form class="one" data-do={format!("errand rename {place} {{name}}")}>
                    <label>
                        <span>{ "New name" }</span>
                        { kept(Field { name: Some("name"), value: name.clone(), ..Field::default() }) }
                    </label>
                    <button type="submit" class="btn pri">{ "Rename" }</button>
                </form>
            </li>
        };
    }
    let left = match &branch.left {
        Some((parent, at)) => {
            format!("left \"{parent}\" at step {at}, goes to step {}", branch.last_step)
        }
        None => format!("goes to step {}", branch.last_step),
    };
    let tool = |says: &str, data: &'static str, deed: String| {
        let says = format!("{says} \"{name}\"");
        html! {
            <button type="button" class="btn icon quiet" aria-label={says.clone()} title={says} data-do={deed}>
                { icon(data) }
            </button>
        }
    };
    html! {
        <li class={if branch.is_current { "on" } else { "" }}>
            <button
                type="button"
                class="go"
                aria-current={branch.is_current.then_some("true")}
                data-do={format!("do {}", branch.switch_near(state.step()))}
            >
                <b>{ name }</b>
                <span class="dim">{ left }</span>
            </button>
            if branch.left.is_some() {
                { tool("Rename", icon::PEN, format!("errand renaming {place}")) }
                { tool("Delete", icon::WIPE, format!("errand delete {place}")) }
            }
        </li>
    }
}

/// `from step 12`, or with a number behind it.
fn free_name(branches: &[BranchLine], step: u64) -> String {
    let usual = format!("from step {step}");
    let mut name = usual.clone();
    let mut number = 1;
    while branches.iter().any(|branch| branch.name == name) {
        number += 1;
        name = format!("{usual}, {number}");
    }
    name
}
