//! What each command of a client cost: the messages between nodes, the round trips and the syncs until it was answered.
//!
//! What a command cost is read off the causes of the steps. From its request on, every message that a step because of it
//! sent is its message, and so on; a timer that fires is nobody's. Where a node keeps a command back until something
//! else is answered, the command travels with messages that are not its own: then they are not counted.
//! What the answering node sends from its answer on, commit notices for example, is counted apart: the client does not
//! wait for it. Answers of slower nodes that come later are counted: their questions had to be sent.

use crate::protocol::cluster::NodeId;
use crate::protocol::time::Micros;
use crate::sim::event::{Cause, Event, EventKind};
use crate::sim::history::History;
use crate::sim::linearize::CallRecord;
use crate::sim::network::Endpoint;
use crate::sim::world::World;

/// What one command cost.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cost {
    /// The command, as text.
    pub command: String,
    /// The step in which the client asked first.
    pub asked: u64,
    /// When that was.
    pub asked_at: Micros,
    /// The step in which it heard the answer, and when; none if it never did.
    pub heard: Option<(u64, Micros)>,
    /// The messages between nodes, by kind, in the order in which the kinds were first sent.
    pub messages: Vec<(&'static str, usize)>,
    /// Those that the answering node sent from its answer on, and what they led to.
    pub after: Vec<(&'static str, usize)>,
    /// Whether it travelled with messages of its own: its answer goes back to its request, and to nothing else.
    pub is_alone: bool,
    /// How many messages between nodes lay one behind the other between the request and the answer.
    pub hops: usize,
    /// How many syncs of a disk that chain waited for.
    pub waited: usize,
    /// How many syncs of a disk there were because of it.
    pub syncs: usize,
}

impl Cost {
    /// All messages between nodes until the answer.
    pub fn sent(&self) -> usize {
        self.messages.iter().map(|(_, count)| count).sum()
    }

    /// All messages after the answer.
    pub fn sent_after(&self) -> usize {
        self.after.iter().map(|(_, count)| count).sum()
    }

    /// Two messages one behind the other are a round trip: `1`, `1.5`, `2`.
    pub fn round_trips(&self) -> String {
        let half = if self.hops.is_multiple_of(2) { "" } else { ".5" };
        format!("{}{half}", self.hops / 2)
    }

    /// How long the client waited; none if it never heard.
    pub fn took(&self) -> Option<Micros> {
        self.heard.map(|(_, at)| at - self.asked_at)
    }
}

/// What the commands of a line cost, in the order in which they were asked.
pub fn costs(history: &History) -> Vec<Cost> {
    let mut ledger = Ledger::default();
    history.visit(1, history.last_step(), &mut |world, event| ledger.take_down(world, event));
    let calls = history.world_at(history.last_step()).clients().calls();
    calls.into_iter().map(|call| ledger.cost(call)).collect()
}

/// What is known of a step.
struct Entry {
    kind: EventKind,
    time: Micros,
    node: Option<NodeId>,
    /// The message that arrived in it, by its place among all.
    message: Option<usize>,
    /// The step that it goes back to; 0 for a person and for the set-up.
    cause: u64,
    /// Whether a sync of its node's disk was complete in it.
    synced: bool,
}

/// A message that was sent.
struct Sent {
    number: u64,
    kind: &'static str,
    /// The step that made it.
    made_in: u64,
    /// The step in which it left: a later one if it waited for a disk.
    left_in: u64,
    is_between_nodes: bool,
}

/// Whether a step happened because of a command.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Owed {
    No,
    BeforeTheAnswer,
    AfterTheAnswer,
}

/// All steps and messages of a line.
#[derive(Default)]
struct Ledger {
    entries: Vec<Entry>,
    /// In order of number.
    messages: Vec<Sent>,
    syncs: Vec<u64>,
}

impl Ledger {
    fn take_down(&mut self, world: &World, event: Option<Event>) {
        let syncs: Vec<u64> =
            world.cluster().nodes().map(|node| world.host(node).disk.synced.0).collect();
        if let Some(event) = event {
            let message = event.message.as_ref().filter(|_| event.kind == EventKind::Deliver);
            let place = |number| self.messages.binary_search_by_key(&number, |sent| sent.number);
            let message = message.and_then(|label| place(label.number).ok());
            let place = event.node.map_or(usize::MAX, NodeId::index);
            let cause = match (message, event.cause) {
                (Some(message), _) => self.messages[message].made_in,
                (None, Cause::Step(step)) => step,
                (None, Cause::You) => 0,
            };
            self.entries.push(Entry {
                kind: event.kind,
                time: event.time,
                node: event.node,
                message,
                cause,
                synced: syncs.get(place) > self.syncs.get(place),
            });
            self.take_down_messages(world, &event);
        } else {
            self.take_down_in_flight(world, 0);
        }
        self.syncs = syncs;
    }

    fn take_down_messages(&mut self, world: &World, event: &Event) {
        let known = self.messages.last().map_or(0, |sent| sent.number);
        self.take_down_in_flight(world, event.step);
        for label in event.stopped.iter().filter(|label| label.number > known) {
            let is_between_nodes = are_nodes(label.from, label.to);
            let (number, kind, step) = (label.number, label.kind, event.step);
            let sent = Sent { number, kind, made_in: step, left_in: step, is_between_nodes };
            let place = self.messages.partition_point(|other| other.number < number);
            self.messages.insert(place, sent);
        }
    }

    fn take_down_in_flight(&mut self, world: &World, left_in: u64) {
        let known = self.messages.last().map_or(0, |sent| sent.number);
        for label in world.labels().filter(|label| label.number > known) {
            self.messages.push(Sent {
                number: label.number,
                kind: label.kind,
                made_in: label.sent_in,
                left_in,
                is_between_nodes: are_nodes(label.from, label.to),
            });
        }
    }

    fn entry(&self, step: u64) -> Option<&Entry> {
        self.entries.get(usize::try_from(step.checked_sub(1)?).ok()?)
    }

    fn cost(&self, call: CallRecord) -> Cost {
        let asked = call.invoked;
        let heard = call.answered.map(|(step, _)| step);
        let time = |step| self.entry(step).map_or(Micros::ZERO, |entry| entry.time);
        let mut cost = Cost {
            command: call.operation.to_string(),
            asked,
            asked_at: time(asked),
            heard: heard.map(|step| (step, time(step))),
            messages: Vec::new(),
            after: Vec::new(),
            is_alone: true,
            hops: 0,
            waited: 0,
            syncs: 0,
        };
        self.count_what_follows(asked, heard, &mut cost);
        if let Some(heard) = heard {
            self.count_the_chain(asked, heard, &mut cost);
        }
        cost
    }

    /// The step in which a node answered what a client heard in this step, which is another if the answer travelled.
    fn answered_in(&self, heard: u64) -> u64 {
        match self.entry(heard) {
            Some(Entry { node: None, message: Some(message), .. }) => {
                self.messages[*message].made_in
            }
            _ => heard,
        }
    }

    /// Forward from the request: whatever happened because of it.
    fn count_what_follows(&self, asked: u64, heard: Option<u64>, cost: &mut Cost) {
        let answer = heard.map(|heard| self.answered_in(heard));
        let answerer = answer.and_then(|step| self.entry(step)?.node);
        let first = usize::try_from(asked.max(1) - 1).unwrap_or(usize::MAX);
        let mut owed: Vec<Owed> = Vec::new();
        let owed_in = |owed: &[Owed], step: u64| match step.checked_sub(asked) {
            Some(along) => usize::try_from(along).ok().and_then(|at| owed.get(at).copied()),
            None => None,
        };
        for (step, entry) in (asked..).zip(self.entries.iter().skip(first)) {
            let mut now = match (step == asked, entry.kind) {
                (true, _) => Owed::BeforeTheAnswer,
                (false, EventKind::Timer) => Owed::No,
                (false, _) => owed_in(&owed, entry.cause).unwrap_or(Owed::No),
            };
            if now == Owed::BeforeTheAnswer && entry.synced {
                cost.syncs += 1;
            }
            let is_answered = answer.is_some_and(|answer| step >= answer);
            if now == Owed::BeforeTheAnswer && is_answered && entry.node == answerer {
                now = Owed::AfterTheAnswer;
            }
            owed.push(now);
        }
        for sent in self.messages.iter().filter(|sent| sent.is_between_nodes) {
            match owed_in(&owed, sent.made_in) {
                Some(Owed::BeforeTheAnswer) => count(&mut cost.messages, sent.kind),
                Some(Owed::AfterTheAnswer) => count(&mut cost.after, sent.kind),
                Some(Owed::No) | None => {}
            }
        }
    }

    /// Back from the answer: what it waited for, one behind the other.
    fn count_the_chain(&self, asked: u64, heard: u64, cost: &mut Cost) {
        let mut step = heard;
        let is_a_sync_of_no_time = |entry: &Entry| entry.synced && entry.kind != EventKind::Sync;
        let is_at_a_node = |entry: &Entry| entry.node.is_some() && is_a_sync_of_no_time(entry);
        cost.waited += usize::from(self.entry(heard).is_some_and(is_at_a_node));
        while step > asked
            && let Some(entry) = self.entry(step)
            && entry.cause >= asked
        {
            match entry.message.map(|message| &self.messages[message]) {
                Some(sent) => {
                    let made = self.entry(sent.made_in);
                    let waited =
                        sent.left_in > sent.made_in || made.is_some_and(is_a_sync_of_no_time);
                    cost.waited += usize::from(waited);
                    cost.hops += usize::from(sent.is_between_nodes);
                }
                None => cost.waited += usize::from(entry.kind == EventKind::Sync),
            }
            step = entry.cause;
        }
        cost.is_alone = step == asked;
    }
}

fn are_nodes(from: Endpoint, to: Endpoint) -> bool {
    from.node().is_some() && to.node().is_some()
}

fn count(counts: &mut Vec<(&'static str, usize)>, kind: &'static str) {
    match counts.iter_mut().find(|(known, _)| *known == kind) {
        Some((_, count)) => *count += 1,
        None => counts.push((kind, 1)),
    }
}
