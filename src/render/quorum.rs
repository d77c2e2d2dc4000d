//! Quorums on the stage: a soft outline around the nodes of each, and a mark under those in which two meet.

use super::layout::{Layout, length};
use super::{Anchor, Form, Frame, Length, Point, Shape, px};
use crate::session::scene::Scene;
use crate::session::why::Quorum;

/// From the edge of everything that is drawn around a node to the first outline, and from each outline to the next.
const GAP: i32 = 70;

/// The shapes that lie below everything else on the stage.
pub fn shapes(scene: &Scene, quorums: &[Quorum], layout: &Layout) -> Vec<Shape> {
    let mut all = Vec::new();
    for (number, quorum) in quorums.iter().enumerate() {
        let distance = layout.outer + GAP * (i32::try_from(number).unwrap_or_default() + 1);
        let places: Vec<Point> =
            quorum.nodes.iter().filter_map(|node| layout.places.get(*node).copied()).collect();
        let others = (0..layout.places.len()).filter(|node| !quorum.nodes.contains(node));
        let others: Vec<Point> = others.map(|node| layout.places[node]).collect();
        let form = Form::Path { data: around(&places, &others, distance) };
        let shape = Shape::new(format!("quorum{number}"), class(number), Point::default(), form);
        all.push(shape.labelled("img", words(scene, quorum)));
    }
    let meeting = meeting(quorums);
    for node in &meeting {
        let Some(at) = layout.places.get(*node).copied() else { continue };
        let form = Form::Circle { radius: Length(layout.outer + 60) };
        all.push(Shape::new(format!("meets{node}"), "meets", at, form));
    }
    let mut lines: Vec<(&str, String)> =
        quorums.iter().enumerate().map(|(at, it)| (class(at), words(scene, it))).collect();
    if !meeting.is_empty() {
        lines.push(("meets", format!("in both: {}", names(scene, &meeting))));
    }
    all.extend(legend(&lines, layout.frame));
    all
}

/// The nodes that belong to every one of several quorums.
fn meeting(quorums: &[Quorum]) -> Vec<usize> {
    let [first, others @ ..] = quorums else { return Vec::new() };
    let is_in_all = |node: &usize| others.iter().all(|other| other.nodes.contains(node));
    let meeting = first.nodes.iter().copied().filter(is_in_all);
    if others.is_empty() { Vec::new() } else { meeting.collect() }
}

fn class(number: usize) -> &'static str {
    if number == 0 { "quorum first" } else { "quorum" }
}

/// "committed 5: A, D, E".
fn words(scene: &Scene, quorum: &Quorum) -> String {
    format!("{}: {}", quorum.decided, names(scene, &quorum.nodes))
}

fn names(scene: &Scene, nodes: &[usize]) -> String {
    let names = nodes.iter().filter_map(|node| scene.nodes.get(*node));
    names.map(|node| node.name.as_str()).collect::<Vec<_>>().join(", ")
}

/// What the outlines mean, in the corner where neither a node nor a client stands.
fn legend(lines: &[(&'static str, String)], frame: Frame) -> Vec<Shape> {
    let end = |length: u32| i32::try_from(length).unwrap_or_default();
    let (right, bottom) = (end(frame.width) - 18, end(frame.height) - 18);
    let line = |(number, (class, words)): (usize, &(&'static str, String))| {
        let up = 22 * end(u32::try_from(lines.len() - 1 - number).unwrap_or_default());
        let sample = Form::Rect { width: px(16), height: px(12), corner: px(5) };
        let parts = vec![
            Shape::new("sample", *class, Point { x: px(-16), y: px(-11) }, sample),
            Shape::text("words", "lab1", Point { x: px(-26), y: px(0) }, Anchor::End, &**words),
        ];
        let at = Point { x: px(right), y: px(bottom - up) };
        Shape::new(format!("legend{number}"), "legend", at, Form::Group { parts })
    };
    lines.iter().enumerate().map(line).collect()
}

/// A line around places at this distance; a line around each where one around all would go around others too.
fn around(places: &[Point], others: &[Point], distance: i32) -> String {
    let hull = hull(places);
    if others.iter().any(|other| is_in(&hull, *other)) {
        return places.iter().map(|place| outline(&[*place], distance)).collect();
    }
    outline(&hull, distance)
}

/// On which side of the way from a place to another a third is: positive to the right, as a page is seen.
fn side(from: Point, to: Point, third: Point) -> i64 {
    let way = |to: Point| (i64::from(to.x.0 - from.x.0), i64::from(to.y.0 - from.y.0));
    let ((x, y), (third_x, third_y)) = (way(to), way(third));
    x * third_y - y * third_x
}

/// The places that a line around all of them touches, clockwise from the first of them.
fn hull(places: &[Point]) -> Vec<Point> {
    let far = |from: Point, to: Point| length(to.x.0 - from.x.0, to.y.0 - from.y.0);
    let highest = places.iter().copied().min_by_key(|place| (place.y, place.x));
    let Some(highest) = highest else { return Vec::new() };
    let mut hull = vec![highest];
    let mut from = highest;
    // Each place has a successor that no other place is to the left of; of several in one line, the farthest.
    for _ in places {
        let others = places.iter().copied().filter(|place| *place != from);
        let next = others.reduce(|best, place| match side(from, best, place) {
            0 if far(from, place) > far(from, best) => place,
            to if to < 0 => place,
            _ => best,
        });
        match next {
            Some(next) if next != highest => hull.push(next),
            _ => break,
        }
        from = hull[hull.len() - 1];
    }
    let first = places.iter().find_map(|place| hull.iter().position(|it| it == place));
    hull.rotate_left(first.unwrap_or_default());
    hull
}

/// Whether a place is within a hull, or on its line.
fn is_in(hull: &[Point], place: Point) -> bool {
    let ends =
        |axis: fn(&Point) -> i32| hull.iter().map(axis).min().zip(hull.iter().map(axis).max());
    let is_between = |axis: fn(&Point) -> i32| {
        ends(axis).is_some_and(|(least, most)| (least..=most).contains(&axis(&place)))
    };
    let mut ways = hull.iter().zip(hull.iter().cycle().skip(1));
    is_between(|it| it.x.0)
        && is_between(|it| it.y.0)
        && ways.all(|(from, to)| side(*from, *to, place) >= 0)
}

/// A line around places at this distance. They are the corners of a hull, clockwise.
fn outline(places: &[Point], distance: i32) -> String {
    let mut data = String::new();
    let count = places.len();
    for (number, from) in places.iter().enumerate() {
        let to = places[(number + 1) % count];
        let (x, y) = (to.x.0 - from.x.0, to.y.0 - from.y.0);
        let span = i64::from(length(x, y));
        let reach =
            |along: i32| i32::try_from(i64::from(along) * i64::from(distance) / span.max(1));
        // Clockwise, outside is to the left of the way.
        let (out_x, out_y) = match span {
            0 => (distance, 0),
            _ => (reach(y).unwrap_or_default(), reach(-x).unwrap_or_default()),
        };
        let beside = |place: &Point| Point::new(place.x.0 + out_x, place.y.0 + out_y);
        let (start, end, radius) = (beside(from), beside(&to), Length(distance));
        if number == 0 {
            data = format!("M{start}");
        } else {
            data += &format!("A{radius} {radius} 0 0 1 {start}");
        }
        data += &format!("L{end}");
        if count == 1 {
            let other = Point::new(from.x.0 - out_x, from.y.0);
            data += &format!("A{radius} {radius} 0 0 1 {other}");
        }
        if number + 1 == count {
            let first = data[1..].split(['L', 'A']).next().unwrap_or_default().to_string();
            data += &format!("A{radius} {radius} 0 0 1 {first}z");
        }
    }
    data
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_outline_keeps_its_distance() {
        let (left, right) = (Point::new(0, 0), Point::new(1_000, 0));
        assert_eq!(
            outline(&[left, right], 100),
            "M0 -10L100 -10A10 10 0 0 1 100 10L0 10A10 10 0 0 1 0 -10z"
        );
        assert_eq!(outline(&[left], 100), "M10 0L10 0A10 10 0 0 1 -10 0A10 10 0 0 1 10 0z");
        assert_eq!(outline(&[], 100), "");
    }

    #[test]
    fn quorums_meet_in_the_nodes_of_both() {
        let quorum =
            |nodes: &[usize]| Quorum { decided: String::new(), step: 1, nodes: nodes.to_vec() };
        assert_eq!(meeting(&[quorum(&[0, 1, 3]), quorum(&[0, 3, 4])]), [0, 3]);
        assert!(meeting(&[quorum(&[0, 1])]).is_empty() && meeting(&[]).is_empty());
    }
}
