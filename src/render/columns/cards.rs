//! The card beside a node: what it keeps and others rely on, hollow what is promised and solid what is accepted.

use crate::protocol::inspect::{BallotCell, CardLine, Progress};
use crate::render::kept::{is_written, pill};
use crate::render::layout::{Layout, count};
use crate::render::{Anchor, Form, Length, Point, Shape, hue, px};
use crate::session::scene::Scene;

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
                let pill = pill(line, words, room, is_written(node, line.variable, scene.step));
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
