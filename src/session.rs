//! The protocol-blind face of a history: what the page, lessons, the command line and JavaScript hold, and nothing else.

pub mod cost;
pub mod course;
pub mod facts;
pub mod fate;
pub mod json;
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

use crate::protocol::Workload;
use crate::protocol::command::Operation;
use crate::protocol::rule::Rule;
use crate::protocol::setting::{Choice, Setting};
use crate::protocol::time::Micros;
use crate::scenario::condition::Condition;
use crate::scenario::evaluate::Facts;
use crate::scenario::phrase::CheckVerb;
use crate::scenario::statement::Statement;
use crate::sim::act::Act;
use crate::sim::event::Event;
use crate::sim::history::{Branch, Comparison, History, Record};
use crate::sim::linearize::Verdict;
use crate::sim::trace::TraceLine;
use crate::sim::world::{Setup, World};
use cost::Cost;
use facts::Known;
use fate::Fate;
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

/// Something that a session looks for. It comes as a function, so that whoever only steps needs no language of conditions.
pub type Wish = Box<dyn Fn(&Session) -> bool>;

/// A session just opened, or the line of its set-up that is wrong and why.
pub type Opened = Result<Session, (u32, Refusal)>;

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

/// A history of any protocol, with its statements, its branches and everything that can be seen of it.
pub struct Session {
    /// The history, and the rules cited last.
    pub(super) known: Known,
    /// What `always` and `never` lines watch.
    pub(super) watchers: Vec<(CheckVerb, Condition)>,
    /// What is wished for, and whether it has held once.
    pub(super) wishes: Vec<(Wish, bool)>,
    /// The rules that the present move has used so far.
    pub(super) used: Vec<&'static Rule>,
    /// How many events the present move has had so far.
    pub(super) handled: u64,
    /// What a branch is called that the present move opens.
    pub(super) what_if: String,
    /// What watchers said, where they must not stop the move; none where they stop it.
    pub(super) overheard: Option<Vec<Refusal>>,
    /// How much may still be carried out of a text that nobody knows; none where there is no limit.
    pub(super) left: Option<u64>,
    /// The lines that set the cluster up, for `to_scenario`.
    pub(super) set_up: String,
}

impl Session {
    /// A session at step 0 of the same set-up.
    pub fn anew(&self) -> Result<Session, String> {
        Session::new(self.known.history.setup().clone(), self.set_up.clone())
    }

    /// A client sends a command to the present leader, if there is one.
    pub fn request(&mut self, operation: Operation) -> Result<(), String> {
        let leader = self.world().leader().ok_or("no node leads")?;
        let client = select::USUAL_CLIENT;
        self.known.history.act(Act::Request { client, operation, to: leader }).map(drop)
    }

    /// A session at step 0. The text is that of its set-up lines, with which a history begins when it is told again.
    pub fn new(setup: Setup, set_up: String) -> Result<Session, String> {
        Ok(Session {
            known: Known::new(History::new(setup)?),
            watchers: Vec::new(),
            wishes: Vec::new(),
            used: Vec::new(),
            handled: 0,
            what_if: String::new(),
            overheard: None,
            left: None,
            set_up,
        })
    }
}

impl Session {
    /// The world at the present step.
    pub(super) fn world(&self) -> &World {
        self.known.world()
    }

    /// The last remark of its kind so far; before the first move those of the set-up count.
    fn remarked(&self, is_title: bool) -> Option<&str> {
        let word = if is_title { "title " } else { "note " };
        let in_set_up = self.set_up.lines().rev().find_map(|line| line.strip_prefix(word));
        self.known.history.remarked(is_title).or(in_set_up)
    }
}

impl Session {
    /// The protocol's name in scenarios.
    pub fn protocol(&self) -> &'static str {
        self.world().kind().name()
    }
    /// The protocol's name in prose.
    pub fn title(&self) -> &'static str {
        self.world().kind().title()
    }
    /// The nodes that are told to propose a value; none where clients send commands.
    pub fn proposers(&self) -> Vec<String> {
        let cluster = self.world().cluster();
        match self.world().kind().workload() {
            Workload::Requests => Vec::new(),
            Workload::Proposals(part) => {
                cluster.playing(part).map(|node| cluster.name(node).to_string()).collect()
            }
        }
    }
    /// The lines that set the cluster up.
    pub fn set_up(&self) -> &str {
        &self.set_up
    }
    /// All rules of the protocol, in the paper's order, and whether each is on.
    pub fn rules(&self) -> Vec<(&'static Rule, bool)> {
        let off = self.world().rules_off();
        let is_on = |rule: &'static Rule| !off.iter().any(|known| std::ptr::eq(*known, rule));
        self.world().kind().rules().iter().map(|rule| (*rule, is_on(rule))).collect()
    }
    /// All options, the world's first, with their present values.
    pub fn options(&self) -> Vec<(&'static Choice, Setting)> {
        let settings = self.world().settings().iter();
        settings.map(|(choice, setting)| (choice, setting.clone())).collect()
    }
    /// The invariants: name, section, what it says.
    pub fn invariants(&self) -> Vec<InvariantLine> {
        self.known.invariants()
    }
    /// Carries out one statement: a move, a setting, an expectation. Acting in the past opens a branch.
    pub fn perform(&mut self, statement: &Statement) -> Result<(), Refusal> {
        self.carry_out(statement)
    }
    /// Carries out one statement to its end: what is watched and does not hold is listed, and stops nothing.
    pub fn perform_regardless(&mut self, statement: &Statement) -> Vec<Refusal> {
        self.overheard = Some(Vec::new());
        let outcome = self.carry_out(statement);
        self.overheard.take().into_iter().flatten().chain(outcome.err()).collect()
    }
    /// From now on no more than this is carried out, in steps; what is beyond it is refused.
    pub fn limit(&mut self, steps: Option<u64>) {
        self.left = steps;
    }
    /// Whether something was refused because the limit was reached.
    pub fn is_spent(&self) -> bool {
        self.left == Some(0)
    }
    /// One step forward: into the recorded future if there is one. False if nothing is left to happen by itself.
    pub fn step(&mut self) -> bool {
        let event = self.known.history.step();
        self.took_step(event.as_ref())
    }
    /// The same in words, without the replay that [`Session::tell`] needs.
    pub fn step_aloud(&mut self) -> Option<TraceLine> {
        let event = self.known.history.step_aloud();
        self.took_step(event.as_ref());
        event.map(|event| TraceLine::new(event, self.world().cluster()))
    }
    fn took_step(&mut self, event: Option<&Event>) -> bool {
        let Some(event) = event else { return false };
        self.known.cited = event.citations.iter().map(|citation| citation.rule).collect();
        self.grant();
        true
    }
    /// Goes to a step of the present line, at most to its end.
    pub fn seek(&mut self, step: u64) {
        self.known.history.seek(step);
        self.known.cited.clear();
    }
    /// The present step of the present line.
    pub fn position(&self) -> u64 {
        self.world().steps()
    }
    /// The last recorded step of the present line.
    pub fn last_step(&self) -> u64 {
        self.known.history.last_step()
    }
    /// Whether anything can happen: what the nodes do is here.
    pub fn can_run(&self) -> bool {
        self.world().can_run()
    }
    /// When the next step happens: the recorded one in the past, otherwise the next event; none if nothing is left to happen.
    pub fn next_due(&self) -> Option<Micros> {
        self.known.history.next_due()
    }
    /// The present instant.
    pub fn now(&self) -> Micros {
        self.world().now()
    }
    /// Everything that the stage, the logs and the inspector show of the present step.
    pub fn scene(&self) -> Scene {
        scene::scene(self.world())
    }
    /// The same of the step before the present one; none at the start.
    pub fn before(&self) -> Option<Scene> {
        let step = self.world().steps().checked_sub(1)?;
        Some(scene::scene(&self.known.history.world_at(step)))
    }
    /// What somebody sees at another step of the present line. The session stays where it is.
    pub fn seen_at<T>(&mut self, step: u64, look: impl FnOnce(&Session) -> T) -> T {
        let (here, cited) = (self.position(), std::mem::take(&mut self.known.cited));
        self.seek(step);
        let seen = look(self);
        self.seek(here);
        self.known.cited = cited;
        seen
    }
    /// The steps `from..=to` of the present line in words.
    pub fn tell(&self, from: u64, to: u64) -> Vec<TraceLine> {
        self.known.history.tell(from, to)
    }
    /// What led to a step, to the value of a variable, or to an entry of a log; none if it is not there.
    pub fn why(&self, about: About) -> Option<Why> {
        why::why(&self.known.history, about)
    }
    /// What the clients' commands on the present line cost, in the order in which they were asked.
    pub fn costs(&self) -> Vec<Cost> {
        cost::costs(&self.known.history)
    }
    /// What became of a command on the present line: in which step it was first known to be safe, and where it stood.
    pub fn fate(&self, command: &str) -> Fate {
        fate::fate(&self.known.history, command)
    }
    /// How many messages nodes have sent to each other up to the present step.
    pub fn sent(&self) -> u64 {
        self.world().sent()
    }
    /// The nodes that elected the present leader and those that committed the last command, the older ones first.
    pub fn quorums(&self) -> Vec<Quorum> {
        why::quorums(&self.known.history)
    }
    /// What the timeline knows of a step.
    pub fn record(&self, step: u64) -> Option<Record> {
        self.known.history.record(step).copied()
    }
    /// The same of all steps of the present line, in order and in pieces.
    pub fn records(&self) -> Vec<&[Record]> {
        self.known.history.records()
    }
    /// The steps `from..=to` of the present line, and the messages between their nodes.
    pub fn weave(&self, from: u64, to: u64) -> Weave {
        weave::weave(&self.known.history, from, to)
    }
    /// All branches.
    pub fn branches(&self) -> Vec<BranchLine> {
        let history = &self.known.history;
        let all = history.branches();
        let name = |place: usize| all.get(place).map(|branch| branch.name.clone());
        let line = |(place, branch): (usize, &Branch)| BranchLine {
            name: branch.name.clone(),
            left: branch.parent.and_then(name).map(|parent| (parent, branch.start())),
            last_step: branch.last_step(),
            is_current: place == history.current(),
        };
        all.iter().enumerate().map(line).collect()
    }
    /// Gives a branch another name, which must be free. The first line keeps its own.
    pub fn rename(&mut self, name: &str, new: &str) -> Result<(), Refusal> {
        self.known.history.rename(name, new).map_err(Refusal::impossible)
    }
    /// Deletes a branch and those that left it, but never the first line. If the present line is among them, one goes
    /// to its nearest ancestor that stays, at the step where they parted.
    pub fn delete_branch(&mut self, name: &str) -> Result<(), Refusal> {
        self.known.history.delete(name).map_err(Refusal::impossible)
    }
    /// Puts back what was deleted last and goes back to where one was. Too late after a move, a renaming or a deletion.
    pub fn undo_delete(&mut self) -> Result<(), Refusal> {
        self.known.history.undo_delete().map_err(Refusal::impossible)
    }
    /// Compares two branches, step by step.
    pub fn compare(&self, one: &str, other: &str) -> Result<Comparison, Refusal> {
        self.known.history.compare(one, other).map_err(Refusal::impossible)
    }
    /// The title of what is seen: the last `title` at or before the present step.
    pub fn heading(&self) -> Option<&str> {
        self.remarked(true)
    }
    /// The caption of what is seen: the last `note` at or before the present step.
    pub fn caption(&self) -> Option<&str> {
        self.remarked(false)
    }
    /// A number that two sessions share only if their present states are the same.
    pub fn fingerprint(&self) -> u64 {
        self.world().fingerprint()
    }
    /// Whether the clients' record so far is linearizable, within this many configurations.
    pub fn linearizable(&self, budget: u64) -> Verdict {
        self.known.linearizable(budget)
    }
    /// The facts that conditions ask.
    pub fn facts(&self) -> &dyn Facts {
        &self.known
    }
    /// The way to the present state, as the text of a scenario that replays to the same fingerprint. Steps after it are left out.
    pub fn to_scenario(&self) -> String {
        retell::scenario(&self.known.history, &self.set_up)
    }
    /// The same as a block of a lesson.
    pub fn to_block(&self) -> String {
        format!("```scenario\n{}```\n", self.to_scenario())
    }
    /// The moves to the present state, without the set-up, as the solution of a lesson's goal.
    pub fn to_solution(&self) -> String {
        let text = self.to_scenario();
        let moves = text.strip_prefix(&self.set_up).unwrap_or(&text);
        format!("solution = \"\"\"\n{moves}\"\"\"\n")
    }
    /// Everything as the text of a scenario: all branches to their ends, and then the present branch and step.
    pub fn to_whole_scenario(&self) -> String {
        retell::whole(&self.known.history, &self.set_up)
    }
}

impl Session {
    /// From now on these wishes are looked at after every event, and the session remembers which of them held once.
    /// To a wish `cited` means the event just handled, and there has been none when it is made.
    pub fn wish(&mut self, wishes: Vec<Wish>) {
        self.wishes = wishes.into_iter().map(|wish| (wish, false)).collect();
        let cited = std::mem::take(&mut self.known.cited);
        self.grant();
        self.known.cited = cited;
    }

    /// Which of the wishes have held since they were made, in whatever line of the history.
    pub fn granted(&self) -> Vec<bool> {
        self.wishes.iter().map(|(_, held)| *held).collect()
    }

    /// Looks at the wishes, after an event.
    pub(super) fn grant(&mut self) {
        let mut wishes = std::mem::take(&mut self.wishes);
        for (wish, held) in &mut wishes {
            *held = *held || wish(self);
        }
        self.wishes = wishes;
    }
}
