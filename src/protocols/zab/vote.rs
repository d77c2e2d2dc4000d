//! Votes: how two are compared, and when some of them are enough (ZooKeeper 3.9, FastLeaderElection).

use super::history::Zxid;
use crate::protocol::cluster::{Cluster, NodeId, NodeSet};
use crate::protocol::digest::Digest;
use crate::protocol::inspect::Variable;
use crate::protocol::value::Value;

/// A vote. Of two the better one has the later epoch, then the later zxid, then the greater server.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Vote {
    /// peerEpoch: currentEpoch of the server that is voted for.
    pub epoch: u64,
    /// The last zxid in its history.
    pub zxid: Zxid,
    /// The server.
    pub leader: NodeId,
}

impl Vote {
    /// As people read it: the server, its epoch and its last zxid.
    pub fn shown(&self, cluster: &Cluster) -> String {
        format!("{} ({}, {})", cluster.name(self.leader), self.epoch, self.zxid)
    }
}

impl Variable for Vote {
    fn value(&self, cluster: &Cluster) -> Value {
        self.leader.value(cluster)
    }
    fn digest(&self) -> u64 {
        Digest::of(self)
    }
}

/// What a server is, as it tells others.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ServerState {
    /// It has no leader.
    Looking,
    /// It follows one.
    Following,
    /// It leads, or tries to.
    Leading,
}

impl ServerState {
    /// Its name in scenarios.
    pub fn name(self) -> &'static str {
        match self {
            ServerState::Looking => "looking",
            ServerState::Following => "following",
            ServerState::Leading => "leading",
        }
    }
}

/// What a Notification says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Notice {
    /// The sender's vote.
    pub vote: Vote,
    /// electionEpoch: the sender's round.
    pub round: u64,
    /// What the sender is.
    pub state: ServerState,
}

impl Notice {
    /// Whether this one counts for what another one proposes.
    ///
    /// Of servers that are not looking only the leader and its epoch matter: after joining late their zxids and rounds
    /// differ (ZOOKEEPER-1732, ZOOKEEPER-1805; Vote.equals).
    pub fn agrees(&self, other: &Notice) -> bool {
        let (a, b) = (self, other);
        if a.state == ServerState::Looking || b.state == ServerState::Looking {
            (a.vote, a.round) == (b.vote, b.round)
        } else {
            (a.vote.leader, a.vote.epoch) == (b.vote.leader, b.vote.epoch)
        }
    }
}

/// Whose notices agree with this one; each server's last notice stands at its place.
pub fn agreeing(notices: &[Option<Notice>], with: &Notice) -> NodeSet {
    let agrees = |(_, notice): &(usize, &Option<Notice>)| notice.is_some_and(|it| it.agrees(with));
    notices.iter().enumerate().filter(agrees).map(|(at, _)| NodeId(at as u8)).collect()
}
