//! The logs: a row a node, a cell an entry, solid where that node itself knows it to be committed.

use super::stage::{Below, Glance};
use super::thing::Thing;
use super::{Anchor, Form, Frame, Length, Point, Shape, arrowed, hue, node, px};
use crate::protocol::inspect::{LogCell, Portrait, Vocabulary};
use crate::session::scene::{NodeScene, Scene};

/// The height of a row, in whole pixels.
const ROW: i32 = 30;

/// The width of a letter of an entry's number.
const LETTER: i32 = 6;

/// The height of the line with the indexes.
const HEAD: i32 = 24;

/// Which entries are drawn, and where.
struct Table {
    first: u64,
    columns: u64,
    left: i32,
    pitch: i32,
    is_narrow: bool,
    vocabulary: Vocabulary,
    /// The entry at which the Tab key stops, by node and index.
    stop: Option<(usize, u64)>,
}

/// What is beside a command and its number in their place: the gap to the next one, and a margin.
const AROUND: i32 = 13;

/// The logs below a stage.
pub const BELOW: Below = Below { name: "Logs", height, shapes, describe };

/// How high the picture of the logs is, in whole pixels.
fn height(scene: &Scene) -> u32 {
    let nodes = u32::try_from(scene.nodes.len()).unwrap_or(9);
    HEAD.unsigned_abs() + ROW.unsigned_abs() * nodes + 6
}

/// All logs. The picture follows the end: the last entry of the longest log is in it, unless an entry farther back is
/// looked at.
fn shapes(scene: &Scene, glance: Glance) -> Vec<Shape> {
    let Glance { width, selected, thing } = glance;
    let cell = match thing {
        Some(Thing::Cell(place, index)) => Some((place, index)),
        _ => None,
    };
    let frame = Frame { width, height: height(scene) };
    let mut table = Table::new(scene, frame);
    if let Some((_, index)) = cell {
        table.first = table.first.min(index);
    }
    table.stop = table.stop_at(scene, selected, cell);
    let mut all = vec![table.head()];
    for (place, node) in scene.nodes.iter().enumerate() {
        all.push(table.row(place, node, selected == Some(place), width));
    }
    all
}

/// All logs in words.
fn describe(scene: &Scene) -> String {
    let decided = scene.vocabulary.decided;
    let words = |node: &NodeScene| {
        let log = node.portrait.as_ref().map_or(&[][..], |portrait| &portrait.log);
        let committed = log.iter().filter(|cell| cell.committed).count();
        let entries: Vec<String> =
            log.iter().map(|cell| format!("{} {}", cell.index, cell.label)).collect();
        match (&node.portrait, log.len()) {
            (None, _) => format!("{} is crashed.", node.name),
            (Some(_), 0) => format!("{}: empty.", node.name),
            (Some(_), _) => {
                format!("{}: {}; {committed} known {decided}.", node.name, entries.join(", "))
            }
        }
    };
    let rows: Vec<String> = scene.nodes.iter().map(words).collect();
    format!("Logs. {}", rows.join(" "))
}

impl Table {
    fn new(scene: &Scene, frame: Frame) -> Table {
        let is_narrow = frame.is_narrow();
        let (left, pitch, after) = if is_narrow { (44, 62, 8) } else { (150, 71, 150) };
        // A longer number takes nothing from the command beside it.
        let letters = scene.vocabulary.sample.len();
        let pitch = pitch + LETTER * i32::try_from(letters.saturating_sub(1)).unwrap_or_default();
        // Commands that would be cut off have wider places, up to half as wide again.
        let entries = || scene.nodes.iter().filter_map(kept).flat_map(|portrait| &portrait.log);
        let needs = |cell: &LogCell| {
            let letters = i32::try_from(cell.label.chars().count()).unwrap_or(i32::MAX / 8);
            AROUND + corner(cell) + 7 * letters
        };
        let wanted = entries().map(needs).max().unwrap_or_default();
        let pitch = wanted.clamp(pitch, pitch * 3 / 2);
        let width = i32::try_from(frame.width).unwrap_or_default();
        let columns = u64::try_from((width - left - after) / pitch).unwrap_or_default().max(1);
        let last = entries().map(|cell| cell.index).max().unwrap_or_default();
        let first = (last + 1).saturating_sub(columns).max(1);
        Table { first, columns, left, pitch, is_narrow, vocabulary: scene.vocabulary, stop: None }
    }

    /// The entry at which the Tab key stops: the one that is looked at, or the last of the selected node, or of any.
    fn stop_at(
        &self,
        scene: &Scene,
        selected: Option<usize>,
        cell: Option<(usize, u64)>,
    ) -> Option<(usize, u64)> {
        let last = |place: usize| {
            let log = &scene.nodes.get(place)?.portrait.as_ref()?.log;
            let drawn = log.iter().rfind(|cell| self.indexes().contains(&cell.index))?;
            Some((place, drawn.index))
        };
        let is_drawn =
            |(place, index): &(usize, u64)| last(*place).is_some_and(|(_, it)| *index <= it);
        let any = || (0..scene.nodes.len()).find_map(last);
        cell.filter(is_drawn).or_else(|| last(selected?)).or_else(any)
    }

    fn x(&self, index: u64) -> i32 {
        let column = i32::try_from(index.saturating_sub(self.first)).unwrap_or_default();
        self.left + column * self.pitch
    }

    fn indexes(&self) -> std::ops::Range<u64> {
        self.first..self.first + self.columns
    }

    fn head(&self) -> Shape {
        let title = match self.is_narrow {
            true => "Log".to_string(),
            false => format!("Log {}", self.vocabulary.place),
        };
        let at = Point { x: px(if self.is_narrow { 8 } else { 20 }), y: px(17) };
        let mut parts = vec![Shape::text("title", "lab2", at, Anchor::Start, title)];
        for index in self.indexes() {
            let at = Point { x: px(self.x(index) + (self.pitch - 6) / 2), y: px(17) };
            let (key, text) = (format!("index{index}"), index.to_string());
            parts.push(Shape::text(key, "axis m", at, Anchor::Middle, text));
        }
        Shape::new("head", "", Point::default(), Form::Group { parts })
    }

    fn row(&self, place: usize, node: &NodeScene, is_selected: bool, width: u32) -> Shape {
        let top = HEAD + ROW * i32::try_from(place).unwrap_or_default();
        let width = i32::try_from(width).unwrap_or_default();
        let back = Form::Rect { width: px(width - 8), height: px(ROW - 1), corner: px(8) };
        let mut parts = vec![
            Shape::new("back", "rowback", Point { x: px(4), y: px(0) }, back),
            self.figure(node),
        ];
        if !self.is_narrow {
            let at = Point { x: px(54), y: px(19) };
            parts.push(Shape::text("role", "lab2 role", at, Anchor::Start, node::role(node)));
        }
        parts.extend(self.indexes().map(|index| self.cell(place, index, node)));
        parts.extend(self.commit_mark(node));
        if !self.is_narrow {
            let at = Point { x: px(self.x(self.first + self.columns) + 14), y: px(19) };
            let known = known(node, self.vocabulary.decided);
            parts.push(Shape::text("known", "lab2", at, Anchor::Start, known));
        }
        let class = match (node.up, is_selected) {
            (true, true) => "row sel",
            (true, false) => "row",
            (false, true) => "row sel gone",
            (false, false) => "row gone",
        };
        let at = Point { x: px(0), y: px(top) };
        Shape::new(format!("log-{place}"), class, at, Form::Group { parts })
    }

    fn figure(&self, node: &NodeScene) -> Shape {
        node::small(node, Point { x: px(if self.is_narrow { 22 } else { 33 }), y: Length(145) })
    }

    fn cell(&self, place: usize, index: u64, node: &NodeScene) -> Shape {
        let log = kept(node).map_or(&[][..], |portrait| &portrait.log);
        let cell = log.iter().rfind(|cell| cell.index == index);
        let width = self.pitch - 6;
        let form = Form::Rect { width: px(width), height: px(25), corner: px(4) };
        let mut parts = vec![Shape::new("back", "c", Point::default(), form)];
        let is_gap = log.last().is_some_and(|last| index < last.index);
        let mut class = if is_gap { "cell gap" } else { "cell none" }.to_string();
        if is_gap && cell.is_none() {
            let middle = Point::new(width * 5, 168);
            parts.push(Shape::text("label", "lab2", middle, Anchor::Middle, "gap"));
        }
        if let Some(cell) = cell {
            class =
                format!("cell {} {}", if cell.committed { "ok" } else { "hol" }, hue(cell.epoch));
            // The number stands in the corner, the command in the middle of what is left.
            let (number, middle) =
                (Point::new(50, 100), Point::new((width + corner(cell)) * 5 - 5, 168));
            parts.push(Shape::text("term", "n", number, Anchor::Start, &*cell.number));
            parts.push(Shape::text("label", "v", middle, Anchor::Middle, self.label(cell)));
        }
        let at = Point { x: px(self.x(index)), y: px(2) };
        // An empty place is nothing to point at.
        let key = match cell {
            Some(_) => Thing::Cell(place, index).to_string(),
            None => format!("none{index}"),
        };
        let mut shape = Shape::new(key, class, at, Form::Group { parts });
        if let Some(cell) = cell {
            let Vocabulary { epoch, place: word, decided, .. } = self.vocabulary;
            let known = if cell.committed { format!(", known {decided}") } else { String::new() };
            let (number, seen) = (&cell.number, self.label(cell));
            // Who speaks to the page says what stands there; what did not fit follows.
            let whole =
                if seen == cell.label { String::new() } else { format!(", {}", cell.label) };
            let words = format!(
                "{number} {seen}{whole}, {word} {index} of {}, {epoch} {number}{known}",
                node.name
            );
            shape = shape.labelled("button", words);
            if let Some(label) = &mut shape.label {
                label.is_tab_stop = self.stop == Some((place, index));
            }
        }
        shape
    }

    /// A command, or as much of it as fits beside its number.
    fn label(&self, cell: &LogCell) -> String {
        let letters = usize::try_from((self.pitch - AROUND - corner(cell)) / 7).unwrap_or_default();
        node::shortened(&arrowed(&cell.label), letters)
    }

    /// A line after the last entry that the node knows to be committed with all entries before it.
    fn commit_mark(&self, node: &NodeScene) -> Option<Shape> {
        let last = node.portrait.as_ref()?.committed();
        if !self.indexes().contains(&last) {
            return None;
        }
        let at = Point { x: Length(self.x(last + 1) * 10 - 30), y: px(0) };
        let data = "M-3.5 -1.5H3.5L0 3zM0 0V29".to_string();
        Some(Shape::new("commit", "commit", at, Form::Path { data }))
    }
}

/// What a node knows, or, while it is crashed, what its disk holds.
pub(super) fn kept(node: &NodeScene) -> Option<&Portrait> {
    node.portrait.as_deref().or(node.left.as_deref())
}

/// The room that an entry's number takes in the corner of its cell, in whole pixels.
fn corner(cell: &LogCell) -> i32 {
    5 + LETTER * i32::try_from(cell.number.chars().count()).unwrap_or_default()
}

/// How much of its log a node knows to be committed.
fn known(node: &NodeScene, decided: &str) -> String {
    let Some(portrait) = kept(node) else { return String::new() };
    if !node.up {
        return format!("{} on its disk", portrait.log.len());
    }
    let committed = portrait.log.iter().filter(|cell| cell.committed).count();
    match portrait.log.len() {
        0 => "empty".to_string(),
        length => format!("{committed} of {length} {decided}"),
    }
}
