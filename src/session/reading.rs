//! A whole scenario opened to be looked at: everything that can be done is done, and what failed is listed.

use super::{Refusal, Session, opening};
use crate::protocols;
use crate::scenario::parse::{ParseError, parse};

/// A scenario that was carried out as far as it can be.
pub struct Reading {
    /// The session at the scenario's end.
    pub session: Session,
    /// What failed on the way, in the order of the lines: impossible moves, and expectations that did not hold.
    pub problems: Vec<ParseError>,
    /// Whether the limit was reached, and the rest of the text was left out; the last problem says so.
    pub is_cut: bool,
}

/// The most that a text from somewhere else may have carried out, in steps. It takes a few seconds on a slow computer.
pub const STEPS_MAX: u64 = 200_000;

/// Opens a text. Only a text that is no scenario, or whose set-up is wrong, is an error: that of its first bad line.
pub fn open(text: &str) -> Result<Reading, ParseError> {
    open_within(text, None)
}

/// The same, with a limit to what is carried out: where it is reached, the history stands as far as it came.
pub fn open_within(text: &str, steps: Option<u64>) -> Result<Reading, ParseError> {
    let scenario = parse(text).map_err(|errors| match errors.into_iter().next() {
        Some(first) => first,
        None => unreachable!("a text was refused without an error"),
    })?;
    let problem = |line: u32, refusal: Refusal| {
        let Refusal { column, message, .. } = refusal;
        ParseError { line, column, message }
    };
    let mut session =
        protocols::open(&scenario).map_err(|(line, refusal)| problem(line, refusal))?;
    let mut problems = Vec::new();
    session.limit(steps);
    for (line, statement) in opening::moves(&scenario) {
        let refusals = session.perform_regardless(statement);
        problems.extend(refusals.into_iter().map(|refusal| problem(line, refusal)));
        if session.is_spent() {
            break;
        }
    }
    let is_cut = session.is_spent();
    session.limit(None);
    Ok(Reading { session, problems, is_cut })
}
