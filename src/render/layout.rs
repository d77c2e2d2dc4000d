//! Where the nodes of a cluster stand: a ring, and where the texts beside them go.

use super::{Anchor, Frame, Point};

/// Room that a text beside a node may take, in tenths of a pixel.
pub const LABEL_WIDTH: i32 = 1_460;
const LABEL_HEIGHT: i32 = 540;

/// The same with a little room above and below it.
pub const TEXT_HEIGHT: i32 = LABEL_HEIGHT + 40;

/// Room for the clients below a narrow ring, in tenths of a pixel.
const CLIENT_HEIGHT: i32 = 320;

/// The places of a cluster's nodes in a frame. All lengths are tenths of a pixel.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Layout {
    /// The middle of every node, the first at the top, clockwise.
    pub places: Vec<Point>,
    /// From a node's middle to the edge of its figure.
    pub radius: i32,
    /// From a node's middle to the edge of everything that is drawn around it.
    pub outer: i32,
    /// Whether there is room for texts beside the nodes.
    pub has_labels: bool,
}

/// A rectangle that something is drawn in, in tenths of a pixel.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bounds {
    /// Left edge.
    pub left: i32,
    /// Upper edge.
    pub top: i32,
    /// Right edge.
    pub right: i32,
    /// Lower edge.
    pub bottom: i32,
}

impl Bounds {
    /// The rectangle of this size around a place.
    pub fn around(middle: Point, width: i32, height: i32) -> Bounds {
        let (x, y) = (middle.x.0, middle.y.0);
        Bounds {
            left: x - width / 2,
            top: y - height / 2,
            right: x + width / 2,
            bottom: y + height / 2,
        }
    }

    /// Whether the two share more than an edge.
    pub fn meets(&self, other: &Bounds) -> bool {
        self.left < other.right
            && other.left < self.right
            && self.top < other.bottom
            && other.top < self.bottom
    }
}

impl Layout {
    /// The ring for so many nodes, 1 to 9. Where texts beside the nodes would meet something there are none.
    pub fn new(count: usize, frame: Frame) -> Layout {
        let labelled = Layout::ring(count, frame, !frame.is_narrow());
        if labelled.is_clear() { labelled } else { Layout::ring(count, frame, false) }
    }

    fn ring(count: usize, frame: Frame, has_labels: bool) -> Layout {
        let radius = radius(count, frame);
        let outer = radius + 130;
        let (width, height) = (tenths(frame.width), tenths(frame.height));
        // On a small screen the clients stand in a line of their own, below the ring.
        let below = if frame.is_narrow() { CLIENT_HEIGHT } else { 0 };
        let beside = if has_labels { LABEL_WIDTH } else { 0 };
        // The badges of the outermost nodes need a little more than the nodes.
        let margin = if frame.is_narrow() { 40 } else { 130 };
        let across = (width / 2 - outer - beside - 40 - margin).clamp(outer, 3_900);
        let upright = ((height - below) / 2 - outer - margin).clamp(outer, 2_600);
        let middle = Point::new(width / 2, (height - below) / 2);
        let places = (0..count).map(|place| on_ring(place, count, middle, across, upright));
        Layout { places: places.collect(), radius, outer, has_labels }
    }

    fn is_clear(&self) -> bool {
        let nodes = || 0..self.places.len();
        let all: Vec<Bounds> = nodes()
            .map(|node| self.node_bounds(node))
            .chain(nodes().filter_map(|node| self.label_bounds(node)))
            .collect();
        (1..all.len()).all(|place| !all[..place].iter().any(|other| other.meets(&all[place])))
    }

    /// Where a node's text begins, and which end of it; three lines, the place is the first one's base.
    pub fn label(&self, node: usize) -> (Point, Anchor) {
        let place = self.places[node];
        let (x, y) = (place.x.0, place.y.0);
        let (middle_x, middle_y) = self.middle();
        let gap = self.outer + 60;
        let is_at_the_top = y < middle_y && self.places.len() > 1;
        let is_left =
            middle_x - x > self.radius || ((x - middle_x).abs() <= self.radius && is_at_the_top);
        if is_left {
            (Point::new(x - gap, y - 90), Anchor::End)
        } else {
            (Point::new(x + gap, y - 90), Anchor::Start)
        }
    }

    /// The room of a node and of all that is drawn around it.
    pub fn node_bounds(&self, node: usize) -> Bounds {
        Bounds::around(self.places[node], 2 * self.outer, 2 * self.outer)
    }

    /// The room of a node's figure alone: hexagons and diamonds reach a little over their circle.
    pub fn body_bounds(&self, node: usize) -> Bounds {
        let reach = self.radius * 1_140 / 1_000 + 30;
        Bounds::around(self.places[node], 2 * reach, 2 * reach)
    }

    /// The room of the text beside a node, if it is as long as texts may be.
    pub fn label_bounds(&self, node: usize) -> Option<Bounds> {
        self.text_bounds(node, LABEL_WIDTH, LABEL_HEIGHT)
    }

    /// The room of the text beside a node, if it is of this size.
    pub fn text_bounds(&self, node: usize, width: i32, height: i32) -> Option<Bounds> {
        if !self.has_labels {
            return None;
        }
        let (at, anchor) = self.label(node);
        let x = match anchor {
            Anchor::Start => at.x.0 + width / 2,
            Anchor::Middle => at.x.0,
            Anchor::End => at.x.0 - width / 2,
        };
        Some(Bounds::around(Point::new(x, at.y.0 + 90), width, height))
    }

    fn middle(&self) -> (i32, i32) {
        let count = tenths(u32::try_from(self.places.len()).unwrap_or(1)) / 10;
        let sum = |axis: fn(&Point) -> i32| self.places.iter().map(axis).sum::<i32>();
        (sum(|place| place.x.0) / count.max(1), sum(|place| place.y.0) / count.max(1))
    }
}

fn tenths(pixels: u32) -> i32 {
    i32::try_from(pixels.min(100_000)).unwrap_or_default() * 10
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

fn on_ring(place: usize, count: usize, middle: Point, across: i32, upright: i32) -> Point {
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

/// The whole length of a vector.
pub fn length(x: i32, y: i32) -> i32 {
    let square = |side: i32| u64::from(side.unsigned_abs()).pow(2);
    i32::try_from((square(x) + square(y)).isqrt()).unwrap_or(i32::MAX)
}

/// The place so many tenths of a pixel from one place towards another, and as many to the right of the way.
pub fn along(from: Point, to: Point, forward: i32, aside: i32) -> Point {
    let (x, y) = (to.x.0 - from.x.0, to.y.0 - from.y.0);
    let whole = i64::from(length(x, y).max(1));
    let step = |a: i32, b: i32| {
        let sum = i64::from(a) * i64::from(forward) + i64::from(b) * i64::from(aside);
        i32::try_from(sum / whole).unwrap_or_default()
    };
    Point::new(from.x.0 + step(x, -y), from.y.0 + step(y, x))
}

#[cfg(test)]
mod tests {
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
                let layout = Layout::new(count, frame);
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

    #[test]
    fn a_way_is_walked_forward_and_aside() {
        let (from, to) = (Point::new(0, 0), Point::new(300, 400));
        assert_eq!(along(from, to, 500, 0), to);
        assert_eq!(along(from, to, 250, 0), Point::new(150, 200));
        assert_eq!(along(from, Point::new(100, 0), 50, 20), Point::new(50, 20));
    }
}
