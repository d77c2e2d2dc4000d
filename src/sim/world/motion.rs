//! What makes a world move. A cluster can be drawn before anything has happened, so in the page this comes after the first
//! picture, together with the conduct of its nodes.

use super::*;
use crate::protocol::apart::{Code, Coming, part};

/// How a world moves: by itself, and when it is told to.
#[derive(Clone, Copy)]
struct Motion {
    advance: fn(&mut World, bool) -> Option<Event>,
    perform: fn(&mut World, &Act, bool) -> Result<Option<Event>, String>,
}

static MOTION: Code<Motion> =
    part!(motion Motion = Motion { advance: World::advance_now, perform: World::perform_now });

/// Fetches the motion of all worlds, unless it is here. A fetch that failed can be tried again.
pub fn fetch() -> Coming<()> {
    MOTION.fetch()
}

/// Whether it is here.
pub fn is_here() -> bool {
    MOTION.get().is_some()
}

impl World {
    /// Whether anything can happen: the conduct of the protocol is here, and the motion of worlds.
    pub fn can_run(&self) -> bool {
        self.kind.conduct().get().is_some() && is_here()
    }

    /// The next event happens. None when nothing is left to happen by itself.
    pub fn advance(&mut self, telling: bool) -> Option<Event> {
        if !self.can_run() {
            return None;
        }
        (MOTION.get()?.advance)(self, telling)
    }

    /// Does a move. An event move returns its event; the others return nothing.
    pub fn perform(&mut self, act: &Act, telling: bool) -> Result<Option<Event>, String> {
        match MOTION.get() {
            Some(motion) => (motion.perform)(self, act, telling),
            None => Err(self.is_not_here()),
        }
    }

    /// Why nothing can be done yet.
    pub(super) fn is_not_here(&self) -> String {
        format!("the code of {} is not here yet", self.kind.title())
    }
}
