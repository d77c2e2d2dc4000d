//! A fenced block as its author writes it: `quorarium scenario=raft/figure-8 step=50`, with a scenario as its body or none.

use crate::settings::Settings;
use quorarium::scenario::word::unknown;

/// What the first word of a fence is that this preprocessor answers to.
pub const WORD: &str = "quorarium";

/// A block.
#[derive(Clone, Debug)]
pub struct Block {
    /// What it shows.
    pub subject: Subject,
    /// The step that it shows; none for the last one.
    pub step: Option<u64>,
    /// The first step of its sequence diagram.
    pub from: Option<u64>,
    /// What the live cluster is called by those who do not see it; none for the scenario's own title.
    pub label: Option<String>,
    /// How it is shown.
    pub settings: Settings,
}

/// What a block shows.
#[derive(Clone, Debug)]
pub enum Subject {
    /// A scenario of Quorarium, by its protocol and its name.
    Named(String, String),
    /// The scenario that is the block's body.
    Inline(String),
    /// A part of a lesson, `raft-roles/2`.
    Lesson(String),
}

/// Whether a fence is one of ours, however it goes on.
pub fn is_ours(info: &str) -> bool {
    info.split([' ', '\t', ',', '{']).next() == Some(WORD)
}

impl Block {
    /// Reads the line after the backticks and the lines below it. The error is a sentence without its place.
    pub fn read(info: &str, body: &str, defaults: &Settings) -> Result<Block, String> {
        let (mut scenario, mut lesson) = (None, None);
        let (mut step, mut from, mut label) = (None, None, None);
        let mut settings = defaults.clone();
        let mut seen: Vec<String> = Vec::new();
        for (name, value) in options(info)? {
            if seen.contains(&name) {
                return Err(format!("{name} is there twice"));
            }
            match &*name {
                "scenario" => scenario = Some(value),
                "lesson" => lesson = Some(value),
                "step" => step = Some(number("step", &value)?),
                "from" => from = Some(number("from", &value)?),
                "label" => label = Some(value),
                _ if settings.take(&name, &value)? => {}
                _ => {
                    let own = ["scenario", "lesson", "step", "from", "label"];
                    return Err(unknown("option", &name, &[&own[..], &Settings::names()].concat()));
                }
            }
            seen.push(name);
        }
        let body = Some(body).filter(|body| !body.trim().is_empty());
        let subject = match (scenario, lesson, body) {
            (Some(name), None, None) => named(&name)?,
            (None, Some(name), None) => Subject::Lesson(name),
            (None, None, Some(text)) => Subject::Inline(text.to_string()),
            (None, None, None) => {
                return Err("the block shows nothing: name a scenario, such as \
                            scenario=raft/figure-8, or write one in it"
                    .to_string());
            }
            _ => {
                return Err("the block shows one thing: a scenario by its name, a lesson, \
                            or the scenario that is written in it"
                    .to_string());
            }
        };
        if matches!(subject, Subject::Lesson(_)) && (step.is_some() || from.is_some()) {
            return Err("a lesson has parts and no steps: lesson=raft-roles/2".to_string());
        }
        Ok(Block { subject, step, from, label, settings })
    }
}

fn named(name: &str) -> Result<Subject, String> {
    match name.split_once('/') {
        Some((protocol, name)) => Ok(Subject::Named(protocol.to_string(), name.to_string())),
        None => Err(format!(
            "\"{name}\" is no scenario's name, which is like raft/figure-8; for a cluster of your own \
             write its lines in the block, such as `cluster {name} 5`"
        )),
    }
}

fn number(name: &str, value: &str) -> Result<u64, String> {
    value.parse().map_err(|_| format!("{name} is the number of a step, not \"{value}\""))
}

/// The options after the first word, `name=value` each, with spaces between them; a value in quotes may have spaces.
fn options(info: &str) -> Result<Vec<(String, String)>, String> {
    let mut rest = info.strip_prefix(WORD).unwrap_or(info);
    if !rest.is_empty() && !rest.starts_with([' ', '\t']) {
        return Err(format!("after `{WORD}` comes a space, and then options such as step=50"));
    }
    let mut all = Vec::new();
    loop {
        rest = rest.trim_start();
        if rest.is_empty() {
            return Ok(all);
        }
        let word = rest.split_whitespace().next().unwrap_or_default();
        let Some((name, _)) = word.split_once('=').filter(|(name, _)| !name.is_empty()) else {
            return Err(format!("\"{word}\" is no option: write name=value, such as step=50"));
        };
        let after = &rest[name.len() + 1..];
        let (value, behind) = match after.strip_prefix('"') {
            Some(quoted) => quoted
                .split_once('"')
                .filter(|(_, behind)| behind.is_empty() || behind.starts_with([' ', '\t']))
                .ok_or_else(|| format!("the value of {name} lacks its closing quote"))?,
            None => after.split_at(after.find(char::is_whitespace).unwrap_or(after.len())),
        };
        if value.is_empty() {
            return Err(format!("{name} has no value"));
        }
        all.push((name.to_string(), value.to_string()));
        rest = behind;
    }
}
