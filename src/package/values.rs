//! How values cross the border: arguments are checked, results become plain objects, and complaints are thrown.

use js_sys::JsString;
use quorarium::embed::{Answer, Complaint, too_long};
use quorarium::session::RefusalKind;
use quorarium::web::link::TEXT_MAX;
use serde::{Deserialize, Serialize};
use serde_wasm_bindgen::Serializer;
use wasm_bindgen::prelude::{JsCast, JsValue, wasm_bindgen};

/// The types of what the calls give.
#[wasm_bindgen(typescript_custom_section)]
const TYPES: &str = include_str!("types.d.ts");

#[wasm_bindgen(raw_module = "./error.js")]
extern "C" {
    /// The class of what is thrown.
    #[wasm_bindgen(js_name = QuorariumError)]
    type Thrown;

    #[wasm_bindgen(constructor, js_class = "QuorariumError")]
    fn new(message: &str, kind: &str, line: Option<u32>, column: Option<u32>) -> Thrown;
}

/// What a call gives JavaScript, or throws.
pub type Given<T> = Result<T, JsValue>;

/// The error that a refused call throws.
pub fn thrown(complaint: Complaint) -> JsValue {
    let kind = match complaint.kind {
        RefusalKind::Text => "text",
        RefusalKind::Move => "move",
        RefusalKind::Expectation => "expectation",
    };
    Thrown::new(&complaint.message, kind, complaint.line, complaint.column).into()
}

/// A value as plain objects and arrays.
pub fn plain(value: &impl Serialize) -> Given<JsValue> {
    let plain = value.serialize(&Serializer::json_compatible());
    plain.map_err(|error| thrown(Complaint::wrong(error.to_string())))
}

/// The same of an answer.
pub fn answered<T: Serialize>(answer: Answer<T>) -> Given<JsValue> {
    plain(&answer.map_err(thrown)?)
}

/// An argument that is a text. Its length is asked before it is copied.
pub fn text(value: &JsValue, what: &str) -> Given<String> {
    match value.dyn_ref::<JsString>() {
        Some(text) if text.length() as usize > TEXT_MAX => Err(thrown(too_long())),
        Some(text) => Ok(text.into()),
        None => Err(unfit(value, what, "a string")),
    }
}

/// An argument that is a step.
pub fn step(value: &JsValue) -> Given<u64> {
    const MOST: f64 = 9_007_199_254_740_991.0;
    match value.as_f64() {
        Some(step) if (0.0..=MOST).contains(&step) && step.fract() == 0.0 => Ok(step as u64),
        _ => Err(unfit(value, "a step", "a whole number from 0 on")),
    }
}

/// The same where it may be left out.
pub fn step_or(value: &JsValue, otherwise: u64) -> Given<u64> {
    if value.is_undefined() { Ok(otherwise) } else { step(value) }
}

/// What may be said of a still.
#[derive(Default, Deserialize)]
struct StillOptions {
    step: Option<f64>,
}

/// The step that a still is to show; none is the present one.
pub fn still_step(options: JsValue) -> Given<Option<u64>> {
    if options.is_undefined() {
        return Ok(None);
    }
    let read = serde_wasm_bindgen::from_value::<StillOptions>(options);
    let options = read.map_err(|error| {
        thrown(Complaint::wrong(format!(
            "the options of a still are not as they should be: {error}"
        )))
    })?;
    options.step.map(|given| step(&JsValue::from_f64(given))).transpose()
}

fn unfit(value: &JsValue, what: &str, wanted: &str) -> JsValue {
    let shown = match value.as_f64() {
        Some(number) => number.to_string(),
        None => value.js_typeof().as_string().unwrap_or_default(),
    };
    thrown(Complaint::wrong(format!("{what} is {wanted}, not {shown}")))
}
