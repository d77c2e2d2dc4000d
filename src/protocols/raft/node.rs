//! The server: its state as Figure 2 groups it, and what a message, a timer or a request starts.

use super::log::Log;
use super::message::RaftMessage;
use super::options::*;
use super::rules::*;
use super::safety::{self, Ghost};
use super::stances::STANCES;
use crate::protocol::cluster::{Cluster, NodeId, NodeSet};
use crate::protocol::command::Reply;
use crate::protocol::inspect::{Figure, Inspect, Portrait, Vocabulary};
use crate::protocol::outbox::{Because, Outbox, Request, When, WriteId};
use crate::protocol::rule::{Rule, Writing};
use crate::protocol::safety::{Check, Invariant, Witness};
use crate::protocol::setting::Choice;
use crate::protocol::{Protocol, Standing, Timer, Transport};
use crate::protocols::quorum::majority;

/// A Raft server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Raft {
    pub(super) me: NodeId,
    /// Persistent state on all servers.
    pub(super) stable: Persistent,
    /// Volatile state on all servers.
    pub(super) commit_index: u64,
    pub(super) last_applied: u64,
    pub(super) role: Role,
    /// The leader of this term, as far as this server has heard.
    pub(super) leader: Option<NodeId>,
    pub(super) disk: OnDisk,
}

/// Persistent state on all servers, updated on disk before a server answers.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Persistent {
    /// Latest term that the server has seen.
    pub current_term: u64,
    /// Candidate that received its vote in this term.
    pub voted_for: Option<NodeId>,
    /// The log.
    pub log: Log,
}

/// What a server is, with the state that only this role has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Role {
    Follower,
    Candidate { votes_granted: NodeSet, votes_refused: NodeSet },
    Leader(Progress),
}

/// Volatile state on leaders, by node; the leader's own match index is what its disk holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Progress {
    pub next_index: Vec<u64>,
    pub match_index: Vec<u64>,
    /// Followers that owe an answer to the last AppendEntries.
    pub owing: NodeSet,
}

/// How much of the log is on the server's own disk.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct OnDisk {
    pub index: u64,
    /// Writes under way, each with the last index that it covers.
    writes: Vec<(WriteId, u64)>,
}

impl OnDisk {
    /// Entries after `index` are deleted: no write under way vouches for what will take their places.
    pub fn truncate(&mut self, index: u64) {
        self.index = self.index.min(index);
        for (_, covered) in &mut self.writes {
            *covered = index.min(*covered);
        }
    }

    /// Whether all that the server wrote is on its disk.
    pub fn is_synced(&self) -> bool {
        self.writes.is_empty()
    }

    fn completed(&mut self, write: WriteId) {
        let done = self.writes.iter().take_while(|(done, _)| *done <= write).count();
        for (_, covered) in self.writes.drain(..done) {
            self.index = self.index.max(covered);
        }
    }
}

/// The timers of a server.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RaftTimer {
    /// Followers and candidates: how long to wait for a leader.
    Election,
    /// Leaders: when to speak again.
    Heartbeat,
}

impl Timer for RaftTimer {
    const ALL: &'static [Self] = &[RaftTimer::Election, RaftTimer::Heartbeat];

    fn name(self) -> &'static str {
        match self {
            RaftTimer::Election => "election",
            RaftTimer::Heartbeat => "heartbeat",
        }
    }

    fn variable(self) -> Option<&'static str> {
        (self == RaftTimer::Election).then_some("electionTimeout")
    }
}

impl Protocol for Raft {
    const NAME: &'static str = "raft";
    const TITLE: &'static str = "Raft";
    const SAYS: &'static str =
        "One elected leader keeps the logs of all alike: what a majority holds is never lost.";
    const VOCABULARY: Vocabulary = Vocabulary {
        epoch: "term",
        letter: "T",
        sample: "3",
        place: "index",
        decided: "committed",
        log: "log",
    };
    const ROLES: &'static [(Figure, &'static str)] = &[
        (Figure::Hexagon, "leader"),
        (Figure::Diamond, "candidate"),
        (Figure::Circle, "follower"),
    ];
    const WRITING: Writing = Writing { rules: TEXTS, stances: STANCES };
    const TRANSPORT: Transport = Transport::Datagram;
    type Message = RaftMessage;
    type Timer = RaftTimer;
    type Stable = Persistent;
    type Ghost = Ghost;

    fn start(me: NodeId, mut disk: Persistent, out: &mut Outbox<Self>) -> Self {
        // With its rule off, a variable was never on the disk.
        if !out.rule(&PERSIST_TERM) {
            disk.current_term = disk.log.end().term;
            disk.voted_for = None;
        }
        if !out.rule(&PERSIST_VOTE) {
            disk.voted_for = None;
        }
        let on_disk = OnDisk { index: disk.log.last_index(), writes: Vec::new() };
        let server = Raft {
            me,
            stable: disk,
            commit_index: 0,
            last_applied: 0,
            role: Role::Follower,
            leader: None,
            disk: on_disk,
        };
        server.cite_restart(out);
        server.reset_election_timer(out);
        server
    }

    fn on_message(&mut self, from: NodeId, message: RaftMessage, out: &mut Outbox<Self>) {
        if message.term() > self.stable.current_term {
            self.adopt_later_term(from, &message, out);
        }
        match message {
            RaftMessage::RequestVote { term, last } => self.on_request_vote(from, term, last, out),
            RaftMessage::RequestVoteReply { term, granted } => {
                self.on_vote(from, term, granted, out)
            }
            RaftMessage::AppendEntries { term, prev, entries, leader_commit } => {
                self.on_append_entries(from, term, prev, entries, leader_commit, out);
            }
            RaftMessage::AppendEntriesReply { term, outcome } => {
                self.on_append_reply(from, term, outcome, out)
            }
        }
    }

    fn on_timer(&mut self, timer: RaftTimer, out: &mut Outbox<Self>) {
        match (timer, &self.role) {
            (RaftTimer::Election, Role::Follower | Role::Candidate { .. }) => {
                self.start_election(out)
            }
            (RaftTimer::Heartbeat, Role::Leader(_)) => self.send_heartbeats(out),
            (RaftTimer::Election, Role::Leader(_))
            | (RaftTimer::Heartbeat, Role::Follower | Role::Candidate { .. }) => {}
        }
    }

    fn on_request(&mut self, request: Request, out: &mut Outbox<Self>) {
        let Role::Leader(_) = self.role else {
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
            return out.answer(client, request.sequence, Reply::NotLeader(leader));
        };
        self.append_command(request.command(), out);
    }

    fn on_synced(&mut self, write: WriteId, out: &mut Outbox<Self>) {
        self.disk.completed(write);
        self.become_leader_with_majority(out);
        self.count_own_disk(out);
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
        Standing { role, epoch: self.stable.current_term, leads }
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

impl Raft {
    /// All servers: a larger term is adopted, and whatever this server was, it is a follower now.
    fn adopt_later_term(&mut self, from: NodeId, message: &RaftMessage, out: &mut Outbox<Self>) {
        let (me, term, had) = (self.me, message.term(), self.stable.current_term);
        let led = matches!(self.role, Role::Leader(_));
        out.cite(&LATER_TERM, |cluster| {
            let (name, sender) = (cluster.name(me), cluster.name(from));
            let does = if led { "steps down and moves" } else { "moves" };
            Because::new(
                format!("{name} {does} to term {term}."),
                format!("{sender}'s message has term {term}, and {name} was in term {had}."),
            )
        });
        self.stable.current_term = term;
        self.stable.voted_for = None;
        self.leader = None;
        self.write(out);
        self.become_follower(out);
    }

    /// Whatever it was, it follows. A leader had no election timer, so it sets one.
    pub(super) fn become_follower(&mut self, out: &mut Outbox<Self>) {
        if let Role::Leader(_) = self.role {
            out.cancel_timer(RaftTimer::Heartbeat);
            self.reset_election_timer(out);
        }
        self.role = Role::Follower;
    }

    /// The persistent state changed: what is sent from here on waits until the disk has it.
    pub(super) fn write(&mut self, out: &mut Outbox<Self>) {
        let write = out.sync(self.stable.clone());
        self.disk.writes.push((write, self.stable.log.last_index()));
    }

    /// Sends what promises something about the persistent state.
    pub(super) fn promise(&self, to: NodeId, message: RaftMessage, out: &mut Outbox<Self>) {
        let when = if out.rule(&SYNC_BEFORE_REPLY) { When::AfterSync } else { When::Now };
        out.send_when(to, message, when);
    }

    pub(super) fn reset_election_timer(&self, out: &mut Outbox<Self>) {
        out.set_timer(RaftTimer::Election, out.settings().range(&ELECTION_TIMEOUT));
    }

    /// The last index of its own log for which a leader counts itself.
    pub(super) fn own_match(&self, out: &Outbox<Self>) -> u64 {
        if out.rule(&SYNC_BEFORE_REPLY) { self.disk.index } else { self.stable.log.last_index() }
    }

    /// How many servers make a majority.
    pub(super) fn quorum(&self, out: &Outbox<Self>) -> usize {
        let size = out.cluster().size();
        if out.rule(&MAJORITY) { majority(size) } else { (size / 2).max(1) }
    }

    fn cite_restart(&self, out: &mut Outbox<Self>) {
        let (me, term, vote) = (self.me, self.stable.current_term, self.stable.voted_for);
        let end = self.stable.log.end();
        out.cite(&RESTART, |cluster| {
            let name = cluster.name(me);
            Because::new(
                format!("{name} is a follower."),
                format!("Its log ends at {end}, and its commitIndex is 0."),
            )
        });
        if term > 0 {
            out.cite(&PERSIST_TERM, |_| Because::new("", format!("Its disk holds term {term}.")));
        }
        if let Some(candidate) = vote {
            out.cite(&PERSIST_VOTE, |cluster| {
                Because::new(
                    "",
                    format!("Its disk holds its vote for {}.", cluster.name(candidate)),
                )
            });
        }
    }
}
