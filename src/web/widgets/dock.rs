//! The dock's first row: transport, clock and speed.

use super::icon::{self, icon};
use super::invariants::invariants;
use crate::protocol::time::Micros;
use crate::web::playback::Speed;
use crate::web::state::LabState;
use yew::prelude::*;

/// Transport, clock, speed and invariants.
pub fn dock(state: &LabState) -> Html {
    html! {
        <div class="transport">
                { transport(state.is_playing) }
                <div class="clock">
                    <b>{ format!("Step {}", state.step()) }</b>
                    <span class="dim">{ format!("of {}", state.shown.last_step) }</span>
                    <span class="mono mid time">{ format!("t = {}", instant(state.clock)) }</span>
                </div>
                { speeds(state.speed()) }
                { invariants(&state.shown.invariants) }
        </div>
    }
}

/// The buttons that step and play.
pub fn transport(is_playing: bool) -> Html {
    let button =
        |class: &'static str, name: &'static str, data: &'static str, deed: &'static str| {
            html! {
                <button type="button" {class} aria-label={name} title={name} data-do={deed}>
                    { icon(data) }
                </button>
            }
        };
    let (play, play_data) =
        if is_playing { ("Pause (Space)", icon::PAUSE) } else { ("Play (Space)", icon::PLAY) };
    html! {
        <div class="buttons" role="group" aria-label="Transport">
            { button("ib", "To the start (Home)", icon::FIRST, "seek 0") }
            { button("ib b", "Step back (,)", icon::BACK, "back") }
            { button("play", play, play_data, "play") }
            { button("ib b", "Step forward (.)", icon::FORWARD, "step") }
            { button("ib", "To the last recorded step (End)", icon::LAST, "end") }
        </div>
    }
}

fn speeds(present: Speed) -> Html {
    html! {
        <label class="speed">
            <span class="sr">{ "Speed" }</span>
            <select class="field" data-do="speed {}">
                { for Speed::ALL.map(|speed| html! {
                    <option value={speed.0.to_string()} selected={speed == present}>
                        { speed.name() }
                    </option>
                }) }
            </select>
        </label>
    }
}

/// An instant in whole milliseconds: what is finer changes too fast to be read.
fn instant(clock: Micros) -> String {
    format!("{} ms", clock.0 / 1_000)
}
