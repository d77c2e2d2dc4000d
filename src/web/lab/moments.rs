//! Moments that come from outside and go out: the address of the page, files that are dropped on it, and other errands.

use super::set_up;
use super::{Chrome, Lab, Message};
use crate::protocol::apart::Missing;
use crate::web::errands::{Errand, Run, Step};
use crate::web::guide::Led;
use crate::web::{browser, events};
use yew::prelude::*;

impl Lab {
    /// The lab has just been opened: if its address asks for a moment, nothing is shown before it is there.
    pub(super) fn arrive(&mut self, ctx: &Context<Self>) {
        let Ok(state) = &mut self.state else { return };
        let moment = match &ctx.props().chrome {
            Chrome::Whole(_) => Some(browser::fragment()).filter(|fragment| fragment.contains('?')),
            Chrome::Guide(Led(guide)) => guide.moment(),
            Chrome::Hero(_) => None,
        };
        state.has_moved();
        if let Some(moment) = moment {
            state.sharing.is_waiting = true;
            self.visit(ctx, moment);
        }
    }

    /// Begins an errand.
    pub(super) fn run(&mut self, ctx: &Context<Self>, errand: Errand) {
        let Ok(state) = &mut self.state else { return };
        // The cluster of the start page has no address, and takes no files; that of a lesson has no address of its own.
        let may = match &ctx.props().chrome {
            Chrome::Whole(_) => true,
            Chrome::Hero(_) => false,
            Chrome::Guide(_) => match errand {
                Errand::Visit(..) | Errand::Moved | Errand::Settled(_) => state.is_framed,
                Errand::Dropped(_) => false,
                _ => true,
            },
        };
        if !may {
            return;
        }
        let link = ctx.link();
        match self.errands.begin(state, errand) {
            Some(Step::Next(next)) => {
                link.send_future(async move { Message::Errand(next.await) });
            }
            Some(Step::Fetch(fetch)) => {
                link.send_future(async move { Message::Errands(fetch.await) });
            }
            None => {}
        }
    }

    /// Follows an address, from its `#` on.
    pub(super) fn visit(&mut self, ctx: &Context<Self>, fragment: String) {
        let set_up = set_up(ctx.props());
        self.run(ctx, Errand::Visit(fragment, set_up));
    }

    /// A sheet that shows the address does not wait for it.
    pub(super) fn address_now(&mut self, ctx: &Context<Self>) {
        if let Ok(state) = &self.state
            && state.wants_address()
            && !state.sharing.is_waiting
        {
            let changes = state.sharing.changes;
            self.run(ctx, Errand::Settled(changes));
        }
    }

    /// The code for errands came, or did not.
    pub(super) fn errands_came(&mut self, ctx: &Context<Self>, fetched: Result<Run, Missing>) {
        let waiting = self.errands.came(fetched);
        if self.errands.are_here() {
            waiting.into_iter().for_each(|errand| self.run(ctx, errand));
        } else if let Ok(state) = &mut self.state {
            state.not_opened("A part of the page could not be fetched. Try again.".to_string());
        }
    }
}

/// A file was dropped on the page. What is dropped into a field of text is the field's.
pub(super) fn dropped(event: &web_sys::Event) -> Option<Message> {
    let target = events::element(event.target())?;
    if target.matches("input").unwrap_or_default() {
        return None;
    }
    event.prevent_default();
    Some(Message::Errand(Errand::Dropped(event.into())))
}

/// Where the page has gone. The address itself may have followed the step of before in the meantime.
pub(super) fn visited(event: &web_sys::Event) -> String {
    let address = js_sys::Reflect::get(event, &"newURL".into()).ok();
    let address = address.and_then(|address| address.as_string()).unwrap_or_default();
    address.split_once('#').map(|(_, rest)| format!("#{rest}")).unwrap_or_default()
}
