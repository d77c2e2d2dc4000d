//! What must never break: every invariant with what it says, and what was seen if it broke.

use crate::session::InvariantLine;
use crate::web::state::LabState;
use yew::prelude::*;

/// The list, in the paper's order.
pub fn invariants(state: &LabState) -> Html {
    html! {
        <>
            <p class="mid">{ "Each is checked after every step." }</p>
            <dl class="checks">{ for state.shown.invariants.iter().map(line) }</dl>
        </>
    }
}

fn line(line: &InvariantLine) -> Html {
    html! {
        <div>
            <dt>
                { line.name }
                if line.broken.is_none() { <span class="good">{ "holds" }</span> }
            </dt>
            <dd>{ line.says }{ " " }<span class="cite">{ line.section }</span></dd>
            if let Some((step, seen)) = &line.broken {
                <dd class="bad">
                    { format!("Broken: {seen}. ") }
                    <button type="button" class="btn" data-do={format!("seek {step}")}>{ format!("Go to step {step}") }</button>
                </dd>
            }
        </div>
    }
}
