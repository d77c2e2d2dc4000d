//! The log: entries by index, from 1, and what one log has to say about another.

use crate::protocol::command::Command;
use crate::protocol::sequence::Sequence;
use std::fmt;

/// One entry.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Entry {
    /// The term of the leader that first appended it.
    pub term: u64,
    /// The command.
    pub command: Command,
}

/// `term:command`, as scenarios write it.
impl fmt::Display for Entry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.term, self.command)
    }
}

/// A place in a log with the term found there: `(term, index)`, compared as §5.4.1 compares the ends of logs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Position {
    /// The term of the entry; 0 before the first.
    pub term: u64,
    /// Its index; 0 before the first.
    pub index: u64,
}

impl fmt::Display for Position {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "({}, {})", self.term, self.index)
    }
}

/// A log. Index 0 stands for the place before the first entry and has term 0.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Log {
    entries: Sequence<Entry>,
}

impl Log {
    /// The index of the last entry; 0 if there is none.
    pub fn last_index(&self) -> u64 {
        self.entries.len() as u64
    }

    /// Where the log ends.
    pub fn end(&self) -> Position {
        Position {
            term: self.entries.last().map_or(0, |entry| entry.term),
            index: self.last_index(),
        }
    }

    /// An entry.
    pub fn get(&self, index: u64) -> Option<&Entry> {
        self.entries.get(usize::try_from(index.checked_sub(1)?).ok()?)
    }

    /// The term at an index: 0 at index 0, none beyond the end.
    pub fn term(&self, index: u64) -> Option<u64> {
        if index == 0 { Some(0) } else { self.get(index).map(|entry| entry.term) }
    }

    /// All entries in order.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = &Entry> {
        self.entries.iter()
    }

    /// At most `most` entries from `index` on.
    pub fn from(&self, index: u64, most: u64) -> Vec<Entry> {
        let start = usize::try_from(index.max(1) - 1).unwrap_or(usize::MAX);
        self.entries
            .iter_from(start)
            .take(usize::try_from(most).unwrap_or(usize::MAX))
            .cloned()
            .collect()
    }

    /// Appends an entry and returns its index.
    pub fn push(&mut self, entry: Entry) -> u64 {
        self.entries.push(entry);
        self.last_index()
    }

    /// Deletes every entry after `index`.
    pub fn truncate(&mut self, index: u64) {
        self.entries.truncate(usize::try_from(index).unwrap_or(usize::MAX));
    }

    /// The last place at or before `index` whose term is at most `term`: where two logs may agree, seen from one of them.
    ///
    /// Source: the optimisation at the end of §5.3, in the form in which etcd's `findConflictByTerm` has it.
    pub fn last_with_term_at_most(&self, term: u64, index: u64) -> Position {
        let start = index.min(self.last_index());
        let found = (1..=start).rev().find_map(|index| {
            let here = self.term(index)?;
            (here <= term).then_some(Position { term: here, index })
        });
        found.unwrap_or(Position { term: 0, index: 0 })
    }

    /// The digest of the first `index` entries.
    pub fn prefix_digest(&self, index: u64) -> u64 {
        self.entries.prefix_digest(usize::try_from(index).unwrap_or(usize::MAX))
    }

    /// Whether the other log begins with all of this one.
    pub fn is_prefix_of(&self, other: &Log) -> bool {
        self.entries.is_prefix_of(&other.entries)
    }
}

impl<'a> IntoIterator for &'a Log {
    type Item = &'a Entry;
    type IntoIter = Box<dyn Iterator<Item = &'a Entry> + 'a>;
    fn into_iter(self) -> Self::IntoIter {
        Box::new(self.entries.iter())
    }
}

impl FromIterator<Entry> for Log {
    fn from_iter<I: IntoIterator<Item = Entry>>(entries: I) -> Self {
        Log { entries: entries.into_iter().collect() }
    }
}
