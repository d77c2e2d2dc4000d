//! The statements of a lesson carried out, and its conditions asked.

use super::super::{Block, Lesson};
use super::seen::Wrong;
use crate::protocols;
use crate::scenario::condition::Condition;
use crate::scenario::parse::{parse, parse_statement};
use crate::scenario::statement::Statement;
use crate::scenario::word::Fault;
use crate::session::reading::STEPS_MAX;
use crate::session::{Refusal, Session, opening};

/// The session at the beginning of a part that sets one up.
pub fn set_up(lesson: &Lesson, part: usize) -> Result<Session, Wrong> {
    let wrong = |line: u32, message: String| Wrong { part, block: Some(0), line, message };
    let Some(Block::Scenario(text)) = lesson.parts.get(part).and_then(|part| part.blocks.first())
    else {
        return Err(wrong(0, "the part has no scenario".to_string()));
    };
    let scenario = parse(text).map_err(|errors| match errors.into_iter().next() {
        Some(error) => wrong(error.line, error.message),
        None => wrong(0, String::new()),
    })?;
    let mut session =
        protocols::open(&scenario).map_err(|(line, refusal)| wrong(line, refusal.message))?;
    let moves = opening::moves(&scenario).map(|(line, statement)| (line, Ok(statement.clone())));
    perform_all(&mut session, moves).map_err(|stuck| stuck.of(part, 0))?;
    Ok(session)
}

/// What stopped statements, and in which line of them.
pub struct Stuck {
    /// The line, from 1.
    pub line: u32,
    /// Why.
    pub message: String,
}

impl Stuck {
    /// The same as something wrong in a block.
    pub fn of(self, part: usize, block: usize) -> Wrong {
        Wrong { part, block: Some(block), line: self.line, message: self.message }
    }
}

/// Carries out statements, one a line. A block that sets up a cluster is opened by [`set_up`], never here.
pub fn perform(session: &mut Session, text: &str) -> Result<(), Stuck> {
    perform_all(session, statements(text).map(|(line, text)| (line, parse_statement(text))))
}

fn perform_all(
    session: &mut Session,
    mut statements: impl Iterator<Item = (u32, Result<Statement, Fault>)>,
) -> Result<(), Stuck> {
    session.limit(Some(STEPS_MAX));
    let done = statements.try_for_each(|(line, statement)| {
        let stuck = |message: String| Stuck { line, message };
        let statement = statement.map_err(|fault| stuck(fault.message))?;
        session.perform(&statement).map_err(|Refusal { message, .. }| stuck(message))
    });
    session.limit(None);
    done
}

/// The lines that say something, with their numbers from 1.
pub fn statements(text: &str) -> impl Iterator<Item = (u32, &str)> {
    let lines = (1..).zip(text.lines().map(str::trim));
    lines.filter(|(_, line)| !line.is_empty() && !line.starts_with('#'))
}

/// Whether a condition holds now.
pub fn holds(condition: &str, session: &Session) -> Result<bool, String> {
    let read = condition.parse::<Condition>().map_err(|fault| fault.message)?;
    read.holds(session.facts())
}

/// The actual values behind conditions.
pub fn said(conditions: &[&str], session: &Session) -> String {
    let read = conditions.iter().filter_map(|text| text.parse::<Condition>().ok());
    let said: Vec<String> = read.map(|it| it.explain(session.facts())).collect();
    format!(" ({})", said.join("; "))
}
