//! Where something stands that belongs to a thing in a picture: beside it, inside the room, and never over it.

use super::layout::Bounds;
use super::thing::Thing;
use super::{Form, Point, Shape};

/// The room of a thing among these shapes, in tenths of a pixel; texts and outlines take none of their own.
pub fn bounds(shapes: &[Shape], thing: Thing) -> Option<Bounds> {
    find(shapes, &thing.to_string(), Point::default())
}

fn find(shapes: &[Shape], key: &str, origin: Point) -> Option<Bounds> {
    shapes.iter().find_map(|shape| {
        if shape.key == key {
            return room(shape, origin);
        }
        match &shape.form {
            Form::Group { parts } => find(parts, key, moved(origin, shape.at)),
            _ => None,
        }
    })
}

fn moved(origin: Point, by: Point) -> Point {
    Point::new(origin.x.0 + by.x.0, origin.y.0 + by.y.0)
}

fn room(shape: &Shape, origin: Point) -> Option<Bounds> {
    let at = moved(origin, shape.at);
    match &shape.form {
        Form::Circle { radius } | Form::Arc { radius, .. } => {
            Some(Bounds::around(at, 2 * radius.0, 2 * radius.0))
        }
        Form::Rect { width, height, .. } => Some(Bounds {
            left: at.x.0,
            top: at.y.0,
            right: at.x.0 + width.0,
            bottom: at.y.0 + height.0,
        }),
        Form::Line { to } => {
            let (a, b) = (at, moved(origin, *to));
            Some(Bounds {
                left: a.x.0.min(b.x.0),
                top: a.y.0.min(b.y.0),
                right: a.x.0.max(b.x.0),
                bottom: a.y.0.max(b.y.0),
            })
        }
        Form::Group { parts } => {
            parts.iter().filter_map(|part| room(part, at)).reduce(|one, other| Bounds {
                left: one.left.min(other.left),
                top: one.top.min(other.top),
                right: one.right.max(other.right),
                bottom: one.bottom.max(other.bottom),
            })
        }
        Form::Path { .. } | Form::Text { .. } => None,
    }
}

/// Room between a thing and what stands beside it, and at the edges.
const GAP: i32 = 100;

/// The upper left corner of something of this size beside a thing: to its right, or to its left, or above or below it,
/// where there is room; inside a room of this size. All lengths are tenths of a pixel.
pub fn place(thing: Bounds, size: (i32, i32), room: (i32, i32)) -> Point {
    let inside =
        |at: i32, size: i32, room: i32| at.min(room - size - GAP).max(GAP.min(room - size));
    let (x, y) = ((thing.left + thing.right - size.0) / 2, (thing.top + thing.bottom - size.1) / 2);
    let (x, y) = (inside(x, size.0, room.0), inside(y, size.1, room.1));
    let corners = [
        Point::new(thing.right + GAP, y),
        Point::new(thing.left - GAP - size.0, y),
        Point::new(x, thing.bottom + GAP),
        Point::new(x, thing.top - GAP - size.1),
    ];
    let fits = |at: &Point| {
        let is_in = |at: i32, size: i32, room: i32| at >= 0 && at + size <= room;
        is_in(at.x.0, size.0, room.0) && is_in(at.y.0, size.1, room.1)
    };
    corners.into_iter().find(fits).unwrap_or(Point::new(x, y))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_stands_inside_and_never_over_its_thing() {
        let (size, room) = ((2_900, 2_600), (10_560, 6_500));
        for x in (0..10_560).step_by(220) {
            for y in (0..4_400).step_by(220) {
                let thing = Bounds::around(Point::new(x, y), 900, 900);
                let at = place(thing, size, room);
                let is_inside = at.x.0 >= 0 && at.y.0 >= 0;
                assert!(is_inside && at.x.0 + size.0 <= room.0 && at.y.0 + size.1 <= room.1);
                let taken = Bounds {
                    left: at.x.0,
                    top: at.y.0,
                    right: at.x.0 + size.0,
                    bottom: at.y.0 + size.1,
                };
                assert!(!taken.meets(&thing), "{thing:?} under {taken:?}");
            }
        }
    }

    #[test]
    fn a_thing_in_a_group_is_found_where_it_is_drawn() {
        let cell = Form::Rect {
            width: super::super::px(60),
            height: super::super::px(25),
            corner: super::super::px(4),
        };
        let back = Shape::new("back", "", Point::new(5, 5), cell);
        let group =
            |key: &str, at, part| Shape::new(key, "", at, Form::Group { parts: vec![part] });
        let shapes =
            [group("log-1", Point::new(0, 300), group("cell-1-4", Point::new(700, 20), back))];
        let found = bounds(&shapes, Thing::Cell(1, 4));
        assert_eq!(found, Some(Bounds { left: 705, top: 325, right: 1_305, bottom: 575 }));
        assert_eq!(bounds(&shapes, Thing::Cell(1, 5)), None);
    }
}
