//! A few words beside the lanes, where there is room for them.

use super::{Diagram, LEFT, Strength};
use crate::protocol::gather::sort_by_number;
use crate::render::node::shortened;
use crate::render::{Anchor, Point, Shape};
use crate::session::weave::Knot;

/// The width of a letter and the height of a line, in tenths of a pixel.
const LETTER: i32 = 70;
const LINE: i32 = 150;

/// A rectangle that is taken: left, top, right, bottom.
type Box4 = (i32, i32, i32, i32);

impl Diagram<'_> {
    /// The present step has its say first, then what you did and the latest of the others.
    pub(super) fn words(&self, all: &mut Vec<Shape>) {
        let present = self.look.step;
        let rank = |knot: &Knot| {
            let rank = u64::from(knot.step > present) << 1
                | u64::from(!(knot.by_hand && knot.kind.meddles()));
            if knot.step == present { 0 } else { (rank + 1) << 32 | knot.step.abs_diff(present) }
        };
        let steps = &self.weave.steps;
        let mut keys: Vec<u64> =
            steps.iter().zip(0_u64..).map(|(knot, place)| rank(knot) << 16 | place).collect();
        sort_by_number(&mut keys, |key| *key);
        let mut taken: Vec<Box4> = self.marks();
        for key in keys {
            let place = usize::try_from(key & 0xffff).unwrap_or_default();
            let Some(knot) = steps.get(place) else { continue };
            let text = if knot.step == present {
                shortened(
                    knot.says.split(". ").next().unwrap_or_default().trim_end_matches('.'),
                    44,
                )
            } else if knot.label.is_empty() {
                continue;
            } else {
                shortened(&knot.label, 30)
            };
            let (x, y) = (self.axis.x(knot.step), self.y(knot.node));
            let width = LETTER * i32::try_from(text.chars().count()).unwrap_or_default();
            let right = self.width() - 60;
            let places = [
                (x - width / 2, y - 160),
                (x + 120, y - 160),
                (x - width - 120, y - 160),
                (x + 140, y + 270),
                (x - width / 2, y + 290),
                (x - width - 140, y + 270),
            ];
            let is_inside = |(left, _): &(i32, i32)| *left >= LEFT && left + width <= right;
            let is_free = |(left, base): &(i32, i32)| {
                let room = (*left, base - LINE, left + width, base + 30);
                is_inside(&(*left, *base)) && taken.iter().all(|other| !overlap(room, *other))
            };
            // What happens now is said even over something else.
            let found = places.iter().find(|place| is_free(place));
            let at_last = places.iter().find(|place| knot.step == present && is_inside(place));
            let Some((left, base)) = found.or(at_last).copied() else { continue };
            taken.push((left - 60, base - LINE, left + width + 60, base + 30));
            let class = match self.strength(knot.step) {
                _ if knot.step == present => "says present",
                Strength::Future => "says fut",
                Strength::Strong => "says",
                Strength::Faint => "says faint",
            };
            let (key, at) = (format!("word{}", knot.step), Point::new(left, base));
            all.push(Shape::text(key, class, at, Anchor::Start, text));
        }
    }

    /// The places of the marks, which no word may cover, and of the line of the present.
    fn marks(&self) -> Vec<Box4> {
        let marks = self.weave.steps.iter().map(|knot| {
            let (x, y) = (self.axis.x(knot.step), self.y(knot.node));
            (x - 70, y - 90, x + 70, y + 90)
        });
        let now = self.now_x();
        marks.chain([(now - 10, 400, now + 10, self.floor())]).collect()
    }
}

fn overlap(one: Box4, other: Box4) -> bool {
    one.0 < other.2 && other.0 < one.2 && one.1 < other.3 && other.1 < one.3
}
