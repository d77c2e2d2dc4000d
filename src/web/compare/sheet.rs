//! The script as text, to be changed: what is wrong with it is listed by line, and nothing that was written is lost.

use super::{Compare, Message};
use crate::web::widgets::icon::{self, icon};
use wasm_bindgen::JsCast;
use web_sys::HtmlTextAreaElement;
use yew::prelude::*;

/// A text that is not run yet.
pub struct Draft {
    text: String,
    /// What was wrong with it when it was run last.
    errors: Vec<String>,
}

impl Draft {
    /// A text with what is wrong with it.
    pub fn of(text: String, errors: Vec<String>) -> Draft {
        Draft { text, errors }
    }
}

/// What is done to the text.
pub enum Edit {
    /// It is to be changed.
    Open,
    /// It is another.
    Text(String),
    /// It is to be run.
    Run,
    /// It is put away.
    Close,
}

impl Compare {
    pub(super) fn edit(&mut self, ctx: &Context<Self>, edit: Edit) {
        match edit {
            Edit::Open => {
                (self.is_playing, self.passage, self.frames) = (false, None, None);
                self.draft = Some(Draft::of(self.text.clone(), Vec::new()));
            }
            Edit::Text(text) => {
                if let Some(draft) = &mut self.draft {
                    draft.text = text;
                }
            }
            Edit::Run => {
                if let Some(draft) = &self.draft {
                    let text = draft.text.clone();
                    self.run(ctx, text);
                }
            }
            Edit::Close => self.draft = None,
        }
    }

    pub(super) fn sheet(&self, ctx: &Context<Self>) -> Html {
        let Some(draft) = &self.draft else { return Html::default() };
        let link = ctx.link();
        let send = link.callback(|event: SubmitEvent| {
            event.prevent_default();
            Message::Edit(Edit::Run)
        });
        let write = link.batch_callback(|event: InputEvent| {
            event.stop_propagation();
            let field = event.target()?.dyn_into::<HtmlTextAreaElement>().ok()?;
            Some(Message::Edit(Edit::Text(field.value())))
        });
        html! {
            <section class="script-text" role="dialog" aria-label="Script">
                <div class="ph">
                    <h2>{ "Script" }</h2>
                    <span class="grow" />
                    <button type="button" class="btn icon quiet" aria-label="Close (Esc)" data-do="close">
                        { icon(icon::CROSS) }
                    </button>
                </div>
                <form onsubmit={send}>
                    <label>
                        <span>{ "A scenario with compare lines instead of a cluster. All columns stand on one clock." }</span>
                        <textarea class="mono" rows="18" spellcheck="false" oninput={write} value={draft.text.clone()} />
                    </label>
                    if !draft.errors.is_empty() {
                        <div class="wrong" role="alert">
                            { for draft.errors.iter().map(|error| html! { <p>{ error }</p> }) }
                        </div>
                    }
                    <button type="submit" class="btn pri">{ "Run" }</button>
                </form>
            </section>
        }
    }
}
