//! What was done to a world, kept: moves, checkpoints, seeking by replay, and branches.
//!
//! A history keeps no past worlds but a checkpoint every few hundred steps. Going back is replaying from the nearest one;
//! the moves are in the record, and everything else follows from the seed. Acting in the past opens a branch from there,
//! and the old future stays.

mod compare;
mod lines;
mod look;

pub use compare::{Comparison, Difference};
pub use lines::{Branch, Point, Remark};

use super::act::Act;
use super::event::{Cause, Event, EventKind};
use super::world::{Setup, World};
use crate::protocol::cluster::NodeId;
use crate::protocol::time::Micros;
use lines::Lines;

/// Steps between two checkpoints: a seek replays at most this many events.
pub const CHECKPOINT_EVERY: u64 = 384;

/// The name of the first line.
pub const MAIN: &str = "main";

/// What a branch is called that was opened by acting in the past, unless whoever acts says more.
const WHAT_IF: &str = "what if";

/// How long a branch's name is at most, in bytes.
pub const NAME_MAX: usize = 120;

/// What the timeline keeps of a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Record {
    /// When it happened.
    pub time: Micros,
    /// The step that it goes back to; 0 for you and for the set-up.
    pub cause: u32,
    /// The term, ballot or epoch of its node after it.
    pub epoch: u16,
    /// The term, ballot or epoch of the node that leads after it.
    pub led: u16,
    /// What it was.
    pub kind: EventKind,
    /// The node that it happened to, or 255.
    pub node: u8,
    /// The node that leads after it, or 255.
    pub leader: u8,
    /// A person did it.
    pub by_hand: bool,
    /// Some node became leader in it.
    pub elected: bool,
    /// A command was committed in it.
    pub committed: bool,
    /// It broke an invariant.
    pub broke: bool,
}

/// In place of a node, where there is none.
pub const NOBODY: u8 = u8::MAX;

impl Record {
    /// Whether somebody changed the course of things here: a crash, a cut, a drop, a request.
    pub fn is_act(&self) -> bool {
        self.by_hand && self.kind.meddles()
    }

    fn new(event: &Event, world: &World) -> Self {
        let epoch = |node: Option<NodeId>| {
            let standing = node.and_then(|node| world.standing(node));
            standing.map_or(0, |standing| u16::try_from(standing.epoch).unwrap_or(u16::MAX))
        };
        // A message that was told to arrive comes from its sender no less.
        let cause = match (&event.message, event.cause) {
            (Some(message), _) => message.sent_in,
            (None, Cause::Step(step)) => step,
            (None, Cause::You) => 0,
        };
        let leader = world.leader();
        Record {
            time: event.time,
            cause: u32::try_from(cause).unwrap_or(u32::MAX),
            epoch: epoch(event.node),
            led: epoch(leader),
            kind: event.kind,
            node: event.node.map_or(NOBODY, |node| node.0),
            leader: leader.map_or(NOBODY, |node| node.0),
            by_hand: event.by_hand,
            elected: event.elected,
            committed: event.committed,
            broke: !event.broke.is_empty(),
        }
    }
}

/// A world and everything that was done to it.
#[derive(Clone, Debug)]
pub struct History {
    setup: Setup,
    lines: Lines,
    current: usize,
    world: World,
    deleted: Option<Deleted>,
}

/// What was deleted last, for as long as it can be put back.
#[derive(Clone, Debug)]
struct Deleted {
    branches: Vec<(usize, Branch)>,
    /// The line and the step that were left because the present line was among them.
    left: Option<(usize, u64)>,
}

impl History {
    /// A history at step 0.
    pub fn new(setup: Setup) -> Result<Self, String> {
        let world = World::new(&setup)?;
        let first = Branch::new(MAIN.to_string(), None, world.clone());
        Ok(History { setup, lines: Lines(vec![first]), current: 0, world, deleted: None })
    }

    /// How it began.
    pub fn setup(&self) -> &Setup {
        &self.setup
    }

    /// The world at the present step.
    pub fn world(&self) -> &World {
        &self.world
    }

    /// All lines, in the order in which they were opened.
    pub fn branches(&self) -> &[Branch] {
        &self.lines.0
    }

    /// The place of the present line among them.
    pub fn current(&self) -> usize {
        self.current
    }

    /// The present line and those that it came from, the first line last, by their places;
    /// each with the place up to which it is shared.
    pub fn ancestry(&self) -> Vec<(usize, Point)> {
        self.lines.ancestry(self.current)
    }

    /// The last step of the present line.
    pub fn last_step(&self) -> u64 {
        self.lines.0[self.current].last_step()
    }

    /// Whether the present line goes on behind the present step, so that acting opens a branch.
    pub fn is_in_the_past(&self) -> bool {
        self.world.steps() < self.last_step()
    }

    /// What the timeline knows of a step of the present line.
    pub fn record(&self, step: u64) -> Option<&Record> {
        self.lines.record(self.current, step)
    }

    /// The records of the present line, from its first step to its last, in the pieces in which they are kept.
    pub fn records(&self) -> Vec<&[Record]> {
        self.lines.records(self.current)
    }

    /// When the next step happens: the recorded one in the past, otherwise the next event.
    pub fn next_due(&self) -> Option<Micros> {
        match self.record(self.world.steps() + 1) {
            Some(record) => Some(record.time),
            None => self.world.next_due(),
        }
    }

    /// Does a move at the present step, and returns its event if it is one.
    ///
    /// In the past it opens a branch, and the old future stays.
    pub fn act(&mut self, act: Act) -> Result<Option<Event>, String> {
        self.act_as(act, WHAT_IF)
    }

    /// The same; if it opens a branch, the branch is called this, with a number behind it where the name is taken.
    pub fn act_as(&mut self, act: Act, name: &str) -> Result<Option<Event>, String> {
        self.world.check(&act)?;
        if self.is_in_the_past() {
            let numbered = (2..).map(|number| format!("{name} {number}"));
            let names = std::iter::once(name.to_string()).chain(numbered);
            let is_free = |name: &String| self.place_of(name).is_err();
            let free = names.into_iter().find(is_free);
            self.open_branch(free.unwrap_or_default());
        }
        let at = self.world.steps();
        let event = self.world.perform(&act, false)?;
        self.deleted = None;
        self.lines.0[self.current].acts.push((at, act));
        if let Some(event) = &event {
            self.take_down(event);
        }
        Ok(event)
    }

    /// Keeps words with the present place. In the past too: they change nothing.
    pub fn remark(&mut self, is_title: bool, text: &str) {
        let at = Point::of(&self.world);
        let owner = self.lines.owner_of(self.current, at);
        self.lines.0[owner].remark(Remark { at, is_title, text: text.to_string() });
    }

    /// The last note, or the last title, at or before the present place of the present line.
    pub fn remarked(&self, is_title: bool) -> Option<&str> {
        let here = Point::of(&self.world);
        self.ancestry().into_iter().find_map(|(line, shared)| {
            let remarks = self.lines.0[line].remarks().iter().rev();
            let mut known = remarks.filter(|it| it.at <= here.min(shared));
            known.find(|it| it.is_title == is_title).map(|it| it.text.as_str())
        })
    }

    /// One step forward: into the recorded future if there is one, otherwise the next event.
    /// None if nothing is left to happen.
    pub fn step(&mut self) -> Option<Event> {
        self.go_on(false)
    }

    /// The same while somebody looks: the event has its words.
    pub fn step_aloud(&mut self) -> Option<Event> {
        self.go_on(true)
    }

    fn go_on(&mut self, telling: bool) -> Option<Event> {
        if self.is_in_the_past() {
            let event = self.lines.replay_step(self.current, &mut self.world, telling);
            self.catch_up_at_the_end();
            return event;
        }
        let event = self.world.advance(telling)?;
        self.take_down(&event);
        Some(event)
    }

    /// Goes to a step of the present line, at most to its end.
    pub fn seek(&mut self, step: u64) {
        let step = step.min(self.last_step());
        if step < self.world.steps() || step >= self.world.steps() + CHECKPOINT_EVERY {
            self.world = self.lines.checkpoint_before(self.current, step).clone();
        }
        while self.world.steps() < step {
            if self.lines.replay_step(self.current, &mut self.world, false).is_none() {
                break;
            }
        }
        self.catch_up_at_the_end();
    }

    /// Opens a line from this step of the present one, and goes there.
    pub fn branch(&mut self, name: &str, at: u64) -> Result<(), String> {
        self.check_name(name)?;
        self.check_step(self.current, at)?;
        self.seek(at);
        self.open_branch(name.to_string());
        Ok(())
    }

    /// Goes to another line: to a step of it, or to its end.
    pub fn switch(&mut self, name: &str, at: Option<u64>) -> Result<(), String> {
        let line = self.place_of(name)?;
        if let Some(step) = at {
            self.check_step(line, step)?;
        }
        self.go(line, at.unwrap_or(u64::MAX));
        Ok(())
    }

    /// Gives a line another name. What was deleted cannot be put back then: its name may have been taken.
    pub fn rename(&mut self, name: &str, new: &str) -> Result<(), String> {
        let line = self.changeable(name, "renamed")?;
        if name != new {
            self.check_name(new)?;
            self.lines.0[line].name = new.to_string();
            self.deleted = None;
        }
        Ok(())
    }

    /// Deletes a line and all that left it. If the present line is among them, one goes to where the line left its parent.
    pub fn delete(&mut self, name: &str) -> Result<(), String> {
        let line = self.changeable(name, "deleted")?;
        let (root, here) = (&self.lines.0[line], (self.current, self.world.steps()));
        let (parent, split) = (root.parent.unwrap_or_default(), root.start());
        let branches = self.lines.take_out(line);
        let is_here = branches.iter().any(|(place, _)| *place == self.current);
        if is_here {
            // A parent stands before its branches, so its place is what it was.
            self.go(parent, split);
        } else {
            self.current -= branches.iter().filter(|(place, _)| *place < self.current).count();
        }
        self.deleted = Some(Deleted { branches, left: is_here.then_some(here) });
        Ok(())
    }

    /// Puts back what was deleted last, unless a move was made since; and goes back to where one was, if that was there.
    pub fn undo_delete(&mut self) -> Result<(), String> {
        let Some(Deleted { branches, left }) = self.deleted.take() else {
            return Err("nothing was deleted since the last move".to_string());
        };
        let places = self.lines.put_back(branches);
        self.current = places[self.current];
        if let Some((line, step)) = left {
            self.go(line, step);
        }
        Ok(())
    }

    fn go(&mut self, line: usize, step: u64) {
        self.current = line;
        let step = step.min(self.last_step());
        self.world = self.lines.checkpoint_before(line, step).clone();
        self.seek(step);
    }

    fn place_of(&self, name: &str) -> Result<usize, String> {
        let branches = &self.lines.0;
        branches.iter().position(|branch| branch.name == name).ok_or_else(|| {
            let names: Vec<&str> = branches.iter().map(|branch| branch.name.as_str()).collect();
            format!("there is no branch \"{name}\"; there are: {}", names.join(", "))
        })
    }

    /// The place of any line but the first, whose name scenarios rely on.
    fn changeable(&self, name: &str, what: &str) -> Result<usize, String> {
        match self.place_of(name)? {
            0 => Err(format!("{MAIN} is the first line and cannot be {what}")),
            line => Ok(line),
        }
    }

    fn check_name(&self, name: &str) -> Result<(), String> {
        if name.is_empty() || name.contains(char::is_control) || name.len() > NAME_MAX {
            return Err(format!("a branch's name is one line of 1 to {NAME_MAX} bytes"));
        }
        match self.place_of(name) {
            Ok(_) => Err(format!("there is a branch \"{name}\" already")),
            Err(_) => Ok(()),
        }
    }

    fn check_step(&self, line: usize, step: u64) -> Result<(), String> {
        let branch = &self.lines.0[line];
        let last = branch.last_step();
        if step <= last {
            return Ok(());
        }
        Err(match line == self.current {
            true => format!("this line has {last} steps, so there is no step {step}"),
            false => {
                format!("\"{}\" has {last} steps, so there is no step {step}", branch.name)
            }
        })
    }

    fn open_branch(&mut self, name: String) {
        self.deleted = None;
        let parent = self.lines.left_at(self.current, self.world.steps());
        self.lines.0.push(Branch::new(name, Some(parent), self.world.clone()));
        self.current = self.lines.0.len() - 1;
    }

    fn take_down(&mut self, event: &Event) {
        let record = Record::new(event, &self.world);
        let branch = &mut self.lines.0[self.current];
        branch.records.push(record);
        if self.world.steps().is_multiple_of(CHECKPOINT_EVERY) {
            branch.checkpoints.push(self.world.clone());
        }
    }

    /// At the end of a line the moves that were no events are done too.
    fn catch_up_at_the_end(&mut self) {
        if self.world.steps() == self.last_step() {
            self.lines.replay_moves(self.current, &mut self.world, false);
        }
    }
}
