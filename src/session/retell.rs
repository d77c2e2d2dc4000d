//! A history told again as the text of a scenario: its set-up, its moves by message number, and the steps between them.

use crate::protocol::cluster::{Cluster, NodeId};
use crate::protocol::time::Micros;
use crate::scenario::command::CommandText;
use crate::scenario::parse::parse_statement;
use crate::scenario::phrase::{End, Link, MessageVerb, NodeVerb, Selector};
use crate::scenario::setting::Rate;
use crate::scenario::statement::{Place, Statement};
use crate::scenario::word::{Mode, Switch, Word};
use crate::sim::act::{Act, told_by_the_oracle};
use crate::sim::history::{History, Point, Remark};
use std::fmt::Write;

/// The way to the present state after these set-up lines, as a scenario that replays to the same fingerprint.
///
/// Steps after the present one are left out: what is shared is what is seen.
pub fn scenario(history: &History, set_up: &str) -> String {
    let mut teller = Teller::new(history, set_up);
    let here = Point::of(history.world());
    let mut way = Way::default();
    for (line, shared) in history.ancestry().into_iter().rev() {
        way = Way { line, acts: 0, remarks: 0, ..way };
        teller.go_on(&mut way, shared.min(here));
    }
    teller.tell_steps(&mut way);
    teller.text
}

/// The whole history: all lines in the order in which they were opened, and then where one stands.
///
/// A line is told no further than it had come when a branch was opened. So a branch that left the end of its parent leaves
/// the end of it again, with all settings that were made there, and a branch that left its past without them does too.
pub fn whole(history: &History, set_up: &str) -> String {
    let mut teller = Teller::new(history, set_up);
    let mut ways = vec![Way::default()];
    for (line, branch) in history.branches().iter().enumerate() {
        let Some(parent) = branch.parent else { continue };
        let begins = branch.begins();
        teller.switch_to(parent);
        let way = &mut ways[parent];
        let settings_are_told = way.step == begins.step && way.moves(history) > begins.moves;
        let end = if settings_are_told { after(history, way, begins.step) } else { begins };
        teller.go_on(way, end);
        teller.tell_steps(way);
        teller.push(Statement::Branch { name: Word::new(&branch.name), at: begins.step });
        teller.line = line;
        let clock = branch.first_world().now();
        ways.push(Way { line, step: begins.step, clock, ..Way::default() });
    }
    let others = (0..ways.len()).filter(|line| *line != history.current());
    for line in others.chain([history.current()]) {
        let end = history.branches()[line].ends();
        let way = &mut ways[line];
        if way.is_before_the_end(history) || line == history.current() {
            teller.switch_to(line);
        }
        teller.go_on(way, end);
        teller.tell_steps(way);
    }
    if history.is_in_the_past() {
        let name = Word::new(&history.branches()[history.current()].name);
        teller.push(Statement::Switch { name, at: Some(history.world().steps()) });
    }
    teller.text
}

/// The place behind the step that follows this one.
fn after(history: &History, way: &Way, step: u64) -> Point {
    let branch = &history.branches()[way.line];
    let moves = branch.acts().partition_point(|(at, _)| *at <= step);
    Point { step: step + 1, moves: branch.begins().moves + moves as u64 }
}

/// How far a line has been told.
#[derive(Clone, Default)]
struct Way {
    line: usize,
    /// How many of the line's own moves have been told.
    acts: usize,
    /// How many of its own remarks.
    remarks: usize,
    /// How many steps, those before the line began included.
    step: u64,
    /// How many of the last steps are not in the text yet.
    untold: u64,
    /// The instant that all steps lead to.
    clock: Micros,
}

impl Way {
    fn moves(&self, history: &History) -> u64 {
        history.branches()[self.line].begins().moves + self.acts as u64
    }

    fn is_before_the_end(&self, history: &History) -> bool {
        let branch = &history.branches()[self.line];
        let told = Point { step: self.step, moves: self.moves(history) };
        told < branch.ends() || self.remarks < branch.remarks().len()
    }

    /// Goes on to a step; a move that does nothing must not part the steps before it from those after.
    fn step_to(&mut self, history: &History, step: u64) {
        self.untold += step.saturating_sub(self.step);
        self.step = self.step.max(step);
        if let Some(record) = history.branches()[self.line].record(self.step) {
            self.clock = self.clock.max(record.time);
        }
    }
}

struct Teller<'e> {
    history: &'e History,
    text: String,
    /// Whether the set-up has ended.
    moving: bool,
    /// The line that the scenario is on.
    line: usize,
}

impl<'e> Teller<'e> {
    fn new(history: &'e History, set_up: &str) -> Teller<'e> {
        Teller { history, text: set_up.to_string(), moving: false, line: 0 }
    }

    /// Tells a line's own moves and remarks up to a place, and counts the steps up to there.
    fn go_on(&mut self, way: &mut Way, end: Point) {
        let history = self.history;
        let branch = &history.branches()[way.line];
        loop {
            let moves = way.moves(history);
            let act = branch.acts().get(way.acts).filter(|_| moves < end.moves);
            let remark = branch.remarks().get(way.remarks).filter(|remark| remark.at <= end);
            match (act, remark) {
                (Some((at, act)), remark)
                    if remark.is_none_or(|it| Point { step: *at, moves } < it.at) =>
                {
                    self.tell_act(way, *at, act);
                }
                (_, Some(remark)) => self.tell_remark(way, remark),
                (_, None) => break,
            }
        }
        way.step_to(history, end.step);
    }

    fn tell_act(&mut self, way: &mut Way, at: u64, act: &Act) {
        way.step_to(self.history, at);
        if let Some(statement) = self.statement(act, way.clock) {
            self.tell_steps(way);
            self.keep_apart(&statement);
            self.push(statement);
        }
        match act {
            Act::Wait(until) => way.clock = way.clock.max(*until),
            act if act.is_event() => way.step += 1,
            _ => {}
        }
        way.acts += 1;
    }

    fn tell_remark(&mut self, way: &mut Way, remark: &Remark) {
        way.step_to(self.history, remark.at.step);
        self.tell_steps(way);
        let text = remark.text.clone();
        let is_title = remark.is_title;
        let remark = if is_title { Statement::Title(text) } else { Statement::Note(text) };
        let _ = writeln!(self.text, "{remark}");
        way.remarks += 1;
    }

    /// A setting made at step 0 is no set-up: the nodes had started before it. Something must stand between.
    fn keep_apart(&mut self, next: &Statement) {
        if next.place() == Place::Anywhere
            && !self.moving
            && let Ok(between) = parse_statement("expect time = 0ms")
        {
            self.push(between);
        }
    }

    fn push(&mut self, statement: Statement) {
        let _ = writeln!(self.text, "{statement}");
        self.moving = true;
    }

    fn switch_to(&mut self, line: usize) {
        if self.line != line {
            let name = Word::new(&self.history.branches()[line].name);
            self.push(Statement::Switch { name, at: None });
            self.line = line;
        }
    }

    fn tell_steps(&mut self, way: &mut Way) {
        while way.untold > 0 {
            let some = u32::try_from(way.untold).unwrap_or(u32::MAX);
            self.push(Statement::Step(some));
            way.untold -= u64::from(some);
        }
    }

    /// How a move is written; nothing if it does nothing.
    fn statement(&self, act: &Act, clock: Micros) -> Option<Statement> {
        let cluster = self.history.world().cluster();
        let name = |node: &NodeId| Word::new(cluster.name(*node));
        let verb = |verb: NodeVerb, node: &NodeId| Statement::Node(verb, name(node));
        let message = |verb, number: &u64| Statement::Message(verb, Selector::Number(*number));
        Some(match act {
            Act::Deliver(number) => message(MessageVerb::Deliver, number),
            Act::Drop(number) => message(MessageVerb::Drop, number),
            Act::Duplicate(number) => message(MessageVerb::Duplicate, number),
            Act::Delay(number, by) => {
                Statement::Delay { messages: Selector::Number(*number), by: *by }
            }
            Act::Fire(node, timer) => {
                let timer = Some(Word::new(self.history.world().kind().timer(*timer).name));
                Statement::Timeout { node: name(node), timer }
            }
            Act::Sync(node) => verb(NodeVerb::Sync, node),
            Act::Crash(node) => verb(NodeVerb::Crash, node),
            Act::Restart(node) => verb(NodeVerb::Restart, node),
            Act::Wipe(node) => verb(NodeVerb::Wipe, node),
            Act::Pause(node) => verb(NodeVerb::Pause, node),
            Act::Resume(node) => verb(NodeVerb::Resume, node),
            Act::Cut(directions) => Statement::Cut(links(cluster, directions)),
            Act::Heal(directions) => Statement::Heal(links(cluster, directions)),
            Act::Request { client, operation, to } => Statement::Request {
                command: CommandText::Operation(operation.clone()),
                client: Some(Word::new(client.to_string())),
                to: Some(name(to)),
            },
            Act::Propose { proposer, value, round } => Statement::Propose {
                proposer: name(proposer),
                value: Word::new(value.to_string()),
                round: *round,
            },
            Act::Elect { leader, followers } => Statement::Elect {
                leader: name(leader),
                followers: told_by_the_oracle(*leader, followers).iter().map(name).collect(),
            },
            // Whom a client asks again follows from the state that it is in.
            Act::Retry { client, .. } => Statement::Retry(Word::new(client.to_string())),
            Act::Set { option, value } => {
                Statement::Set { option: Word::new(option), value: Word::new(value) }
            }
            Act::Clock(node, rate) => {
                Statement::SetClock { node: name(node), rate: Rate::of(*rate)? }
            }
            Act::Rule(rule, on) => {
                Statement::Rule(if *on { Switch::On } else { Switch::Off }, Word::new(rule.id))
            }
            Act::TimersManual(manual) => Statement::Timers(mode(*manual)),
            Act::NetworkManual(manual) => Statement::Network(mode(*manual)),
            Act::Wait(until) if *until <= clock => return None,
            Act::Wait(until) => Statement::Run(until.saturating_sub(clock)),
        })
    }
}

fn mode(manual: bool) -> Mode {
    if manual { Mode::Manual } else { Mode::Auto }
}

/// Directions as links: both directions of a pair are one link.
fn links(cluster: &Cluster, directions: &[(NodeId, NodeId)]) -> Vec<Link> {
    let mut links = Vec::new();
    for (from, to) in directions {
        let both_ways = directions.contains(&(*to, *from));
        if !both_ways || from < to {
            let end = |node: &NodeId| End::Node(Word::new(cluster.name(*node)));
            links.push(Link { from: end(from), to: end(to), both_ways });
        }
    }
    links
}
