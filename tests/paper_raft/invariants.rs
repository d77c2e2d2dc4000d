//! Where an invariant looks: what a run seldom shows.

use crate::harness::*;
use quorarium::protocol::Protocol;
use quorarium::protocol::cluster::{Cluster, NodeId};
use quorarium::protocol::safety::Witness;
use quorarium::protocols::raft::Raft;
use quorarium::protocols::raft::node::Persistent;

/// One server, seen alone.
struct Alone {
    cluster: Cluster,
    server: Server,
    disk: Persistent,
}

impl Alone {
    fn from(disk: Persistent) -> Self {
        let server = start().of(1).from(disk.clone()).go();
        Alone { cluster: Cluster::of_size(1), server, disk }
    }
}

impl Witness<Raft> for Alone {
    fn cluster(&self) -> &Cluster {
        &self.cluster
    }
    fn changed(&self) -> NodeId {
        A
    }
    fn node(&self, _node: NodeId) -> Option<&Raft> {
        Some(self.server.node())
    }
    fn disk(&self, _node: NodeId) -> &Persistent {
        &self.disk
    }
}

/// The terms of a log never fall, wherever in the new entries that would be.
#[test]
fn a_falling_term_is_seen_before_the_last_entry_too() {
    let verdict = |before: &[u64], after: &[u64]| {
        let mut ghost = Default::default();
        Raft::observe(&mut ghost, &Alone::from(disk(3, None, before)));
        let mut checked = Raft::invariants().iter().zip(Raft::checks());
        let (_, check) = checked.find(|(known, _)| known.name == "Terms Never Fall").unwrap();
        check(&ghost, &Alone::from(disk(3, None, after)))
    };
    let falls = |index| Err(format!("A's log has a smaller term at index {index} than before it."));
    assert_eq!(verdict(&[2], &[2, 2, 3]), Ok(()));
    assert_eq!(verdict(&[2], &[2, 1]), falls(2));
    assert_eq!(verdict(&[2], &[2, 1, 1]), falls(2));
    assert_eq!(verdict(&[2, 3, 3], &[2, 1, 1]), falls(2));
    assert_eq!(verdict(&[1, 1, 1], &[1]), Ok(()));
}
