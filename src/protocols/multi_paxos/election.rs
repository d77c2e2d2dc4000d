//! Phase 1, once for all slots: who proposes, and what it is bound to; PMS §2.2 and §3, PMMC's scout.

use super::message::PaxosMessage;
use super::node::{Leading, MultiPaxos, PaxosTimer, Role, whose};
use super::options::STABLE_LEADER;
use super::rules::*;
use super::slots::{Decree, Slots, Vote};
use crate::protocol::cluster::{NodeId, NodeSet};
use crate::protocol::command::Command;
use crate::protocol::outbox::{Because, Outbox};
use crate::protocols::ballot::Ballot;
use crate::protocols::quorum::majority;

impl MultiPaxos {
    /// No leader was heard for an election timeout.
    pub(super) fn on_election_timeout(&mut self, out: &mut Outbox<Self>) {
        let ballot = self.next_ballot();
        let (me, heard, from_slot) = (self.me, self.ballot, self.executed + 1);
        out.cite(&START_BALLOT, |cluster| {
            let heard = match heard {
                Some(heard) => format!("the highest ballot it has heard of is {}", heard.shown(cluster)),
                None => "it has heard of no ballot".to_string(),
            };
            Because::new(
                format!("{} starts ballot {}.", cluster.name(me), ballot.shown(cluster)),
                format!("Its election timer fired, {heard}, and slot {from_slot} is its first that is not executed."),
            )
        });
        self.start_ballot(ballot, out);
    }

    /// Without a stable leader: the command that has waited longest gets a ballot, when those before it are chosen.
    pub(super) fn start_ballot_for_a_command(&mut self, out: &mut Outbox<Self>) {
        let Role::Leader(leading) = &self.role else { return };
        let Some(request) = self.waiting.first() else { return };
        if leading.proposals.iter().any(|(slot, _)| !self.decided.has(slot)) {
            return;
        }
        let (me, ballot, operation) = (self.me, self.next_ballot(), request.operation.clone());
        out.cite(&BALLOT_A_COMMAND, |cluster| {
            let name = cluster.name(me);
            Because::new(
                format!("{name} starts ballot {} for {operation}.", ballot.shown(cluster)),
                "There is no stable leader: both phases are run for every command.",
            )
        });
        self.start_ballot(ballot, out);
    }

    fn next_ballot(&self) -> Ballot {
        Ballot { round: self.ballot.map_or(0, |ballot| ballot.round) + 1, node: self.me }
    }

    /// Phase 1a.
    fn start_ballot(&mut self, ballot: Ballot, out: &mut Outbox<Self>) {
        out.cancel_timer(PaxosTimer::Heartbeat);
        self.reset_election_timer(out);
        self.ballot = Some(ballot);
        self.leader = None;
        self.role = Role::Candidate { promises: NodeSet::EMPTY, reported: Slots::default() };
        let from_slot = self.executed + 1;
        for peer in out.cluster().others(self.me) {
            out.send(peer, PaxosMessage::Prepare { ballot, from_slot });
        }
        self.on_prepare(self.me, ballot, from_slot, out);
    }

    /// The answer to a Prepare.
    pub(super) fn on_promise(
        &mut self,
        acceptor: NodeId,
        ballot: Ballot,
        accepted: Slots<Vote>,
        out: &mut Outbox<Self>,
    ) {
        let me = self.me;
        if Some(ballot) != self.ballot {
            return self.ignore(acceptor, ballot, out);
        }
        let needed = self.phase_1_quorum(out);
        let Role::Candidate { promises, reported } = &mut self.role else {
            return out.cite(&COUNT_PROMISE, |cluster| {
                let (name, sender) = (cluster.name(me), cluster.name(acceptor));
                Because::new(
                    format!("{name} does not count {sender}'s promise."),
                    format!("It has left Phase 1 of ballot {} behind.", ballot.shown(cluster)),
                )
            });
        };
        promises.insert(acceptor);
        let have = promises.len();
        out.cite(&COUNT_PROMISE, |cluster| {
            let (name, ballot) = (cluster.name(me), ballot.shown(cluster));
            let whose = whose(cluster, me, acceptor);
            Because::new(
                format!("{name} counts {whose} promise of ballot {ballot}."),
                format!("It has {have} of {needed} needed."),
            )
            .line(1)
        });
        for (slot, vote) in accepted.iter() {
            let Some(known) = reported.get(slot) else {
                reported.insert(slot, vote.clone());
                continue;
            };
            if known.ballot == vote.ballot {
                continue;
            }
            let (first, second) = (known.ballot, vote.ballot);
            out.cite(&HIGHEST_BALLOT_VALUE, |cluster| {
                let (first, second) = (first.shown(cluster), second.shown(cluster));
                Because::new("", format!("For slot {slot} {first} and {second} are reported."))
                    .line(1)
            });
            if (vote.ballot > known.ballot) == out.rule(&HIGHEST_BALLOT_VALUE) {
                reported.insert(slot, vote.clone());
            }
        }
        self.become_leader_with_majority(out);
    }

    fn become_leader_with_majority(&mut self, out: &mut Outbox<Self>) {
        let needed = self.phase_1_quorum(out);
        let Role::Candidate { promises, reported } = &mut self.role else { return };
        let (Some(ballot), true) = (self.ballot, promises.len() >= needed) else { return };
        let (me, promises, reported) = (self.me, *promises, std::mem::take(reported));
        out.cite(&PHASE_1_QUORUM, |_| Because::default());
        out.cite(&BECOME_LEADER, |cluster| {
            let (name, size) = (cluster.name(me), cluster.size());
            let who = cluster.list(promises.iter());
            Because::new(
                format!("{name} leads ballot {}.", ballot.shown(cluster)),
                format!("{who} promised it: {} of {size}.", promises.len()),
            )
            .counting(format!("elected {name}"), promises, &COUNT_PROMISE)
        });
        self.become_leader(&reported, out);
    }

    /// It finishes what others began: PMS §3.
    fn become_leader(&mut self, reported: &Slots<Vote>, out: &mut Outbox<Self>) {
        let nothing = Slots::default();
        let reported = if out.rule(&ADOPT_REPORTED) { reported } else { &nothing };
        let last = reported.last().max(self.decided.last());
        let first = self.executed + 1;
        self.role = Role::Leader(Leading {
            next_slot: last + 1,
            out_since_last: first,
            out_for_long: first,
            proposals: Slots::default(),
        });
        self.leader = Some(self.me);
        out.cancel_timer(PaxosTimer::Election);
        for slot in first..=last {
            match reported.get(slot) {
                _ if self.decided.has(slot) => {}
                Some(vote) => self.finish(slot, vote, out),
                None => self.fill(slot, last, out),
            }
        }
        let most = if out.switch(&STABLE_LEADER) { self.waiting.len() } else { 1 };
        let ready: Vec<_> = self.waiting.drain(..most.min(self.waiting.len())).collect();
        for request in ready {
            self.propose_command(&request, out);
        }
        self.send_heartbeats(out);
    }

    /// A value that others may have chosen is proposed again.
    fn finish(&mut self, slot: u64, vote: &Vote, out: &mut Outbox<Self>) {
        let (me, under, command) = (self.me, vote.ballot, vote.decree.command.clone());
        out.cite(&ADOPT_REPORTED, |cluster| {
            let under = under.shown(cluster);
            Because::new(
                format!("{} proposes {command} in slot {slot}.", cluster.name(me)),
                format!("It is reported under ballot {under}."),
            )
            .line(1)
        });
        self.propose(slot, vote.decree.clone(), out);
    }

    /// A slot that binds the leader to nothing, before others that do.
    fn fill(&mut self, slot: u64, last: u64, out: &mut Outbox<Self>) {
        let Some(ballot) = self.ballot.filter(|_| out.rule(&FILL_GAPS)) else { return };
        let me = self.me;
        out.cite(&FILL_GAPS, |cluster| {
            Because::new(
                format!("{} proposes a no-op in slot {slot}.", cluster.name(me)),
                format!("Nothing is reported for it, and slots up to {last} are to be executed."),
            )
            .line(1)
        });
        self.propose(slot, Decree::new(Command::noop(), ballot, slot), out);
    }

    /// An acceptor has promised a higher ballot.
    pub(super) fn on_nack(
        &mut self,
        acceptor: NodeId,
        ballot: Ballot,
        promised: Ballot,
        out: &mut Outbox<Self>,
    ) {
        let proposes = !matches!(self.role, Role::Follower);
        let is_news = proposes && Some(promised) > self.ballot;
        self.hear_of(promised, out);
        if !is_news {
            self.ignore(acceptor, ballot, out);
        }
    }

    /// An answer that belongs to the past.
    pub(super) fn ignore(&self, sender: NodeId, ballot: Ballot, out: &mut Outbox<Self>) {
        let (me, current) = (self.me, self.ballot);
        out.cite(&OLD_ANSWER, |cluster| {
            let (name, whose) = (cluster.name(me), whose(cluster, me, sender));
            let answers = format!("It answers ballot {}", ballot.shown(cluster));
            let why = match current.filter(|current| *current != ballot) {
                Some(current) => format!("{answers}; {name}'s is {}.", current.shown(cluster)),
                None => format!("{answers}, under which {name} no longer proposes."),
            };
            Because::new(format!("{name} throws {whose} answer away."), why).line(1)
        });
    }

    fn phase_1_quorum(&self, out: &Outbox<Self>) -> usize {
        if out.rule(&PHASE_1_QUORUM) { majority(out.cluster().size()) } else { 1 }
    }
}
