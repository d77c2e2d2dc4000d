//! The logs at their smallest, for embeds and lectures: a row a node, a cell an entry with nothing but its term in it.
//!
//! Hue and number say under which leader an entry came, and fill whether that node itself knows it to be committed.
//! The texts have the size that they have everywhere; whoever needs them larger gives a smaller frame and enlarges the
//! picture.

use super::layout::{count, tenths};
use super::logs::kept;
use super::{Anchor, Form, Frame, Length, Point, Shape, hue, node};
use crate::session::scene::{NodeScene, Scene};

/// The line with the indexes, in tenths of a pixel.
const HEAD: i32 = 180;

/// The room of a node's figure before its entries.
const LEFT: i32 = 300;

/// The room behind the last entry, for the bar of what is committed.
const AFTER: i32 = 40;

/// Between two cells.
const GAP: i32 = 50;

/// How high a row is at least and at most.
const ROW: (i32, i32) = (250, 340);

/// How wide a cell of one letter is at least, with its gap.
const PITCH: i32 = 320;

/// The width of each further letter.
const LETTER: i32 = 78;

/// Which entries are drawn, and where: all lengths are tenths of a pixel.
struct Table {
    first: u64,
    columns: u64,
    pitch: i32,
    row: i32,
}

/// Whether there are logs to draw: not where every node shows what it holds on the stage itself.
pub fn has_logs(scene: &Scene) -> bool {
    scene.nodes.iter().filter_map(kept).all(|portrait| portrait.card.is_empty())
}

/// What stands above the picture.
pub fn title(scene: &Scene) -> String {
    format!("Logs, by {}", scene.vocabulary.epoch)
}

/// The logs in a frame; none where the stage itself shows what nodes hold. The last entry of the longest log is always
/// in sight, and the cells fill the width.
pub fn shapes(scene: &Scene, frame: Frame) -> Option<Vec<Shape>> {
    if !has_logs(scene) {
        return None;
    }
    let table = Table::new(scene, frame);
    let rows = scene.nodes.iter().enumerate().map(|(place, node)| table.row(place, node));
    Some(std::iter::once(table.head()).chain(rows).collect())
}

/// How high the picture is at least, in whole pixels.
pub fn height(scene: &Scene) -> u32 {
    ((HEAD + ROW.0 * count(scene.nodes.len())).unsigned_abs()).div_ceil(10)
}

impl Table {
    fn new(scene: &Scene, frame: Frame) -> Table {
        let entries = || scene.nodes.iter().filter_map(kept).flat_map(|portrait| &portrait.log);
        let letters = entries().map(|cell| cell.number.chars().count()).max().unwrap_or_default();
        let letters = letters.max(scene.vocabulary.sample.len());
        let room = (tenths(frame.width) - LEFT - AFTER).max(1);
        let columns = (room / (PITCH + LETTER * (count(letters) - 1))).max(1);
        let fit = u64::try_from(columns).unwrap_or(1);
        let last = entries().map(|cell| cell.index).max().unwrap_or_default();
        let rows = count(scene.nodes.len()).max(1);
        Table {
            first: (last + 1).saturating_sub(fit).max(1),
            columns: fit,
            pitch: room / columns,
            row: ((tenths(frame.height) - HEAD) / rows).clamp(ROW.0, ROW.1),
        }
    }

    fn x(&self, index: u64) -> i32 {
        LEFT + self.pitch * i32::try_from(index.saturating_sub(self.first)).unwrap_or_default()
    }

    fn indexes(&self) -> std::ops::Range<u64> {
        self.first..self.first + self.columns
    }

    fn middle(&self, index: u64, base: i32) -> Point {
        Point::new(self.x(index) + (self.pitch - GAP) / 2, base)
    }

    fn head(&self) -> Shape {
        let number = |index: u64| {
            let (at, text) = (self.middle(index, 110), index.to_string());
            Shape::text(format!("index{index}"), "axis m", at, Anchor::Middle, text)
        };
        let parts = self.indexes().map(number).collect();
        Shape::new("head", "", Point::default(), Form::Group { parts })
    }

    fn row(&self, place: usize, node: &NodeScene) -> Shape {
        let mut parts = vec![node::small(node, Point::new(130, self.row / 2))];
        parts.extend(self.indexes().map(|index| self.cell(index, node)));
        let last = node.portrait.as_ref().map_or(0, |portrait| portrait.committed());
        if self.indexes().contains(&last) {
            let at = Point::new(self.x(last + 1) - GAP / 2, 15);
            let to = Point::new(at.x.0, self.row - 15);
            parts.push(Shape::new("commit", "commit", at, Form::Line { to }));
        }
        let class = if node.up { "row" } else { "row gone" };
        let at = Point::new(0, HEAD + self.row * count(place));
        Shape::new(format!("row{place}"), class, at, Form::Group { parts })
    }

    fn cell(&self, index: u64, node: &NodeScene) -> Shape {
        let log = kept(node).map_or(&[][..], |portrait| &portrait.log);
        let cell = log.iter().rfind(|cell| cell.index == index);
        let is_gap = log.last().is_some_and(|last| index < last.index);
        let (width, height) = (Length(self.pitch - GAP), Length(self.row - 40));
        let form = Form::Rect { width, height, corner: Length(40) };
        let mut parts = vec![Shape::new("back", "c", Point::default(), form)];
        let class = match cell {
            Some(cell) => {
                let middle = Point::new(width.0 / 2, height.0 / 2 + 44);
                parts.push(Shape::text("term", "v", middle, Anchor::Middle, &*cell.number));
                format!("cell {} {}", if cell.committed { "ok" } else { "hol" }, hue(cell.epoch))
            }
            None if is_gap => "cell gap".to_string(),
            None => "cell none".to_string(),
        };
        let at = Point::new(self.x(index), 20);
        Shape::new(format!("entry{index}"), class, at, Form::Group { parts })
    }
}

#[cfg(test)]
mod tests;
