//! The other ways to look at a history, and the timeline: drawn anew when the step or the room changes.

pub mod space_time;
pub mod tables;

use super::chosen::{Panel, Spacing, View};
use super::kept::kept;
use super::panels::past::PastPanel;
use super::panels::why::Reasons;
use super::picture::Picture;
use super::sources::{self, Sources};
use super::state::LabState;
use crate::render::timeline::{self, Timeline};
use crate::render::{Frame, Shape, quorum, space_time as diagram};
use crate::session::past::{Past, is_noticed, past};
use crate::session::scene::Scene;
use crate::session::weave::Weave;
use std::rc::Rc;
use web_sys::HtmlElement;
use yew::prelude::*;

/// How many steps of a past are listed.
const LISTED: usize = 7;

/// What the file of the views brings.
#[derive(Clone, Copy)]
pub struct Look {
    /// Brings up to date what is drawn and what is explained.
    pub prepare: fn(&mut Views, &mut LabState, Frame),
    /// The space-time view or the tables; the diagram's room is measured through the node.
    pub view: fn(&Views, &LabState, Frame, &NodeRef) -> Html,
    /// What stands above the events in place of the inspector, if anything does.
    pub panel: fn(&LabState, &Views, &Sources) -> Option<Html>,
    /// Fetches our source for the rules of a protocol.
    pub source: fn(&str) -> sources::Fetch,
}

/// How all of it looks.
pub const STYLE: &str = include_str!("../../static/views.css");

/// The functions of the file.
pub const LOOK: Look = Look { prepare, view, panel, source: sources::fetch };

fn prepare(views: &mut Views, state: &mut LabState, frame: Frame) {
    state.explain();
    let (spacing, scene) = (state.spacing(), &state.shown.scene);
    let is_same = |(of, at, by): &(Rc<Scene>, Frame, Spacing)| {
        Rc::ptr_eq(of, scene) && (*at, *by) == (frame, spacing)
    };
    if state.chosen.view == View::SpaceTime && !views.diagram_of.as_ref().is_some_and(is_same) {
        views.draw_diagram(state, frame);
        views.diagram_of = Some((scene.clone(), frame, spacing));
    }
    let quorums = if state.chosen.quorum { &state.explained.quorums[..] } else { &[] };
    let layout = (state.stage().layout)(&state.shown.scene, frame);
    views.quorums = quorum::shapes(&state.shown.scene, quorums, &layout);
}

fn view(views: &Views, state: &LabState, frame: Frame, room: &NodeRef) -> Html {
    let shown = &state.shown;
    match state.chosen.view {
        View::SpaceTime => space_time::space_time(views.diagram(frame), state.spacing(), room),
        View::Stage | View::Tables => kept(tables::Tables {
            scene: shown.scene.clone(),
            before: state.shown.before.clone(),
            invariants: shown.invariants.clone(),
        }),
    }
}

fn panel(state: &LabState, views: &Views, sources: &Sources) -> Option<Html> {
    if state.chosen.panel == Panel::Why {
        return Some(kept(Reasons::of(state, views, sources)));
    }
    // In the space-time view the panel tells what the present event can have known of.
    views.known.clone().filter(|_| state.chosen.view == View::SpaceTime).map(kept)
}

/// What is drawn beside the stage, and of what.
pub struct Views {
    /// The box of the timeline.
    pub track: NodeRef,
    /// The slider over it.
    pub scrub: NodeRef,
    timeline: Timeline,
    shapes: Rc<Vec<Shape>>,
    timeline_of: Option<(Rc<Scene>, u32)>,
    diagram: Rc<Vec<Shape>>,
    title: String,
    known: Option<PastPanel>,
    /// What lies below the stage's shapes: who elected and who committed.
    pub quorums: Vec<Shape>,
    /// The panel of the reasons, which begins at its top with each answer.
    pub reasons: NodeRef,
    diagram_of: Option<(Rc<Scene>, Frame, Spacing)>,
    width: u32,
    hovered: Option<(u64, String)>,
}

impl Views {
    /// Nothing is drawn yet.
    pub fn new() -> Views {
        Views {
            track: NodeRef::default(),
            scrub: NodeRef::default(),
            timeline: Timeline::default(),
            shapes: Rc::default(),
            timeline_of: None,
            diagram: Rc::default(),
            title: String::new(),
            known: None,
            quorums: Vec::new(),
            reasons: NodeRef::default(),
            diagram_of: None,
            width: 1_408,
            hovered: None,
        }
    }

    /// Reads how wide the dock is; true if it is another width than before.
    pub fn measure(&mut self) -> bool {
        let Some(track) = self.track.cast::<HtmlElement>() else { return false };
        let width = u32::try_from(track.offset_width()).unwrap_or_default();
        std::mem::replace(&mut self.width, width) != width
    }

    /// Draws what has changed.
    pub fn draw(&mut self, state: &LabState) {
        let scene = &state.shown.scene;
        let is_same =
            |(of, width): &(Rc<Scene>, u32)| Rc::ptr_eq(of, scene) && *width == self.width;
        if !self.timeline_of.as_ref().is_some_and(is_same) {
            self.draw_timeline(state);
            self.timeline_of = Some((scene.clone(), self.width));
            self.hovered = None;
        }
    }

    fn draw_timeline(&mut self, state: &LabState) {
        let names: Vec<String> =
            state.shown.scene.nodes.iter().map(|node| node.name.clone()).collect();
        let history = timeline::History {
            names: &names,
            records: &state.session().records(),
            proposers: &state.shown.scene.proposers(),
            letter: state.shown.scene.vocabulary.letter,
            step: state.step(),
            branches: &state.shown.branches,
        };
        self.timeline = history.draw(self.width);
        self.shapes = Rc::new(std::mem::take(&mut self.timeline.shapes));
    }

    fn draw_diagram(&mut self, state: &LabState, frame: Frame) {
        let (step, last_step) = (state.step(), state.shown.last_step);
        let (from, to) = diagram::window(frame.width, step, last_step);
        let weave = state.session().weave(from, to);
        let past = past(&state.session().records(), step);
        let is_even = state.spacing() == Spacing::Steps;
        let look = diagram::Look { frame, step, past: &past, is_even };
        self.diagram = Rc::new(diagram::shapes(&weave, look));
        self.title = diagram::title(&weave);
        self.known = known(state, &weave, &past);
    }

    /// The pointer is over this place of the timeline, in pixels, or over none. True if that changes what is told.
    pub fn hover(&mut self, state: &LabState, x: Option<i32>) -> bool {
        let step = x.map(|x| self.timeline.scale.step(x * 10)).filter(|step| *step > 0);
        if step == self.hovered.as_ref().map(|(step, _)| *step) {
            return false;
        }
        self.hovered = step.map(|step| (step, says(state, step)));
        true
    }

    /// Lays the slider over the steps that are recorded. Its thumb is sixteen pixels wide, half of it on either side.
    pub fn place(&self) {
        let Some(scrub) = self.scrub.cast::<HtmlElement>() else { return };
        let scale = &self.timeline.scale;
        let (from, to) = (scale.x(0).0, scale.x(scale.last_step().max(1)).0);
        let lengths = [
            ("left", from / 10 - 8),
            ("width", (to - from + 5) / 10 + 16),
            ("height", i32::try_from(self.timeline.track).unwrap_or_default()),
        ];
        for (name, length) in lengths {
            let _ = scrub.style().set_property(name, &format!("{length}px"));
        }
    }

    /// How high the timeline is, in whole pixels.
    pub fn height(&self) -> u32 {
        self.timeline.height
    }

    /// The timeline as a picture.
    pub fn timeline(&self) -> Picture {
        let frame = Frame { width: self.width, height: self.timeline.height };
        let label = "The history at a glance".to_string();
        Picture { shapes: self.shapes.clone(), frame, label, role: "group" }
    }

    /// The step that is pointed at, otherwise the present one, and its sentence.
    pub fn told<'s>(&'s self, state: &'s LabState) -> (u64, &'s str) {
        match &self.hovered {
            Some((step, says)) => (*step, says),
            None => (state.step(), state.shown.line().map_or("", |line| &line.says)),
        }
    }

    /// The space-time diagram as a picture.
    pub fn diagram(&self, frame: Frame) -> Picture {
        let (shapes, label) = (self.diagram.clone(), self.title.clone());
        Picture { shapes, frame, label, role: "group" }
    }
}

/// The sentence of a step.
fn says(state: &LabState, step: u64) -> String {
    let shown = state.shown.lines.iter().find(|line| line.told.event.step == step);
    match shown {
        Some(line) => line.told.says.clone(),
        None => state.session().tell(step, step).pop().map_or_else(String::new, |line| line.says),
    }
}

fn known(state: &LabState, weave: &Weave, past: &Past) -> Option<PastPanel> {
    let step = state.step();
    let knot = weave.steps.iter().find(|knot| knot.step == step && is_noticed(knot.kind))?;
    let epoch_of =
        |step: u64| state.session().record(step).map_or(0, |record| u64::from(record.epoch));
    let line = |step: &u64| (*step, epoch_of(*step), says(state, *step));
    let is_unknown = |other: &&crate::session::weave::Knot| {
        let is_elsewhere = other.step < step && other.node != knot.node;
        is_elsewhere && is_noticed(other.kind) && !past.has(other.step)
    };
    let unknown = weave.steps.iter().rfind(is_unknown);
    Some(PastPanel {
        node: weave.names.get(knot.node).cloned().unwrap_or_default(),
        step,
        epoch: knot.guise.epoch,
        known: past.steps.iter().take(LISTED).map(line).collect(),
        earlier: past.steps.len().saturating_sub(LISTED),
        unknown: unknown.map(|other| (other.step, other.says.clone())),
    })
}
