//! Where the nodes of a cluster stand, where the texts beside them go, and which of them are linked.

use super::{Anchor, Frame, Point};

/// Room that a text beside a node may take, in tenths of a pixel.
pub const LABEL_WIDTH: i32 = 1_460;

/// How high such a text is, with a little room above and below it.
pub const LABEL_HEIGHT: i32 = 580;

/// Where everything on a stage stands. All lengths are tenths of a pixel.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Layout {
    /// The room that there is.
    pub frame: Frame,
    /// The middle of every node.
    pub places: Vec<Point>,
    /// From a node's middle to the edge of its figure.
    pub radius: i32,
    /// From a node's middle to the edge of everything that is drawn around it.
    pub outer: i32,
    /// Where the text beside each node stands, if there is room for one.
    pub labels: Vec<Option<Label>>,
    /// The nodes that send each other messages, the lower place first.
    pub links: Vec<(usize, usize)>,
    /// What is written of a node and keeps messages off: often a card that begins behind its figure and reaches to its right.
    pub cards: Vec<Option<Bounds>>,
}

/// Where a text of three lines stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Label {
    /// The base of its first line.
    pub at: Point,
    /// Which end of it is there.
    pub anchor: Anchor,
    /// How high it is, with a little room above and below it.
    pub height: i32,
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

    /// The same in a picture that is shown so many times as large.
    pub fn larger(self, times: f64) -> Bounds {
        let length = |tenths: i32| (f64::from(tenths) * times) as i32;
        let Bounds { left, top, right, bottom } = self;
        Bounds {
            left: length(left),
            top: length(top),
            right: length(right),
            bottom: length(bottom),
        }
    }

    /// Whether all of it is in a picture.
    pub fn is_in(&self, frame: Frame) -> bool {
        let (right, bottom) = (tenths(frame.width), tenths(frame.height));
        self.left >= 0 && self.top >= 0 && self.right <= right && self.bottom <= bottom
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
    /// Whether nodes and texts leave each other their room.
    pub fn is_clear(&self) -> bool {
        let nodes = || 0..self.places.len();
        let all: Vec<Bounds> = nodes()
            .map(|node| self.node_bounds(node))
            .chain(nodes().filter_map(|node| self.label_bounds(node)))
            .collect();
        (1..all.len()).all(|place| !all[..place].iter().any(|other| other.meets(&all[place])))
    }

    /// Where the way from a node to another leaves the node.
    pub fn edge(&self, from: usize, to: usize) -> Point {
        self.exit(from, self.places[to])
    }

    /// Where the way from a node to some place leaves the node, or the card beside it.
    pub fn exit(&self, from: usize, to: Point) -> Point {
        let place = self.places[from];
        let is_beside = |card: &Bounds| (card.top..card.bottom).contains(&place.y.0);
        match self.cards[from].filter(is_beside) {
            Some(card) if to.x.0 > card.right => Point::new(card.right + 20, place.y.0),
            _ => along(place, to, self.outer + 20, 0),
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
        let room = self.text_bounds(node, LABEL_WIDTH)?;
        Some(Bounds { top: room.top + 20, bottom: room.bottom - 20, ..room })
    }

    /// The room of the text beside a node with a little room above and below it, if it is so wide.
    pub fn text_bounds(&self, node: usize, width: i32) -> Option<Bounds> {
        let Label { at, anchor, height } = self.labels[node]?;
        let x = match anchor {
            Anchor::Start => at.x.0 + width / 2,
            Anchor::Middle => at.x.0,
            Anchor::End => at.x.0 - width / 2,
        };
        Some(Bounds::around(Point::new(x, at.y.0 + 90), width, height))
    }
}

/// So many pixels in tenths.
pub fn tenths(pixels: u32) -> i32 {
    i32::try_from(pixels.min(100_000)).unwrap_or_default() * 10
}

/// So many things as a number to reckon with.
pub fn count(things: usize) -> i32 {
    i32::try_from(things).unwrap_or_default()
}

/// The whole length of a vector.
pub fn length(x: i32, y: i32) -> i32 {
    // Exact, since sums of squares are whole; and a processor's own square root is no code to download.
    let (x, y) = (f64::from(x), f64::from(y));
    (x * x + y * y).sqrt() as i32
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

    #[test]
    fn a_way_is_walked_forward_and_aside() {
        let (from, to) = (Point::new(0, 0), Point::new(300, 400));
        assert_eq!(along(from, to, 500, 0), to);
        assert_eq!(along(from, to, 250, 0), Point::new(150, 200));
        assert_eq!(along(from, Point::new(100, 0), 50, 20), Point::new(50, 20));
    }
}
