//! A session over any history: the statements go to `perform`, the questions straight to the history.

use super::facts::Known;
use super::opening::{Opening, give};
use super::retell;
use super::scene::{self, BranchLine, Scene};
use super::weave::{self, Weave};
use super::why::{self, About, Quorum, Why};
use super::{InvariantLine, Opened, Refusal, Session};
use crate::protocol::erased::Kind;
use crate::protocol::rule::Rule;
use crate::protocol::setting::{Choice, Setting};
use crate::protocol::time::Micros;
use crate::scenario::condition::Condition;
use crate::scenario::evaluate::Facts;
use crate::scenario::phrase::CheckVerb;
use crate::scenario::statement::{Scenario, Statement};
use crate::sim::history::{Branch, Comparison, History, Record};
use crate::sim::linearize::Verdict;
use crate::sim::trace::TraceLine;
use crate::sim::world::{Setup, World};

/// A history with what watches over it.
pub struct Lab {
    /// The history, and the rules cited last.
    pub(super) known: Known,
    /// What `always` and `never` lines watch.
    pub(super) watchers: Vec<(CheckVerb, Condition)>,
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

/// Opens a session from the set-up lines of a scenario; its other lines are left to [`Session::perform`].
pub fn open(kind: &'static dyn Kind, scenario: &Scenario) -> Opened {
    let opening = Opening::read(kind, scenario)?;
    let mut setup = Setup::new(kind, opening.cluster.clone());
    setup.seed = opening.seed;
    setup.options = opening.options;
    setup.rules_off = opening.rules_off;
    setup.clocks = opening.clocks;
    setup.timers_manual = opening.timers_manual;
    setup.network_manual = opening.network_manual;
    for (line, node, values) in opening.given {
        let disk = setup.disks.get_or_insert_with(node, || kind.empty_disk());
        for (variable, value) in values {
            give(disk, &opening.cluster, variable, value).map_err(|refusal| (line, refusal))?;
        }
    }
    let history = History::new(setup).map_err(|message| (1, Refusal::whole(message)))?;
    let known = Known::new(history);
    Ok(Box::new(Lab {
        known,
        watchers: Vec::new(),
        used: Vec::new(),
        handled: 0,
        what_if: String::new(),
        overheard: None,
        left: None,
        set_up: opening.text,
    }))
}

impl Lab {
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

impl Session for Lab {
    fn protocol(&self) -> &'static str {
        self.world().kind().name()
    }
    fn title(&self) -> &'static str {
        self.world().kind().title()
    }
    fn rules(&self) -> Vec<(&'static Rule, bool)> {
        let off = self.world().rules_off();
        let is_on = |rule: &'static Rule| !off.iter().any(|known| std::ptr::eq(*known, rule));
        self.world().kind().rules().iter().map(|rule| (*rule, is_on(rule))).collect()
    }
    fn options(&self) -> Vec<(&'static Choice, Setting)> {
        let settings = self.world().settings().iter();
        settings.map(|(choice, setting)| (choice, setting.clone())).collect()
    }
    fn invariants(&self) -> Vec<InvariantLine> {
        self.known.invariants()
    }
    fn perform(&mut self, statement: &Statement) -> Result<(), Refusal> {
        self.carry_out(statement)
    }
    fn perform_regardless(&mut self, statement: &Statement) -> Vec<Refusal> {
        self.overheard = Some(Vec::new());
        let outcome = self.carry_out(statement);
        self.overheard.take().into_iter().flatten().chain(outcome.err()).collect()
    }
    fn limit(&mut self, steps: Option<u64>) {
        self.left = steps;
    }
    fn is_spent(&self) -> bool {
        self.left == Some(0)
    }
    fn step(&mut self) -> bool {
        let Some(event) = self.known.history.step() else { return false };
        self.known.cited = event.citations.iter().map(|citation| citation.rule).collect();
        true
    }
    fn seek(&mut self, step: u64) {
        self.known.history.seek(step);
        self.known.cited.clear();
    }
    fn position(&self) -> u64 {
        self.world().steps()
    }
    fn last_step(&self) -> u64 {
        self.known.history.last_step()
    }
    fn next_due(&self) -> Option<Micros> {
        self.known.history.next_due()
    }
    fn now(&self) -> Micros {
        self.world().now()
    }
    fn scene(&self) -> Scene {
        scene::scene(self.world())
    }
    fn before(&self) -> Option<Scene> {
        let step = self.world().steps().checked_sub(1)?;
        Some(scene::scene(&self.known.history.world_at(step)))
    }
    fn tell(&self, from: u64, to: u64) -> Vec<TraceLine> {
        self.known.history.tell(from, to)
    }
    fn why(&self, about: About) -> Option<Why> {
        why::why(&self.known.history, about)
    }
    fn quorums(&self) -> Vec<Quorum> {
        why::quorums(&self.known.history)
    }
    fn record(&self, step: u64) -> Option<Record> {
        self.known.history.record(step).copied()
    }
    fn records(&self) -> Vec<&[Record]> {
        self.known.history.records()
    }
    fn weave(&self, from: u64, to: u64) -> Weave {
        weave::weave(&self.known.history, from, to)
    }
    fn branches(&self) -> Vec<BranchLine> {
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
    fn rename(&mut self, name: &str, new: &str) -> Result<(), Refusal> {
        self.known.history.rename(name, new).map_err(Refusal::impossible)
    }
    fn delete_branch(&mut self, name: &str) -> Result<(), Refusal> {
        self.known.history.delete(name).map_err(Refusal::impossible)
    }
    fn undo_delete(&mut self) -> Result<(), Refusal> {
        self.known.history.undo_delete().map_err(Refusal::impossible)
    }
    fn compare(&self, one: &str, other: &str) -> Result<Comparison, Refusal> {
        self.known.history.compare(one, other).map_err(Refusal::impossible)
    }
    fn heading(&self) -> Option<&str> {
        self.remarked(true)
    }
    fn caption(&self) -> Option<&str> {
        self.remarked(false)
    }
    fn fingerprint(&self) -> u64 {
        self.world().fingerprint()
    }
    fn linearizable(&self, budget: u64) -> Verdict {
        self.known.linearizable(budget)
    }
    fn facts(&self) -> &dyn Facts {
        &self.known
    }
    fn to_scenario(&self) -> String {
        retell::scenario(&self.known.history, &self.set_up)
    }
    fn to_whole_scenario(&self) -> String {
        retell::whole(&self.known.history, &self.set_up)
    }
}
