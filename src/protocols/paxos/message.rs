//! The messages of the two phases, by the paper's names.
//!
//! The paper calls them prepare request, response, accept request and "accepted"; that a response is a promise is said in
//! its words, and the names of the messages follow Paxos.tla's 1a, 1b, 2a and 2b.

use crate::protocol::Message;
use crate::protocol::cluster::Cluster;
use crate::protocol::command::Command;
use crate::protocol::digest::Digest;
use crate::protocol::inspect::{Inspect, Variable};
use crate::protocol::value::Value;
use crate::protocols::ballot::Ballot;

/// A proposal: a number and a value; of an acceptor, the one that it has accepted.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Vote {
    /// The proposal's number.
    pub n: Ballot,
    /// Its value.
    pub value: Command,
}

impl Vote {
    /// The proposal as people write it: `1.P1:value_X`.
    pub fn shown(&self, cluster: &Cluster) -> String {
        format!("{}:{}", self.n.shown(cluster), self.value)
    }
}

impl Variable for Vote {
    fn value(&self, cluster: &Cluster) -> Value {
        Value::Word(self.shown(cluster))
    }
    fn digest(&self) -> u64 {
        Digest::of(self)
    }
}

/// A message between two nodes.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum PaxosMessage {
    /// Phase 1(a): "promise me to accept nothing below n".
    Prepare {
        /// The proposal's number.
        n: Ballot,
    },
    /// Phase 1(b): "I promise, and this is what I have accepted".
    Promise {
        /// The number of the prepare request.
        n: Ballot,
        /// The highest-numbered proposal that the acceptor has accepted.
        accepted: Option<Vote>,
    },
    /// Phase 2(a): "accept this".
    Accept {
        /// The proposal.
        proposal: Vote,
    },
    /// Phase 2(b): "I have accepted this".
    Accepted {
        /// The proposal.
        proposal: Vote,
    },
    /// "I have promised more than you ask for."
    Nack {
        /// The number that is refused.
        n: Ballot,
        /// The number that the acceptor has promised.
        promised: Ballot,
    },
}

impl PaxosMessage {
    /// The number of the proposal that it is about.
    pub fn n(&self) -> Ballot {
        match self {
            PaxosMessage::Prepare { n }
            | PaxosMessage::Promise { n, .. }
            | PaxosMessage::Nack { n, .. } => *n,
            PaxosMessage::Accept { proposal } | PaxosMessage::Accepted { proposal } => proposal.n,
        }
    }
}

impl Message for PaxosMessage {
    const KINDS: &'static [&'static str] = &["Prepare", "Promise", "Accept", "Accepted", "Nack"];

    fn kind(&self) -> &'static str {
        match self {
            PaxosMessage::Prepare { .. } => "Prepare",
            PaxosMessage::Promise { .. } => "Promise",
            PaxosMessage::Accept { .. } => "Accept",
            PaxosMessage::Accepted { .. } => "Accepted",
            PaxosMessage::Nack { .. } => "Nack",
        }
    }

    fn is_reply(&self) -> bool {
        !matches!(self, PaxosMessage::Prepare { .. } | PaxosMessage::Accept { .. })
    }

    fn epoch(&self) -> u64 {
        self.n().round
    }

    fn inspect(&self, see: &mut dyn Inspect) {
        see.variable("n", &self.n());
        match self {
            PaxosMessage::Prepare { .. } => {}
            PaxosMessage::Promise { accepted, .. } => see.variable("accepted", accepted),
            PaxosMessage::Accept { proposal } | PaxosMessage::Accepted { proposal } => {
                see.variable("value", &proposal.value);
            }
            PaxosMessage::Nack { promised, .. } => see.variable("promised", promised),
        }
    }

    fn summary(&self) -> String {
        match self {
            PaxosMessage::Prepare { n } => format!("round {}", n.round),
            PaxosMessage::Promise { accepted: None, .. } => "nothing accepted".to_string(),
            PaxosMessage::Promise { accepted: Some(vote), .. } => {
                format!("accepted {} in {}", vote.value, vote.n.round)
            }
            PaxosMessage::Accept { proposal } | PaxosMessage::Accepted { proposal } => {
                proposal.value.to_string()
            }
            PaxosMessage::Nack { promised, .. } => format!("promised round {}", promised.round),
        }
    }
}
