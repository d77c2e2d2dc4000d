//! What a node could know: the causal past of the present event as a list.

use crate::render::hue;
use crate::web::kept::Part;
use yew::prelude::*;

/// The past of an event.
#[derive(Clone, PartialEq)]
pub struct PastPanel {
    /// The node that it happened to, by name.
    pub node: String,
    /// Its step.
    pub step: u64,
    /// The node's term, ballot or epoch after it.
    pub epoch: u64,
    /// The latest events of the past, from the latest down: step, term and sentence.
    pub known: Vec<(u64, u64, String)>,
    /// How many come before them.
    pub earlier: usize,
    /// The latest event elsewhere that is not in the past.
    pub unknown: Option<(u64, String)>,
}

impl Part for PastPanel {
    fn draw(&self) -> Html {
        let node = &self.node;
        html! {
            <section class="past" aria-label="Causal past">
                <div class="ph">
                    <h2>{ format!("What {node} could know") }</h2>
                    <span class="grow" />
                    <span class={format!("pill tb {}", hue(self.epoch))}>
                        { format!("step {}", self.step) }
                    </span>
                </div>
                <div class="chainbox" tabindex="0" role="region" aria-label={format!("What {node} could know")}>
                    <p class="mid">{ self.lead() }</p>
                    <ol class="chain">
                        { for self.known.iter().map(|(step, epoch, says)| html! {
                            <li class={hue(*epoch)}>
                                <button type="button" data-do={format!("seek {step}")}>
                                    <span class="no">{ step }</span>
                                    <span>{ says }</span>
                                </button>
                            </li>
                        }) }
                        if self.earlier > 0 {
                            <li class="more">{ format!("and {}", earlier(self.earlier)) }</li>
                        }
                    </ol>
                    if let Some((step, says)) = &self.unknown {
                        <p class="note">
                            { format!("Step {step} is ") }<b>{ "not" }</b>
                            { format!(" in this list: {says} Nothing of it had reached {node}.") }
                        </p>
                    }
                </div>
            </section>
        }
    }
}

impl PastPanel {
    fn lead(&self) -> String {
        if self.known.is_empty() {
            return format!(
                "Nothing that happened before step {} had reached {}.",
                self.step, self.node
            );
        }
        format!(
            "Follow the arrows backwards from step {} and you reach only these events. \
             Everything else happened, but {} cannot have heard of it.",
            self.step, self.node
        )
    }
}

fn earlier(count: usize) -> String {
    if count == 1 { "one earlier event".to_string() } else { format!("{count} earlier events") }
}
