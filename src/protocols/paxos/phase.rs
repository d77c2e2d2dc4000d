//! How far a proposal has come, with what each phase needs (PMS §2.2).

use super::message::Vote;
use crate::protocol::cluster::{NodeId, NodeSet};
use crate::protocol::command::Command;
use crate::protocol::sorted::SortedMap;

/// How far the present proposal has come, with what only this phase needs.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) enum Phase {
    /// There is none: not begun yet, or abandoned.
    #[default]
    Idle,
    /// Phase 1: it asks for promises.
    Prepare(Promises),
    /// Phase 2: it asks to accept this value.
    Accept { promises: Promises, value: Command, accepts: NodeSet },
    /// A majority has accepted this value.
    Done { value: Command, accepts: NodeSet },
}

/// Who has promised, and what they report.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Promises {
    pub reports: SortedMap<NodeId, Option<Vote>>,
    /// How many messages that were, copies included.
    pub messages: usize,
}

impl Phase {
    /// How the present proposal stands, as the end of a sentence.
    pub fn stands(&self) -> &'static str {
        match self {
            Phase::Idle => "is abandoned",
            Phase::Prepare(_) => "asks for promises",
            Phase::Accept { .. } => "has its majority of promises",
            Phase::Done { .. } => "is known to be chosen",
        }
    }
}

impl Promises {
    /// Those who have promised.
    pub fn who(&self) -> NodeSet {
        self.reports.keys().copied().collect()
    }

    /// The highest-numbered proposal that they report.
    pub fn highest(&self) -> Option<&Vote> {
        self.reports.values().flatten().max_by_key(|vote| vote.n)
    }
}
