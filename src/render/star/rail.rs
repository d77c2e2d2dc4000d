//! The phases, as arrows that lead from one to the next: filled what is over, tinted what is under way.

use super::super::layout::{count, tenths};
use super::either;
use crate::protocol::inspect::{Phase, PhaseState};
use crate::render::{Anchor, Form, Frame, Length, Point, Shape, hue};
use crate::session::scene::NodeScene;

/// How wide an arrow is at least that holds what is said of its phase.
const WIDE: i32 = 2_300;

/// How far the tip of an arrow reaches into the next.
const TIP: (i32, i32) = (140, 80);

/// Between an arrow and the next.
const GAP: i32 = 50;

/// How far the corners at the ends are rounded.
const CORNER: i32 = 80;

/// The phases that this server leads the others through. What is said of a phase stands in its arrow, or below all of
/// them where that is too narrow: then of the one under way alone.
pub(super) fn rail(node: &NodeScene, frame: Frame) -> Vec<Shape> {
    let Some(portrait) = &node.portrait else { return Vec::new() };
    let phases = &portrait.phases;
    let margin = either(frame, (200, 60));
    let width = (tenths(frame.width) - 2 * margin + GAP) / count(phases.len().max(1));
    let has_words = width >= WIDE;
    let (top, height) = band(frame, has_words);
    let arrow = |(number, phase): (usize, &Phase)| {
        let tip = if number + 1 == phases.len() { 0 } else { either(frame, TIP) };
        let notch = if number == 0 { 0 } else { either(frame, TIP) };
        let class = match phase.state {
            PhaseState::Done => format!("phase cell ok {}", hue(portrait.epoch)),
            PhaseState::Now => format!("phase cell {}", hue(portrait.epoch)),
            PhaseState::Ahead => "phase cell none".to_string(),
        };
        let data = outline(width - GAP, height, notch, tip);
        let x = notch + either(frame, (160, 70));
        let text = |key, class, y, text: String| {
            Shape::text(key, class, Point::new(x, y), Anchor::Start, text)
        };
        let mut parts = vec![Shape::new("back", "c", Point::default(), Form::Path { data })];
        let title = match frame.is_narrow() {
            true => phase.name.to_string(),
            false => format!("{}  {}", number + 1, phase.name),
        };
        let base = if has_words { 210 } else { height / 2 + 45 };
        parts.push(text("name", "w name", base, title));
        if has_words {
            parts.push(text("says", "w", 390, phase.says.clone()));
        }
        let at = Point::new(margin + width * count(number), top);
        Shape::new(format!("phase-{number}"), class, at, Form::Group { parts })
            .labelled("img", phase.words())
    };
    let mut all: Vec<Shape> = phases.iter().enumerate().map(arrow).collect();
    if let Some(phase) = phases.iter().find(|it| it.state == PhaseState::Now)
        && !has_words
    {
        let at = Point::new(margin, top + height + 175);
        all.push(Shape::text("phase-says", "lab2", at, Anchor::Start, phase.says.clone()));
    }
    all
}

/// Where the arrows begin and how high they are: on a wide stage below the buttons.
fn band(frame: Frame, has_words: bool) -> (i32, i32) {
    match (frame.is_narrow(), has_words) {
        (false, true) => (500, 500),
        (false, false) => (500, 260),
        (true, _) => (60, 240),
    }
}

/// An arrow to the right whose tip lies beyond its width; the notch takes in the tip of the one before. The ends of the
/// rail are round.
fn outline(width: i32, height: i32, notch: i32, tip: i32) -> String {
    let point = |x: i32, y: i32| format!("{} {}", Length(x), Length(y));
    let corner = |x: i32, y: i32| format!("A{0} {0} 0 0 1 {1}", Length(CORNER), point(x, y));
    let middle = height / 2;
    let right = match tip {
        0 => [
            format!("H{}", Length(width - CORNER)),
            corner(width, CORNER),
            format!("V{}", Length(height - CORNER)),
            corner(width - CORNER, height),
        ]
        .concat(),
        _ => format!("H{0}L{1}L{0} {2}", Length(width), point(width + tip, middle), Length(height)),
    };
    let left = match notch {
        0 => [
            format!("H{}", Length(CORNER)),
            corner(0, height - CORNER),
            format!("V{}", Length(CORNER)),
            corner(CORNER, 0),
        ]
        .concat(),
        _ => format!("H0L{}", point(notch, middle)),
    };
    let start = if notch == 0 { CORNER } else { 0 };
    format!("M{} 0{right}{left}z", Length(start))
}
