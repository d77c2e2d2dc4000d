//! The calls that need no session.

use crate::values::{Given, answered, plain, text};
use quorarium::embed::{self, lists};
use wasm_bindgen::prelude::{JsValue, wasm_bindgen};

/// The protocols that a `cluster` line can name.
///
/// Throws nothing.
#[wasm_bindgen(unchecked_return_type = "Protocol[]")]
pub fn protocols() -> Given<JsValue> {
    plain(&lists::protocols())
}

/// The scenarios that come with the package, for `Session.named`.
///
/// Throws nothing.
#[wasm_bindgen(unchecked_return_type = "NamedScenario[]")]
pub fn scenarios() -> Given<JsValue> {
    plain(&lists::scenarios())
}

/// Runs a whole scenario with its expectations. What comes of it is in the verdict, also where the text is wrong.
///
/// At most 200,000 steps are carried out; what is beyond them is a move that is refused.
///
/// @throws {QuorariumError} `text` where the argument is no string or is longer than 1,000,000 bytes.
#[wasm_bindgen(unchecked_return_type = "Verdict")]
pub fn run(
    #[wasm_bindgen(js_name = text, unchecked_param_type = "string")] scenario: &JsValue,
) -> Given<JsValue> {
    answered(embed::run(&text(scenario, "a scenario")?))
}

/// The version of the package.
#[wasm_bindgen]
pub fn version() -> String {
    env!("CARGO_PKG_VERSION").to_string()
}
