//! The invariants by name: a tick while one holds, red with its step when it is broken.

use super::icon::{self, icon};
use crate::session::InvariantLine;
use yew::prelude::*;

/// The strip: how many hold, and as many names as there is room for, those that are broken first.
pub fn invariants(lines: &[InvariantLine]) -> Html {
    let (whole, broken): (Vec<_>, Vec<_>) = lines.iter().partition(|line| line.broken.is_none());
    let says = match broken.len() {
        0 if lines.len() == 1 => "1 invariant holds".to_string(),
        0 => format!("{} invariants hold", lines.len()),
        1 => "1 invariant is broken".to_string(),
        many => format!("{many} invariants are broken"),
    };
    let class = if broken.is_empty() { "i" } else { "i bad" };
    html! {
        <ul class="inv" aria-label="Invariants">
            <li>
                <button type="button" {class} data-do="sheet invariants">
                    { icon(if broken.is_empty() { icon::TICK } else { icon::CROSS }) }{ says }
                </button>
            </li>
            { for broken.into_iter().chain(whole).map(chip) }
        </ul>
    }
}

fn chip(line: &InvariantLine) -> Html {
    match &line.broken {
        None => html! {
            <li class="i name" title={line.says}>
                { icon(icon::TICK) }{ line.name }<span class="sr">{ " holds" }</span>
            </li>
        },
        Some((step, _)) => html! {
            <li>
                <button type="button" class="i bad" title={line.says} data-do={format!("seek {step}")}>
                    { icon(icon::CROSS) }{ format!("{} broke in step {step}", line.name) }
                </button>
            </li>
        },
    }
}
