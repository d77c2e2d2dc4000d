//! A column of a comparison as an ordinary scenario: its `compare` line becomes the `cluster` line, and what only
//! comparisons have is left out.

use super::{COLUMNS_MAX, STEPS_MAX, at};
use crate::protocols;
use crate::scenario::parse::ParseError;
use crate::scenario::phrase;
use crate::scenario::statement::{Line, Place, Scenario, Statement};
use crate::session::{Refusal, Session};

/// A column that is not open yet.
pub struct Column<'s> {
    line: u32,
    said: &'s phrase::Column,
    /// What it runs; its lines have the numbers of the comparison.
    pub scenario: Scenario,
}

/// The columns, two at least.
pub fn columns(scenario: &Scenario) -> Result<Vec<Column<'_>>, ParseError> {
    let said = scenario.statements().filter_map(|(line, statement)| match statement {
        Statement::Compare(column) => Some((line, column)),
        _ => None,
    });
    let columns: Vec<Column> = said
        .map(|(line, said)| Column { line, said, scenario: ordinary(scenario, line, said) })
        .collect();
    match columns.get(COLUMNS_MAX) {
        Some(surplus) => {
            Err(at(surplus.line, format!("a comparison has at most {COLUMNS_MAX} columns")))
        }
        None if columns.len() < 2 => Err(at(
            columns.first().map_or(1, |column| column.line),
            "a comparison has two compare lines or more, such as `compare raft 5`",
        )),
        None => Ok(columns),
    }
}

impl Column<'_> {
    /// The session at its first step.
    pub fn open(self) -> Result<(Self, Session), ParseError> {
        match protocols::open(&self.scenario) {
            Ok(mut session) => {
                session.limit(Some(STEPS_MAX));
                Ok((self, session))
            }
            Err((line, refusal)) => {
                let message = format!("{}: {}", self.said.cluster.protocol, refusal.message);
                Err(ParseError { line, column: refusal.column, message })
            }
        }
    }

    /// What cannot be carried out in it.
    pub fn complaint(&self, session: &Session, line: u32, refusal: Refusal) -> ParseError {
        let Refusal { column, message, .. } = refusal;
        ParseError { line, column, message: format!("{}: {message}", self.title(session)) }
    }

    /// What a line of the comparison is for this column; none if it is for another protocol.
    pub fn hears<'l>(&self, statement: &'l Statement) -> Option<&'l Statement> {
        match statement {
            Statement::In { protocol, statement } => {
                (*protocol == self.said.cluster.protocol).then_some(&**statement)
            }
            _ => Some(statement),
        }
    }

    /// The protocol, and what is set in this column alone.
    pub fn title(&self, session: &Session) -> String {
        let options = self.said.options.iter().map(|(name, value)| format!(", {name} {value}"));
        options.fold(session.title().to_string(), |title, option| title + option.as_str())
    }
}

/// The scenario of one column. Its own options come last, so that they win.
fn ordinary(scenario: &Scenario, own: u32, said: &phrase::Column) -> Scenario {
    let mut lines: Vec<Line> = Vec::new();
    let end = end_of_set_up(scenario);
    for (place, known) in scenario.lines.iter().enumerate() {
        if place == end {
            lines.extend(options(own, said));
        }
        match &known.statement {
            Some(Statement::Compare(_)) if known.number == own => {
                lines.push(line(own, Statement::Cluster(said.cluster.clone())));
            }
            Some(Statement::Compare(_) | Statement::Watch(_)) => {}
            Some(Statement::In { protocol, statement }) => {
                if *protocol == said.cluster.protocol {
                    let statement = Some(Statement::clone(statement));
                    lines.push(Line { statement, ..known.clone() });
                }
            }
            _ => lines.push(known.clone()),
        }
    }
    if end == scenario.lines.len() {
        lines.extend(options(own, said));
    }
    Scenario { lines }
}

fn options(own: u32, said: &phrase::Column) -> impl Iterator<Item = Line> {
    said.options.iter().map(move |(option, value)| {
        line(own, Statement::Set { option: option.clone(), value: value.clone() })
    })
}

/// A line without a comment.
pub fn line(number: u32, statement: Statement) -> Line {
    Line { number, statement: Some(statement), comment: None }
}

/// The place behind the last line of the set-up.
pub fn end_of_set_up(scenario: &Scenario) -> usize {
    let is_set_up = |line: &Line| match &line.statement {
        Some(statement) => matches!(statement.place(), Place::SetUp | Place::Anywhere),
        None => true,
    };
    let first_move = scenario.lines.iter().position(|line| !is_set_up(line));
    let before = first_move.unwrap_or(scenario.lines.len());
    let last = scenario.lines[..before].iter().rposition(|line| line.statement.is_some());
    last.map_or(0, |last| last + 1)
}
