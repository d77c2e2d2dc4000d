//! The clock on the screen: playing, stepping, seeking.

use super::LabState;
use super::glide::Glide;
use crate::protocol::time::Micros;
use crate::session::scene::Scene;
use crate::web::crash;
use crate::web::playback::Progress;
use std::rc::Rc;

/// The most steps in a frame, whatever the speed: the page stays answerable.
const STEPS_A_FRAME_MAX: usize = 64;

/// Real milliseconds between two steps that are read out while it plays.
const NARRATION_MS: f64 = 2_000.0;

impl LabState {
    /// Whether frames are wanted: it plays, or a step is on its way across the stage.
    pub fn is_moving(&self) -> bool {
        self.is_playing || self.glide.is_some()
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
        if self.is_playing {
            self.play(at);
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
        if !self.session.step() {
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

    fn arrive(&mut self) {
        self.clock = self.session.now();
        self.look();
        self.said = self.sentence();
    }

    fn play(&mut self, at: f64) {
        let (before, broken) = (self.session.position(), self.shown.scene.broken.len());
        match self.pace.frame(at, self.is_still) {
            Progress::Time(passed) => self.run(passed),
            Progress::Step => {
                self.is_playing = self.session.step();
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

    /// Lets simulated time pass, and everything in it happen.
    fn run(&mut self, passed: Micros) {
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
            crash::note_step(self.session.position() + 1);
            self.is_playing = self.session.step();
        }
        self.clock = self.session.now();
    }

    /// While it plays only elections, commits and what a person did are read out, one in two seconds.
    fn narrate(&mut self, before: u64, at: f64) {
        if !self.pace.may_speak(at, NARRATION_MS) {
            return;
        }
        for line in self.shown.lines.iter().rev() {
            let event = &line.event;
            let is_new = event.step > before && event.step <= self.shown.scene.step;
            if is_new && (event.elected || event.committed || event.by_hand) {
                self.said = line.says.clone();
                self.pace.spoke(at);
                return;
            }
        }
    }
}
