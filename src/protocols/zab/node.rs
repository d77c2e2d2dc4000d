//! The server: its state, and what a message, a timer, a request, a disk or a connection starts.

use super::history::{History, Zxid};
use super::message::{Text, ZabMessage};
use super::options::*;
use super::rules::*;
use super::safety::{self, Ghost};
use super::stances::STANCES;
use super::state::{Following, Looking, Phase, Role, Summary, Then};
use super::vote::{ServerState, Vote};
use crate::protocol::cluster::{Cluster, NodeId};
use crate::protocol::inspect::{Figure, Inspect, Portrait, Vocabulary};
use crate::protocol::outbox::{Because, Outbox, Request, When, WriteId};
use crate::protocol::rule::{Rule, Writing};
use crate::protocol::safety::{Check, Invariant, Witness};
use crate::protocol::setting::{Choice, Settings};
use crate::protocol::{LinkState, Promise, Protocol, Standing, Timer, Transport};
use crate::protocols::quorum::majority;

/// A ZAB server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Zab {
    pub(super) me: NodeId,
    pub(super) stable: Persistent,
    /// How many transactions of its history it has delivered; lastCommitted is the zxid of the last one.
    pub(super) delivered: u64,
    pub(super) role: Role,
    /// The last vote that it gave, which it tells those who are looking.
    pub(super) vote: Vote,
    /// electionEpoch: the round of the last election in which it took part.
    pub(super) round: u64,
    /// What it does when its disk is done.
    pub(super) writes: Vec<(WriteId, Then)>,
}

/// What a server keeps on disk.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Persistent {
    /// f.p: the last epoch that it promised.
    pub accepted_epoch: u64,
    /// f.a: the epoch of the last leader whose history it took over.
    pub current_epoch: u64,
    /// h.
    pub history: History,
}

/// The timers of a server.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ZabTimer {
    /// Looking: when to send the vote again.
    Election,
    /// Leaders: when to ping.
    Heartbeat,
    /// Followers: how long to wait for the leader. Leaders: how long to wait for a quorum, and when to look who is there.
    Connection,
    /// Looking: how long to wait for a better vote.
    Finalize,
}

impl Timer for ZabTimer {
    const ALL: &'static [Self] =
        &[ZabTimer::Election, ZabTimer::Heartbeat, ZabTimer::Connection, ZabTimer::Finalize];

    fn name(self) -> &'static str {
        match self {
            ZabTimer::Election => "election",
            ZabTimer::Heartbeat => "heartbeat",
            ZabTimer::Connection => "connection",
            ZabTimer::Finalize => "finalize",
        }
    }
}

impl Protocol for Zab {
    const NAME: &'static str = "zab";
    const TITLE: &'static str = "ZAB";
    const SAYS: &'static str = "ZooKeeper's broadcast: a new primary first takes over all that a quorum has, and every primary's order is kept.";
    const VOCABULARY: Vocabulary = Vocabulary {
        epoch: "epoch",
        letter: "e",
        sample: "3",
        place: "index",
        decided: "committed",
        log: "history",
    };
    const ROLES: &'static [(Figure, &'static str)] = &[
        (Figure::Hexagon, "leading"),
        (Figure::Diamond, "looking"),
        (Figure::Circle, "following"),
    ];
    const WRITING: Writing = Writing { rules: TEXTS, stances: STANCES };
    const TRANSPORT: Transport = Transport::Connection;
    const FIFO: Option<&'static Rule> = Some(&FIFO);
    const PROMISE: Promise = Promise::LinearizableWrites;
    type Message = ZabMessage;
    type Timer = ZabTimer;
    type Stable = Persistent;
    type Ghost = Ghost;

    fn start(me: NodeId, mut disk: Persistent, out: &mut Outbox<Self>) -> Self {
        // With its rule off, the promise was never on the disk.
        if !out.rule(&PERSIST_ACCEPTED_EPOCH) {
            disk.accepted_epoch = disk.current_epoch;
        }
        let vote = Vote { epoch: disk.current_epoch, zxid: disk.history.last(), leader: me };
        let role = Role::Looking(Looking::new(out.cluster().size()));
        let mut server =
            Zab { me, stable: disk, delivered: 0, role, vote, round: 0, writes: Vec::new() };
        server.cite_restart(out);
        server.look_for_leader(out);
        server
    }

    fn on_message(&mut self, from: NodeId, message: ZabMessage, out: &mut Outbox<Self>) {
        self.hear(from, out);
        match message {
            ZabMessage::Notification(notice) => self.on_notification(from, notice, out),
            ZabMessage::FollowerInfo { accepted_epoch, .. } => {
                self.on_cepoch(from, accepted_epoch, out)
            }
            ZabMessage::LeaderInfo { epoch, .. } => self.on_new_epoch(from, epoch, out),
            ZabMessage::AckEpoch { current_epoch, last, history, epoch } => {
                let promise =
                    current_epoch.map(|current_epoch| Summary { current_epoch, last, history });
                self.on_ack_epoch(from, epoch, promise, last, out);
            }
            ZabMessage::NewLeader { epoch, history } => {
                self.on_new_leader(from, epoch, history, out)
            }
            ZabMessage::AckLeader { epoch } => self.count_ack_leader(from, epoch, out),
            ZabMessage::CommitLeader { epoch, zxid } => {
                self.on_commit_leader(from, epoch, zxid, out)
            }
            ZabMessage::Diff { .. } => self.on_diff(from, out),
            ZabMessage::Trunc { zxid } => self.on_trunc(from, zxid, out),
            ZabMessage::Snap { history } => self.on_snap(from, history, out),
            ZabMessage::UpToDate { epoch } => self.on_up_to_date(from, epoch, out),
            ZabMessage::Propose { transaction, .. } => self.on_propose(from, transaction, out),
            ZabMessage::Ack { zxid } if zxid.counter == 0 => {
                self.count_ack_leader(from, zxid.epoch, out)
            }
            ZabMessage::Ack { zxid } => self.on_ack(from, zxid, out),
            ZabMessage::Commit { zxid } => self.on_commit(from, zxid, out),
            ZabMessage::Ping { epoch, is_answer } => self.on_ping(from, epoch, is_answer, out),
            ZabMessage::Sync { number, is_answer, .. } => {
                self.on_sync(from, number, is_answer, out)
            }
        }
    }

    fn on_timer(&mut self, timer: ZabTimer, out: &mut Outbox<Self>) {
        match (timer, &self.role) {
            (ZabTimer::Election, Role::Looking(_)) => self.notify_again(out),
            (ZabTimer::Finalize, Role::Looking(_)) => self.do_as_voted(out),
            (ZabTimer::Heartbeat, Role::Leading(_)) => self.send_pings(out),
            (ZabTimer::Connection, Role::Leading(_)) => self.look_who_is_there(out),
            (ZabTimer::Connection, Role::Following(_)) => self.lose_leader(false, out),
            _ => {}
        }
    }

    fn on_request(&mut self, request: Request, out: &mut Outbox<Self>) {
        if request.operation.is_read() {
            self.on_read(request, out);
        } else {
            self.on_write(request, out);
        }
    }

    fn on_synced(&mut self, write: WriteId, out: &mut Outbox<Self>) {
        let done = self.writes.iter().take_while(|(after, _)| *after <= write).count();
        let done: Vec<_> = self.writes.drain(..done).collect();
        for (_, then) in done {
            self.go_on(then, out);
        }
    }

    fn on_link(&mut self, peer: NodeId, state: LinkState, out: &mut Outbox<Self>) {
        match state {
            LinkState::Up => self.on_link_up(peer, out),
            LinkState::Down => self.on_link_down(peer, out),
        }
    }

    fn on_elect(&mut self, leader: NodeId, out: &mut Outbox<Self>) {
        self.obey_oracle(leader, out);
    }

    fn has_oracle(settings: &Settings) -> bool {
        !has_votes(settings)
    }

    fn inspect(&self, see: &mut dyn Inspect) {
        super::inspect::volatile(self, see);
    }

    fn stable(&self) -> &Persistent {
        &self.stable
    }

    fn standing(&self) -> Standing {
        let leads = matches!(&self.role, Role::Leading(it) if it.phase == Phase::Broadcast);
        Standing { role: self.state().name(), epoch: self.stable.accepted_epoch, leads }
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

impl Zab {
    pub(super) fn state(&self) -> ServerState {
        match self.role {
            Role::Looking(_) => ServerState::Looking,
            Role::Following(_) => ServerState::Following,
            Role::Leading(_) => ServerState::Leading,
        }
    }

    /// The phase, in the paper's words.
    pub(super) fn phase(&self) -> &'static str {
        match &self.role {
            Role::Looking(_) => "election",
            Role::Following(following) => following.phase.name(),
            Role::Leading(leading) => leading.phase.name(),
        }
    }

    /// This server's follower state, if it follows this leader.
    pub(super) fn following(&mut self, leader: NodeId) -> Option<&mut Following> {
        match &mut self.role {
            Role::Following(following) if following.leader == leader => Some(following),
            _ => None,
        }
    }

    /// Which text names the messages.
    pub(super) fn text(out: &Outbox<Self>) -> Text {
        if is_zookeeper(out.settings()) { Text::ZooKeeper } else { Text::Paper }
    }

    /// Whether so many servers are a quorum.
    pub(super) fn is_quorum(count: usize, out: &Outbox<Self>) -> bool {
        let size = out.cluster().size();
        count >= if out.rule(&MAJORITY) { majority(size) } else { (size / 2).max(1) }
    }

    /// The last zxid by which this server votes, and which it tells its leader: that of its log.
    pub(super) fn last_zxid(&self, out: &Outbox<Self>) -> Zxid {
        match out.rule(&RELOAD) {
            true => self.stable.history.last(),
            false => self.stable.history.zxid(self.delivered),
        }
    }

    /// Writes the durable state, and goes on when the disk has it.
    pub(super) fn write(&mut self, then: Option<Then>, out: &mut Outbox<Self>) {
        let write = out.sync(self.stable.clone());
        if let Some(then) = then {
            self.writes.push((write, then));
        }
    }

    fn go_on(&mut self, then: Then, out: &mut Outbox<Self>) {
        match then {
            Then::CountPromise(epoch) => self.count_own_promise(epoch, out),
            Then::CountAckLeader(epoch) => self.count_ack_leader(self.me, epoch, out),
            Then::CountAck(zxid) => self.count_ack(self.me, zxid, out),
            Then::WriteEpoch(epoch) => self.write_epoch(epoch, out),
            Then::WriteHistory(history) => self.write_history(history, out),
        }
    }

    /// How what a leader tells its followers leaves: all of it in one way, so that nothing overtakes a history.
    pub(super) fn in_order(out: &Outbox<Self>) -> When {
        let waits = !out.switch(&PARALLEL_DISK) && out.rule(&LOG_BEFORE_ACK);
        if waits { When::AfterSync } else { When::Now }
    }

    /// Acknowledges a proposal, once the disk has it.
    pub(super) fn acknowledge(&self, leader: NodeId, zxid: Zxid, out: &mut Outbox<Self>) {
        let when = if out.rule(&LOG_BEFORE_ACK) { When::AfterSync } else { When::Now };
        out.send_when(leader, ZabMessage::Ack { zxid }, when);
    }

    fn cite_restart(&self, out: &mut Outbox<Self>) {
        let (me, disk) = (self.me, &self.stable);
        let (accepted, current, last) =
            (disk.accepted_epoch, disk.current_epoch, disk.history.last());
        out.cite(&RESTART, |cluster| {
            let name = cluster.name(me);
            let has = match last {
                Zxid::ZERO => "its history is empty".to_string(),
                last => format!("its history ends at {last}"),
            };
            Because::new(
                format!("{name} looks for a leader."),
                format!("Its disk holds f.p = {accepted} and f.a = {current}; {has}."),
            )
        });
        if accepted > current {
            out.cite(&PERSIST_ACCEPTED_EPOCH, |_| {
                Because::new("", format!("Its disk holds its promise of epoch {accepted}."))
            });
        }
    }
}
