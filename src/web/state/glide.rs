//! One step on its way across the stage: the clock runs to the event, and then the event is shown.

use crate::protocol::time::Micros;
use crate::session::scene::Scene;
use std::rc::Rc;

/// Real milliseconds that a step takes, however far apart in simulated time the two states are.
const FORWARD_MS: f64 = 420.0;

/// A step back takes less: one has seen it.
const BACK_MS: f64 = 200.0;

/// The state that the stage shows until the step has arrived, and how far it has come.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Glide {
    /// The state on the stage.
    pub scene: Rc<Scene>,
    /// The instant on the stage.
    pub clock: Micros,
    from: Micros,
    to: Micros,
    length: f64,
    began: Option<f64>,
}

impl Glide {
    /// Forward: the state before the step, while its clock runs to the event.
    pub fn forward(scene: Rc<Scene>, from: Micros, to: Micros) -> Glide {
        Glide { scene, clock: from, from, to, length: FORWARD_MS, began: None }
    }

    /// Back: the state before the step, while its clock runs back from the event.
    pub fn back(scene: Rc<Scene>, from: Micros, to: Micros) -> Glide {
        Glide { scene, clock: from, from, to, length: BACK_MS, began: None }
    }

    /// A frame at this time in milliseconds; whether the step has arrived.
    pub fn frame(&mut self, at: f64) -> bool {
        let began = *self.began.get_or_insert(at);
        let share = ((at - began) / self.length).clamp(0.0, 1.0);
        let (from, to) = (self.from.0 as f64, self.to.0 as f64);
        self.clock = Micros((from + (to - from) * share) as u64);
        share >= 1.0
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
