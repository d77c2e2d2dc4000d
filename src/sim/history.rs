//! What was done to a world, kept: moves, checkpoints, seeking by replay, and branches.
//!
//! A history keeps no past worlds but a checkpoint every few hundred steps. Going back is replaying from the nearest one;
//! the moves are in the record, and everything else follows from the seed. Acting in the past opens a branch from there,
//! and the old future stays.

use super::act::Act;
use super::event::{Cause, Event, EventKind};
use super::trace::TraceLine;
use super::world::{Setup, World};
use crate::protocol::cluster::NodeId;
use crate::protocol::time::Micros;

/// Steps between two checkpoints: a seek replays at most this many events.
pub const CHECKPOINT_EVERY: u64 = 384;

/// The name of the first line.
pub const MAIN: &str = "main";

/// What the timeline keeps of a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Record {
    /// When it happened.
    pub time: Micros,
    /// The step that sent the message, set the timer or began the sync; 0 if there is none.
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

/// One line of a history. A branch shares the past of the line that it left.
#[derive(Clone, Debug)]
pub struct Branch {
    /// Its name.
    pub name: String,
    /// The line that it left; none for the first.
    pub parent: Option<usize>,
    /// The world at which it left its parent, and every few hundred steps from there.
    checkpoints: Vec<World>,
    /// Moves on this line after it left its parent, each with the number of steps that went before it.
    acts: Vec<(u64, Act)>,
    records: Vec<Record>,
}

impl Branch {
    fn new(name: String, parent: Option<usize>, world: World) -> Self {
        Branch { name, parent, checkpoints: vec![world], acts: Vec::new(), records: Vec::new() }
    }

    /// The step at which it left its parent; its own records begin after it.
    pub fn start(&self) -> u64 {
        self.checkpoints[0].steps()
    }

    /// The number of its last step.
    pub fn last_step(&self) -> u64 {
        self.start() + self.records.len() as u64
    }
}

/// All lines of a history, and which of them is shown.
#[derive(Clone, Debug)]
struct Lines {
    branches: Vec<Branch>,
    current: usize,
}

/// A world and everything that was done to it.
#[derive(Clone, Debug)]
pub struct History {
    setup: Setup,
    lines: Lines,
    world: World,
}

impl History {
    /// A history at step 0.
    pub fn new(setup: Setup) -> Result<Self, String> {
        let world = World::new(&setup)?;
        let first = Branch::new(MAIN.to_string(), None, world.clone());
        Ok(History { setup, lines: Lines { branches: vec![first], current: 0 }, world })
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
        &self.lines.branches
    }

    /// The place of the present line among them.
    pub fn current(&self) -> usize {
        self.lines.current
    }

    /// The last step of the present line.
    pub fn last_step(&self) -> u64 {
        self.lines.branches[self.lines.current].last_step()
    }

    /// What the timeline knows of a step of the present line.
    pub fn record(&self, step: u64) -> Option<&Record> {
        let branch = self.lines.owner(step.checked_sub(1)?);
        branch.records.get(usize::try_from(step - branch.start() - 1).ok()?)
    }

    /// The records of the present line, from its first step to its last, in the pieces in which they are kept.
    pub fn records(&self) -> Vec<&[Record]> {
        let mut branch = &self.lines.branches[self.lines.current];
        let mut until = branch.last_step();
        let mut pieces = Vec::new();
        loop {
            let count = usize::try_from(until.saturating_sub(branch.start())).unwrap_or_default();
            pieces.push(&branch.records[..count]);
            until = until.min(branch.start());
            let Some(parent) = branch.parent else { break };
            branch = &self.lines.branches[parent];
        }
        pieces.reverse();
        pieces
    }

    /// When the next step happens: the recorded one in the past, otherwise the next event.
    pub fn next_due(&self) -> Option<Micros> {
        let next = self.world.steps() + 1;
        match self.record(next) {
            Some(record) if next <= self.last_step() => Some(record.time),
            _ => self.world.next_due(),
        }
    }

    /// The moves of the present line, each with the number of steps that went before it.
    pub fn acts(&self) -> impl Iterator<Item = &(u64, Act)> {
        (0..).map_while(|number| self.lines.act(number))
    }

    /// Does a move at the present step, and returns its event if it is one.
    ///
    /// In the past it opens a branch, and the old future stays.
    pub fn act(&mut self, act: Act) -> Result<Option<Event>, String> {
        self.world.check(&act)?;
        if self.world.steps() < self.last_step() {
            let is_free =
                |name: &String| self.lines.branches.iter().all(|branch| branch.name != *name);
            let name = (1..).map(|number| format!("what if {number}")).find(is_free);
            self.open_branch(name.unwrap_or_default());
        }
        let at = self.world.steps();
        let event = self.world.perform(&act, false)?;
        self.lines.branches[self.lines.current].acts.push((at, act));
        if let Some(event) = &event {
            self.take_down(event);
        }
        Ok(event)
    }

    /// One step forward: into the recorded future if there is one, otherwise the next event.
    /// None if nothing is left to happen.
    pub fn step(&mut self) -> Option<Event> {
        if self.world.steps() < self.last_step() {
            let event = self.lines.replay_step(&mut self.world, false);
            self.catch_up_at_the_end();
            return event;
        }
        let event = self.world.advance(false)?;
        self.take_down(&event);
        Some(event)
    }

    /// Goes to a step of the present line, at most to its end.
    pub fn seek(&mut self, step: u64) {
        let step = step.min(self.last_step());
        if step < self.world.steps() || step >= self.world.steps() + CHECKPOINT_EVERY {
            self.world = self.lines.checkpoint_before(step).clone();
        }
        while self.world.steps() < step {
            if self.lines.replay_step(&mut self.world, false).is_none() {
                break;
            }
        }
        self.catch_up_at_the_end();
    }

    /// The steps `from..=to` of the present line in words, by replay.
    pub fn tell(&self, from: u64, to: u64) -> Vec<TraceLine> {
        let mut lines = Vec::new();
        self.visit(from, to, &mut |world, event| {
            lines.extend(event.map(|event| TraceLine::new(event, world.cluster())));
        });
        lines
    }

    /// Shows the world before the step `from`, and after each of the steps `from..=to` with its event, by replay.
    pub fn visit(&self, from: u64, to: u64, see: &mut dyn FnMut(&World, Option<Event>)) {
        let (from, to) = (from.max(1), to.min(self.last_step()));
        if from > to {
            return;
        }
        let mut world = self.lines.checkpoint_before(from - 1).clone();
        while world.steps() < to {
            let is_told = world.steps() + 1 >= from;
            if world.steps() + 1 == from {
                see(&world, None);
            }
            let Some(event) = self.lines.replay_step(&mut world, is_told) else { break };
            if is_told {
                see(&world, Some(event));
            }
        }
    }

    /// Opens a line from this step of the present one, and goes there.
    pub fn branch(&mut self, name: &str, at: u64) -> Result<(), String> {
        if self.lines.branches.iter().any(|branch| branch.name == name) {
            return Err(format!("there is a branch \"{name}\" already"));
        }
        let last = self.last_step();
        if at > last {
            return Err(format!(
                "this line has {last} steps, so there is no step {at} to branch from"
            ));
        }
        self.seek(at);
        self.open_branch(name.to_string());
        Ok(())
    }

    /// Goes to the end of another line.
    pub fn switch(&mut self, name: &str) -> Result<(), String> {
        let branches = &self.lines.branches;
        let Some(place) = branches.iter().position(|branch| branch.name == name) else {
            let names: Vec<&str> = branches.iter().map(|branch| branch.name.as_str()).collect();
            return Err(format!("there is no branch \"{name}\"; there are: {}", names.join(", ")));
        };
        self.lines.current = place;
        let last = self.last_step();
        self.world = self.lines.checkpoint_before(last).clone();
        self.seek(last);
        Ok(())
    }

    fn open_branch(&mut self, name: String) {
        let branch = Branch::new(name, Some(self.lines.current), self.world.clone());
        self.lines.branches.push(branch);
        self.lines.current = self.lines.branches.len() - 1;
    }

    fn take_down(&mut self, event: &Event) {
        let record = Record::new(event, &self.world);
        let branch = &mut self.lines.branches[self.lines.current];
        branch.records.push(record);
        if self.world.steps().is_multiple_of(CHECKPOINT_EVERY) {
            branch.checkpoints.push(self.world.clone());
        }
    }

    /// At the end of a line the moves that were no events are done too.
    fn catch_up_at_the_end(&mut self) {
        if self.world.steps() == self.last_step() {
            self.lines.replay_moves(&mut self.world, false);
        }
    }
}

impl Lines {
    /// The line on which the step after `step` lies, seen from the present one.
    fn owner(&self, step: u64) -> &Branch {
        let mut branch = &self.branches[self.current];
        while let Some(parent) = branch.parent
            && step < branch.start()
        {
            branch = &self.branches[parent];
        }
        branch
    }

    /// The move with this number, counted from 0 at the set-up.
    fn act(&self, number: u64) -> Option<&(u64, Act)> {
        let mut branch = &self.branches[self.current];
        while let Some(parent) = branch.parent
            && number < branch.checkpoints[0].moves()
        {
            branch = &self.branches[parent];
        }
        branch.acts.get(usize::try_from(number - branch.checkpoints[0].moves()).ok()?)
    }

    /// The nearest kept world at or before a step.
    ///
    /// At a step where a branch begins, settings may have been made between the step and the branch. The first world
    /// of the branch has them and the step does not, so that step is looked for on the line on which it happened.
    fn checkpoint_before(&self, step: u64) -> &World {
        let mut branch = &self.branches[self.current];
        while let Some(parent) = branch.parent
            && step <= branch.start()
        {
            branch = &self.branches[parent];
        }
        let checkpoints = &branch.checkpoints;
        &checkpoints[checkpoints.partition_point(|world| world.steps() <= step).max(1) - 1]
    }

    /// Does the next recorded step once more.
    fn replay_step(&self, world: &mut World, telling: bool) -> Option<Event> {
        self.replay_moves(world, telling).or_else(|| world.advance(telling))
    }

    /// Does the moves that were made at this point once more, up to the first that is an event.
    fn replay_moves(&self, world: &mut World, telling: bool) -> Option<Event> {
        while let Some((at, act)) = self.act(world.moves())
            && *at == world.steps()
        {
            match world.perform(act, telling) {
                Ok(None) => {}
                Ok(event) => return event,
                Err(error) => unreachable!("a recorded move became impossible: {error}"),
            }
        }
        None
    }
}
