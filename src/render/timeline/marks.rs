//! The marks of the steps: one outline for all of a kind, a hue and a time.

use super::scale::Scale;
use super::{History, LANES_TOP, PITCH, lane};
use crate::render::{Form, Length, Point, Shape, hue};
use crate::sim::event::EventKind;
use crate::sim::history::{NOBODY, Record};

/// Above so many steps, marks become columns.
pub const MARKS_MAX: u64 = 400;

/// The width of a column, in tenths of a pixel, and how many a lane has at most.
const COLUMN: i32 = 40;
const LANE: usize = 2_000;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Column,
    Lost,
    Dot,
    Timer,
    Client,
    Ringed,
    Act,
    Violation,
}

impl Kind {
    /// From the lowest to the topmost.
    const LAYERS: [Kind; 8] = [
        Kind::Column,
        Kind::Lost,
        Kind::Dot,
        Kind::Timer,
        Kind::Client,
        Kind::Ringed,
        Kind::Act,
        Kind::Violation,
    ];

    fn of(record: &Record) -> Kind {
        match record.kind {
            _ if record.elected || record.committed => Kind::Ringed,
            EventKind::Request | EventKind::Retry | EventKind::Propose => Kind::Client,
            _ if record.is_act() => Kind::Act,
            EventKind::Timer => Kind::Timer,
            EventKind::Lose => Kind::Lost,
            _ => Kind::Dot,
        }
    }

    fn class(self) -> &'static str {
        match self {
            Kind::Column => "column",
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
            Kind::Violation | Kind::Column => "",
        };
        data.push_str(&format!("M{at}{outline}"));
    }
}

/// An outline: what it is made of, whether in the future, and of which hue.
struct Outline {
    kind: Kind,
    is_future: bool,
    cycle: u64,
    data: String,
}

/// The outline to which a mark belongs. There are few of them, so they are looked for one by one.
fn outline(all: &mut Vec<Outline>, kind: Kind, is_future: bool, cycle: u64) -> &mut String {
    let is_it = |it: &Outline| (it.kind, it.is_future, it.cycle) == (kind, is_future, cycle);
    let place = all.iter().position(is_it).unwrap_or_else(|| {
        all.push(Outline { kind, is_future, cycle, data: String::new() });
        all.len() - 1
    });
    &mut all[place].data
}

/// The steps that share a column of a lane.
#[derive(Clone, Copy, Default)]
struct Column {
    past: u32,
    future: u32,
    cycle: u64,
}

/// All marks.
pub fn all(history: &History, scale: Scale, shapes: &mut Vec<Shape>) {
    let is_dense = history.last_step() > MARKS_MAX;
    let mut outlines = Vec::new();
    let mut columns =
        vec![Column::default(); if is_dense { LANE * history.names.len() } else { 0 }];
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
            let data = outline(&mut outlines, Kind::Violation, is_future, 0);
            let bottom = lane(history.names.len().saturating_sub(1)) + 55;
            data.push_str(&format!("M{x} {}V{}", Length(LANES_TOP - 55), Length(bottom)));
        }
        let merges = is_dense && !record.is_act() && !record.elected && kind != Kind::Client;
        let along = usize::try_from((x.0 - scale.left()) / COLUMN).unwrap_or_default();
        if merges && let Some(column) = columns.get_mut(place * LANE + along.min(LANE - 1)) {
            column.cycle = cycle;
            *(if is_future { &mut column.future } else { &mut column.past }) += 1;
            continue;
        }
        let y = if record.node == NOBODY { middle } else { lane(place) };
        let cycle = if kind == Kind::Act { 0 } else { cycle };
        kind.add(Point::new(x.0, y), outline(&mut outlines, kind, is_future, cycle));
    }
    merge(&columns, scale, &mut outlines);
    for layer in Kind::LAYERS {
        for it in outlines.iter().filter(|it| it.kind == layer) {
            put(it, layer.class(), it.data.clone(), shapes);
            if layer == Kind::Ringed {
                put(it, "inner", it.data.clone(), shapes);
            } else if layer == Kind::Act {
                put(it, "cross", it.data.replace("h0", "m-2-2l4 4m0-4l-4 4"), shapes);
            }
        }
    }
}

fn put(outline: &Outline, class: &str, data: String, shapes: &mut Vec<Shape>) {
    let Outline { kind, is_future, cycle, .. } = outline;
    let time = if *is_future { " fut" } else { "" };
    let key = format!("mark{}{class}{cycle}{}", *kind as u8, time.trim());
    let class = format!("mark {class} {}{time}", hue(*cycle));
    shapes.push(Shape::new(key, class, Point::default(), Form::Path { data }));
}

/// As many steps as a column has, so high is it; where the present parts it, the greater share decides.
fn merge(columns: &[Column], scale: Scale, outlines: &mut Vec<Outline>) {
    let most = columns.iter().map(|column| column.past + column.future).max().unwrap_or(1).max(1);
    for (place, column) in columns.iter().enumerate() {
        let count = column.past + column.future;
        if count == 0 {
            continue;
        }
        let height = 20 + i32::try_from(count * 70 / most).unwrap_or(70);
        let along = i32::try_from(place % LANE).unwrap_or_default();
        let at = Point::new(scale.left() + along * COLUMN, lane(place / LANE) + height / 2);
        let data = outline(outlines, Kind::Column, column.future > column.past, column.cycle);
        data.push_str(&format!("M{at}v-{}", Length(height)));
    }
}

/// What you did, as dots on the narrow band; and what broke.
pub fn acts(history: &History, scale: Scale, shapes: &mut Vec<Shape>) {
    let (mut acts, mut broken) = (String::new(), String::new());
    for (step, record) in history.steps() {
        let at = Point { x: scale.x(step), y: Length(160) };
        if record.broke {
            broken.push_str(&format!("M{} 6V26", at.x));
        } else if record.is_act() {
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
