//! The contract between a protocol and everything around it.
//!
//! A protocol is a pure step: a message, a timer, a request or the end of a disk write goes in, effects come out
//! ([`outbox::Effect`]). A node has no clock, draws no random number, and touches nothing but itself and its outbox.
//! What it is seen as ([`inspect`]), which rules it cites ([`rule::Rule`]) and what must never break
//! ([`safety::Invariant`]) are part of the contract, so that nothing outside needs a protocol's types.

pub mod apart;
pub mod cluster;
pub mod command;
pub mod digest;
pub mod erased;
pub mod gather;
pub mod inspect;
pub mod outbox;
pub mod rule;
pub mod safety;
pub mod sequence;
pub mod setting;
pub mod sorted;
pub mod stance;
pub mod time;
pub mod value;

use cluster::{Cluster, NodeId, Part};
use inspect::{BallotRow, Figure, Inspect, Portrait, Vocabulary};
use outbox::{Outbox, Proposal, Request, WriteId};
use rule::{Rule, Writing};
use safety::{Check, Invariant, Witness};
use setting::{Choice, Settings};
use std::fmt::Debug;
use std::hash::Hash;
use value::Value;

/// How messages travel.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Transport {
    /// Each message for itself: lost, doubled or overtaken, as the network's options say.
    Datagram,
    /// First-in first-out connections that break as a whole, as TCP gives and ZAB assumes.
    Connection,
}

/// What happened to a connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LinkState {
    /// A new connection is open.
    Up,
    /// The connection is broken.
    Down,
}

/// What a protocol promises to its clients.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Promise {
    /// Their calls look like calls of a single copy.
    Linearizable,
    /// Their writes do; a read may show the past, but no client ever sees it go back.
    LinearizableWrites,
    /// Nothing.
    Nothing,
}

/// Where the work of a protocol comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Workload {
    /// Clients send commands to the nodes.
    Requests,
    /// Nodes that play this part are told to propose a value.
    Proposals(&'static Part),
}

/// A consensus protocol, or any other protocol of nodes that send messages, keep state on disk and set timers.
pub trait Protocol: Clone + Debug + PartialEq + Eq + 'static {
    /// The protocol's name in scenarios and links.
    const NAME: &'static str;
    /// The protocol's name in prose.
    const TITLE: &'static str;
    /// What it is, in a sentence for people who do not know it.
    const SAYS: &'static str;
    /// What its paper calls the things that every protocol has.
    const VOCABULARY: Vocabulary;
    /// The roles of its nodes, the one that leads first, with the shapes that stand for them.
    const ROLES: &'static [(Figure, &'static str)];
    /// The parts that its nodes play, in the order of the cluster; none if all nodes are alike.
    const PARTS: &'static [Part] = &[];
    /// Where its work comes from.
    const WORKLOAD: Workload = Workload::Requests;
    /// What is written of its rules, and of the points on which its sources differ.
    const WRITING: Writing = Writing { rules: &[], stances: &[] };
    /// How its messages travel.
    const TRANSPORT: Transport;
    /// The rule that says that its connections are first-in first-out, if that rule can be switched off: then messages
    /// overtake each other on them.
    const FIFO: Option<&'static Rule> = None;
    /// What it promises to its clients.
    const PROMISE: Promise = Promise::Linearizable;

    /// The messages, by the paper's names.
    type Message: Message;
    /// The timers.
    type Timer: Timer;
    /// What a crash leaves: the state on disk.
    type Stable: Stable;
    /// What only an observer knows: ghost variables for the invariants.
    type Ghost: Clone + Debug + Default + 'static;

    /// A disk that nobody has written, for this node.
    fn empty_disk(_me: NodeId, _cluster: &Cluster) -> Self::Stable {
        Self::Stable::default()
    }
    /// A node starts, for the first time or after a crash, from what its disk holds.
    fn start(me: NodeId, disk: Self::Stable, out: &mut Outbox<Self>) -> Self;
    /// A message arrives.
    fn on_message(&mut self, from: NodeId, message: Self::Message, out: &mut Outbox<Self>);
    /// A timer fires.
    fn on_timer(&mut self, timer: Self::Timer, out: &mut Outbox<Self>);
    /// A client asks.
    fn on_request(&mut self, request: Request, out: &mut Outbox<Self>);
    /// The node is told to propose a value; only where that is the [`Workload`].
    fn on_propose(&mut self, _proposal: Proposal, _out: &mut Outbox<Self>) {}
    /// An oracle outside the nodes says who leads from now on; only where there is one.
    fn on_elect(&mut self, _leader: NodeId, _out: &mut Outbox<Self>) {}
    /// The disk holds this write and all before it.
    fn on_synced(&mut self, write: WriteId, out: &mut Outbox<Self>);
    /// A connection opened or broke; protocols over datagrams hear nothing.
    fn on_link(&mut self, _peer: NodeId, _state: LinkState, _out: &mut Outbox<Self>) {}

    /// Shows the volatile variables; the durable ones are shown by [`Stable::inspect`].
    fn inspect(&self, see: &mut dyn Inspect);
    /// The durable state as the node works with it, which its disk may not hold yet.
    fn stable(&self) -> &Self::Stable;
    /// The role, the epoch and whether it leads, without a word made: for the timeline and conditions.
    fn standing(&self) -> Standing;
    /// The node as the stage draws it.
    fn portrait(&self, cluster: &Cluster) -> Portrait;

    /// The rules, in the paper's order.
    fn rules() -> &'static [&'static Rule];
    /// The protocol's own options.
    fn choices() -> &'static [&'static Choice];
    /// Whether a leader oracle outside the nodes says who leads, with these options.
    fn has_oracle(_settings: &Settings) -> bool {
        false
    }
    /// What must never break.
    fn invariants() -> &'static [Invariant];
    /// The checks of the invariants, in the same order.
    fn checks() -> &'static [Check<Self>];
    /// Takes down in the ghost what the node that just changed shows.
    fn observe(ghost: &mut Self::Ghost, witness: &dyn Witness<Self>);
    /// Takes down in the ghost a message that a node is about to handle.
    fn overhear(_ghost: &mut Self::Ghost, _node: NodeId, _message: &Self::Message) {}
    /// The highest ballots, at most so many, from what the ghost knows and what is in flight, each message with its
    /// receiver; and how many there are below them. None if the protocol's story is not one of ballots.
    fn ballots(
        _ghost: &Self::Ghost,
        _in_flight: &[(NodeId, &Self::Message)],
        _cluster: &Cluster,
        _most: usize,
    ) -> (Vec<BallotRow>, usize) {
        (Vec::new(), 0)
    }
    /// The value that all nodes together have decided on, whether or not one of them knows it, or [`Value::None`] so far;
    /// nothing if the protocol is not about one value.
    fn chosen(_ghost: &Self::Ghost) -> Option<Value> {
        None
    }
}

/// A node's standing: what the timeline's leader band and `leader` in conditions need to know.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Standing {
    /// The role's name in scenarios.
    pub role: &'static str,
    /// The term, ballot round or epoch.
    pub epoch: u64,
    /// Whether it leads.
    pub leads: bool,
}

/// A message, as everything outside the protocol sees it.
pub trait Message: Clone + Debug + PartialEq + Eq + Hash + 'static {
    /// The names of all kinds, as scenarios write them.
    const KINDS: &'static [&'static str];
    /// The message's name in the paper.
    fn kind(&self) -> &'static str;
    /// Whether it answers another message.
    fn is_reply(&self) -> bool;
    /// The term, ballot round or epoch that it carries.
    fn epoch(&self) -> u64;
    /// Its fields, by the paper's names.
    fn inspect(&self, see: &mut dyn Inspect);
    /// The field or two that matter most: "+1 entry", "last (2, 5)", "granted".
    fn summary(&self) -> String;
}

/// A timer, as everything outside the protocol sees it.
pub trait Timer: Copy + Debug + Ord + Hash + 'static {
    /// All timers of the protocol; the first is the one that `timeout A` means.
    const ALL: &'static [Self];
    /// Its name in scenarios.
    fn name(self) -> &'static str;
    /// The variable that shows the length last drawn, if the paper has one.
    fn variable(self) -> Option<&'static str> {
        None
    }
}

/// The durable state of a node.
pub trait Stable: Clone + Debug + PartialEq + Eq + Hash + Default + 'static {
    /// Shows the durable variables.
    fn inspect(&self, see: &mut dyn Inspect);
    /// Sets a variable from the words of a `given` line, or says what is wrong.
    fn give(&mut self, cluster: &Cluster, variable: &str, value: Given) -> Result<(), String>;
}

/// The value of a durable variable as a `given` line writes it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Given<'a> {
    /// One word.
    Word(&'a str),
    /// Words in square brackets.
    List(&'a [&'a str]),
}
