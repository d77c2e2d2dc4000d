//! The one message, and the stamp that orders writes.

use crate::protocol::Message;
use crate::protocol::cluster::NodeId;
use crate::protocol::command::Command;
use crate::protocol::inspect::Inspect;

/// When a write was made, on a clock that only counts: a node's counter is above every counter that it has seen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Stamp {
    /// The counter; compared first.
    pub counter: u64,
    /// The writer, so that no two writes have the same stamp.
    pub writer: NodeId,
}

/// "I have written this": sent once to every other node.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Write {
    /// The key.
    pub key: String,
    /// When it was written.
    pub stamp: Stamp,
    /// The command that wrote it.
    pub command: Command,
}

impl Message for Write {
    const KINDS: &'static [&'static str] = &["Write"];

    fn kind(&self) -> &'static str {
        "Write"
    }
    fn is_reply(&self) -> bool {
        false
    }
    fn epoch(&self) -> u64 {
        self.stamp.counter
    }
    fn inspect(&self, see: &mut dyn Inspect) {
        see.variable("counter", &self.stamp.counter);
        see.variable("writer", &self.stamp.writer);
        see.variable("command", &self.command);
    }
    fn summary(&self) -> String {
        self.command.to_string()
    }
}
