//! The lines of a history: which steps and moves lie on which, and how a recorded step is done once more.

use super::Record;
use crate::sim::act::Act;
use crate::sim::event::Event;
use crate::sim::world::World;

/// A place on a line: how many steps and how many moves go before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Point {
    /// Steps before it.
    pub step: u64,
    /// Moves before it, settings included.
    pub moves: u64,
}

impl Point {
    /// The place that a world has come to.
    pub fn of(world: &World) -> Point {
        Point { step: world.steps(), moves: world.moves() }
    }
}

/// Words between moves. They change nothing, so they are no moves and may be put into the past.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Remark {
    /// Where they stand.
    pub at: Point,
    /// Whether they are a title; otherwise a note.
    pub is_title: bool,
    /// The words.
    pub text: String,
}

/// One line of a history. A branch shares the past of the line that it left.
#[derive(Clone, Debug)]
pub struct Branch {
    /// Its name.
    pub name: String,
    /// The place of the line that it left; none for the first.
    pub parent: Option<usize>,
    /// The world at which it left its parent, and every few hundred steps from there.
    pub(super) checkpoints: Vec<World>,
    /// Moves on this line after it left its parent, each with the number of steps that went before it.
    pub(super) acts: Vec<(u64, Act)>,
    pub(super) records: Vec<Record>,
    /// Its own remarks, in the order of their places.
    remarks: Vec<Remark>,
}

impl Branch {
    pub(super) fn new(name: String, parent: Option<usize>, world: World) -> Self {
        let (acts, records, remarks) = (Vec::new(), Vec::new(), Vec::new());
        Branch { name, parent, checkpoints: vec![world], acts, records, remarks }
    }

    /// The step at which it left its parent; its own records begin after it.
    pub fn start(&self) -> u64 {
        self.first_world().steps()
    }

    /// The number of its last step.
    pub fn last_step(&self) -> u64 {
        self.start() + self.records.len() as u64
    }

    /// The world at which it left its parent.
    pub fn first_world(&self) -> &World {
        &self.checkpoints[0]
    }

    /// The place at which it left its parent.
    pub fn begins(&self) -> Point {
        Point::of(self.first_world())
    }

    /// The place after all that was done on it.
    pub fn ends(&self) -> Point {
        let moves = self.begins().moves + self.acts.len() as u64;
        Point { step: self.last_step(), moves }
    }

    /// Its own moves, each with the number of steps that went before it.
    pub fn acts(&self) -> &[(u64, Act)] {
        &self.acts
    }

    /// Its own remarks, in the order of their places.
    pub fn remarks(&self) -> &[Remark] {
        &self.remarks
    }

    /// What the timeline knows of one of its own steps.
    pub fn record(&self, step: u64) -> Option<&Record> {
        let place = step.checked_sub(self.start())?.checked_sub(1)?;
        self.records.get(usize::try_from(place).ok()?)
    }

    pub(super) fn remark(&mut self, remark: Remark) {
        let place = self.remarks.partition_point(|known| known.at <= remark.at);
        self.remarks.insert(place, remark);
    }
}

/// All lines, in the order in which they were opened. None of them is the present one here: each question names its line.
#[derive(Clone, Debug)]
pub(super) struct Lines(pub Vec<Branch>);

impl Lines {
    /// A line and those that it came from, the first line last; each with the place up to which it is shared.
    pub fn ancestry(&self, line: usize) -> Vec<(usize, Point)> {
        let (mut branch, mut shared) = (&self.0[line], self.0[line].ends());
        let mut all = vec![(line, shared)];
        while let Some(parent) = branch.parent {
            // A branch may have left its parent among the settings with which the parent itself began.
            shared = shared.min(branch.begins());
            all.push((parent, shared));
            branch = &self.0[parent];
        }
        all
    }

    /// The line on which something lies, seen from this one: the nearest that had not begun after it.
    fn owner(&self, mut line: usize, began_after: impl Fn(&Branch) -> bool) -> usize {
        while let Some(parent) = self.0[line].parent
            && began_after(&self.0[line])
        {
            line = parent;
        }
        line
    }

    /// The line on which a place lies.
    pub fn owner_of(&self, line: usize, place: Point) -> usize {
        self.owner(line, |branch| place < branch.begins())
    }

    /// The line that a branch leaves which is opened at this step: one that had begun by then.
    pub fn left_at(&self, line: usize, step: u64) -> usize {
        self.owner(line, |branch| step < branch.start())
    }

    /// What the timeline knows of a step.
    pub fn record(&self, line: usize, step: u64) -> Option<&Record> {
        self.0[self.owner(line, |branch| step <= branch.start())].record(step)
    }

    /// The records of a line, from its first step to its last, in the pieces in which they are kept.
    pub fn records(&self, line: usize) -> Vec<&[Record]> {
        let mut branch = &self.0[line];
        let mut until = branch.last_step();
        let mut pieces = Vec::new();
        loop {
            let count = usize::try_from(until.saturating_sub(branch.start())).unwrap_or_default();
            pieces.push(&branch.records[..count]);
            until = until.min(branch.start());
            let Some(parent) = branch.parent else { break };
            branch = &self.0[parent];
        }
        pieces.reverse();
        pieces
    }

    /// The move with this number, counted from 0 at the set-up.
    fn act(&self, line: usize, number: u64) -> Option<&(u64, Act)> {
        let branch = &self.0[self.owner(line, |branch| number < branch.begins().moves)];
        branch.acts.get(usize::try_from(number - branch.begins().moves).ok()?)
    }

    /// The nearest kept world at or before a step.
    ///
    /// At a step where a branch begins, settings may have been made between the step and the branch. The first world
    /// of the branch has them and the step does not, so that step is looked for on the line on which it happened.
    pub fn checkpoint_before(&self, line: usize, step: u64) -> &World {
        let branch = &self.0[self.owner(line, |branch| step <= branch.start())];
        let checkpoints = &branch.checkpoints;
        &checkpoints[checkpoints.partition_point(|world| world.steps() <= step).max(1) - 1]
    }

    /// The world after a step, without the settings that were made between that step and the next.
    pub fn world_at(&self, line: usize, step: u64) -> World {
        let mut world = self.checkpoint_before(line, step).clone();
        while world.steps() < step && self.replay_step(line, &mut world, false).is_some() {}
        world
    }

    /// Does the next recorded step once more.
    pub fn replay_step(&self, line: usize, world: &mut World, telling: bool) -> Option<Event> {
        self.replay_moves(line, world, telling).or_else(|| world.advance(telling))
    }

    /// Does the moves that were made at this point once more, up to the first that is an event.
    pub fn replay_moves(&self, line: usize, world: &mut World, telling: bool) -> Option<Event> {
        while let Some((at, act)) = self.act(line, world.moves())
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

    /// Takes out a line and all that left it, each with its place. A branch always stands after its parent.
    pub fn take_out(&mut self, line: usize) -> Vec<(usize, Branch)> {
        let mut new_places: Vec<Option<usize>> = Vec::new();
        let (mut kept, mut taken) = (Vec::new(), Vec::new());
        for (place, mut branch) in std::mem::take(&mut self.0).into_iter().enumerate() {
            let parent = branch.parent.map(|parent| new_places[parent]);
            if place == line || parent == Some(None) {
                new_places.push(None);
                taken.push((place, branch));
            } else {
                new_places.push(Some(kept.len()));
                branch.parent = parent.flatten();
                kept.push(branch);
            }
        }
        self.0 = kept;
        taken
    }

    /// Puts back what was taken out last, while nothing was added since. Returns where each of the others stands now.
    pub fn put_back(&mut self, taken: Vec<(usize, Branch)>) -> Vec<usize> {
        let all = 0..self.0.len() + taken.len();
        let places: Vec<usize> =
            all.filter(|place| taken.iter().all(|(gap, _)| gap != place)).collect();
        for branch in &mut self.0 {
            branch.parent = branch.parent.map(|parent| places[parent]);
        }
        for (place, branch) in taken {
            self.0.insert(place, branch);
        }
        places
    }
}
