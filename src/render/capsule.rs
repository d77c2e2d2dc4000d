//! Messages in flight: one capsule a link direction, as far along as the clock says, as long as there is room for its text.

use super::layout::{Bounds, along, length};
use super::{Anchor, Form, Length, Point, Shape, hue, node, px};
use crate::protocol::time::Micros;
use crate::session::scene::MessageScene;

/// The messages that are on the same way in the same direction, the one that arrives next first.
pub struct Flight<'a> {
    /// Never empty.
    pub messages: Vec<&'a MessageScene>,
    /// Where the way begins, at the sender's edge.
    pub from: Point,
    /// Where it ends, at the receiver's edge.
    pub to: Point,
    /// How far the edges are from the middles of sender and receiver, in tenths of a pixel.
    pub gap: i32,
}

/// How a capsule is written, and how far along its way it is drawn, in tenths of a pixel.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Spot {
    /// Its words.
    pub wording: Wording,
    /// From the sender's edge to its middle.
    pub done: i32,
    /// How far to the right of the line between the two.
    pub aside: i32,
}

/// How a capsule is written, from the longest to the shortest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Wording {
    /// Kind and the fields that matter.
    Full,
    /// The kind alone.
    Kind,
    /// The kind's capital letters.
    Letters,
}

/// A name of nothing but capital letters is cut off behind so many.
const LETTERS_MAX: usize = 5;

const HEIGHT: i32 = 240;

/// Ways run a little to the right of the line between two nodes, so that both directions can be seen.
const ASIDE: i32 = 60;

impl Flight<'_> {
    /// How long the way is.
    pub fn length(&self) -> i32 {
        length(self.to.x.0 - self.from.x.0, self.to.y.0 - self.from.y.0)
    }

    /// Whether both were sent by the same node in the same step and are of the same kind, each alone on its way.
    pub fn is_like(&self, other: &Flight) -> bool {
        let alone = |flight: &Flight| match flight.messages[..] {
            [message] => Some((message.from.clone(), message.kind, message.sent)),
            _ => None,
        };
        alone(self).is_some() && alone(self) == alone(other)
    }

    /// How far the capsule is now. It keeps off both ends, where it would hide a node.
    pub fn spot(&self, clock: Micros, wording: Wording) -> Spot {
        let whole = self.length();
        let done = i64::from(whole) * i64::from(share(self.messages[0], clock)) / 1_000;
        let margin = self.clearance(wording).clamp(whole * 12 / 100, whole / 2);
        let done = i32::try_from(done).unwrap_or_default();
        Spot { wording, done: done.clamp(margin, whole - margin), aside: ASIDE }
    }

    fn place(&self, spot: Spot) -> Point {
        along(self.from, self.to, spot.done, spot.aside)
    }

    /// The room that it takes there.
    pub fn bounds(&self, spot: Spot) -> Bounds {
        Bounds::around(self.place(spot), self.width(spot.wording), HEIGHT)
    }

    /// How far from the edge of a node its middle must be, so that its box and the node's do not meet.
    fn clearance(&self, wording: Wording) -> i32 {
        let (x, y) = (self.to.x.0 - self.from.x.0, self.to.y.0 - self.from.y.0);
        let reach = |half: i32| half + self.gap + ASIDE;
        steps_until(x, y, reach(self.width(wording) / 2), reach(HEIGHT / 2)) - self.gap
    }

    fn width(&self, wording: Wording) -> i32 {
        let (head, tail) = self.words(wording);
        head_width(&head) + tail_width(&tail)
    }

    /// The way behind it, in the colour of its term.
    pub fn trail(&self, spot: Spot) -> Shape {
        let from = along(self.from, self.to, 0, ASIDE);
        let form = Form::Line { to: self.place(spot) };
        let class = format!("trail {}", hue(self.messages[0].epoch));
        Shape::new(format!("trail-{}", self.messages[0].number), class, from, form)
    }

    /// The capsule itself.
    pub fn capsule(&self, spot: Spot, ends: &str) -> Shape {
        let first = self.messages[0];
        let wording = spot.wording;
        let (head, tail) = self.words(wording);
        let (left, right) = (head_width(&head), tail_width(&tail));
        let (width, edge) = (left + right, -(left + right) / 2);
        let rect = |key: &str, class: &str, x: i32, width: i32| {
            let form = Form::Rect { width: Length(width), height: Length(HEIGHT), corner: px(12) };
            Shape::new(key, class, Point::new(x, -HEIGHT / 2), form)
        };
        let middle = Point::new(edge + left / 2, 45);
        let mut parts = vec![self.arrow(width), rect("box", "bx", edge, width)];
        parts.push(rect("head", "hd", edge, left));
        if right > 0 {
            // The head's right end is straight where a tail follows.
            let form = Form::Rect { width: px(13), height: Length(HEIGHT), corner: px(0) };
            parts.push(Shape::new("seam", "hd", Point::new(edge + left - 130, -HEIGHT / 2), form));
        }
        parts.push(rect("line", "ln", edge, width));
        parts.push(Shape::text("kind", "ht", middle, Anchor::Middle, head));
        if right > 0 {
            let middle = Point::new(edge + left + right / 2, 45);
            parts.push(Shape::text("fields", "ft", middle, Anchor::Middle, tail));
        }
        let reply = if first.is_reply { " reply" } else { "" };
        let class = format!("cap {}{reply}", hue(first.epoch));
        let at = self.place(spot);
        Shape::new(format!("message-{}", first.number), class, at, Form::Group { parts })
            .labelled("button", self.describe(ends, wording))
    }

    fn words(&self, wording: Wording) -> (String, String) {
        let first = self.messages[0];
        let letters = || {
            let letters = first.kind.chars().filter(char::is_ascii_uppercase).collect::<String>();
            node::shortened(&letters, LETTERS_MAX)
        };
        let (head, tail) = match (self.messages.len(), wording) {
            (1, Wording::Full) => (first.kind.to_string(), first.summary.clone()),
            (1, Wording::Kind) => (first.kind.to_string(), String::new()),
            (1, Wording::Letters) => (letters(), String::new()),
            (count, Wording::Letters) => (format!("{count}×"), String::new()),
            (count, _) => (format!("{count} messages"), String::new()),
        };
        if head.is_empty() { (first.kind.to_string(), tail) } else { (head, tail) }
    }

    /// The head of an arrow on the way, right before the capsule.
    fn arrow(&self, width: i32) -> Shape {
        let (x, y) = (self.to.x.0 - self.from.x.0, self.to.y.0 - self.from.y.0);
        let border = steps_until(x, y, width / 2, HEIGHT / 2);
        let (start, way) = (Point::default(), Point::new(x, y));
        let corner = |forward: i32, aside: i32| along(start, way, border + forward, aside);
        let [a, b, c] = [corner(10, -55), corner(110, 0), corner(10, 55)];
        Shape::new("arrow", "chev", start, Form::Path { data: format!("M{a}L{b}L{c}z") })
    }

    /// What is written on it comes first: who speaks to the page says what is seen.
    fn describe(&self, ends: &str, wording: Wording) -> String {
        let (head, tail) = self.words(wording);
        let space = if tail.is_empty() { "" } else { " " };
        let words = |message: &&MessageScene| match message.summary.as_str() {
            "" => message.kind.to_string(),
            summary => format!("{} {summary}", message.kind),
        };
        let all = self.messages.iter().map(words).collect::<Vec<_>>().join(", ");
        let seen = format!("{head}{space}{tail}");
        if seen == all {
            format!("{seen}, in flight {ends}")
        } else {
            format!("{seen}, in flight {ends}: {all}")
        }
    }
}

/// How far one can go in a direction before one is so far to the side, or so far up or down.
fn steps_until(x: i32, y: i32, across: i32, upright: i32) -> i32 {
    let whole = i64::from(length(x, y).max(1));
    let until = |limit: i32, side: i32| match side {
        0 => i64::MAX,
        _ => i64::from(limit) * whole / i64::from(side).abs(),
    };
    i32::try_from(until(across, x).min(until(upright, y))).unwrap_or_default()
}

/// How far a message is on its way, in thousandths.
fn share(message: &MessageScene, clock: Micros) -> i32 {
    let whole = message.due.saturating_sub(message.sent).0.max(1);
    let done = clock.saturating_sub(message.sent).0.min(whole);
    i32::try_from(done.saturating_mul(1_000) / whole).unwrap_or(1_000)
}

fn letters(text: &str) -> i32 {
    i32::try_from(text.chars().count()).unwrap_or_default()
}

fn head_width(text: &str) -> i32 {
    letters(text) * 74 + 200
}

fn tail_width(text: &str) -> i32 {
    if text.is_empty() { 0 } else { letters(text) * 73 + 180 }
}
