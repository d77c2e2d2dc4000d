//! The space-time view: what its signs mean, how its steps are spaced, and the diagram.

use crate::web::chosen::Spacing;
use crate::web::kept::kept;
use crate::web::picture::Picture;
use yew::prelude::*;

/// The signs, each with its outline in a box of 26 by 14, its class and its words.
const SIGNS: [(&str, &str, &str); 6] = [
    ("M1 7H18M18 3.500l7 3.500-7 3.500z", "sign head", "request"),
    ("M1 7h4m4 0h4m4 0h1M18 3.500l7 3.500-7 3.500z", "sign head", "reply"),
    ("M8 2l10 10m0-10L8 12", "sign", "lost"),
    ("M13 2l6 11H7z", "sign full", "timer"),
    ("M7 1h12v12H7z", "sign full", "client"),
    ("M13 0a7 7 0 1 0 .1 0zM9.500 7l2.500 2.700 4.500-5.200", "sign tick", "commit"),
];

/// The view. The box of the diagram is measured through `room`.
pub fn space_time(diagram: Picture, spacing: Spacing, room: &NodeRef) -> Html {
    html! {
        <section class="viewbox" aria-label="Space-time">
            <div class="viewbar">
                <ul class="signs" aria-label="Signs">
                    { for SIGNS.iter().map(|(data, class, word)| html! {
                        <li>
                            <svg class={*class} width="26" height="14" viewBox="0 0 26 14" aria-hidden="true">
                                <path d={*data} />
                            </svg>
                            { *word }
                        </li>
                    }) }
                </ul>
                <span class="grow" />
                <div class="seg" role="group" aria-label="Distance of the steps">
                    { for Spacing::ALL.iter().map(|known| choice(*known, spacing)) }
                </div>
            </div>
            <div class="weave" ref={room.clone()}>{ kept(diagram) }</div>
        </section>
    }
}

fn choice(spacing: Spacing, present: Spacing) -> Html {
    let is_on = spacing == present;
    let name = match spacing {
        Spacing::Time => "Time",
        Spacing::Steps => "Steps",
    };
    html! {
        <button
            type="button"
            class={if is_on { "on" } else { "" }}
            aria-pressed={is_on.to_string()}
            data-do={format!("spacing {}", spacing.name())}
        >
            { name }
        </button>
    }
}
