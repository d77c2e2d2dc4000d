//! The values that a node keeps and others rely on, each as a pill in its colour.

use super::layout::count;
use super::{Anchor, Form, Length, Point, Shape, node};
use crate::protocol::inspect::CardLine;
use crate::session::scene::NodeScene;

/// What a pill is wider than its text, in tenths of a pixel.
const PILL: i32 = 110;

/// Whether the present step wrote this variable; a crash writes none.
pub fn is_written(node: &NodeScene, variable: &str, step: u64) -> bool {
    let mut written = node.variables.iter().filter(|it| it.written_in == step);
    node.up && step > 0 && written.any(|it| it.name == variable)
}

/// A value in its colour, with a mark around it if it is new. The hue tells the number where there is no room for both.
pub fn pill(line: &CardLine, words: String, room: (i32, i32), is_new: bool) -> Vec<Shape> {
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
