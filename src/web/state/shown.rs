//! What is shown of a step; read anew when the step changes.

use crate::session::scene::{BranchLine, Scene};
use crate::session::{InvariantLine, Session};
use crate::sim::event::Cause;
use crate::sim::trace::TraceLine;
use std::collections::VecDeque;
use std::rc::Rc;

/// How many steps before and after the present one are put into words: more than are listed at first, since not every
/// one of them is listed when heartbeats are hidden or the list is narrowed down.
const TOLD_BEFORE: u64 = 40;
const TOLD_AFTER: u64 = 15;

/// A step in words.
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    /// The words.
    pub told: Rc<TraceLine>,
    /// A heartbeat, or an answer to one, that changed nothing.
    pub is_quiet: bool,
}

/// The timer of every protocol's leaders, by its name in scenarios.
const HEARTBEAT: &str = "heartbeat";

/// Everything that the page reads from the session at a step.
#[derive(Clone, Debug, PartialEq)]
pub struct Shown {
    /// The state.
    pub scene: Rc<Scene>,
    /// The state one step before, while it does not play: what the step changed is shown with what it was.
    pub before: Option<Rc<Scene>>,
    /// The steps around it in words, in order.
    pub lines: Rc<Vec<Line>>,
    /// The last recorded step.
    pub last_step: u64,
    /// The branches.
    pub branches: Rc<Vec<BranchLine>>,
    /// The invariants.
    pub invariants: Rc<Vec<InvariantLine>>,
    /// The number that stands for the state.
    pub fingerprint: u64,
}

impl Shown {
    /// The present step in words; none at the start.
    pub fn line(&self) -> Option<&TraceLine> {
        let step = self.scene.step;
        self.lines.iter().find(|line| line.told.event.step == step).map(|line| &*line.told)
    }
}

impl Shown {
    /// What happened in the present step, why, and the section of the paper.
    pub fn words(&self) -> (&str, &str, &str) {
        match self.line() {
            Some(line) => (&line.says, &line.why, &line.section),
            None => ("Nothing has happened yet.", "", ""),
        }
    }
}

/// Steps already put into words: an unbroken part of the present line.
#[derive(Default)]
pub(super) struct Told(VecDeque<Line>);

impl Told {
    /// What happened after a step is another now.
    pub fn forget_after(&mut self, step: u64) {
        while self.0.back().is_some_and(|line| line.told.event.step > step) {
            self.0.pop_back();
        }
    }

    /// Reads all that is shown, with so many `earlier` steps; only steps that are not told yet are replayed.
    pub fn read(&mut self, session: &Session, is_playing: bool, earlier: u64) -> Shown {
        let (position, last_step) = (session.position(), session.last_step());
        let from = position.saturating_sub(TOLD_BEFORE + earlier).max(1);
        let to = position.saturating_add(TOLD_AFTER).min(last_step);
        self.tell(session, from, to);
        Shown {
            scene: Rc::new(session.scene()),
            before: if is_playing { None } else { session.before().map(Rc::new) },
            lines: Rc::new(self.0.iter().cloned().collect()),
            last_step,
            branches: Rc::new(session.branches()),
            invariants: Rc::new(session.invariants()),
            fingerprint: session.fingerprint(),
        }
    }

    fn tell(&mut self, session: &Session, from: u64, to: u64) {
        self.forget_after(to);
        while self.0.front().is_some_and(|line| line.told.event.step < from) {
            self.0.pop_front();
        }
        let first = self.0.front().map_or(to + 1, |line| line.told.event.step);
        if from < first {
            let later = std::mem::take(&mut self.0);
            session.tell(from, first - 1).into_iter().for_each(|line| self.add(line));
            // With what came before it known, more of it may be quiet.
            later.into_iter().for_each(|line| self.add_told(line.told));
        }
        let last = self.0.back().map_or(from - 1, |line| line.told.event.step);
        session.tell(last + 1, to).into_iter().for_each(|line| self.add(line));
    }

    /// A step that follows the last one that is told; any other is told when it is read.
    pub fn go_on(&mut self, line: TraceLine) {
        if self.0.back().is_some_and(|last| last.told.event.step + 1 == line.event.step) {
            self.add(line);
        }
    }

    fn add(&mut self, line: TraceLine) {
        self.add_told(Rc::new(line));
    }

    fn add_told(&mut self, told: Rc<TraceLine>) {
        let event = &told.event;
        let of_heartbeat = match (event.timer, event.cause) {
            (Some(timer), _) => timer == HEARTBEAT,
            (None, Cause::Step(step)) => self.is_quiet(step),
            (None, Cause::You) => false,
        };
        let is_quiet = of_heartbeat && !event.changed && !event.by_hand && event.broke.is_empty();
        self.0.push_back(Line { told, is_quiet });
    }

    fn is_quiet(&self, step: u64) -> bool {
        let first = self.0.front().map_or(step + 1, |line| line.told.event.step);
        let place = step.checked_sub(first).and_then(|place| usize::try_from(place).ok());
        place.and_then(|place| self.0.get(place)).is_some_and(|line| line.is_quiet)
    }
}
