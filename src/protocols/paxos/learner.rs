//! The learner: it counts who has accepted what, PMS §2.3.

use super::message::Vote;
use super::node::{ACCEPTORS, Paxos};
use super::rules::*;
use crate::protocol::cluster::{NodeId, NodeSet};
use crate::protocol::command::{Command, Origin};
use crate::protocol::outbox::{Because, Effect, Outbox};
use crate::protocols::quorum::majority;

/// What a learner has heard; none of it is on disk, for the acceptors can be asked again.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Learner {
    /// Each proposal of which it has heard, with those who have accepted it, in order of number.
    pub accepts: Vec<(Vote, NodeSet)>,
    /// The value that it has learned, with the number under which it was chosen.
    pub learned: Option<Vote>,
}

/// There is one decision, whoever proposed it first: where it goes back to does not depend on the number that won.
const THE_DECISION: Origin = Origin { epoch: 0, counter: 1 };

impl Learner {
    /// The value that it has learned.
    pub(super) fn value(&self) -> Option<&Command> {
        self.learned.as_ref().map(|vote| &vote.value)
    }

    /// An acceptor has accepted a proposal.
    pub(super) fn on_accepted(
        &mut self,
        me: NodeId,
        from: NodeId,
        proposal: Vote,
        out: &mut Outbox<Paxos>,
    ) {
        let accepted_by = self.take_down(from, &proposal, out);
        let needed = accepts_needed(out);
        let count = accepted_by.len();
        out.cite(&COUNT_ACCEPTED, |cluster| {
            let (name, acceptor) = (cluster.name(me), cluster.name(from));
            Because::new(
                format!("{name} notes that {acceptor} has accepted {}.", proposal.shown(cluster)),
                format!("So far {count} have, and {needed} are needed."),
            )
            .line(1)
        });
        if count < needed || self.value() == Some(&proposal.value) {
            return;
        }
        out.cite(&MAJORITY_ACCEPTS, |_| Because::default());
        out.cite(&LEARN, |cluster| {
            let who = cluster.list(accepted_by.iter());
            Because::new(
                format!("{} learns that {} is chosen.", cluster.name(me), proposal.value),
                format!("Under the number {} it was accepted by {who}.", proposal.n.shown(cluster)),
            )
            .line(1)
            .counting(
                format!("chosen {}", proposal.value),
                accepted_by,
                &COUNT_ACCEPTED,
            )
        });
        self.learned = Some(proposal.clone());
        out.effect(Effect::Apply {
            index: 1,
            origin: THE_DECISION,
            command: proposal.value,
            answer: false,
            sessions: false,
        });
    }

    /// Adds one who has accepted, and returns all who count with it.
    fn take_down(&mut self, from: NodeId, proposal: &Vote, out: &mut Outbox<Paxos>) -> NodeSet {
        let place = self.accepts.iter().position(|(known, _)| known == proposal);
        let place = place.unwrap_or_else(|| {
            let place = self.accepts.partition_point(|(known, _)| known.n <= proposal.n);
            self.accepts.insert(place, (proposal.clone(), NodeSet::EMPTY));
            place
        });
        self.accepts[place].1.insert(from);
        let same_value = |(known, _): &&(Vote, NodeSet)| known.value == proposal.value;
        if self.accepts.iter().filter(same_value).count() > 1 {
            out.cite(&COUNT_ONE_NUMBER, |_| Because::default());
        }
        if out.rule(&COUNT_ONE_NUMBER) {
            return self.accepts[place].1;
        }
        self.accepts.iter().filter(same_value).flat_map(|(_, nodes)| nodes.iter()).collect()
    }
}

/// How many acceptors must have accepted a proposal before its value is chosen.
pub(super) fn accepts_needed(out: &Outbox<Paxos>) -> usize {
    let acceptors = out.cluster().playing(&ACCEPTORS).count();
    if out.rule(&MAJORITY_ACCEPTS) { majority(acceptors) } else { 1 }
}
