//! The stage of a protocol whose nodes are all alike: a ring, and below it the logs.

use super::layout::{LABEL_HEIGHT, LABEL_WIDTH, Label, Layout, tenths};
use super::legend::legend;
use super::stage::Stage;
use super::{Anchor, Frame, Point, Shape, logs};
use crate::session::scene::Scene;

/// The ring and the logs.
pub static RING: Stage = Stage {
    layout: |scene, frame| ring(scene.nodes.len(), frame),
    ground,
    below: logs::BELOW,
    style: "",
};

/// Room for the clients below a narrow ring, in tenths of a pixel.
const CLIENT_HEIGHT: i32 = 320;

fn ground(scene: &Scene, layout: &Layout) -> Vec<Shape> {
    legend(scene, layout.frame).into_iter().collect()
}

/// The ring for so many nodes, 1 to 9, the first at the top, clockwise. Where texts beside the nodes would meet something
/// there are none.
fn ring(count: usize, frame: Frame) -> Layout {
    let mut layout = bare(count, frame, if frame.is_narrow() { 0 } else { LABEL_WIDTH });
    if !frame.is_narrow() {
        layout.labels = (0..count).map(|node| Some(label(&layout, node))).collect();
        if !layout.is_clear() {
            return bare(count, frame, 0);
        }
    }
    layout
}

/// The ring without texts, with so much room for them on either side.
fn bare(count: usize, frame: Frame, beside: i32) -> Layout {
    let radius = radius(count, frame);
    let outer = radius + 130;
    let (width, height) = (tenths(frame.width), tenths(frame.height));
    // On a small screen the clients stand in a line of their own, below the ring.
    let below = if frame.is_narrow() { CLIENT_HEIGHT } else { 0 };
    // The badges of the outermost nodes need a little more than the nodes.
    let margin = if frame.is_narrow() { 40 } else { 130 };
    let across = (width / 2 - outer - beside - 40 - margin).clamp(outer, 3_900);
    let upright = ((height - below) / 2 - outer - margin).clamp(outer, 2_600);
    let middle = Point::new(width / 2, (height - below) / 2);
    let places = (0..count).map(|place| on_ring(place, count, middle, across, upright));
    let links = (0..count).flat_map(|from| (from + 1..count).map(move |to| (from, to)));
    Layout {
        frame,
        places: places.collect(),
        radius,
        outer,
        labels: vec![None; count],
        links: links.collect(),
        cards: vec![None; count],
    }
}

/// Beside the node, on the outer side.
fn label(layout: &Layout, node: usize) -> Label {
    let place = layout.places[node];
    let (x, y) = (place.x.0, place.y.0);
    let (middle_x, middle_y) = middle(&layout.places);
    let gap = layout.outer + 60;
    let is_at_the_top = y < middle_y && layout.places.len() > 1;
    let is_left =
        middle_x - x > layout.radius || ((x - middle_x).abs() <= layout.radius && is_at_the_top);
    if is_left {
        Label { at: Point::new(x - gap, y - 90), anchor: Anchor::End, height: LABEL_HEIGHT }
    } else {
        Label { at: Point::new(x + gap, y - 90), anchor: Anchor::Start, height: LABEL_HEIGHT }
    }
}

fn middle(places: &[Point]) -> (i32, i32) {
    let count = i32::try_from(places.len()).unwrap_or(1);
    let sum = |axis: fn(&Point) -> i32| places.iter().map(axis).sum::<i32>();
    (sum(|place| place.x.0) / count.max(1), sum(|place| place.y.0) / count.max(1))
}

fn radius(count: usize, frame: Frame) -> i32 {
    let by_count = match (count, frame.is_narrow()) {
        (..=5, false) => 340,
        (6..=7, false) => 290,
        (_, false) => 240,
        (..=5, true) => 270,
        (6..=7, true) => 220,
        (_, true) => 170,
    };
    by_count.min(tenths(frame.height) / 12)
}

/// The place of one of so many on an ellipse, the first at the top, clockwise.
pub fn on_ring(place: usize, count: usize, middle: Point, across: i32, upright: i32) -> Point {
    if count == 1 {
        return middle;
    }
    // Two nodes stand side by side, all others begin at the top.
    let start = if count == 2 { 27_000 } else { 0 };
    let angle = start + i32::try_from(36_000 * place / count).unwrap_or_default();
    let scale = |length: i32, thousandths: i32| length * thousandths / 1_000;
    Point::new(
        middle.x.0 + scale(across, sine(angle)),
        middle.y.0 - scale(upright, sine(angle + 9_000)),
    )
}

/// The sine of an angle in hundredths of a degree, in thousandths.
///
/// Source: Bhāskara I's approximation, off by at most 0.002: half a pixel on the largest ring,
/// and unlike a platform's own sine the same everywhere.
fn sine(angle: i32) -> i32 {
    let angle = angle.rem_euclid(36_000);
    let (half, sign) = if angle < 18_000 { (angle, 1) } else { (angle - 18_000, -1) };
    let product = i64::from(half) * i64::from(18_000 - half);
    sign * i32::try_from(4_000 * product / (405_000_000 - product)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::super::layout::Bounds;
    use super::*;

    const FRAMES: [Frame; 4] = [
        Frame { width: 1_056, height: 440 },
        Frame { width: 1_536, height: 700 },
        Frame { width: 820, height: 420 },
        Frame { width: 390, height: 320 },
    ];

    #[test]
    fn nodes_and_their_texts_have_room_for_1_to_9_nodes() {
        for frame in FRAMES {
            for count in 1..=9 {
                let layout = ring(count, frame);
                let nodes = (0..count).map(|node| layout.node_bounds(node));
                let labels = (0..count).filter_map(|node| layout.label_bounds(node));
                let all: Vec<Bounds> = nodes.chain(labels).collect();
                for (place, one) in all.iter().enumerate() {
                    let (right, bottom) = (tenths(frame.width), tenths(frame.height));
                    let is_inside = one.left >= 0 && one.top >= 0;
                    let is_inside = is_inside && one.right <= right && one.bottom <= bottom;
                    assert!(is_inside, "{count} in {frame:?}: {one:?}");
                    let other = all[..place].iter().find(|other| one.meets(other));
                    assert_eq!(other, None, "{count} nodes in {frame:?}: {one:?}");
                }
            }
        }
    }

    #[test]
    fn the_sine_is_right_at_the_corners_and_near_elsewhere() {
        assert_eq!([0, 9_000, 18_000, 27_000, -9_000].map(sine), [0, 1_000, 0, -1_000, -1_000]);
        assert!((sine(7_200) - 951).abs() <= 2, "{}", sine(7_200));
        assert!((sine(3_000) - 500).abs() <= 2, "{}", sine(3_000));
    }
}
