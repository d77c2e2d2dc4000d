//! A Multi-Paxos node alone, and the messages that it is handed.

pub use crate::alone::{Alone, Start, Step};
use quorarium::protocol::cluster::{ClientId, Cluster, NodeId};
use quorarium::protocol::command::{Command, Operation, Reply};
use quorarium::protocol::outbox::{Effect, Request};
use quorarium::protocol::{Given, Message, Protocol, Stable};
use quorarium::protocols::ballot::Ballot;
use quorarium::protocols::multi_paxos::MultiPaxos;
use quorarium::protocols::multi_paxos::message::PaxosMessage;
use quorarium::protocols::multi_paxos::node::{PaxosTimer, Persistent};
use quorarium::protocols::multi_paxos::slots::{Decree, Slots, Vote};

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
    Decree::new(Command::new(operation, None), ballot, slot)
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

/// A running node.
pub type Acting = Alone<MultiPaxos>;

/// A, of three, with an empty disk, unless something else is said.
pub fn start() -> Start<MultiPaxos> {
    Start::new(A, Cluster::of_size(3), Persistent::default())
}

impl Start<MultiPaxos> {
    /// Starts it, fires its timer, and has B promise with this report.
    pub fn leader(self, report: &[&str]) -> (Acting, Step<MultiPaxos>) {
        let mut node = self.go();
        node.fires(PaxosTimer::Election);
        let ballot = node.ballot();
        let step = node.hears(B, promise(ballot, report));
        assert_eq!(node.role(), "leader");
        (node, step)
    }
}

impl Alone<MultiPaxos> {
    /// Client c1 sends command number `sequence`: x=sequence.
    pub fn is_asked(&mut self, sequence: u64) -> Step<MultiPaxos> {
        let operation = Operation::Put { key: "x".to_string(), value: sequence.to_string() };
        self.is_sent(Request { client: ClientId(1), sequence, operation, seen: 0 })
    }

    /// The ballot under which it works.
    pub fn ballot(&self) -> Ballot {
        ballot(self.node().standing().epoch, A)
    }
}

impl Step<MultiPaxos> {
    /// What it sends to one node, in order, as kinds and what matters most of them.
    pub fn told(&self, node: NodeId) -> Vec<String> {
        let words = |message: PaxosMessage| format!("{} {}", message.kind(), message.summary());
        self.sent_to(node).into_iter().map(words).collect()
    }

    /// What clients hear that the machine did not say.
    pub fn replies(&self) -> Vec<Reply> {
        let replies = self.effects.iter().filter_map(|effect| match effect {
            Effect::Answer { reply, .. } => Some(reply.clone()),
            _ => None,
        });
        replies.collect()
    }
}
