//! Invariants: what must never break, stated outside the nodes and checked after every event.
//!
//! What an invariant says is shown from the start; its check is run when something happens. So the two are apart.

use super::Protocol;
use super::cluster::{Cluster, NodeId};

/// A theorem of the paper.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Invariant {
    /// Its name in the paper.
    pub name: &'static str,
    /// Paper and section.
    pub section: &'static str,
    /// What it says, in our words.
    pub says: &'static str,
}

/// Whether the node that just changed keeps to an invariant; otherwise what was seen, as a sentence.
///
/// The ghost still holds what was known before this event.
pub type Check<P> = fn(&<P as Protocol>::Ghost, &dyn Witness<P>) -> Result<(), String>;

/// The invariants of a protocol: its type, and for each invariant its name, paper and section, what it says, and its check.
/// All of them are `INVARIANTS`, in this order, and their checks are `CHECKS`.
macro_rules! invariants {
    ($protocol:ty; $($name:literal, $section:literal, $says:literal, $check:expr;)*) => {
        /// All invariants.
        pub static INVARIANTS: &[$crate::protocol::safety::Invariant] = &[
            $($crate::protocol::safety::Invariant { name: $name, section: $section, says: $says }),*
        ];
        /// Their checks, in the same order.
        pub static CHECKS: &[$crate::protocol::safety::Check<$protocol>] = &[$($check),*];
    };
}
pub(crate) use invariants;

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
