//! Where the steps of a line stand: evenly, over a capacity that grows by doubling.

use super::NARROW;
use crate::render::Length;

/// Room for the names, in tenths of a pixel.
pub const LEFT: i32 = 850;
/// Room after the last step, in tenths of a pixel.
pub const RIGHT: i32 = 200;
/// The same where no names are drawn.
const NARROW_SIDE: i32 = 140;

/// The steps that have room at first.
const CAPACITY: u64 = 64;

/// From steps to lengths and back. Marks stay where they are while steps are added, until the capacity doubles.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Scale {
    left: i32,
    span: i32,
    capacity: u64,
    last_step: u64,
}

impl Scale {
    /// For a picture of this width, where the longest line has so many steps and the present one so many.
    pub fn new(width: u32, longest: u64, last_step: u64) -> Scale {
        let (left, right) = if width < NARROW { (NARROW_SIDE, NARROW_SIDE) } else { (LEFT, RIGHT) };
        let span = i32::try_from(width).unwrap_or(8_000).min(8_000) * 10 - left - right;
        let capacity = longest.max(CAPACITY).next_power_of_two();
        Scale { left, span: span.max(640), capacity, last_step }
    }

    /// Where a step stands.
    pub fn x(&self, step: u64) -> Length {
        Length(self.left + self.share(2 * step))
    }

    /// Half a step before it: what happened in it begins there.
    pub fn edge(&self, step: u64) -> i32 {
        self.left + self.share((2 * step).saturating_sub(1))
    }

    /// So many half steps, as a length.
    fn share(&self, halves: u64) -> i32 {
        let length = u64::from(self.span.unsigned_abs()) * halves / (2 * self.capacity.max(1));
        i32::try_from(length).unwrap_or(self.span)
    }

    /// The step of the present line that stands nearest to a place, in tenths of a pixel.
    pub fn step(&self, x: i32) -> u64 {
        let along = u64::from((x - self.left).max(0).unsigned_abs());
        let span = u64::from(self.span.unsigned_abs().max(1));
        ((along * self.capacity + span / 2) / span).min(self.last_step)
    }

    /// How many steps have room.
    pub fn capacity(&self) -> u64 {
        self.capacity
    }

    /// Where step 0 stands, in tenths of a pixel.
    pub fn left(&self) -> i32 {
        self.left
    }

    /// The last step of the present line.
    pub fn last_step(&self) -> u64 {
        self.last_step
    }
}
