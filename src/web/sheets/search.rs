//! Search: labs, accidents and events of the present line by their words.

use crate::protocols::HOUSES;
use crate::scenarios::PRESETS;
use crate::web::state::LabState;
use crate::web::state::sharing::SEARCHED_MAX;
use yew::prelude::*;

/// The most events that are listed.
const LISTED: usize = 40;

/// A field and what is found.
pub fn search(state: &LabState) -> Html {
    html! {
        <>
            <label class="find">
                <span class="sr">{ "Search labs, accidents and events" }</span>
                <input type="search" class="field" placeholder="Labs, accidents and events" autocomplete="off" data-do="errand find {}" />
            </label>
            if !state.sharing.query.trim().is_empty() { { found(state) } }
        </>
    }
}

fn found(state: &LabState) -> Html {
    let query = state.sharing.query.trim().to_lowercase();
    let has = |text: &str| text.to_lowercase().contains(&query);
    let way = |address: String, name: &str, says: &str| {
        html! {
            <li><a href={address} data-do="close"><b>{ name.to_string() }</b><span>{ says.to_string() }</span></a></li>
        }
    };
    let labs = HOUSES.iter().filter(|house| has(house.title) || has(house.name));
    let labs = labs.map(|house| way(format!("#/lab/{}", house.name), house.title, "Lab"));
    let presets = PRESETS.iter().filter(|preset| has(preset.text));
    let presets = presets.map(|preset| {
        let address = format!("#/lab/{}?scenario={}", preset.protocol, preset.name);
        way(address, &preset.title(), &preset.about())
    });
    let places: Vec<Html> = labs.chain(presets).collect();
    let told = &state.sharing.told;
    let events: Vec<_> = told.lines.iter().filter(|(_, says)| has(says)).collect();
    let says = match events.len() {
        0 if !told.is_whole => "Searching the events.".to_string(),
        0 => "No event has these words.".to_string(),
        1 => "1 event".to_string(),
        many if many > LISTED => format!("{many} events, of which the first {LISTED} are listed"),
        many => format!("{many} events"),
    };
    html! {
        <>
            if !places.is_empty() {
                <h3>{ "Labs and accidents" }</h3>
                <ul class="presets">{ for places }</ul>
            }
            <h3>{ "Events" }</h3>
            <p class="dim" role="status">{ says }</p>
            <ol class="found">
                { for events.iter().take(LISTED).map(|(step, says)| html! {
                    <li>
                        <button type="button" class="ev" data-do={format!("seek {step}")}>
                            <span class="no">{ *step }</span><span class="what">{ says }</span>
                        </button>
                    </li>
                }) }
            </ol>
            if state.shown.last_step > SEARCHED_MAX {
                <p class="dim">{ format!("Only the first {SEARCHED_MAX} of {} steps are searched.", state.shown.last_step) }</p>
            }
        </>
    }
}
