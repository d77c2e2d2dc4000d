//! The timeline: who led, a mark for every step on the lane of its node, where one is, and the other lines.
//!
//! Marks of one kind, hue and time are one outline, so that a step changes two or three shapes, however many marks there are.

mod branches;
mod marks;
pub mod scale;

use super::thing::Thing;
use super::{Anchor, Form, Length, Point, Shape, hue, px};
use crate::session::scene::BranchLine;
use crate::sim::history::{NOBODY, Record};
use scale::Scale;

/// Below this width, in pixels, only the band is drawn.
pub const NARROW: u32 = 700;

const BAND: i32 = 20;
const BAND_TOP: i32 = 8;
const LANES_TOP: i32 = 395;
const PITCH: i32 = 110;
const ROW: i32 = 20;

/// What the timeline shows.
#[derive(Clone, Copy, Debug)]
pub struct History<'a> {
    /// The nodes, in the order of the cluster.
    pub names: &'a [String],
    /// The steps of the present line, in order and in pieces.
    pub records: &'a [&'a [Record]],
    /// The nodes that take numbers, where none of them leads.
    pub proposers: &'a [usize],
    /// The letter before the number of a leader: `T` of terms.
    pub letter: &'static str,
    /// The present step.
    pub step: u64,
    /// All lines.
    pub branches: &'a [BranchLine],
}

/// The drawn timeline.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Timeline {
    /// From the lowest to the topmost.
    pub shapes: Vec<Shape>,
    /// In whole pixels.
    pub width: u32,
    /// In whole pixels.
    pub height: u32,
    /// How much of the height is for dragging; below it hang the other lines.
    pub track: u32,
    /// Where the steps stand.
    pub scale: Scale,
}

impl History<'_> {
    fn last_step(&self) -> u64 {
        self.records.iter().map(|piece| piece.len() as u64).sum()
    }

    /// The steps with their numbers.
    fn steps(&self) -> impl Iterator<Item = (u64, &Record)> {
        (1..).zip(self.records.iter().flat_map(|piece| piece.iter()))
    }

    /// The whole picture at this width.
    pub fn draw(&self, width: u32) -> Timeline {
        let longest = self.branches.iter().map(|branch| branch.last_step).max();
        let last_step = self.last_step();
        let is_narrow = width < NARROW;
        let scale = Scale::new(width, longest.unwrap_or_default().max(last_step), last_step);
        let mut shapes = Vec::new();
        if is_narrow {
            self.band(scale, true, &mut shapes);
            marks::acts(self, scale, &mut shapes);
            shapes.push(knob(scale.x(self.step)));
            return Timeline { shapes, width, height: 32, track: 32, scale };
        }
        let lanes = i32::try_from(self.names.len()).unwrap_or(9);
        let bottom = LANES_TOP + PITCH * (lanes - 1) + 75;
        self.band(scale, false, &mut shapes);
        self.lanes(width, &mut shapes);
        marks::all(self, scale, &mut shapes);
        let rows = branches::shapes(self.branches, scale, width, bottom, &mut shapes);
        shapes.push(playhead(scale.x(self.step), bottom));
        let track = (bottom / 10).unsigned_abs();
        // The first row is kept free: the first branch moves nothing.
        let height = track + ROW.unsigned_abs() * rows.max(1) + 2;
        Timeline { shapes, width, height, track, scale }
    }

    /// Who led in which term, or whose number was the highest: the parts tile the line from its start to its last step.
    fn band(&self, scale: Scale, is_narrow: bool, shapes: &mut Vec<Shape>) {
        for (place, stretch) in self.stretches().into_iter().enumerate() {
            let left = scale.edge(stretch.first);
            let right = if stretch.until > self.last_step() {
                scale.edge(stretch.until).min(scale.x(self.last_step()).0 + 40)
            } else {
                scale.edge(stretch.until)
            };
            let gap = if is_narrow { 20 } else { 10 };
            let width = (right - left - gap).max(5);
            let (top, height, corner) =
                if is_narrow { (110, 100, 50) } else { (BAND_TOP * 10, BAND * 10, 40) };
            let mut parts = vec![Shape::new(
                "part",
                "",
                Point::default(),
                Form::Rect { width: Length(width), height: Length(height), corner: Length(corner) },
            )];
            if !is_narrow {
                let texts = self.words(&stretch);
                let fits = |text: &&String| 62 * text.chars().count() as i32 + 100 <= width;
                if let Some(text) = texts.iter().find(fits) {
                    let (at, anchor) = match stretch.leader {
                        NOBODY => (Point::new(width / 2, 142), Anchor::Middle),
                        _ => (Point::new(90, 143), Anchor::Start),
                    };
                    parts.push(Shape::text("word", "", at, anchor, text.clone()));
                }
            }
            let kind = match stretch.leader {
                NOBODY if is_narrow => "gap",
                NOBODY => "nobody",
                _ => "leads",
            };
            let class = format!("band {kind} {}", hue(u64::from(stretch.epoch)));
            let at = Point::new(left, top);
            shapes.push(Shape::new(format!("band{place}"), class, at, Form::Group { parts }));
        }
        if !is_narrow {
            let at = Point::new(scale.left() - 140, 222);
            let title = if self.proposers.is_empty() { "Leader" } else { "Highest" };
            shapes.push(Shape::text("leader", "lab2", at, Anchor::End, title));
        }
    }

    fn stretches(&self) -> Vec<Stretch> {
        let mut all = vec![Stretch { first: 0, until: 1, leader: NOBODY, epoch: 0, tries: false }];
        for (step, record) in self.steps() {
            let Some(last) = all.last_mut() else { continue };
            let (leader, epoch) = self.foremost(record, last);
            if (leader, epoch) == (last.leader, last.epoch) {
                last.until = step + 1;
                last.tries |= record.epoch > 0;
            } else {
                let (first, until) = (step, step + 1);
                all.push(Stretch { first, until, leader, epoch, tries: record.epoch > 0 });
            }
        }
        all
    }

    /// Who leads after a step, or who has taken the highest number so far: of two in one round the later node.
    fn foremost(&self, record: &Record, last: &Stretch) -> (u8, u16) {
        if self.proposers.is_empty() {
            return (record.leader, if record.leader == NOBODY { 0 } else { record.led });
        }
        let is_higher = (record.epoch, record.node) > (last.epoch, last.leader)
            || (last.leader == NOBODY && record.epoch > 0);
        match self.proposers.contains(&usize::from(record.node)) && is_higher {
            true => (record.node, record.epoch),
            false => (last.leader, last.epoch),
        }
    }

    fn words(&self, stretch: &Stretch) -> Vec<String> {
        let epoch = stretch.epoch;
        match self.names.get(usize::from(stretch.leader)) {
            Some(name) => {
                let number = format!("{}{epoch}", self.letter);
                let leads = format!("{name} leads · {number}");
                let brief = [format!("{name} · {number}"), name.clone()];
                self.proposers.is_empty().then_some(leads).into_iter().chain(brief).collect()
            }
            None if !self.proposers.is_empty() => vec!["no number yet".to_string()],
            None if stretch.tries => vec!["election".to_string()],
            None => vec!["no leader".to_string()],
        }
    }

    fn lanes(&self, width: u32, shapes: &mut Vec<Shape>) {
        let mut data = String::new();
        let right = i32::try_from(width).unwrap_or_default() * 10 - scale::RIGHT;
        for (place, name) in self.names.iter().enumerate() {
            let y = lane(place);
            let left = Point::new(scale::LEFT - 10, y);
            data.push_str(&format!("M{left}H{}", Length(right)));
            let at = Point::new(scale::LEFT - 140, y + 36);
            shapes.push(Shape::text(format!("name{place}"), "axis m", at, Anchor::End, &**name));
        }
        shapes.push(Shape::new("lanes", "lanes", Point::default(), Form::Path { data }));
    }
}

/// A part of the line with one leader in one term, from its first step up to the one where it is over.
struct Stretch {
    first: u64,
    until: u64,
    leader: u8,
    epoch: u16,
    /// Whether somebody was in some term in it.
    tries: bool,
}

/// The height of a node's lane, in tenths of a pixel.
fn lane(place: usize) -> i32 {
    LANES_TOP + PITCH * i32::try_from(place).unwrap_or_default()
}

fn playhead(at: Length, bottom: i32) -> Shape {
    let data = format!("M0 4V{}M-7 0h14v6l-7 7-7-7z", Length(bottom));
    let form = Form::Path { data };
    Shape::new("playhead", "playhead", Point { x: at, y: px(0) }, form)
}

fn knob(at: Length) -> Shape {
    Shape::new("knob", "knob", Point { x: at, y: px(16) }, Form::Circle { radius: px(9) })
}

#[cfg(test)]
mod tests;
