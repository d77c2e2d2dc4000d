//! What a server is, with the state that only that role has.

use super::history::{History, Zxid};
use super::taking_over::Incoming;
use super::vote::Notice;
use crate::protocol::cluster::{NodeId, NodeSet};
use crate::protocol::outbox::Request;

/// What a server is, with the state that only this role has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Role {
    Looking(Looking),
    Following(Following),
    Leading(Leading),
}

/// What a server knows while it has no leader.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Looking {
    /// recvset: the last vote of each server in this round.
    pub votes: Vec<Option<Notice>>,
    /// outofelection: what servers said that are not looking.
    pub elsewhere: Vec<Option<Notice>>,
    /// A quorum has this server's vote, and it waits for a better one.
    pub is_finalizing: bool,
    /// CEPOCHs that have come early, from servers that found out first.
    pub early: Vec<(NodeId, u64)>,
}

/// What a follower knows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Following {
    pub leader: NodeId,
    pub phase: Phase,
    /// Whether it has heard from the leader since it follows.
    pub is_connected: bool,
    /// Whether it has answered NEWEPOCH.
    pub has_promised: bool,
    /// ZooKeeper: what the leader has sent to bring it up to date.
    pub incoming: Option<Incoming>,
    /// Reads that wait for a sync.
    pub reads: Vec<Request>,
}

/// What a leader keeps, by node, itself included.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Leading {
    pub phase: Phase,
    /// e', once it is chosen.
    pub epoch: Option<u64>,
    /// Followers with a connection.
    pub connected: NodeSet,
    /// CEPOCH received: the epochs.
    pub cepochs: Vec<Option<u64>>,
    /// ACK-E received: who has promised, and what it has.
    pub promised: Vec<Option<Summary>>,
    /// The last zxid that each follower said it has.
    pub lasts: Vec<Option<Zxid>>,
    /// Who was sent NEWLEADER, with how much of the history.
    pub sent: Vec<Option<u64>>,
    /// ACK-LD received, ever.
    pub acknowledged: NodeSet,
    /// ACK-LD received on the present connection.
    pub synced: NodeSet,
    /// How long the initial history is.
    pub initial: u64,
    /// Proposals that are not committed: the index of each, and who has it on disk.
    pub outstanding: Vec<(u64, NodeSet)>,
    /// Whom it has heard from since the connection timer was set.
    pub heard: NodeSet,
    /// Syncs that wait until everything up to an index is committed.
    pub syncs: Vec<(u64, NodeId, u64)>,
    /// The leader's own reads that wait for a sync.
    pub reads: Vec<Request>,
}

/// What a server says of its history in ACK-E: compared as step l.1.2 compares them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Summary {
    pub current_epoch: u64,
    pub last: Zxid,
    /// In ZooKeeper it stays where it is.
    pub history: Option<History>,
}

/// The phases of an epoch.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Phase {
    Discovery,
    Synchronization,
    Broadcast,
}

impl Phase {
    pub fn name(self) -> &'static str {
        match self {
            Phase::Discovery => "discovery",
            Phase::Synchronization => "synchronization",
            Phase::Broadcast => "broadcast",
        }
    }
}

/// What a server does once a write is on its disk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Then {
    /// The leader has promised its own epoch.
    CountPromise(u64),
    /// The leader has its initial history.
    CountAckLeader(u64),
    /// The leader has its own proposal.
    CountAck(Zxid),
    /// f.a follows the history.
    WriteEpoch(u64),
    /// The history follows f.a, which is the wrong order.
    WriteHistory(History),
}
