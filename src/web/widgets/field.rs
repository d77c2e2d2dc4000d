//! A field of text with something written in it.

use crate::web::kept::Part;
use yew::prelude::*;

/// A field of text. It is kept: whatever else is drawn, what a person types into it stays, until it is to say
/// something else.
#[derive(Clone, Default, PartialEq)]
pub struct Field {
    /// Its name in the deed of its form, or none if it has a deed of its own.
    pub name: Option<&'static str>,
    /// The id by which its label finds it, unless it stands in its label.
    pub id: Option<&'static str>,
    /// What it does when it has changed.
    pub deed: Option<String>,
    /// What is written in it.
    pub value: String,
    /// Whether it is code, set in the typeface of code.
    pub is_code: bool,
    /// Whether a number is asked for.
    pub is_number: bool,
}

/// The most letters of a field: a name or a command is shorter.
const LONGEST: &str = "120";

impl Part for Field {
    fn draw(&self) -> Html {
        html! {
            <input
                name={self.name}
                id={self.id}
                class={if self.is_code { "field mono" } else { "field" }}
                value={self.value.clone()}
                inputmode={self.is_number.then_some("numeric")}
                maxlength={LONGEST}
                autocomplete="off"
                spellcheck="false"
                data-do={self.deed.clone()}
            />
        }
    }
}
