//! Clients: what they asked, what they heard, and when they try again.

use crate::protocol::cluster::{ClientId, NodeId};
use crate::protocol::command::{Operation, Reply};
use crate::protocol::sequence::Sequence;
use crate::protocol::sorted::SortedMap;
use crate::protocol::time::Micros;
use crate::sim::linearize::CallRecord;

/// All clients and the record of their calls.
#[derive(Clone, Debug, Default)]
pub struct Clients {
    clients: SortedMap<ClientId, Client>,
    record: Sequence<Moment>,
}

/// One client.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Client {
    /// The number of its last command.
    pub sequence: u64,
    /// Its last command.
    pub operation: Operation,
    /// Where it went, or where the client was told to go.
    pub target: NodeId,
    /// What it heard of its last command: nothing yet, or the answer.
    pub heard: Option<Reply>,
    /// How many commands had been applied by whoever answered it; the greatest number that it has heard.
    pub seen: u64,
    /// When it tries again by itself, and that instant's place among all that is scheduled.
    pub retry: Option<(Micros, u64)>,
    /// The step in which it last sent.
    pub sent_in: u64,
}

/// One line of the record. Instants are numbers of steps.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Moment {
    /// A client asks for the first time.
    Asked {
        /// Who.
        client: ClientId,
        /// Which call.
        sequence: u64,
        /// What.
        operation: Operation,
        /// When.
        step: u64,
    },
    /// A client hears the outcome.
    Heard {
        /// Who.
        client: ClientId,
        /// Which call.
        sequence: u64,
        /// What.
        reply: Reply,
        /// When.
        step: u64,
    },
}

impl Moment {
    fn step(&self) -> u64 {
        match self {
            Moment::Asked { step, .. } | Moment::Heard { step, .. } => *step,
        }
    }
}

impl Clients {
    /// A client, if it has ever asked.
    pub fn get(&self, client: ClientId) -> Option<&Client> {
        self.clients.get(&client)
    }

    /// How much of the common past a client has seen: a server that has applied fewer commands would show it an older one.
    pub fn seen(&self, client: ClientId) -> u64 {
        self.get(client).map_or(0, |known| known.seen)
    }

    /// All clients that have asked, in order.
    pub fn iter(&self) -> impl Iterator<Item = (ClientId, &Client)> {
        self.clients.iter().map(|(id, client)| (*id, client))
    }

    /// A new command: the client's next number is given to it and returned.
    pub fn ask(
        &mut self,
        client: ClientId,
        operation: Operation,
        target: NodeId,
        step: u64,
    ) -> u64 {
        let (last, seen) = self.get(client).map_or((0, 0), |known| (known.sequence, known.seen));
        let sequence = last + 1;
        let asked = operation.clone();
        self.record.push(Moment::Asked { client, sequence, operation: asked, step });
        let state =
            Client { sequence, operation, target, heard: None, seen, retry: None, sent_in: step };
        self.clients.insert(client, state);
        sequence
    }

    /// The last command is sent again, to `target`.
    pub fn ask_again(&mut self, client: ClientId, target: NodeId, step: u64) -> Option<&Client> {
        let state = self.clients.get_mut(&client)?;
        state.target = target;
        state.sent_in = step;
        Some(state)
    }

    /// Sets when a client tries again by itself.
    pub fn set_retry(&mut self, client: ClientId, retry: Option<(Micros, u64)>) {
        if let Some(state) = self.clients.get_mut(&client) {
            state.retry = retry;
        }
    }

    /// A client hears something of whoever has applied so many commands. "Not the leader" is no outcome: the client keeps
    /// waiting, and knows where to ask.
    pub fn hear(
        &mut self,
        client: ClientId,
        sequence: u64,
        reply: &Reply,
        applied: u64,
        step: u64,
    ) {
        let Some(state) = self.clients.get_mut(&client) else { return };
        let is_last = state.sequence == sequence;
        if let Reply::NotLeader(hint) = reply {
            if is_last && let Some(leader) = hint {
                state.target = *leader;
            }
            return;
        }
        state.seen = applied.max(state.seen);
        if is_last {
            state.heard = Some(reply.clone());
            state.retry = None;
        }
        self.record.push(Moment::Heard { client, sequence, reply: reply.clone(), step });
    }

    /// The outcomes that clients heard in the present step.
    pub fn heard_in(&self, step: u64) -> Vec<(ClientId, &Reply)> {
        let last = self.record.iter().rev().take_while(|moment| moment.step() == step);
        let heard = last.filter_map(|moment| match moment {
            Moment::Heard { client, reply, .. } => Some((*client, reply)),
            Moment::Asked { .. } => None,
        });
        let mut heard: Vec<_> = heard.collect();
        heard.reverse();
        heard
    }

    /// Every call with its first outcome, for the check of linearizability.
    pub fn calls(&self) -> Vec<CallRecord> {
        let mut calls: Vec<CallRecord> = Vec::new();
        let mut places: SortedMap<(ClientId, u64), usize> = SortedMap::new();
        for moment in self.record.iter() {
            match moment {
                Moment::Asked { client, sequence, operation, step } => {
                    places.insert((*client, *sequence), calls.len());
                    let (client, sequence, operation) = (*client, *sequence, operation.clone());
                    calls.push(CallRecord {
                        client,
                        sequence,
                        operation,
                        invoked: *step,
                        answered: None,
                    });
                }
                Moment::Heard { client, sequence, reply, step } => {
                    if let Some(place) = places.get(&(*client, *sequence)) {
                        calls[*place].answered.get_or_insert((*step, reply.clone()));
                    }
                }
            }
        }
        calls
    }
}
