//! The node: acceptor, leader and replica in one, and what a message, a timer or a request starts.

use super::message::PaxosMessage;
use super::options::*;
use super::rules::*;
use super::safety::{self, Ghost};
use super::slots::{Decree, Slots, Vote};
use super::stances::STANCES;
use crate::protocol::cluster::{Cluster, NodeId, NodeSet};
use crate::protocol::command::Reply;
use crate::protocol::inspect::{Figure, Inspect, Portrait, Vocabulary};
use crate::protocol::outbox::{Because, Outbox, Request, When, WriteId};
use crate::protocol::rule::{Rule, Writing};
use crate::protocol::safety::{Check, Invariant, Witness};
use crate::protocol::setting::Choice;
use crate::protocol::{Protocol, Standing, Timer, Transport};
use crate::protocols::ballot::Ballot;

/// A Multi-Paxos node.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MultiPaxos {
    pub(super) me: NodeId,
    /// The acceptor.
    pub(super) stable: Persistent,
    /// The highest ballot that this node has used or heard of.
    pub(super) ballot: Option<Ballot>,
    pub(super) role: Role,
    /// Who leads that ballot, as far as this node has heard.
    pub(super) leader: Option<NodeId>,
    /// The replica: what it knows to be chosen.
    pub(super) decided: Slots<Decree>,
    /// The last slot that it has executed; PMMC's slot_out is the next one.
    pub(super) executed: u64,
    /// Commands that wait for a ballot of their own, without a stable leader.
    pub(super) waiting: Vec<Request>,
    disk: OwnDisk,
}

/// What an acceptor keeps on disk, for all slots.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Persistent {
    /// The highest ballot that it has promised; none before the first.
    pub promised: Option<Ballot>,
    /// What it has accepted, by slot.
    pub log: Slots<Vote>,
}

/// What a node is as a proposer, with the state that only this role has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Role {
    Follower,
    /// Phase 1 is under way: who has promised, and the vote reported for each slot that binds.
    Candidate {
        promises: NodeSet,
        reported: Slots<Vote>,
    },
    Leader(Leading),
}

/// What a leader keeps.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Leading {
    /// The first slot that is free; PMMC's slot_in.
    pub next_slot: u64,
    /// The first slot that was free at its last heartbeat.
    pub out_since_last: u64,
    /// The first slot that was free at the heartbeat before: what is missing below it has been out long enough.
    pub out_for_long: u64,
    /// What it has proposed under its ballot, by slot.
    pub proposals: Slots<Proposal>,
}

/// A value proposed in a slot, and who has accepted it under this ballot.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Proposal {
    pub decree: Decree,
    pub accepted_by: NodeSet,
}

/// What the acceptor has to say to its own proposer, once the disk has it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct OwnDisk {
    /// The last write that is not complete.
    writing: Option<WriteId>,
    answers: Vec<(WriteId, PaxosMessage)>,
}

/// The timers of a node.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PaxosTimer {
    /// Followers and candidates: how long to wait for a leader.
    Election,
    /// Leaders: when to speak again.
    Heartbeat,
}

impl Timer for PaxosTimer {
    const ALL: &'static [Self] = &[PaxosTimer::Election, PaxosTimer::Heartbeat];

    fn name(self) -> &'static str {
        match self {
            PaxosTimer::Election => "election",
            PaxosTimer::Heartbeat => "heartbeat",
        }
    }
}

impl Protocol for MultiPaxos {
    const NAME: &'static str = "multi-paxos";
    const TITLE: &'static str = "Multi-Paxos";
    const SAYS: &'static str = "Paxos slot by slot under one stable leader: what a majority has accepted in a slot stays there.";
    const VOCABULARY: Vocabulary = Vocabulary {
        epoch: "ballot",
        letter: "B",
        sample: "3.A",
        place: "slot",
        decided: "chosen",
        log: "log",
    };
    const ROLES: &'static [(Figure, &'static str)] = &[
        (Figure::Hexagon, "leader"),
        (Figure::Diamond, "candidate"),
        (Figure::Circle, "follower"),
    ];
    const WRITING: Writing = Writing { rules: TEXTS, stances: STANCES };
    const TRANSPORT: Transport = Transport::Datagram;
    type Message = PaxosMessage;
    type Timer = PaxosTimer;
    type Stable = Persistent;
    type Ghost = Ghost;

    fn start(me: NodeId, mut disk: Persistent, out: &mut Outbox<Self>) -> Self {
        // With its rule off, a variable was never on the disk.
        if !out.rule(&PERSIST_PROMISE) {
            disk.promised = disk.log.iter().map(|(_, vote)| vote.ballot).max();
        }
        if !out.rule(&PERSIST_ACCEPT) {
            disk.log = Slots::default();
        }
        let ballot = if out.rule(&FRESH_BALLOT) { disk.promised } else { None };
        let node = MultiPaxos {
            me,
            stable: disk,
            ballot,
            role: Role::Follower,
            leader: None,
            decided: Slots::default(),
            executed: 0,
            waiting: Vec::new(),
            disk: OwnDisk::default(),
        };
        node.cite_restart(out);
        node.reset_election_timer(out);
        node
    }

    fn on_message(&mut self, from: NodeId, message: PaxosMessage, out: &mut Outbox<Self>) {
        match message {
            PaxosMessage::Prepare { ballot, from_slot } => {
                self.on_prepare(from, ballot, from_slot, out)
            }
            PaxosMessage::Promise { ballot, accepted } => {
                self.on_promise(from, ballot, accepted, out)
            }
            PaxosMessage::Accept { ballot, slot, decree } => {
                self.on_accept(from, ballot, slot, decree, out)
            }
            PaxosMessage::Accepted { ballot, slot } => self.on_accepted(from, ballot, slot, out),
            PaxosMessage::Nack { ballot, promised } => self.on_nack(from, ballot, promised, out),
            PaxosMessage::Commit { ballot, slot } => self.on_commit(from, ballot, slot, out),
            PaxosMessage::Heartbeat { ballot } => self.on_heartbeat(from, ballot, out),
            PaxosMessage::HeartbeatReply { ballot, executed } => {
                self.on_heartbeat_reply(from, ballot, executed, out)
            }
        }
    }

    fn on_timer(&mut self, timer: PaxosTimer, out: &mut Outbox<Self>) {
        match (timer, &self.role) {
            (PaxosTimer::Election, Role::Follower | Role::Candidate { .. }) => {
                self.on_election_timeout(out)
            }
            (PaxosTimer::Heartbeat, Role::Leader(_)) => self.send_heartbeats(out),
            (PaxosTimer::Election, Role::Leader(_))
            | (PaxosTimer::Heartbeat, Role::Follower | Role::Candidate { .. }) => {}
        }
    }

    fn on_request(&mut self, request: Request, out: &mut Outbox<Self>) {
        match self.role {
            Role::Leader(_) if out.switch(&STABLE_LEADER) => self.propose_command(&request, out),
            Role::Leader(_) => {
                self.waiting.push(request);
                self.start_ballot_for_a_command(out);
            }
            Role::Candidate { .. } if !self.waiting.is_empty() => self.waiting.push(request),
            _ => self.redirect(&request, out),
        }
    }

    fn on_synced(&mut self, write: WriteId, out: &mut Outbox<Self>) {
        if self.disk.writing.is_some_and(|last| last <= write) {
            self.disk.writing = None;
        }
        let ready = self.disk.answers.iter().take_while(|(after, _)| *after <= write).count();
        let ready: Vec<_> = self.disk.answers.drain(..ready).collect();
        for (_, answer) in ready {
            self.on_message(self.me, answer, out);
        }
    }

    fn inspect(&self, see: &mut dyn Inspect) {
        super::inspect::volatile(self, see);
    }

    fn stable(&self) -> &Persistent {
        &self.stable
    }

    fn standing(&self) -> Standing {
        let (role, leads) = match self.role {
            Role::Follower => ("follower", false),
            Role::Candidate { .. } => ("candidate", false),
            Role::Leader(_) => ("leader", true),
        };
        Standing { role, epoch: self.ballot.map_or(0, |ballot| ballot.round), leads }
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
}

impl MultiPaxos {
    /// A ballot above all that this node has heard of: if it proposes under a lower one, it gives up.
    pub(super) fn hear_of(&mut self, ballot: Ballot, out: &mut Outbox<Self>) {
        if Some(ballot) <= self.ballot {
            return;
        }
        let had = self.ballot.replace(ballot);
        self.leader = None;
        if let (Some(had), Role::Candidate { .. } | Role::Leader(_)) = (had, &self.role) {
            let me = self.me;
            out.cite(&PREEMPTED, |cluster| {
                let name = cluster.name(me);
                Because::new(
                    format!("{name} gives up ballot {} and follows.", had.shown(cluster)),
                    format!("It has heard of ballot {}.", ballot.shown(cluster)),
                )
                .line(2)
            });
            self.become_follower(out);
        }
    }

    fn become_follower(&mut self, out: &mut Outbox<Self>) {
        if let Role::Leader(_) = self.role {
            out.cancel_timer(PaxosTimer::Heartbeat);
            self.reset_election_timer(out);
        }
        self.role = Role::Follower;
        for request in std::mem::take(&mut self.waiting) {
            self.redirect(&request, out);
        }
    }

    /// Somebody leads a ballot that this node goes along with: it waits for another election timeout.
    pub(super) fn follow(&mut self, leader: NodeId, ballot: Ballot, out: &mut Outbox<Self>) {
        self.hear_of(ballot, out);
        if Some(ballot) == self.ballot && leader != self.me {
            self.leader = Some(leader);
            self.reset_election_timer(out);
        }
    }

    pub(super) fn reset_election_timer(&self, out: &mut Outbox<Self>) {
        out.set_timer(PaxosTimer::Election, out.settings().range(&ELECTION_TIMEOUT));
    }

    /// The acceptor's state changed: what is sent from here on waits until the disk has it.
    pub(super) fn write(&mut self, out: &mut Outbox<Self>) {
        self.disk.writing = Some(out.sync(self.stable.clone()));
    }

    /// The acceptor answers a proposer, once its disk has what it answers; its own proposer without a message.
    pub(super) fn answer(&mut self, to: NodeId, message: PaxosMessage, out: &mut Outbox<Self>) {
        let waits = out.rule(&SYNC_BEFORE_REPLY);
        if to != self.me {
            return out.send_when(to, message, if waits { When::AfterSync } else { When::Now });
        }
        match self.disk.writing.filter(|_| waits) {
            Some(write) => {
                let me = self.me;
                out.cite(&SYNC_BEFORE_REPLY, |cluster| {
                    let says = format!("{} counts itself when its disk is done.", cluster.name(me));
                    Because::new("", says).line(1)
                });
                self.disk.answers.push((write, message));
            }
            None => self.on_message(to, message, out),
        }
    }

    fn redirect(&self, request: &Request, out: &mut Outbox<Self>) {
        let (me, leader, client) = (self.me, self.leader, request.client);
        out.cite(&REDIRECT, |cluster| {
            let knows = match leader {
                Some(leader) => format!("the leader that it knows is {}", cluster.name(leader)),
                None => "it knows of no leader".to_string(),
            };
            let name = cluster.name(me);
            Because::new(
                format!("{name} turns {client} away."),
                format!("{name} does not lead; {knows}."),
            )
        });
        out.answer(client, request.sequence, Reply::NotLeader(leader));
    }

    fn cite_restart(&self, out: &mut Outbox<Self>) {
        let (me, promised, last) = (self.me, self.stable.promised, self.stable.log.last());
        out.cite(&RESTART, |cluster| {
            let name = cluster.name(me);
            Because::new(format!("{name} is a follower."), "It has yet to learn what is chosen.")
        });
        if let Some(promised) = promised {
            out.cite(&PERSIST_PROMISE, |cluster| {
                let promised = promised.shown(cluster);
                Because::new("", format!("Its disk holds its promise of ballot {promised}."))
            });
            out.cite(&FRESH_BALLOT, |cluster| {
                let promised = promised.shown(cluster);
                Because::new("", format!("Its next ballot will be above {promised}.")).line(1)
            });
        }
        if last > 0 {
            out.cite(&PERSIST_ACCEPT, |_| {
                let held = format!("Its disk holds what it accepted, up to slot {last}.");
                Because::new("", held)
            });
        }
    }
}

/// Whose answer it is, as a sentence about `me` has it: `its own`, `B's`.
pub(super) fn whose(cluster: &Cluster, me: NodeId, node: NodeId) -> String {
    if node == me { "its own".to_string() } else { format!("{}'s", cluster.name(node)) }
}
