//! The history as a Lamport diagram: a lane a node, time from left to right, an arrow a message.
//!
//! Hue says in which term a node was, thickness and pattern its role. What the present event can have known of is strong,
//! everything else faint, and what is recorded beyond it pale.

mod arrows;
mod axis;
mod lanes;
mod words;

use super::thing::Thing;
use super::{Anchor, Form, Frame, Length, Point, Shape, hue, node, px};
use crate::protocol::inspect::Figure;
use crate::session::past::Past;
use crate::session::weave::{Knot, Weave};
use crate::sim::event::EventKind;
use axis::Axis;

/// The space left of the lanes, in tenths of a pixel.
const LEFT: i32 = 1_000;
/// The space right of them.
const RIGHT: i32 = 240;
/// The first lane below the upper edge.
const TOP: i32 = 920;
/// The last lane above the lower edge.
const BOTTOM: i32 = 900;

/// How many steps are drawn after the present one.
const AFTER: u64 = 12;

/// How the diagram is looked at.
#[derive(Clone, Copy, Debug)]
pub struct Look<'a> {
    /// How large the picture is.
    pub frame: Frame,
    /// The present step.
    pub step: u64,
    /// What the present step can have known of.
    pub past: &'a Past,
    /// Whether the steps stand evenly, and not as far apart as their instants.
    pub is_even: bool,
}

/// Which steps have room in a picture of this width, around the present one.
pub fn window(width: u32, step: u64, last_step: u64) -> (u64, u64) {
    let room = u64::from(width.saturating_sub(124) / 19).clamp(12, 150);
    let last = last_step.min(step + AFTER.min(room / 4));
    (last.saturating_sub(room).max(1), last)
}

/// A diagram in the making.
struct Diagram<'a> {
    weave: &'a Weave,
    look: Look<'a>,
    axis: Axis,
}

/// How strongly something is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Strength {
    Strong,
    Faint,
    Future,
}

impl Strength {
    fn class(self) -> &'static str {
        match self {
            Strength::Strong => "strong",
            Strength::Faint => "faint",
            Strength::Future => "fut",
        }
    }
}

/// All shapes, from the lowest to the topmost.
pub fn shapes(weave: &Weave, look: Look) -> Vec<Shape> {
    let width = i32::try_from(look.frame.width).unwrap_or(8_000) * 10;
    let axis = Axis::new(weave, (LEFT + 180, width - RIGHT - 120), look.is_even);
    let diagram = Diagram { weave, look, axis };
    let mut all = Vec::new();
    diagram.axis_shapes(&mut all);
    diagram.lanes(&mut all);
    diagram.arrows(&mut all);
    diagram.now(&mut all);
    for knot in &weave.steps {
        all.push(diagram.mark(knot));
    }
    diagram.words(&mut all);
    diagram.figures(&mut all);
    all
}

/// What the picture is called.
pub fn title(weave: &Weave) -> String {
    match (weave.steps.first(), weave.steps.last()) {
        (Some(first), Some(last)) => {
            format!("Space-time diagram, steps {} to {}", first.step, last.step)
        }
        _ => "Space-time diagram, nothing has happened yet".to_string(),
    }
}

impl Diagram<'_> {
    fn width(&self) -> i32 {
        i32::try_from(self.look.frame.width).unwrap_or(8_000) * 10
    }

    fn height(&self) -> i32 {
        i32::try_from(self.look.frame.height).unwrap_or(8_000) * 10
    }

    /// The height of a node's lane.
    fn y(&self, node: usize) -> i32 {
        let lanes = i32::try_from(self.weave.names.len()).unwrap_or(9);
        let room = (self.height() - TOP - BOTTOM).max(200 * lanes);
        let pitch = if lanes > 1 { (room / (lanes - 1)).min(1_900) } else { 0 };
        TOP + pitch * i32::try_from(node).unwrap_or_default()
    }

    /// The lower end of the lines across all lanes.
    fn floor(&self) -> i32 {
        self.y(self.weave.names.len().saturating_sub(1)) + 480
    }

    /// Where the present ends.
    fn now_x(&self) -> i32 {
        self.axis.x(self.look.step)
    }

    fn strength(&self, step: u64) -> Strength {
        match step {
            _ if step > self.look.step => Strength::Future,
            _ if step == self.look.step || self.look.past.has(step) => Strength::Strong,
            _ => Strength::Faint,
        }
    }

    fn now(&self, all: &mut Vec<Shape>) {
        let (x, floor) = (self.now_x(), self.floor());
        let text = format!("now · step {}", self.look.step);
        let width = 66 * i32::try_from(text.chars().count()).unwrap_or(12) + 160;
        let left = (x - width / 2).clamp(0, (self.width() - width - 40).max(0));
        let back = Form::Rect { width: Length(width), height: Length(220), corner: Length(110) };
        let line = Form::Line { to: Point::new(x, floor) };
        let middle = Point::new(left + width / 2, floor + 150);
        let parts = vec![
            Shape::new("line", "line", Point::new(x, 400), line),
            Shape::new("back", "back", Point::new(left, floor), back),
            Shape::text("word", "", middle, Anchor::Middle, text),
        ];
        all.push(Shape::new("now", "now", Point::default(), Form::Group { parts }));
    }

    /// A step; pressing it goes there.
    fn mark(&self, knot: &Knot) -> Shape {
        let at = Point::new(self.axis.x(knot.step), self.y(knot.node));
        let strength = self.strength(knot.step).class();
        let is_present = knot.step == self.look.step;
        let mut parts = Vec::new();
        let mut put = |key: &str, form: Form| {
            parts.push(Shape::new(key, key, Point::default(), form));
        };
        put("hit", Form::Circle { radius: px(11) });
        if is_present {
            put("halo", Form::Circle { radius: px(12) });
        }
        let path = |data: &str| Form::Path { data: data.to_string() };
        let kind = match knot.kind {
            _ if knot.committed => {
                put("body", Form::Circle { radius: px(8) });
                put("tick", path("M-3.6.3l2.6 2.7 4.7-5.6"));
                "commit"
            }
            EventKind::Request | EventKind::Retry | EventKind::Propose => {
                put("body", path("M-6-6H6V6H-6z"));
                "open"
            }
            EventKind::Cut => {
                put("body", Form::Circle { radius: px(10) });
                put(
                    "tick",
                    path(
                        "M-3.5-2.500 5 3.500M-3.5 2.500 5-3.500M-4.5-4.500a1.700 1.700 0 1 0 .1 0zM-4.5 1.200a1.700 1.700 0 1 0 .1 0z",
                    ),
                );
                "you"
            }
            EventKind::Lose => {
                put("cross", path("M-4-4 4 4M4-4-4 4"));
                "lose"
            }
            _ if knot.by_hand && knot.kind.meddles() => {
                put("body", Form::Circle { radius: px(9) });
                put("tick", path("M-3-3 3 3M3-3-3 3"));
                "you"
            }
            EventKind::Timer => {
                put("body", path("M0-8 7.500 5.500H-7.500z"));
                if knot.guise.figure == Some(Figure::Diamond) { "full" } else { "open" }
            }
            _ => {
                put("body", Form::Circle { radius: px(5) });
                "open"
            }
        };
        let class = format!("ev2 {kind} {strength} {}", hue(knot.guise.epoch));
        let says = format!("Step {}: {}", knot.step, knot.says);
        let mut shape =
            Shape::new(Thing::Step(knot.step).to_string(), class, at, Form::Group { parts })
                .labelled("button", says);
        if let Some(label) = &mut shape.label {
            label.is_tab_stop = is_present;
        }
        shape
    }

    /// The nodes before their lanes, as they are at the present step.
    fn figures(&self, all: &mut Vec<Shape>) {
        for (place, name) in self.weave.names.iter().enumerate() {
            let guise = self.guise_at(place, self.look.step);
            let kind = guise.figure.map_or("down", node::kind_of);
            let figure = guise.figure.unwrap_or(Figure::Circle);
            let parts = vec![
                Shape::new("body", "body", Point::default(), node::outline(figure, 200)),
                Shape::text("name", "nm small", Point::new(0, 60), Anchor::Middle, &**name),
            ];
            let epoch = if guise.figure.is_some() { guise.epoch } else { 0 };
            let class = format!("node {kind} {}", hue(epoch));
            let at = Point::new(520, self.y(place));
            let words = format!("{name}, {}, {} {}", guise.role, self.weave.epoch, guise.epoch);
            let shape = Shape::new(format!("figure{place}"), class, at, Form::Group { parts });
            all.push(shape.labelled("img", words));
        }
    }
}

#[cfg(test)]
mod tests;
