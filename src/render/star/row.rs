//! What a server is at and what it holds: its phase, the epochs that it keeps, its history.

use super::super::layout::{Bounds, Layout, count};
use super::history;
use crate::protocol::inspect::{CardLine, Portrait};
use crate::render::kept::{is_written, pill};
use crate::render::{Anchor, Form, Point, Shape, hue, node};
use crate::session::scene::{NodeScene, Scene};

/// How high a row is at least that holds two lines.
const TWO_LINES: i32 = HEAD + CELL.0 + 2 * AROUND;

/// What marks and bars reach beyond the cells.
pub(super) const AROUND: i32 = 30;

/// How high the line of the heading is.
const HEAD: i32 = 200;

/// The width of the heading where it shares a line.
const HEADING: i32 = 1_740;

/// The most that a letter of a heading takes.
const LETTER: i32 = 82;

/// The width of what stands above the history of the leader.
const TITLE: i32 = 900;

/// How wide a row of two lines is at least in which the epochs have room, and what its server is doing.
const WITH_EPOCHS: i32 = 2_700;
const WITH_DOING: i32 = 4_400;

/// How wide a row of one line is at least in which the history leaves room for the epochs, and for a heading.
const LINE_WITH_EPOCHS: i32 = 4_400;
const LINE_WITH_HEADING: i32 = 2_700;

/// The width of one of the epochs with its name.
const EPOCH: i32 = 680;

/// How high a cell is at least and at most.
const CELL: (i32, i32) = (180, 270);

/// What is known of a server: of a crashed one, what its disk holds.
pub(super) fn known(node: &NodeScene) -> Option<&Portrait> {
    node.portrait.as_deref().filter(|_| node.up).or(node.left.as_deref())
}

/// What stands in the row of a server.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Shows {
    /// What it holds: the rest stands below its figure.
    Holdings,
    /// All that is known of it: it stands beside its figure.
    All,
    /// The same with its name, where its figure is elsewhere.
    Named,
}

/// The row of a server.
pub(super) fn row(scene: &Scene, place: usize, shows: Shows, layout: &Layout) -> Option<Shape> {
    let (node, room) = (scene.nodes.get(place)?, layout.cards[place]?);
    let parts = match shows {
        Shows::Holdings => of_hub(scene, node, room),
        Shows::All => of_other(scene, node, room),
        Shows::Named => named(scene, node, room),
    };
    let mut words = vec![node.name.clone(), node::heading(node)];
    if let Some(portrait) = known(node) {
        words.extend(portrait.card.iter().map(CardLine::words));
        words.push(history::words(portrait, scene.vocabulary.decided));
    }
    let at = Point::new(room.left, room.top);
    let shape = Shape::new(format!("card-{place}"), "card", at, Form::Group { parts });
    Some(shape.labelled("img", words.join(", ")))
}

/// Where the lines of a row are.
pub(super) struct Lines {
    /// There is room for two.
    pub has_two: bool,
    /// The base of what is written in the first.
    pub base: i32,
    /// Where the cells of the second begin, or those of the only one.
    pub top: i32,
    /// How high the cells are.
    pub cell: i32,
}

impl Lines {
    pub(super) fn of(height: i32) -> Lines {
        let has_two = height >= TWO_LINES;
        if !has_two {
            let cell = (height - AROUND).min(CELL.0);
            return Lines { has_two, base: height / 2 + 45, top: (height - cell) / 2, cell };
        }
        let room = height - 2 * AROUND;
        let cell = (room - HEAD).clamp(CELL.0, CELL.1);
        let spare = room - HEAD - cell;
        let (gap, top) = (spare.min(50), AROUND + (spare - spare.min(50)) / 2);
        Lines { has_two, base: top + 135, top: top + HEAD + gap, cell }
    }
}

/// What the leader is at stands below its figure.
fn of_hub(scene: &Scene, node: &NodeScene, room: Bounds) -> Vec<Shape> {
    let (width, lines) = (room.right - room.left, Lines::of(room.bottom - room.top));
    let title = format!("{}’s history", node.name);
    let at = Point::new(0, lines.base);
    let mut parts = vec![Shape::text("title", "lab2", at, Anchor::Start, title)];
    let Some(portrait) = known(node) else { return parts };
    if lines.has_two && width >= WITH_EPOCHS {
        parts.extend(epochs(scene, node, portrait, Point::new(TITLE, lines.base)));
    }
    let is_new = is_written(node, scene.vocabulary.log, scene.step);
    let at = Point::new(if lines.has_two { 0 } else { TITLE }, lines.top);
    parts.extend(history::cells(portrait, is_new, at, (width - at.x.0, lines.cell)));
    parts
}

fn named(scene: &Scene, node: &NodeScene, room: Bounds) -> Vec<Shape> {
    let (name, width) = name(node, Lines::of(room.bottom - room.top).base);
    let rest = of_other(scene, node, Bounds { right: room.right - width, ..room });
    vec![name, Shape::new("known", "", Point::new(width, 0), Form::Group { parts: rest })]
}

/// The name of a server at the left edge of its row, and how much room it takes.
pub(super) fn name(node: &NodeScene, base: i32) -> (Shape, i32) {
    let width = 100 + 90 * count(node.name.chars().count());
    (Shape::text("name", "lab1", Point::new(0, base), Anchor::Start, &*node.name), width)
}

fn of_other(scene: &Scene, node: &NodeScene, room: Bounds) -> Vec<Shape> {
    let lines = Lines::of(room.bottom - room.top);
    let (width, has_two, base) = (room.right - room.left, lines.has_two, lines.base);
    let is_wide = width >= if has_two { WITH_EPOCHS } else { LINE_WITH_EPOCHS };
    let text = |key, class, x, text: String| {
        Shape::text(key, class, Point::new(x, base), Anchor::Start, text)
    };
    let mut parts = Vec::new();
    let mut x = 0;
    if has_two || width >= LINE_WITH_HEADING {
        let class = if node.up { "lab1" } else { "lab1 down" };
        let heading = node::heading(node);
        let fits = LETTER * count(heading.chars().count()) <= width.min(HEADING);
        let heading = if fits { heading } else { node::role(node) };
        parts.push(text("phase", class, x, heading));
        x = HEADING;
    }
    let Some(portrait) = known(node) else { return parts };
    if is_wide {
        parts.extend(epochs(scene, node, portrait, Point::new(x, base)));
        x += EPOCH * count(portrait.card.len());
    }
    let doing = node::doing(node);
    if has_two && width >= WITH_DOING && node.up && !doing.is_empty() {
        let letters = usize::try_from((width - x) / 64).unwrap_or_default();
        parts.push(text("doing", "lab2", x, node::shortened(&doing, letters)));
    }
    let left = if has_two { 0 } else { x };
    let is_new = is_written(node, scene.vocabulary.log, scene.step);
    let at = Point::new(left, lines.top);
    parts.extend(history::cells(portrait, is_new, at, (width - left, lines.cell)));
    parts
}

/// The epochs that the server keeps, side by side.
fn epochs(scene: &Scene, node: &NodeScene, portrait: &Portrait, at: Point) -> Vec<Shape> {
    let place = |number: usize| Point::new(at.x.0 + EPOCH * count(number), at.y.0);
    let lines = portrait.card.iter().enumerate();
    lines.flat_map(|(number, line)| epoch(scene, node, line, place(number))).collect()
}

/// An epoch with its name before it.
fn epoch(scene: &Scene, node: &NodeScene, line: &CardLine, at: Point) -> Vec<Shape> {
    let name = Shape::text(line.name, "lab2 m", at, Anchor::Start, line.name);
    let x = at.x.0 + 74 * count(line.name.chars().count()) + 60;
    let Some(words) = line.text() else {
        let none = Point::new(x, at.y.0);
        let none = Shape::text(format!("{}-value", line.name), "lab2", none, Anchor::Start, "none");
        return vec![name, none];
    };
    let parts = pill(line, words, (EPOCH, 210), is_written(node, line.variable, scene.step));
    let sure = if line.accepted { "ok" } else { "" };
    let class = format!("cell {sure} {}", hue(line.epoch));
    let form = Form::Group { parts };
    vec![name, Shape::new(format!("{}-value", line.name), class, Point::new(x, at.y.0 - 43), form)]
}
