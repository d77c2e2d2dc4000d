//! What pressing a thing does.

use super::LabState;
use crate::render::thing::Thing;

impl LabState {
    /// What pressing a thing does: the first press looks at it, the second says what can be done to it.
    pub(super) fn press(&mut self, thing: Thing) {
        let is_looked_at = self.chosen.thing == Some(thing);
        match thing {
            Thing::Link(from, to) => self.toggle_link(from, to),
            Thing::Step(step) => self.seek(step),
            Thing::Branch(place) => self.switch(place),
            Thing::Node(_) | Thing::Client(_) if !is_looked_at => {
                self.chosen.open = None;
                self.chosen.select(thing);
            }
            Thing::Cell(..) | Thing::Variable(..) => {
                self.chosen.open = None;
                self.chosen.select(thing);
            }
            _ if self.chosen.open == Some(thing) => self.chosen.open = None,
            _ => self.open_popover(thing),
        }
    }

    pub(super) fn open_popover(&mut self, thing: Thing) {
        // What an entry or a variable comes from stands in the panel.
        if matches!(thing, Thing::Cell(..) | Thing::Variable(..)) {
            return self.chosen.select(thing);
        }
        self.is_playing = false;
        self.chosen.sheet = None;
        self.chosen.select(thing);
        self.chosen.open = Some(thing);
    }

    fn toggle_link(&mut self, from: usize, to: usize) {
        let cuts = &self.shown.scene.cuts;
        let is_cut = cuts.contains(&(from, to)) || cuts.contains(&(to, from));
        let names = self.shown.scene.nodes.get(from).zip(self.shown.scene.nodes.get(to));
        let verb = if is_cut { "heal" } else { "cut" };
        if let Some((a, b)) = names {
            let text = format!("{verb} {}-{}", a.name, b.name);
            self.say(&text);
        }
    }

    fn switch(&mut self, place: usize) {
        if let Some(branch) = self.shown.branches.get(place) {
            let text = format!("switch \"{}\"", branch.name);
            self.say(&text);
        }
    }
}
