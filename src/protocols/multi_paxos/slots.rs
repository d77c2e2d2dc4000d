//! Slots: what lies in them, by number from 1, with gaps.

use crate::protocol::cluster::Cluster;
use crate::protocol::command::{Command, Origin};
use crate::protocol::digest::Digest;
use crate::protocol::inspect::Variable;
use crate::protocol::sorted::SortedMap;
use crate::protocol::value::Value;
use crate::protocols::ballot::Ballot;
use std::hash::{Hash, Hasher};
use std::rc::Rc;

/// A value: a command, and which leader first proposed it. Two are the same when their commands are: by its origin nobody
/// decides anything, it is kept for those who compare orders.
#[derive(Clone, Debug)]
pub struct Decree {
    /// The command.
    pub command: Command,
    /// The ballot and the slot in which a leader first proposed it.
    pub origin: Origin,
}

impl Decree {
    /// A command that is proposed for the first time.
    pub fn new(command: Command, ballot: Ballot, slot: u64) -> Self {
        Decree { command, origin: Origin { epoch: rank(ballot), counter: slot } }
    }

    /// Whether it was first proposed under this ballot.
    pub fn is_of(&self, ballot: Option<Ballot>) -> bool {
        ballot.is_some_and(|ballot| self.origin.epoch == rank(ballot))
    }
}

/// A number that orders ballots as they are ordered.
fn rank(ballot: Ballot) -> u64 {
    ballot.round << 8 | u64::from(ballot.node.0)
}

impl PartialEq for Decree {
    fn eq(&self, other: &Self) -> bool {
        self.command == other.command
    }
}

impl Eq for Decree {}

impl Hash for Decree {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.command.hash(state);
    }
}

/// What an acceptor has accepted in a slot: PMMC calls it a pvalue.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Vote {
    /// The ballot under which it did.
    pub ballot: Ballot,
    /// The value.
    pub decree: Decree,
}

/// What can lie in a slot, as scenarios write it.
pub trait InSlot {
    /// `x=1`, or with its ballot `1.A:x=1`.
    fn shown(&self, cluster: &Cluster) -> String;
}

impl InSlot for Decree {
    fn shown(&self, _cluster: &Cluster) -> String {
        self.command.to_string()
    }
}

impl InSlot for Vote {
    fn shown(&self, cluster: &Cluster) -> String {
        format!("{}:{}", self.ballot.shown(cluster), self.decree.command)
    }
}

/// Things by slot, with gaps. Copies share them until one changes.
#[derive(Clone, Debug)]
pub struct Slots<T> {
    values: Rc<SortedMap<u64, T>>,
}

impl<T: Clone> Slots<T> {
    /// What lies in a slot.
    pub fn get(&self, slot: u64) -> Option<&T> {
        self.values.get(&slot)
    }

    /// Whether something lies in a slot.
    pub fn has(&self, slot: u64) -> bool {
        self.values.contains_key(&slot)
    }

    /// The last slot in which something lies; 0 if there is none.
    pub fn last(&self) -> u64 {
        self.values.keys().next_back().copied().unwrap_or(0)
    }

    /// Puts something into a slot.
    pub fn insert(&mut self, slot: u64, value: T) {
        Rc::make_mut(&mut self.values).insert(slot, value);
    }

    /// All that lies in slots, in order.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = (u64, &T)> {
        self.values.iter().map(|(slot, value)| (*slot, value))
    }

    /// What lies from a slot on.
    pub fn from(&self, slot: u64) -> Self {
        let before = slot.saturating_sub(1);
        let rest = self.values.after(&before);
        rest.map(|(slot, value)| (*slot, value.clone())).collect()
    }
}

impl<T> Default for Slots<T> {
    fn default() -> Self {
        Slots { values: Rc::default() }
    }
}

impl<T: PartialEq> PartialEq for Slots<T> {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.values, &other.values) || self.values == other.values
    }
}

impl<T: Eq> Eq for Slots<T> {}

impl<T: Hash> Hash for Slots<T> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.values.hash(state);
    }
}

impl<T> FromIterator<(u64, T)> for Slots<T> {
    fn from_iter<I: IntoIterator<Item = (u64, T)>>(values: I) -> Self {
        Slots { values: Rc::new(values.into_iter().collect()) }
    }
}

/// Slot by slot; a gap is `-`.
impl<T: InSlot + Clone + Hash> Variable for Slots<T> {
    fn value(&self, cluster: &Cluster) -> Value {
        let shown = |slot| match self.get(slot) {
            Some(value) => Value::from_text(&value.shown(cluster)),
            None => Value::Word("-".to_string()),
        };
        Value::List((1..=self.last()).map(shown).collect())
    }
    fn digest(&self) -> u64 {
        Digest::of(self)
    }
}
