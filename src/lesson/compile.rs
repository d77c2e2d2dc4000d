//! From the text of a lesson to the lesson: front matter, prose and blocks, each fault with its line.

use super::markdown::{self, RawBlock, RawPart};
use super::player::statements;
use super::prose::{Inline, Prose, Target, Text, targets};
use super::{Block, Choice, Do, FORMAT, Lesson, Part, Predict, Term, has_cluster};
use crate::compare::{COMPARISONS, named};
use crate::protocols::kinds;
use crate::scenario::condition::{Condition, Term as Value};
use crate::scenario::parse::{parse, parse_statement};
use crate::scenario::statement::Place;
use crate::scenario::word::did_you_mean;
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

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PredictText {
    ask: Spanned<String>,
    choices: Spanned<Vec<Spanned<String>>>,
    #[serde(default = "one_step")]
    until: Spanned<String>,
    answer: Spanned<Vec<Spanned<String>>>,
    why: Spanned<Vec<Spanned<String>>>,
    #[serde(default)]
    focus: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct DoText {
    goal: Spanned<String>,
    check: Spanned<String>,
    hints: Spanned<Vec<Spanned<String>>>,
    solution: Spanned<String>,
    #[serde(default)]
    focus: Vec<String>,
}

fn nothing() -> Spanned<Vec<String>> {
    Spanned::new(0..0, Vec::new())
}

fn one_step() -> Spanned<String> {
    Spanned::new(0..0, "step".to_string())
}

/// Reads a lesson. What it refers to in other lessons is looked up by [`super::course`].
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
    let mut reader = Reader {
        text,
        constants: front_matter.constants,
        names: Vec::new(),
        refers: Vec::new(),
        wrong,
    };
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

struct Reader<'t> {
    /// The file.
    text: &'t str,
    /// Words that may stand in prose as they are.
    constants: Vec<String>,
    /// The names of the present cluster.
    names: Vec<String>,
    refers: Vec<(u32, Target)>,
    wrong: Vec<Complaint>,
}

impl Reader<'_> {
    fn complain(&mut self, line: u32, message: impl Into<String>) {
        self.wrong.push(Complaint::new(line, message));
    }

    /// The line where something typed stands, in a paragraph or a value that begins at a line.
    fn line_of(&self, typed: &str, begins: u32) -> u32 {
        let lines = (begins..).zip(self.text.lines().skip(begins.saturating_sub(1) as usize));
        let mut near = lines.take_while(|(_, line)| !line.starts_with("```"));
        near.find(|(_, line)| line.contains(typed)).map_or(begins, |(at, _)| at)
    }

    fn part(&mut self, raw: RawPart) -> (Part, PartLines) {
        self.no_numbers(&raw.title, raw.line);
        let (mut blocks, mut lines_of_blocks) = (Vec::new(), Vec::new());
        let mut has_goals = false;
        for (line, block) in raw.blocks {
            let (block, statements) = match block {
                RawBlock::Prose(prose) => {
                    self.proof_read(&prose, line);
                    (Block::Prose(prose), line)
                }
                RawBlock::Fence(word, text) => {
                    match self.fence(&word, &text, line, blocks.is_empty()) {
                        Some(block) => block,
                        None => continue,
                    }
                }
            };
            if has_goals && matches!(block, Block::Scenario(_) | Block::Predict(_)) {
                self.complain(
                    line,
                    "after a do only do, note and prose may follow, since everybody reaches a goal in another way: begin a new part",
                );
            }
            has_goals |= matches!(block, Block::Do(_));
            blocks.push(block);
            lines_of_blocks.push(BlockLines { begins: line, statements });
        }
        if blocks.is_empty() {
            self.complain(raw.line, format!("the part \"{}\" is empty", raw.title));
        }
        let part = Part { title: raw.title, blocks };
        (part, PartLines { heading: raw.line, blocks: lines_of_blocks })
    }

    /// A fenced block, and the line before its statements.
    fn fence(&mut self, word: &str, text: &str, line: u32, is_first: bool) -> Option<(Block, u32)> {
        const WORDS: [&str; 6] = ["scenario", "predict", "do", "compare", "note", "text"];
        match word {
            "scenario" => {
                self.scenario(text, line, is_first);
                Some((Block::Scenario(text.to_string()), line))
            }
            "predict" => match from_toml::<PredictText>(text, line + 1) {
                Ok(read) => Some(self.predict(read, text, line)),
                Err(wrong) => {
                    self.wrong.push(wrong);
                    None
                }
            },
            "do" => match from_toml::<DoText>(text, line + 1) {
                Ok(read) => Some(self.goal(read, text, line)),
                Err(wrong) => {
                    self.wrong.push(wrong);
                    None
                }
            },
            "note" => {
                let notes = markdown::prose(text, line + 1, &mut self.wrong);
                notes.iter().for_each(|(line, prose)| self.proof_read(prose, *line));
                Some((Block::Note(notes.into_iter().map(|(_, prose)| prose).collect()), line))
            }
            "compare" => {
                let name = text.trim();
                if named(name).is_none() {
                    let names = COMPARISONS.iter().map(|known| known.name);
                    let message =
                        format!("there is no comparison \"{name}\"{}", did_you_mean(name, names));
                    self.complain(line + 1, message);
                }
                Some((Block::Compare(name.to_string()), line))
            }
            "text" => Some((Block::Prose(Prose::Verbatim(text.to_string())), line)),
            _ => {
                let meant = did_you_mean(word, WORDS);
                self.complain(
                    line,
                    format!("a block is one of {}, and not \"{word}\"{meant}", WORDS.join(", ")),
                );
                None
            }
        }
    }

    fn scenario(&mut self, text: &str, line: u32, is_first: bool) {
        if !has_cluster(text) {
            return self.moves(text, line);
        }
        if !is_first {
            self.complain(line, "a cluster is set up at the beginning of a part: begin a new part, or take the cluster line out");
        }
        match parse(text) {
            Ok(scenario) => match crate::protocols::open(&scenario) {
                Ok(session) => {
                    self.names = session.scene().nodes.into_iter().map(|node| node.name).collect();
                }
                Err((at, refusal)) => self.complain(line + at, refusal.message),
            },
            Err(errors) => {
                for error in errors {
                    self.complain(line + error.line, error.message);
                }
            }
        }
    }

    fn moves(&mut self, text: &str, before: u32) {
        if statements(text).next().is_none() {
            self.complain(before + 1, "there is no statement in this");
        }
        for (at, statement) in statements(text) {
            match parse_statement(statement) {
                Ok(statement) if statement.place() == Place::SetUp => self.complain(
                    before + at,
                    "this is set-up: it belongs to a scenario block with a cluster line",
                ),
                Ok(_) => {}
                Err(fault) => self.complain(before + at, fault.message),
            }
        }
    }

    fn predict(&mut self, read: PredictText, text: &str, line: u32) -> (Block, u32) {
        let at = |span: Range<usize>| line + 1 + lines(text, span.start);
        let count = read.choices.get_ref().len();
        if !(2..=4).contains(&count) {
            self.complain(at(read.choices.span()), "a question has two to four choices");
        }
        for (what, list) in [("answer", &read.answer), ("why", &read.why)] {
            let given = list.get_ref().len();
            if given != count {
                let message =
                    format!("every choice needs its {what}: of {count} choices, {given} have one");
                self.complain(at(list.span()), message);
            }
        }
        let before = before_statements(&read.until, text, line);
        self.moves(read.until.get_ref(), before);
        let ask = self.text(&read.ask, at(read.ask.span()));
        let rows = read.choices.get_ref().iter().zip(read.answer.get_ref()).zip(read.why.get_ref());
        let mut choices = Vec::new();
        for ((says, holds), why) in rows {
            self.condition(holds.get_ref(), at(holds.span()));
            choices.push(Choice {
                says: self.text(says, at(says.span())),
                holds: holds.get_ref().clone(),
                why: self.text(why, at(why.span())),
            });
        }
        let until = read.until.into_inner();
        (Block::Predict(Predict { ask, until, choices, focus: read.focus }), before)
    }

    fn goal(&mut self, read: DoText, text: &str, line: u32) -> (Block, u32) {
        let at = |span: Range<usize>| line + 1 + lines(text, span.start);
        if read.hints.get_ref().is_empty() {
            self.complain(at(read.hints.span()), "a goal needs at least one hint");
        }
        let before = before_statements(&read.solution, text, line);
        self.moves(read.solution.get_ref(), before);
        self.condition(read.check.get_ref(), at(read.check.span()));
        let goal = self.text(&read.goal, at(read.goal.span()));
        let hints =
            read.hints.get_ref().iter().map(|hint| self.text(hint, at(hint.span()))).collect();
        let (check, solution) = (read.check.into_inner(), read.solution.into_inner());
        (Block::Do(Do { goal, check, hints, solution, focus: read.focus }), before)
    }

    fn condition(&mut self, text: &str, line: u32) {
        match text.parse::<Condition>() {
            Ok(condition) => self.rules_of(&condition, line),
            Err(fault) => self.complain(line, format!("\"{text}\": {}", fault.message)),
        }
    }

    fn rules_of(&mut self, condition: &Condition, line: u32) {
        match condition {
            Condition::And(parts) | Condition::Or(parts) => {
                parts.iter().for_each(|part| self.rules_of(part, line));
            }
            Condition::Not(part) => self.rules_of(part, line),
            Condition::Cited(rule) => self.rule(&rule.text, line),
            Condition::Compare { .. } | Condition::Truth(_) => {}
        }
    }

    fn rule(&mut self, id: &str, line: u32) {
        let rules: Vec<&str> = kinds().flat_map(|kind| kind.rules()).map(|rule| rule.id).collect();
        if !rules.contains(&id) {
            let meant = did_you_mean(id, rules);
            self.complain(line, format!("there is no rule \"{id}\" in docs/rules.md{meant}"));
        }
    }

    fn text(&mut self, text: &Spanned<String>, line: u32) -> Text {
        let words = markdown::text(text.get_ref(), line, &mut self.wrong);
        self.proof_read(&Prose::Paragraph(words.clone()), line);
        words
    }

    /// What prose refers to must be there, and what changes from run to run must not be typed.
    fn proof_read(&mut self, prose: &Prose, line: u32) {
        for text in prose.texts() {
            let mut found = Vec::new();
            targets(text, &mut found);
            for target in found {
                match target {
                    Target::Rule(id) => self.rule(id, self.line_of(&format!("rule:{id}"), line)),
                    Target::Term(name) => {
                        let at = self.line_of(&format!("term:{name}"), line);
                        self.refers.push((at, target.clone()));
                    }
                    Target::Lesson(id) => {
                        let at = self.line_of(&format!("lesson:{id}"), line);
                        self.refers.push((at, target.clone()));
                    }
                    Target::Look(name) if name.is_empty() => {
                        let at = self.line_of("(look:)", line);
                        self.complain(at, "look: needs what is to be looked at, such as look:A");
                    }
                    Target::Look(_) | Target::Web(_) => {}
                }
            }
            self.typed(text, line);
        }
    }

    fn typed(&mut self, text: &Text, line: u32) {
        for part in text {
            match part {
                Inline::Words(words) => self.no_numbers(words, line),
                Inline::Value(asked) => {
                    if let Err(fault) = asked.parse::<Value>() {
                        let at = self.line_of(asked, line);
                        self.complain(at, format!("{{{asked}}}: {}", fault.message));
                    }
                }
                // A section of a paper is what the rule's own link says.
                Inline::Link(_, Target::Rule(_)) => {}
                Inline::Strong(inside) => {
                    if let [Inline::Words(name)] = &inside[..]
                        && self.names.contains(name)
                        && !self.constants.contains(name)
                    {
                        let at = self.line_of(&format!("**{name}**"), line);
                        self.complain(at, format!(
                            "**{name}** is a node's name: use a value such as {{leader}}, or list \"{name}\" in the front matter's constants"
                        ));
                    }
                    self.typed(inside, line);
                }
                Inline::Emphasis(inside) | Inline::Code(inside) | Inline::Link(inside, _) => {
                    self.typed(inside, line);
                }
            }
        }
    }

    fn no_numbers(&mut self, words: &str, line: u32) {
        for word in words.split(|c: char| c.is_whitespace() || c == '—') {
            let word = word.trim_matches(|c: char| ".,;:!?()[]\"'“”‘’…".contains(c));
            // The section of a paper does not change from run to run.
            let is_number = word.chars().any(|c| c.is_ascii_digit()) && !word.starts_with('§');
            let bare = word.strip_suffix("'s").or(word.strip_suffix("’s")).unwrap_or(word);
            let is_known = self.constants.iter().any(|known| known == word || known == bare);
            if is_number && !is_known {
                let at = self.line_of(word, line);
                self.complain(at, format!(
                    "\"{word}\" is typed: fill it from the state with a value in braces, or list it in the front matter's constants"
                ));
            }
        }
    }
}

/// The line before the statements of a value: a text in three quotation marks may begin on the next line.
fn before_statements(value: &Spanned<String>, text: &str, line: u32) -> u32 {
    let at = value.span().start;
    let begins_below = text
        .get(at..)
        .is_some_and(|rest| ["\"\"\"\n", "'''\n"].iter().any(|quotes| rest.starts_with(quotes)));
    line + lines(text, at) + u32::from(begins_below)
}
