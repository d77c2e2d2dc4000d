//! Moves: everything that a person can do to a world, as values.

use crate::protocol::cluster::{ClientId, NodeId};
use crate::protocol::command::Operation;
use crate::protocol::rule::Rule;
use crate::protocol::time::Micros;

/// One thing done to a world. Names are resolved: a history replays its moves without looking anything up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Act {
    /// A message arrives now.
    Deliver(u64),
    /// A message is lost now.
    Drop(u64),
    /// A second copy of a message is in flight.
    Duplicate(u64),
    /// A message arrives later than it would have.
    Delay(u64, Micros),
    /// A timer fires now: the node, and the timer's place among the protocol's timers.
    Fire(NodeId, usize),
    /// A sync under way completes now.
    Sync(NodeId),
    /// A node stops: what is not durable is lost.
    Crash(NodeId),
    /// A crashed node starts from its disk.
    Restart(NodeId),
    /// A node starts from an empty disk.
    Wipe(NodeId),
    /// A process stops for a while: it loses nothing and handles nothing.
    Pause(NodeId),
    /// A paused process goes on.
    Resume(NodeId),
    /// Link directions are cut.
    Cut(Vec<(NodeId, NodeId)>),
    /// Link directions are healed.
    Heal(Vec<(NodeId, NodeId)>),
    /// A client sends a new command to a node.
    Request {
        /// The client.
        client: ClientId,
        /// The command.
        operation: Operation,
        /// The node.
        to: NodeId,
    },
    /// A node is told to propose a value.
    Propose {
        /// The node.
        proposer: NodeId,
        /// The value.
        value: Operation,
        /// The round of its number, if it is not for the node to choose.
        round: Option<u64>,
    },
    /// The oracle says who leads.
    Elect {
        /// Who leads.
        leader: NodeId,
        /// Who hears of it besides the leader.
        followers: Vec<NodeId>,
    },
    /// A client sends its last command again, with the same number, to a node.
    Retry {
        /// The client.
        client: ClientId,
        /// The node.
        to: NodeId,
    },
    /// An option is set. No event.
    Set {
        /// The option's name.
        option: String,
        /// Its value, as text.
        value: String,
    },
    /// A node's timers run this many thousandths as fast. No event.
    Clock(NodeId, u32),
    /// A rule is switched on or off. No event.
    Rule(&'static Rule, bool),
    /// Whether timers wait to be told. No event.
    TimersManual(bool),
    /// Whether messages wait to be told. No event.
    NetworkManual(bool),
    /// The clock moves on to an instant before the next event. No event.
    Wait(Micros),
}

impl Act {
    /// Whether it is an event of its own, and so a step.
    pub fn is_event(&self) -> bool {
        !matches!(
            self,
            Act::Set { .. }
                | Act::Clock(..)
                | Act::Rule(..)
                | Act::TimersManual(_)
                | Act::NetworkManual(_)
                | Act::Wait(_)
        )
    }
}

/// Whom the oracle tells: the leader, and then the others, each once.
pub fn told_by_the_oracle(leader: NodeId, followers: &[NodeId]) -> Vec<NodeId> {
    let mut named = vec![leader];
    for node in followers {
        if !named.contains(node) {
            named.push(*node);
        }
    }
    named
}
