//! A whole scenario from its text to its outcome, as the command line, the tests and the page in wasm run it.

use super::json::{self, State, Step};
use super::{Refusal, RefusalKind, Session, opening};
use crate::protocols;
use crate::scenario::parse::parse;
use crate::scenario::statement::Statement;
use serde::Serialize;

/// What came of a scenario.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outcome {
    /// 0: every expectation held. 1: one did not, or a move was impossible, or an invariant broke while every rule was on.
    /// 2: the text is wrong.
    pub code: u8,
    /// What the command line complains of, one problem a line; empty if the code is 0.
    pub complaint: String,
    /// The steps up to where the run ended, if somebody asked for them.
    pub steps: Vec<Step>,
    /// The state there, likewise; none if the text is wrong from the start.
    pub end: Option<Box<State>>,
}

/// The last line of `--json`.
#[derive(Serialize)]
struct Final<'s> {
    r#final: bool,
    #[serde(flatten)]
    state: &'s State,
}

impl Outcome {
    fn new(code: u8, complaint: String) -> Outcome {
        Outcome { code, complaint, steps: Vec::new(), end: None }
    }

    /// What `--json` prints: an object a step, and a last one with the state.
    pub fn json(&self) -> String {
        let steps = self.steps.iter().map(serde_json::to_string);
        let end =
            self.end.iter().map(|state| serde_json::to_string(&Final { r#final: true, state }));
        // A table with a key that is no text is the one thing that does not print, and there is none.
        steps.chain(end).flatten().fold(String::new(), |all, line| all + &line + "\n")
    }
}

/// Runs a scenario; `file` is what complaints call it.
pub fn run_scenario(text: &str, file: &str, wants_json: bool) -> Outcome {
    play(text, file, wants_json, None).0
}

/// The same with the steps told, with a limit to what is carried out: what is beyond it is a move that is refused.
pub fn run_within(text: &str, file: &str, steps: u64) -> Outcome {
    play(text, file, true, Some(steps)).0
}

/// The session at the end of a scenario that runs without a complaint.
pub fn end_of_scenario(text: &str, file: &str) -> Result<Session, Outcome> {
    match play(text, file, false, None) {
        (outcome, Some(session)) if outcome.code == 0 => Ok(session),
        (outcome, _) => Err(outcome),
    }
}

fn play(
    text: &str,
    file: &str,
    wants_json: bool,
    limit: Option<u64>,
) -> (Outcome, Option<Session>) {
    let scenario = match parse(text) {
        Ok(scenario) => scenario,
        Err(errors) => {
            let lines: Vec<String> = errors.iter().map(|error| error.at(file)).collect();
            return (Outcome::new(2, lines.join("\n")), None);
        }
    };
    let mut session = match protocols::open(&scenario) {
        Ok(session) => session,
        Err((line, refusal)) => {
            return (Outcome::new(2, complaint(file, line, &refusal)), None);
        }
    };
    session.limit(limit);
    let mut story = Story { session, told: 0, steps: Vec::new(), wants_json, rule_was_off: false };
    let mut outcome = Outcome::new(0, String::new());
    for (line, statement) in opening::moves(&scenario) {
        if let Err(refusal) = story.play(statement) {
            outcome.code = if refusal.kind == RefusalKind::Text { 2 } else { 1 };
            outcome.complaint = complaint(file, line, &refusal);
            break;
        }
    }
    if wants_json {
        story.tell();
        outcome.end = Some(Box::new(json::state(&story.session)));
        outcome.steps = std::mem::take(&mut story.steps);
    }
    (outcome, Some(story.session))
}

/// A refusal with its place: with its column if it is about a word, and without if about what came of it.
fn complaint(file: &str, line: u32, refusal: &Refusal) -> String {
    match refusal.kind {
        RefusalKind::Text => format!("{file}:{line}:{}: {}", refusal.column, refusal.message),
        RefusalKind::Move | RefusalKind::Expectation => {
            format!("{file}:{line}: {}", refusal.message)
        }
    }
}

struct Story {
    session: Session,
    /// Up to which step of the present line the steps have been told.
    told: u64,
    steps: Vec<Step>,
    wants_json: bool,
    rule_was_off: bool,
}

impl Story {
    fn play(&mut self, statement: &Statement) -> Result<(), Refusal> {
        let changes_line = matches!(statement, Statement::Branch { .. } | Statement::Switch { .. });
        if changes_line {
            self.tell();
        }
        self.rule_was_off |= self.session.rules().iter().any(|(_, on)| !on);
        let outcome = self.session.perform(statement);
        if changes_line {
            self.told = self.session.position();
        }
        outcome?;
        self.check_invariants()
    }

    /// A broken invariant fails the run, unless a rule was off at some time: what it let in may show later.
    fn check_invariants(&self) -> Result<(), Refusal> {
        if self.rule_was_off {
            return Ok(());
        }
        let broken = self.session.invariants().into_iter().find_map(|invariant| {
            let (step, because) = invariant.broken?;
            Some(format!("{} broke in step {step}: {because}", invariant.name))
        });
        broken.map_or(Ok(()), |message| Err(Refusal::unmet(message)))
    }

    fn tell(&mut self) {
        if self.wants_json {
            let position = self.session.position();
            let lines = self.session.tell(self.told + 1, position);
            self.steps.extend(lines.iter().map(|line| json::step(&self.session, line)));
            self.told = position;
        }
    }
}
