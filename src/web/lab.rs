//! A laboratory: hands actions to the reducer, and lays out what it shows.

use super::app::lost;
use super::browser::{self, Listener};
use super::crash;
use super::later::later;
use super::panels::events::Events;
use super::panels::inspector::Inspector;
use super::panels::request::Request;
use super::playback::Frames;
use super::stage::picture::Picture;
use super::state::{Action, LabState};
use super::widgets::dock::{Dock, dock};
use super::widgets::icon::{self, icon};
use super::widgets::invariants::invariants;
use crate::render::stage::Look;
use crate::render::{Frame, Shape, logs, stage};
use crate::session::scene::Scene;
use std::rc::Rc;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlInputElement, HtmlSelectElement};
use yew::prelude::*;

/// Where a laboratory begins.
#[derive(Clone, PartialEq, Properties)]
pub struct LabProps {
    /// The lines of a scenario up to its first move.
    pub set_up: String,
}

later!(Lab: LabProps in lab);

/// What comes in from outside the state: an action, or a new size of the window.
pub enum Message {
    /// Something was asked for.
    Act(Action),
    /// The window has another size.
    Resized,
}

/// The component: the state, and what is drawn from it.
pub struct Lab {
    state: Result<LabState, String>,
    act: Callback<Action>,
    on_press: Callback<String>,
    on_focus: Callback<String>,
    names: Rc<Vec<String>>,
    stage: NodeRef,
    frame: Frame,
    logs: Rc<Vec<Shape>>,
    logs_of: Option<(Rc<Scene>, u32, usize)>,
    frames: Option<Frames>,
    _listeners: [Option<Listener>; 2],
}

impl Component for Lab {
    type Message = Message;
    type Properties = LabProps;

    fn create(ctx: &Context<Self>) -> Self {
        let state = LabState::open(ctx.props().set_up.clone());
        let act = ctx.link().callback(Message::Act);
        let names = state.iter().flat_map(|state| &state.shown.scene.nodes);
        let names = Rc::new(names.map(|node| node.name.clone()).collect());
        let place = |key: String| key.rsplit('-').next().and_then(|place| place.parse().ok());
        let on_shape = |action: fn(usize) -> Action, is_of: &'static [&'static str]| {
            let act = act.clone();
            Callback::from(move |key: String| {
                if is_of.iter().any(|kind| key.starts_with(kind))
                    && let Some(place) = place(key)
                {
                    act.emit(action(place));
                }
            })
        };
        let on_press = on_shape(Action::Press, &["node-"]);
        let on_focus = on_shape(Action::Select, &["node-", "log-"]);
        Lab {
            state,
            on_press,
            on_focus,
            names,
            stage: NodeRef::default(),
            frame: Frame { width: 1_056, height: 440 },
            logs: Rc::default(),
            logs_of: None,
            frames: None,
            _listeners: [listen_to_keys(act.clone()), listen_to_size(ctx)],
            act,
        }
    }

    fn update(&mut self, ctx: &Context<Self>, message: Message) -> bool {
        let Ok(state) = &mut self.state else { return false };
        match message {
            Message::Resized => {
                let frame = measure(&self.stage).unwrap_or(self.frame);
                if frame == self.frame {
                    return false;
                }
                self.frame = frame;
            }
            Message::Act(action) => state.apply(action),
        }
        if state.is_playing && self.frames.is_none() {
            let act = ctx.link().callback(Message::Act);
            let is_still = browser::wants_less_motion();
            self.frames = Some(Frames::new(move |at| act.emit(Action::Frame(at, is_still))));
        } else if !state.is_playing {
            self.frames = None;
        }
        self.draw_logs();
        true
    }

    fn view(&self, _ctx: &Context<Self>) -> Html {
        match &self.state {
            Ok(state) => self.lay_out(state),
            Err(message) => lost(message),
        }
    }

    fn rendered(&mut self, ctx: &Context<Self>, is_first: bool) {
        if is_first {
            ctx.link().send_message(Message::Resized);
        }
    }
}

impl Lab {
    /// The logs change with a step, not with a frame.
    fn draw_logs(&mut self) {
        let Ok(state) = &self.state else { return };
        let scene = &state.shown.scene;
        let is_same = |(drawn, width, selected): &(Rc<Scene>, u32, usize)| {
            Rc::ptr_eq(drawn, scene) && (*width, *selected) == (self.frame.width, state.selected)
        };
        if !self.logs_of.as_ref().is_some_and(is_same) {
            let shapes = logs::shapes(scene, self.frame.width, Some(state.selected));
            self.logs = Rc::new(shapes);
            self.logs_of = Some((scene.clone(), self.frame.width, state.selected));
        }
    }

    fn lay_out(&self, state: &LabState) -> Html {
        let fingerprint = format!("{:016x}", state.shown.fingerprint);
        html! {
            <main class="app lab" data-fingerprint={fingerprint}>
                { self.top(state) }
                { self.stage(state) }
                { self.logs(state) }
                <div class="panel">
                    if let Some(node) = state.selected_node() {
                        <Inspector
                            names={self.names.clone()}
                            selected={state.selected}
                            node={node.clone()}
                            step={state.step()}
                            act={self.act.clone()}
                        />
                    }
                    <Events
                        lines={state.shown.lines.clone()}
                        step={state.step()}
                        last_step={state.shown.last_step}
                        act={self.act.clone()}
                    />
                </div>
                { self.dock(state) }
                <p class="sr" role="status" id="narration">{ &state.said }</p>
            </main>
        }
    }

    fn top(&self, state: &LabState) -> Html {
        let act = self.act.clone();
        let on_reset = Callback::from(move |_| act.emit(Action::Reset));
        let count = state.shown.scene.nodes.len();
        html! {
            <header class="top">
                <a class="brand" href="#/">{ "Quorarium" }</a>
                <h1 class="crumb"><b>{ format!("{}, {count} nodes", state.title()) }</b></h1>
                <span class="grow" />
                { self.branches(state) }
                <button type="button" class="btn" onclick={on_reset}>
                    { icon(icon::RESET) }{ "Reset" }
                </button>
            </header>
        }
    }

    fn branches(&self, state: &LabState) -> Html {
        let act = self.act.clone();
        let onchange = Callback::from(move |event: Event| {
            if let Some(select) = event.target_dyn_into::<HtmlSelectElement>() {
                act.emit(Action::Switch(select.value()));
            }
        });
        html! {
            <label class="branch">
                <span class="dim">{ "Branch" }</span>
                <select class="field" {onchange}>
                    { for state.shown.branches.iter().map(|branch| {
                        let from = branch.left.as_ref().map(|(_, step)| format!(", from step {step}"));
                        html! {
                            <option key={branch.name.clone()} value={branch.name.clone()} selected={branch.is_current}>
                                { format!("{}{}", branch.name, from.unwrap_or_default()) }
                            </option>
                        }
                    }) }
                </select>
            </label>
        }
    }

    fn stage(&self, state: &LabState) -> Html {
        let scene = &state.shown.scene;
        let look = Look { frame: self.frame, clock: state.clock, selected: Some(state.selected) };
        html! {
            <section class="stagebox" aria-label="Stage">
                <div class="stage" ref={self.stage.clone()}>
                    <Picture
                        shapes={Rc::new(stage::shapes(scene, look))}
                        frame={self.frame}
                        label={stage::title(scene, state.title())}
                        role="group"
                        on_press={self.on_press.clone()}
                        on_focus={self.on_focus.clone()}
                    />
                </div>
                <Request
                    names={self.names.clone()}
                    refusal={state.refusal.clone()}
                    act={self.act.clone()}
                />
            </section>
        }
    }

    fn logs(&self, state: &LabState) -> Html {
        let scene = &state.shown.scene;
        let frame = Frame { width: self.frame.width, height: logs::height(scene.nodes.len()) };
        html! {
            <section class="logs" aria-label="Logs">
                <Picture
                    shapes={self.logs.clone()}
                    {frame}
                    label={logs::describe(scene)}
                    role="img"
                    on_press={self.on_focus.clone()}
                />
            </section>
        }
    }

    fn dock(&self, state: &LabState) -> Html {
        let step = state.step();
        let line = state.shown.lines.iter().find(|line| line.event.step == step);
        html! {
            <footer class="dock">
                { dock(&Dock {
                    step,
                    last_step: state.shown.last_step,
                    clock: state.clock,
                    sentence: line.map_or("", |line| &line.says),
                    is_playing: state.is_playing,
                    speed: state.speed(),
                    act: &self.act,
                }) }
                { invariants(&state.shown.invariants, &self.act) }
            </footer>
        }
    }
}

fn measure(stage: &NodeRef) -> Option<Frame> {
    let bounds = stage.cast::<Element>()?.get_bounding_client_rect();
    let pixels = |length: f64| length.clamp(1.0, 8_000.0) as u32;
    Some(Frame { width: pixels(bounds.width()), height: pixels(bounds.height()) })
}

fn listen_to_size(ctx: &Context<Lab>) -> Option<Listener> {
    let resized = ctx.link().callback(|_| Message::Resized);
    let window = browser::window()?;
    Listener::new(&window, "resize", move |event: web_sys::Event| {
        if !crash::has_panicked() {
            resized.emit(event);
        }
    })
}

fn listen_to_keys(act: Callback<Action>) -> Option<Listener> {
    let window = browser::window()?;
    Listener::new(&window, "keydown", move |event| {
        let Some(event) = event.dyn_ref::<web_sys::KeyboardEvent>() else { return };
        let is_chord = event.ctrl_key() || event.meta_key() || event.alt_key();
        if is_chord || event.default_prevented() || crash::has_panicked() {
            return;
        }
        if let Some(action) = action_of(&event.key(), event.target()) {
            event.prevent_default();
            act.emit(action);
        }
    })
}

/// What a key asks for, unless whatever has the keyboard's attention wants that key for itself.
fn action_of(key: &str, target: Option<web_sys::EventTarget>) -> Option<Action> {
    let target = target.and_then(|target| target.dyn_into::<Element>().ok());
    let tag = target.as_ref().map(|target| target.tag_name()).unwrap_or_default();
    let input = target.and_then(|target| target.dyn_into::<HtmlInputElement>().ok());
    let is_slider = input.as_ref().is_some_and(|input| input.type_() == "range");
    if matches!(tag.as_str(), "SELECT" | "TEXTAREA") || (input.is_some() && !is_slider) {
        return None;
    }
    match key {
        "." => Some(Action::Step),
        "," => Some(Action::Back),
        " " if tag != "BUTTON" && tag != "A" => Some(Action::TogglePlay),
        "Home" if !is_slider => Some(Action::Seek(0)),
        "End" if !is_slider => Some(Action::End),
        _ => None,
    }
}
