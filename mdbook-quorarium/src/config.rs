//! The table `[preprocessor.quorarium]` of `book.toml`.

use crate::settings::Settings;
use anyhow::{Result, bail};
use mdbook_preprocessor::PreprocessorContext;
use quorarium::scenario::word::unknown;
use serde_json::{Map, Value};
use std::path::Path;

/// What mdBook itself reads of the table.
const MDBOOK: [&str; 5] = ["command", "renderers", "before", "after", "optional"];

/// What the table says.
pub struct Config {
    /// Where the page of Quorarium is.
    pub page: Option<Page>,
    /// What blocks begin with.
    pub defaults: Settings,
}

/// The address of the folder that has the page, with a `/` at its end.
pub struct Page(String);

impl Config {
    /// Reads the table.
    pub fn read(context: &PreprocessorContext) -> Result<Config> {
        let table: Option<Map<String, Value>> = context.config.get("preprocessor.quorarium")?;
        let mut config = Config { page: None, defaults: Settings::default() };
        for (name, value) in table.unwrap_or_default() {
            let text = match &value {
                Value::String(text) => text.clone(),
                other => other.to_string(),
            };
            if let Err(problem) = config.take(&name, &text) {
                bail!("book.toml: [preprocessor.quorarium]: {problem}");
            }
        }
        Ok(config)
    }

    fn take(&mut self, name: &str, value: &str) -> Result<(), String> {
        if name == "page" {
            self.page = Some(Page::read(value)?);
        } else if !MDBOOK.contains(&name) && !self.defaults.take(name, value)? {
            return Err(unknown("key", name, &[&["page"][..], &Settings::names()].concat()));
        }
        Ok(())
    }
}

impl Page {
    fn read(address: &str) -> Result<Page, String> {
        let folder = address.trim_end_matches('/');
        let is_absolute = ["https://", "http://"].iter().any(|scheme| address.starts_with(scheme));
        let is_plain = !address.contains(['#', '?', '"', '<', '>', '\\'])
            && !address.contains(char::is_whitespace);
        if folder.is_empty() || !is_plain || !is_absolute && address.contains(':') {
            return Err(format!(
                "page is the address of the folder that has the page of Quorarium, such as \
                 \"https://example.org/quorarium/\", or \"play/\" for one beside the book; not \"{address}\""
            ));
        }
        Ok(Page(format!("{folder}/")))
    }

    /// Whether it leads there from anywhere.
    pub fn is_absolute(&self) -> bool {
        self.0.contains(':')
    }

    /// The same address as a chapter writes it; one that is relative counts from the root of the book.
    pub fn seen_from(&self, chapter: &Path) -> String {
        if self.is_absolute() || self.0.starts_with('/') {
            return self.0.clone();
        }
        let depth = chapter.parent().map_or(0, |folder| folder.components().count());
        format!("{}{}", "../".repeat(depth), self.0)
    }
}
