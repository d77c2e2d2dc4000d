//! The clock on the screen: playing, stepping, seeking.

use super::LabState;
use super::glide::Glide;
use crate::protocol::command::Operation;
use crate::protocol::time::Micros;
use crate::session::scene::Scene;
use crate::web::crash;
use crate::web::playback::Progress;
use std::rc::Rc;

/// The most steps in a frame, whatever the speed: the page stays answerable.
const STEPS_A_FRAME_MAX: usize = 64;

/// The most steps before the cluster of the start page is shown.
const WAKE_STEPS_MAX: u64 = 200;

/// Simulated time between two requests on the start page.
const ASK_EVERY: Micros = Micros::from_millis(120);

/// How many of the last steps of what is being shown cross the stage one by one.
const SLOW_STEPS: u64 = 6;

/// In how many frames the steps before them pass, about.
const FAST_FRAMES: u64 = 30;

/// Real milliseconds between two steps that are read out while it plays.
const NARRATION_MS: f64 = 2_000.0;

impl LabState {
    /// Whether frames are wanted: it plays, or a step is on its way across the stage.
    pub fn is_moving(&self) -> bool {
        self.is_playing || self.glide.is_some() || self.passage.is_some()
    }

    /// Whether what was done is still being shown.
    pub fn is_on_the_way(&self) -> bool {
        self.passage.is_some()
    }

    /// Shows what was done to the session since a step: step by step, and where it is long its last steps alone so.
    pub fn retell(&mut self, from: u64) {
        let last = self.session.position();
        self.is_playing = false;
        self.chosen.open = None;
        self.glide = None;
        self.told.forget_after(0);
        if self.is_still || from >= last {
            return self.arrive();
        }
        self.session.seek(from);
        self.arrive();
        self.passage = Some(last);
    }

    /// The next step of what is being shown.
    fn go_along(&mut self, last: u64) {
        let left = last.saturating_sub(self.session.position());
        if left == 0 {
            self.passage = None;
        } else if left > SLOW_STEPS {
            self.session
                .seek(self.session.position() + left.div_ceil(FAST_FRAMES).min(left - SLOW_STEPS));
            self.arrive();
        } else {
            self.step_by_hand();
        }
    }

    /// A frame of the browser, with its time in milliseconds.
    pub fn frame(&mut self, at: f64) {
        if crash::has_panicked() {
            return;
        }
        if let Some(glide) = &mut self.glide {
            if glide.frame(at) {
                self.glide = None;
            }
            return;
        }
        if let Some(last) = self.passage {
            return self.go_along(last);
        }
        if self.is_playing {
            self.play(at);
        }
    }

    /// Begins as one finds it on the start page: a leader is elected, and it plays.
    pub fn wake(&mut self, is_still: bool) {
        while self.session.last_step() < WAKE_STEPS_MAX
            && !self
                .session
                .scene()
                .nodes
                .iter()
                .any(|it| it.portrait.as_ref().is_some_and(|p| p.leads))
            && self.session.step()
        {}
        self.is_still = is_still;
        self.arrive();
        if !is_still && !self.is_playing {
            self.toggle_play();
        }
    }

    /// While it plays by itself a client asks the leader for something when nothing else is going on.
    pub fn ask_now_and_then(&mut self) {
        let scene = &self.shown.scene;
        let leads = scene.nodes.iter().any(|it| it.portrait.as_ref().is_some_and(|p| p.leads));
        let asked = scene.clients.iter().map(|client| client.sequence).sum::<u64>();
        let is_at_the_end = self.session.position() == self.session.last_step();
        if self.is_playing && leads && is_at_the_end && scene.now.0 / ASK_EVERY.0 > asked {
            let (key, value) = ("x".to_string(), (asked % 9 + 1).to_string());
            if self.session.request(Operation::Put { key, value }).is_ok() {
                self.look();
            }
        }
    }

    pub(super) fn toggle_play(&mut self) {
        self.glide = None;
        self.is_playing = !self.is_playing;
        self.look();
        self.chosen.open = None;
        self.pace.start();
    }

    /// One step forward. The stage shows how it comes to it; all else shows it at once.
    pub(super) fn step_by_hand(&mut self) {
        self.is_playing = false;
        let (scene, clock) = self.start_of_glide();
        if !self.step_on() {
            self.refusal = "Nothing is left to happen by itself.".to_string();
            return;
        }
        self.arrive();
        let (broken, now) = (self.shown.scene.broken.len(), self.clock);
        if !self.is_still && broken == scene.broken.len() {
            self.glide = Some(Glide::forward(scene, clock, now));
        }
    }

    /// To a recorded step; the one before the present is shown as the present one undone.
    pub(super) fn seek(&mut self, step: u64) {
        self.is_playing = false;
        let (_, clock) = self.start_of_glide();
        let is_back = step + 1 == self.session.position();
        self.session.seek(step);
        self.arrive();
        if is_back && !self.is_still {
            self.glide = Some(Glide::back(self.shown.scene.clone(), clock, self.clock));
        }
    }

    /// A new step during a glide ends the glide at once.
    fn start_of_glide(&mut self) -> (Rc<Scene>, Micros) {
        self.glide = None;
        self.chosen.open = None;
        (self.shown.scene.clone(), self.clock)
    }

    pub(super) fn arrive(&mut self) {
        self.clock = self.session.now();
        self.look();
        self.said = self.sentence();
    }

    /// One step, which is put into words as it happens.
    fn step_on(&mut self) -> bool {
        let Some(line) = self.session.step_aloud() else { return false };
        self.told.go_on(line);
        true
    }

    fn play(&mut self, at: f64) {
        let (before, broken) = (self.session.position(), self.shown.scene.broken.len());
        match self.pace.frame(at, self.is_still) {
            Progress::Time(passed) => self.run(passed, at),
            Progress::Step => {
                self.is_playing = self.step_on();
                self.clock = self.session.now();
            }
            Progress::Nothing => return,
        }
        if self.session.position() != before {
            self.look();
            self.narrate(before, at);
        }
        if self.shown.scene.broken.len() > broken {
            self.is_playing = false;
            self.said = self.sentence();
        }
    }

    /// Lets simulated time pass, and everything in it happen; what takes none of it waits a while.
    fn run(&mut self, passed: Micros, at: f64) {
        let until = self.clock + passed;
        for _ in 0..STEPS_A_FRAME_MAX {
            let Some(next) = self.session.next_due() else {
                self.is_playing = false;
                self.clock = self.session.now();
                return;
            };
            if next > until {
                self.clock = until;
                return;
            }
            let is_at_once = next <= self.session.now() && self.session.position() > 0;
            if is_at_once && !self.pace.may_follow(at) {
                self.clock = self.session.now();
                return;
            }
            crash::note_step(self.session.position() + 1);
            self.is_playing = self.step_on();
            self.pace.stepped(at);
        }
        self.clock = self.session.now();
    }

    /// While it plays only elections, commits and what a person did are read out, one in two seconds.
    fn narrate(&mut self, before: u64, at: f64) {
        if !self.pace.may_speak(at, NARRATION_MS) {
            return;
        }
        for line in self.shown.lines.iter().rev() {
            let event = &line.told.event;
            let is_new = event.step > before && event.step <= self.shown.scene.step;
            if is_new && (event.elected || event.committed || event.by_hand && event.kind.meddles())
            {
                self.said = line.told.says.clone();
                self.pace.spoke(at);
                return;
            }
        }
    }
}
