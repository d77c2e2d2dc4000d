//! The node: the parts that there are, what each keeps, and who handles what arrives.

use super::acceptor::{Acceptor, Asked};
use super::learner::Learner;
use super::message::PaxosMessage;
use super::options::CHOICES;
use super::phase::Phase;
use super::proposer::Proposer;
use super::rules::*;
use super::safety::{self, Ghost};
use super::stances::STANCES;
use crate::protocol::cluster::{Cluster, NodeId, Part};
use crate::protocol::command::Command;
use crate::protocol::inspect::{BallotRow, Figure, Inspect, Portrait, Vocabulary};
use crate::protocol::outbox::{Because, Outbox, Proposal, Request, WriteId};
use crate::protocol::rule::{Rule, Writing};
use crate::protocol::safety::{Check, Invariant, Witness};
use crate::protocol::setting::Choice;
use crate::protocol::value::Value;
use crate::protocol::{Protocol, Standing, Timer, Transport, Workload};
use crate::protocols::ballot::Ballot;

/// Who proposes values.
pub const PROPOSERS: Part =
    Part { name: "proposer", plural: "proposers", letter: 'P', usual: 2, least: 1, sized: false };
/// Who accepts proposals; a majority of them chooses.
pub const ACCEPTORS: Part =
    Part { name: "acceptor", plural: "acceptors", letter: 'A', usual: 3, least: 1, sized: true };
/// Who wants to know the chosen value.
pub const LEARNERS: Part =
    Part { name: "learner", plural: "learners", letter: 'L', usual: 1, least: 0, sized: false };

/// A node of Basic Paxos: a proposer, an acceptor or a learner.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Paxos {
    pub(super) me: NodeId,
    pub(super) stable: Persistent,
    pub(super) volatile: Volatile,
}

/// What is in stable storage (PMS §2.5).
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub enum Persistent {
    /// A proposer's.
    Proposer {
        /// The highest number that it has ever used.
        n: Option<Ballot>,
    },
    /// An acceptor's.
    Acceptor(Acceptor),
    /// A learner keeps nothing.
    #[default]
    Learner,
}

/// What a crash takes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Volatile {
    Proposer(Proposer),
    /// All of an acceptor is in stable storage.
    Acceptor,
    Learner(Learner),
}

/// A node to look at: the part that it plays, and its state.
pub(super) enum Plays<'a> {
    Proposer(&'a Proposer),
    Acceptor(&'a Acceptor),
    Learner(&'a Learner),
}

/// The timer of a proposer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PaxosTimer {
    /// When to try again with a higher number.
    Retry,
}

impl Timer for PaxosTimer {
    const ALL: &'static [Self] = &[PaxosTimer::Retry];
    fn name(self) -> &'static str {
        "retry"
    }
}

impl Protocol for Paxos {
    const NAME: &'static str = "paxos";
    const TITLE: &'static str = "Basic Paxos";
    const SAYS: &'static str = "Proposers compete and one value is chosen: whoever comes later finds it and proposes it again.";
    const VOCABULARY: Vocabulary = Vocabulary {
        epoch: "round",
        letter: "n",
        sample: "3.P1",
        place: "instance",
        decided: "chosen",
        log: "accepted",
    };
    const ROLES: &'static [(Figure, &'static str)] =
        &[(Figure::Pentagon, "proposer"), (Figure::Square, "acceptor"), (Figure::Eye, "learner")];
    const PARTS: &'static [Part] = &[PROPOSERS, ACCEPTORS, LEARNERS];
    const WORKLOAD: Workload = Workload::Proposals(&PROPOSERS);
    const WRITING: Writing = Writing { rules: TEXTS, stances: STANCES };
    const TRANSPORT: Transport = Transport::Datagram;
    type Message = PaxosMessage;
    type Timer = PaxosTimer;
    type Stable = Persistent;
    type Ghost = Ghost;

    fn empty_disk(me: NodeId, cluster: &Cluster) -> Persistent {
        match cluster.part(me) {
            Some(part) if *part == PROPOSERS => Persistent::Proposer { n: None },
            Some(part) if *part == ACCEPTORS => Persistent::Acceptor(Acceptor::default()),
            _ => Persistent::Learner,
        }
    }

    fn start(me: NodeId, disk: Persistent, out: &mut Outbox<Self>) -> Self {
        let (stable, volatile) = match disk {
            Persistent::Proposer { n } => {
                let proposer = Proposer::recovered(n, out);
                (Persistent::Proposer { n: proposer.n }, Volatile::Proposer(proposer))
            }
            Persistent::Acceptor(acceptor) => {
                (Persistent::Acceptor(acceptor.recovered(out)), Volatile::Acceptor)
            }
            Persistent::Learner => (Persistent::Learner, Volatile::Learner(Learner::default())),
        };
        cite_restart(me, &stable, out);
        Paxos { me, stable, volatile }
    }

    fn on_message(&mut self, from: NodeId, message: PaxosMessage, out: &mut Outbox<Self>) {
        let me = self.me;
        let asked = Asked { me, by: from, n: message.n() };
        match (&mut self.stable, &mut self.volatile, message) {
            (Persistent::Acceptor(acceptor), _, PaxosMessage::Prepare { .. }) => {
                acceptor.on_prepare(asked, out);
            }
            (Persistent::Acceptor(acceptor), _, PaxosMessage::Accept { proposal }) => {
                acceptor.on_accept(asked, proposal.value, out);
            }
            (_, Volatile::Proposer(proposer), PaxosMessage::Promise { n, accepted }) => {
                proposer.on_promise(me, from, n, accepted, out);
            }
            (_, Volatile::Proposer(proposer), PaxosMessage::Accepted { proposal }) => {
                proposer.on_accepted(me, from, proposal, out);
            }
            (_, Volatile::Proposer(proposer), PaxosMessage::Nack { n, promised }) => {
                proposer.on_nack(me, from, (n, promised), out);
            }
            (_, Volatile::Learner(learner), PaxosMessage::Accepted { proposal }) => {
                learner.on_accepted(me, from, proposal, out);
            }
            // Nobody sends a node what another part handles.
            _ => {}
        }
    }

    fn on_timer(&mut self, timer: PaxosTimer, out: &mut Outbox<Self>) {
        match (timer, &mut self.volatile) {
            (PaxosTimer::Retry, Volatile::Proposer(proposer)) => {
                proposer.on_retry(self.me, &mut self.stable, out);
            }
            (PaxosTimer::Retry, Volatile::Acceptor | Volatile::Learner(_)) => {}
        }
    }

    /// There are no clients: values come by [`Protocol::on_propose`].
    fn on_request(&mut self, _request: Request, _out: &mut Outbox<Self>) {}

    fn on_propose(&mut self, proposal: Proposal, out: &mut Outbox<Self>) {
        if let Volatile::Proposer(proposer) = &mut self.volatile {
            proposer.on_propose(self.me, &mut self.stable, proposal, out);
        }
    }

    fn on_synced(&mut self, _write: WriteId, out: &mut Outbox<Self>) {
        if let Persistent::Acceptor(_) = self.stable
            && out.rule(&SYNC_BEFORE_REPLY)
        {
            out.cite(&SYNC_BEFORE_REPLY, |_| Because::default());
        }
    }

    fn inspect(&self, see: &mut dyn Inspect) {
        super::inspect::volatile(self, see);
    }

    fn stable(&self) -> &Persistent {
        &self.stable
    }

    fn standing(&self) -> Standing {
        let (part, epoch) = match self.plays() {
            Plays::Proposer(proposer) => (PROPOSERS, proposer.n),
            Plays::Acceptor(acceptor) => (ACCEPTORS, acceptor.promised),
            Plays::Learner(learner) => (LEARNERS, learner.learned.as_ref().map(|vote| vote.n)),
        };
        Standing { role: part.name, epoch: epoch.map_or(0, |n| n.round), leads: false }
    }

    fn portrait(&self, cluster: &Cluster) -> Portrait {
        super::inspect::portrait(self, cluster)
    }

    fn rules() -> &'static [&'static Rule] {
        RULES
    }

    fn choices() -> &'static [&'static Choice] {
        CHOICES
    }

    fn invariants() -> &'static [Invariant] {
        safety::INVARIANTS
    }

    fn checks() -> &'static [Check<Self>] {
        safety::CHECKS
    }

    fn observe(ghost: &mut Ghost, witness: &dyn Witness<Self>) {
        safety::observe(ghost, witness);
    }

    fn overhear(ghost: &mut Ghost, node: NodeId, message: &PaxosMessage) {
        safety::overhear(ghost, node, message);
    }

    fn ballots(
        ghost: &Ghost,
        in_flight: &[(NodeId, &PaxosMessage)],
        cluster: &Cluster,
        most: usize,
    ) -> (Vec<BallotRow>, usize) {
        safety::ballots(ghost, in_flight, cluster, most)
    }

    fn chosen(ghost: &Ghost) -> Option<Value> {
        Some(ghost.chosen())
    }
}

impl Paxos {
    /// The value that the node takes to be chosen: a learner's, or a proposer's that has done its work.
    pub(super) fn knows(&self) -> Option<&Command> {
        match self.plays() {
            Plays::Proposer(Proposer { phase: Phase::Done { value, .. }, .. }) => Some(value),
            Plays::Learner(learner) => learner.value(),
            Plays::Proposer(_) | Plays::Acceptor(_) => None,
        }
    }

    /// The node as the part that it plays.
    pub(super) fn plays(&self) -> Plays<'_> {
        match (&self.stable, &self.volatile) {
            (Persistent::Acceptor(acceptor), _) => Plays::Acceptor(acceptor),
            (_, Volatile::Proposer(proposer)) => Plays::Proposer(proposer),
            (_, Volatile::Learner(learner)) => Plays::Learner(learner),
            (_, Volatile::Acceptor) => unreachable!("an acceptor has an acceptor's disk"),
        }
    }
}

/// Says what a node remembers, and which rules gave it that.
fn cite_restart(me: NodeId, stable: &Persistent, out: &mut Outbox<Paxos>) {
    let (promised, accepted, n) = match stable {
        Persistent::Acceptor(Acceptor { promised, accepted }) => {
            (*promised, accepted.as_ref(), None)
        }
        Persistent::Proposer { n } => (None, None, *n),
        Persistent::Learner => (None, None, None),
    };
    out.cite(&RESTART, |cluster| {
        let part = cluster.part(me).map_or("node", |part| part.name);
        Because::new(format!("{} starts: {part}.", cluster.name(me)), "")
    });
    if let Some(n) = promised {
        out.cite(&PERSIST_PROMISE, |cluster| {
            Because::new("", format!("Its disk holds its promise {}.", n.shown(cluster)))
        });
    }
    if let Some(vote) = accepted {
        out.cite(&PERSIST_ACCEPTED, |cluster| {
            Because::new("", format!("Its disk holds that it accepted {}.", vote.shown(cluster)))
        });
    }
    if let Some(n) = n {
        out.cite(&PERSIST_NUMBER, |cluster| {
            Because::new("", format!("Its disk holds that it used {}.", n.shown(cluster)))
        });
        out.cite(&A_VALUE_TO_PROPOSE, |cluster| {
            let says = format!("{} waits to be told what to propose.", cluster.name(me));
            Because::new(says, "Its own value was not on its disk.").line(2)
        });
    }
}
