//! Looking back at a line: its steps in words, its worlds, and when something came to be so; all by replay.

use super::History;
use crate::sim::event::Event;
use crate::sim::trace::TraceLine;
use crate::sim::world::World;

impl History {
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
        let mut world = self.lines.world_at(self.current, from - 1);
        see(&world, None);
        while world.steps() < to {
            let Some(event) = self.lines.replay_step(self.current, &mut world, true) else { break };
            see(&world, Some(event));
        }
    }

    /// The world after a step of the present line, by replay.
    pub fn world_at(&self, step: u64) -> World {
        self.lines.world_at(self.current, step)
    }

    /// The last step at or before `to` in which something came to be so: it was not before it, and was after it.
    /// 0 if it was so from the set-up on; none if it never was.
    pub fn began(&self, to: u64, is_so: &dyn Fn(&World) -> bool) -> Option<u64> {
        let mut to = to.min(self.last_step());
        while to > 0 {
            let mut world = self.lines.checkpoint_before(self.current, to - 1).clone();
            let start = world.steps();
            let (mut was_so, mut began) = (is_so(&world), None);
            while world.steps() < to
                && self.lines.replay_step(self.current, &mut world, false).is_some()
            {
                let is_so_now = is_so(&world);
                if is_so_now && !was_so {
                    began = Some(world.steps());
                }
                was_so = is_so_now;
            }
            if began.is_some() {
                return began;
            }
            to = start;
        }
        is_so(self.lines.checkpoint_before(self.current, 0)).then_some(0)
    }
}
