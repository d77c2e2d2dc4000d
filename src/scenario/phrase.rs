//! The parts that statements are made of: verbs, clusters, links, selectors and given values, and how each prints.

use super::word::{Word, worded};
use std::fmt;

worded! {
    /// What is done to messages in flight.
    MessageVerb {
        /// They arrive now.
        Deliver = "deliver",
        /// They are lost now.
        Drop = "drop",
        /// A copy of each is put beside it.
        Duplicate = "duplicate",
    }
}

worded! {
    /// What is done to, or by, one node.
    NodeVerb {
        /// It stops and forgets what is not on its disk.
        Crash = "crash",
        /// It starts from its disk.
        Restart = "restart",
        /// It starts from an empty disk.
        Wipe = "wipe",
        /// It handles nothing for a while.
        Pause = "pause",
        /// It goes on.
        Resume = "resume",
        /// Its disk finishes what it is writing.
        Sync = "sync",
        /// Its heartbeat timer fires.
        Heartbeat = "heartbeat",
        /// All its links are cut.
        Isolate = "isolate",
        /// It joins the cluster.
        Add = "add",
        /// It leaves the cluster.
        Remove = "remove",
        /// It compacts its log.
        Snapshot = "snapshot",
    }
}

worded! {
    /// When a condition is asked, and what is wanted of it.
    CheckVerb {
        /// True now.
        Expect = "expect",
        /// True from here on, after every event.
        Always = "always",
        /// False from here on, after every event.
        Never = "never",
    }
}

/// The protocol, and who runs it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cluster {
    /// The protocol's name.
    pub protocol: Word,
    /// Its nodes.
    pub members: Members,
}

impl fmt::Display for Cluster {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let members = match &self.members {
            Members::Size(size) => size.to_string(),
            Members::Names(names) => spaced(names),
            Members::Roles(roles) => roles
                .iter()
                .map(|(role, size)| format!("{role}={size}"))
                .collect::<Vec<_>>()
                .join(" "),
        };
        write!(f, "{} {members}", self.protocol)
    }
}

/// A column of a comparison: who runs the script, and how.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    /// The protocol and its nodes.
    pub cluster: Cluster,
    /// Options that differ from those of the other columns, with their values; none named twice.
    pub options: Vec<(Word, Word)>,
}

impl fmt::Display for Column {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.cluster)?;
        let lead = |place| if place == 0 { " with" } else { "" };
        let mut options = self.options.iter().enumerate();
        options.try_for_each(|(place, (name, value))| write!(f, "{} {name}={value}", lead(place)))
    }
}

/// The most nodes that a cluster, or one role of it, has.
pub const NODES_MAX: u8 = 9;

/// The nodes of a cluster.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Members {
    /// So many, from 1 to [`NODES_MAX`], called `A`, `B`, `C` and so on.
    Size(u8),
    /// These, at least one and at most [`NODES_MAX`].
    Names(Vec<Word>),
    /// So many of each role, as Basic Paxos has them; the protocol knows which roles there are.
    Roles(Vec<(Word, u8)>),
}

impl Members {
    /// The names of a cluster without roles.
    pub fn names(&self) -> Vec<String> {
        match self {
            Members::Size(size) => (b'A'..)
                .take(usize::from(*size))
                .map(|letter| char::from(letter).to_string())
                .collect(),
            Members::Names(names) => names.iter().map(|name| name.text.clone()).collect(),
            Members::Roles(_) => Vec::new(),
        }
    }
}

/// The value of a variable on a disk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum GivenValue {
    /// `currentTerm=3`
    Word(Word),
    /// `log=[1:x=1 2:noop]`
    List(Vec<Word>),
}

impl fmt::Display for GivenValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            GivenValue::Word(word) => f.write_str(&word.shown()),
            GivenValue::List(words) => {
                let words: Vec<String> = words.iter().map(Word::shown).collect();
                write!(f, "[{}]", words.join(" "))
            }
        }
    }
}

/// One end of a link.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum End {
    /// `*`
    Any,
    /// This node.
    Node(Word),
}

impl fmt::Display for End {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            End::Any => f.write_str("*"),
            End::Node(node) => write!(f, "{node}"),
        }
    }
}

/// `A->B`, one direction, or `A-B`, both.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    /// Where messages leave.
    pub from: End,
    /// Where they arrive.
    pub to: End,
    /// Whether the other direction is meant too.
    pub both_ways: bool,
}

impl fmt::Display for Link {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let arrow = if self.both_ways { "-" } else { "->" };
        write!(f, "{}{arrow}{}", self.from, self.to)
    }
}

/// Which messages are meant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Selector {
    /// `all`: everything in flight.
    All,
    /// `#41`: the message with this number.
    Number(u64),
    /// `A->B AppendEntries`, the oldest one, or with `all` every one.
    Link {
        /// From where to where.
        link: Link,
        /// Of this kind only.
        kind: Option<Word>,
        /// Every one that matches, and none is fine.
        all: bool,
    },
}

impl fmt::Display for Selector {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Selector::All => f.write_str("all"),
            Selector::Number(number) => write!(f, "#{number}"),
            Selector::Link { link, kind, all } => {
                write!(
                    f,
                    "{link}{}{}",
                    optional(" ", kind.as_ref()),
                    if *all { " all" } else { "" }
                )
            }
        }
    }
}

/// Items with spaces between.
pub(super) fn spaced<T: fmt::Display>(items: &[T]) -> String {
    items.iter().map(T::to_string).collect::<Vec<_>>().join(" ")
}

/// Nothing, or the item after the words that lead to it.
pub(super) fn optional<T: fmt::Display>(lead: &str, item: Option<&T>) -> String {
    item.map(|item| format!("{lead}{item}")).unwrap_or_default()
}
