//! What a link does with a packet: the options as a menu of faults, cuts, and connections that break as a whole.

use crate::protocol::cluster::{ClientId, NodeId};
use crate::protocol::command::{Operation, Reply};
use crate::protocol::digest::Digest;
use crate::protocol::erased::Letter;
use crate::protocol::setting::{Choice, Kind, Settings};
use crate::protocol::sorted::SortedSet;
use crate::protocol::time::Micros;
use std::hash::Hash;
use std::ops::RangeInclusive;

/// One-way message delay.
pub static LATENCY: Choice = Choice {
    name: "latency",
    kind: Kind::Range,
    default: "0.5ms..1.5ms",
    says: "How long a message travels, one way; each is drawn from this range.",
};
/// Share of messages lost.
pub static LOSS: Choice = Choice {
    name: "loss",
    kind: Kind::Share,
    default: "0%",
    says: "The share of messages that never arrive.",
};
/// Share of messages doubled.
pub static DUPLICATE: Choice = Choice {
    name: "duplicate",
    kind: Kind::Share,
    default: "0%",
    says: "The share of messages that arrive twice.",
};
/// Whether messages overtake each other.
pub static ORDER: Choice = Choice {
    name: "order",
    kind: Kind::Word(&["random", "fifo"]),
    default: "random",
    says: "Whether a message may overtake another one on the same link.",
};
/// How long a disk sync takes.
pub static DISK: Choice = Choice {
    name: "disk",
    kind: Kind::Length,
    default: "0ms",
    says: "How long a node's disk takes to make a change durable.",
};
/// Whether requests and replies of clients travel.
pub static CLIENT_NETWORK: Choice = Choice {
    name: "client-network",
    kind: Kind::Switch,
    default: "off",
    says: "Whether requests and replies travel like other messages; otherwise they arrive at once.",
};
/// When a client tries again by itself.
pub static CLIENT_RETRY: Choice = Choice {
    name: "client-retry",
    kind: Kind::LengthOrOff,
    default: "off",
    says: "How long a client waits for an answer before it sends its command again, to the node it was told leads.",
};

/// The world's own options, in the order in which they are shown.
pub static CHOICES: &[&Choice] =
    &[&LATENCY, &LOSS, &DUPLICATE, &ORDER, &DISK, &CLIENT_NETWORK, &CLIENT_RETRY];

/// The world's options, read once when one of them is set.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NetworkOptions {
    /// One-way delay of a message.
    pub latency: RangeInclusive<Micros>,
    /// Share of messages lost, in tenths of a percent.
    pub loss: u16,
    /// Share of messages doubled, in tenths of a percent.
    pub duplicate: u16,
    /// Whether messages of one link direction arrive in the order in which they left.
    pub fifo: bool,
    /// How long a sync takes.
    pub disk: Micros,
    /// Whether requests and replies travel.
    pub client_network: bool,
    /// After what time a client tries again by itself.
    pub client_retry: Option<Micros>,
}

impl NetworkOptions {
    /// The options as they are set now.
    pub fn new(settings: &Settings) -> Self {
        NetworkOptions {
            latency: settings.range(&LATENCY),
            loss: settings.share(&LOSS),
            duplicate: settings.share(&DUPLICATE),
            fifo: settings.word(&ORDER) == "fifo",
            disk: settings.length(&DISK).unwrap_or_default(),
            client_network: settings.switch(&CLIENT_NETWORK),
            client_retry: settings.length(&CLIENT_RETRY),
        }
    }
}

/// One end of a message's way.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Endpoint {
    /// A node.
    Node(NodeId),
    /// A client.
    Client(ClientId),
}

impl Endpoint {
    /// The node, if it is one.
    pub fn node(self) -> Option<NodeId> {
        match self {
            Endpoint::Node(node) => Some(node),
            Endpoint::Client(_) => None,
        }
    }

    /// A number that no other endpoint has, for the random streams.
    pub fn number(self) -> u16 {
        match self {
            Endpoint::Node(node) => u16::from(node.0),
            Endpoint::Client(client) => client.0.saturating_add(256),
        }
    }
}

/// What a packet carries.
#[derive(Clone, Debug)]
pub enum Body {
    /// A message between nodes.
    Protocol(Letter),
    /// A client's command.
    Request {
        /// The client's number of the command.
        sequence: u64,
        /// The command.
        operation: Operation,
        /// How many commands whoever last answered the client had applied.
        seen: u64,
    },
    /// What a client hears.
    Reply {
        /// The client's number of the command.
        sequence: u64,
        /// The answer.
        reply: Reply,
        /// How many commands whoever answers has applied.
        seen: u64,
    },
}

impl Body {
    /// Adds all of it to a digest.
    pub fn feed(&self, digest: &mut Digest) {
        std::mem::discriminant(self).hash(digest);
        match self {
            Body::Protocol(letter) => letter.feed(digest),
            Body::Request { sequence, operation, seen } => (sequence, operation, seen).hash(digest),
            Body::Reply { sequence, reply, seen } => (sequence, reply, seen).hash(digest),
        }
    }
}

/// A message in flight.
#[derive(Clone, Debug)]
pub struct Packet {
    /// Its number, from 1, in the order in which messages leave.
    pub number: u64,
    /// Who sent it.
    pub from: Endpoint,
    /// Who is to have it.
    pub to: Endpoint,
    /// What it carries.
    pub body: Body,
    /// When it left.
    pub sent: Micros,
    /// When it arrives.
    pub due: Micros,
    /// Its place among all that is scheduled: ties in time go by this number.
    pub order: u64,
    /// The step in which its sender made it; it left later if it had to wait for the disk.
    pub sent_in: u64,
    /// The network will lose it on its way.
    pub doomed: bool,
}

impl Packet {
    /// Whether it travels between these two nodes, in either direction.
    pub fn is_between(&self, pair: (NodeId, NodeId)) -> bool {
        match (self.from.node(), self.to.node()) {
            (Some(from), Some(to)) => (from, to) == pair || (to, from) == pair,
            _ => false,
        }
    }
}

/// Which link directions are cut, and which connections are broken.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Links {
    cut: SortedSet<(NodeId, NodeId)>,
    broken: SortedSet<(NodeId, NodeId)>,
    noticed: SortedSet<(NodeId, NodeId)>,
}

impl Links {
    /// Whether nothing passes in this direction.
    pub fn is_cut(&self, from: NodeId, to: NodeId) -> bool {
        !self.cut.is_empty() && self.cut.contains(&(from, to))
    }

    /// All cut directions, in order.
    pub fn cuts(&self) -> impl Iterator<Item = (NodeId, NodeId)> {
        self.cut.iter().copied()
    }

    /// Cuts a direction; false if it was cut.
    pub fn cut(&mut self, from: NodeId, to: NodeId) -> bool {
        self.cut.insert((from, to))
    }

    /// Heals a direction; false if it was not cut.
    pub fn heal(&mut self, from: NodeId, to: NodeId) -> bool {
        self.cut.remove(&(from, to))
    }

    /// Whether the connection of these two is broken and not yet opened anew.
    pub fn is_broken(&self, a: NodeId, b: NodeId) -> bool {
        self.broken.contains(&pair(a, b))
    }

    /// Breaks the connection of these two.
    pub fn break_connection(&mut self, a: NodeId, b: NodeId) {
        self.broken.insert(pair(a, b));
    }

    /// `me` notices that its connection to `peer` is gone; false if it knew.
    pub fn notice(&mut self, me: NodeId, peer: NodeId) -> bool {
        self.break_connection(me, peer);
        self.noticed.insert((me, peer))
    }

    /// Whether something passes in both directions.
    pub fn is_whole(&self, a: NodeId, b: NodeId) -> bool {
        !self.is_cut(a, b) && !self.is_cut(b, a)
    }

    /// Opens the broken connections that both ends have noticed and whose link is whole, and names them.
    pub fn reopen(&mut self, is_up: impl Fn(NodeId) -> bool) -> Vec<(NodeId, NodeId)> {
        let ready = |(a, b): &(NodeId, NodeId)| {
            let noticed = self.noticed.contains(&(*a, *b)) && self.noticed.contains(&(*b, *a));
            noticed && self.is_whole(*a, *b) && is_up(*a) && is_up(*b)
        };
        let opened: Vec<_> = self.broken.iter().copied().filter(ready).collect();
        for (a, b) in &opened {
            self.broken.remove(&(*a, *b));
            self.noticed.remove(&(*a, *b));
            self.noticed.remove(&(*b, *a));
        }
        opened
    }
}

/// The two ends of a connection, the lower one first.
pub fn pair(a: NodeId, b: NodeId) -> (NodeId, NodeId) {
    (a.min(b), a.max(b))
}
