//! The messages, by the names of PMS §2.2 where it has them.

use super::slots::{Decree, Slots, Vote};
use crate::protocol::Message;
use crate::protocol::inspect::Inspect;
use crate::protocols::ballot::Ballot;

/// A message between two nodes.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum PaxosMessage {
    /// Phase 1a, for all slots at once: "Promise me to accept nothing of lower ballots."
    Prepare {
        /// The sender's new ballot.
        ballot: Ballot,
        /// The first slot of which the sender does not know what was chosen.
        from_slot: u64,
    },
    /// Phase 1b: the promise, with what the acceptor has accepted from that slot on.
    Promise {
        /// The ballot that it answers.
        ballot: Ballot,
        /// What it has accepted.
        accepted: Slots<Vote>,
    },
    /// Phase 2a: "Accept this value in this slot."
    Accept {
        /// The leader's ballot.
        ballot: Ballot,
        /// The slot.
        slot: u64,
        /// The value.
        decree: Decree,
    },
    /// Phase 2b: "I have accepted it."
    Accepted {
        /// The ballot that it answers.
        ballot: Ballot,
        /// The slot.
        slot: u64,
    },
    /// "I have promised a higher ballot."
    Nack {
        /// The ballot that is refused.
        ballot: Ballot,
        /// What the acceptor has promised.
        promised: Ballot,
    },
    /// "What was proposed under this ballot in this slot is chosen."
    Commit {
        /// The ballot.
        ballot: Ballot,
        /// The slot.
        slot: u64,
    },
    /// "I lead."
    Heartbeat {
        /// The leader's ballot.
        ballot: Ballot,
    },
    /// The answer to a Heartbeat: how far the sender has come.
    HeartbeatReply {
        /// The ballot that it answers.
        ballot: Ballot,
        /// The last slot that it has executed.
        executed: u64,
    },
}

impl PaxosMessage {
    /// The ballot to which it belongs.
    pub fn ballot(&self) -> Ballot {
        match self {
            PaxosMessage::Prepare { ballot, .. }
            | PaxosMessage::Promise { ballot, .. }
            | PaxosMessage::Accept { ballot, .. }
            | PaxosMessage::Accepted { ballot, .. }
            | PaxosMessage::Nack { ballot, .. }
            | PaxosMessage::Commit { ballot, .. }
            | PaxosMessage::Heartbeat { ballot }
            | PaxosMessage::HeartbeatReply { ballot, .. } => *ballot,
        }
    }
}

impl Message for PaxosMessage {
    const KINDS: &'static [&'static str] = &[
        "Prepare",
        "Promise",
        "Accept",
        "Accepted",
        "Nack",
        "Commit",
        "Heartbeat",
        "HeartbeatReply",
    ];

    fn kind(&self) -> &'static str {
        match self {
            PaxosMessage::Prepare { .. } => "Prepare",
            PaxosMessage::Promise { .. } => "Promise",
            PaxosMessage::Accept { .. } => "Accept",
            PaxosMessage::Accepted { .. } => "Accepted",
            PaxosMessage::Nack { .. } => "Nack",
            PaxosMessage::Commit { .. } => "Commit",
            PaxosMessage::Heartbeat { .. } => "Heartbeat",
            PaxosMessage::HeartbeatReply { .. } => "HeartbeatReply",
        }
    }

    fn is_reply(&self) -> bool {
        matches!(
            self,
            PaxosMessage::Promise { .. }
                | PaxosMessage::Accepted { .. }
                | PaxosMessage::Nack { .. }
                | PaxosMessage::HeartbeatReply { .. }
        )
    }

    fn epoch(&self) -> u64 {
        self.ballot().round
    }

    fn inspect(&self, see: &mut dyn Inspect) {
        see.variable("ballot", &self.ballot());
        match self {
            PaxosMessage::Prepare { from_slot, .. } => see.variable("fromSlot", from_slot),
            PaxosMessage::Promise { accepted, .. } => see.variable("accepted", accepted),
            PaxosMessage::Accept { slot, decree, .. } => {
                see.variable("slot", slot);
                see.variable("value", &decree.command);
            }
            PaxosMessage::Accepted { slot, .. } | PaxosMessage::Commit { slot, .. } => {
                see.variable("slot", slot);
            }
            PaxosMessage::Nack { promised, .. } => see.variable("promised", promised),
            PaxosMessage::Heartbeat { .. } => {}
            PaxosMessage::HeartbeatReply { executed, .. } => see.variable("executed", executed),
        }
    }

    fn summary(&self) -> String {
        match self {
            PaxosMessage::Prepare { from_slot, .. } => format!("slots from {from_slot}"),
            PaxosMessage::Promise { accepted, .. } => match accepted.iter().count() {
                0 => "nothing accepted".to_string(),
                1 => "1 slot accepted".to_string(),
                n => format!("{n} slots accepted"),
            },
            PaxosMessage::Accept { slot, decree, .. } => format!("{slot}: {}", decree.command),
            PaxosMessage::Accepted { slot, .. } | PaxosMessage::Commit { slot, .. } => {
                format!("slot {slot}")
            }
            PaxosMessage::Nack { promised, .. } => format!("promised round {}", promised.round),
            PaxosMessage::Heartbeat { .. } => "leads".to_string(),
            PaxosMessage::HeartbeatReply { executed, .. } => format!("executed {executed}"),
        }
    }
}
