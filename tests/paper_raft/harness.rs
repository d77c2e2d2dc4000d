//! A Raft server alone, and the messages that it is handed.

pub use crate::alone::{Alone, Start, Step};
use quorarium::protocol::cluster::{ClientId, Cluster, NodeId};
use quorarium::protocol::command::{Command, Operation};
use quorarium::protocol::outbox::Request;
use quorarium::protocols::raft::Raft;
use quorarium::protocols::raft::log::{Entry, Position};
use quorarium::protocols::raft::message::{Outcome, RaftMessage};
use quorarium::protocols::raft::node::{Persistent, RaftTimer};

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

/// A running server.
pub type Server = Alone<Raft>;

/// A, of three, with an empty disk, unless something else is said.
pub fn start() -> Start<Raft> {
    Start::new(A, Cluster::of_size(3), Persistent::default())
}

impl Start<Raft> {
    /// Starts it and elects it by the votes of the servers next to it.
    pub fn leader(self) -> (Server, Step<Raft>) {
        let voters = self.cluster.size() as u8 / 2;
        let mut server = self.go();
        let mut step = server.fires(RaftTimer::Election);
        for voter in 1..=voters {
            step = server.hears(NodeId(voter), vote(server.term(), true));
        }
        assert_eq!(server.role(), "leader");
        (server, step)
    }
}

impl Alone<Raft> {
    /// Client c1 sends command number `sequence`.
    pub fn is_asked(&mut self, sequence: u64) -> Step<Raft> {
        let operation = put("x", &sequence.to_string());
        self.is_sent(Request { client: ClientId(1), sequence, operation, seen: 0 })
    }

    pub fn term(&self) -> u64 {
        self.disk().current_term
    }

    /// The terms of its log.
    pub fn log(&self) -> Vec<u64> {
        self.disk().log.iter().map(|entry| entry.term).collect()
    }
}

impl Step<Raft> {
    /// The indexes that it applies and whose client it answers.
    pub fn answers(&self) -> Vec<u64> {
        let answered = self.applications().into_iter().filter(|(_, answer)| *answer);
        answered.map(|(index, _)| index).collect()
    }
}
