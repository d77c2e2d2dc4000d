//! What the stage draws of a world: its nodes as portraits, and its ballots.

use super::*;
use crate::protocol::inspect::{BallotRow, Portrait};

impl World {
    /// A running node as the stage draws it.
    pub fn portrait(&self, node: NodeId) -> Option<Portrait> {
        self.host(node).process.as_ref().map(|process| process.portrait(self.cluster()))
    }

    /// A crashed node as it would be if it started again: what its disk holds, as the stage draws it.
    pub fn left_behind(&self, node: NodeId) -> Option<Portrait> {
        let host = self.host(node);
        let started = || self.started(node, &host.disk.durable).portrait(self.cluster());
        host.process.is_none().then(started)
    }

    /// The highest ballots, at most so many, and how many there are below them; none where there are no ballots.
    pub fn ballots(&self, most: usize) -> (Vec<BallotRow>, usize) {
        let in_flight = self.in_flight.iter().filter_map(|packet| match &packet.body {
            Body::Protocol(letter) => Some((packet.to.node()?, letter)),
            Body::Request { .. } | Body::Reply { .. } => None,
        });
        let in_flight: Vec<(NodeId, &Letter)> = in_flight.collect();
        self.kind.ballots(&self.ghost, &in_flight, self.cluster(), most)
    }
}
