//! The other lines of a history: each hangs from the step at which it parts from the present one.

use super::scale::Scale;
use super::{ROW, Thing};
use crate::protocol::gather::sort_by_number;
use crate::render::node::shortened;
use crate::render::{Anchor, Form, Length, Point, Shape, px};
use crate::session::scene::BranchLine;

/// At most so many rows of lines.
const ROWS_MAX: usize = 3;

/// Draws the lines, and says how many rows they take. A line for which there is no room is only counted.
pub fn shapes(
    branches: &[BranchLine],
    scale: Scale,
    width: u32,
    bottom: i32,
    shapes: &mut Vec<Shape>,
) -> u32 {
    let right = i32::try_from(width).unwrap_or_default() * 10 - 40;
    let mut rows: Vec<i32> = Vec::new();
    let mut left_over = 0;
    let others = branches.iter().zip(0_u64..).filter(|(branch, _)| !branch.is_current);
    let mut keys: Vec<u64> =
        others.map(|(branch, place)| parting(branches, branch) << 16 | place).collect();
    // From the latest to the earliest, so that no line crosses the stem of another on its way down.
    sort_by_number(&mut keys, |key| *key);
    for key in keys.into_iter().rev() {
        let (split, place) = (key >> 16, usize::try_from(key & 0xffff).unwrap_or_default());
        let Some(branch) = branches.get(place) else { continue };
        let name = shortened(&branch.name, 34);
        let pill = 67 * name.chars().count() as i32 + 220;
        let from = scale.x(split).0;
        let start = (from + 160).min(right - pill);
        let end = scale.x(branch.last_step).0.max(start + pill + 140).min(right);
        let free = rows.iter().position(|taken| end + 60 < *taken);
        let row = match free {
            Some(row) => row,
            None if rows.len() < ROWS_MAX => {
                rows.push(i32::MAX);
                rows.len() - 1
            }
            None => {
                left_over += 1;
                continue;
            }
        };
        rows[row] = from.min(start);
        let y = bottom + ROW * 10 * i32::try_from(row).unwrap_or_default() + 120;
        shapes.push(line(place, (from, bottom, y), (start, pill, end), name));
    }
    if !rows.is_empty() {
        let more =
            if left_over > 0 { format!("+{left_over} more") } else { "Branches".to_string() };
        let at = Point::new(scale.left() - 140, bottom + 160);
        shapes.push(Shape::text("branches", "lab2", at, Anchor::End, more));
    }
    u32::try_from(rows.len()).unwrap_or_default()
}

fn line(
    place: usize,
    (from, top, y): (i32, i32, i32),
    (start, pill, end): (i32, i32, i32),
    name: String,
) -> Shape {
    let tail = end - 35;
    let stem =
        format!("M{}V{}a6 6 0 0 0 6 6H{}", Point::new(from, top), Length(y - 60), Length(tail));
    let label = format!("Switch to the branch {name}");
    let back = Form::Rect { width: Length(pill), height: px(18), corner: px(9) };
    let parts = vec![
        Shape::new("stem", "stem", Point::default(), Form::Path { data: stem }),
        Shape::new("end", "end", Point::new(tail, y), Form::Circle { radius: Length(35) }),
        Shape::new("pill", "pill2", Point::new(start, y - 90), back),
        Shape::text("name", "", Point::new(start + pill / 2, y + 40), Anchor::Middle, name),
    ];
    let key = Thing::Branch(place).to_string();
    let mut shape =
        Shape::new(key, "line2", Point::default(), Form::Group { parts }).labelled("button", label);
    if let Some(label) = &mut shape.label {
        label.is_tab_stop = true;
    }
    shape
}

/// The last step that a line has in common with the present one.
fn parting(branches: &[BranchLine], other: &BranchLine) -> u64 {
    let Some(current) = branches.iter().find(|branch| branch.is_current) else { return 0 };
    let ours = ancestry(branches, current);
    let theirs = ancestry(branches, other);
    let shared = theirs.iter().find_map(|(name, until)| {
        let (_, ours) = ours.iter().find(|(known, _)| known == name)?;
        Some(*ours.min(until))
    });
    shared.unwrap_or_default()
}

/// A line and those that it comes from, each with the last step that it shares with the line.
fn ancestry<'a>(branches: &'a [BranchLine], line: &'a BranchLine) -> Vec<(&'a str, u64)> {
    let mut all = vec![(line.name.as_str(), line.last_step)];
    let (mut line, mut until) = (line, line.last_step);
    while let Some((parent, step)) = &line.left {
        until = until.min(*step);
        all.push((parent, until));
        match branches.iter().find(|branch| branch.name == *parent) {
            Some(found) => line = found,
            None => break,
        }
    }
    all
}
