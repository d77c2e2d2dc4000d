//! A client's request: what it asks for, and whom.

use crate::web::state::Action;
use std::rc::Rc;
use web_sys::{HtmlInputElement, HtmlSelectElement};
use yew::prelude::*;

/// The form and what was wrong with the last action.
#[derive(Clone, PartialEq, Properties)]
pub struct RequestProps {
    /// The nodes that can be asked.
    pub names: Rc<Vec<String>>,
    /// Why the last action was not carried out, if it was not.
    pub refusal: String,
    /// Where actions go.
    pub act: Callback<Action>,
}

/// A line of text, a choice of node and a button; a refusal stands right under them.
#[component]
pub fn Request(props: &RequestProps) -> Html {
    let (command, to) = (use_node_ref(), use_node_ref());
    let onsubmit = {
        let (command, to, act) = (command.clone(), to.clone(), props.act.clone());
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            let Some(command) = command.cast::<HtmlInputElement>() else { return };
            let to = to.cast::<HtmlSelectElement>().map(|to| to.value());
            let to = to.filter(|name| !name.is_empty());
            act.emit(Action::Request(command.value(), to));
        })
    };
    html! {
        <div class="tools">
            <form {onsubmit}>
                <label>
                    <span>{ "Client request" }</span>
                    <input ref={command} class="field mono" value="x=1" size="8" autocomplete="off" spellcheck="false" maxlength="60" />
                </label>
                <label>
                    <span class="sr">{ "Node to ask" }</span>
                    <select ref={to} class="field">
                        // Options are inserted from the last on, and the browser chooses the first that it sees.
                        <option value="" selected=true>{ "to the leader" }</option>
                        { for props.names.iter().map(|name| html! {
                            <option value={name.clone()}>{ format!("to {name}") }</option>
                        }) }
                    </select>
                </label>
                <button type="submit" class="btn">{ "Send" }</button>
            </form>
            <p class="refusal" role="status">{ &props.refusal }</p>
        </div>
    }
}
