//! What only an observer knows: who has accepted what, which proposals there were, and what is chosen.

use super::requests::Requests;
use super::{Seen, acceptors, proposal};
use crate::protocol::cluster::{Cluster, NodeId};
use crate::protocol::command::Command;
use crate::protocol::inspect::Progress;
use crate::protocol::sorted::SortedMap;
use crate::protocol::value::Value;
use crate::protocols::ballot::Ballot;
use crate::protocols::paxos::message::{PaxosMessage, Vote};
use crate::protocols::paxos::node::{Persistent, Plays};
use crate::protocols::quorum::majority;

/// The observer's memory. No node reads it.
#[derive(Clone, Debug, Default)]
pub struct Ghost {
    /// The values that proposers were told to propose.
    proposed: Vec<Command>,
    /// The proposals made, by number.
    proposals: SortedMap<Ballot, Command>,
    /// Those that some disk held at the beginning: their requests are gone, and nobody will accept them any more.
    old_proposals: SortedMap<Ballot, Command>,
    /// What each acceptor has shown.
    acceptors: SortedMap<NodeId, Past>,
    /// The proposals that a majority has accepted, in the order in which that came about.
    chosen: Vec<Vote>,
    /// What each node last took to be chosen, crashed ones included.
    known: SortedMap<NodeId, Command>,
    /// What became of the requests.
    requests: Requests,
}

/// An acceptor's past.
#[derive(Clone, Debug, Default)]
pub(super) struct Past {
    /// The highest number that it has promised, as far as that binds it.
    pub promised: Option<Ballot>,
    /// What it has accepted, once that was on its disk.
    votes: SortedMap<Ballot, Command>,
    /// What it has accepted and its disk does not hold yet.
    pending: Vec<Vote>,
}

/// Whether so many acceptors are a majority of all.
pub(super) fn is_majority(cluster: &Cluster, count: usize) -> bool {
    count >= majority(acceptors(cluster).count())
}

impl Ghost {
    /// The chosen value, or that there is none.
    pub(in crate::protocols::paxos) fn chosen(&self) -> Value {
        let first = self.first_chosen();
        first.map_or(Value::None, |vote| Value::from_text(&vote.value.to_string()))
    }

    pub(super) fn requests(&self) -> &Requests {
        &self.requests
    }

    /// How far an acceptor has come with accepting under this number, if it does not refuse.
    pub(super) fn acceptance(&self, node: NodeId, n: Ballot) -> Option<Progress> {
        let past = self.acceptor(node)?;
        let is_pending = past.pending.iter().any(|vote| vote.n == n);
        let pending = is_pending.then_some(Progress::Writing);
        if past.votes.contains_key(&n) { Some(Progress::Done) } else { pending }
    }

    pub(super) fn first_chosen(&self) -> Option<&Vote> {
        self.chosen.first()
    }

    pub(super) fn chosen_votes(&self) -> &[Vote] {
        &self.chosen
    }

    pub(super) fn is_chosen(&self, value: &Command) -> bool {
        self.chosen.iter().any(|vote| vote.value == *value)
    }

    pub(super) fn is_proposed(&self, value: &Command) -> bool {
        self.proposed.contains(value)
    }

    pub(super) fn known(&self) -> impl Iterator<Item = (NodeId, &Command)> {
        self.known.iter().map(|(node, value)| (*node, value))
    }

    pub(super) fn proposals(&self) -> &SortedMap<Ballot, Command> {
        &self.proposals
    }

    /// All proposals that were ever made, those from before the beginning first.
    pub(super) fn all_proposals(&self) -> impl Iterator<Item = (&Ballot, &Command)> {
        self.old_proposals.iter().chain(self.proposals.iter())
    }

    pub(super) fn acceptor(&self, node: NodeId) -> Option<&Past> {
        self.acceptors.get(&node)
    }

    pub(super) fn has_voted(&self, node: NodeId, n: Ballot, value: &Command) -> bool {
        self.acceptor(node).is_some_and(|past| past.votes.get(&n) == Some(value))
    }

    /// The highest number below `n` under which an acceptor has accepted something.
    pub(super) fn highest_vote_below(&self, node: NodeId, n: Ballot) -> Option<Ballot> {
        let past = self.acceptor(node)?;
        past.votes.keys().rev().find(|voted| **voted < n).copied()
    }

    /// What the acceptor that changed has accepted and its disk holds since this event.
    ///
    /// Two acceptances can get onto the disk by one sync, so that it never shows the first. An acceptor that starts from a
    /// disk which somebody gave it has accepted nothing just now.
    pub(super) fn fresh_votes(&self, witness: Seen) -> Vec<Vote> {
        let node = witness.changed();
        let (Persistent::Acceptor(disk), Some(past)) = (witness.disk(node), self.acceptor(node))
        else {
            return Vec::new();
        };
        let durable = disk.accepted.as_ref().map(|vote| vote.n);
        let mut votes = past.pending.clone();
        votes.extend(disk.accepted.clone());
        votes
            .retain(|vote| Some(vote.n) <= durable && past.votes.get(&vote.n) != Some(&vote.value));
        votes.dedup();
        votes
    }

    /// The proposals that are chosen since this event.
    pub(super) fn newly_chosen(&self, witness: Seen) -> Vec<Vote> {
        let node = witness.changed();
        let mut votes = self.fresh_votes(witness);
        votes.retain(|vote| {
            let others = acceptors(witness.cluster()).filter(|other| *other != node);
            let voters = others.filter(|other| self.has_voted(*other, vote.n, &vote.value));
            is_majority(witness.cluster(), voters.count() + 1) && !self.chosen.contains(vote)
        });
        votes
    }

    /// A disk that was given is taken for what the acceptor did before.
    fn take_over(&mut self, node: NodeId, disk: &Persistent, cluster: &Cluster) {
        let past = self.acceptors.get_or_insert_with(node, Past::default);
        let Persistent::Acceptor(disk) = disk else { return };
        self.requests.take_over(node, disk);
        let Some(vote) = &disk.accepted else { return };
        past.votes.insert(vote.n, vote.value.clone());
        self.old_proposals.insert(vote.n, vote.value.clone());
        if !self.proposed.contains(&vote.value) {
            self.proposed.push(vote.value.clone());
        }
        let voters = acceptors(cluster).filter(|node| self.has_voted(*node, vote.n, &vote.value));
        if is_majority(cluster, voters.count()) {
            self.chosen.push(vote.clone());
        }
    }
}

/// Takes down what the node that changed shows, after the checks.
pub fn observe(ghost: &mut Ghost, witness: Seen) {
    let (node, cluster) = (witness.changed(), witness.cluster());
    if let Persistent::Acceptor(_) = witness.disk(node) {
        if ghost.acceptor(node).is_none() {
            ghost.take_over(node, witness.disk(node), cluster);
        }
        observe_acceptor(ghost, witness);
    }
    ghost.requests.observe(witness);
    let Some(process) = witness.node(node) else { return };
    if let Some(value) = process.knows() {
        ghost.known.insert(node, value.clone());
    }
    if let Some(vote) = proposal(witness) {
        ghost.proposals.get_or_insert_with(vote.n, || vote.value);
    }
    if let Plays::Proposer(proposer) = process.plays()
        && let Some(own) = &proposer.own
        && !ghost.proposed.contains(own)
    {
        ghost.proposed.push(own.clone());
    }
}

/// Takes down a request that an acceptor is about to handle.
pub fn overhear(ghost: &mut Ghost, node: NodeId, message: &PaxosMessage) {
    ghost.requests.overhear(node, message);
}

fn observe_acceptor(ghost: &mut Ghost, witness: Seen) {
    let node = witness.changed();
    let (fresh, chosen) = (ghost.fresh_votes(witness), ghost.newly_chosen(witness));
    ghost.chosen.extend(chosen);
    let Some(past) = ghost.acceptors.get_mut(&node) else { return };
    past.pending.retain(|vote| !fresh.contains(vote));
    for vote in fresh {
        past.votes.insert(vote.n, vote.value);
    }
    match witness.node(node).map(|process| &process.stable) {
        Some(Persistent::Acceptor(now)) => {
            past.promised = now.promised;
            let is_new = |vote: &&Vote| {
                past.votes.get(&vote.n) != Some(&vote.value) && !past.pending.contains(vote)
            };
            past.pending.extend(now.accepted.iter().filter(is_new).cloned().collect::<Vec<_>>());
        }
        _ => {
            // What its disk holds still binds it; what the crash took was never told to anybody.
            if let Persistent::Acceptor(disk) = witness.disk(node) {
                past.promised = disk.promised;
            }
            past.pending.clear();
        }
    }
}
