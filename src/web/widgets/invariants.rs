//! The invariants by name: a tick while one holds, red with its step when it is broken.

use super::icon::{self, Icon};
use crate::session::InvariantLine;
use crate::web::state::Action;
use std::rc::Rc;
use yew::prelude::*;

/// The invariants.
#[derive(Clone, PartialEq, Properties)]
pub struct InvariantsProps {
    /// In the paper's order.
    pub lines: Rc<Vec<InvariantLine>>,
    /// Where actions go.
    pub act: Callback<Action>,
}

/// The strip. A broken invariant is a button that goes to the step in which it broke.
#[component]
pub fn Invariants(props: &InvariantsProps) -> Html {
    html! {
        <>
            <ul class="inv" aria-label="Invariants">
                { for props.lines.iter().map(|line| chip(line, &props.act)) }
            </ul>
            { in_short(&props.lines) }
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

fn chip(line: &InvariantLine, act: &Callback<Action>) -> Html {
    let says = format!("{} {}", line.says, line.section);
    let Some((step, seen)) = &line.broken else {
        return html! {
            <li class="i" title={says}>
                <Icon data={icon::TICK} />{ line.name }<span class="sr">{ " holds" }</span>
            </li>
        };
    };
    let (act, step) = (act.clone(), *step);
    let onclick = Callback::from(move |_| act.emit(Action::Seek(step)));
    html! {
        <li role="none">
            <button type="button" class="i bad" title={says} {onclick}>
                <Icon data={icon::CROSS} />{ format!("{} broke in step {step}: {seen}", line.name) }
            </button>
        </li>
    }
}
