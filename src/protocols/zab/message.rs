//! The messages: those of the paper, those of ZooKeeper where they differ, and the votes of an election.

use super::history::{History, Transaction, Zxid};
use super::vote::{Notice, ServerState};
use crate::protocol::Message;
use crate::protocol::inspect::{Inspect, Words};

/// A message between two servers.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum ZabMessage {
    /// "This is my vote."
    Notification(Notice),
    /// CEPOCH of the paper, FOLLOWERINFO of ZooKeeper: "I follow you; this is the last epoch that I promised."
    FollowerInfo {
        /// f.p, acceptedEpoch.
        accepted_epoch: u64,
        /// Which text it is of.
        of: Text,
    },
    /// NEWEPOCH of the paper, LEADERINFO of ZooKeeper: "Promise me this epoch."
    LeaderInfo {
        /// e'.
        epoch: u64,
        /// Which text it is of.
        of: Text,
    },
    /// ACK-E: "I promise; this is what I have."
    AckEpoch {
        /// f.a, currentEpoch. None is ZooKeeper's -1: the epoch was promised before, and this promise does not count again.
        current_epoch: Option<u64>,
        /// The last zxid of the history.
        last: Zxid,
        /// The history, which only the paper sends.
        history: Option<History>,
        /// e', to which it answers.
        epoch: u64,
    },
    /// "Take this history over, and follow me in this epoch." In ZooKeeper what goes before it has brought the history.
    NewLeader {
        /// e'.
        epoch: u64,
        /// The initial history, which only the paper sends with it.
        history: Option<History>,
    },
    /// ACK-LD of the paper: the history of NEWLEADER is on disk.
    AckLeader {
        /// e'.
        epoch: u64,
    },
    /// COMMIT-LD of the paper: deliver the history of NEWLEADER.
    CommitLeader {
        /// e'.
        epoch: u64,
        /// The leader's last committed zxid.
        zxid: Zxid,
    },
    /// ZooKeeper: what you have is the beginning of what I have; what you lack follows.
    Diff {
        /// The leader's last committed zxid.
        zxid: Zxid,
    },
    /// ZooKeeper: drop what comes after this zxid.
    Trunc {
        /// The last zxid to keep.
        zxid: Zxid,
    },
    /// ZooKeeper: take this state over instead of yours.
    Snap {
        /// The state, here as the transactions that made it.
        history: History,
    },
    /// ZooKeeper: a quorum follows; serve clients.
    UpToDate {
        /// The leader's epoch.
        epoch: u64,
    },
    /// PROPOSE of the paper, PROPOSAL of ZooKeeper.
    Propose {
        /// The transaction.
        transaction: Transaction,
        /// Which text it is of.
        of: Text,
    },
    /// The transaction, or in ZooKeeper with counter 0 the NEWLEADER of that epoch, is on disk.
    Ack {
        /// Which transaction.
        zxid: Zxid,
    },
    /// The transaction is committed.
    Commit {
        /// Which transaction.
        zxid: Zxid,
    },
    /// "Are you there?" and "yes".
    Ping {
        /// The leader's epoch.
        epoch: u64,
        /// Whether it is the answer.
        is_answer: bool,
    },
    /// A server asks the leader for all that is committed by now, and the leader answers when it has been sent.
    Sync {
        /// The server's number of the request.
        number: u64,
        /// The leader's epoch.
        epoch: u64,
        /// Whether it is the answer.
        is_answer: bool,
    },
}

/// Which text a message is of, where only its name differs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Text {
    /// Junqueira, Reed and Serafini 2011.
    Paper,
    /// ZooKeeper 3.9.
    ZooKeeper,
}

impl Text {
    fn name(self, paper: &'static str, zookeeper: &'static str) -> &'static str {
        match self {
            Text::Paper => paper,
            Text::ZooKeeper => zookeeper,
        }
    }
}

impl Message for ZabMessage {
    const KINDS: &'static [&'static str] = &[
        "Notification",
        "CEPOCH",
        "NEWEPOCH",
        "ACKEPOCH",
        "NEWLEADER",
        "ACKLD",
        "COMMITLD",
        "PROPOSE",
        "ACK",
        "COMMIT",
        "FOLLOWERINFO",
        "LEADERINFO",
        "DIFF",
        "TRUNC",
        "SNAP",
        "UPTODATE",
        "PROPOSAL",
        "PING",
        "SYNC",
    ];

    fn kind(&self) -> &'static str {
        match self {
            ZabMessage::Notification(_) => "Notification",
            ZabMessage::FollowerInfo { of, .. } => of.name("CEPOCH", "FOLLOWERINFO"),
            ZabMessage::LeaderInfo { of, .. } => of.name("NEWEPOCH", "LEADERINFO"),
            ZabMessage::AckEpoch { .. } => "ACKEPOCH",
            ZabMessage::NewLeader { .. } => "NEWLEADER",
            ZabMessage::AckLeader { .. } => "ACKLD",
            ZabMessage::CommitLeader { .. } => "COMMITLD",
            ZabMessage::Diff { .. } => "DIFF",
            ZabMessage::Trunc { .. } => "TRUNC",
            ZabMessage::Snap { .. } => "SNAP",
            ZabMessage::UpToDate { .. } => "UPTODATE",
            ZabMessage::Propose { of, .. } => of.name("PROPOSE", "PROPOSAL"),
            ZabMessage::Ack { .. } => "ACK",
            ZabMessage::Commit { .. } => "COMMIT",
            ZabMessage::Ping { .. } => "PING",
            ZabMessage::Sync { .. } => "SYNC",
        }
    }

    fn is_reply(&self) -> bool {
        match self {
            ZabMessage::AckEpoch { .. } | ZabMessage::AckLeader { .. } | ZabMessage::Ack { .. } => {
                true
            }
            ZabMessage::Ping { is_answer, .. } | ZabMessage::Sync { is_answer, .. } => *is_answer,
            _ => false,
        }
    }

    fn epoch(&self) -> u64 {
        match self {
            ZabMessage::Notification(notice) => notice.vote.epoch,
            ZabMessage::FollowerInfo { accepted_epoch, .. } => *accepted_epoch,
            ZabMessage::LeaderInfo { epoch, .. }
            | ZabMessage::AckEpoch { epoch, .. }
            | ZabMessage::NewLeader { epoch, .. }
            | ZabMessage::AckLeader { epoch }
            | ZabMessage::CommitLeader { epoch, .. }
            | ZabMessage::UpToDate { epoch }
            | ZabMessage::Ping { epoch, .. }
            | ZabMessage::Sync { epoch, .. } => *epoch,
            ZabMessage::Diff { zxid }
            | ZabMessage::Trunc { zxid }
            | ZabMessage::Ack { zxid }
            | ZabMessage::Commit { zxid } => zxid.epoch,
            ZabMessage::Snap { history } => history.last().epoch,
            ZabMessage::Propose { transaction, .. } => transaction.zxid.epoch,
        }
    }

    fn inspect(&self, see: &mut dyn Inspect) {
        match self {
            ZabMessage::Notification(notice) => {
                see.variable("leader", &notice.vote.leader);
                see.variable("peerEpoch", &notice.vote.epoch);
                see.variable("zxid", &notice.vote.zxid);
                see.variable("round", &notice.round);
                see.variable("state", &notice.state.name());
            }
            ZabMessage::FollowerInfo { accepted_epoch, .. } => {
                see.variable("acceptedEpoch", accepted_epoch)
            }
            ZabMessage::AckEpoch { current_epoch, last, history, epoch } => {
                see.variable("epoch", epoch);
                see.variable("currentEpoch", current_epoch);
                see.variable("lastZxid", last);
                if let Some(history) = history {
                    see.variable("history", &Words { items: history });
                }
            }
            ZabMessage::NewLeader { epoch, history } => {
                see.variable("epoch", epoch);
                if let Some(history) = history {
                    see.variable("history", &Words { items: history });
                }
            }
            ZabMessage::LeaderInfo { epoch, .. }
            | ZabMessage::AckLeader { epoch }
            | ZabMessage::UpToDate { epoch }
            | ZabMessage::Ping { epoch, .. } => see.variable("epoch", epoch),
            ZabMessage::CommitLeader { epoch, zxid } => {
                see.variable("epoch", epoch);
                see.variable("zxid", zxid);
            }
            ZabMessage::Snap { history } => see.variable("history", &Words { items: history }),
            ZabMessage::Propose { transaction, .. } => {
                see.variable("zxid", &transaction.zxid);
                see.variable("value", &transaction.command);
            }
            ZabMessage::Diff { zxid }
            | ZabMessage::Trunc { zxid }
            | ZabMessage::Ack { zxid }
            | ZabMessage::Commit { zxid } => see.variable("zxid", zxid),
            ZabMessage::Sync { number, epoch, .. } => {
                see.variable("number", number);
                see.variable("epoch", epoch);
            }
        }
    }

    fn summary(&self) -> String {
        match self {
            ZabMessage::Notification(notice) => {
                let (round, vote) = (notice.round, notice.vote);
                match notice.state {
                    ServerState::Looking => format!("round {round}: {}, {}", vote.epoch, vote.zxid),
                    state => state.name().to_string(),
                }
            }
            ZabMessage::FollowerInfo { accepted_epoch, .. } => accepted_epoch.to_string(),
            ZabMessage::AckEpoch { current_epoch, last, .. } => match current_epoch {
                Some(epoch) => format!("{epoch}, {last}"),
                None => "-1".to_string(),
            },
            ZabMessage::NewLeader { epoch, history: Some(history) } => {
                format!("{epoch}, to {}", history.last())
            }
            ZabMessage::LeaderInfo { epoch, .. }
            | ZabMessage::NewLeader { epoch, .. }
            | ZabMessage::AckLeader { epoch }
            | ZabMessage::UpToDate { epoch } => epoch.to_string(),
            ZabMessage::Propose { transaction, .. } => transaction.zxid.to_string(),
            ZabMessage::Snap { history } => format!("to {}", history.last()),
            ZabMessage::CommitLeader { zxid, .. }
            | ZabMessage::Diff { zxid }
            | ZabMessage::Trunc { zxid }
            | ZabMessage::Ack { zxid }
            | ZabMessage::Commit { zxid } => zxid.to_string(),
            ZabMessage::Ping { is_answer, .. } => {
                if *is_answer { "here" } else { "there?" }.to_string()
            }
            ZabMessage::Sync { number, .. } => number.to_string(),
        }
    }
}
