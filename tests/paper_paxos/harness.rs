//! A node alone, of two proposers, three acceptors and a learner, and what it is handed.

pub use crate::alone::{Alone, Start, Step};
use quorarium::protocol::Protocol;
use quorarium::protocol::cluster::NodeId;
use quorarium::protocol::command::{Command, Operation};
use quorarium::protocol::erased::Of;
use quorarium::protocol::outbox::Proposal;
use quorarium::protocols::ballot::Ballot;
use quorarium::protocols::paxos::Paxos;
use quorarium::protocols::paxos::acceptor::Acceptor;
use quorarium::protocols::paxos::message::{PaxosMessage, Vote};
use quorarium::protocols::paxos::node::{PaxosTimer, Persistent};

pub fn n(round: u64, node: NodeId) -> Ballot {
    Ballot { round, node }
}

pub fn vote_of(n: Ballot, value: &str) -> Vote {
    Vote { n, value: word(value) }
}

pub fn vote(round: u64, node: NodeId, value: &str) -> Vote {
    vote_of(n(round, node), value)
}

pub fn promise(n: Ballot, accepted: Option<Vote>) -> PaxosMessage {
    PaxosMessage::Promise { n, accepted }
}

fn word(value: &str) -> Command {
    Command::new(Operation::Word(value.to_string()), None)
}

/// Its disk says nothing by itself: what it sends waits, and is looked at as it waits.
fn start(me: u8, disk: Persistent) -> Start<Paxos> {
    Start::new(NodeId(me), Of::<Paxos>::KIND.cluster(3), disk).slow_disk()
}

/// P1, with the highest number that its disk holds.
pub fn proposer(n: Option<Ballot>) -> Start<Paxos> {
    start(0, Persistent::Proposer { n })
}

/// A1, with what its disk holds.
pub fn acceptor(promised: Option<Ballot>, accepted: Option<Vote>) -> Start<Paxos> {
    start(2, Persistent::Acceptor(Acceptor { promised, accepted }))
}

/// L1.
pub fn learner() -> Start<Paxos> {
    start(5, Persistent::Learner)
}

impl Alone<Paxos> {
    pub fn is_told(&mut self, value: &str, round: Option<u64>) -> Step<Paxos> {
        let proposal = Proposal { value: word(value), round };
        self.step(|paxos, out| paxos.on_propose(proposal, out))
    }

    /// Its retry timer fires.
    pub fn retries(&mut self) -> Step<Paxos> {
        self.fires(PaxosTimer::Retry)
    }
}

impl Step<Paxos> {
    /// The number that it asks all acceptors to promise.
    #[track_caller]
    pub fn number(&self) -> Ballot {
        let asked = [2, 3, 4].map(|acceptor| self.only_to(NodeId(acceptor)));
        assert!(asked.iter().all(|message| *message == asked[0]), "{asked:?}");
        assert!(matches!(asked[0], PaxosMessage::Prepare { .. }), "{asked:?}");
        asked[0].n()
    }
}
