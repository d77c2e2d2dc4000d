//! A laboratory: hands deeds to the reducer, and lays out what it shows.

use super::app::lost;
use super::browser::{self, Listener};
use super::chosen::View;
use super::deed::Deed;
use super::frames::Frames;
use super::kept::kept;
use super::panels::events::Events;
use super::panels::inspector::Inspector;
use super::panels::popover::popover;
use super::panels::request::request;
use super::picture::Picture;
use super::state::LabState;
use super::views::Views;
use super::views::space_time::space_time;
use super::views::tables::Tables;
use super::widgets::dock::dock;
use super::widgets::icon::{self, icon};
use super::widgets::invariants::invariants;
use super::widgets::timeline::timeline;
use super::{crash, events, keys};
use crate::render::stage::Look;
use crate::render::thing::Thing;
use crate::render::{Frame, Shape, beside, logs, stage};
use crate::session::scene::Scene;
use std::rc::Rc;
use web_sys::{Element, HtmlElement};
use yew::prelude::*;

/// Where a laboratory begins.
#[derive(Clone, PartialEq, Properties)]
pub struct LabProps {
    /// The lines of a scenario up to its first move.
    pub set_up: String,
}

/// What comes in from outside the state.
pub enum Message {
    /// Something was asked for.
    Do(Deed),
    /// The browser draws a frame, at this time in milliseconds.
    Frame(f64),
    /// The window has another size.
    Resized,
    /// The pointer is over this place of the timeline, or over none.
    Hover(Option<i32>),
}

/// The component: the state, and what is drawn from it.
pub struct Lab {
    state: Result<LabState, String>,
    stage: NodeRef,
    events: NodeRef,
    pop: NodeRef,
    frame: Frame,
    shapes: Rc<Vec<Shape>>,
    logs: Rc<Vec<Shape>>,
    logs_of: Option<(Rc<Scene>, u32, usize)>,
    views: Views,
    /// For which view and which height of the timeline the room was measured.
    measured: (View, u32),
    frames: Option<Frames>,
    opened: Option<Thing>,
    _listeners: [Option<Listener>; 2],
}

impl Component for Lab {
    type Message = Message;
    type Properties = LabProps;

    fn create(ctx: &Context<Self>) -> Self {
        let mut lab = Lab {
            state: LabState::open(ctx.props().set_up.clone()),
            stage: NodeRef::default(),
            events: NodeRef::default(),
            pop: NodeRef::default(),
            frame: Frame { width: 1_056, height: 440 },
            shapes: Rc::default(),
            logs: Rc::default(),
            logs_of: None,
            views: Views::new(),
            measured: (View::Stage, 0),
            frames: None,
            opened: None,
            _listeners: [
                listen(ctx, "keydown", |event| keys::pressed(event).map(Message::Do)),
                listen(ctx, "resize", |_| Some(Message::Resized)),
            ],
        };
        lab.draw();
        lab
    }

    fn update(&mut self, ctx: &Context<Self>, message: Message) -> bool {
        let Ok(state) = &mut self.state else { return false };
        match message {
            Message::Resized => {
                let frame = measure(&self.stage).unwrap_or(self.frame);
                let is_other = self.views.measure();
                if frame == self.frame && !is_other {
                    return false;
                }
                self.frame = frame;
            }
            Message::Hover(x) => return self.views.hover(state, x),
            Message::Frame(at) => state.frame(at),
            Message::Do(deed) => {
                state.is_still = browser::wants_less_motion();
                state.apply(deed);
            }
        }
        if !state.is_moving() {
            self.frames = None;
        } else if self.frames.is_none() {
            let link = ctx.link().clone();
            self.frames = Some(Frames::new(move |at| link.send_message(Message::Frame(at))));
        }
        self.draw();
        true
    }

    fn view(&self, ctx: &Context<Self>) -> Html {
        match &self.state {
            Ok(state) => self.lay_out(ctx, state),
            Err(message) => lost(message),
        }
    }

    fn rendered(&mut self, ctx: &Context<Self>, is_first: bool) {
        let view = self.state.as_ref().map_or(View::Stage, |state| state.chosen.view);
        let room = (view, self.views.height());
        if is_first || std::mem::replace(&mut self.measured, room) != room {
            ctx.link().send_message(Message::Resized);
        }
        self.views.place();
        browser::keep_in_sight(&self.events, ".now");
        self.place_popover();
        self.follow_popover();
    }
}

impl Lab {
    /// The stage changes with every frame, the logs with a step.
    fn draw(&mut self) {
        let Ok(state) = &self.state else { return };
        let node = state.chosen.node;
        let (scene, clock) = state.on_stage();
        self.views.draw(state, self.frame);
        let look = Look { frame: self.frame, clock, selected: Some(node) };
        self.shapes = Rc::new(stage::shapes(scene, look));
        let scene = &state.shown.scene;
        let is_same = |(drawn, width, selected): &(Rc<Scene>, u32, usize)| {
            Rc::ptr_eq(drawn, scene) && (*width, *selected) == (self.frame.width, node)
        };
        if !self.logs_of.as_ref().is_some_and(is_same) {
            self.logs = Rc::new(logs::shapes(scene, self.frame.width, Some(node)));
            self.logs_of = Some((scene.clone(), self.frame.width, node));
        }
    }

    /// Puts the popover beside its thing. Its size is known only now, and the page's policy forbids styles in the markup.
    fn place_popover(&self) {
        let (Some(pop), Ok(state)) = (self.pop.cast::<HtmlElement>(), &self.state) else { return };
        let bounds = state.chosen.open.and_then(|thing| beside::bounds(&self.shapes, thing));
        let Some(bounds) = bounds else { return };
        let height = self.frame.height + logs::height(state.shown.scene.nodes.len());
        let room = (tenths(self.frame.width), tenths(height));
        let at = beside::place(bounds, (pop.offset_width() * 10, pop.offset_height() * 10), room);
        for (side, length) in [("left", at.x), ("top", at.y)] {
            let _ = pop.style().set_property(side, &format!("{length}px"));
        }
    }

    /// The keyboard goes into a popover that opened, and back to its thing when it closed.
    fn follow_popover(&mut self) {
        let open = self.state.as_ref().ok().and_then(|state| state.chosen.open);
        if open == self.opened {
            return;
        }
        let before = std::mem::replace(&mut self.opened, open);
        match (open, before) {
            (Some(_), _) => browser::focus(".pop .act"),
            (None, Some(thing)) if browser::has_lost_focus() => {
                browser::focus(&format!("[data-key=\"{thing}\"]"));
            }
            _ => {}
        }
    }

    fn lay_out(&self, ctx: &Context<Self>, state: &LabState) -> Html {
        let on = |read: fn(&web_sys::Event) -> Option<Deed>| {
            ctx.link().batch_callback(move |event: web_sys::Event| read(&event).map(Message::Do))
        };
        let fingerprint = format!("{:016x}", state.shown.fingerprint);
        let changed = on(events::changed);
        html! {
            <main
                class="app lab"
                data-fingerprint={fingerprint}
                onclick={on(events::pressed).reform(Into::into)}
                oncontextmenu={on(events::asked).reform(Into::into)}
                onfocusin={on(events::focused).reform(Into::into)}
                oninput={changed.reform(Into::into)}
                onchange={changed}
                onsubmit={on(events::sent).reform(Into::into)}
            >
                { top(state) }
                { self.view_of(state) }
                <div class="panel">
                    if let Some(past) = self.past(state) {
                        { past }
                    } else if let Some(node) = state.selected_node() {
                        { kept(Inspector {
                            names: names(&state.shown.scene),
                            selected: state.chosen.node,
                            node: node.clone(),
                            step: state.step(),
                        }) }
                    }
                    { kept(Events {
                        lines: state.shown.lines.clone(),
                        step: state.step(),
                        last_step: state.shown.last_step,
                        list: self.events.clone(),
                    }) }
                </div>
                <footer class="dock">
                    { dock(state) }
                    { invariants(&state.shown.invariants) }
                    { timeline(state, &self.views, ctx.link().callback(Message::Hover)) }
                </footer>
                <p class="sr" role="status" id="narration">{ &state.said }</p>
            </main>
        }
    }

    fn view_of(&self, state: &LabState) -> Html {
        let shown = &state.shown;
        match state.chosen.view {
            View::Stage => html! { <>{ self.stage(state) }{ self.logs(state) }</> },
            View::SpaceTime => {
                space_time(self.views.diagram(self.frame), state.chosen.spacing, &self.stage)
            }
            View::Tables => {
                kept(Tables { scene: shown.scene.clone(), invariants: shown.invariants.clone() })
            }
        }
    }

    /// In the space-time view the panel tells what the present event can have known of.
    fn past(&self, state: &LabState) -> Option<Html> {
        let known = self.views.known().filter(|_| state.chosen.view == View::SpaceTime);
        known.map(kept)
    }

    fn stage(&self, state: &LabState) -> Html {
        let (scene, _) = state.on_stage();
        let pop = state.chosen.open.and_then(|thing| popover(scene, thing, &self.pop));
        html! {
            <section class="stagebox" aria-label="Stage">
                <div class="stage" ref={self.stage.clone()}>
                    { kept(Picture {
                        shapes: self.shapes.clone(),
                        frame: self.frame,
                        label: stage::title(scene, state.title()),
                        role: "group",
                    }) }
                </div>
                { pop.unwrap_or_default() }
                { request(state) }
            </section>
        }
    }

    fn logs(&self, state: &LabState) -> Html {
        let scene = &state.shown.scene;
        let frame = Frame { width: self.frame.width, height: logs::height(scene.nodes.len()) };
        html! {
            <section class="logs" aria-label="Logs">
                { kept(Picture {
                    shapes: self.logs.clone(),
                    frame,
                    label: logs::describe(scene),
                    role: "img",
                }) }
            </section>
        }
    }
}

fn tenths(pixels: u32) -> i32 {
    i32::try_from(pixels).unwrap_or_default() * 10
}

fn names(scene: &Scene) -> Vec<String> {
    scene.nodes.iter().map(|node| node.name.clone()).collect()
}

fn top(state: &LabState) -> Html {
    let count = state.shown.scene.nodes.len();
    html! {
        <header class="top">
            <a class="brand" href="#/">{ "Quorarium" }</a>
            <h1 class="crumb"><b>{ format!("{}, {count} nodes", state.title()) }</b></h1>
            <span class="grow" />
            { branches(state) }
            <button type="button" class="btn" data-do="reset">{ icon(icon::RESET) }{ "Reset" }</button>
        </header>
    }
}

fn branches(state: &LabState) -> Html {
    html! {
        <label class="branch">
            <span class="dim">{ "Branch" }</span>
            <select class="field" data-do="do switch \"{}\"">
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

fn measure(stage: &NodeRef) -> Option<Frame> {
    let bounds = stage.cast::<Element>()?.get_bounding_client_rect();
    let pixels = |length: f64| length.clamp(1.0, 8_000.0) as u32;
    Some(Frame { width: pixels(bounds.width()), height: pixels(bounds.height()) })
}

/// Listens to the window; after a panic nothing is heard any more.
fn listen(
    ctx: &Context<Lab>,
    kind: &'static str,
    read: fn(&web_sys::Event) -> Option<Message>,
) -> Option<Listener> {
    let link = ctx.link().clone();
    let window = browser::window()?;
    Listener::new(&window, kind, move |event| {
        if !crash::has_panicked()
            && let Some(message) = read(&event)
        {
            link.send_message(message);
        }
    })
}
