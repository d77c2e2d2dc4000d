//! Guided lessons: what a lesson is, how it is played, and how it proves itself.
//!
//! An author writes Markdown with a few fenced blocks. It is read natively ([`compile`]), proved by being played
//! ([`check`]), and travels to the page as data ([`Lesson::to_bytes`]): neither Markdown nor TOML is read in a browser.
//! A [`player::Player`] plays it over a session; the page draws what the player shows, and the checker is a reader who
//! follows the author's script. A lesson only does what a scenario can do: nothing in it stages a state.
//!
//! Prose speaks about the cluster beside it. What stands in braces is a value of the language of conditions, filled from
//! the state at the moment when the paragraph is shown ([`prose`]).

#[cfg(not(target_arch = "wasm32"))]
pub mod assembled;
#[cfg(not(target_arch = "wasm32"))]
pub mod check;
#[cfg(not(target_arch = "wasm32"))]
pub mod compile;
pub mod course;
#[cfg(not(target_arch = "wasm32"))]
mod markdown;
pub mod player;
pub mod progress;
pub mod prose;

use prose::{Prose, Text};
use serde::{Deserialize, Serialize};

/// The version of the format that authors write and of the data that it becomes.
pub const FORMAT: u8 = 1;

/// What compiled lessons begin with; the version follows.
const MARK: &[u8] = b"quorarium";

/// A lesson.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lesson {
    /// Its name in links, unique in its course.
    pub id: String,
    /// What it is called.
    pub title: String,
    /// The papers and sections that it teaches.
    pub papers: Vec<String>,
    /// How long it takes.
    pub minutes: u8,
    /// The lessons that it builds on.
    pub after: Vec<String>,
    /// The terms that its prose refers to.
    pub terms: Vec<Term>,
    /// Its parts, one idea each.
    pub parts: Vec<Part>,
}

/// A term, explained.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Term {
    /// Its name in links, with `-` for its spaces.
    pub name: String,
    /// What it means, in a sentence or two.
    pub says: String,
}

/// A part of a lesson.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Part {
    /// Its heading.
    pub title: String,
    /// What stands in it, in order.
    pub blocks: Vec<Block>,
}

/// What stands in a part.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Block {
    /// A paragraph, a list, or lines as they stand.
    Prose(Prose),
    /// Lines of a scenario: a set-up, or moves.
    Scenario(String),
    /// A question about the next step.
    Predict(Predict),
    /// Something to bring about by hand.
    Do(Do),
    /// One script run by several protocols, by its name.
    Compare(String),
    /// For whoever teaches.
    Note(Vec<Prose>),
}

/// A question, asked while the cluster stands still.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Predict {
    /// The question.
    pub ask: Text,
    /// The statements that bring the answer about, one a line.
    pub until: String,
    /// Two to four answers.
    pub choices: Vec<Choice>,
    /// What it is about, in the words of [`prose::Target::Look`]; all else is dimmed.
    pub focus: Vec<String>,
}

/// A possible answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Choice {
    /// The answer.
    pub says: Text,
    /// The condition under which it is right.
    pub holds: String,
    /// Why it is right, or where its reader errs.
    pub why: Text,
}

/// A goal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Do {
    /// What is to be brought about.
    pub goal: Text,
    /// The condition that holds when it is.
    pub check: String,
    /// Help, one after the other: first a question, last an action.
    pub hints: Vec<Text>,
    /// The statements of one way to get there.
    pub solution: String,
    /// What it is about, as in a question.
    pub focus: Vec<String>,
}

/// Why bytes are no lesson.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unreadable {
    /// They are something else, or damaged.
    Foreign,
    /// They are of another version of the format.
    OtherVersion(u8),
}

impl std::fmt::Display for Unreadable {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Unreadable::Foreign => f.write_str(
                "This is no compiled lesson, or it is damaged. `quorarium compile` makes one of a Markdown file.",
            ),
            Unreadable::OtherVersion(version) => write!(
                f,
                "This lesson is compiled for format {version}, and this page reads format {FORMAT}. Compile it again."
            ),
        }
    }
}

impl Lesson {
    /// The bytes that the page fetches.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = MARK.to_vec();
        bytes.push(FORMAT);
        // The only values that cannot be written are of types that no lesson has.
        bytes.extend(postcard::to_allocvec(self).unwrap_or_default());
        bytes
    }

    /// A lesson from such bytes. They may be anybody's: nothing worse than an error comes of them.
    pub fn from_bytes(bytes: &[u8]) -> Result<Lesson, Unreadable> {
        let data = match bytes.strip_prefix(MARK) {
            Some([FORMAT, data @ ..]) => data,
            Some([other, ..]) => return Err(Unreadable::OtherVersion(*other)),
            _ => return Err(Unreadable::Foreign),
        };
        match postcard::take_from_bytes::<Lesson>(data) {
            Ok((lesson, [])) if !lesson.parts.is_empty() => Ok(lesson),
            _ => Err(Unreadable::Foreign),
        }
    }

    /// What a term of it means.
    pub fn term(&self, name: &str) -> Option<&str> {
        self.terms.iter().find(|term| term.name == name).map(|term| &*term.says)
    }

    /// The part whose `cluster` line the cluster of a part goes back to.
    pub fn set_up_of(&self, part: usize) -> Option<usize> {
        let begins = |part: &Part| matches!(part.blocks.first(), Some(Block::Scenario(text)) if has_cluster(text));
        self.parts.iter().take(part + 1).rposition(begins)
    }
}

/// Whether lines set up a cluster of their own.
pub fn has_cluster(scenario: &str) -> bool {
    protocol_of(scenario).is_some()
}

/// The protocol that the `cluster` line of a set-up names.
pub fn protocol_of(scenario: &str) -> Option<&str> {
    let words = scenario.lines().find_map(|line| line.trim().strip_prefix("cluster "))?;
    words.split_whitespace().next()
}
