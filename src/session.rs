//! The protocol-blind face of a history: what the page, lessons, the command line and JavaScript hold, and nothing else.

pub mod facts;
pub mod json;
pub mod lab;
mod naming;
pub mod opening;
pub mod past;
mod perform;
pub mod reading;
pub mod replay;
mod retell;
pub mod scene;
mod select;
pub mod story;
pub mod weave;
pub mod why;

use crate::protocol::rule::Rule;
use crate::protocol::setting::{Choice, Setting};
use crate::scenario::statement::Statement;
use crate::sim::history::{Comparison, Record};
use crate::sim::linearize::Verdict;
use crate::sim::trace::TraceLine;
use scene::{BranchLine, Scene};
use weave::Weave;
use why::{About, Quorum, Why};

/// Why a statement could not be carried out, or did not hold. The session is as it was before the statement,
/// but for `run`, `settle` and `… all`, of which the events before the refusal have happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// The column of the word that is wrong, from 1; 1 where it is the whole statement.
    pub column: u32,
    /// What is wrong, and what would be right.
    pub message: String,
    /// Whether the text was wrong (an unknown name), a move was impossible, or an expectation failed.
    pub kind: RefusalKind,
}

/// A session just opened, or the line of its set-up that is wrong and why.
pub type Opened = Result<Box<dyn Session>, (u32, Refusal)>;

/// The kinds of refusal, by what the command line answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RefusalKind {
    /// The statement names something that does not exist: exit code 2.
    Text,
    /// The move is impossible now, or `run until` ran out of time: exit code 1.
    Move,
    /// An `expect`, `always` or `never` did not hold: exit code 1.
    Expectation,
}

/// A history of any protocol, with its statements, its branches and everything that can be seen of it.
pub trait Session {
    /// The protocol's name in scenarios.
    fn protocol(&self) -> &'static str;
    /// The protocol's name in prose.
    fn title(&self) -> &'static str;
    /// All rules of the protocol, in the paper's order, and whether each is on.
    fn rules(&self) -> Vec<(&'static Rule, bool)>;
    /// All options, the world's first, with their present values.
    fn options(&self) -> Vec<(&'static Choice, Setting)>;
    /// The invariants: name, section, what it says.
    fn invariants(&self) -> Vec<InvariantLine>;

    /// Carries out one statement: a move, a setting, an expectation. Acting in the past opens a branch.
    fn perform(&mut self, statement: &Statement) -> Result<(), Refusal>;
    /// Carries out one statement to its end: what is watched and does not hold is listed, and stops nothing.
    fn perform_regardless(&mut self, statement: &Statement) -> Vec<Refusal>;
    /// From now on no more than this is carried out, in steps; what is beyond it is refused.
    fn limit(&mut self, steps: Option<u64>);
    /// Whether something was refused because the limit was reached.
    fn is_spent(&self) -> bool;
    /// One step forward: into the recorded future if there is one. False if nothing is left to happen by itself.
    fn step(&mut self) -> bool;
    /// Goes to a step of the present line, at most to its end.
    fn seek(&mut self, step: u64);

    /// The present step of the present line.
    fn position(&self) -> u64;
    /// The last recorded step of the present line.
    fn last_step(&self) -> u64;
    /// When the next step happens: the recorded one in the past, otherwise the next event; none if nothing is left to happen.
    fn next_due(&self) -> Option<crate::protocol::time::Micros>;
    /// The present instant.
    fn now(&self) -> crate::protocol::time::Micros;
    /// Everything that the stage, the logs and the inspector show of the present step.
    fn scene(&self) -> Scene;
    /// The same of the step before the present one; none at the start.
    fn before(&self) -> Option<Scene>;
    /// The steps `from..=to` of the present line in words.
    fn tell(&self, from: u64, to: u64) -> Vec<TraceLine>;
    /// What led to a step, to the value of a variable, or to an entry of a log; none if it is not there.
    fn why(&self, about: About) -> Option<Why>;
    /// The nodes that elected the present leader and those that committed the last command, the older ones first.
    fn quorums(&self) -> Vec<Quorum>;
    /// What the timeline knows of a step.
    fn record(&self, step: u64) -> Option<Record>;
    /// The same of all steps of the present line, in order and in pieces.
    fn records(&self) -> Vec<&[Record]>;
    /// The steps `from..=to` of the present line, and the messages between their nodes.
    fn weave(&self, from: u64, to: u64) -> Weave;
    /// All branches.
    fn branches(&self) -> Vec<BranchLine>;
    /// Gives a branch another name, which must be free. The first line keeps its own.
    fn rename(&mut self, name: &str, new: &str) -> Result<(), Refusal>;
    /// Deletes a branch and those that left it, but never the first line. If the present line is among them, one goes
    /// to its nearest ancestor that stays, at the step where they parted.
    fn delete_branch(&mut self, name: &str) -> Result<(), Refusal>;
    /// Puts back what was deleted last and goes back to where one was. Too late after a move, a renaming or a deletion.
    fn undo_delete(&mut self) -> Result<(), Refusal>;
    /// Compares two branches, step by step.
    fn compare(&self, one: &str, other: &str) -> Result<Comparison, Refusal>;
    /// The title of what is seen: the last `title` at or before the present step.
    fn heading(&self) -> Option<&str>;
    /// The caption of what is seen: the last `note` at or before the present step.
    fn caption(&self) -> Option<&str>;
    /// A number that two sessions share only if their present states are the same.
    fn fingerprint(&self) -> u64;
    /// Whether the clients' record so far is linearizable, within this many configurations.
    fn linearizable(&self, budget: u64) -> Verdict;
    /// The facts that conditions ask.
    fn facts(&self) -> &dyn crate::scenario::evaluate::Facts;
    /// The way to the present state, as the text of a scenario that replays to the same fingerprint. Steps after it are left out.
    fn to_scenario(&self) -> String;
    /// Everything as the text of a scenario: all branches to their ends, and then the present branch and step.
    fn to_whole_scenario(&self) -> String;
}

/// An invariant as the strip shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InvariantLine {
    /// Its name in the paper.
    pub name: &'static str,
    /// Paper and section.
    pub section: &'static str,
    /// What it says, in our words.
    pub says: &'static str,
    /// The step in which it broke, and what was seen; none while it holds.
    pub broken: Option<(u64, String)>,
}
