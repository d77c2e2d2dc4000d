//! Our source for a protocol's rules: a file beside the page, loaded when somebody asks for it.

use super::browser::Listener;
use js_sys::{JSON, Reflect};
use wasm_bindgen::JsValue;
use web_sys::XmlHttpRequest;

/// A part of a source file.
#[derive(Clone, Debug, PartialEq)]
pub struct Excerpt {
    /// The file, and the number of its first line that is shown.
    pub place: String,
    /// The line, from 0, that cites the rule.
    pub cites: usize,
    /// The lines.
    pub text: String,
}

/// The file, on its way or here.
#[derive(Default)]
pub struct Sources {
    request: Option<(XmlHttpRequest, Option<Listener>)>,
    /// What the file holds, by the rules' ids, or why it is not here.
    loaded: Option<Result<JsValue, String>>,
}

impl Sources {
    /// Begins to load the file, unless it is here or on its way; calls back when it is here, or when it is clear that it is not coming.
    pub fn load(&mut self, protocol: &str, done: impl FnMut(web_sys::Event) + 'static) {
        if self.request.is_some() || matches!(self.loaded, Some(Ok(_))) {
            return;
        }
        let begin = || {
            let request = XmlHttpRequest::new()?;
            request.open("GET", &format!("./sources/{protocol}.json"))?;
            let listener = Listener::new(&request, "loadend", done);
            request.send()?;
            Ok((request, listener))
        };
        self.loaded = None;
        match begin() {
            Ok(request) => self.request = Some(request),
            Err(error) => self.loaded = Some(Err(words(&error))),
        }
    }

    /// The file has come, or is not coming.
    pub fn arrived(&mut self) {
        let Some((request, _)) = self.request.take() else { return };
        let status = request.status().unwrap_or_default();
        let text = request.response_text().ok().flatten().unwrap_or_default();
        self.loaded = Some(match status {
            200 => JSON::parse(&text).map_err(|error| words(&error)),
            0 => Err("no answer.".to_string()),
            _ => Err(format!("the server answered {status}.")),
        });
    }

    /// The source for a rule, or why it cannot be shown; none while it is on its way.
    pub fn of(&self, rule: &str) -> Option<Result<Excerpt, String>> {
        let file = match self.loaded.as_ref()? {
            Ok(file) => file,
            Err(words) => return Some(Err(words.clone())),
        };
        let read = |from: &JsValue, name: &str| Reflect::get(from, &JsValue::from_str(name)).ok();
        let excerpt = read(file, rule).filter(JsValue::is_object).and_then(|found| {
            let text = |name: &str| read(&found, name)?.as_string();
            let number = |name: &str| Some(read(&found, name)?.as_f64()? as usize);
            let place = format!("{}, line {}", text("file")?, number("first")?);
            Some(Excerpt { place, cites: number("cites")?, text: text("text")? })
        });
        Some(excerpt.ok_or_else(|| "it is not in the file.".to_string()))
    }
}

fn words(error: &JsValue) -> String {
    let message = Reflect::get(error, &JsValue::from_str("message")).ok();
    message.and_then(|message| message.as_string()).unwrap_or_else(|| "no answer.".to_string())
}
