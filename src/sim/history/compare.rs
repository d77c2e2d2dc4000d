//! Two lines side by side: where they part, and where they first differ.

use super::History;
use super::lines::Point;
use crate::sim::trace::TraceLine;

/// What two lines have in common, and what not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Comparison {
    /// The last step of their common past.
    pub split: u64,
    /// For each step after it, as far as both lines go: whether the states are the same.
    pub same: Vec<bool>,
    /// The first step that differs; none if the lines are alike as far as both go.
    pub differs: Option<Difference>,
}

/// A step of two lines that is not the same: another event, or another state after the same event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// The step.
    pub step: u64,
    /// What happened on the one line.
    pub one: TraceLine,
    /// What happened on the other.
    pub other: TraceLine,
}

impl History {
    /// Compares two lines by name.
    pub fn compare(&self, one: &str, other: &str) -> Result<Comparison, String> {
        let (one, other) = (self.place_of(one)?, self.place_of(other)?);
        let split = self.split(one, other).step;
        let lines = &self.lines;
        let mut worlds = (lines.world_at(one, split), lines.world_at(other, split));
        let mut comparison = Comparison { split, same: Vec::new(), differs: None };
        let last = lines.0[one].last_step().min(lines.0[other].last_step());
        for step in split + 1..=last {
            // Wording costs more than stepping, so it ends with the first difference.
            let telling = comparison.differs.is_none();
            let events = (
                lines.replay_step(one, &mut worlds.0, telling),
                lines.replay_step(other, &mut worlds.1, telling),
            );
            let is_same = worlds.0.fingerprint() == worlds.1.fingerprint();
            comparison.same.push(is_same);
            if let (true, (Some(one), Some(other))) = (telling, events) {
                let cluster = worlds.0.cluster();
                let (one, other) = (TraceLine::new(one, cluster), TraceLine::new(other, cluster));
                let is_told_the_same = (&one.says, &one.why) == (&other.says, &other.why);
                if !(is_same && is_told_the_same) {
                    comparison.differs = Some(Difference { step, one, other });
                }
            }
        }
        Ok(comparison)
    }

    /// Where two lines part: on the nearest line that both came from.
    fn split(&self, one: usize, other: usize) -> Point {
        let others = self.lines.ancestry(other);
        let shared = |(line, left): (usize, Point)| {
            others.iter().find(|(known, _)| *known == line).map(|(_, also)| left.min(*also))
        };
        // All lines come from the first, so there always is one.
        let first = self.lines.0[0].begins();
        self.lines.ancestry(one).into_iter().find_map(shared).unwrap_or(first)
    }
}
