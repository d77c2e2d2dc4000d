//! Linearizability of the clients' record, decided key by key.

use crate::protocol::cluster::ClientId;
use crate::protocol::command::{Operation, Reply};

/// One call of a client and what came of it. Instants are numbers of events.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CallRecord {
    /// Who called.
    pub client: ClientId,
    /// The client's own number of the call.
    pub sequence: u64,
    /// What it asked.
    pub operation: Operation,
    /// The event at which it first asked.
    pub invoked: u64,
    /// The event at which it heard, and what; `NotLeader` is no answer and is never recorded here.
    pub answered: Option<(u64, Reply)>,
}
