//! After every event: invariants, ghosts, last writers, and who became leader.

use super::*;
use crate::protocol::erased::Witness;
use crate::protocol::inspect::{Inspect, Variable};

impl World {
    /// Looks at every node that the step changed. Says whether one became leader.
    pub(super) fn settle_step(&mut self) -> bool {
        let mut elected = false;
        let mut changed = std::mem::take(&mut self.scratch.changed);
        for node in changed.drain(..) {
            if self.is_watched {
                self.check_invariants(node);
            }
            self.note_writers(node);
            let host = &mut self.hosts[node.index()];
            let leads = host.process.as_ref().is_some_and(|process| process.standing().leads);
            elected |= leads && !host.led;
            host.led = leads;
        }
        self.scratch.changed = changed;
        elected
    }

    /// Looks at every node as it started: at once, or before the first event if the conduct of the protocol came later.
    pub(super) fn watch(&mut self) {
        if !self.is_watched && self.can_run() {
            self.is_watched = true;
            let nodes = self.environment.cluster.nodes();
            nodes.for_each(|node| self.check_invariants(node));
        }
    }

    /// What is broken once is not reported again.
    fn check_invariants(&mut self, changed: NodeId) {
        let seen = Seen { cluster: &self.environment.cluster, hosts: &self.hosts, changed };
        let (breaches, step) = (&mut self.breaches, self.steps);
        let Some(conduct) = self.kind.conduct().get() else { return };
        conduct.observe(&mut self.ghost, &seen, &mut |invariant, because| {
            if !breaches.iter().any(|breach| breach.invariant == invariant) {
                breaches.push(Breach { invariant, step, because });
            }
        });
    }

    /// Compares every variable's digest with the last one, so that each knows the step that last wrote it.
    fn note_writers(&mut self, node: NodeId) {
        let host = &mut self.hosts[node.index()];
        let mut writers = Writers { variables: &mut host.variables, place: 0, step: self.steps };
        match &host.process {
            Some(process) => {
                process.inspect_stable(&mut writers);
                process.inspect(&mut writers);
            }
            None => host.disk.durable.inspect(&mut writers),
        }
    }
}

/// What invariants may look at.
struct Seen<'a> {
    cluster: &'a Cluster,
    hosts: &'a [Host],
    changed: NodeId,
}

impl Witness for Seen<'_> {
    fn cluster(&self) -> &Cluster {
        self.cluster
    }
    fn changed(&self) -> NodeId {
        self.changed
    }
    fn node(&self, node: NodeId) -> Option<&dyn Node> {
        self.hosts[node.index()].process.as_deref()
    }
    fn disk(&self, node: NodeId) -> &Saved {
        &self.hosts[node.index()].disk.durable
    }
}

struct Writers<'a> {
    variables: &'a mut Vec<(u64, u64)>,
    place: usize,
    step: u64,
}

impl Inspect for Writers<'_> {
    fn group(&mut self, _title: &'static str) {}
    fn variable(&mut self, _name: &'static str, value: &dyn Variable) {
        let digest = value.digest();
        match self.variables.get_mut(self.place) {
            Some((before, _)) if *before == digest => {}
            Some(slot) => *slot = (digest, self.step),
            None => self.variables.push((digest, self.step)),
        }
        self.place += 1;
    }
}
