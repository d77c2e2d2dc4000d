//! From the text of a lesson to the lesson: front matter, prose and blocks, each fault with its line.

mod blocks;
mod proof;

use super::markdown;
use super::prose::Target;
use super::{Block, FORMAT, Lesson, Part, Term, has_cluster};
use blocks::Reader;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use std::collections::BTreeMap;
use std::ops::Range;
use toml::Spanned;

/// Something wrong in a file.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Complaint {
    /// The line, from 1.
    pub line: u32,
    /// What is wrong, and what to do.
    pub message: String,
}

impl Complaint {
    /// A complaint about a line.
    pub fn new(line: u32, message: impl Into<String>) -> Complaint {
        Complaint { line, message: message.into() }
    }
}

/// A lesson and where everything stands in its file.
#[derive(Clone, Debug)]
pub struct Source {
    /// The lesson; its terms are those that it explains itself.
    pub lesson: Lesson,
    /// Where its parts and blocks begin.
    pub lines: Vec<PartLines>,
    /// The links to terms and lessons, with their lines.
    pub refers: Vec<(u32, Target)>,
    /// Where its id stands.
    pub id_line: u32,
    /// Where its front matter explains terms.
    pub explained: Vec<(u32, String)>,
}

/// Where a part stands.
#[derive(Clone, Debug)]
pub struct PartLines {
    /// The line of its heading.
    pub heading: u32,
    /// The lines of its blocks.
    pub blocks: Vec<BlockLines>,
}

/// Where a block stands.
#[derive(Clone, Copy, Debug)]
pub struct BlockLines {
    /// The line where it begins.
    pub begins: u32,
    /// The line before its statements.
    pub statements: u32,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FrontMatter {
    format: Spanned<u8>,
    id: Spanned<String>,
    title: Spanned<String>,
    #[serde(default)]
    papers: Vec<String>,
    minutes: u8,
    #[serde(default = "nothing")]
    after: Spanned<Vec<String>>,
    #[serde(default)]
    constants: Vec<String>,
    #[serde(default)]
    terms: BTreeMap<Spanned<String>, String>,
}

fn nothing() -> Spanned<Vec<String>> {
    Spanned::new(0..0, Vec::new())
}

/// Reads a lesson. What it refers to in other lessons is looked up by [`super::assembled`].
pub fn read(text: &str) -> Result<Source, Vec<Complaint>> {
    let (front, body, first) = split(text).map_err(|wrong| vec![wrong])?;
    let front_matter: FrontMatter = from_toml(front, 2).map_err(|wrong| vec![wrong])?;
    let line = |span: Range<usize>| 2 + lines(front, span.start);
    let id_line = line(front_matter.id.span());
    let mut wrong = Vec::new();
    if *front_matter.format.get_ref() != FORMAT {
        let message = format!("this is read as format {FORMAT}: write `format = {FORMAT}`");
        wrong.push(Complaint::new(line(front_matter.format.span()), message));
    }
    let is_name = |name: &str| {
        !name.is_empty()
            && name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-')
    };
    if !is_name(front_matter.id.get_ref()) {
        let message = "an id is made of small letters, digits and -, such as raft-roles";
        wrong.push(Complaint::new(id_line, message));
    }
    if front_matter.title.get_ref().trim().is_empty() {
        wrong.push(Complaint::new(line(front_matter.title.span()), "a lesson needs its title"));
    }
    let mut refers: Vec<(u32, Target)> = front_matter
        .after
        .get_ref()
        .iter()
        .map(|id| (line(front_matter.after.span()), Target::Lesson(id.clone())))
        .collect();
    let (about, raw) = markdown::read(body, first, &mut wrong);
    let mut reader = Reader::new(text, front_matter.constants, wrong);
    for (line, prose) in &about {
        reader.proof_read(prose, *line);
    }
    if raw.is_empty() {
        reader.complain(first, "a lesson needs parts: each begins with a `##` heading");
    }
    let (mut parts, mut lines_of_parts) = (Vec::new(), Vec::new());
    for part in raw {
        let (part, lines) = reader.part(part);
        parts.push(part);
        lines_of_parts.push(lines);
    }
    let begins = |part: &Part| matches!(part.blocks.first(), Some(Block::Scenario(text)) if has_cluster(text));
    if let Some(part) = parts.first().filter(|part| !begins(part)) {
        let line = lines_of_parts.first().map_or(first, |lines| lines.heading);
        let message =
            format!("\"{}\" must begin with a scenario block that has a cluster line", part.title);
        reader.complain(line, message);
    }
    refers.append(&mut reader.refers);
    let mut wrong = reader.wrong;
    if !wrong.is_empty() {
        wrong.sort();
        wrong.dedup();
        return Err(wrong);
    }
    let explained =
        front_matter.terms.keys().map(|name| (line(name.span()), name.get_ref().clone()));
    Ok(Source {
        id_line,
        explained: explained.collect(),
        lesson: Lesson {
            id: front_matter.id.into_inner(),
            title: front_matter.title.into_inner(),
            papers: front_matter.papers,
            minutes: front_matter.minutes,
            after: front_matter.after.into_inner(),
            terms: front_matter
                .terms
                .into_iter()
                .map(|(name, says)| Term { name: name.into_inner(), says })
                .collect(),
            parts,
        },
        lines: lines_of_parts,
        refers,
    })
}

/// Front matter, body, and the line where the body begins.
fn split(text: &str) -> Result<(&str, &str, u32), Complaint> {
    let missing = "a lesson begins with its front matter, between two lines `+++`";
    let inside = text.strip_prefix("+++\n").ok_or_else(|| Complaint::new(1, missing))?;
    let (front, body) = inside.split_once("\n+++\n").ok_or_else(|| Complaint::new(1, missing))?;
    Ok((front, body, 4 + lines(front, front.len())))
}

/// How many lines end before this place.
fn lines(text: &str, at: usize) -> u32 {
    let breaks = text.as_bytes().iter().take(at).filter(|byte| **byte == b'\n').count();
    u32::try_from(breaks).unwrap_or(u32::MAX)
}

fn from_toml<T: DeserializeOwned>(text: &str, first: u32) -> Result<T, Complaint> {
    toml::from_str(text).map_err(|error| {
        let at = error.span().map_or(0, |span| span.start);
        Complaint::new(first + lines(text, at), error.message())
    })
}
