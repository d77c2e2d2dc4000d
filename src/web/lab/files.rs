//! The files that a laboratory needs at a moment, and how they are asked for.

use super::{Lab, Message};
use crate::protocols::house;
use crate::web::chosen::{Panel, View};
use crate::web::later::File;
use yew::prelude::*;

impl Lab {
    /// Asks for whatever what is shown now takes.
    pub(super) fn need_files(&mut self, ctx: &Context<Lab>) {
        let Ok(state) = &self.state else { return };
        let chosen = &state.chosen;
        let looks = chosen.view != View::Stage || chosen.panel == Panel::Why || chosen.quorum;
        for (file, is_needed) in [
            (File::Sheets, chosen.is_open()),
            (File::Views, looks),
            (File::Words, state.waits_for_words()),
            (File::Conduct, true),
        ] {
            if is_needed {
                self.need(ctx, file);
            }
        }
    }

    /// Asks for a file that is needed now. One that is there is used in the same breath.
    pub(super) fn need(&mut self, ctx: &Context<Lab>, file: File) {
        let Some(fetch) = self.later.need(file) else { return };
        let house = house(&ctx.props().protocol);
        ctx.link().send_future(async move {
            let of_house = match (file, house) {
                (File::Conduct, Some(house)) => house.fetch_to_run().await,
                // Sheets and reasons tell what is written of the rules.
                (File::Sheets | File::Views, Some(house)) => house.fetch_writing().await,
                _ => Ok(()),
            };
            Message::Came(file, of_house.and(fetch.await))
        });
    }
}
