//! Transactions and histories: what is broadcast, in the order of zxids.

use crate::protocol::cluster::Cluster;
use crate::protocol::command::{Command, Origin};
use crate::protocol::digest::Digest;
use crate::protocol::inspect::Variable;
use crate::protocol::sequence::Sequence;
use crate::protocol::value::Value;
use std::fmt;

/// A transaction identifier: the epoch of the primary that broadcast it, and its place among that primary's broadcasts.
///
/// ZooKeeper keeps the pair in 64 bits, 32 for each; zxids are compared as pairs (Zab §III-A).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Zxid {
    /// The epoch.
    pub epoch: u64,
    /// The counter, from 1 in each epoch; 0 is the place before the first transaction of the epoch.
    pub counter: u64,
}

impl Zxid {
    /// Before everything.
    pub const ZERO: Zxid = Zxid { epoch: 0, counter: 0 };

    /// The zxid of a NEWLEADER in ZooKeeper: the epoch with counter 0.
    pub fn of_epoch(epoch: u64) -> Self {
        Zxid { epoch, counter: 0 }
    }

    /// What an observer calls it.
    pub fn origin(self) -> Origin {
        Origin { epoch: self.epoch, counter: self.counter }
    }
}

/// `2.3`, as people write it.
impl fmt::Display for Zxid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.epoch, self.counter)
    }
}

impl Variable for Zxid {
    fn value(&self, _cluster: &Cluster) -> Value {
        Value::Word(self.to_string())
    }
    fn digest(&self) -> u64 {
        Digest::of(self)
    }
}

/// A transaction ⟨v, z⟩.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Transaction {
    /// z.
    pub zxid: Zxid,
    /// v.
    pub command: Command,
}

/// `1.2:x=1`, as scenarios write it.
impl fmt::Display for Transaction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.zxid, self.command)
    }
}

/// A history h: transactions by index, from 1.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct History {
    transactions: Sequence<Transaction>,
}

impl History {
    /// How many transactions there are, which is the index of the last one.
    pub fn len(&self) -> u64 {
        self.transactions.len() as u64
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.transactions.is_empty()
    }

    /// The last zxid; zero if there is none.
    pub fn last(&self) -> Zxid {
        self.transactions.last().map_or(Zxid::ZERO, |last| last.zxid)
    }

    /// A transaction.
    pub fn get(&self, index: u64) -> Option<&Transaction> {
        self.transactions.get(usize::try_from(index.checked_sub(1)?).ok()?)
    }

    /// The zxid at an index: zero at index 0 and beyond the end.
    pub fn zxid(&self, index: u64) -> Zxid {
        self.get(index).map_or(Zxid::ZERO, |found| found.zxid)
    }

    /// The index of a transaction.
    pub fn index_of(&self, zxid: Zxid) -> Option<u64> {
        (1..=self.len()).rev().find(|index| self.zxid(*index) == zxid)
    }

    /// The last index whose zxid is not above this one; 0 if there is none.
    pub fn index_up_to(&self, zxid: Zxid) -> u64 {
        (1..=self.len()).rev().find(|index| self.zxid(*index) <= zxid).unwrap_or(0)
    }

    /// All transactions in order.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = &Transaction> {
        self.transactions.iter()
    }

    /// The transactions from an index on.
    pub fn from(&self, index: u64) -> impl Iterator<Item = &Transaction> {
        self.transactions.iter_from(usize::try_from(index.max(1) - 1).unwrap_or(usize::MAX))
    }

    /// Appends a transaction and returns its index.
    pub fn push(&mut self, transaction: Transaction) -> u64 {
        self.transactions.push(transaction);
        self.len()
    }

    /// Drops everything after an index.
    pub fn truncate(&mut self, index: u64) {
        self.transactions.truncate(usize::try_from(index).unwrap_or(usize::MAX));
    }

    /// The digest of the first `index` transactions.
    pub fn prefix_digest(&self, index: u64) -> u64 {
        self.transactions.prefix_digest(usize::try_from(index).unwrap_or(usize::MAX))
    }

    /// Whether the other history begins with all of this one.
    pub fn is_prefix_of(&self, other: &History) -> bool {
        self.transactions.is_prefix_of(&other.transactions)
    }
}

impl<'a> IntoIterator for &'a History {
    type Item = &'a Transaction;
    type IntoIter = Box<dyn Iterator<Item = &'a Transaction> + 'a>;
    fn into_iter(self) -> Self::IntoIter {
        Box::new(self.transactions.iter())
    }
}

impl FromIterator<Transaction> for History {
    fn from_iter<I: IntoIterator<Item = Transaction>>(transactions: I) -> Self {
        History { transactions: transactions.into_iter().collect() }
    }
}
