//! The parts of a lesson and what stands in their fences.

use super::super::markdown::{self, RawBlock, RawPart};
use super::super::player::statements;
use super::super::prose::{Prose, Target, Text};
use super::super::{Block, Choice, Do, Part, Predict, has_cluster};
use super::{BlockLines, Complaint, PartLines, from_toml, lines};
use crate::compare::{COMPARISONS, named};
use crate::protocols::kinds;
use crate::scenario::condition::Condition;
use crate::scenario::parse::{parse, parse_statement};
use crate::scenario::statement::Place;
use crate::scenario::word::did_you_mean;
use serde::Deserialize;
use std::ops::Range;
use toml::Spanned;

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

fn one_step() -> Spanned<String> {
    Spanned::new(0..0, "step".to_string())
}

/// Reads the parts of one file.
pub(super) struct Reader<'t> {
    /// The file.
    pub(super) text: &'t str,
    /// Words that may stand in prose as they are.
    pub(super) constants: Vec<String>,
    /// The names of the present cluster.
    pub(super) names: Vec<String>,
    /// The links to terms and lessons, with their lines.
    pub(super) refers: Vec<(u32, Target)>,
    /// What is wrong so far.
    pub(super) wrong: Vec<Complaint>,
}

impl<'t> Reader<'t> {
    /// A reader of this file.
    pub fn new(text: &'t str, constants: Vec<String>, wrong: Vec<Complaint>) -> Reader<'t> {
        Reader { text, constants, names: Vec::new(), refers: Vec::new(), wrong }
    }
}

impl Reader<'_> {
    /// Something is wrong on a line.
    pub fn complain(&mut self, line: u32, message: impl Into<String>) {
        self.wrong.push(Complaint::new(line, message));
    }

    /// A part, with where everything stands in it.
    pub fn part(&mut self, raw: RawPart) -> (Part, PartLines) {
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

    /// A rule that is referred to must be there.
    pub(super) fn rule(&mut self, id: &str, line: u32) {
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
}

/// The line before the statements of a value: a text in three quotation marks may begin on the next line.
fn before_statements(value: &Spanned<String>, text: &str, line: u32) -> u32 {
    let at = value.span().start;
    let begins_below = text
        .get(at..)
        .is_some_and(|rest| ["\"\"\"\n", "'''\n"].iter().any(|quotes| rest.starts_with(quotes)));
    line + lines(text, at) + u32::from(begins_below)
}
