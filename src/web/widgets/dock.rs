//! The dock: transport, clock, speed, and the timeline.

use super::icon::{self, icon};
use crate::protocol::time::Micros;
use crate::web::playback::Speed;
use crate::web::state::Action;
use web_sys::{HtmlInputElement, HtmlSelectElement};
use yew::prelude::*;

/// Where the history is, and how it plays.
pub struct Dock<'a> {
    /// The present step.
    pub step: u64,
    /// The last recorded step.
    pub last_step: u64,
    /// The instant on the screen.
    pub clock: Micros,
    /// The sentence of the present step.
    pub sentence: &'a str,
    /// Whether it plays.
    pub is_playing: bool,
    /// How fast.
    pub speed: Speed,
    /// Where actions go.
    pub act: &'a Callback<Action>,
}

/// Transport, clock and speed.
pub fn dock(props: &Dock<'_>) -> Html {
    let button = |class: &'static str, name: &'static str, data: &'static str, action: Action| {
        let act = props.act.clone();
        let onclick = Callback::from(move |_| act.emit(action.clone()));
        html! {
            <button type="button" {class} aria-label={name} title={name} {onclick}>
                { icon(data) }
            </button>
        }
    };
    let (play, play_data) = if props.is_playing {
        ("Pause (Space)", icon::PAUSE)
    } else {
        ("Play (Space)", icon::PLAY)
    };
    html! {
        <div class="transport">
            <div class="buttons" role="group" aria-label="Transport">
                { button("ib", "To the start (Home)", icon::FIRST, Action::Seek(0)) }
                { button("ib b", "Step back (,)", icon::BACK, Action::Back) }
                { button("play", play, play_data, Action::TogglePlay) }
                { button("ib b", "Step forward (.)", icon::FORWARD, Action::Step) }
                { button("ib", "To the last recorded step (End)", icon::LAST, Action::End) }
            </div>
            <div class="clock">
                <b>{ format!("Step {}", props.step) }</b>
                <span class="dim">{ format!("of {}", props.last_step) }</span>
                <span class="mono mid time">{ format!("t = {}", instant(props.clock)) }</span>
            </div>
            { speeds(props) }
            { timeline(props) }
        </div>
    }
}

fn speeds(props: &Dock<'_>) -> Html {
    let act = props.act.clone();
    let onchange = Callback::from(move |event: Event| {
        let Some(select) = event.target_dyn_into::<HtmlSelectElement>() else { return };
        if let Some(speed) = select.value().parse().ok().map(Speed) {
            act.emit(Action::Speed(speed));
        }
    });
    html! {
        <label class="speed">
            <span class="sr">{ "Speed" }</span>
            <select class="field" {onchange}>
                { for Speed::ALL.map(|speed| html! {
                    <option value={speed.0.to_string()} selected={speed == props.speed}>
                        { speed.name() }
                    </option>
                }) }
            </select>
        </label>
    }
}

fn timeline(props: &Dock<'_>) -> Html {
    let act = props.act.clone();
    let oninput = Callback::from(move |event: InputEvent| {
        let Some(slider) = event.target_dyn_into::<HtmlInputElement>() else { return };
        if let Ok(step) = slider.value().parse() {
            act.emit(Action::Seek(step));
        }
    });
    let words = format!("Step {} of {}: {}", props.step, props.last_step, props.sentence);
    html! {
        <input
            class="timeline"
            type="range"
            min="0"
            max={props.last_step.max(1).to_string()}
            step="1"
            value={props.step.to_string()}
            disabled={props.last_step == 0}
            aria-label="Timeline"
            aria-valuetext={words}
            {oninput}
        />
    }
}

/// An instant in whole milliseconds: what is finer changes too fast to be read.
fn instant(clock: Micros) -> String {
    format!("{} ms", clock.0 / 1_000)
}
