//! How a state is seen from outside: one list of variables serves the inspector, conditions, digests and `--json`.

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
    /// The votes that it counts, if it does.
    pub tally: Option<Tally>,
    /// Its log, in order; an index without an entry below the last one is a gap.
    pub log: Vec<LogCell>,
}

impl Portrait {
    /// The last place of its log that it knows to be committed together with all places before it; 0 if there is none.
    pub fn committed(&self) -> u64 {
        let known = self.log.iter().filter(|cell| cell.committed);
        (1..).zip(known).take_while(|(place, cell)| cell.index == *place).count() as u64
    }
}

/// Shape says who.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Figure {
    /// A follower or learner.
    Circle,
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
