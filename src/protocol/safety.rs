//! Invariants: what must never break, stated outside the nodes and checked after every event.

use super::Protocol;
use super::cluster::{Cluster, NodeId};

/// A theorem of the paper as a check.
pub struct Invariant<P: Protocol> {
    /// Its name in the paper.
    pub name: &'static str,
    /// Paper and section.
    pub section: &'static str,
    /// What it says, in our words.
    pub says: &'static str,
    /// Whether the node that just changed keeps to it; otherwise what was seen, as a sentence.
    ///
    /// The ghost still holds what was known before this event.
    pub check: fn(&P::Ghost, &dyn Witness<P>) -> Result<(), String>,
}

/// Everything an invariant may look at: all nodes and all disks at one instant, and who just changed.
pub trait Witness<P: Protocol> {
    /// The cluster.
    fn cluster(&self) -> &Cluster;
    /// The node that handled the last event.
    fn changed(&self) -> NodeId;
    /// A node that is up.
    fn node(&self, node: NodeId) -> Option<&P>;
    /// What a node's disk holds.
    fn disk(&self, node: NodeId) -> &P::Stable;
}
