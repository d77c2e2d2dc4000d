//! A history: a cell a transaction, solid where its server knows it to be committed, and a bar behind the last of those.

use super::super::layout::count;
use super::row::AROUND;
use crate::protocol::inspect::Portrait;
use crate::render::{Anchor, Form, Length, Point, Shape, hue};

/// The width of a letter in a cell.
const LETTER: i32 = 76;

/// How wide a row is at least in which cells are wide.
const NARROW: i32 = 2_000;

/// Between two cells.
const GAP: i32 = 40;

/// Where the cells stand.
struct Row {
    at: Point,
    height: i32,
    pitch: i32,
}

/// The cells in a room of this size, from the place of the first. Where there are too many, a cell in front says how many
/// of them are left out. The end of a history that is new is marked.
pub(super) fn cells(
    portrait: &Portrait,
    is_new: bool,
    at: Point,
    (width, height): (i32, i32),
) -> Vec<Shape> {
    let log = &portrait.log;
    let Some(last) = log.last() else {
        let base = Point::new(at.x.0, at.y.0 + height / 2 + 42);
        return vec![Shape::text("empty", "lab2", base, Anchor::Start, "empty history")];
    };
    let letters = log.iter().map(|cell| cell.number.chars().count()).max().unwrap_or_default();
    let padding = if width < NARROW { 90 } else { 230 };
    let row = Row { at, height, pitch: LETTER * count(letters) + padding + GAP };
    let fit = usize::try_from(width / row.pitch).unwrap_or_default().max(1);
    let left_out = if log.len() > fit { log.len() + 1 - fit } else { 0 };
    let mut all = Vec::new();
    if left_out > 0 {
        all.push(row.cell(0, "before", "cell none t0", &format!("+{left_out}"), false));
    }
    let committed = portrait.committed();
    for (column, entry) in (usize::from(left_out > 0)..).zip(log.iter().skip(left_out)) {
        let sure = if entry.committed { "ok" } else { "hol" };
        let class = format!("cell {sure} {}", hue(entry.epoch));
        let is_marked = is_new && entry.index == last.index;
        let key = format!("entry{}", entry.index);
        all.push(row.cell(column, &key, &class, &entry.number, is_marked));
        if entry.index == committed {
            let end = row.place(column + 1);
            let start = Point::new(end.x.0 - GAP / 2, end.y.0 - AROUND);
            let to = Point::new(start.x.0, end.y.0 + height + AROUND);
            all.push(Shape::new("commit", "commit", start, Form::Line { to }));
        }
    }
    all
}

impl Row {
    fn place(&self, column: usize) -> Point {
        Point::new(self.at.x.0 + self.pitch * count(column), self.at.y.0)
    }

    fn cell(&self, column: usize, key: &str, class: &str, text: &str, is_marked: bool) -> Shape {
        let width = self.pitch - GAP;
        let rect = |key: &str, class: &str, around: i32| {
            let form = Form::Rect {
                width: Length(width + 2 * around),
                height: Length(self.height + 2 * around),
                corner: Length(40 + around),
            };
            Shape::new(key, class, Point::new(-around, -around), form)
        };
        let middle = Point::new(width / 2, self.height / 2 + 44);
        let mut parts =
            vec![rect("back", "c", 0), Shape::text("text", "v", middle, Anchor::Middle, text)];
        if is_marked {
            parts.insert(0, rect("mark", "mark", AROUND));
        }
        Shape::new(key, class, self.place(column), Form::Group { parts })
    }
}

/// The history in words: what is known to be committed, and what is not.
pub(super) fn words(portrait: &Portrait, decided: &str) -> String {
    let numbers = |is_committed: bool| {
        let cells = portrait.log.iter().filter(|cell| cell.committed == is_committed);
        cells.map(|cell| cell.number.as_str()).collect::<Vec<_>>().join(", ")
    };
    match (numbers(true), numbers(false)) {
        (known, not) if known.is_empty() && not.is_empty() => "empty history".to_string(),
        (known, not) if not.is_empty() => format!("history {known}, all {decided}"),
        (known, not) if known.is_empty() => format!("history {not}, not {decided} yet"),
        (known, not) => format!("history {known}, {decided}, and {not}, not yet"),
    }
}
