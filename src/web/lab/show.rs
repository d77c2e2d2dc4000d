//! Who leads through the laboratory now: whoever was there when it was opened, or who shows it to an audience.

use super::{Lab, Message};
use crate::render::Frame;
use crate::web::browser;
use crate::web::guide::Guide;
use crate::web::later::{Brings, File};
use std::rc::Rc;
use web_sys::Element;
use yew::prelude::*;

impl Lab {
    /// Who leads through it.
    pub(super) fn guide(&self, ctx: &Context<Lab>) -> Option<Rc<dyn Guide>> {
        self.show.clone().or_else(|| ctx.props().chrome.guide())
    }

    /// How much larger the stage is shown than it is laid out.
    pub(super) fn zoom(&self) -> f64 {
        self.show.as_ref().map_or(1.0, |show| show.zoom())
    }

    /// The room of the stage, in pixels of its own.
    pub(super) fn measure(&self) -> Option<Frame> {
        let bounds = self.stage.cast::<Element>()?.get_bounding_client_rect();
        let pixels = |length: f64| (length / self.zoom()).clamp(1.0, 8_000.0) as u32;
        Some(Frame { width: pixels(bounds.width()), height: pixels(bounds.height()) })
    }

    /// A part of a lesson whose address says so is shown to an audience from its start.
    pub(super) fn arrive_presented(&mut self, ctx: &Context<Lab>) {
        if let Ok(state) = &mut self.state {
            state.chosen.presents |=
                ctx.props().chrome.guide().is_some() && browser::fragment().contains("present=1");
        }
    }

    /// Shows it to an audience, or no more, as the reader wants. The code for it comes when it is first wanted.
    pub(super) fn present(&mut self, ctx: &Context<Lab>) {
        let guide = ctx.props().chrome.guide();
        let can_be_shown = ctx.props().chrome.is_whole()
            || guide.as_ref().is_some_and(|guide| guide.is_presentable());
        if !can_be_shown || !self.state.as_ref().is_ok_and(|state| state.chosen.presents) {
            self.show = None;
        } else if self.show.is_none() {
            self.need(ctx, File::Present);
            if let Some(Brings::Present(presents)) = self.later.get(File::Present) {
                self.show = Some((presents.lab)(guide, ctx.link().callback(Message::Do)));
            }
        }
    }
}
