//! A history: a cell a transaction, solid where its server knows it to be committed, and a bar behind the last of those.

use super::super::layout::count;
use crate::protocol::inspect::{LogCell, Portrait};
use crate::render::{Anchor, Form, Length, Point, Shape, hue};

/// The width of a letter in a cell.
const LETTER: i32 = 76;

/// Between two cells.
const GAP: i32 = 40;

/// The cells in a room of this size, from the place of the first. Where there are too many, a cell in front says how many
/// of them are left out.
pub(super) fn cells(portrait: &Portrait, at: Point, width: i32, height: i32) -> Vec<Shape> {
    let log = &portrait.log;
    if log.is_empty() {
        let base = Point::new(at.x.0, at.y.0 + height / 2 + 42);
        return vec![Shape::text("empty", "lab2", base, Anchor::Start, "empty history")];
    }
    let letters = |cell: &LogCell| cell.number.chars().count();
    let longest = log.iter().map(letters).max().unwrap_or_default();
    let padding = if width < 2_000 { 90 } else { 180 };
    let pitch = LETTER * count(longest) + padding + GAP;
    let fit = usize::try_from(width / pitch).unwrap_or_default().max(1);
    let left_out = if log.len() > fit { log.len() + 1 - fit } else { 0 };
    let place = |column: usize| Point::new(at.x.0 + pitch * count(column), at.y.0);
    let cell = |column: usize, key: String, class: &str, text: String| {
        let form =
            Form::Rect { width: Length(pitch - GAP), height: Length(height), corner: Length(40) };
        let middle = Point::new((pitch - GAP) / 2, height / 2 + 44);
        let parts = vec![
            Shape::new("back", "c", Point::default(), form),
            Shape::text("text", "v", middle, Anchor::Middle, text),
        ];
        Shape::new(key, class, place(column), Form::Group { parts })
    };
    let mut all = Vec::new();
    if left_out > 0 {
        all.push(cell(0, "before".to_string(), "cell none t0", format!("+{left_out}")));
    }
    let shift = usize::from(left_out > 0);
    let committed = portrait.committed();
    for (column, entry) in log.iter().skip(left_out).enumerate() {
        let sure = if entry.committed { "ok" } else { "hol" };
        let class = format!("cell {sure} {}", hue(entry.epoch));
        all.push(cell(
            column + shift,
            format!("entry{}", entry.index),
            &class,
            entry.number.clone(),
        ));
        if entry.index == committed {
            let end = place(column + shift + 1);
            let start = Point::new(end.x.0 - GAP / 2, end.y.0 - 35);
            let to = Point::new(start.x.0, end.y.0 + height + 35);
            all.push(Shape::new("commit", "commit", start, Form::Line { to }));
        }
    }
    all
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
