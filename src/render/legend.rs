//! What the shapes on the stage stand for, in its upper left corner.

use super::{Anchor, Form, Frame, Length, Point, Shape, node, px};
use crate::session::scene::Scene;

/// The least width at which there is room for it beside the ring.
const WIDTH_MIN: u32 = 900;

/// The legend, where there is room for it.
pub fn legend(scene: &Scene, frame: Frame) -> Option<Shape> {
    if frame.width < WIDTH_MIN {
        return None;
    }
    let mut parts = Vec::new();
    let mut y = px(0);
    let mut row = |class: &str, form: Form, at: Point, text: &str| {
        let key = format!("sign{}", y.0);
        let at = Point::new(at.x.0, at.y.0 + y.0);
        parts.push(Shape::new(key, format!("sign {class}"), at, form));
        let base = Point::new(170, y.0 + 42);
        parts.push(Shape::text(format!("word{}", y.0), "lab2 word", base, Anchor::Start, text));
        y.0 += 240;
    };
    for (place, (figure, role)) in scene.roles.iter().enumerate() {
        let class = if place == 0 && scene.roles.len() > 1 { "full" } else { "" };
        row(class, node::outline(*figure, 62), Point::default(), role);
    }
    let cell = || Form::Rect { width: px(17), height: px(11), corner: px(3) };
    let corner = Point::new(-85, -55);
    row("full", cell(), corner, scene.vocabulary.decided);
    row("dashed", cell(), corner, "not yet");
    let at = Point { x: px(30), y: Length(260) };
    Some(Shape::new("legend", "legend", at, Form::Group { parts }))
}
