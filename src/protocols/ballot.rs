//! Ballots: the numbers of proposals, ordered and never shared by two nodes.

use crate::protocol::cluster::{Cluster, NodeId};
use crate::protocol::digest::Digest;
use crate::protocol::inspect::Variable;
use crate::protocol::value::Value;

/// The number of a proposal: compared by round, then by node.
///
/// Source: Paxos Made Simple, §2.5: different proposers choose their numbers from disjoint sets of numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Ballot {
    /// The round; the first is 1.
    pub round: u64,
    /// The node that proposes under it, and no other does.
    pub node: NodeId,
}

impl Ballot {
    /// `1.A`: the round and the name of the node.
    pub fn shown(self, cluster: &Cluster) -> String {
        format!("{}.{}", self.round, cluster.name(self.node))
    }
}

impl Variable for Ballot {
    fn value(&self, cluster: &Cluster) -> Value {
        Value::from_text(&self.shown(cluster))
    }
    fn digest(&self) -> u64 {
        Digest::of(self)
    }
}
