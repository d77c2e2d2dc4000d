//! The stage of a protocol that goes through phases: above, how far they have come; below that the server that leads with
//! the others in a column, linked to it alone, and beside each what it holds. While nobody leads, the election.

mod history;
mod rail;
mod row;
mod votes;

use self::row::Shows;
use super::layout::{Bounds, LABEL_WIDTH, Label, Layout, count, tenths};
use super::stage::Stage;
use super::{Anchor, Frame, Point, Shape, legend, logs, ring};
use crate::session::scene::Scene;

/// The phases with the star or the election, and below them the logs.
pub static STAR: Stage =
    Stage { layout, ground, below: logs::BELOW, style: include_str!("../../static/star.css") };

/// Where the servers begin, below the phases, on a wide stage and on a narrow one. All lengths are tenths of a pixel.
const TOP: (i32, i32) = (1_120, 580);

/// Where the rows of an election begin: buttons stand above them on a wide stage.
const VOTES_TOP: (i32, i32) = (760, 300);

/// What is left free at the edges of the stage.
const MARGIN: (i32, i32) = (240, 80);

/// How far apart the servers of a column are at most.
const PITCH: i32 = 1_200;

/// The most that a server and what is drawn around it take, from its middle.
const OUTER: (i32, i32) = (400, 280);

/// How much of that is the figure, in hundredths.
const RADIUS: i32 = 77;

/// How wide the text below the leader is at most.
const CAPTION: i32 = LABEL_WIDTH;

/// How high it is, with its circles.
const CAPTION_HEIGHT: i32 = 640;

/// Room for the history of the leader, above it; in one line where the stage is low.
const HISTORY: (i32, i32) = (560, 500);
const HISTORY_LINE: i32 = 290;

/// How high the room of the column is at least where the leader's history has two lines.
const HIGH: i32 = 2_200;

/// Where servers stand closer than this they stand by turns a little to the left and to the right.
const CLOSE: i32 = 520;

/// How far such a column keeps off its ends, and the most that one of its servers takes from its middle.
const CLOSE_ENDS: i32 = 110;
const CLOSE_OUTER: i32 = 230;

/// Room for a client and what it waits for, in the lower left corner.
const CLIENT: i32 = 440;

/// The one for wide stages, or the one for narrow ones.
fn either(frame: Frame, (wide, narrow): (i32, i32)) -> i32 {
    if frame.is_narrow() { narrow } else { wide }
}

/// The server that leads the others through the phases, or tries to; of several the one in the highest epoch.
fn hub(scene: &Scene) -> Option<usize> {
    let leads = scene.nodes.iter().enumerate().filter_map(|(place, node)| {
        let portrait = node.portrait.as_ref().filter(|it| node.up && !it.phases.is_empty())?;
        Some((portrait.epoch, place))
    });
    leads.max_by_key(|(epoch, _)| *epoch).map(|(_, place)| place)
}

fn layout(scene: &Scene, frame: Frame) -> Layout {
    match hub(scene) {
        Some(hub) => star(scene.nodes.len(), hub, frame),
        None => election(scene.nodes.len(), frame),
    }
}

fn ground(scene: &Scene, layout: &Layout) -> Vec<Shape> {
    let nodes = 0..scene.nodes.len();
    match hub(scene) {
        Some(hub) => {
            let shows = |place| if place == hub { Shows::Holdings } else { Shows::All };
            let mut all = rail::rail(&scene.nodes[hub], layout.frame);
            all.extend(legend::line(scene, layout.frame));
            all.extend(nodes.filter_map(|place| row::row(scene, place, shows(place), layout)));
            all
        }
        None => {
            let mut all = votes::head(scene, layout);
            all.extend(nodes.filter_map(|place| votes::row(scene, place, layout)));
            all
        }
    }
}

/// Things one below the other in a room, in its middle if there is more of it than they need.
#[derive(Clone, Copy)]
struct Rows {
    first: i32,
    pitch: i32,
}

impl Rows {
    fn new(rows: usize, top: i32, bottom: i32) -> Rows {
        let pitch = ((bottom - top) / count(rows.max(1))).min(PITCH);
        Rows { first: (top + bottom - pitch * (count(rows) - 1)) / 2, pitch }
    }

    fn middle(self, row: usize) -> i32 {
        self.first + self.pitch * count(row)
    }

    /// Everything in a row from a place to the right edge.
    fn room(self, row: usize, left: i32, frame: Frame) -> Bounds {
        let half = self.pitch.min(640) / 2 - 15;
        let middle = self.middle(row);
        let right = tenths(frame.width) - either(frame, MARGIN);
        Bounds { left, top: middle - half, right, bottom: middle + half }
    }
}

/// Those who follow, one below the other.
struct Column {
    rows: Rows,
    /// How much each takes from its middle.
    outer: i32,
    /// How far to the right every other one stands.
    sway: i32,
}

impl Column {
    fn new(size: usize, top: i32, bottom: i32, frame: Frame) -> Column {
        let rows = Rows::new(size, top, bottom);
        if rows.pitch >= CLOSE {
            let outer = (rows.pitch / 2 - 10).min(either(frame, OUTER));
            return Column { rows, outer, sway: 0 };
        }
        let rows = Rows::new(size, top + CLOSE_ENDS, bottom - CLOSE_ENDS);
        let outer = (rows.pitch - 10).min(CLOSE_OUTER).min(rows.pitch / 2 + CLOSE_ENDS);
        Column { rows, outer, sway: 2 * outer + 40 }
    }
}

/// The row of each server: its place in the cluster less one. The first one stands in for the leader, so that a change of
/// leaders moves nobody else.
fn row_of(place: usize, hub: usize) -> usize {
    (if place == 0 { hub } else { place }).saturating_sub(1)
}

fn star(size: usize, hub: usize, frame: Frame) -> Layout {
    let (width, height) = (tenths(frame.width), tenths(frame.height));
    let (top, bottom) = (either(frame, TOP), height - 60);
    let Column { rows, outer, sway } = Column::new(size - 1, top, bottom, frame);
    let mut layout = Layout {
        frame,
        places: vec![Point::default(); size],
        radius: outer * RADIUS / 100,
        outer,
        labels: vec![None; size],
        links: (0..size).filter(|it| *it != hub).map(|it| (it.min(hub), it.max(hub))).collect(),
        cards: vec![None; size],
    };
    let x = width * if frame.is_narrow() { 52 } else { 44 } / 100 - sway / 2;
    let right_of = x + sway + outer + either(frame, (140, 60));
    for place in (0..size).filter(|it| *it != hub) {
        let row = row_of(place, hub);
        layout.places[place] = Point::new(x + sway * count(row % 2), rows.middle(row));
        layout.cards[place] = Some(rows.room(row, right_of, frame));
    }
    let left = (CAPTION / 2 + 20).max(width / 8);
    let history = if bottom - top < HIGH { HISTORY_LINE } else { either(frame, HISTORY) };
    let above = top + history + outer + 40;
    // On a narrow stage the messages to so many need the room of the text.
    let caption = if frame.is_narrow() && sway > 0 { 0 } else { CAPTION_HEIGHT };
    let below = bottom - CLIENT - caption - outer;
    let place = Point::new(left, ((top + bottom) / 2).min(below).max(above));
    layout.places[hub] = place;
    layout.labels[hub] = (caption > 0).then(|| Label {
        at: Point::new(place.x.0, place.y.0 + outer + 230),
        anchor: Anchor::Middle,
        height: caption,
    });
    let margin = either(frame, MARGIN);
    // The links to the highest of the others pass below its end.
    let right = if size == 1 { width - margin } else { margin + (x - outer - margin) * 3 / 4 };
    let bottom = top + history - 30;
    layout.cards[hub] = Some(Bounds { left: margin, top, right, bottom });
    layout
}

/// All servers on a ring, and the votes of each in a row beside it.
fn election(size: usize, frame: Frame) -> Layout {
    let (width, height) = (tenths(frame.width), tenths(frame.height));
    let margin = either(frame, MARGIN);
    let half = width * 48 / 100;
    let below = if frame.is_narrow() { CLIENT - 60 } else { 0 };
    // So that neighbours keep apart, whatever the shape of the ring.
    let outer =
        ((half + height - below) * 157 / (400 * count(size) + 600)).min(either(frame, OUTER));
    let middle = Point::new(half / 2 + margin / 2, (height - below) / 2);
    let across = (half / 2 - outer - margin / 2 - 40).min(2_600);
    let upright = ((height - below) / 2 - outer - 130).min(2_400);
    let places = (0..size).map(|place| ring::on_ring(place, size, middle, across, upright));
    let rows = Rows::new(size, either(frame, VOTES_TOP), height - 60);
    let left = half + either(frame, (300, 100));
    let links = (0..size).flat_map(|from| (from + 1..size).map(move |to| (from, to)));
    Layout {
        frame,
        places: places.collect(),
        radius: outer * RADIUS / 100,
        outer,
        labels: vec![None; size],
        links: links.collect(),
        cards: (0..size).map(|row| Some(rows.room(row, left, frame))).collect(),
    }
}

#[cfg(test)]
mod tests;
