//! Where steps stand: evenly, or as far apart as their instants, with long silences cut short and marked.

use super::{Diagram, TOP};
use crate::protocol::gather::sort_by_number;
use crate::protocol::time::Micros;
use crate::render::{Anchor, Form, Point, Shape};
use crate::session::weave::Weave;

/// The least distance of two steps, in tenths of a pixel, where there is room for it.
const LEAST: i64 = 70;

/// The least distance of two numbers on the axis, in tenths of a pixel.
const NUMBERS: i32 = 620;

/// Places of the steps of a window.
pub struct Axis {
    first: u64,
    /// Of each step, and of the place before the first.
    places: Vec<i32>,
    times: Vec<Micros>,
    /// A silence longer than this is cut short.
    longest: u64,
    is_even: bool,
}

impl Axis {
    /// Places between two ends, in tenths of a pixel.
    pub fn new(weave: &Weave, (left, right): (i32, i32), is_even: bool) -> Axis {
        let times: Vec<Micros> = weave.steps.iter().map(|knot| knot.time).collect();
        let first = weave.steps.first().map_or(1, |knot| knot.step);
        let gaps: Vec<u64> =
            times.windows(2).map(|pair| pair[1].saturating_sub(pair[0]).0).collect();
        let mut sorted: Vec<u64> = gaps.iter().copied().filter(|gap| *gap > 0).collect();
        sort_by_number(&mut sorted, |gap| *gap);
        // Most gaps are those of one exchange; what is much longer is waiting.
        let usual = sorted.get(sorted.len() * 3 / 4).copied().unwrap_or(1);
        let longest = (usual * 3).max(1);
        let weights: Vec<u64> =
            gaps.iter().map(|gap| if is_even { 1 } else { (*gap).min(longest) }).collect();
        let total: u64 = weights.iter().sum::<u64>().max(1);
        let room = i64::from((right - left).max(0));
        let count = i64::try_from(gaps.len()).unwrap_or(1).max(1);
        let least = if is_even { 0 } else { LEAST.min(room / count / 2) };
        let free = room - least * count;
        let mut places = vec![left];
        let (mut sum, mut number) = (0_u64, 0_i64);
        for weight in weights {
            (sum, number) = (sum + weight, number + 1);
            let share = free * i64::try_from(sum).unwrap_or(0) / i64::try_from(total).unwrap_or(1);
            let along = share + least * number;
            places.push(left + i32::try_from(along).unwrap_or_default());
        }
        Axis { first, places, times, longest, is_even }
    }

    /// Where a step stands; one before the window stands a little before its first.
    pub fn x(&self, step: u64) -> i32 {
        if step < self.first {
            return self.places[0] - 120;
        }
        let place = usize::try_from(step - self.first).unwrap_or(usize::MAX);
        self.places.get(place).or(self.places.last()).copied().unwrap_or_default()
    }
}

/// The round length, in microseconds, of which at least one fits between two numbers.
fn unit(least: u64) -> u64 {
    let mut unit = 1;
    loop {
        for factor in [1, 2, 5] {
            if unit * factor >= least {
                return unit * factor;
            }
        }
        unit *= 10;
    }
}

impl Diagram<'_> {
    pub(super) fn axis_shapes(&self, all: &mut Vec<Shape>) {
        let title = if self.axis.is_even { "step" } else { "t in ms" };
        let at = Point::new(840, 300);
        all.push(Shape::text("axistitle", "lab2", at, Anchor::End, title));
        if self.axis.is_even { self.step_numbers(all) } else { self.instants(all) }
    }

    fn number(&self, x: i32, text: String, all: &mut Vec<Shape>) {
        let line = Form::Line { to: Point::new(x, self.floor() - 60) };
        let key = format!("tick{x}");
        all.push(Shape::new(key, "tickline", Point::new(x, 400), line));
        let at = Point::new(x, 300);
        all.push(Shape::text(format!("number{x}"), "axis m", at, Anchor::Middle, text));
    }

    fn step_numbers(&self, all: &mut Vec<Shape>) {
        let mut last = i32::MIN / 2;
        for knot in &self.weave.steps {
            let x = self.axis.x(knot.step);
            if knot.step.is_multiple_of(5) && x - last >= NUMBERS / 2 {
                self.number(x, knot.step.to_string(), all);
                last = x;
            }
        }
    }

    fn instants(&self, all: &mut Vec<Shape>) {
        let Axis { places, times, longest, .. } = &self.axis;
        let (mut shown, mut length) = (0_u64, 0_u64);
        for (pair, ends) in times.windows(2).zip(places.windows(2)) {
            let gap = pair[1].saturating_sub(pair[0]).0;
            if gap <= *longest {
                shown += u64::try_from(ends[1] - ends[0]).unwrap_or_default();
                length += gap;
            }
        }
        let numbers = u64::from(NUMBERS.unsigned_abs());
        let unit = unit((length * numbers / shown.max(1)).max(1));
        let mut last = i32::MIN / 2;
        for (pair, ends) in times.windows(2).zip(places.windows(2)) {
            let gap = pair[1].saturating_sub(pair[0]).0;
            if gap > *longest {
                let middle = i32::midpoint(ends[0], ends[1]);
                self.silence(middle, gap, all);
                if middle - last >= NUMBERS {
                    last = middle - NUMBERS / 2;
                }
                continue;
            }
            let first = pair[0].0.div_ceil(unit) * unit;
            let mut at = first;
            while at < pair[1].0 {
                let along = i64::from(ends[1] - ends[0])
                    * i64::try_from(at - pair[0].0).unwrap_or(0)
                    / i64::try_from(gap.max(1)).unwrap_or(1);
                let x = ends[0] + i32::try_from(along).unwrap_or_default();
                if x - last >= NUMBERS {
                    let tenths = at / 100;
                    let text = match tenths % 10 {
                        0 => (tenths / 10).to_string(),
                        part => format!("{}.{part}", tenths / 10),
                    };
                    self.number(x, text, all);
                    last = x;
                }
                at += unit;
            }
        }
    }

    /// A silence cut short: a break in every lane, and its length where there is room.
    fn silence(&self, x: i32, gap: u64, all: &mut Vec<Shape>) {
        let mut data = String::new();
        for place in 0..self.weave.names.len() {
            let at = Point::new(x - 40, self.y(place) + 90);
            data.push_str(&format!("M{at}l4-18M{}l4-18", Point::new(x, self.y(place) + 90)));
        }
        let form = Form::Path { data };
        all.push(Shape::new(format!("break{x}"), "silence", Point::default(), form));
        let text = format!("{} ms", (gap + 500) / 1_000);
        let at = Point::new(x, TOP - 400);
        all.push(Shape::text(format!("silence{x}"), "axis gap", at, Anchor::Middle, text));
    }
}
