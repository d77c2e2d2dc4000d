//! The invariants by name: a tick while one holds, red with its step when it is broken.

use super::icon::{self, icon};
use crate::session::InvariantLine;
use yew::prelude::*;

/// The strip, in the paper's order. A broken invariant is a button that goes to the step in which it broke.
pub fn invariants(lines: &[InvariantLine]) -> Html {
    html! {
        <>
            <ul class="inv" aria-label="Invariants" tabindex="0">
                { for lines.iter().map(chip) }
            </ul>
            { in_short(lines) }
        </>
    }
}

/// What stands in place of the strip on small screens.
fn in_short(lines: &[InvariantLine]) -> Html {
    match lines.iter().find_map(|line| Some((line.name, line.broken.as_ref()?))) {
        Some((name, (step, seen))) => {
            html! { <p class="holds bad">{ format!("{name} broke in step {step}: {seen}") }</p> }
        }
        None => html! { <p class="holds">{ format!("✓ {} invariants hold", lines.len()) }</p> },
    }
}

fn chip(line: &InvariantLine) -> Html {
    let says = format!("{} {}", line.says, line.section);
    let Some((step, seen)) = &line.broken else {
        return html! {
            <li class="i" title={says}>
                { icon(icon::TICK) }{ line.name }<span class="sr">{ " holds" }</span>
            </li>
        };
    };
    html! {
        <li role="none">
            <button type="button" class="i bad" title={says} data-do={format!("seek {step}")}>
                { icon(icon::CROSS) }{ format!("{} broke in step {step}: {seen}", line.name) }
            </button>
        </li>
    }
}
