//! What nodes are asked to decide: a client's request, or a value that is proposed.

use crate::protocols::house;
use crate::web::kept::kept;
use crate::web::state::LabState;
use crate::web::widgets::field::Field;
use yew::prelude::*;

/// A line of text, a choice of node, a client and a button.
pub fn request(state: &LabState) -> Html {
    let proposers = state.session().proposers();
    if !proposers.is_empty() {
        return proposal(state, &proposers);
    }
    let scene = &state.shown.scene;
    let leads = house(state.session().protocol()).is_some_and(|house| house.leads);
    let asked = state.chosen.asked;
    html! {
        <>
            <form data-do="do request {command}{to} as {client}">
                <label>
                    <span>{ "Command" }</span>
                    { kept(Field { name: Some("command"), value: next_command(state), is_code: true, ..Field::default() }) }
                </label>
                <label>
                    <span>{ "Node" }</span>
                    <select name="to" class="field">
                        // Options are inserted from the last on, and the browser chooses the first that it sees.
                        if leads {
                            <option value="" selected={asked.is_none()}>{ "the leader" }</option>
                        }
                        { for scene.nodes.iter().enumerate().map(|(place, node)| html! {
                            <option
                                value={format!(" to {}", node.name)}
                                selected={asked == Some(place)}
                            >
                                { &node.name }
                            </option>
                        }) }
                    </select>
                </label>
                <label>
                    <span>{ "Client" }</span>
                    <select name="client" class="field">
                        { for (1..=4).map(|number| html! {
                            <option selected={number == 1}>{ format!("c{number}") }</option>
                        }) }
                    </select>
                </label>
                <button type="submit" class="btn pri">{ "Send" }</button>
            </form>
            <p class="mid">
                { "A command is " }<code>{ "key=value" }</code>{ ", which writes, or " }
                <code>{ "get key" }</code>{ ", which reads." }
            </p>
        </>
    }
}

/// A value and who proposes it, where nobody sends commands.
fn proposal(state: &LabState, proposers: &[String]) -> Html {
    let asked = state.chosen.asked.and_then(|place| state.shown.scene.nodes.get(place));
    html! {
        <>
            <form data-do="do propose {proposer} {value}">
                <label>
                    <span>{ "Value" }</span>
                    { kept(Field {
                        name: Some("value"),
                        value: "value_X".to_string(),
                        is_code: true,
                        ..Field::default()
                    }) }
                </label>
                <label>
                    <span>{ "Proposer" }</span>
                    <select name="proposer" class="field">
                        { for proposers.iter().map(|name| html! {
                            <option selected={asked.is_some_and(|node| node.name == *name)}>{ name }</option>
                        }) }
                    </select>
                </label>
                <button type="submit" class="btn pri">{ "Propose" }</button>
            </form>
            <p class="mid">{ "A value is one word. A proposer that is told again begins again, with a higher number." }</p>
        </>
    }
}

/// A command that nobody has asked for yet: x=1, x=2 and so on.
fn next_command(state: &LabState) -> String {
    let asked = state.shown.scene.clients.iter().map(|client| client.sequence).sum::<u64>();
    format!("x={}", asked + 1)
}
