//! Prose as data: paragraphs, the objects that their words point at, and the values that are filled in.

use crate::protocol::value::Value;
use crate::render::thing::Thing;
use crate::scenario::condition::Term;
use crate::scenario::evaluate::Facts;
use crate::scenario::word::Fault;
use crate::session::scene::{End, MessageScene, Scene};
use serde::de::Error;
use serde::{Deserialize, Deserializer, Serialize};
use std::cell::Cell;

/// A run of words.
pub type Text = Vec<Inline>;

/// A piece of prose.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Prose {
    /// A paragraph.
    Paragraph(Text),
    /// A list: whether its items are numbered, and the items.
    List(bool, #[serde(deserialize_with = "nested")] Vec<Vec<Prose>>),
    /// Lines as they stand.
    Verbatim(String),
}

/// A part of a sentence.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Inline {
    /// Words.
    Words(String),
    /// A value: in a lesson what is asked of the state, in what is shown the answer.
    Value(String),
    /// Said louder.
    Strong(#[serde(deserialize_with = "nested")] Text),
    /// Said with another voice.
    Emphasis(#[serde(deserialize_with = "nested")] Text),
    /// A name of the paper's, or something typed.
    Code(#[serde(deserialize_with = "nested")] Text),
    /// Words that lead somewhere.
    Link(#[serde(deserialize_with = "nested")] Text, Target),
}

/// How deep prose may be nested: lists in lists, bold words in links.
const DEPTH_MAX: u8 = 16;

/// Reads what stands inside of other prose. Bytes may be anybody's, and could nest until the stack is full.
fn nested<'de, D: Deserializer<'de>, T: Deserialize<'de>>(data: D) -> Result<T, D::Error> {
    thread_local! {
        static DEPTH: Cell<u8> = const { Cell::new(0) };
    }
    let depth = DEPTH.get();
    if depth == DEPTH_MAX {
        return Err(D::Error::custom("too deep"));
    }
    DEPTH.set(depth + 1);
    let read = T::deserialize(data);
    DEPTH.set(depth);
    read
}

/// Where words lead.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Target {
    /// To an object, which is lit: `A`, `leader`, `A->B RequestVote`, `A-B`, `A.log[3]`, `A.votedFor`.
    Look(String),
    /// To a rule.
    Rule(String),
    /// To what a term means.
    Term(String),
    /// To a lesson.
    Lesson(String),
    /// To an address on the web.
    Web(String),
}

impl Target {
    /// The target that a link of Markdown names: what stands before its first colon says which kind it is.
    pub fn parse(address: &str) -> Option<Target> {
        let (kind, rest) = address.split_once(':')?;
        let name = rest.trim().to_string();
        Some(match kind {
            "look" => Target::Look(name),
            "rule" => Target::Rule(name),
            "term" => Target::Term(name),
            "lesson" => Target::Lesson(name),
            // No other scheme, so that no address can be a script.
            "https" => Target::Web(address.to_string()),
            _ => return None,
        })
    }
}

/// Fills every value of a text from the state. What cannot be filled stays as it was written, and is complained of.
pub fn filled(text: &Text, facts: &dyn Facts, wrong: &mut Vec<String>) -> Text {
    let mut done = Vec::with_capacity(text.len());
    for part in text {
        done.push(match part {
            Inline::Words(words) => Inline::Words(words.clone()),
            Inline::Strong(text) => Inline::Strong(filled(text, facts, wrong)),
            Inline::Emphasis(text) => Inline::Emphasis(filled(text, facts, wrong)),
            Inline::Code(text) => Inline::Code(filled(text, facts, wrong)),
            Inline::Link(text, target) => Inline::Link(filled(text, facts, wrong), target.clone()),
            Inline::Value(asked) => Inline::Value(value(asked, facts).unwrap_or_else(|message| {
                wrong.push(format!("{{{asked}}} cannot be filled: {message}"));
                format!("{{{asked}}}")
            })),
        });
    }
    done
}

impl Prose {
    /// The same with its values filled.
    pub fn filled(&self, facts: &dyn Facts, wrong: &mut Vec<String>) -> Prose {
        match self {
            Prose::Paragraph(text) => Prose::Paragraph(filled(text, facts, wrong)),
            Prose::Verbatim(lines) => Prose::Verbatim(lines.clone()),
            Prose::List(is_numbered, items) => {
                let mut item = |item: &Vec<Prose>| -> Vec<Prose> {
                    item.iter().map(|prose| prose.filled(facts, wrong)).collect()
                };
                Prose::List(*is_numbered, items.iter().map(&mut item).collect())
            }
        }
    }

    /// Its runs of words, wherever they stand in it.
    pub fn texts(&self) -> Vec<&Text> {
        match self {
            Prose::Paragraph(text) => vec![text],
            Prose::Verbatim(_) => Vec::new(),
            Prose::List(_, items) => items.iter().flatten().flat_map(Prose::texts).collect(),
        }
    }
}

/// Every target in a text.
pub fn targets<'t>(text: &'t Text, found: &mut Vec<&'t Target>) {
    for part in text {
        match part {
            Inline::Words(_) | Inline::Value(_) => {}
            Inline::Strong(text) | Inline::Emphasis(text) | Inline::Code(text) => {
                targets(text, found);
            }
            Inline::Link(text, target) => {
                found.push(target);
                targets(text, found);
            }
        }
    }
}

/// A text without what it looks like.
pub fn plain(text: &Text) -> String {
    let words = |part: &Inline| match part {
        Inline::Words(words) | Inline::Value(words) => words.clone(),
        Inline::Strong(text)
        | Inline::Emphasis(text)
        | Inline::Code(text)
        | Inline::Link(text, _) => plain(text),
    };
    text.iter().map(words).collect()
}

/// A value of the present state as prose has it.
fn value(asked: &str, facts: &dyn Facts) -> Result<String, String> {
    let term: Term = asked.parse().map_err(|fault: Fault| fault.message)?;
    term.value(facts).map(|value| worded(&value))
}

/// Times have a space before their unit, and commands an arrow.
fn worded(value: &Value) -> String {
    match value {
        Value::Duration(length) => {
            let text = length.to_string();
            let unit = text.find(char::is_alphabetic).unwrap_or(text.len());
            format!("{}\u{a0}{}", &text[..unit], &text[unit..])
        }
        Value::List(items) => {
            let items: Vec<String> = items.iter().map(worded).collect();
            format!("[{}]", items.join(" "))
        }
        other => other.to_string().replace('=', "←"),
    }
}

/// The thing of a scene that a reader is asked to look at; none if there is no such thing now.
pub fn thing(target: &str, scene: &Scene) -> Option<Thing> {
    let place = |name: &str| match name {
        "leader" => scene
            .nodes
            .iter()
            .position(|node| node.portrait.as_ref().is_some_and(|portrait| portrait.leads)),
        _ => scene.nodes.iter().position(|node| node.name == name),
    };
    let (first, kind) = target.split_once(' ').unwrap_or((target, ""));
    if let Some((from, to)) = first.split_once("->") {
        let (from, to) = (place(from)?, place(to)?);
        let is_meant = |message: &&MessageScene| {
            message.from == End::Node(from)
                && message.to == End::Node(to)
                && (kind.is_empty() || message.kind == kind)
        };
        return scene.messages.iter().find(is_meant).map(|message| Thing::Message(message.number));
    }
    if let Some((one, other)) = first.split_once('-') {
        let (one, other) = (place(one)?, place(other)?);
        return Some(Thing::Link(one.min(other), one.max(other)));
    }
    let Some((name, variable)) = first.split_once('.') else {
        return place(first).map(Thing::Node);
    };
    let at = place(name)?;
    if let Some(index) = variable.split_once('[').and_then(|(_, rest)| rest.strip_suffix(']')) {
        return index.parse().ok().map(|index| Thing::Cell(at, index));
    }
    let variables = scene.nodes.get(at)?.variables.iter();
    let found = variables.enumerate().find(|(_, shown)| shown.name == variable)?;
    Some(Thing::Variable(at, found.0))
}
