//! What dragging does: a capsule along its way is delayed and off its way dropped; a line drawn around nodes parts them.

use crate::protocol::time::Micros;
use crate::render::Point;
use crate::render::layout::length;

/// A drag shorter than this many tenths of a pixel is a press.
pub const LEAST: i32 = 80;

/// A capsule this far off its way, in tenths of a pixel, is taken off it.
const OFF: i32 = 600;

/// What a capsule that was dragged is to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dragged {
    /// It is lost.
    Drop,
    /// It arrives so much later.
    Delay(Micros),
    /// It was dragged to where it goes: it arrives now.
    Deliver,
    /// It stays what it was.
    Nothing,
}

/// What dragging a capsule by so much does, on the way between two places that it travels in this time.
pub fn capsule(by: Point, from: Point, to: Point, travels: Micros) -> Dragged {
    let (x, y) = (i64::from(to.x.0 - from.x.0), i64::from(to.y.0 - from.y.0));
    let whole = i64::from(length(to.x.0 - from.x.0, to.y.0 - from.y.0).max(1));
    let forward = (i64::from(by.x.0) * x + i64::from(by.y.0) * y) / whole;
    let aside = (i64::from(by.y.0) * x - i64::from(by.x.0) * y) / whole;
    if aside.abs() > i64::from(OFF) {
        return Dragged::Drop;
    }
    match forward {
        ..-80 => {
            let share = forward.unsigned_abs() * travels.0 / whole.unsigned_abs();
            Dragged::Delay(Micros(share.max(1_000)))
        }
        81.. => Dragged::Deliver,
        _ => Dragged::Nothing,
    }
}

/// Which of these places lie inside a closed line, by the even-odd rule.
pub fn inside(line: &[Point], places: &[Point]) -> Vec<bool> {
    let crosses = |place: &Point| {
        let edges = line.iter().zip(line.iter().cycle().skip(1));
        edges.filter(|(a, b)| is_left_of_edge(*place, **a, **b)).count() % 2 == 1
    };
    places.iter().map(crosses).collect()
}

/// Whether a ray from the place to the right meets the edge.
fn is_left_of_edge(place: Point, a: Point, b: Point) -> bool {
    if (a.y.0 > place.y.0) == (b.y.0 > place.y.0) {
        return false;
    }
    let (rise, run) = (i64::from(b.y.0 - a.y.0), i64::from(b.x.0 - a.x.0));
    let x = i64::from(a.x.0) + i64::from(place.y.0 - a.y.0) * run / rise;
    i64::from(place.x.0) < x
}

/// The path of a line drawn by hand.
pub fn path(line: &[Point]) -> String {
    let points: Vec<String> = line.iter().map(Point::to_string).collect();
    format!("M{}", points.join("L"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn along_its_way_a_capsule_waits_and_off_it_it_is_lost() {
        let (from, to) = (Point::new(0, 0), Point::new(4_000, 0));
        let drag = |x, y| capsule(Point::new(x, y), from, to, Micros(8_000));
        assert_eq!(drag(-1_000, 100), Dragged::Delay(Micros(2_000)));
        assert_eq!(drag(1_000, 0), Dragged::Deliver);
        assert_eq!(drag(0, 700), Dragged::Drop);
        assert_eq!(drag(-900, -700), Dragged::Drop);
        assert_eq!(drag(30, 30), Dragged::Nothing);
    }

    #[test]
    fn a_line_around_two_places_holds_these_two() {
        let line = [(0, 0), (100, 0), (100, 100), (0, 100)].map(|(x, y)| Point::new(x, y));
        let places = [(50, 50), (99, 1), (150, 50), (-1, 50)].map(|(x, y)| Point::new(x, y));
        assert_eq!(inside(&line, &places), [true, true, false, false]);
        assert_eq!(inside(&[], &places), [false; 4]);
    }
}
