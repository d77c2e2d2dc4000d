//! Where the popover stands, and where the keyboard's attention goes.

use super::Lab;
use crate::render::beside;
use crate::web::browser;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};

impl Lab {
    /// Puts the popover beside its thing. Its size is known only now, and the page's policy forbids styles in the markup.
    pub(super) fn place_popover(&self) {
        let Ok(state) = &self.state else { return };
        let bounds = state.chosen.open.and_then(|thing| beside::bounds(&self.shapes, thing));
        let (Some(bounds), Some(pop)) = (bounds, browser::find(".pop")) else { return };
        let pop = pop.unchecked_into::<HtmlElement>();
        let height = self.frame.height + (state.stage().below.height)(&state.shown.scene);
        let room = (tenths(self.frame.width), tenths(height));
        let at = beside::place(bounds, (pop.offset_width() * 10, pop.offset_height() * 10), room);
        // The stage does not begin where the laboratory does.
        let corner = |element: &Element| {
            let box_of = element.get_bounding_client_rect();
            (box_of.left() as i32, box_of.top() as i32)
        };
        let lab = pop.offset_parent().as_ref().map(corner);
        let stage = self.stage.cast::<Element>().as_ref().map(corner);
        let (Some((left, top)), Some((stage_left, stage_top))) = (lab, stage) else { return };
        for (side, length, offset) in
            [("left", at.x, stage_left - left), ("top", at.y, stage_top - top)]
        {
            let _ = pop.style().set_property(side, &format!("{}px", length.0 / 10 + offset));
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

fn tenths(pixels: u32) -> i32 {
    i32::try_from(pixels).unwrap_or_default() * 10
}
