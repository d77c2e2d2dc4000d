//! A whole scenario from its text to its outcome, as the command line, the tests and the page in wasm run it.

use super::{Refusal, RefusalKind, Session, json, opening};
use crate::protocols;
use crate::scenario::parse::parse;
use crate::scenario::statement::Statement;

/// What came of a scenario.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outcome {
    /// 0: every expectation held. 1: one did not, or a move was impossible, or an invariant broke while every rule was on.
    /// 2: the text is wrong.
    pub code: u8,
    /// What the command line complains of, one problem a line; empty if the code is 0.
    pub complaint: String,
    /// What `--json` prints, up to where the run ended; empty if nobody asked for it, or the text is wrong from the start.
    pub json: String,
}

impl Outcome {
    fn wrong_text(complaint: String) -> Outcome {
        Outcome { code: 2, complaint, json: String::new() }
    }
}

/// Runs a scenario; `file` is what complaints call it.
pub fn run_scenario(text: &str, file: &str, wants_json: bool) -> Outcome {
    play(text, file, wants_json).0
}

/// The session at the end of a scenario that runs without a complaint.
pub fn end_of_scenario(text: &str, file: &str) -> Result<Session, Outcome> {
    match play(text, file, false) {
        (outcome, Some(session)) if outcome.code == 0 => Ok(session),
        (outcome, _) => Err(outcome),
    }
}

fn play(text: &str, file: &str, wants_json: bool) -> (Outcome, Option<Session>) {
    let scenario = match parse(text) {
        Ok(scenario) => scenario,
        Err(errors) => {
            let lines: Vec<String> = errors.iter().map(|error| error.at(file)).collect();
            return (Outcome::wrong_text(lines.join("\n")), None);
        }
    };
    let session = match protocols::open(&scenario) {
        Ok(session) => session,
        Err((line, refusal)) => {
            return (Outcome::wrong_text(complaint(file, line, &refusal)), None);
        }
    };
    let mut story = Story { session, told: 0, lines: Vec::new(), wants_json, rule_was_off: false };
    let mut outcome = Outcome { code: 0, complaint: String::new(), json: String::new() };
    for (line, statement) in opening::moves(&scenario) {
        if let Err(refusal) = story.play(statement) {
            outcome.code = if refusal.kind == RefusalKind::Text { 2 } else { 1 };
            outcome.complaint = complaint(file, line, &refusal);
            break;
        }
    }
    if wants_json {
        story.tell();
        story.lines.push(json::final_line(&story.session));
        outcome.json = story.lines.join("\n") + "\n";
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
    lines: Vec<String>,
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
            self.lines.extend(lines.iter().map(|line| json::step_line(&self.session, line)));
            self.told = position;
        }
    }
}
