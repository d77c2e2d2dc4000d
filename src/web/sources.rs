//! Our source for a protocol's rules: a file beside the page, loaded when somebody asks for it.

use super::browser;
use js_sys::{JSON, Reflect};
use std::pin::Pin;
use wasm_bindgen::JsValue;

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

/// What a file holds, by the rules' ids, or why it is not here.
pub type File = Result<JsValue, String>;

/// A file on its way.
pub type Fetch = Pin<Box<dyn Future<Output = File>>>;

/// Fetches the file of a protocol.
pub fn fetch(protocol: &str) -> Fetch {
    let address = format!("./sources/{protocol}.json");
    Box::pin(async move {
        let bytes = browser::file(&address).await?;
        let text = String::from_utf8_lossy(&bytes);
        JSON::parse(&text).map_err(|error| browser::message(&error))
    })
}

/// The file, on its way or here.
#[derive(Default)]
pub struct Sources {
    is_coming: bool,
    file: Option<File>,
}

impl Sources {
    /// Whether the file is to be fetched now: it is neither here nor on its way.
    pub fn need(&mut self) -> bool {
        let is_here = matches!(self.file, Some(Ok(_)));
        !is_here && !std::mem::replace(&mut self.is_coming, true)
    }

    /// The file came, or did not.
    pub fn came(&mut self, file: File) {
        *self = Sources { is_coming: false, file: Some(file) };
    }

    /// The source for a rule, or why it cannot be shown; none while it is on its way.
    pub fn of(&self, rule: &str) -> Option<Result<Excerpt, String>> {
        let file = match self.file.as_ref()? {
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
        Some(excerpt.ok_or_else(|| "it is not in the file".to_string()))
    }
}
