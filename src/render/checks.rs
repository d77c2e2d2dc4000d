//! What every picture must be, whatever is in it; for tests.

use super::layout::Bounds;
use super::{Form, Frame, Point, Shape};
use std::collections::BTreeSet;

/// No two shapes of one group have the same key.
pub fn check_keys(shapes: &[Shape]) {
    let keys: BTreeSet<&str> = shapes.iter().map(|shape| &*shape.key).collect();
    assert_eq!(keys.len(), shapes.len(), "{keys:?}");
    for shape in shapes {
        if let Form::Group { parts } = &shape.form {
            check_keys(parts);
        }
    }
}

/// All places where a shape has a corner, a start or an end.
fn points(shapes: &[Shape], origin: Point, found: &mut Vec<(String, Point)>) {
    for shape in shapes {
        let at = Point::new(origin.x.0 + shape.at.x.0, origin.y.0 + shape.at.y.0);
        found.push((shape.key.clone(), at));
        match &shape.form {
            Form::Group { parts } => points(parts, at, found),
            Form::Rect { width, height, .. } => {
                let end = Point::new(at.x.0 + width.0, at.y.0 + height.0);
                found.push((shape.key.clone(), end));
            }
            _ => {}
        }
    }
}

/// Everything has its corners within the picture.
pub fn check_inside(shapes: &[Shape], frame: Frame, what: &str) {
    let mut found = Vec::new();
    points(shapes, Point::default(), &mut found);
    for (key, at) in found {
        let room = Bounds::around(at, 0, 0);
        assert!(room.is_in(frame), "{what} in {frame:?}: {key} at {at:?}");
    }
}
