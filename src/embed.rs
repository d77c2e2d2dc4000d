//! What programs outside the page see of a session: plain calls, checked arguments, and values that JavaScript can hold.
//!
//! The npm package (`src/package/`) puts classes above these functions and says how each is called from JavaScript.

pub mod lists;

use crate::render::sheet::{Theme, sheet};
use crate::render::still;
use crate::scenario::condition::Condition;
use crate::scenario::parse::{ParseError, parse_statement};
use crate::scenario::word::{Fault, did_you_mean};
use crate::scenarios;
use crate::session::json::{self, State, Step};
use crate::session::reading::{self, Reading, STEPS_MAX};
use crate::session::{Refusal, RefusalKind, Session, story};
use crate::web::link::TEXT_MAX;
use serde::Serialize;
use serde_json::Value as Json;

/// Why a call was refused. What was asked did not happen, but for a statement that goes on for long, of which the events
/// before the refusal have happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Complaint {
    /// What is wrong, and what would be right.
    pub message: String,
    /// Whether what was given is wrong, a move was impossible, or an expectation did not hold.
    pub kind: RefusalKind,
    /// The line of the scenario, from 1.
    pub line: Option<u32>,
    /// The column in that line or statement, from 1.
    pub column: Option<u32>,
}

/// What a call gives, or why it was refused.
pub type Answer<T> = Result<T, Complaint>;

impl Complaint {
    /// Something given that is wrong as a whole.
    pub fn wrong(message: impl Into<String>) -> Complaint {
        let (message, kind) = (message.into(), RefusalKind::Text);
        Complaint { message, kind, line: None, column: None }
    }
}

impl From<Refusal> for Complaint {
    fn from(refusal: Refusal) -> Complaint {
        let Refusal { column, message, kind } = refusal;
        let column = (kind == RefusalKind::Text).then_some(column);
        Complaint { message, kind, line: None, column }
    }
}

impl From<Fault> for Complaint {
    fn from(Fault { column, message }: Fault) -> Complaint {
        Complaint { column: Some(column).filter(|column| *column > 0), ..Complaint::wrong(message) }
    }
}

impl From<ParseError> for Complaint {
    fn from(ParseError { line, column, message }: ParseError) -> Complaint {
        Complaint { line: Some(line), ..Complaint::from(Fault { column, message }) }
    }
}

/// A text of a length that is opened here.
fn measured(text: &str) -> Answer<&str> {
    match text.len() > TEXT_MAX {
        true => Err(too_long()),
        false => Ok(text),
    }
}

/// The complaint about a longer one.
pub fn too_long() -> Complaint {
    Complaint::wrong(format!("this text is longer than {TEXT_MAX} bytes, the most that is read"))
}

/// Carries a scenario out as far as it can be; what failed on the way is listed.
pub fn open(text: &str) -> Answer<Reading> {
    Ok(reading::open_within(measured(text)?, Some(STEPS_MAX))?)
}

/// The same with a named scenario, such as `raft/figure-8`.
pub fn named(name: &str) -> Answer<Reading> {
    let found =
        measured(name)?.split_once('/').and_then(|(house, name)| scenarios::named(house, name));
    match found {
        Some(preset) => open(preset.text),
        None => {
            let names = scenarios::PRESETS.iter().map(|it| format!("{}/{}", it.protocol, it.name));
            let meant = did_you_mean(name, names);
            Err(Complaint::wrong(format!("there is no named scenario \"{name}\"{meant}")))
        }
    }
}

/// One step forward, told; none if nothing is left to happen by itself.
pub fn step(session: &mut Session) -> Option<Step> {
    session.step_aloud().map(|line| json::step(session, &line))
}

/// One step back. False at the start.
pub fn back(session: &mut Session) -> bool {
    let before = session.position().checked_sub(1);
    before.inspect(|step| session.seek(*step)).is_some()
}

/// Goes to a step of the present line.
pub fn seek(session: &mut Session, step: u64) -> Answer<()> {
    session.seek(on_line(session, step)?);
    Ok(())
}

/// A step that the present line has.
fn on_line(session: &Session, step: u64) -> Answer<u64> {
    match session.last_step() {
        last if step > last => {
            Err(Complaint::wrong(format!("there is no step {step}: the last is step {last}")))
        }
        _ => Ok(step),
    }
}

/// Carries out one statement.
pub fn perform(session: &mut Session, statement: &str) -> Answer<()> {
    let statement = parse_statement(measured(statement)?)?;
    session.limit(Some(STEPS_MAX));
    let outcome = session.perform(&statement);
    session.limit(None);
    Ok(outcome?)
}

/// Whether a condition holds now, with the actual values behind it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Check {
    /// Whether it holds.
    pub holds: bool,
    /// The values that it asks for, in words; empty if there are none.
    pub because: String,
}

/// Asks whether a condition holds now.
pub fn check(session: &Session, condition: &str) -> Answer<Check> {
    let condition: Condition = measured(condition)?.parse()?;
    let holds = condition.holds(session.facts()).map_err(Complaint::wrong)?;
    Ok(Check { holds, because: condition.explain(session.facts()) })
}

/// The steps `from..=to` of the present line in words.
pub fn tell(session: &Session, from: u64, to: u64) -> Answer<Vec<Step>> {
    let (from, to) = range(session, from, to)?;
    Ok(session.tell(from, to).iter().map(|line| json::step(session, line)).collect())
}

/// Two steps of the present line in their order.
fn range(session: &Session, from: u64, to: u64) -> Answer<(u64, u64)> {
    if from > to {
        return Err(Complaint::wrong(format!("step {from} comes after step {to}")));
    }
    Ok((from, on_line(session, to)?))
}

/// The state at the present step.
pub fn state(session: &Session) -> State {
    rounded(json::state(session))
}

/// A state with no whole number beyond those that JavaScript tells apart: it reads the same from JSON.
fn rounded(mut state: State) -> State {
    let fields = state.in_flight.iter_mut().map(|message| &mut message.fields);
    fields.chain([&mut state.nodes]).flat_map(|table| table.values_mut()).for_each(round);
    state
}

fn round(value: &mut Json) {
    const SAFE: u64 = (1 << 53) - 1;
    match value {
        Json::Array(items) => items.iter_mut().for_each(round),
        Json::Object(table) => table.values_mut().for_each(round),
        Json::Number(number) => match number.as_i64() {
            Some(whole) if whole.unsigned_abs() > SAFE => *value = Json::from(whole as f64),
            _ => {}
        },
        _ => {}
    }
}

/// What a still is drawn in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Still {
    /// A picture with its own style sheet.
    Svg,
    /// Plain text.
    Text,
}

/// A still of a step; without one, of the present step.
pub fn still(session: &mut Session, form: Still, step: Option<u64>) -> Answer<String> {
    let draw = |session: &Session| match form {
        Still::Svg => still::picture(session, still::WIDTH, &sheet(Theme::Light)),
        Still::Text => still::text(session),
    };
    match step {
        None => Ok(draw(session)),
        Some(step) => {
            let step = on_line(session, step)?;
            Ok(session.seen_at(step, draw))
        }
    }
}

/// What came of a whole scenario, as the command line's `run --json` has it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Verdict {
    /// 0: every expectation held. 1: one did not, a move was impossible, or an invariant broke. 2: the text is wrong.
    pub code: u8,
    /// What is complained of, one problem a line; empty if the code is 0.
    pub complaint: String,
    /// The steps up to where the run ended.
    pub steps: Vec<Step>,
    /// The state there; none if the text is wrong from the start.
    pub end: Option<State>,
}

/// Runs a scenario with its expectations.
pub fn run(text: &str) -> Answer<Verdict> {
    let outcome = story::run_within(measured(text)?, "scenario", STEPS_MAX);
    let story::Outcome { code, complaint, steps, end } = outcome;
    Ok(Verdict { code, complaint, steps, end: end.map(|state| rounded(*state)) })
}
