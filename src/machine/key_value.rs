//! A key-value map with client sessions: the machine that every replica keeps a copy of.

use crate::protocol::cluster::ClientId;
use crate::protocol::command::{Command, Operation, Reply};
use crate::protocol::sorted::SortedMap;

/// The key under which a bare word is kept.
pub const WORD_KEY: &str = "value";

/// The key that an operation writes, if it writes one.
pub fn written_key(operation: &Operation) -> Option<&str> {
    match operation {
        Operation::Put { key, .. } => Some(key),
        Operation::Word(_) => Some(WORD_KEY),
        Operation::Get { .. } | Operation::Noop => None,
    }
}

/// One replica of the map.
///
/// Sessions are part of the replicated state (Ongaro's dissertation, §6.3), so that every replica recognises the same retries.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct KeyValue {
    map: SortedMap<String, String>,
    sessions: SortedMap<ClientId, Session>,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Session {
    sequence: u64,
    reply: Reply,
}

impl KeyValue {
    /// The map.
    pub fn map(&self) -> &SortedMap<String, String> {
        &self.map
    }

    /// Applies a command and says what its client hears, if anything.
    ///
    /// With `sessions`, a call that was applied before is not applied again: its stored reply is given.
    /// A call older than the client's last one has lost its reply, so nobody is answered.
    pub fn apply(&mut self, command: &Command, sessions: bool) -> Option<Reply> {
        let Some(call) = command.call() else {
            return self.carry_out(command.operation());
        };
        if sessions
            && let Some(session) = self.sessions.get(&call.client)
            && call.sequence <= session.sequence
        {
            return (call.sequence == session.sequence).then(|| session.reply.clone());
        }
        let reply = self.carry_out(command.operation())?;
        self.sessions
            .insert(call.client, Session { sequence: call.sequence, reply: reply.clone() });
        Some(reply)
    }

    /// What a client hears that reads this copy as it stands; nothing if the operation is no read.
    pub fn read(&self, operation: &Operation) -> Option<Reply> {
        match operation {
            Operation::Get { key } => Some(Reply::Value(self.map.get(key).cloned())),
            Operation::Put { .. } | Operation::Word(_) | Operation::Noop => None,
        }
    }

    /// One copy of this for both of its callers.
    #[inline(never)]
    fn carry_out(&mut self, operation: &Operation) -> Option<Reply> {
        match operation {
            Operation::Put { key, value } => {
                self.map.insert(key.clone(), value.clone());
                Some(Reply::Done)
            }
            Operation::Word(word) => {
                self.map.insert(WORD_KEY.to_string(), word.clone());
                Some(Reply::Done)
            }
            Operation::Get { .. } | Operation::Noop => self.read(operation),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::protocol::command::Call;

    fn put(value: &str, sequence: u64) -> Command {
        let operation = Operation::Put { key: "x".into(), value: value.into() };
        Command::new(operation, Some(Call { client: ClientId(1), sequence }))
    }

    #[test]
    fn a_retried_call_is_answered_and_not_applied_again() {
        let mut machine = KeyValue::default();
        assert_eq!(machine.apply(&put("1", 1), true), Some(Reply::Done));
        assert_eq!(machine.apply(&put("2", 2), true), Some(Reply::Done));
        assert_eq!(machine.apply(&put("2", 2), true), Some(Reply::Done));
        assert_eq!(machine.apply(&put("1", 1), true), None);
        assert_eq!(machine.map().get("x").unwrap(), "2");
        machine.apply(&put("1", 1), false);
        assert_eq!(
            machine.map().get("x").unwrap(),
            "1",
            "without sessions the late retry is applied"
        );
    }
}
