//! The proposer: it takes a number, asks for promises (phase 1(a)), and asks to accept a value (phase 2(a)), PMS §2.2.

use super::learner::accepts_needed;
use super::message::{PaxosMessage, Vote};
use super::node::{ACCEPTORS, PROPOSERS, Paxos, PaxosTimer, Persistent};
use super::options::*;
use super::phase::{Phase, Promises};
use super::rules::*;
use crate::protocol::cluster::{Cluster, NodeId, NodeSet};
use crate::protocol::command::{Command, Operation};
use crate::protocol::outbox::{Because, Outbox, Proposal};
use crate::protocol::sorted::SortedMap;
use crate::protocol::time::Micros;
use crate::protocols::ballot::Ballot;
use crate::protocols::quorum::majority;
use std::ops::RangeInclusive;

/// A proposer. Only the highest number that it has used is on disk.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Proposer {
    /// The number of its present proposal, or of its last one.
    pub n: Option<Ballot>,
    /// The value that it was told to propose.
    pub own: Option<Command>,
    /// The highest round that others have told it of.
    heard: u64,
    /// How many proposals of its own value have come to nothing.
    failures: u32,
    pub phase: Phase,
}

impl Proposer {
    /// The promises on which the present proposal rests, or will.
    pub fn promises(&self) -> Option<&Promises> {
        match &self.phase {
            Phase::Prepare(promises) | Phase::Accept { promises, .. } => Some(promises),
            Phase::Idle | Phase::Done { .. } => None,
        }
    }
}

/// More doublings would be hours.
const DOUBLINGS_MAX: u32 = 6;

/// What a proposer proposes that has nothing to propose.
const NOTHING: &str = "nothing";

impl Proposer {
    /// A proposer that starts from what its disk holds. It knows of no value.
    pub(super) fn recovered(n: Option<Ballot>, out: &mut Outbox<Paxos>) -> Proposer {
        let n = n.filter(|_| out.rule(&PERSIST_NUMBER));
        let proposer = Proposer { n, ..Proposer::default() };
        if n.is_some() && !out.rule(&A_VALUE_TO_PROPOSE) {
            out.set_timer(PaxosTimer::Retry, proposer.patience(out));
        }
        proposer
    }

    /// It is told to propose a value.
    pub(super) fn on_propose(
        &mut self,
        me: NodeId,
        disk: &mut Persistent,
        proposal: Proposal,
        out: &mut Outbox<Paxos>,
    ) {
        let Some(n) = self.fresh_number(me, proposal.round, out) else { return };
        self.own = Some(proposal.value);
        self.failures = 0;
        self.prepare(me, n, disk, out);
    }

    /// It has waited long enough.
    pub(super) fn on_retry(&mut self, me: NodeId, disk: &mut Persistent, out: &mut Outbox<Paxos>) {
        if !matches!(self.phase, Phase::Idle) {
            self.failures += 1;
        }
        let failed = self.n;
        out.cite(&RETRY, |cluster| {
            let why = failed.map_or(String::new(), |n| {
                format!("The proposal {} has come to nothing so far.", n.shown(cluster))
            });
            Because::new(format!("{} tries again.", cluster.name(me)), why)
        });
        if let Some(n) = self.fresh_number(me, None, out) {
            self.prepare(me, n, disk, out);
        }
    }

    /// A number that it has not used and nobody else can use; none if the round that it is told to take is used up.
    fn fresh_number(
        &self,
        me: NodeId,
        round: Option<u64>,
        out: &mut Outbox<Paxos>,
    ) -> Option<Ballot> {
        let used = self.n.map_or(0, |n| n.round);
        let next = match out.rule(&FRESH_NUMBER) {
            true => used.max(self.heard).saturating_add(1),
            false => used.max(1),
        };
        let round = round.unwrap_or(next);
        if round <= used && out.rule(&FRESH_NUMBER) {
            out.cite(&FRESH_NUMBER, |cluster| {
                let name = cluster.name(me);
                Because::new(
                    format!("{name} begins no proposal in round {round}."),
                    format!("It has used round {used}."),
                )
                .line(1)
            });
            return None;
        }
        out.cite(&FRESH_NUMBER, |_| Because::default());
        out.cite(&OWN_NUMBERS, |_| Because::default());
        let first = out.cluster().playing(&PROPOSERS).next();
        let node = if out.rule(&OWN_NUMBERS) { me } else { first.unwrap_or(me) };
        Some(Ballot { round, node })
    }

    /// Phase 1(a).
    fn prepare(&mut self, me: NodeId, n: Ballot, disk: &mut Persistent, out: &mut Outbox<Paxos>) {
        let left =
            self.n.filter(|_| matches!(self.phase, Phase::Prepare(_) | Phase::Accept { .. }));
        self.n = Some(n);
        self.phase = Phase::Prepare(Promises::default());
        *disk = Persistent::Proposer { n: Some(n) };
        out.sync(disk.clone());
        let own = self.own.clone();
        out.cite(&PREPARE, |cluster| {
            let (name, n) = (cluster.name(me), n.shown(cluster));
            let wants = own.map_or("nothing".to_string(), |value| value.to_string());
            let left = left.map_or(String::new(), |left| {
                format!(" It leaves the proposal {}.", left.shown(cluster))
            });
            Because::new(
                format!("{name} asks all acceptors for promises under the number {n}."),
                format!("It wants to propose {wants}.{left}"),
            )
            .line(2)
        });
        for acceptor in out.cluster().playing(&ACCEPTORS) {
            out.send(acceptor, PaxosMessage::Prepare { n });
        }
        out.set_timer(PaxosTimer::Retry, self.patience(out));
    }

    /// The answer to a prepare request.
    pub(super) fn on_promise(
        &mut self,
        me: NodeId,
        from: NodeId,
        n: Ballot,
        accepted: Option<Vote>,
        out: &mut Outbox<Paxos>,
    ) {
        let present = self.n;
        if present != Some(n) && out.rule(&PROMISES_OF_THIS_NUMBER) {
            return out.cite(&PROMISES_OF_THIS_NUMBER, |cluster| {
                let says =
                    format!("{} passes {}'s promise over.", cluster.name(me), cluster.name(from));
                Because::new(says, unlike(cluster, n, present)).line(1)
            });
        }
        let needed = promises_needed(out);
        let Phase::Prepare(promises) = &mut self.phase else {
            let stands = self.phase.stands();
            return out.cite(&COUNT_PROMISE, |cluster| {
                let (name, from) = (cluster.name(me), cluster.name(from));
                let says = format!("{name} does not need {from}'s promise.");
                Because::new(says, format!("The proposal {} {stands}.", n.shown(cluster)))
            });
        };
        self.heard = self.heard.max(accepted.as_ref().map_or(0, |vote| vote.n.round));
        promises.messages += 1;
        if promises.reports.insert(from, accepted).is_some() {
            out.cite(&DISTINCT_PROMISES, |_| Because::default());
        }
        let have = match out.rule(&DISTINCT_PROMISES) {
            true => promises.reports.len(),
            false => promises.messages,
        };
        out.cite(&COUNT_PROMISE, |cluster| {
            let says = format!("{} counts {}'s promise.", cluster.name(me), cluster.name(from));
            Because::new(says, format!("It has {have} of {needed} needed.")).line(1)
        });
        if have >= needed {
            self.ask_to_accept(me, out);
        }
    }

    /// Phase 2(a).
    fn ask_to_accept(&mut self, me: NodeId, out: &mut Outbox<Paxos>) {
        let Some(n) = self.n else { return };
        let Phase::Prepare(promises) = std::mem::take(&mut self.phase) else { return };
        out.cite(&MAJORITY_PROMISES, |_| Because::default());
        let value = self.value_to_propose(me, &promises.reports, out);
        let who = promises.who();
        out.cite(&SEND_ACCEPT, |cluster| {
            let (name, n) = (cluster.name(me), n.shown(cluster));
            Because::new(
                format!("{name} asks all acceptors to accept {value} under the number {n}."),
                format!("It has the promises of {}.", cluster.list(who.iter())),
            )
            .line(1)
            .counting(format!("prepared {n}"), who, &COUNT_PROMISE)
        });
        for acceptor in out.cluster().playing(&ACCEPTORS) {
            let proposal = Vote { n, value: value.clone() };
            out.send(acceptor, PaxosMessage::Accept { proposal });
        }
        self.phase = Phase::Accept { promises, value, accepts: NodeSet::EMPTY };
    }

    /// P2c: the value of the highest-numbered proposal that was reported, or else its own.
    fn value_to_propose(
        &self,
        me: NodeId,
        reports: &SortedMap<NodeId, Option<Vote>>,
        out: &mut Outbox<Paxos>,
    ) -> Command {
        let reported = || reports.values().flatten();
        let own = self.own.clone();
        let own = own.unwrap_or_else(|| Command::new(Operation::Word(NOTHING.to_string()), None));
        let vote = match out.rule(&HIGHEST_NUMBERED) {
            true => reported().max_by_key(|vote| vote.n),
            false => reported().min_by_key(|vote| vote.n),
        };
        let Some(vote) = vote else {
            out.cite(&OWN_VALUE, |cluster| {
                let name = cluster.name(me);
                Because::new(format!("{name} is free to propose {own}."), "Nobody reports a value.")
                    .line(1)
            });
            return own;
        };
        if reported().any(|other| other.n != vote.n) {
            out.cite(&HIGHEST_NUMBERED, |_| Because::default());
        }
        let adopts = out.rule(&ADOPT_REPORTED);
        out.cite(&ADOPT_REPORTED, |cluster| {
            let (name, shown) = (cluster.name(me), vote.shown(cluster));
            let says = match adopts {
                true => format!("{name} takes over {}.", vote.value),
                false => format!("{name} insists on {own}."),
            };
            let of = reported().map(|vote| vote.shown(cluster)).collect::<Vec<_>>().join(", ");
            Because::new(says, format!("Of what is reported, {of}, it looks at {shown}.")).line(1)
        });
        if adopts { vote.value.clone() } else { own }
    }

    /// The answer to an accept request.
    pub(super) fn on_accepted(
        &mut self,
        me: NodeId,
        from: NodeId,
        proposal: Vote,
        out: &mut Outbox<Paxos>,
    ) {
        let (needed, present) = (accepts_needed(out), self.n);
        let is_present = present == Some(proposal.n);
        let stands = self.phase.stands();
        let Phase::Accept { value, accepts, .. } = &mut self.phase else {
            return late((me, from), proposal.n, present, stands, out);
        };
        if !is_present {
            return late((me, from), proposal.n, present, stands, out);
        }
        accepts.insert(from);
        let (value, accepts) = (value.clone(), *accepts);
        out.cite(&COUNT_ACCEPTED, |cluster| {
            let (name, from) = (cluster.name(me), cluster.name(from));
            Because::new(
                format!("{name} notes that {from} has accepted {}.", proposal.shown(cluster)),
                format!("So far {} have, and {needed} are needed.", accepts.len()),
            )
            .line(1)
        });
        if accepts.len() < needed {
            return;
        }
        out.cite(&KNOW_CHOSEN, |cluster| {
            let who = cluster.list(accepts.iter());
            Because::new(
                format!("{} knows that {value} is chosen.", cluster.name(me)),
                format!("{} was accepted by {who}.", proposal.shown(cluster)),
            )
            .line(1)
            .counting(format!("chosen {value}"), accepts, &COUNT_ACCEPTED)
        });
        self.phase = Phase::Done { value, accepts };
        out.cancel_timer(PaxosTimer::Retry);
    }

    /// A refusal.
    pub(super) fn on_nack(
        &mut self,
        me: NodeId,
        from: NodeId,
        (n, promised): (Ballot, Ballot),
        out: &mut Outbox<Paxos>,
    ) {
        let is_open = matches!(self.phase, Phase::Prepare(_) | Phase::Accept { .. });
        self.heard = self.heard.max(promised.round);
        if self.n != Some(n) || !is_open {
            return late((me, from), n, self.n, self.phase.stands(), out);
        }
        out.cite(&ABANDON, |cluster| {
            let (name, n) = (cluster.name(me), n.shown(cluster));
            Because::new(
                format!("{name} abandons the proposal {n}."),
                format!("{} has promised {}.", cluster.name(from), promised.shown(cluster)),
            )
            .line(1)
        });
        self.phase = Phase::Idle;
        self.failures += 1;
        out.set_timer(PaxosTimer::Retry, self.pause(out));
    }

    /// How long it waits for a majority: the same again each time, or up to twice as long after each failure.
    fn patience(&self, out: &Outbox<Paxos>) -> RangeInclusive<Micros> {
        let least = out.settings().length(&RETRY_AFTER).unwrap_or(Micros::ZERO);
        least..=if out.switch(&BACKOFF) { self.doubled(least) } else { least }
    }

    /// How long it waits after a refusal: not at all, or a random time.
    fn pause(&self, out: &Outbox<Paxos>) -> RangeInclusive<Micros> {
        let least = out.settings().length(&RETRY_AFTER).unwrap_or(Micros::ZERO);
        Micros::ZERO..=if out.switch(&BACKOFF) { self.doubled(least) } else { Micros::ZERO }
    }

    fn doubled(&self, length: Micros) -> Micros {
        Micros(length.0.saturating_mul(1 << self.failures.min(DOUBLINGS_MAX)))
    }
}

/// How many acceptors must promise.
fn promises_needed(out: &Outbox<Paxos>) -> usize {
    let acceptors = out.cluster().playing(&ACCEPTORS).count();
    if out.rule(&MAJORITY_PROMISES) { majority(acceptors) } else { 1 }
}

fn late(
    (me, from): (NodeId, NodeId),
    n: Ballot,
    present: Option<Ballot>,
    stands: &'static str,
    out: &mut Outbox<Paxos>,
) {
    out.cite(&LATE_ANSWER, |cluster| {
        let says = format!("{} passes {}'s answer over.", cluster.name(me), cluster.name(from));
        let why = match present == Some(n) {
            true => format!("The proposal {} {stands}.", n.shown(cluster)),
            false => unlike(cluster, n, present),
        };
        Because::new(says, why).line(1)
    });
}

/// Why an answer about `n` is not about the present proposal.
fn unlike(cluster: &Cluster, n: Ballot, present: Option<Ballot>) -> String {
    let n = n.shown(cluster);
    match present {
        Some(present) => {
            format!("It is about {n}, and the present proposal is {}.", present.shown(cluster))
        }
        None => format!("It is about {n}, and there is no proposal."),
    }
}
