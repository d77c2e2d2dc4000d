//! What keys do to the thing that is selected, and where they go.

use super::LabState;
use crate::render::thing::Thing;
use crate::sim::history::Record;
use crate::web::chosen::Sheet;

impl LabState {
    /// What a letter does to the selected thing: the same statements as the buttons of its popover.
    pub(super) fn letter(&mut self, letter: char) {
        if let Some(Thing::Message(number)) = self.chosen.thing {
            let statement = match letter {
                'd' => Some(format!("deliver #{number}")),
                'x' => Some(format!("drop #{number}")),
                'l' => Some(format!("delay #{number} by 20ms")),
                'u' => Some(format!("duplicate #{number}")),
                _ => None,
            };
            if let Some(statement) = statement {
                return self.say(&statement);
            }
        }
        let (scene, place) = (&self.shown.scene, self.chosen.node);
        let Some(node) = scene.nodes.get(place) else { return };
        let name = &node.name;
        let is_cut = || scene.cuts.iter().any(|(from, to)| *from == place || *to == place);
        let statement = match letter {
            'k' if node.up => format!("crash {name}"),
            'k' => format!("restart {name}"),
            'i' if is_cut() => format!("heal {name}-*"),
            'i' => format!("isolate {name}"),
            't' => match node.timers.iter().min_by_key(|timer| timer.due) {
                Some(timer) => format!("timeout {name} {}", timer.name),
                None => format!("timeout {name}"),
            },
            'b' => format!("branch \"from step {0}\" at {0}", self.step()),
            'l' => {
                let links = self.stage().links(scene);
                if let Some((from, to)) =
                    links.iter().find(|link| link.0 == place || link.1 == place)
                {
                    self.chosen.thing = Some(Thing::Link(*from, *to));
                }
                return;
            }
            'c' if !scene.nodes.get(place).is_some_and(|node| scene.may_ask(node)) => return,
            'c' => {
                self.chosen.asked = Some(place);
                self.chosen.sheet = Some(Sheet::Request);
                return;
            }
            _ => return,
        };
        self.say(&statement);
    }

    /// The things on the stage in the order in which the keyboard goes through them: nodes, messages, clients, links,
    /// those that are cut before the others.
    pub fn things(&self) -> Vec<Thing> {
        let scene = &self.shown.scene;
        let mut things: Vec<Thing> = (0..scene.nodes.len()).map(Thing::Node).collect();
        things.extend(scene.messages.iter().map(|message| Thing::Message(message.number)));
        things.extend((0..scene.clients.len()).map(Thing::Client));
        let links = self.stage().links(scene);
        let pairs = || links.iter().copied();
        let is_cut = |(from, to): &(usize, usize)| {
            scene.cuts.contains(&(*from, *to)) || scene.cuts.contains(&(*to, *from))
        };
        let link = |(from, to)| Thing::Link(from, to);
        things.extend(pairs().filter(is_cut).map(link));
        things.extend(pairs().filter(|pair| !is_cut(pair)).map(link));
        things
    }

    pub(super) fn move_on_stage(&mut self, by: i32) {
        if let Some(Thing::Cell(place, index)) = self.chosen.thing {
            return self.select_cell(place, index.saturating_add_signed(i64::from(by)));
        }
        let things = self.things();
        let place = things.iter().position(|thing| Some(*thing) == self.chosen.thing);
        let count = i32::try_from(things.len()).unwrap_or(i32::MAX);
        let next = place.map_or(0, |place| i32::try_from(place).unwrap_or_default() + by);
        if let Ok(next) = usize::try_from(next.rem_euclid(count.max(1)))
            && let Some(thing) = things.get(next)
        {
            self.chosen.select(*thing);
        }
    }

    /// From a cell to one of the logs above or below.
    pub(super) fn move_down(&mut self, by: i32) {
        let Some(Thing::Cell(place, index)) = self.chosen.thing else { return };
        let down = isize::try_from(by).unwrap_or_default();
        self.select_cell(place.saturating_add_signed(down), index);
    }

    /// The entry at this index, or the first or last of the log; nothing if the log is empty.
    fn select_cell(&mut self, place: usize, index: u64) {
        let portrait = self.shown.scene.nodes.get(place).and_then(|node| node.portrait.as_ref());
        let ends = portrait.and_then(|portrait| portrait.log.first().zip(portrait.log.last()));
        if let Some((first, last)) = ends {
            self.chosen.select(Thing::Cell(place, index.clamp(first.index, last.index)));
        }
    }

    pub(super) fn is_of_node(&self, record: &Record) -> bool {
        usize::from(record.node) == self.chosen.node
    }

    /// To the nearest step in a direction for which this holds; if there is none, nothing happens.
    pub(super) fn seek_near(&mut self, by: i32, is_it: fn(&LabState, &Record) -> bool) {
        let present = self.session.position();
        let holds = |step: &u64| self.session.record(*step).is_some_and(|it| is_it(self, &it));
        let found = match by {
            1.. => (present + 1..=self.session.last_step()).find(holds),
            _ => (1..present).rev().find(holds),
        };
        if let Some(step) = found {
            self.seek(step);
        }
    }

    pub(super) fn next_branch(&mut self) {
        let branches = &self.shown.branches;
        let present = branches.iter().position(|branch| branch.is_current).unwrap_or_default();
        let name = branches[(present + 1) % branches.len()].name.clone();
        self.say(&format!("switch \"{name}\""));
    }
}
