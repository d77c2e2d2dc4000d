//! What is said in the language of scenarios. Its code is as large as a protocol, so it comes when it is first needed.

use super::LabState;
use crate::protocol::time::Micros;
use crate::scenario::parse::{parse, parse_statement};
use crate::scenario::statement::Statement;
use crate::scenario::word::Word;
use crate::session::Session;
use crate::web::crash::{self, Notes};
use crate::web::deed::Deed;

/// A place of the history that one comes back to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mark {
    /// The name of the line.
    pub line: String,
    /// The step.
    pub step: u64,
}

impl Mark {
    /// What goes there.
    pub fn switch(&self) -> Deed {
        let name = Word::new(&self.line);
        Deed::Do(Statement::Switch { name, at: Some(self.step) }.to_string())
    }
}

/// Does a deed that takes the language, or code that is as rarely needed: another history in the place of this one.
pub type Words = fn(&mut LabState, Deed);

/// The function that knows the language.
pub fn words(lab: &mut LabState, deed: Deed) {
    match deed {
        Deed::Do(statement) => lab.carry_out(&statement),
        Deed::SetUp(line) => lab.set_up_anew(&line),
        Deed::Reset => lab.reset(),
        Deed::BringBack => lab.bring_back(),
        _ => {}
    }
}

/// Opens a session of any protocol from the lines of a scenario.
pub fn open_session(set_up: &str) -> Result<Session, String> {
    let scenario = parse(set_up)
        .map_err(|errors| errors.iter().map(ToString::to_string).collect::<Vec<_>>().join("; "))?;
    crate::protocols::open(&scenario)
        .map_err(|(line, refusal)| format!("Line {line}: {}", refusal.message))
}

impl LabState {
    /// A laboratory at step 0 of a scenario.
    pub fn open(set_up: String) -> Result<LabState, String> {
        let session = open_session(&set_up)?;
        Ok(LabState::of(session, set_up))
    }

    /// Carries out a statement given as text.
    fn carry_out(&mut self, text: &str) {
        self.glide = None;
        match parse_statement(text) {
            Ok(statement) => self.perform(&statement),
            Err(fault) => self.refusal = fault.message,
        }
        self.look();
        self.said = self.sentence();
    }

    /// Where it is shown to an audience, what is told to it stays as it is: the place is marked, and whatever is done
    /// happens on a line of its own. The name of that line, if one begins.
    fn step_aside(&mut self, statement: &Statement) -> Option<String> {
        if !self.chosen.presents || self.mark.is_some() || !changes(statement) {
            return None;
        }
        let branches = self.session.branches();
        let names = (1..).map(|number: u32| match number {
            1 => "aside".to_string(),
            _ => format!("aside {number}"),
        });
        let is_free = |name: &String| branches.iter().all(|branch| branch.name != *name);
        let name = names.take(branches.len() + 1).find(is_free)?;
        let present = branches.iter().find(|branch| branch.is_current)?;
        let step = self.session.position();
        let begins = Statement::Branch { name: Word::new(&name), at: step };
        self.session.perform(&begins).ok()?;
        self.mark = Some(Mark { line: present.name.clone(), step });
        Some(name)
    }

    /// What was to be done on a line of its own could not be done: the line is gone again.
    fn step_back(&mut self, name: &str) {
        if let Some(Mark { line, step }) = self.mark.take() {
            let back = Statement::Switch { name: Word::new(&line), at: Some(step) };
            let _ = self.session.perform(&back);
            let _ = self.session.delete_branch(name);
        }
    }

    pub(super) fn perform(&mut self, statement: &Statement) {
        let scenario = self.session.to_scenario();
        crash::note(Notes { scenario, action: statement.to_string() });
        let position = self.session.position();
        let aside = self.step_aside(statement);
        // What is seen is what is acted on: between two steps the clock moves on first. In the past it would
        // open a branch of its own, so there the action happens in the instant of the step.
        let waited = self.clock.saturating_sub(self.session.now());
        if position == self.session.last_step() && waited > Micros::ZERO {
            let _ = self.session.perform(&Statement::Run(waited));
        }
        match self.session.perform(statement) {
            Ok(()) => {
                // What can be done to a thing was done; a statement about lines leaves nothing told.
                // A slider stays in the hand.
                if !matches!(statement, Statement::SetClock { .. }) {
                    self.chosen.open = None;
                }
                self.told.forget_after(position);
                if matches!(statement, Statement::Switch { .. } | Statement::Branch { .. }) {
                    self.is_playing = false;
                    self.told.forget_after(0);
                    self.mark = None;
                }
                self.clock = self.session.now();
            }
            Err(refusal) => {
                self.refusal = refusal.message;
                if let Some(name) = aside {
                    self.step_back(&name);
                }
            }
        }
        let scenario = self.session.to_scenario();
        crash::note(Notes { scenario, action: String::new() });
    }

    /// Another size or another seed: a new history from a set-up with that line changed.
    fn set_up_anew(&mut self, line: &str) {
        let (word, value) = line.split_once(' ').unwrap_or((line, ""));
        let changed = match word {
            "cluster" => format!("cluster {} {value}", self.session.protocol()),
            _ => format!("{word} {value}"),
        };
        let is_other = |known: &&str| known.split(' ').next() != Some(word);
        let mut lines: Vec<&str> = self.set_up.lines().filter(is_other).collect();
        lines.insert(usize::from(word != "cluster").min(lines.len()), &changed);
        let set_up = lines.join("\n") + "\n";
        match open_session(&set_up) {
            Ok(session) => self.begin(session, set_up),
            Err(message) => self.refusal = message,
        }
    }
}

/// Whether a statement changes what happens: not if it lets happen what would happen anyway, or goes to another line.
fn changes(statement: &Statement) -> bool {
    !matches!(
        statement,
        Statement::Step(_)
            | Statement::Run(_)
            | Statement::RunUntil { .. }
            | Statement::Settle
            | Statement::Branch { .. }
            | Statement::Switch { .. }
            | Statement::Note(_)
            | Statement::Title(_)
            | Statement::Check(..)
    )
}
