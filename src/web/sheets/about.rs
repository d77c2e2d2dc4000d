//! What the protocol of this lab is, and where its sources differ: what somebody who knows it asks first.

use crate::protocol::stance::Stance;
use crate::protocols::{House, house};
use crate::web::state::LabState;
use yew::prelude::*;

/// The protocol in a sentence, and each point with what is done here.
pub fn about(state: &LabState) -> Html {
    let house = house(state.session().protocol());
    let stances = house.and_then(House::writing).map_or(&[][..], |writing| writing.stances);
    html! {
        <>
            <p class="mid">{ house.map_or("", |house| house.says) }</p>
            <h3>{ "Where sources differ or are silent" }</h3>
            <dl class="checks">{ for stances.iter().map(stance) }</dl>
        </>
    }
}

fn stance(stance: &Stance) -> Html {
    html! {
        <div>
            <dt>{ stance.asks }</dt>
            <dd>{ stance.says }{ " " }<span class="cite">{ stance.section }</span></dd>
        </div>
    }
}
