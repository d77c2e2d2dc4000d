//! One step on its way across the stage: the clock runs to the event, and then the event is shown.

use crate::protocol::time::Micros;
use crate::session::scene::Scene;
use crate::web::playback::Passage;
use std::rc::Rc;

/// The state that the stage shows until the step has arrived, and how far it has come.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Glide {
    /// The state on the stage.
    pub scene: Rc<Scene>,
    /// The instant on the stage.
    pub clock: Micros,
    passage: Passage,
}

impl Glide {
    /// Forward: the state before the step, while its clock runs to the event.
    pub fn forward(scene: Rc<Scene>, from: Micros, to: Micros) -> Glide {
        Glide { scene, clock: from, passage: Passage::forward(from, to) }
    }

    /// Back: the state before the step, while its clock runs back from the event.
    pub fn back(scene: Rc<Scene>, from: Micros, to: Micros) -> Glide {
        Glide { scene, clock: from, passage: Passage::back(from, to) }
    }

    /// A frame at this time in milliseconds; whether the step has arrived.
    pub fn frame(&mut self, at: f64) -> bool {
        let (clock, has_arrived) = self.passage.frame(at);
        self.clock = clock;
        has_arrived
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::web::state::words::open_session;

    #[test]
    fn the_clock_runs_to_the_event_whatever_the_gap() {
        let scene = Rc::new(open_session("cluster raft 3\n").expect("a set-up").scene());
        let mut glide = Glide::forward(scene.clone(), Micros(1_000), Micros(201_000));
        assert!(!glide.frame(5_000.0));
        assert_eq!(glide.clock, Micros(1_000));
        assert!(!glide.frame(5_210.0));
        assert_eq!(glide.clock, Micros(101_000));
        assert!(glide.frame(5_420.0));
        let mut back = Glide::back(scene, Micros(201_000), Micros(1_000));
        assert!(!back.frame(0.0));
        assert!(!back.frame(100.0));
        assert_eq!(back.clock, Micros(101_000));
        assert!(back.frame(250.0));
    }
}
