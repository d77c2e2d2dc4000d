//! The lanes: hue by term, thickness and pattern by role.

use super::{Diagram, LEFT, RIGHT};
use crate::protocol::inspect::Figure;
use crate::render::{Form, Length, Point, Shape, hue};
use crate::session::weave::Guise;

impl Diagram<'_> {
    /// What a node is after a step.
    pub(super) fn guise_at(&self, node: usize, step: u64) -> Guise {
        let is_its = |knot: &&crate::session::weave::Knot| knot.node == node && knot.step <= step;
        let last = self.weave.steps.iter().rfind(is_its);
        last.map_or(self.weave.before[node], |knot| knot.guise)
    }

    pub(super) fn lanes(&self, all: &mut Vec<Shape>) {
        let end = self.width() - RIGHT;
        for node in 0..self.weave.names.len() {
            let mut guise = self.weave.before[node];
            let mut from = LEFT;
            let mut number = 0;
            let changes = self.weave.steps.iter().filter(|knot| knot.node == node);
            let changes = changes.map(|knot| (self.axis.x(knot.step), knot.guise));
            for (x, next) in changes.chain([(end, Guise { role: "", figure: None, epoch: 0 })]) {
                if next == guise {
                    continue;
                }
                // The present parts a stretch: what lies beyond it is pale.
                let now = self.now_x().clamp(from, x.max(from));
                for (left, right, time) in [(from, now, ""), (now, x, " fut")] {
                    if right > left {
                        let key = format!("lane{node}part{number}");
                        all.push(self.stretch(key, node, (left, right), guise, time));
                        number += 1;
                    }
                }
                (from, guise) = (x, next);
            }
        }
    }

    fn stretch(
        &self,
        key: String,
        node: usize,
        (left, right): (i32, i32),
        guise: Guise,
        time: &str,
    ) -> Shape {
        let y = self.y(node);
        let (kind, height) = match guise.figure {
            None => ("down", 0),
            Some(Figure::Diamond) => ("hatched", 120),
            Some(Figure::Hexagon) => ("thick", 120),
            Some(_) => ("thin", 60),
        };
        let at = Point::new(left, y - height / 2);
        let (width, height) = (right - left, height);
        let mut parts = Vec::new();
        if guise.figure.is_none() {
            let form = Form::Line { to: Point::new(width, 0) };
            parts.push(Shape::new("back", "back", Point::default(), form));
        } else {
            let form =
                Form::Rect { width: Length(width), height: Length(height), corner: Length(20) };
            parts.push(Shape::new("back", "back", Point::default(), form));
        }
        if kind == "hatched" {
            let mut data = String::new();
            let mut x = 20;
            while x + 100 <= width {
                data.push_str(&format!("M{} 11l8-10", Length(x)));
                x += 90;
            }
            parts.push(Shape::new("hatch", "hatch", Point::default(), Form::Path { data }));
        }
        let class = format!("lane {kind} {}{time}", hue(guise.epoch));
        Shape::new(key, class, at, Form::Group { parts })
    }
}
