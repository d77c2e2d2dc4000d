//! The timeline in the dock: its picture, a slider over the recorded steps, and the sentence of the step pointed at.

use crate::web::kept::kept;
use crate::web::state::LabState;
use crate::web::views::Views;
use yew::prelude::*;

/// The timeline; `hover` is told where over it the pointer is.
pub fn timeline(state: &LabState, views: &Views, hover: Callback<Option<i32>>) -> Html {
    let (step, last_step) = (state.step(), state.shown.last_step);
    let sentence = state.shown.line().map_or("", |line| &line.says);
    let over = hover.reform(|event: MouseEvent| {
        let scrub = crate::web::events::element(event.target());
        let scrub = scrub.filter(|found| found.class_name() == "scrub");
        let box_of = scrub.and_then(|found| found.parent_element());
        box_of.map(|found| event.client_x() - found.get_bounding_client_rect().left() as i32)
    });
    let away = hover.reform(|_: MouseEvent| None);
    let (told, says) = views.told(state);
    html! {
        <div class="timeline">
            <div class="track" ref={views.track.clone()} onmousemove={over} onmouseleave={away}>
                { kept(views.timeline()) }
                <input
                    class="scrub"
                    ref={views.scrub.clone()}
                    type="range"
                    min="0"
                    max={last_step.max(1).to_string()}
                    step="1"
                    value={step.to_string()}
                    disabled={last_step == 0}
                    aria-label="Timeline"
                    aria-valuetext={format!("Step {step} of {last_step}: {sentence}")}
                    data-do="seek {}"
                />
            </div>
            <div class="below">
                <p class={if told == step { "told" } else { "told other" }} aria-hidden="true">
                    if told > 0 {
                        <span class="no">{ told }</span>{ says }
                    }
                </p>
                if step < last_step && !state.is_playing {
                    <p class="hint" hidden={state.is_on_the_way()}>{ "In the past: what you do here begins a branch, and this future is kept." }</p>
                }
            </div>
        </div>
    }
}
