//! Dragging on the stage: a capsule, or with Shift a line around nodes. And what a finger does beyond pressing.

use super::Lab;
use crate::render::thing::Thing;
use crate::render::{Form, Point, Shape};
use crate::session::scene::{End, MessageScene};
use crate::web::deed::Deed;
use crate::web::drag::{self, Dragged};
use crate::web::events;
use wasm_bindgen::JsCast;
use web_sys::{Element, Event, PointerEvent};
use yew::Context;

/// A pointer that is down on the stage, and where it has been since.
pub struct Drag {
    /// The message under it, if it does not draw a line.
    message: Option<u64>,
    line: Vec<Point>,
}

/// A finger that is down, in pixels of the window and milliseconds.
#[derive(Clone, Copy)]
pub struct Touch {
    /// The thing under it.
    thing: Option<Thing>,
    /// Whether it is on the sentence of a step.
    on_caption: bool,
    at: (i32, i32),
    since: f64,
}

/// How long a finger stays where it is to ask what can be done, in milliseconds.
const LONG: f64 = 500.0;

/// How far a finger goes to be a swipe, and how far it may stray from its way, in pixels.
const SWIPE: i32 = 40;

impl Touch {
    fn begin(pointer: &PointerEvent) -> Option<Touch> {
        let target = events::element(pointer.target())?;
        (pointer.pointer_type() == "touch").then(|| Touch {
            thing: events::key_of(pointer.target()).and_then(|key| key.parse().ok()),
            on_caption: target
                .closest(".caption,.remark,.below")
                .is_ok_and(|found| found.is_some()),
            at: (pointer.client_x(), pointer.client_y()),
            since: pointer.time_stamp(),
        })
    }

    /// What it asked for, now that it is lifted.
    fn end(self, pointer: &PointerEvent) -> Option<Deed> {
        let (right, down) = (pointer.client_x() - self.at.0, pointer.client_y() - self.at.1);
        let is_still = right.abs().max(down.abs()) * 10 < drag::LEAST;
        if is_still && pointer.time_stamp() - self.since >= LONG {
            return self.thing.map(Deed::Open);
        }
        let is_swipe = self.on_caption && right.abs() >= SWIPE && down.abs() < SWIPE;
        is_swipe.then(|| Deed::By(i64::from(-right.signum())))
    }
}

impl Drag {
    fn by(&self) -> Point {
        match (self.line.first(), self.line.last()) {
            (Some(from), Some(to)) => Point::new(to.x.0 - from.x.0, to.y.0 - from.y.0),
            _ => Point::default(),
        }
    }

    /// Whether it never left the place where it began; a line that is closed comes back to it.
    fn is_press(&self) -> bool {
        let Some(first) = self.line.first() else { return true };
        let far = |at: &Point| (at.x.0 - first.x.0).abs().max((at.y.0 - first.y.0).abs());
        self.line.iter().all(|at| far(at) < drag::LEAST)
    }

    /// What is seen of it: the capsule follows the pointer, a line is drawn.
    pub fn show(&self, shapes: &mut Vec<Shape>) {
        let Some(number) = self.message else {
            let form = Form::Path { data: drag::path(&self.line) };
            return shapes.push(Shape::new("lasso", "lasso", Point::default(), form));
        };
        let key = Thing::Message(number).to_string();
        if let Some(shape) = shapes.iter_mut().find(|shape| shape.key == key) {
            let by = self.by();
            shape.at = Point::new(shape.at.x.0 + by.x.0, shape.at.y.0 + by.y.0);
        }
    }
}

impl Lab {
    /// A pointer went down, moved or went up; whether that changes what is seen.
    pub(super) fn point(&mut self, ctx: &Context<Lab>, event: &Event) -> bool {
        let Some(pointer) = event.dyn_ref::<PointerEvent>() else { return false };
        match event.type_().as_str() {
            "pointerdown" => {
                self.is_dragged = false;
                self.drag = self.begin(pointer);
                self.touch = Touch::begin(pointer);
                false
            }
            "pointermove" => {
                let Some(at) = self.drag.as_ref().and_then(|_| self.place(pointer)) else {
                    return false;
                };
                self.drag.as_mut().is_some_and(|drag| {
                    drag.line.push(at);
                    !drag.is_press()
                })
            }
            _ => {
                let (drag, touch) = (self.drag.take(), self.touch.take());
                if let Some(drag) = drag.as_ref().filter(|drag| !drag.is_press()) {
                    self.is_dragged = true;
                    self.end(ctx, drag);
                } else if let Some(deed) = touch.and_then(|touch| touch.end(pointer)) {
                    self.is_dragged = true;
                    self.apply(ctx, deed);
                } else {
                    return drag.is_some();
                }
                true
            }
        }
    }

    fn begin(&self, pointer: &PointerEvent) -> Option<Drag> {
        let stage = self.stage.cast::<Element>()?;
        let target = events::element(pointer.target())?;
        if pointer.button() != 0 || !stage.contains(Some(&target)) {
            return None;
        }
        let thing = events::key_of(pointer.target()).and_then(|key| key.parse().ok());
        let message = match thing {
            Some(Thing::Message(number)) => Some(number),
            _ if pointer.shift_key() => None,
            _ => return None,
        };
        Some(Drag { message, line: vec![self.place(pointer)?] })
    }

    fn place(&self, pointer: &PointerEvent) -> Option<Point> {
        let stage = self.stage.cast::<Element>()?.get_bounding_client_rect();
        let tenths = |pixels: f64| (pixels / self.zoom() * 10.0) as i32;
        let (x, y) = (f64::from(pointer.client_x()), f64::from(pointer.client_y()));
        Some(Point::new(tenths(x - stage.left()), tenths(y - stage.top())))
    }

    fn end(&mut self, ctx: &Context<Lab>, drag: &Drag) {
        let deed = match drag.message {
            Some(number) => self.dropped(number, drag.by()),
            None => self.parted(&drag.line),
        };
        if let Some(statement) = deed {
            self.apply(ctx, Deed::Do(statement));
        }
    }

    /// The statement that a dragged capsule stands for.
    fn dropped(&self, number: u64, by: Point) -> Option<String> {
        let scene = &self.state.as_ref().ok()?.shown.scene;
        let is_it = |message: &&MessageScene| message.number == number;
        let message = scene.messages.iter().find(is_it)?;
        let (from, to) = (self.end_of(&message.from)?, self.end_of(&message.to)?);
        let travels = message.due.saturating_sub(message.sent);
        match drag::capsule(by, from, to, travels) {
            Dragged::Drop => Some(format!("drop #{number}")),
            Dragged::Deliver => Some(format!("deliver #{number}")),
            Dragged::Delay(length) => Some(format!("delay #{number} by {length}")),
            Dragged::Nothing => None,
        }
    }

    fn end_of(&self, end: &End) -> Option<Point> {
        let thing = match end {
            End::Node(place) => Thing::Node(*place),
            End::Client(name) => {
                let clients = &self.state.as_ref().ok()?.shown.scene.clients;
                Thing::Client(clients.iter().position(|client| client.name == *name)?)
            }
        };
        self.at(thing)
    }

    fn at(&self, thing: Thing) -> Option<Point> {
        let key = thing.to_string();
        Some(self.shapes.iter().find(|shape| shape.key == key)?.at)
    }

    /// The partition that a line around nodes stands for; none if it parts nobody.
    fn parted(&self, line: &[Point]) -> Option<String> {
        let nodes = &self.state.as_ref().ok()?.shown.scene.nodes;
        let places: Vec<Point> =
            (0..nodes.len()).filter_map(|place| self.at(Thing::Node(place))).collect();
        let is_in = drag::inside(line, &places);
        let group = |wanted: bool| {
            let named = nodes.iter().zip(&is_in).filter(|(_, is_in)| **is_in == wanted);
            named.map(|(node, _)| node.name.as_str()).collect::<Vec<_>>().join(" ")
        };
        let (inside, outside) = (group(true), group(false));
        let parts = !inside.is_empty() && !outside.is_empty();
        parts.then(|| format!("partition {inside} | {outside}"))
    }
}
