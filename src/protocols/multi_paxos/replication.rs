//! Phase 2, the leader's side: proposing, counting, choosing, and sending again what is missing; PMS §2.2, PMMC's commander.

use super::message::PaxosMessage;
use super::node::{MultiPaxos, PaxosTimer, Proposal, Role, whose};
use super::options::{BATCH, HEARTBEAT_INTERVAL, PARALLEL_DISK};
use super::rules::*;
use super::slots::Decree;
use crate::protocol::cluster::{NodeId, NodeSet};
use crate::protocol::outbox::{Because, Outbox, Request, When};
use crate::protocols::ballot::Ballot;
use crate::protocols::quorum::majority;

impl MultiPaxos {
    /// A client's command gets the next free slot.
    pub(super) fn propose_command(&mut self, request: &Request, out: &mut Outbox<Self>) {
        let (Some(ballot), Role::Leader(leading)) = (self.ballot, &mut self.role) else { return };
        let slot = leading.next_slot;
        leading.next_slot += 1;
        let decree = Decree::new(request.command(), ballot, slot);
        let (me, command) = (self.me, decree.command.clone());
        out.broadcast(decree.origin);
        out.cite(&PROPOSE, |cluster| {
            Because::new(
                format!("{} proposes {command} in slot {slot}.", cluster.name(me)),
                format!("It leads ballot {}, and the slot is free.", ballot.shown(cluster)),
            )
        });
        self.propose(slot, decree, out);
    }

    /// Phase 2a.
    pub(super) fn propose(&mut self, slot: u64, decree: Decree, out: &mut Outbox<Self>) {
        let (Some(ballot), Role::Leader(leading)) = (self.ballot, &mut self.role) else { return };
        let proposal = Proposal { decree: decree.clone(), accepted_by: NodeSet::EMPTY };
        leading.proposals.insert(slot, proposal);
        for peer in out.cluster().others(self.me) {
            self.send_accept(peer, ballot, slot, decree.clone(), out);
        }
        self.on_accept(self.me, ballot, slot, decree, out);
    }

    fn send_accept(
        &self,
        peer: NodeId,
        ballot: Ballot,
        slot: u64,
        decree: Decree,
        out: &mut Outbox<Self>,
    ) {
        let waits = !out.switch(&PARALLEL_DISK) && out.rule(&SYNC_BEFORE_REPLY);
        let when = if waits { When::AfterSync } else { When::Now };
        out.send_when(peer, PaxosMessage::Accept { ballot, slot, decree }, when);
    }

    /// The answer to an Accept.
    pub(super) fn on_accepted(
        &mut self,
        acceptor: NodeId,
        ballot: Ballot,
        slot: u64,
        out: &mut Outbox<Self>,
    ) {
        let (me, current) = (self.me, self.ballot);
        if Some(ballot) != current && out.rule(&VOTES_OF_THIS_BALLOT) {
            return out.cite(&VOTES_OF_THIS_BALLOT, |cluster| {
                let (name, whose) = (cluster.name(me), whose(cluster, me, acceptor));
                let current = current.map_or("none".to_string(), |it| it.shown(cluster));
                Because::new(
                    format!("{name} does not count {whose} Accepted for slot {slot}."),
                    format!("It is of ballot {}; {name}'s is {current}.", ballot.shown(cluster)),
                )
                .line(1)
            });
        }
        let needed = self.phase_2_quorum(out);
        let proposal = match &mut self.role {
            Role::Leader(leading) => leading.proposals.get_mut(slot),
            Role::Follower | Role::Candidate { .. } => None,
        };
        let Some(proposal) = proposal else { return self.ignore(acceptor, ballot, out) };
        proposal.accepted_by.insert(acceptor);
        let (accepted_by, decree) = (proposal.accepted_by, proposal.decree.clone());
        out.cite(&COUNT_ACCEPTED, |cluster| {
            let name = cluster.name(me);
            let who = if acceptor == me { "itself" } else { cluster.name(acceptor) };
            Because::new(
                format!("{name} counts {who} for slot {slot}."),
                format!("It has {} of {needed} needed.", accepted_by.len()),
            )
            .line(1)
        });
        if accepted_by.len() >= needed && !self.decided.has(slot) {
            self.choose(slot, decree, accepted_by, out);
        }
    }

    /// A majority has accepted.
    fn choose(&mut self, slot: u64, decree: Decree, by: NodeSet, out: &mut Outbox<Self>) {
        let Some(ballot) = self.ballot else { return };
        let (me, command) = (self.me, decree.command.clone());
        out.cite(&PHASE_2_QUORUM, |_| Because::default());
        out.cite(&CHOOSE, |cluster| {
            let (size, ballot) = (cluster.size(), ballot.shown(cluster));
            let who = cluster.list(by.iter());
            Because::new(
                format!("{} knows that {command} is chosen in slot {slot}.", cluster.name(me)),
                format!("{who} accepted it under ballot {ballot}: {} of {size}.", by.len()),
            )
            .line(1)
            .counting(format!("chosen {slot}"), by, &COUNT_ACCEPTED)
        });
        for peer in out.cluster().others(me) {
            out.send(peer, PaxosMessage::Commit { ballot, slot });
        }
        self.decide(slot, decree, out);
        self.start_ballot_for_a_command(out);
    }

    /// The heartbeat timer, and the first moment of a leadership.
    pub(super) fn send_heartbeats(&mut self, out: &mut Outbox<Self>) {
        let (Some(ballot), Role::Leader(leading)) = (self.ballot, &mut self.role) else { return };
        leading.out_for_long = leading.out_since_last;
        leading.out_since_last = leading.next_slot;
        let me = self.me;
        out.cite(&HEARTBEAT, |cluster| {
            let others = cluster.list(cluster.others(me));
            Because::new(
                format!("{} sends Heartbeat to {others}.", cluster.name(me)),
                format!("It leads ballot {}.", ballot.shown(cluster)),
            )
        });
        for peer in out.cluster().others(me) {
            out.send(peer, PaxosMessage::Heartbeat { ballot });
        }
        let interval = out.settings().length(&HEARTBEAT_INTERVAL).unwrap_or_default();
        out.set_timer(PaxosTimer::Heartbeat, interval..=interval);
    }

    /// The answer to a Heartbeat: whoever has not executed everything gets what it lacks.
    pub(super) fn on_heartbeat_reply(
        &mut self,
        follower: NodeId,
        ballot: Ballot,
        executed: u64,
        out: &mut Outbox<Self>,
    ) {
        let most = out.settings().count(&BATCH);
        let leading = match &mut self.role {
            Role::Leader(leading) if Some(ballot) == self.ballot => leading,
            _ => return self.ignore(follower, ballot, out),
        };
        let (me, end) = (self.me, leading.out_for_long.min(executed.saturating_add(most + 1)));
        out.cite(&SEND_AGAIN, |cluster| {
            let (name, sender) = (cluster.name(me), cluster.name(follower));
            let says = match executed + 1 < end {
                true => {
                    format!("{name} sends {sender} slots {} to {} again.", executed + 1, end - 1)
                }
                false => format!("{name} has nothing to send to {sender}."),
            };
            Because::new(says, format!("{sender} has executed up to slot {executed}."))
        });
        let mut missing = Vec::new();
        for slot in executed + 1..end {
            let decided = self.decided.get(slot);
            if let Some(decree) = decided
                && !leading.proposals.has(slot)
            {
                let proposal = Proposal { decree: decree.clone(), accepted_by: NodeSet::EMPTY };
                leading.proposals.insert(slot, proposal);
            }
            // Without no-ops in the gaps a slot may have nothing in it.
            let Some(proposal) = leading.proposals.get(slot) else { continue };
            let lacks = !proposal.accepted_by.contains(follower);
            missing.push((slot, lacks.then(|| proposal.decree.clone()), decided.is_some()));
        }
        for (slot, decree, is_decided) in missing {
            if let Some(decree) = decree {
                self.send_accept(follower, ballot, slot, decree, out);
            }
            if is_decided {
                out.send(follower, PaxosMessage::Commit { ballot, slot });
            }
        }
    }

    fn phase_2_quorum(&self, out: &Outbox<Self>) -> usize {
        if out.rule(&PHASE_2_QUORUM) { majority(out.cluster().size()) } else { 1 }
    }
}
