//! The messages: solid arrows for requests, dashed ones for answers, a cross where one was lost.

use super::{Diagram, LEFT, Strength};
use crate::render::{Form, Point, Shape, hue};
use crate::session::scene::End;
use crate::session::weave::{Flight, FlightEnd};

/// How far an arrow stays away from the marks at its ends.
const AWAY: i64 = 75;

type At = (i64, i64);

/// The point that lies so many thousandths of the way from one to the other.
fn between((ax, ay): At, (bx, by): At, thousandths: i64) -> At {
    (ax + (bx - ax) * thousandths / 1_000, ay + (by - ay) * thousandths / 1_000)
}

fn point((x, y): At) -> Point {
    let short = |length: i64| i32::try_from(length).unwrap_or_default();
    Point::new(short(x), short(y))
}

fn length((ax, ay): At, (bx, by): At) -> i64 {
    let (x, y) = (bx - ax, by - ay);
    (x * x + y * y).isqrt().max(1)
}

impl Diagram<'_> {
    pub(super) fn arrows(&self, all: &mut Vec<Shape>) {
        let strong = |flight: &&Flight| self.how(flight) == Strength::Strong;
        let flights = &self.weave.flights;
        // What is strong lies over what is faint.
        let faint = flights.iter().filter(|flight| !strong(flight));
        all.extend(faint.chain(flights.iter().filter(strong)).filter_map(|it| self.arrow(it)));
    }

    fn how(&self, flight: &Flight) -> Strength {
        let present = self.look.step;
        let is_known = |step: u64| self.strength(step) == Strength::Strong;
        match flight.end {
            _ if flight.sent_in > present => Strength::Future,
            FlightEnd::Arrived(step) if step <= present && is_known(step) => Strength::Strong,
            FlightEnd::Lost(step) if step <= present && is_known(flight.sent_in) => {
                Strength::Strong
            }
            // What is under way now is what comes next.
            FlightEnd::Open => Strength::Strong,
            FlightEnd::Arrived(step) | FlightEnd::Lost(step) if step > present => Strength::Strong,
            _ => Strength::Faint,
        }
    }

    fn arrow(&self, flight: &Flight) -> Option<Shape> {
        let place = |step: u64, node: usize| -> At {
            (i64::from(self.axis.x(step)), i64::from(self.y(node)))
        };
        // Clients have no lane.
        let (End::Node(sender), End::Node(receiver)) = (&flight.from, &flight.to) else {
            return None;
        };
        let from = place(flight.sent_in, *sender);
        let last = self.weave.steps.last().map_or(0, |knot| knot.step);
        let (to, is_lost) = match flight.end {
            FlightEnd::Arrived(step) => (place(step, *receiver), false),
            // At a cut link it does not get far.
            FlightEnd::Lost(step) if step == flight.sent_in => {
                let aim = (from.0 + 260, i64::from(self.y(*receiver)));
                let share = (380_000 / length(from, aim)).min(450);
                (between(from, aim, share), true)
            }
            FlightEnd::Lost(step) => (between(from, place(step, *receiver), 700), true),
            FlightEnd::Open => {
                let aim = (i64::from(self.axis.x(last)) + 300, i64::from(self.y(*receiver)));
                (between(from, aim, 600), false)
            }
        };
        let total = length(from, to);
        if total < 2 * AWAY {
            return None;
        }
        let start = between(from, to, AWAY * 1_000 / total);
        let tip = if is_lost { to } else { between(from, to, 1_000 - AWAY * 1_000 / total) };
        // What left before the window comes in over its left edge.
        let edge = i64::from(LEFT);
        let start = if start.0 < edge && tip.0 > start.0 {
            between(start, tip, (edge - start.0) * 1_000 / (tip.0 - start.0))
        } else {
            start
        };
        let strength = self.how(flight);
        let now = i64::from(self.now_x());
        let is_open = flight.end == FlightEnd::Open;
        let mut parts = Vec::new();
        let mut line = |key: &str, a: At, b: At| {
            parts.push(Shape::new(key, key, point(a), Form::Line { to: point(b) }));
        };
        // Up to now it is on its way; beyond, it is only known from the record.
        if strength == Strength::Strong && (tip.0 > now || is_open) {
            let crossing = match tip.0 - start.0 {
                wide if wide > 0 => ((now - start.0) * 1_000 / wide).clamp(0, 1_000),
                _ => 0,
            };
            let cut = between(start, tip, crossing);
            if crossing > 0 {
                line("line", start, cut);
            }
            if crossing < 1_000 {
                line("dots", cut, tip);
            }
        } else {
            line("line", start, tip);
        }
        let (x, y) = (to.0 - from.0, to.1 - from.1);
        if is_lost {
            let data = "M-4.5-4.5l9 9m0-9l-9 9".to_string();
            parts.push(Shape::new("cross", "cross", point(to), Form::Path { data }));
        } else if !is_open {
            let back = between(from, to, 1_000 - (AWAY + 95) * 1_000 / total);
            let side = (-y * 36 / total, x * 36 / total);
            let (one, other) =
                ((back.0 + side.0, back.1 + side.1), (back.0 - side.0, back.1 - side.1));
            let data = format!("M{}L{}L{}z", point(tip), point(one), point(other));
            parts.push(Shape::new("head", "head", Point::default(), Form::Path { data }));
        }
        let kind = if flight.is_reply { "reply" } else { "request" };
        let class = format!("arrow {kind} {} {}", strength.class(), hue(flight.epoch));
        let key = format!("arrow{}", flight.number);
        Some(Shape::new(key, class, Point::default(), Form::Group { parts }))
    }
}
