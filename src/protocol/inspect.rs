//! How a state is seen from outside: one list of variables serves the inspector, conditions, digests and `--json`.

use super::Standing;
use super::cluster::{Cluster, NodeId, NodeSet};
use super::command::Command;
use super::digest::Digest;
use super::sorted::SortedMap;
use super::time::Micros;
use super::value::Value;
use std::hash::Hash;

/// Something that looks at a node or a message, variable by variable.
pub trait Inspect {
    /// The variables that follow belong under this heading of the paper.
    fn group(&mut self, title: &'static str);
    /// A variable by the paper's name.
    fn variable(&mut self, name: &'static str, value: &dyn Variable);
}

/// A variable that can be shown and compared.
pub trait Variable {
    /// Its value as people read it.
    fn value(&self, cluster: &Cluster) -> Value;
    /// A number that changes when it does.
    fn digest(&self) -> u64;
}

macro_rules! variables {
    ($($type:ty: |$me:ident, $cluster:ident| $value:expr;)*) => {$(
        impl Variable for $type {
            fn value(&self, $cluster: &Cluster) -> Value {
                let $me = self;
                $value
            }
            fn digest(&self) -> u64 {
                Digest::of(self)
            }
        }
    )*};
}

variables! {
    bool: |me, _cluster| Value::Bool(*me);
    u64: |me, _cluster| Value::Number(*me as i64);
    &'static str: |me, _cluster| Value::Word((*me).to_string());
    Micros: |me, _cluster| Value::Duration(*me);
    NodeId: |me, cluster| Value::from_text(cluster.name(*me));
    NodeSet: |me, cluster| Value::List(me.iter().map(|node| node.value(cluster)).collect());
    Command: |me, _cluster| Value::from_text(&me.to_string());
    String: |me, _cluster| Value::from_text(me);
}

impl<T: Variable> Variable for Option<T> {
    fn value(&self, cluster: &Cluster) -> Value {
        self.as_ref().map_or(Value::None, |inner| inner.value(cluster))
    }
    fn digest(&self) -> u64 {
        self.as_ref().map_or(0, |inner| inner.digest().wrapping_add(1))
    }
}

/// A value for every node but one: `nextIndex` and `matchIndex` of a leader.
pub struct ByPeer<'a> {
    /// The node that keeps them.
    pub me: NodeId,
    /// The values, by node.
    pub values: &'a [u64],
}

impl Variable for ByPeer<'_> {
    fn value(&self, cluster: &Cluster) -> Value {
        let of_peer = |peer: NodeId| {
            (cluster.name(peer).to_string(), self.values[peer.index()].value(cluster))
        };
        Value::Map(cluster.others(self.me).map(of_peer).collect())
    }
    fn digest(&self) -> u64 {
        Digest::of(self.values)
    }
}

/// Values by key, such as the replicated map.
impl Variable for SortedMap<String, String> {
    fn value(&self, _cluster: &Cluster) -> Value {
        let pair = |(key, value): (&String, &String)| (key.clone(), Value::from_text(value));
        Value::Map(self.iter().map(pair).collect())
    }
    fn digest(&self) -> u64 {
        Digest::of(self)
    }
}

/// A list of things that print as words, such as a log.
pub struct Words<'a, T> {
    /// The things, in order.
    pub items: &'a T,
}

impl<T> Variable for Words<'_, T>
where
    T: Hash,
    for<'b> &'b T: IntoIterator<Item: std::fmt::Display>,
{
    fn value(&self, _cluster: &Cluster) -> Value {
        Value::List(
            self.items.into_iter().map(|item| Value::from_text(&item.to_string())).collect(),
        )
    }
    fn digest(&self) -> u64 {
        Digest::of(self.items)
    }
}

/// What a protocol's paper calls the things that every protocol has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Vocabulary {
    /// The number of a leader: `term`, `ballot`, `epoch`.
    pub epoch: &'static str,
    /// The letter before that number on a badge: `T`.
    pub letter: &'static str,
    /// A whole number of a leader, as people write it: `3`, or `3.A`.
    pub sample: &'static str,
    /// The number of a place in the log: `index`, `slot`.
    pub place: &'static str,
    /// What an entry is once it stays: `committed`, `chosen`.
    pub decided: &'static str,
    /// The variable that holds the log.
    pub log: &'static str,
}

/// How many have said yes to a node that asks all of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tally {
    /// Those who have.
    pub have: usize,
    /// How many it needs.
    pub need: usize,
    /// How many there are.
    pub of: usize,
}

/// What a node is, as the stage draws it: role, term and log, without a protocol's types.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Portrait {
    /// The role's name in scenarios: `follower`, `leader`.
    pub role: &'static str,
    /// The shape that stands for the role.
    pub figure: Figure,
    /// The term, ballot round or epoch; 0 before the first.
    pub epoch: u64,
    /// The leader or primary, in the sense of the scenario's `leader`.
    pub leads: bool,
    /// One line about what it is doing: "1 vote, needs 3".
    pub doing: String,
    /// What stands in place of its role where that says more: "Phase 1 of 5.P1".
    pub phase: Option<String>,
    /// The number at its shoulder, `T3` or `5.P1`; empty if it has none.
    pub badge: String,
    /// The votes that it counts, if it does.
    pub tally: Option<Tally>,
    /// What others rely on, variable by variable, where that is better read than its log.
    pub card: Vec<CardLine>,
    /// The phases that it leads the others through, in order; none if it does not, or if leading has no phases.
    pub phases: Vec<Phase>,
    /// While it looks for somebody to follow: its own vote first, and then those that lie before it.
    pub votes: Vec<VoteSeen>,
    /// Its log, in order; an index without an entry below the last one is a gap.
    pub log: Vec<LogCell>,
}

impl Portrait {
    /// A node with this standing of which nothing else is said; its badge is the letter with the epoch.
    pub fn new(standing: Standing, figure: Figure, letter: &str) -> Portrait {
        let Standing { role, epoch, leads } = standing;
        Portrait {
            role,
            figure,
            epoch,
            leads,
            doing: String::new(),
            phase: None,
            badge: format!("{letter}{epoch}"),
            tally: None,
            card: Vec::new(),
            phases: Vec::new(),
            votes: Vec::new(),
            log: Vec::new(),
        }
    }

    /// The last place of its log that it knows to be committed together with all places before it; 0 if there is none.
    pub fn committed(&self) -> u64 {
        let known = self.log.iter().filter(|cell| cell.committed);
        (1..).zip(known).take_while(|(place, cell)| cell.index == *place).count() as u64
    }
}

/// A phase that a leader goes through with those who follow it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Phase {
    /// Its name in the paper.
    pub name: &'static str,
    /// How far it has come: "epoch promised by 3 of 5".
    pub says: String,
    /// Whether it is over, under way or still to come.
    pub state: PhaseState,
}

impl Phase {
    /// All of it in words: "Discovery, done: epoch promised by 3 of 5".
    pub fn words(&self) -> String {
        let state = match self.state {
            PhaseState::Done => "done",
            PhaseState::Now => "under way",
            PhaseState::Ahead => "ahead",
        };
        format!("{}, {state}: {}", self.name, self.says)
    }
}

/// How a phase stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PhaseState {
    /// It is over.
    Done,
    /// It is under way.
    Now,
    /// It has not begun.
    Ahead,
}

/// A vote that lies before a node.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VoteSeen {
    /// Whose vote it is, by place in the cluster.
    pub from: usize,
    /// For whom it is, by place in the cluster.
    pub leader: usize,
    /// The epoch of what the vote is cast by.
    pub epoch: u64,
    /// By what the vote is cast, as people write it: the epoch and the last zxid, `1, 1.2`.
    pub number: String,
    /// The round of the election in which it was cast.
    pub round: u64,
    /// Whether it is among those that now agree with the node's own.
    pub counts: bool,
}

/// A variable on a node's card.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CardLine {
    /// Its name in the paper.
    pub name: &'static str,
    /// What the inspector calls it.
    pub variable: &'static str,
    /// The ballot that it holds, if any: `5.P1`.
    pub number: Option<String>,
    /// The value that goes with the ballot, if one does.
    pub value: Option<String>,
    /// The ballot's round.
    pub epoch: u64,
    /// Whether the ballot is accepted and not only promised.
    pub accepted: bool,
}

impl CardLine {
    /// What it holds as people write it: `5.P1`, or `5.P1 red`.
    pub fn text(&self) -> Option<String> {
        let (number, value) = (self.number.as_ref()?, self.value.as_ref());
        Some(value.map_or_else(|| number.clone(), |value| format!("{number} {value}")))
    }

    /// The same with its name, and in a word that there is none.
    pub fn words(&self) -> String {
        format!("{} {}", self.name, self.text().as_deref().unwrap_or("none"))
    }
}

/// A ballot, and how far its requests have come with each acceptor.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BallotRow {
    /// Its round.
    pub epoch: u64,
    /// The whole number: `5.P1`.
    pub number: String,
    /// The name of who took it.
    pub proposer: String,
    /// The value that it is used for, once there is one.
    pub value: Option<String>,
    /// The acceptors in order.
    pub cells: Vec<BallotCell>,
    /// Whether a majority has accepted its value.
    pub chosen: bool,
}

/// What one acceptor does with the two requests of a ballot. Nothing is known of a request that was not made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BallotCell {
    /// The acceptor, by its place in the cluster.
    pub acceptor: usize,
    /// The request for a promise.
    pub promise: Option<Progress>,
    /// The request to accept the value.
    pub accept: Option<Progress>,
}

/// How far a request has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Progress {
    /// It has not arrived yet.
    OnItsWay,
    /// It never arrived, or a crash took it with what was done about it.
    Lost,
    /// It came when it was needed no more.
    Late,
    /// What it asks for is done; the disk does not hold it yet.
    Writing,
    /// What it asks for is done.
    Done,
    /// It is refused.
    Refused,
}

/// Shape says who.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Figure {
    /// A follower.
    Circle,
    /// A learner: a circle with an eye.
    Eye,
    /// A proposer.
    Pentagon,
    /// An acceptor.
    Square,
    /// A candidate.
    Diamond,
    /// A leader.
    Hexagon,
}

/// An entry of a log as drawn.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogCell {
    /// Its index, from 1.
    pub index: u64,
    /// The term, ballot round or epoch under which it was accepted.
    pub epoch: u64,
    /// The whole number of which that is a part, as people write it: `3`, or the ballot `3.A`.
    pub number: String,
    /// The command.
    pub label: String,
    /// Whether this node itself knows it to be committed.
    pub committed: bool,
}
