//! A client's request: what it asks for, and whom.

use crate::web::state::LabState;
use yew::prelude::*;

/// A line of text, a choice of node and a button; why the last deed was refused stands right under them.
pub fn request(state: &LabState) -> Html {
    html! {
        <div class="tools">
            <form data-do="do request {command}{to}">
                <label>
                    <span>{ "Client request" }</span>
                    <input name="command" class="field mono" value="x=1" size="8" autocomplete="off" spellcheck="false" maxlength="60" />
                </label>
                <label>
                    <span class="sr">{ "Node to ask" }</span>
                    <select name="to" class="field">
                        // Options are inserted from the last on, and the browser chooses the first that it sees.
                        <option value="" selected=true>{ "to the leader" }</option>
                        { for state.shown.scene.nodes.iter().map(|node| html! {
                            <option value={format!(" to {}", node.name)}>{ format!("to {}", node.name) }</option>
                        }) }
                    </select>
                </label>
                <button type="submit" class="btn">{ "Send" }</button>
            </form>
            <p class="refusal" role="status">{ &state.refusal }</p>
        </div>
    }
}
