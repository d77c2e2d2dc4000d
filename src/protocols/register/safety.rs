//! What must never break, and the ghost that remembers for it.

use super::message::Stamp;
use super::node::Register;
use crate::protocol::cluster::NodeId;
use crate::protocol::safety::{Witness, invariants};
use crate::protocol::sorted::SortedMap;

/// What only an observer remembers: the newest stamp that each disk has held, by node and key.
#[derive(Clone, Debug, Default)]
pub struct Ghost {
    newest: SortedMap<(NodeId, String), Stamp>,
}

invariants! {
    Register;

    "Newest Write Kept", "Thomas 1979, timestamps",
        "A node never replaces a write by an older one.",
        newest_write_kept;
}

fn newest_write_kept(ghost: &Ghost, witness: &dyn Witness<Register>) -> Result<(), String> {
    let node = witness.changed();
    let Some(process) = witness.node(node) else { return Ok(()) };
    for (key, (stamp, command)) in process.stable.register.iter() {
        if ghost.newest.get(&(node, key.clone())).is_some_and(|newest| newest > stamp) {
            let name = witness.cluster().name(node);
            return Err(format!(
                "{name} keeps {command}, stamped {}, after a newer write.",
                stamp.counter
            ));
        }
    }
    Ok(())
}

/// Takes down the stamps of the node that changed.
pub fn observe(ghost: &mut Ghost, witness: &dyn Witness<Register>) {
    let node = witness.changed();
    if let Some(process) = witness.node(node) {
        for (key, (stamp, _)) in process.stable.register.iter() {
            ghost.newest.insert((node, key.clone()), *stamp);
        }
    } else {
        ghost.newest.retain(|(owner, _), _| *owner != node);
    }
}
