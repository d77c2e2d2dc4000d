//! What the shapes on the stage stand for, in its upper left corner.

use super::layout::count;
use super::{Anchor, Form, Frame, Point, Shape, node, px};
use crate::session::scene::Scene;

/// The least width at which there is room for it.
const WIDTH_MIN: u32 = 900;

/// The legend as a column beside a ring, where there is room for it.
pub fn legend(scene: &Scene, frame: Frame) -> Option<Shape> {
    let next = |at: Point, _: &str| Point::new(at.x.0, at.y.0 + 240);
    (frame.width >= WIDTH_MIN).then(|| signs(scene, next))
}

/// The legend as a line beside the buttons, where there is room for it.
pub fn line(scene: &Scene, frame: Frame) -> Option<Shape> {
    let width = |text: &str| 64 * count(text.chars().count()) + 400;
    let next = |at: Point, text: &str| Point::new(at.x.0 + width(text), at.y.0);
    (frame.width >= WIDTH_MIN).then(|| signs(scene, next))
}

/// A sign and its word after the other, each where it goes on from the one before.
fn signs(scene: &Scene, next: impl Fn(Point, &str) -> Point) -> Shape {
    let mut parts = Vec::new();
    let mut at = Point::default();
    let mut sign = |class: &str, form: Form, corner: Point, text: &str| {
        let number = parts.len() / 2;
        let place = Point::new(corner.x.0 + at.x.0, corner.y.0 + at.y.0);
        parts.push(Shape::new(format!("sign{number}"), format!("sign {class}"), place, form));
        let base = Point::new(at.x.0 + 170, at.y.0 + 42);
        parts.push(Shape::text(format!("word{number}"), "lab2 word", base, Anchor::Start, text));
        at = next(at, text);
    };
    for (place, (figure, role)) in scene.roles.iter().enumerate() {
        let class = if place == 0 && scene.roles.len() > 1 { "full" } else { "" };
        sign(class, node::outline(*figure, 62), Point::default(), role);
    }
    let cell = || Form::Rect { width: px(17), height: px(11), corner: px(3) };
    let corner = Point::new(-85, -55);
    sign("full", cell(), corner, scene.vocabulary.decided);
    sign("dashed", cell(), corner, "not yet");
    let at = Point { x: px(30), y: px(26) };
    Shape::new("legend", "legend", at, Form::Group { parts })
}
