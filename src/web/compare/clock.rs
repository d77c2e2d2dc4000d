//! The common clock: steps from event to event of any column, and playing.

use super::{Compare, Message};
use crate::compare::Experiment;
use crate::protocol::time::Micros;
use crate::web::browser;
use crate::web::chosen::View;
use crate::web::deed::Deed;
use crate::web::frames::Frames;
use crate::web::playback::{Passage, Progress};
use yew::prelude::*;

impl Compare {
    pub(super) fn move_by(&mut self, deed: &Deed) {
        let Some(experiment) = &self.experiment else { return };
        // A step that is on its way arrives at once.
        let from = self.passage.take().map_or(self.at, |passage| passage.to);
        let mut to = from;
        match deed {
            Deed::By(steps) => {
                for _ in 0..steps.unsigned_abs() {
                    let next = if *steps > 0 { Experiment::next } else { Experiment::previous };
                    to = next(experiment, to).unwrap_or(to);
                }
            }
            Deed::Seek(at) => to = Micros(*at).min(experiment.end),
            Deed::End => to = experiment.end,
            _ => return,
        }
        self.is_playing = false;
        let is_one_step = matches!(deed, Deed::By(1 | -1)) && to != from;
        let is_shown = is_one_step && self.view == View::Stage && !browser::wants_less_motion();
        self.at = if is_shown { from } else { to };
        let passage = if to < from { Passage::back } else { Passage::forward };
        self.passage = is_shown.then(|| passage(from, to));
    }

    pub(super) fn toggle_play(&mut self) {
        let Some(experiment) = &self.experiment else { return };
        self.at = self.passage.take().map_or(self.at, |passage| passage.to);
        self.is_playing = !self.is_playing;
        if self.is_playing && self.at == experiment.end {
            self.at = Micros::ZERO;
        }
        self.pace.start();
    }

    /// One frame: of a step on its way, or of playing. Where the reader wants less motion, playing goes by events.
    pub(super) fn frame(&mut self, ctx: &Context<Self>, at: f64) {
        let Some(experiment) = &self.experiment else { return };
        if let Some(passage) = &mut self.passage {
            let (now, has_arrived) = passage.frame(at);
            self.at = if has_arrived { passage.to } else { now };
            self.passage = self.passage.filter(|_| !has_arrived);
        } else if self.is_playing {
            self.at = match self.pace.frame(at, browser::wants_less_motion()) {
                Progress::Time(passed) => (self.at + passed).min(experiment.end),
                Progress::Step => experiment.next(self.at).unwrap_or(experiment.end),
                Progress::Nothing => self.at,
            };
            self.is_playing = self.at < experiment.end;
        }
        self.run_frames(ctx);
        if self.frames.is_none() {
            self.rest(ctx);
        }
    }

    /// Frames come as long as something moves by itself.
    pub(super) fn run_frames(&mut self, ctx: &Context<Self>) {
        let is_moving = self.is_playing || self.passage.is_some();
        if is_moving != self.frames.is_some() {
            let link = ctx.link().clone();
            self.frames =
                is_moving.then(|| Frames::new(move |at| link.send_message(Message::Frame(at))));
        }
    }
}
