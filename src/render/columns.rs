//! The stage of a protocol whose nodes play parts: a column a part, cards beside those that keep what others rely on, and
//! below it the ballots.

mod cards;

use super::layout::{Bounds, LABEL_WIDTH, Label, Layout, count, tenths};
use super::stage::Stage;
use super::{Anchor, Frame, Point, Shape, ballots, capitalised};
use crate::protocol::cluster::Part;
use crate::session::scene::Scene;
use std::ops::Range;

/// The columns and the ballots.
pub static COLUMNS: Stage = Stage { layout, ground, below: ballots::BELOW, style: "" };

/// Room for the line of headings, on a wide stage, where buttons stand above it, and on a narrow one. All lengths are
/// tenths of a pixel.
const HEAD: (i32, i32) = (700, 300);

/// The most that a node and what is drawn around it take, from its middle, on a wide stage and on a narrow one.
const OUTER: (i32, i32) = (520, 330);

/// The least that it takes where texts stand below the nodes.
const OUTER_WITH_TEXT: i32 = 350;

/// How far apart the nodes of a column are at most.
const PITCH: i32 = 2_200;

/// Room for the text below a node, with what parts it from the node and from the next one.
const TEXT: i32 = 690;

/// How high such a text is, the circles of those who are counted included.
const TEXT_HEIGHT: i32 = 640;

/// How long the way of a message is at least where there are texts.
const WAY: i32 = 800;

/// How far a card reaches beyond its figure, on a wide stage and on a narrow one.
const CARD: (i32, i32) = (1_980, 860);

/// How high a card is at most.
const CARD_HEIGHT: i32 = 900;

/// Nodes that play the same part.
struct Column {
    part: Option<&'static Part>,
    nodes: Range<usize>,
    /// How far apart they stand.
    pitch: i32,
    has_cards: bool,
}

/// The one for wide stages, or the one for narrow ones.
fn either(frame: Frame, (wide, narrow): (i32, i32)) -> i32 {
    if frame.is_narrow() { narrow } else { wide }
}

/// The columns from the left to the right. A part whose nodes keep something that others rely on has cards.
fn columns(scene: &Scene, frame: Frame) -> Vec<Column> {
    let room = tenths(frame.height) - either(frame, HEAD) - 60;
    let mut start = 0;
    let column = |(part, count): (Option<&'static Part>, usize)| {
        let nodes = start..start + count;
        start = nodes.end;
        Column { part, nodes, pitch: 0, has_cards: false }
    };
    let mut all: Vec<Column> = scene.parts().into_iter().map(column).collect();
    let last = all.len().saturating_sub(1);
    for (place, column) in all.iter_mut().enumerate() {
        column.pitch = (room / count(column.nodes.len())).min(PITCH);
        column.has_cards = 0 < place && place < last.max(2);
    }
    all
}

/// Texts beside the nodes have room where messages still have a way between the columns.
fn layout(scene: &Scene, frame: Frame) -> Layout {
    let layout = arranged(scene, frame, !frame.is_narrow());
    let way = |&(from, to): &(usize, usize)| layout.edge(to, from).x.0 - layout.edge(from, to).x.0;
    let is_roomy = layout.links.iter().all(|link| way(link) >= WAY);
    if is_roomy { layout } else { arranged(scene, frame, false) }
}

fn arranged(scene: &Scene, frame: Frame, has_texts: bool) -> Layout {
    let columns = columns(scene, frame);
    let narrowest = columns.iter().map(|column| column.pitch).min().unwrap_or(PITCH);
    let outer = (narrowest / 2 - 10).min(either(frame, OUTER));
    // Figures that are a little smaller leave room for texts below them.
    let below = columns.iter().filter(|column| !column.has_cards);
    let below =
        below.map(|column| (column.pitch - TEXT) / 2).filter(|room| *room >= OUTER_WITH_TEXT);
    let outer = below.chain([outer]).min().unwrap_or(outer);
    let size = scene.nodes.len();
    let mut layout = Layout {
        frame,
        places: vec![Point::default(); size],
        radius: outer - (outer / 4).min(130),
        outer,
        labels: vec![None; size],
        links: links(&columns),
        cards: vec![None; size],
    };
    let across = across(&columns, &layout, has_texts);
    let (top, bottom) = (either(frame, HEAD), tenths(frame.height) - 60);
    for (column, x) in columns.iter().zip(across) {
        // Where a text stands below each node, the two have the room of one together.
        let is_below = has_texts && has_room_below(column, outer);
        let rise = if is_below { (TEXT - 60) / 2 } else { 0 };
        let first = (top + bottom - column.pitch * (count(column.nodes.len()) - 1)) / 2 - rise;
        for (row, node) in column.nodes.clone().enumerate() {
            let place = Point::new(x, first + column.pitch * count(row));
            layout.places[node] = place;
            if column.has_cards {
                layout.cards[node] = Some(card_room(place, column, &layout));
            } else if has_texts {
                let is_left = column.nodes.start == 0;
                layout.labels[node] = Some(label(place, is_left, is_below, &layout));
            }
        }
    }
    layout
}

/// Those of neighbouring columns send each other messages.
fn links(columns: &[Column]) -> Vec<(usize, usize)> {
    let pairs = columns.iter().zip(columns.iter().skip(1));
    let pairs = pairs.flat_map(|(left, right)| {
        let to = right.nodes.clone();
        left.nodes.clone().flat_map(move |from| to.clone().map(move |to| (from, to)))
    });
    pairs.collect()
}

fn has_room_below(column: &Column, outer: i32) -> bool {
    column.pitch >= 2 * outer + TEXT && !column.has_cards
}

/// The middles of the columns: texts have room on the outer sides, and of what is left before and behind the cards the
/// requests of the proposers get more than the answers to the learners.
fn across(columns: &[Column], layout: &Layout, has_texts: bool) -> Vec<i32> {
    let (width, outer) = (tenths(layout.frame.width), layout.outer);
    let edge = |column: &Column| match (has_texts, has_room_below(column, outer)) {
        (false, _) => (outer + 60).max(330),
        (true, true) => (LABEL_WIDTH / 2 + 80).max(width / 10),
        (true, false) => LABEL_WIDTH + outer + 140,
    };
    let card = either(layout.frame, CARD);
    match columns {
        [] => Vec::new(),
        [_] => vec![width / 2],
        [left, _] => {
            let first = edge(left);
            let free = width - 100 - card - outer - first;
            vec![first, first + free.min(width * 55 / 100)]
        }
        [left, .., right] => {
            let (first, last) = (edge(left), width - edge(right));
            let free = last - first - 4 * outer - card;
            vec![first, first + 2 * outer + free * 62 / 100, last]
        }
    }
}

fn card_room(place: Point, column: &Column, layout: &Layout) -> Bounds {
    let height = (column.pitch - 50).min(CARD_HEIGHT);
    Bounds {
        left: place.x.0,
        top: place.y.0 - height / 2,
        right: place.x.0 + layout.radius + either(layout.frame, CARD),
        bottom: place.y.0 + height / 2,
    }
}

/// Below the node, or on its outer side.
fn label(place: Point, is_left: bool, is_below: bool, layout: &Layout) -> Label {
    let (x, y) = (place.x.0, place.y.0);
    let (at, anchor) = match (is_below, is_left) {
        (true, true) => (Point::new(x - layout.radius, y + layout.outer + 230), Anchor::Start),
        (true, false) => (Point::new(x, y + layout.outer + 230), Anchor::Middle),
        (false, true) => (Point::new(x - layout.outer - 60, y - 90), Anchor::End),
        (false, false) => (Point::new(x + layout.outer + 60, y - 90), Anchor::Start),
    };
    Label { at, anchor, height: TEXT_HEIGHT }
}

fn ground(scene: &Scene, layout: &Layout) -> Vec<Shape> {
    let columns = columns(scene, layout.frame);
    let mut all: Vec<Shape> = columns.iter().filter_map(|it| heading(it, layout)).collect();
    all.extend((0..scene.nodes.len()).filter_map(|place| cards::card(scene, place, layout)));
    all
}

/// The part as a title over its column.
fn heading(column: &Column, layout: &Layout) -> Option<Shape> {
    let part = column.part?;
    let text = if column.nodes.len() == 1 { part.name } else { part.plural };
    let node = column.nodes.start;
    let x = layout.cards[node]
        .map_or(layout.places[node].x.0, |card| (card.left - layout.radius + card.right) / 2);
    let at = Point::new(x, either(layout.frame, HEAD) - 120);
    let key = format!("part-{}", part.name);
    Some(Shape::text(key, "lab2", at, Anchor::Middle, capitalised(text)))
}

#[cfg(test)]
mod tests;
