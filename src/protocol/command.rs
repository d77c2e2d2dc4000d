//! What a client asks of the replicated machine, and what it hears back.

use super::cluster::{ClientId, NodeId};
use super::digest::Digest;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::rc::Rc;
use std::str::FromStr;

/// What a command does to the replicated machine.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Operation {
    /// `key=value`: sets a key.
    Put {
        /// The key.
        key: String,
        /// Its new value.
        value: String,
    },
    /// `get key`: reads a key, in the order of the log.
    Get {
        /// The key.
        key: String,
    },
    /// A bare word: a value that the machine keeps as its only one, under the key `value`.
    Word(String),
    /// Nothing: an entry that a new leader appends, or that fills a gap.
    Noop,
}

impl Operation {
    /// Whether it changes nothing and asks for something.
    pub fn is_read(&self) -> bool {
        matches!(self, Operation::Get { .. })
    }
}

impl fmt::Display for Operation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Operation::Put { key, value } => write!(f, "{key}={value}"),
            Operation::Get { key } => write!(f, "get {key}"),
            Operation::Word(word) => f.write_str(word),
            Operation::Noop => f.write_str("noop"),
        }
    }
}

/// `key=value`, `get key`, `noop`, or a bare word.
impl FromStr for Operation {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        let is_word = |word: &str| !word.is_empty() && !word.contains(char::is_whitespace);
        let operation = match (text.strip_prefix("get "), text.split_once('=')) {
            (Some(key), _) if is_word(key) => Operation::Get { key: key.to_string() },
            (None, Some((key, value))) if is_word(key) && is_word(value) => {
                Operation::Put { key: key.to_string(), value: value.to_string() }
            }
            (None, None) if text == "noop" => Operation::Noop,
            (None, None) if is_word(text) && text != "get" => Operation::Word(text.to_string()),
            _ => {
                return Err(format!(
                    "\"{text}\" is no command: write key=value, get key, noop or one word"
                ));
            }
        };
        Ok(operation)
    }
}

/// Which call of which client a command belongs to; a retry carries the same.
///
/// Source: Ongaro's dissertation, §6.3: a client numbers its commands so that a server can tell a retry.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Call {
    /// The client.
    pub client: ClientId,
    /// The client's own number of the command, from 1.
    pub sequence: u64,
}

/// A command as it lies in a log: shared, immutable, and compared by its digest.
#[derive(Clone)]
pub struct Command(Rc<Body>);

struct Body {
    operation: Operation,
    call: Option<Call>,
    digest: u64,
}

impl Command {
    /// A command of a client's call, or of nobody's.
    pub fn new(operation: Operation, call: Option<Call>) -> Self {
        let digest = Digest::of(&(&operation, call));
        Command(Rc::new(Body { operation, call, digest }))
    }

    /// The command that does nothing and belongs to nobody.
    pub fn noop() -> Self {
        Command::new(Operation::Noop, None)
    }

    /// What it does.
    pub fn operation(&self) -> &Operation {
        &self.0.operation
    }

    /// Whose call it is.
    pub fn call(&self) -> Option<Call> {
        self.0.call
    }

    /// Whether it does nothing.
    pub fn is_noop(&self) -> bool {
        self.0.operation == Operation::Noop
    }
}

impl PartialEq for Command {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.0, &other.0) || self.0.digest == other.0.digest
    }
}

impl Eq for Command {}

impl Hash for Command {
    fn hash<H: Hasher>(&self, state: &mut H) {
        state.write_u64(self.0.digest);
    }
}

impl fmt::Display for Command {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.operation.fmt(f)
    }
}

impl fmt::Debug for Command {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// What a client hears.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Reply {
    /// The write was applied.
    Done,
    /// The key's value when the read was applied; `None` if it had none.
    Value(Option<String>),
    /// The asked node does not lead; who does, as far as it knows.
    NotLeader(Option<NodeId>),
}

/// Which broadcast a delivered command goes back to, so that orders can be compared across protocols.
///
/// In Raft the pair is (term, index), in ZAB the zxid, in Multi-Paxos the ballot as one number and the slot in which a leader
/// first proposed it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Origin {
    /// The term, ballot or epoch of the primary that first sent it.
    pub epoch: u64,
    /// Its place among that primary's broadcasts; greater is later.
    pub counter: u64,
}
