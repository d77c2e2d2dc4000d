//! Connections: first-in first-out, broken as a whole, noticed by each end for itself, and opened anew.

use super::*;

impl World {
    /// Whether nodes talk over connections.
    pub(super) fn breaks_connections(&self) -> bool {
        self.kind.transport() == Transport::Connection
    }

    /// Whether nodes talk over connections on which nothing overtakes and nothing is doubled.
    pub fn is_stream(&self) -> bool {
        is_stream(self.kind, &self.environment.rules_off)
    }

    /// Whether messages of one link direction arrive in the order in which they left.
    pub(super) fn is_fifo(&self) -> bool {
        match self.kind.transport() {
            Transport::Connection => self.is_stream(),
            Transport::Datagram => self.options.fifo,
        }
    }

    /// Whether nothing that leaves now can arrive.
    pub(super) fn is_barred(&self, from: NodeId, to: NodeId) -> bool {
        self.links.is_cut(from, to) || (self.breaks_connections() && self.links.is_broken(from, to))
    }

    /// A connection breaks as a whole: nothing in flight on it arrives, in either direction, and what waits for a disk
    /// before it leaves on it does not leave on the next one.
    pub(super) fn break_connection(&mut self, pair: (NodeId, NodeId)) {
        self.links.break_connection(pair.0, pair.1);
        for (me, peer) in [pair, (pair.1, pair.0)] {
            self.hosts[me.index()].held.retain(|held| held.to != Endpoint::Node(peer));
        }
        self.lose_where(|packet| packet.is_between(pair));
    }

    /// Loses what is in flight and matches.
    pub(super) fn lose_where(&mut self, lost: impl Fn(&Packet) -> bool) {
        let before = self.in_flight.len();
        self.in_flight.retain(|packet| !lost(packet));
        self.counts.lost += (before - self.in_flight.len()) as u64;
    }

    /// What is sent on a broken connection is answered with a reset, as TCP does, unless nothing gets through or nobody is
    /// there to answer: then there is silence.
    pub(super) fn reset(&mut self, from: NodeId, to: NodeId) {
        if self.breaks_connections() && self.is_reached(to, from) {
            self.learns_of_the_end(to, from);
            self.learns_of_the_end(from, to);
        }
    }

    /// Whether a node notices at once what its peer does to their connection.
    pub(super) fn is_reached(&self, node: NodeId, peer: NodeId) -> bool {
        self.links.is_whole(node, peer) && self.hosts[node.index()].is_awake()
    }

    /// A node hears that its connection to a peer is gone, unless it knows.
    pub(super) fn learns_of_the_end(&mut self, node: NodeId, peer: NodeId) {
        if self.links.notice(node, peer) {
            self.scratch.inputs.push_back((node, Input::Link(peer, LinkState::Down)));
        }
    }

    /// Opens the connections that can be opened; both ends will hear of it.
    pub(super) fn reopen_connections(&mut self) {
        for (a, b) in self.open_connections() {
            self.scratch.inputs.push_back((a, Input::Link(b, LinkState::Up)));
            self.scratch.inputs.push_back((b, Input::Link(a, LinkState::Up)));
        }
    }

    /// These nodes drop the connections among them, and open new ones at once: nothing that was in flight arrives.
    pub(super) fn connect_anew(&mut self, nodes: &[NodeId]) {
        if !self.breaks_connections() {
            return;
        }
        for node in nodes {
            for peer in nodes.iter().filter(|peer| node != *peer) {
                self.break_connection((*node, *peer));
                self.links.notice(*node, *peer);
            }
        }
        self.open_connections();
    }

    fn open_connections(&mut self) -> Vec<(NodeId, NodeId)> {
        if !self.breaks_connections() {
            return Vec::new();
        }
        let hosts = &self.hosts;
        self.links.reopen(|node| hosts[node.index()].is_awake())
    }
}

fn is_stream(kind: &dyn Kind, rules_off: &[&'static Rule]) -> bool {
    let is_off = |rule: &Rule| rules_off.iter().any(|off| std::ptr::eq(*off, rule));
    kind.transport() == Transport::Connection && !kind.fifo().is_some_and(is_off)
}

/// Connections are first-in first-out and show nothing twice, whatever somebody sets.
pub fn check_order(
    kind: &dyn Kind,
    rules_off: &[&'static Rule],
    option: &str,
    value: &str,
) -> Result<(), String> {
    if !is_stream(kind, rules_off) {
        return Ok(());
    }
    let says = if option == network::ORDER.name && value == "random" {
        "links are always fifo"
    } else if option == network::DUPLICATE.name && value != "0%" {
        "messages arrive once"
    } else {
        return Ok(());
    };
    let title = kind.title();
    Err(format!("{title}'s {says}: the paper assumes first-in first-out connections, as TCP gives"))
}
