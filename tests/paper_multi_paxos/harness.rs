//! One node, what it is handed, and what it asks for in return.

use quorarium::protocol::cluster::{ClientId, Cluster, NodeId};
use quorarium::protocol::command::{Operation, Reply};
use quorarium::protocol::inspect::{Inspect, Variable};
use quorarium::protocol::outbox::{Citation, Effect, Environment, Outbox, Request, When, WriteId};
use quorarium::protocol::rule::Rule;
use quorarium::protocol::setting::Settings;
use quorarium::protocol::{Given, Message, Protocol, Stable};
use quorarium::protocols::ballot::Ballot;
use quorarium::protocols::multi_paxos::MultiPaxos;
use quorarium::protocols::multi_paxos::message::PaxosMessage;
use quorarium::protocols::multi_paxos::node::{PaxosTimer, Persistent};
use quorarium::protocols::multi_paxos::slots::{Decree, Slots, Vote};
use quorarium::sim::network;
use std::collections::BTreeMap;

pub const A: NodeId = NodeId(0);
pub const B: NodeId = NodeId(1);
pub const C: NodeId = NodeId(2);

pub fn ballot(round: u64, node: NodeId) -> Ballot {
    Ballot { round, node }
}

/// What a disk holds, in the words of a `given` line.
pub fn disk(promised: &str, log: &[&str]) -> Persistent {
    let (mut disk, cluster) = (Persistent::default(), Cluster::of_size(5));
    disk.give(&cluster, "promised", Given::Word(promised)).unwrap();
    disk.give(&cluster, "log", Given::List(log)).unwrap();
    disk
}

/// What an acceptor may report, in the same words.
pub fn votes(log: &[&str]) -> Slots<Vote> {
    disk("none", log).log
}

pub fn decree(command: &str, ballot: Ballot, slot: u64) -> Decree {
    let operation: Operation = command.parse().unwrap();
    Decree::new(quorarium::protocol::command::Command::new(operation, None), ballot, slot)
}

pub fn prepare(ballot: Ballot, from_slot: u64) -> PaxosMessage {
    PaxosMessage::Prepare { ballot, from_slot }
}

pub fn promise(ballot: Ballot, log: &[&str]) -> PaxosMessage {
    PaxosMessage::Promise { ballot, accepted: votes(log) }
}

pub fn accept(ballot: Ballot, slot: u64, command: &str) -> PaxosMessage {
    PaxosMessage::Accept { ballot, slot, decree: decree(command, ballot, slot) }
}

pub fn accepted(ballot: Ballot, slot: u64) -> PaxosMessage {
    PaxosMessage::Accepted { ballot, slot }
}

/// How a node starts: A, of three, from an empty disk that is done at once, unless something else is said.
pub struct Start {
    size: u8,
    disk: Persistent,
    options: Vec<(&'static str, &'static str)>,
    rules_off: Vec<&'static Rule>,
    disk_is_slow: bool,
}

pub fn start() -> Start {
    Start {
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

    pub fn without(mut self, rules: &[&'static Rule]) -> Self {
        self.rules_off.extend(rules);
        self
    }

    /// Writes are done only when `Acting::synced` says so.
    pub fn slow_disk(mut self) -> Self {
        self.disk_is_slow = true;
        self
    }

    pub fn go(self) -> Acting {
        let choices = network::CHOICES.iter().chain(MultiPaxos::choices()).copied();
        let mut settings = Settings::new(choices);
        for (option, value) in self.options {
            settings.set(option, value).unwrap();
        }
        let cluster = Cluster::of_size(self.size);
        let environment = Environment { cluster, settings, rules_off: self.rules_off };
        let (mut effects, mut citations) = (Vec::new(), Vec::new());
        let mut out = Outbox::new(&environment, true, WriteId(0), &mut effects, &mut citations);
        let node = MultiPaxos::start(A, self.disk, &mut out);
        Acting { node, environment, last_write: WriteId(0), disk_is_slow: self.disk_is_slow }
    }

    /// Starts it, fires its timer, and has B promise with this report.
    pub fn leader(self, report: &[&str]) -> (Acting, Step) {
        let mut node = self.go();
        node.fires(PaxosTimer::Election);
        let ballot = node.ballot();
        let step = node.hears(B, promise(ballot, report));
        assert_eq!(node.role(), "leader");
        (node, step)
    }
}

/// A running node.
pub struct Acting {
    node: MultiPaxos,
    environment: Environment,
    last_write: WriteId,
    disk_is_slow: bool,
}

impl Acting {
    pub fn hears(&mut self, from: NodeId, message: PaxosMessage) -> Step {
        self.step(|node, out| node.on_message(from, message, out))
    }

    pub fn fires(&mut self, timer: PaxosTimer) -> Step {
        self.step(|node, out| node.on_timer(timer, out))
    }

    /// Client c1 sends command number `sequence`: x=sequence.
    pub fn is_asked(&mut self, sequence: u64) -> Step {
        let operation = Operation::Put { key: "x".to_string(), value: sequence.to_string() };
        let request = Request { client: ClientId(1), sequence, operation };
        self.step(|node, out| node.on_request(request, out))
    }

    /// The disk has all that was written so far.
    pub fn synced(&mut self) -> Step {
        let write = self.last_write;
        self.step(|node, out| node.on_synced(write, out))
    }

    fn step(&mut self, act: impl FnOnce(&mut MultiPaxos, &mut Outbox<MultiPaxos>)) -> Step {
        let (mut effects, mut citations) = (Vec::new(), Vec::new());
        let before = self.last_write;
        let mut out = Outbox::new(&self.environment, true, before, &mut effects, &mut citations);
        act(&mut self.node, &mut out);
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

    /// A variable by its name, as the inspector words it.
    pub fn see(&self, name: &str) -> String {
        let mut seen = Seen { cluster: &self.environment.cluster, values: BTreeMap::new() };
        self.node.stable().inspect(&mut seen);
        self.node.inspect(&mut seen);
        seen.values.get(name).unwrap_or_else(|| panic!("there is no variable {name}")).clone()
    }

    pub fn role(&self) -> &'static str {
        self.node.standing().role
    }

    /// The ballot under which it works.
    pub fn ballot(&self) -> Ballot {
        ballot(self.node.standing().epoch, A)
    }

    pub fn node(&self) -> &MultiPaxos {
        &self.node
    }

    pub fn cluster(&self) -> &Cluster {
        &self.environment.cluster
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

/// What a node did with one thing that it was handed.
pub struct Step {
    effects: Vec<Effect<MultiPaxos>>,
    citations: Vec<Citation>,
}

impl Step {
    /// What it sends to one node, in order.
    pub fn sent_to(&self, node: NodeId) -> Vec<PaxosMessage> {
        self.sends().filter(|(to, ..)| *to == node).map(|(_, message, _)| message.clone()).collect()
    }

    /// The same, as kinds and what matters most of them.
    pub fn told(&self, node: NodeId) -> Vec<String> {
        let words = |message: PaxosMessage| format!("{} {}", message.kind(), message.summary());
        self.sent_to(node).into_iter().map(words).collect()
    }

    pub fn waits_for_disk(&self) -> bool {
        self.sends().all(|(_, _, when)| when == When::AfterSync)
    }

    fn sends(&self) -> impl Iterator<Item = (NodeId, &PaxosMessage, When)> {
        self.effects.iter().filter_map(|effect| match effect {
            Effect::Send { to, message, when } => Some((*to, message, *when)),
            _ => None,
        })
    }

    pub fn writes(&self) -> bool {
        self.effects.iter().any(|effect| matches!(effect, Effect::Sync { .. }))
    }

    /// The slots that it executes, in order, and whether it answers for them.
    pub fn executes(&self) -> Vec<(u64, bool)> {
        let applied = self.effects.iter().filter_map(|effect| match effect {
            Effect::Apply { index, answer, .. } => Some((*index, *answer)),
            _ => None,
        });
        applied.collect()
    }

    /// What clients hear that the machine did not say.
    pub fn replies(&self) -> Vec<Reply> {
        let replies = self.effects.iter().filter_map(|effect| match effect {
            Effect::Answer { reply, .. } => Some(reply.clone()),
            _ => None,
        });
        replies.collect()
    }

    pub fn sets(&self, which: PaxosTimer) -> bool {
        let set = |effect: &Effect<MultiPaxos>| matches!(effect, Effect::SetTimer { timer, .. } if *timer == which);
        self.effects.iter().any(set)
    }

    pub fn cites(&self, rule: &'static Rule) -> bool {
        self.citations.iter().any(|citation| std::ptr::eq(citation.rule, rule))
    }

    /// What was said and why, with this rule.
    pub fn because(&self, rule: &'static Rule) -> String {
        let found = self.citations.iter().find(|citation| std::ptr::eq(citation.rule, rule));
        let because = &found.unwrap_or_else(|| panic!("{} is not cited", rule.id)).because;
        [&*because.says, &*because.why].join(" ").trim().to_string()
    }
}
