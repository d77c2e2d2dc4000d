//! The comparisons by name, and what is wrong with an address that names none of them.

use crate::compare::{COMPARISONS, Named};
use yew::prelude::*;

/// All of them, each with its question.
pub fn list(problem: &str, again: Callback<MouseEvent>) -> Html {
    html! {
        <div class="all">
            <h1>{ "One script, several protocols, one clock" }</h1>
            if problem.is_empty() {
                <p class="mid">{ "The same moves at the same instants, with the same seed: what differs is the protocol." }</p>
            } else {
                <p role="alert">{ problem.to_string() }</p>
                <p><button type="button" class="btn" onclick={again}>{ "Try again" }</button></p>
            }
            <ul class="cards">{ for COMPARISONS.iter().map(card) }</ul>
        </div>
    }
}

fn card(named: &Named) -> Html {
    let (question, about) = named.asks();
    html! {
        <li>
            <a class="card" href={format!("#/compare/{}", named.name)}>
                <b>{ question }</b>
                <span class="dim">{ about }</span>
            </a>
        </li>
    }
}
