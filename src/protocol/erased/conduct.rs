//! What nodes do when something happens to them, and what is checked then.
//!
//! A cluster can be drawn before anything has happened, so in the page this comes after the first picture.

use super::node::{self, Input, Node, Step};
use super::values::{Ghost, Letter, Saved};
use crate::protocol::Protocol;
use crate::protocol::cluster::{Cluster, NodeId};
use crate::protocol::safety;
use std::marker::PhantomData;

/// The conduct of a protocol as the simulation knows it.
pub trait Conduct: Sync {
    /// A node handles one input.
    fn handle(&self, node: &mut dyn Node, input: Input, step: &mut Step);
    /// Checks every invariant against the node that just changed, reports those that do not hold with what was seen,
    /// and only then takes down in the ghost what the node shows.
    fn observe(
        &self,
        ghost: &mut Ghost,
        witness: &dyn Witness,
        broken: &mut dyn FnMut(&'static str, String),
    );
    /// Takes down in the ghost a message that a node is about to handle.
    fn overhear(&self, ghost: &mut Ghost, node: NodeId, letter: &Letter);
}

/// All nodes and all disks at one instant, and who just changed: what a [`safety::Witness`] is made of.
pub trait Witness {
    /// The cluster.
    fn cluster(&self) -> &Cluster;
    /// The node that handled the last event.
    fn changed(&self) -> NodeId;
    /// A node that is up.
    fn node(&self, node: NodeId) -> Option<&dyn Node>;
    /// What a node's disk holds.
    fn disk(&self, node: NodeId) -> &Saved;
}

/// The [`Conduct`] of a protocol.
struct Of<P>(PhantomData<fn() -> P>);

/// The conduct of a protocol.
pub(super) const fn of<P: Protocol>() -> &'static dyn Conduct {
    &Of::<P>(PhantomData)
}

impl<P: Protocol> Conduct for Of<P> {
    fn handle(&self, node: &mut dyn Node, input: Input, step: &mut Step) {
        node::handle::<P>(node, input, step);
    }
    fn observe(
        &self,
        ghost: &mut Ghost,
        witness: &dyn Witness,
        broken: &mut dyn FnMut(&'static str, String),
    ) {
        let ghost = ghost.write::<P::Ghost>();
        let changed = witness.changed();
        let witness = Typed {
            witness,
            cluster: witness.cluster(),
            changed,
            node: witness.node(changed).map(|node| node.process_as::<P>()),
        };
        for (invariant, check) in P::invariants().iter().zip(P::checks()) {
            if let Err(because) = check(ghost, &witness) {
                broken(invariant.name, because);
            }
        }
        P::observe(ghost, &witness);
    }
    fn overhear(&self, ghost: &mut Ghost, node: NodeId, letter: &Letter) {
        P::overhear(ghost.write(), node, letter.read());
    }
}

/// A witness who sees the types again.
struct Typed<'a, P> {
    witness: &'a dyn Witness,
    cluster: &'a Cluster,
    changed: NodeId,
    /// The node that changed: every invariant asks for it.
    node: Option<&'a P>,
}

impl<P: Protocol> safety::Witness<P> for Typed<'_, P> {
    fn cluster(&self) -> &Cluster {
        self.cluster
    }
    fn changed(&self) -> NodeId {
        self.changed
    }
    fn node(&self, node: NodeId) -> Option<&P> {
        if node == self.changed {
            return self.node;
        }
        self.witness.node(node).map(|node| node.process_as::<P>())
    }
    fn disk(&self, node: NodeId) -> &P::Stable {
        self.witness.disk(node).read()
    }
}
