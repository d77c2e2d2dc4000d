//! A laboratory: hands deeds to the reducer, and lays out what it shows.

mod chrome;
mod files;
mod focus;
mod layout;
mod moments;
mod pointer;
mod show;
pub mod whole;

pub use chrome::{Chrome, LabProps, Life, Whole};
pub use layout::Room;

use super::app::lost;
use super::browser::{self, Listener, listen};
use super::chosen::View;
use super::deed::Deed;
use super::errands::{Errand, Errands, Run};
use super::frames::Frames;
use super::guide::{self, Guide, Led, Towards};
use super::later::{Brings, Came, File, Later};
use super::sources::{self, Sources};
use super::state::{LabState, fresh_text};
use super::views::Views;
use super::{events, keys};
use crate::protocol::apart::Missing;
use crate::protocols::{House, house};
use crate::render::stage::{self, Glance, Look};
use crate::render::thing::Thing;
use crate::render::{Frame, Shape};
use crate::session::scene::Scene;
use crate::session::why::Why;
use moments::{dropped, visited};
use pointer::{Drag, Touch};
use std::rc::Rc;
use wasm_bindgen::JsCast;
use web_sys::{Element, KeyboardEvent};
use yew::prelude::*;

/// What comes in from outside the state.
pub enum Message {
    /// Something was asked for.
    Do(Deed),
    /// A key was pressed.
    Key(web_sys::Event),
    /// A file came, or did not.
    Came(File, Result<Came, Missing>),
    /// Something about links, files, branches or search is to be done.
    Errand(Errand),
    /// The code for it came, or did not.
    Errands(Result<Run, Missing>),
    /// The address is another.
    Visited(String),
    /// A pointer went down, moved or went up.
    Pointer(web_sys::Event),
    /// The browser draws a frame, at this time in milliseconds.
    Frame(f64),
    /// The window has another size.
    Resized,
    /// The sources have come, or are not coming.
    Sources(sources::File),
    /// The pointer is over this place of the timeline, or over none.
    Hover(Option<i32>),
}

/// What the picture below the stage was drawn of.
type BelowOf = (Rc<Scene>, Glance);

/// The component: the state, and what is drawn from it.
pub struct Lab {
    state: Result<LabState, String>,
    stage: NodeRef,
    events: NodeRef,
    later: Later,
    errands: Errands,
    answered: Option<Rc<Why>>,
    frame: Frame,
    shapes: Rc<Vec<Shape>>,
    below: Rc<Vec<Shape>>,
    below_of: Option<BelowOf>,
    views: Views,
    /// Who shows it to an audience.
    show: Option<Rc<dyn Guide>>,
    /// For which view, whether it had come, and which height of the timeline the room was measured.
    measured: (View, bool, u32, bool, bool),
    /// The step whose line was brought into sight, in a list of which height; after that the reader may scroll away.
    in_sight: (u64, i32),
    frames: Option<Frames>,
    drag: Option<Drag>,
    touch: Option<Touch>,
    /// A drag has ended: the click that the browser makes of it means nothing.
    is_dragged: bool,
    /// Where what is open was opened, as a selector.
    opened: Option<String>,
    /// The keyboard goes to the selected thing when it has been drawn.
    moved: bool,
    /// The thing of a picture that has the keyboard, as a selector.
    held: Option<String>,
    sources: Sources,
    /// Our source of a rule was asked for.
    wants_source: bool,
    _listeners: [Option<Listener>; 8],
}

impl Component for Lab {
    type Message = Message;
    type Properties = LabProps;

    fn create(ctx: &Context<Self>) -> Self {
        let mut lab = Lab {
            state: open(ctx.props()),
            stage: NodeRef::default(),
            events: NodeRef::default(),
            later: Later::new(),
            errands: Errands::default(),
            answered: None,
            frame: Frame { width: 1_056, height: 440 },
            shapes: Rc::default(),
            below: Rc::default(),
            below_of: None,
            views: Views::new(),
            show: None,
            measured: (View::Stage, false, 0, false, false),
            in_sight: (0, 0),
            frames: None,
            drag: None,
            touch: None,
            is_dragged: false,
            opened: None,
            moved: false,
            held: None,
            sources: Sources::default(),
            wants_source: false,
            _listeners: [
                listen(ctx, "keydown", |event| Some(Message::Key(event.clone()))),
                listen(ctx, "resize", |_| Some(Message::Resized)),
                listen(ctx, "pointerdown", |event| Some(Message::Pointer(event.clone()))),
                listen(ctx, "pointermove", |event| Some(Message::Pointer(event.clone()))),
                listen(ctx, "pointerup", |event| Some(Message::Pointer(event.clone()))),
                listen(ctx, "hashchange", |event| Some(Message::Visited(visited(event)))),
                // Unless the first is refused its usual meaning, there is no second.
                listen(ctx, "dragover", |event| dropped(event).and(None)),
                listen(ctx, "drop", dropped),
            ],
        };
        lab.arrive(ctx);
        lab.arrive_presented(ctx);
        lab.draw(ctx);
        lab.need(ctx, File::Conduct);
        lab
    }

    fn update(&mut self, ctx: &Context<Self>, message: Message) -> bool {
        let guide = self.guide(ctx);
        let Ok(state) = &mut self.state else { return false };
        match message {
            Message::Resized => {
                let frame = self.measure().unwrap_or(self.frame);
                let is_other = self.views.measure();
                if frame == self.frame && !is_other {
                    return false;
                }
                self.frame = frame;
            }
            Message::Frame(at) => {
                state.frame(at);
                if let Chrome::Hero(Life(go_on)) = ctx.props().chrome {
                    go_on(state);
                }
            }
            Message::Sources(file) => self.sources.came(file),
            Message::Came(file, fetched) => {
                match fetched.map(|came| came.brings) {
                    Ok(Brings::Words(words)) => state.learn(words),
                    Ok(Brings::Conduct) => {
                        state.go_on();
                        if ctx.props().chrome.is_hero() {
                            state.wake(browser::wants_less_motion());
                        }
                    }
                    _ => {}
                }
                self.later.came(file, fetched);
            }
            // On the start page the first press says at once what can be done.
            Message::Do(Deed::Press(thing @ Thing::Node(_))) if ctx.props().chrome.is_hero() => {
                self.apply(ctx, Deed::Open(thing));
            }
            Message::Do(Deed::Press(_)) if std::mem::take(&mut self.is_dragged) => return false,
            Message::Errand(errand) => self.run(ctx, errand),
            Message::Errands(fetched) => self.errands_came(ctx, fetched),
            Message::Visited(fragment) => self.visit(ctx, fragment),
            Message::Do(deed) => {
                self.apply(ctx, deed);
                self.address_now(ctx);
            }
            Message::Pointer(event) => {
                if !self.point(ctx, &event) {
                    return false;
                }
            }
            Message::Key(event) => {
                let name = event.dyn_ref::<KeyboardEvent>().map(KeyboardEvent::key);
                let is_off =
                    !state.chosen.has_keys && name.is_some_and(|name| keys::is_single(&name));
                let Some(key) = events::key(&event).filter(|_| !is_off) else { return false };
                let own = guide.as_ref().and_then(|guide| guide.key(&key.as_key()));
                let Some(deed) = own.or_else(|| keys::deed(key.as_key())) else { return false };
                event.prevent_default();
                self.moved |= matches!(deed, Deed::Move(_) | Deed::Row(_) | Deed::Letter('l'));
                self.apply(ctx, deed);
            }
            Message::Hover(x) => return self.views.hover(state, x),
        }
        let Ok(state) = &mut self.state else { return false };
        if (ctx.props().chrome.is_whole() || state.is_framed) && state.has_moved() {
            self.run(ctx, Errand::Moved);
        }
        let Ok(state) = &mut self.state else { return false };
        if let Some(guide) = guide {
            guide.look(state);
        }
        if !state.is_moving() {
            self.frames = None;
        } else if self.frames.is_none() {
            self.frames = Some(frames(ctx));
        }
        if let Some(look) = self.later.look()
            && std::mem::take(&mut self.wants_source)
            && state.chosen.source.is_some()
            && self.sources.need()
        {
            let fetch = (look.source)(state.session().protocol());
            ctx.link().send_future(async { Message::Sources(fetch.await) });
        }
        self.need_files(ctx);
        self.present(ctx);
        self.draw(ctx);
        true
    }

    fn view(&self, ctx: &Context<Self>) -> Html {
        match &self.state {
            Ok(state) => self.lay_out(ctx, state),
            // Its history has gone on to another place.
            Err(message) if message.is_empty() => Html::default(),
            Err(message) => lost(message),
        }
    }

    fn rendered(&mut self, ctx: &Context<Self>, is_first: bool) {
        let view = self.state.as_ref().map_or(View::Stage, |state| state.chosen.view);
        let is_captioned = self.state.as_ref().is_ok_and(|it| it.session().caption().is_some());
        let room = (
            view,
            self.later.look().is_some(),
            self.views.height(),
            is_captioned,
            self.show.is_some(),
        );
        if is_first || std::mem::replace(&mut self.measured, room) != room {
            ctx.link().send_message(Message::Resized);
        }
        self.views.place();
        let height = self.events.cast::<Element>().map_or(0, |list| list.client_height());
        let in_sight = (self.state.as_ref().map_or(0, LabState::step), height);
        if std::mem::replace(&mut self.in_sight, in_sight) != in_sight {
            browser::keep_in_sight(&self.events, ".now");
        }
        self.show_answer();
        self.place_popover();
        self.lead_focus();
        if let Some(guide) = self.guide(ctx) {
            guide.drawn();
        }
    }
}

impl Lab {
    fn apply(&mut self, ctx: &Context<Self>, deed: Deed) {
        let guide = self.guide(ctx);
        let Ok(state) = &mut self.state else { return };
        state.is_still = browser::wants_less_motion();
        let deed = match guide {
            Some(guide) => guide.apply(state, deed),
            None => Some(deed),
        };
        let Some(deed) = deed else { return self.hand_on(Towards::Lab) };
        match deed {
            Deed::Theme => browser::toggle_theme(),
            Deed::Fetch => self.later.try_again(),
            Deed::Source(_) => self.wants_source = true,
            Deed::Errand(words) => return self.run(ctx, Errand::Words(words)),
            Deed::Text(text) => {
                state.sharing.is_waiting = true;
                return self.run(ctx, Errand::Read("The text".to_string(), Some(text)));
            }
            Deed::ToLesson => {
                if let Some(home) = &state.lesson {
                    let towards = Towards::Lesson(home.address.clone());
                    return self.hand_on(towards);
                }
            }
            _ => {}
        }
        state.apply(deed);
    }

    /// A history that belongs to a lesson goes to the place that is opened next. What was here is left behind.
    fn hand_on(&mut self, towards: Towards) {
        if self.state.as_ref().is_ok_and(|state| state.lesson.is_some())
            && let Ok(state) = std::mem::replace(&mut self.state, Err(String::new()))
        {
            guide::hand_on(towards, state);
        }
    }

    /// The stage changes with every frame, what is below it with a step.
    fn draw(&mut self, ctx: &Context<Self>) {
        let guide = self.guide(ctx);
        let Ok(state) = &mut self.state else { return };
        if let Some(look) = self.later.look() {
            (look.prepare)(&mut self.views, state, self.frame);
        }
        // Without an inspector no node is the one that it shows.
        let node = guide.is_none().then_some(state.chosen.node);
        let (scene, clock) = state.on_stage();
        self.views.draw(state);
        let look = Look { frame: self.frame, clock, selected: node };
        let mut shapes = state.stage().shapes(scene, look);
        if let Some(drag) = &self.drag {
            drag.show(&mut shapes);
        }
        stage::rove(&mut shapes, state.chosen.thing);
        shapes.splice(0..0, self.views.quorums.iter().cloned());
        if let Some(guide) = guide {
            guide.light(state, &mut shapes);
        }
        self.shapes = Rc::new(shapes);
        let scene = &state.shown.scene;
        let thing = state.chosen.thing;
        let glance = Glance { width: self.frame.width, selected: node, thing };
        let is_same = |(of, at): &BelowOf| Rc::ptr_eq(of, scene) && *at == glance;
        if !self.below_of.as_ref().is_some_and(is_same) {
            browser::adopt(state.stage().style);
            self.below = Rc::new((state.stage().below.shapes)(scene, glance));
            self.below_of = Some((scene.clone(), glance));
        }
    }
}

/// The seed that every laboratory begins with.
const SEED: u32 = 7;

/// The lines with which a laboratory begins, unless its address says otherwise.
fn set_up(props: &LabProps) -> String {
    fresh_text(&props.protocol, SEED, props.options)
}

fn open(props: &LabProps) -> Result<LabState, String> {
    match &props.chrome {
        Chrome::Guide(Led(guide)) => return guide.open(),
        Chrome::Whole(_) => {
            if let Some(state) = guide::take(&Towards::Lab, &props.protocol) {
                return Ok(state);
            }
        }
        Chrome::Hero(_) => {}
    }
    match house(&props.protocol).and_then(House::kind) {
        Some(house) => LabState::fresh(house, SEED, props.options),
        None => Err(format!("There is no protocol \"{}\" here.", props.protocol)),
    }
}

fn frames(ctx: &Context<Lab>) -> Frames {
    let link = ctx.link().clone();
    Frames::new(move |at| link.send_message(Message::Frame(at)))
}
