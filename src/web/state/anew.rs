//! Another history takes the place of the present one, which is put away and can be brought back.

use super::LabState;
use crate::session::Session;
use crate::web::chosen::Chosen;
use crate::web::playback::Pace;

impl LabState {
    /// From the start of the same set-up, with nothing recorded.
    pub(super) fn reset(&mut self) {
        match self.session.anew() {
            Ok(session) => self.begin(session, self.set_up.clone()),
            Err(message) => self.refusal = message,
        }
    }

    /// Shows another session; what the reader chose stays where it still means something. The state of before.
    fn change_to(&mut self, session: Session, set_up: String) -> LabState {
        let fresh = LabState::of(session, set_up);
        let chosen = Chosen { open: None, thing: None, node: 0, earlier: 0, ..self.chosen.clone() };
        let mut pace = Pace::new();
        pace.speed = self.pace.speed;
        let said = "Back at the start.".to_string();
        let sharing = self.sharing.anew();
        let fresh = LabState {
            sharing,
            pace,
            chosen,
            said,
            words: self.words,
            is_framed: self.is_framed,
            is_still: self.is_still,
            lesson: self.lesson.clone(),
            ..fresh
        };
        std::mem::replace(self, fresh)
    }

    /// Shows another session; nothing is put away.
    pub fn replace(&mut self, session: Session) {
        let set_up = session.set_up().to_string();
        self.change_to(session, set_up);
    }

    /// Shows another session, and puts the present one away.
    pub(super) fn begin(&mut self, session: Session, set_up: String) {
        let old = self.change_to(session, set_up);
        let last_step = old.shown.last_step;
        if last_step > 0 {
            let steps = if last_step == 1 { "step" } else { "steps" };
            self.sharing.notice = format!("The history of {last_step} {steps} is put away.");
            self.put_away = Some(Box::new((old.session, old.set_up)));
        }
    }

    /// The history that was put away takes its place again, and the present one is put away.
    pub(super) fn bring_back(&mut self) {
        if let Some(old) = self.put_away.take() {
            let (session, set_up) = *old;
            self.begin(session, set_up);
            self.said = self.sentence();
        }
    }
}
