//! The marks of the steps: one outline for all of a kind, a hue and a time.

use super::scale::Scale;
use super::{History, LANES_TOP, PITCH, lane};
use crate::render::{Form, Length, Point, Shape, hue};
use crate::sim::event::EventKind;
use crate::sim::history::{NOBODY, Record};
use std::collections::BTreeMap;

/// Above so many steps, marks become columns.
pub const MARKS_MAX: u64 = 400;

/// The width of a column, in tenths of a pixel.
const COLUMN: i32 = 40;

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Kind {
    Lost,
    Dot,
    Timer,
    Client,
    Ringed,
    Act,
    Violation,
}

impl Kind {
    fn of(record: &Record) -> Kind {
        match record.kind {
            _ if record.elected || record.committed => Kind::Ringed,
            EventKind::Request | EventKind::Retry => Kind::Client,
            _ if record.by_hand => Kind::Act,
            EventKind::Timer => Kind::Timer,
            EventKind::Lose => Kind::Lost,
            _ => Kind::Dot,
        }
    }

    fn class(self) -> &'static str {
        match self {
            Kind::Lost => "lost",
            Kind::Dot => "dot",
            Kind::Timer => "solid",
            Kind::Client => "solid",
            Kind::Ringed => "ring",
            Kind::Act => "act",
            Kind::Violation => "violation",
        }
    }

    /// Adds one mark to an outline. A line of no length with round ends is a dot as wide as its stroke.
    fn add(self, at: Point, data: &mut String) {
        let outline = match self {
            Kind::Lost => "m-2.5-2.5l5 5m0-5l-5 5",
            Kind::Dot | Kind::Ringed | Kind::Act => "h0",
            Kind::Timer => "m0-5.3l5.3 9.5h-10.6z",
            Kind::Client => "m-3.9-3.9h7.8v7.8h-7.8z",
            Kind::Violation => "",
        };
        data.push_str(&format!("M{at}{outline}"));
    }
}

/// Outlines by what tells them apart, from the lowest to the topmost.
type Outlines = BTreeMap<(Kind, bool, u64), String>;

/// All marks.
pub fn all(history: &History, scale: Scale, shapes: &mut Vec<Shape>) {
    let is_dense = history.last_step() > MARKS_MAX;
    let mut outlines = Outlines::new();
    let mut columns = BTreeMap::<(usize, i32, bool), (u32, u64)>::new();
    let middle = LANES_TOP + PITCH * (i32::try_from(history.names.len()).unwrap_or(1) - 1) / 2;
    for (step, record) in history.steps() {
        let is_future = step > history.step;
        let kind = Kind::of(record);
        let (x, place) = (scale.x(step), usize::from(record.node));
        let cycle = match record.epoch {
            0 => 0,
            epoch => (u64::from(epoch) - 1) % 8 + 1,
        };
        if record.broke {
            let data = outlines.entry((Kind::Violation, is_future, 0)).or_default();
            let bottom = lane(history.names.len().saturating_sub(1)) + 55;
            data.push_str(&format!("M{x} {}V{}", Length(LANES_TOP - 55), Length(bottom)));
        }
        let merges = is_dense && !record.by_hand && !record.elected && kind != Kind::Client;
        if merges && record.node != NOBODY {
            let column = (place, (x.0 - scale.left()) / COLUMN, is_future);
            let (count, latest) = columns.entry(column).or_default();
            (*count, *latest) = (*count + 1, cycle);
            continue;
        }
        let y = if record.node == NOBODY { middle } else { lane(place) };
        let cycle = if kind == Kind::Act { 0 } else { cycle };
        kind.add(Point::new(x.0, y), outlines.entry((kind, is_future, cycle)).or_default());
    }
    columns_of(columns, scale, shapes);
    for ((kind, is_future, cycle), data) in outlines {
        put(kind, kind.class(), (is_future, cycle), data.clone(), shapes);
        if kind == Kind::Ringed {
            put(kind, "inner", (is_future, cycle), data, shapes);
        } else if kind == Kind::Act {
            let cross = data.replace("h0", "m-2-2l4 4m0-4l-4 4");
            put(kind, "cross", (is_future, cycle), cross, shapes);
        }
    }
}

fn put(
    kind: Kind,
    class: &str,
    (is_future, cycle): (bool, u64),
    data: String,
    shapes: &mut Vec<Shape>,
) {
    let time = if is_future { " fut" } else { "" };
    let key = format!("mark{}{class}{cycle}{}", kind as u8, time.trim());
    let class = format!("mark {class} {}{time}", hue(cycle));
    shapes.push(Shape::new(key, class, Point::default(), Form::Path { data }));
}

/// As many steps as a column has, so high is it.
fn columns_of(
    columns: BTreeMap<(usize, i32, bool), (u32, u64)>,
    scale: Scale,
    shapes: &mut Vec<Shape>,
) {
    let most = columns.values().map(|(count, _)| *count).max().unwrap_or(1);
    let mut outlines = BTreeMap::<(bool, u64), String>::new();
    for ((place, column, is_future), (count, cycle)) in columns {
        let height = 20 + i32::try_from(count * 70 / most).unwrap_or(70);
        let at = Point::new(scale.left() + column * COLUMN, lane(place) + height / 2);
        let data = outlines.entry((is_future, cycle)).or_default();
        data.push_str(&format!("M{at}v-{}", Length(height)));
    }
    for (which, data) in outlines {
        put(Kind::Dot, "column", which, data, shapes);
    }
}

/// What you did, as dots on the narrow band; and what broke.
pub fn acts(history: &History, scale: Scale, shapes: &mut Vec<Shape>) {
    let (mut acts, mut broken) = (String::new(), String::new());
    for (step, record) in history.steps() {
        let at = Point { x: scale.x(step), y: Length(160) };
        if record.broke {
            broken.push_str(&format!("M{} 6V26", at.x));
        } else if record.by_hand {
            Kind::Act.add(at, &mut acts);
        }
    }
    for (class, data) in [("act edge", acts.clone()), ("act", acts), ("violation", broken)] {
        if !data.is_empty() {
            let form = Form::Path { data };
            shapes.push(Shape::new(class, format!("mark {class}"), Point::default(), form));
        }
    }
}
