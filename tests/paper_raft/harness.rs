//! One server, what it is handed, and what it asks for in return.

use quorarium::protocol::cluster::{ClientId, Cluster, NodeId};
use quorarium::protocol::command::{Command, Operation};
use quorarium::protocol::inspect::{Inspect, Variable};
use quorarium::protocol::outbox::{Citation, Effect, Environment, Outbox, Request, When, WriteId};
use quorarium::protocol::rule::Rule;
use quorarium::protocol::setting::Settings;
use quorarium::protocol::time::Micros;
use quorarium::protocol::{Protocol, Stable};
use quorarium::protocols::raft::Raft;
use quorarium::protocols::raft::log::{Entry, Position};
use quorarium::protocols::raft::message::{Outcome, RaftMessage};
use quorarium::protocols::raft::node::{Persistent, RaftTimer};
use quorarium::sim::network;
use std::collections::BTreeMap;
use std::ops::RangeInclusive;

pub const A: NodeId = NodeId(0);
pub const B: NodeId = NodeId(1);
pub const C: NodeId = NodeId(2);
pub const D: NodeId = NodeId(3);
pub const E: NodeId = NodeId(4);

/// `x=term.index`: two entries of the same place and term are the same entry, as in every run.
pub fn entry(term: u64, index: u64) -> Entry {
    let operation = put("x", &format!("{term}.{index}"));
    Entry { term, command: Command::new(operation, None) }
}

pub fn put(key: &str, value: &str) -> Operation {
    Operation::Put { key: key.to_string(), value: value.to_string() }
}

/// A disk with a log of entries of these terms.
pub fn disk(current_term: u64, voted_for: Option<NodeId>, log: &[u64]) -> Persistent {
    let log = (1..).zip(log).map(|(index, term)| entry(*term, index)).collect();
    Persistent { current_term, voted_for, log }
}

fn position((term, index): (u64, u64)) -> Position {
    Position { term, index }
}

pub fn request_vote(term: u64, last: (u64, u64)) -> RaftMessage {
    RaftMessage::RequestVote { term, last: position(last) }
}

pub fn vote(term: u64, granted: bool) -> RaftMessage {
    RaftMessage::RequestVoteReply { term, granted }
}

/// AppendEntries with entries of these terms after `prev`, a (term, index).
pub fn append(term: u64, prev: (u64, u64), entries: &[u64], leader_commit: u64) -> RaftMessage {
    let entries = (prev.1 + 1..).zip(entries).map(|(index, term)| entry(*term, index)).collect();
    RaftMessage::AppendEntries { term, prev: position(prev), entries, leader_commit }
}

pub fn matches(term: u64, match_index: u64) -> RaftMessage {
    RaftMessage::AppendEntriesReply { term, outcome: Outcome::Matches { match_index } }
}

pub fn conflicts(term: u64, prev_log_index: u64, hint: (u64, u64)) -> RaftMessage {
    let outcome = Outcome::Conflicts { prev_log_index, hint: position(hint) };
    RaftMessage::AppendEntriesReply { term, outcome }
}

/// How a server starts: A, of three, from an empty disk that is done at once, unless something else is said.
pub struct Start {
    me: NodeId,
    size: u8,
    disk: Persistent,
    options: Vec<(&'static str, &'static str)>,
    rules_off: Vec<&'static Rule>,
    disk_is_slow: bool,
}

pub fn start() -> Start {
    Start {
        me: A,
        size: 3,
        disk: Persistent::default(),
        options: Vec::new(),
        rules_off: Vec::new(),
        disk_is_slow: false,
    }
}

impl Start {
    pub fn of(mut self, size: u8) -> Self {
        self.size = size;
        self
    }

    pub fn from(mut self, disk: Persistent) -> Self {
        self.disk = disk;
        self
    }

    pub fn set(mut self, option: &'static str, value: &'static str) -> Self {
        self.options.push((option, value));
        self
    }

    /// Without these rules; all on if there are none.
    pub fn without(mut self, rules: &[&'static Rule]) -> Self {
        self.rules_off.extend(rules);
        self
    }

    /// Writes are done only when `Server::synced` says so.
    pub fn slow_disk(mut self) -> Self {
        self.disk_is_slow = true;
        self
    }

    /// Starts it, and gives what it does first.
    pub fn first(self) -> (Server, Step) {
        let choices = network::CHOICES.iter().chain(Raft::choices()).copied();
        let mut settings = Settings::new(choices);
        for (option, value) in self.options {
            settings.set(option, value).unwrap();
        }
        let cluster = Cluster::of_size(self.size);
        let environment = Environment { cluster, settings, rules_off: self.rules_off };
        let (mut effects, mut citations) = (Vec::new(), Vec::new());
        let mut out = Outbox::new(&environment, true, WriteId(0), &mut effects, &mut citations);
        let raft = Raft::start(self.me, self.disk, &mut out);
        let disk_is_slow = self.disk_is_slow;
        let server = Server { raft, environment, last_write: WriteId(0), disk_is_slow };
        (server, Step { effects, citations })
    }

    pub fn go(self) -> Server {
        self.first().0
    }

    /// Starts it and elects it by the votes of the servers next to it.
    pub fn leader(self) -> (Server, Step) {
        let voters = self.size / 2;
        let mut server = self.go();
        let mut step = server.fires(RaftTimer::Election);
        for voter in 1..=voters {
            step = server.hears(NodeId(voter), vote(server.term(), true));
        }
        assert_eq!(server.role(), "leader");
        (server, step)
    }
}

/// A running server.
pub struct Server {
    raft: Raft,
    environment: Environment,
    last_write: WriteId,
    disk_is_slow: bool,
}

impl Server {
    pub fn hears(&mut self, from: NodeId, message: RaftMessage) -> Step {
        self.step(|raft, out| raft.on_message(from, message, out))
    }

    pub fn fires(&mut self, timer: RaftTimer) -> Step {
        self.step(|raft, out| raft.on_timer(timer, out))
    }

    /// Client c1 sends command number `sequence`.
    pub fn is_asked(&mut self, sequence: u64) -> Step {
        let operation = put("x", &sequence.to_string());
        let request = Request { client: ClientId(1), sequence, operation };
        self.step(|raft, out| raft.on_request(request, out))
    }

    /// The disk has all that was written so far.
    pub fn synced(&mut self) -> Step {
        self.synced_up_to(self.last_write)
    }

    /// The disk has this write and all before it.
    pub fn synced_up_to(&mut self, write: WriteId) -> Step {
        self.step(|raft, out| raft.on_synced(write, out))
    }

    fn step(&mut self, act: impl FnOnce(&mut Raft, &mut Outbox<Raft>)) -> Step {
        let (mut effects, mut citations) = (Vec::new(), Vec::new());
        let before = self.last_write;
        let mut out = Outbox::new(&self.environment, true, before, &mut effects, &mut citations);
        act(&mut self.raft, &mut out);
        let written = effects.iter().filter_map(|effect| match effect {
            Effect::Sync { write, .. } => Some(*write),
            _ => None,
        });
        self.last_write = written.max().unwrap_or(before);
        let mut step = Step { effects, citations };
        if self.last_write > before && !self.disk_is_slow {
            let after = self.synced();
            step.effects.extend(after.effects);
            step.citations.extend(after.citations);
        }
        step
    }

    /// A variable by its name in the paper, as the inspector words it.
    pub fn see(&self, name: &str) -> String {
        let mut seen = Seen { cluster: &self.environment.cluster, values: BTreeMap::new() };
        self.raft.stable().inspect(&mut seen);
        self.raft.inspect(&mut seen);
        seen.values.get(name).unwrap_or_else(|| panic!("there is no variable {name}")).clone()
    }

    pub fn role(&self) -> &'static str {
        self.raft.standing().role
    }

    pub fn term(&self) -> u64 {
        self.raft.stable().current_term
    }

    /// The terms of its log.
    pub fn log(&self) -> Vec<u64> {
        self.raft.stable().log.iter().map(|entry| entry.term).collect()
    }

    /// What a crash would leave if its disk had everything.
    pub fn disk(&self) -> Persistent {
        self.raft.stable().clone()
    }

    pub fn raft(&self) -> &Raft {
        &self.raft
    }

    pub fn last_write(&self) -> WriteId {
        self.last_write
    }
}

struct Seen<'a> {
    cluster: &'a Cluster,
    values: BTreeMap<&'static str, String>,
}

impl Inspect for Seen<'_> {
    fn group(&mut self, _title: &'static str) {}
    fn variable(&mut self, name: &'static str, value: &dyn Variable) {
        self.values.insert(name, value.value(self.cluster).to_string());
    }
}

/// What a server did with one thing that it was handed.
pub struct Step {
    effects: Vec<Effect<Raft>>,
    citations: Vec<Citation>,
}

impl Step {
    /// What it sends to one server, in order.
    pub fn sent_to(&self, node: NodeId) -> Vec<RaftMessage> {
        self.sends().filter(|(to, ..)| *to == node).map(|(_, message, _)| message.clone()).collect()
    }

    /// The one message that it sends to a server.
    #[track_caller]
    pub fn only_to(&self, node: NodeId) -> RaftMessage {
        let sent = self.sent_to(node);
        assert_eq!(sent.len(), 1, "to {node:?}: {sent:?}");
        sent[0].clone()
    }

    pub fn sends_nothing(&self) -> bool {
        self.sends().next().is_none()
    }

    /// Whether all that it sends waits for its disk.
    pub fn waits_for_disk(&self) -> bool {
        self.sends().all(|(_, _, when)| when == When::AfterSync)
    }

    fn sends(&self) -> impl Iterator<Item = (NodeId, &RaftMessage, When)> {
        self.effects.iter().filter_map(|effect| match effect {
            Effect::Send { to, message, when } => Some((*to, message, *when)),
            _ => None,
        })
    }

    /// What it writes last to its disk.
    pub fn writes(&self) -> Option<Persistent> {
        self.effects.iter().rev().find_map(|effect| match effect {
            Effect::Sync { stable, .. } => Some(stable.clone()),
            _ => None,
        })
    }

    /// The indexes that it applies, in order.
    pub fn applies(&self) -> Vec<u64> {
        self.applications().map(|(index, _)| index).collect()
    }

    /// The indexes that it applies and whose client it answers.
    pub fn answers(&self) -> Vec<u64> {
        self.applications().filter(|(_, answer)| *answer).map(|(index, _)| index).collect()
    }

    fn applications(&self) -> impl Iterator<Item = (u64, bool)> {
        self.effects.iter().filter_map(|effect| match effect {
            Effect::Apply { index, answer, .. } => Some((*index, *answer)),
            _ => None,
        })
    }

    /// The lengths from which a timer is drawn, if it is set.
    pub fn sets(&self, which: RaftTimer) -> Option<RangeInclusive<Micros>> {
        self.effects.iter().rev().find_map(|effect| match effect {
            Effect::SetTimer { timer, after } if *timer == which => Some(after.clone()),
            _ => None,
        })
    }

    pub fn stops(&self, which: RaftTimer) -> bool {
        let stopped =
            |effect: &Effect<Raft>| matches!(effect, Effect::CancelTimer(timer) if *timer == which);
        self.effects.iter().any(stopped)
    }

    pub fn cites(&self, rule: &'static Rule) -> bool {
        self.citations.iter().any(|citation| std::ptr::eq(citation.rule, rule))
    }

    /// What was said and why, with this rule.
    #[track_caller]
    pub fn because(&self, rule: &'static Rule) -> String {
        let found = self.citations.iter().find(|citation| std::ptr::eq(citation.rule, rule));
        let because = &found.unwrap_or_else(|| panic!("{} is not cited", rule.id)).because;
        format!("{} {}", because.says, because.why).trim().to_string()
    }
}
