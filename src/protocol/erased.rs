//! A protocol without its types: what the simulation holds, so that it is compiled once and not once for each protocol.
//!
//! A protocol is written with types of its own, and nobody writes a line here for it: [`Of`] makes a [`Kind`] of any
//! [`Protocol`]. The world carries letters, disks and nodes that it cannot open; only the wrappers here can.

mod conduct;
mod node;
mod values;

pub use conduct::{Conduct, Witness};
pub use node::{Input, Node, Step, Wish};
pub use values::{Ghost, Letter, Saved};

use super::apart::Code;
use super::cluster::{Cluster, NodeId, Part};
use super::inspect::{BallotRow, Figure, Vocabulary};
use super::rule::Rule;
use super::safety::Invariant;
use super::setting::{Choice, Settings};
use super::value::Value;
use super::{Message, Promise, Protocol, Timer, Transport, Workload};
use std::fmt;
use std::marker::PhantomData;

/// What a timer is called.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TimerFacts {
    /// Its name in scenarios.
    pub name: &'static str,
    /// The variable that shows the length last drawn, if the paper has one.
    pub variable: Option<&'static str>,
}

/// A protocol as the simulation knows it; the items are those of [`Protocol`]. What its nodes do once they have started
/// is its [`Conduct`].
pub trait Kind: Sync {
    /// The protocol's name in scenarios and links.
    fn name(&self) -> &'static str;
    /// The protocol's name in prose.
    fn title(&self) -> &'static str;
    /// What its paper calls the things that every protocol has.
    fn vocabulary(&self) -> Vocabulary;
    /// The roles of its nodes, with the shapes that stand for them.
    fn roles(&self) -> &'static [(Figure, &'static str)];
    /// The parts that its nodes play; none if all nodes are alike.
    fn parts(&self) -> &'static [Part];
    /// Where its work comes from.
    fn workload(&self) -> Workload;
    /// How its messages travel.
    fn transport(&self) -> Transport;
    /// The rule that says that its connections are first-in first-out, if that rule can be switched off.
    fn fifo(&self) -> Option<&'static Rule>;
    /// What it promises to its clients.
    fn promise(&self) -> Promise;
    /// Whether a leader oracle outside the nodes says who leads, with these options.
    fn has_oracle(&self, settings: &Settings) -> bool;
    /// The names of all kinds of messages, as scenarios write them.
    fn messages(&self) -> &'static [&'static str];
    /// How many timers a node has.
    fn timer_count(&self) -> usize;
    /// The timer at this place among all of them.
    fn timer(&self, place: usize) -> TimerFacts;
    /// The rules, in the paper's order.
    fn rules(&self) -> &'static [&'static Rule];
    /// The protocol's own options.
    fn choices(&self) -> &'static [&'static Choice];
    /// What must never break.
    fn invariants(&self) -> &'static [Invariant];
    /// What its nodes do when something happens, and what is checked then.
    fn conduct(&'static self) -> &'static Code<&'static dyn Conduct>;

    /// The cluster that a size alone means.
    fn cluster(&self, size: u8) -> Cluster {
        let count = |part: &'static Part| (part, if part.sized { size } else { part.usual });
        match self.parts() {
            [] => Cluster::of_size(size),
            parts => Cluster::of_parts(parts.iter().map(count).collect()),
        }
    }
    /// A disk that nobody has written, for this node.
    fn empty_disk(&self, me: NodeId, cluster: &Cluster) -> Saved;
    /// What an observer knows before anything has happened.
    fn empty_ghost(&self) -> Ghost;
    /// A node starts from what its disk holds.
    fn start(&self, me: NodeId, disk: &Saved, step: &mut Step) -> Box<dyn Node>;
    /// The highest ballots, at most so many, and how many there are below them; of what is in flight with the receivers.
    fn ballots(
        &self,
        ghost: &Ghost,
        in_flight: &[(NodeId, &Letter)],
        cluster: &Cluster,
        most: usize,
    ) -> (Vec<BallotRow>, usize);
    /// The value that all nodes together have decided on; nothing if the protocol is not about one value.
    fn chosen(&self, ghost: &Ghost) -> Option<Value>;
}

impl fmt::Debug for dyn Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// The [`Kind`] of a protocol.
pub struct Of<P> {
    conduct: Code<&'static dyn Conduct>,
    protocol: PhantomData<fn() -> P>,
}

impl<P: Protocol> Of<P> {
    /// The protocol as the simulation knows it, with its conduct.
    pub const KIND: &'static dyn Kind =
        &Of::<P> { conduct: Code::Here(Of::<P>::CONDUCT), protocol: PhantomData };

    /// The protocol's conduct.
    pub const CONDUCT: &'static dyn Conduct = conduct::of::<P>();

    /// The protocol, with its conduct wherever that is.
    pub const fn with(conduct: Code<&'static dyn Conduct>) -> Self {
        Of { conduct, protocol: PhantomData }
    }
}

impl<P: Protocol> Kind for Of<P> {
    fn name(&self) -> &'static str {
        P::NAME
    }
    fn title(&self) -> &'static str {
        P::TITLE
    }
    fn vocabulary(&self) -> Vocabulary {
        P::VOCABULARY
    }
    fn roles(&self) -> &'static [(Figure, &'static str)] {
        P::ROLES
    }
    fn parts(&self) -> &'static [Part] {
        P::PARTS
    }
    fn workload(&self) -> Workload {
        P::WORKLOAD
    }
    fn transport(&self) -> Transport {
        P::TRANSPORT
    }
    fn fifo(&self) -> Option<&'static Rule> {
        P::FIFO
    }
    fn promise(&self) -> Promise {
        P::PROMISE
    }
    fn has_oracle(&self, settings: &Settings) -> bool {
        P::has_oracle(settings)
    }
    fn messages(&self) -> &'static [&'static str] {
        P::Message::KINDS
    }
    fn timer_count(&self) -> usize {
        P::Timer::ALL.len()
    }
    fn timer(&self, place: usize) -> TimerFacts {
        let timer = P::Timer::ALL[place];
        TimerFacts { name: timer.name(), variable: timer.variable() }
    }
    fn rules(&self) -> &'static [&'static Rule] {
        P::rules()
    }
    fn choices(&self) -> &'static [&'static Choice] {
        P::choices()
    }
    fn invariants(&self) -> &'static [Invariant] {
        P::invariants()
    }
    fn conduct(&'static self) -> &'static Code<&'static dyn Conduct> {
        &self.conduct
    }

    fn empty_disk(&self, me: NodeId, cluster: &Cluster) -> Saved {
        Saved::new(P::empty_disk(me, cluster))
    }
    fn empty_ghost(&self) -> Ghost {
        Ghost::new(P::Ghost::default())
    }
    fn start(&self, me: NodeId, disk: &Saved, step: &mut Step) -> Box<dyn Node> {
        node::start::<P>(me, disk.read::<P::Stable>().clone(), step)
    }
    fn ballots(
        &self,
        ghost: &Ghost,
        in_flight: &[(NodeId, &Letter)],
        cluster: &Cluster,
        most: usize,
    ) -> (Vec<BallotRow>, usize) {
        let in_flight: Vec<(NodeId, &P::Message)> =
            in_flight.iter().map(|(to, letter)| (*to, letter.read())).collect();
        P::ballots(ghost.read(), &in_flight, cluster, most)
    }
    fn chosen(&self, ghost: &Ghost) -> Option<Value> {
        P::chosen(ghost.read())
    }
}
