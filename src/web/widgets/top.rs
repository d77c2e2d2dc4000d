//! The bar at the top: where one is, the ways to look at the history, and what holds for all of it.

use super::icon::{self, icon};
use crate::session::scene::Scene;
use crate::web::chosen::View;
use crate::web::state::LabState;
use yew::prelude::*;

/// The bar of a laboratory.
pub fn top(state: &LabState) -> Html {
    html! {
        <header class="top">
            <div class="here">
                <a class="brand" href="#/" aria-label="Quorarium, home">{ brand() }<span>{ "Quorarium" }</span></a>
                <h1 class="crumb">
                    <span class="dim place">{ "Lab" }</span>
                    <button type="button" class="about" title="What it is, and where its sources differ" data-do="sheet about">
                        <b>{ format!("{}, {}", state.title(), made_of(&state.shown.scene)) }</b>{ icon(icon::BOOK) }
                    </button>
                    if let Some(heading) = state.session().heading() {
                        <span class="heading" title={heading.to_string()}>{ heading.to_string() }</span>
                    }
                </h1>
                { branch(state) }
                if let Some(home) = &state.lesson {
                    <a class="btn back" href={home.address.clone()} data-do="to-lesson" title={format!("Back to the lesson: {}", home.title)}>
                        { "Back to the lesson" }
                    </a>
                }
            </div>
            <div class="seg views" role="group" aria-label="View">
                { for View::ALL.iter().map(|view| tab(*view, state.chosen.view)) }
            </div>
            <div class="ends">
                { tool(icon::SEARCH, "Search (/)", "sheet search") }
                { tool(icon::SCREEN, "Present (P)", "present") }
                { tool(icon::THEME, "Light or dark", "theme") }
                { tool(icon::HELP, "Keys (?)", "sheet keys") }
                { tool(icon::RESET, "Back to the start, with nothing recorded", "reset") }
                <button type="button" class="btn pri" aria-label="Share" data-do="sheet share">
                    { icon(icon::SHARE) }<span>{ "Share" }</span>
                </button>
            </div>
        </header>
    }
}

/// "5 nodes"; of nodes that are not all alike how many play each part: "2 + 5 + 1".
fn made_of(scene: &Scene) -> String {
    match scene.parts()[..] {
        [(None, 1)] => "1 node".to_string(),
        [(None, count)] => format!("{count} nodes"),
        ref parts => {
            let counts: Vec<String> = parts.iter().map(|(_, count)| count.to_string()).collect();
            counts.join(" + ")
        }
    }
}

/// The button of a way to look at a history.
pub fn tab(view: View, present: View) -> Html {
    let (data, name) = match view {
        View::Stage => (icon::STAGE, "Stage"),
        View::SpaceTime => (icon::SPACE_TIME, "Space-time"),
        View::Tables => (icon::TABLES, "Tables"),
    };
    view_tab(view.name(), data, name, view == present)
}

/// A button for one of several ways to look at something: the name of the way, its icon, what it is called, and whether it
/// is the present one.
pub fn view_tab(view: &'static str, data: &'static str, name: &'static str, is_on: bool) -> Html {
    html! {
        <button
            type="button"
            class={if is_on { "on" } else { "" }}
            aria-label={name}
            aria-pressed={is_on.to_string()}
            data-do={format!("view {view}")}
        >
            { icon(data) }<span>{ name }</span>
        </button>
    }
}

fn tool(data: &'static str, name: &'static str, deed: &'static str) -> Html {
    html! {
        <button type="button" class="btn icon quiet" aria-label={name} title={name} data-do={deed}>
            { icon(data) }
        </button>
    }
}

/// The line of the history that is shown, once there is more than one.
fn branch(state: &LabState) -> Html {
    let branches = &state.shown.branches;
    match (1..).zip(branches.iter()).find(|(_, branch)| branch.is_current) {
        Some((place, branch)) if branches.len() > 1 => html! {
            <button type="button" class="btn branch" title="The branches, and what they differ in" data-do="sheet branches">
                <span>{ &branch.name }</span>
                <span class="dim">{ format!("{place} of {}", branches.len()) }</span>
            </button>
        },
        _ => Html::default(),
    }
}

/// Five nodes, two of them open: the mark of the house.
pub fn brand() -> Html {
    html! {
        <svg class="logo" width="26" height="26" viewBox="0 0 26 26" aria-hidden="true">
            <path d="M13 4.5 6 9.5M13 4.5l7 5M5 11l2.5 8M21 11l-2.500 8" />
            <circle class="on" cx="13" cy="4.5" r="3.5" />
            <circle class="on" cx="5" cy="10.5" r="3.5" />
            <circle class="on" cx="21" cy="10.5" r="3.5" />
            <circle cx="8" cy="20.500" r="2.8" />
            <circle cx="18" cy="20.500" r="2.8" />
        </svg>
    }
}
