//! How a laboratory looks in a frame: the stage with the logs beside it, the step's sentence, and one bar.

use super::frame::{FULL, Frame};
use super::options::{Controls, Panel};
use crate::render::{Frame as Size, terms};
use crate::web::chosen::View;
use crate::web::kept::kept;
use crate::web::lab::Room;
use crate::web::picture::Picture;
use crate::web::state::LabState;
use crate::web::widgets::icon::{self, icon};
use crate::web::widgets::top::brand;
use std::rc::Rc;
use yew::prelude::*;

/// To fill the screen.
const SCREEN: &str = "M4 9V4h5M15 4h5v5M20 15v5h-5M9 20H4v-5";
/// To leave the frame.
const OUT: &str = "M14 4h6v6M20 4l-9 9M17 14v6H4V7h6";

/// How wide the logs are, in whole pixels.
const LOGS: u32 = 240;

/// How high their heading and each of them is.
const HEAD: u32 = 24;
const ROW: u32 = 34;

/// Everything in the frame.
pub fn lay_out(frame: &Frame, state: &LabState, room: &Room) -> Html {
    let options = &frame.options;
    // Which nodes there are is not known before a packed history is read.
    let unread = state.sharing.is_waiting && options.is_packed();
    html! {
        <>
            <h1 class="sr">{ state.session().heading().unwrap_or(state.title()).to_string() }</h1>
            { room.said() }
            if state.chosen.view == View::Stage {
                <section class={if unread { "stagebox unread" } else { "stagebox" }} aria-label="Stage">
                    { room.picture() }
                    <p class="refusal" aria-hidden="true">{ &state.refusal }</p>
                </section>
                if options.has(Panel::Logs) { { logs(state) } }
            } else {
                { room.view(false) }
            }
            if options.has(Panel::Caption) { { caption(state) } }
            if options.controls != Controls::None {
                <footer class="bar">{ bar(frame, state, room) }</footer>
            }
        </>
    }
}

/// Every log, its entries by the number of their term alone.
fn logs(state: &LabState) -> Html {
    let scene = &state.shown.scene;
    let rows = u32::try_from(scene.nodes.len()).unwrap_or(9);
    let size = Size { width: LOGS, height: HEAD + ROW * rows };
    match terms::shapes(scene, size) {
        Some(shapes) => html! {
            <section class="terms" aria-label={terms::title(scene)}>
                { kept(Picture {
                    shapes: Rc::new(shapes),
                    frame: size,
                    label: (state.stage().below.describe)(scene),
                    role: "img",
                }) }
            </section>
        },
        None => Html::default(),
    }
}

/// What happened, why, and the section of the paper; before the first step what the scenario says of itself.
fn caption(state: &LabState) -> Html {
    let (says, why, cite) = state.shown.words();
    html! {
        <div class="caption" tabindex="0" role="group" aria-label="What happened">
            if state.step() > 0 {
                <p><b>{ says }</b>{ " " }{ why }{ " " }<span class="cite">{ cite }</span></p>
            } else if state.session().caption().is_none() {
                <p>{ says }</p>
            }
            if let Some(remark) = state.session().caption() {
                <p class="mid">{ remark.to_string() }</p>
            }
        </div>
    }
}

fn bar(frame: &Frame, state: &LabState, room: &Room) -> Html {
    let options = &frame.options;
    let is_full = options.controls == Controls::Full;
    let (play, data) = if state.is_playing {
        ("Pause (Space)", icon::PAUSE)
    } else {
        ("Play (Space)", icon::PLAY)
    };
    let made = state.sharing.address.as_ref().and_then(|made| made.as_ref().ok());
    let address = made.cloned().or_else(|| options.moment());
    let address = address.unwrap_or_else(|| format!("#/lab/{}", state.session().protocol()));
    html! {
        <>
            if is_full { { button("play", play, data, "play") } }
            { button("ib", "Step back (,)", icon::BACK, "back") }
            { button("ib", "Step forward (.)", icon::FORWARD, "step") }
            if is_full && options.has(Panel::Timeline) {
                { room.timeline() }
            } else {
                <span class="grow" />
            }
            <span class="count mono" aria-label={format!("Step {} of {}", state.step(), state.shown.last_step)} role="img">
                { format!("{} / {}", state.step(), state.shown.last_step) }
            </span>
            if is_full { { button("ib", "Fill the screen, or end that", SCREEN, &format!("guide {FULL}")) } }
            <a class="out" href={address} title="Open this moment in the lab, in a window of its own">
                { brand() }<span>{ "Open" }</span>{ icon(OUT) }
            </a>
        </>
    }
}

fn button(class: &'static str, name: &'static str, data: &'static str, deed: &str) -> Html {
    html! {
        <button type="button" {class} aria-label={name} title={name} data-do={deed.to_string()}>{ icon(data) }</button>
    }
}
