//! Where the popover is put, and where the keyboard's attention goes.

use super::Lab;
use crate::web::browser;
use crate::web::later::{Brings, File};
use web_sys::Element;

impl Lab {
    /// Puts the popover beside its thing, once the code for it is here.
    pub(super) fn place_popover(&self) {
        if let Ok(state) = &self.state
            && state.chosen.open.is_some()
            && let Some(Brings::Sheets(sheets)) = self.later.get(File::Sheets)
            && let Some(stage) = self.stage.cast::<Element>()
        {
            (sheets.place)(state, &self.shapes, self.frame, self.zoom(), &stage);
        }
    }

    /// Another answer is read from its beginning.
    pub(super) fn show_answer(&mut self) {
        let answer = self.state.as_ref().ok().and_then(|state| state.explained.why.clone());
        if answer != self.answered {
            self.answered = answer;
            if let Some(panel) = self.views.reasons.cast::<Element>() {
                panel.set_scroll_top(0);
            }
        }
    }

    /// The keyboard goes with a thing that it moved to, into what opened, and back to where that was opened.
    pub(super) fn lead_focus(&mut self) {
        let Ok(state) = &self.state else { return };
        if std::mem::take(&mut self.moved)
            && let Some(thing) = state.chosen.thing
        {
            browser::focus(&format!("[data-key=\"{thing}\"]"));
        }
        let is_gone = |held: &String| browser::find(held).is_none();
        let is_lost = self.held.as_ref().is_some_and(is_gone) && browser::has_lost_focus();
        self.stay_on_stage(is_lost);
        let Ok(state) = &self.state else { return };
        let home = match (state.chosen.open, state.chosen.sheet) {
            (Some(thing), _) => Some(format!("[data-key=\"{thing}\"]")),
            (None, Some(sheet)) => Some(format!("[data-do=\"sheet {}\"]", sheet.name())),
            (None, None) => None,
        };
        if home == self.opened {
            return;
        }
        let firsts = [
            ".pop .act",
            ".sheet .body :is(input,select,textarea)",
            ".sheet .body button",
            ".sheet button",
        ];
        let first = firsts.into_iter().find(|first| browser::find(first).is_some());
        match (&home, &self.opened) {
            (Some(_), _) => match first {
                Some(first) => browser::focus(first),
                // Its code is still on the way.
                None => return,
            },
            (None, Some(home)) if browser::has_lost_focus() => {
                browser::focus(home);
                self.stay_on_stage(browser::has_lost_focus());
            }
            _ => {}
        }
        self.opened = home;
    }

    /// Where a thing that had the keyboard is gone, a message that arrived, the keyboard stays on the stage.
    pub(super) fn stay_on_stage(&mut self, is_lost: bool) {
        if is_lost {
            browser::focus(".stage [tabindex=\"0\"]");
        }
        self.held = browser::held().map(|key| format!("[data-key=\"{key}\"]"));
    }
}
