//! How a laboratory is laid out.

use super::chrome::Whole;
use super::{Chrome, Lab, Message};
use crate::render::{Frame, stage};
use crate::web::chosen::View;
use crate::web::deed::Deed;
use crate::web::events;
use crate::web::kept::kept;
use crate::web::picture::Picture;
use crate::web::state::LabState;
use crate::web::widgets::dock::{dock, transport};
use crate::web::widgets::icon::{self, icon};
use crate::web::widgets::timeline::timeline;
use yew::prelude::*;

impl Lab {
    pub(super) fn lay_out(&self, ctx: &Context<Self>, state: &LabState) -> Html {
        let on = |read: fn(&web_sys::Event) -> Option<Deed>| {
            ctx.link().batch_callback(move |event: web_sys::Event| read(&event).map(Message::Do))
        };
        let fingerprint = format!("{:016x}", state.shown.fingerprint);
        let changed = on(events::changed);
        let room = Room { lab: self, ctx, state };
        let (tag, class, inside) = match (self.guide(ctx), &ctx.props().chrome) {
            (Some(guide), _) => ("main", guide.class(), guide.lay_out(state, &room)),
            (None, Chrome::Whole(Whole(draw))) => ("main", "app lab".to_string(), draw(&room)),
            (None, _) => ("section", "lab hero-lab".to_string(), room.hero()),
        };
        // What was asked for is not there yet: said to screen readers, and waited for by the tests.
        let is_busy =
            self.later.is_coming() || self.errands.are_coming() || state.sharing.is_waiting;
        html! {
            <@{tag}
                {class}
                aria-busy={is_busy.then_some("true")}
                data-fingerprint={fingerprint}
                data-pane={state.chosen.below().name()}
                onclick={on(events::pressed).reform(Into::into)}
                oncontextmenu={on(events::asked).reform(Into::into)}
                onfocusin={on(events::focused).reform(Into::into)}
                oninput={changed.reform(Into::into)}
                onchange={changed}
                onsubmit={on(events::sent).reform(Into::into)}
            >
                { inside }
                if state.chosen.is_open() { { self.later.sheets(state) } }
                { self.later.apology() }
                <p class="sr" role="status" id="narration">{ state.spoken() }</p>
                <p class="sr" role="alert" id="alarm">{ state.alarm() }</p>
            </@>
        }
    }
}

/// The parts of a laboratory, for whoever lays them out.
pub struct Room<'a> {
    pub(super) lab: &'a Lab,
    ctx: &'a Context<Lab>,
    pub(super) state: &'a LabState,
}

impl Room<'_> {
    /// Does a deed.
    pub fn act(&self) -> Callback<Deed> {
        self.ctx.link().callback(Message::Do)
    }

    /// The stage, a caption and three buttons.
    fn hero(&self) -> Html {
        let (says, why, section) = self.state.shown.words();
        html! {
            <>
                { self.picture() }
                <div class="caption">
                    { transport(self.state.is_playing) }
                    <p><b>{ says }</b>{ " " }{ why }{ " " }<span class="cite">{ section }</span></p>
                </div>
            </>
        }
    }

    /// Transport, clock, invariants and timeline.
    pub fn dock(&self) -> Html {
        html! {
            <footer class="dock">
                { dock(self.state) }
                { self.timeline() }
            </footer>
        }
    }

    /// The timeline alone.
    pub fn timeline(&self) -> Html {
        timeline(self.state, &self.lab.views, self.ctx.link().callback(Message::Hover))
    }

    /// The stage alone.
    pub fn picture(&self) -> Html {
        let (scene, _) = self.state.on_stage();
        html! {
            <div class="stage" ref={self.lab.stage.clone()}>
                { kept(Picture {
                    shapes: self.lab.shapes.clone(),
                    frame: self.lab.frame,
                    label: stage::title(scene, self.state.title()),
                    role: "group",
                }) }
            </div>
        }
    }

    /// The history as the reader wants to look at it: the stage with what is below it, or another view.
    pub fn view(&self, has_presets: bool) -> Html {
        match (self.state.chosen.view, self.lab.later.look()) {
            (View::Stage, _) => {
                html! { <>{ self.stage(has_presets) }{ self.below() }</> }
            }
            (_, Some(look)) => {
                (look.view)(&self.lab.views, self.state, self.lab.frame, &self.lab.stage)
            }
            (_, None) => html! { <section class="viewbox" aria-busy="true" /> },
        }
    }

    fn stage(&self, has_presets: bool) -> Html {
        let state = self.state;
        html! {
            <section class="stagebox" aria-label="Stage">
                <div class="tools">
                    { tool(icon::CLIENT, state.asks(), "sheet request") }
                    if has_presets { { tool(icon::BOLT, "Accidents", "sheet presets") } }
                    { tool(icon::RULES, "Settings", "sheet settings") }
                </div>
                { self.picture() }
                <p class="refusal" aria-hidden="true">{ &state.refusal }</p>
                if let Some(caption) = state.session().caption() {
                    <p class="remark">{ caption.to_string() }</p>
                }
            </section>
        }
    }

    /// What is below the stage: the logs, or what the protocol has in place of them.
    pub fn below(&self) -> Html {
        let (scene, below) = (&self.state.shown.scene, &self.state.stage().below);
        let frame = Frame { width: self.lab.frame.width, height: (below.height)(scene) };
        html! {
            <section class="under" aria-label={below.name}>
                { kept(Picture {
                    shapes: self.lab.below.clone(),
                    frame,
                    label: (below.describe)(scene),
                    role: "group",
                }) }
            </section>
        }
    }

    /// What is said about a link or a file, or that it is on its way.
    pub fn said(&self) -> Html {
        let sharing = &self.state.sharing;
        html! {
            <>
                if sharing.is_waiting {
                    <p class="waiting" aria-busy="true">{ "Opening the scenario." }</p>
                }
                if !sharing.notice.is_empty() {
                    <div class="notice" role="alert">
                        <p>{ &sharing.notice }</p>
                        if self.state.has_put_away() {
                            <button type="button" class="btn" data-do="bring-back">{ "Bring it back" }</button>
                        }
                        <button type="button" class="btn icon quiet" aria-label="Close this notice" data-do="errand dismiss">
                            { icon(icon::CROSS) }
                        </button>
                    </div>
                }
            </>
        }
    }
}

fn tool(data: &'static str, name: &'static str, deed: &'static str) -> Html {
    html! {
        <button type="button" class="btn" aria-label={name} data-do={deed}>{ icon(data) }<span>{ name }</span></button>
    }
}
