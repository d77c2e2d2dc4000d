//! The card beside a node: what it keeps and others rely on, hollow what is promised and solid what is accepted.

use super::count;
use crate::protocol::inspect::{BallotCell, CardLine, Progress};
use crate::render::layout::Layout;
use crate::render::{Anchor, Form, Length, Point, Shape, hue, node, px};
use crate::session::scene::{NodeScene, Scene};

/// What a pill is wider than its text, in tenths of a pixel.
const PILL: i32 = 110;

/// The card of the node at this place, if it has one. On a narrow stage the values stand there alone.
pub(super) fn card(scene: &Scene, place: usize, layout: &Layout) -> Option<Shape> {
    let (node, room) = (scene.nodes.get(place)?, layout.cards[place]?);
    let (width, height) = (room.right - room.left, room.bottom - room.top);
    let lines = node.portrait.as_ref().filter(|_| node.up).map_or(&[][..], |it| &it.card);
    let is_wide = !layout.frame.is_narrow();
    let text = |key: String, x: i32, y: i32, text: &str| {
        Shape::text(key, "lab2", Point::new(x, y + 42), Anchor::Start, text)
    };
    let mut parts = Vec::new();
    if is_wide {
        let form = Form::Rect { width: Length(width), height: Length(height), corner: px(12) };
        let back = vec![Shape::new("back", "c", Point::default(), form)];
        let form = Form::Group { parts: back };
        parts.push(Shape::new("card", "cell none", Point::default(), form));
    }
    let left = layout.radius + if is_wide { 130 } else { 70 };
    let values = left + if is_wide { 590 } else { 0 };
    let pitch = (height / 2 - 20).min(410);
    let first = height / 2 - pitch / 2 * (count(lines.len()) - 1);
    for (row, line) in lines.iter().enumerate() {
        let y = first + pitch * count(row);
        if is_wide {
            parts.push(text(line.name.to_string(), left, y, line.name));
        }
        let key = format!("value-{}", line.name);
        match line.text() {
            Some(words) => {
                let room = (width - values - 60, pitch);
                let pill = pill(line, words, room, is_written(node, line, scene.step));
                let class = format!("cell {} {}", sureness(scene, place, line), hue(line.epoch));
                let at = Point::new(values, y);
                parts.push(Shape::new(key, class, at, Form::Group { parts: pill }));
            }
            None => parts.push(text(key, values + 20, y, "none")),
        }
    }
    if is_wide && lines.is_empty() {
        parts.push(text("kept".to_string(), left, height / 2, "its disk is kept"));
    }
    let (key, at) = (format!("card-{place}"), Point::new(room.left, room.top));
    Some(Shape::new(key, "card", at, Form::Group { parts }))
}

/// Whether the present step wrote the variable of this line.
fn is_written(node: &NodeScene, line: &CardLine, step: u64) -> bool {
    let mut written = node.variables.iter().filter(|it| it.written_in == step);
    step > 0 && written.any(|it| it.name == line.name)
}

/// The class that tells how sure a value is: what the disk does not hold yet is dashed.
fn sureness(scene: &Scene, place: usize, line: &CardLine) -> &'static str {
    let row = scene.ballots.iter().find(|row| Some(&row.number) == line.number.as_ref());
    let cell = row.and_then(|row| row.cells.iter().find(|cell| cell.acceptor == place));
    let is_written = |cell: &BallotCell| match line.accepted {
        true => cell.accept != Some(Progress::Writing),
        false => ![cell.promise, cell.accept].contains(&Some(Progress::Writing)),
    };
    match (cell.is_none_or(is_written), line.accepted) {
        (false, _) => "hol",
        (true, true) => "ok",
        (true, false) => "",
    }
}

/// A value in its colour, with a mark around it if it is new. The hue tells the number where there is no room for both.
fn pill(line: &CardLine, words: String, room: (i32, i32), is_new: bool) -> Vec<Shape> {
    let letters = usize::try_from((room.0 - PILL) / 76).unwrap_or_default();
    let alone = line.value.as_ref().filter(|_| words.chars().count() > letters);
    let words = node::shortened(alone.unwrap_or(&words), letters.max(2));
    let width = 76 * count(words.chars().count()) + PILL;
    let height = (room.1 - 30).clamp(150, 220);
    let corner = if line.accepted { 50 } else { height / 2 };
    let rect = |key: &str, class: &str, around: i32| {
        let form = Form::Rect {
            width: Length(width + 2 * around),
            height: Length(height + 2 * around),
            corner: Length(corner + around),
        };
        Shape::new(key, class, Point::new(-around, -height / 2 - around), form)
    };
    let mark = is_new.then(|| rect("mark", "mark", 25));
    let text = Shape::text("text", "v", Point::new(width / 2, 44), Anchor::Middle, words);
    mark.into_iter().chain([rect("back", "c", 0), text]).collect()
}
