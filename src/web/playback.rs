//! How wall time becomes simulated time: the only place that knows both.

use crate::protocol::time::Micros;

/// Real milliseconds that a simulated one takes at single speed.
const REAL_MS_A_SIMULATED: f64 = 12.0;

/// A frame that took longer than this was no frame: the tab was hidden, or the machine was asleep.
const FRAME_MS_MAX: f64 = 100.0;

/// Real milliseconds between two steps for readers who want less motion.
const STILL_MS: f64 = 900.0;

/// Real milliseconds at single speed before a step that takes no simulated time: a history of moves is to be seen too.
const MOVE_MS: f64 = 600.0;

/// How fast a history plays, in quarters of single speed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Speed(pub u32);

impl Speed {
    /// What the reader can choose from.
    pub const ALL: [Speed; 6] = [Speed(1), Speed(2), Speed(4), Speed(8), Speed(16), Speed(64)];

    /// The speed so many places further on among all, as far as they go.
    pub fn further(self, by: i32) -> Speed {
        let place = Speed::ALL.iter().position(|speed| *speed == self).unwrap_or_default();
        let wanted = i32::try_from(place).unwrap_or_default() + by;
        let last = Speed::ALL.len() - 1;
        Speed::ALL[usize::try_from(wanted).unwrap_or_default().min(last)]
    }

    /// As it is written beside the clock.
    pub fn name(self) -> String {
        match self.0 {
            1 => "¼×".to_string(),
            2 => "½×".to_string(),
            quarters => format!("{}×", quarters / 4),
        }
    }
}

/// What a frame brings.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Progress {
    /// So much simulated time has passed.
    Time(Micros),
    /// One step is due.
    Step,
    /// Nothing yet.
    Nothing,
}

/// Real milliseconds that a step takes, however far apart in simulated time the two states are.
const FORWARD_MS: f64 = 420.0;

/// A step back takes less: one has seen it.
const BACK_MS: f64 = 200.0;

/// The clock on its way from one instant to another while one step is shown.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Passage {
    /// Where it leads.
    pub to: Micros,
    from: Micros,
    length: f64,
    began: Option<f64>,
}

impl Passage {
    /// Forward to an event.
    pub fn forward(from: Micros, to: Micros) -> Passage {
        Passage { to, from, length: FORWARD_MS, began: None }
    }

    /// Back from an event.
    pub fn back(from: Micros, to: Micros) -> Passage {
        Passage { to, from, length: BACK_MS, began: None }
    }

    /// A frame at this time in milliseconds: the instant, and whether that is where it leads.
    pub fn frame(&mut self, at: f64) -> (Micros, bool) {
        let began = *self.began.get_or_insert(at);
        let share = ((at - began) / self.length).clamp(0.0, 1.0);
        let (from, to) = (self.from.0 as f64, self.to.0 as f64);
        (Micros((from + (to - from) * share) as u64), share >= 1.0)
    }
}

/// The pace of playing, from one frame to the next.
#[derive(Clone, Debug)]
pub struct Pace {
    /// How fast.
    pub speed: Speed,
    last: Option<f64>,
    waited: f64,
    spoken: Option<f64>,
    stepped: Option<f64>,
}

impl Pace {
    /// At single speed.
    pub fn new() -> Pace {
        Pace { speed: Speed(4), last: None, waited: 0.0, spoken: None, stepped: None }
    }

    /// Forgets when the last frame was: playing begins.
    pub fn start(&mut self) {
        (self.last, self.waited, self.stepped) = (None, 0.0, None);
    }

    /// Whether a step may come that is due in the same instant as the one before it.
    pub fn may_follow(&self, at: f64) -> bool {
        let least = MOVE_MS * 4.0 / f64::from(self.speed.0);
        self.stepped.is_none_or(|stepped| at - stepped >= least)
    }

    /// A step is shown now.
    pub fn stepped(&mut self, at: f64) {
        self.stepped = Some(at);
    }

    /// Whether so many milliseconds have passed since something was read out.
    pub fn may_speak(&self, at: f64, apart: f64) -> bool {
        self.spoken.is_none_or(|spoken| at - spoken >= apart)
    }

    /// Something is read out now.
    pub fn spoke(&mut self, at: f64) {
        self.spoken = Some(at);
    }

    /// What has come since the last frame; `at` is the browser's time of this one, in milliseconds.
    pub fn frame(&mut self, at: f64, is_still: bool) -> Progress {
        let passed = (at - self.last.replace(at).unwrap_or(at)).clamp(0.0, FRAME_MS_MAX);
        let passed = passed * f64::from(self.speed.0) / 4.0;
        if !is_still {
            return Progress::Time(Micros((passed * 1_000.0 / REAL_MS_A_SIMULATED) as u64));
        }
        self.waited += passed;
        if self.waited < STILL_MS {
            return Progress::Nothing;
        }
        self.waited = 0.0;
        Progress::Step
    }
}

impl Default for Pace {
    fn default() -> Pace {
        Pace::new()
    }
}
