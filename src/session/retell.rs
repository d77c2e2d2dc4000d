//! A history told again as the text of a scenario: its set-up, its moves by message number, and the steps between them.

use crate::protocol::cluster::{Cluster, NodeId};
use crate::protocol::time::Micros;
use crate::scenario::command::CommandText;
use crate::scenario::parse::parse_statement;
use crate::scenario::phrase::{End, Link, MessageVerb, NodeVerb, Selector};
use crate::scenario::setting::Rate;
use crate::scenario::statement::{Place, Statement};
use crate::scenario::word::{Mode, Switch, Word};
use crate::sim::act::Act;
use crate::sim::history::History;
use std::fmt::Write;

/// The way to the present state after these set-up lines, as a scenario that replays to the same fingerprint.
///
/// Steps after the present one are left out: what is shared is what is seen.
pub fn scenario(history: &History, set_up: &str) -> String {
    let mut told = Teller {
        history,
        text: set_up.to_string(),
        moving: false,
        step: 0,
        untold: 0,
        clock: Micros::ZERO,
    };
    let done = usize::try_from(history.world().moves()).unwrap_or(usize::MAX);
    for (at, act) in history.acts().take(done) {
        told.step_to(*at);
        if let Some(statement) = told.statement(act) {
            told.tell_steps();
            told.keep_apart(&statement);
            told.line(&statement);
        }
        match act {
            Act::Wait(until) => told.clock = told.clock.max(*until),
            act if act.is_event() => told.step += 1,
            _ => {}
        }
    }
    told.step_to(history.world().steps());
    told.tell_steps();
    told.text
}

struct Teller<'e> {
    history: &'e History,
    text: String,
    /// Whether the set-up has ended.
    moving: bool,
    /// How many steps have been told.
    step: u64,
    /// How many of the last steps are not in the text yet.
    untold: u64,
    /// The instant that all steps lead to.
    clock: Micros,
}

impl Teller<'_> {
    fn line(&mut self, statement: &Statement) {
        let _ = writeln!(self.text, "{statement}");
    }

    /// A setting made at step 0 is no set-up: the nodes had started before it. Something must stand between.
    fn keep_apart(&mut self, next: &Statement) {
        let is_setting = next.place() == Place::Anywhere;
        if is_setting
            && !self.moving
            && let Ok(between) = parse_statement("expect time = 0ms")
        {
            self.line(&between);
        }
        self.moving |= is_setting || next.place() == Place::Move;
    }

    /// Goes on to a step; a move that does nothing must not part the steps before it from those after.
    fn step_to(&mut self, step: u64) {
        self.untold += step.saturating_sub(self.step);
        self.step = self.step.max(step);
        if let Some(record) = self.history.record(self.step) {
            self.clock = self.clock.max(record.time);
        }
    }

    fn tell_steps(&mut self) {
        while self.untold > 0 {
            let some = u32::try_from(self.untold).unwrap_or(u32::MAX);
            self.line(&Statement::Step(some));
            self.untold -= u64::from(some);
            self.moving = true;
        }
    }

    /// How a move is written; nothing if it does nothing.
    fn statement(&self, act: &Act) -> Option<Statement> {
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
            Act::Wait(until) if *until <= self.clock => return None,
            Act::Wait(until) => Statement::Run(until.saturating_sub(self.clock)),
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
