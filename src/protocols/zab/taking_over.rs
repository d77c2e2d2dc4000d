//! Phase 2, the follower's side: it takes the leader's history over, and the leader with it.

use super::history::{History, Transaction, Zxid};
use super::message::{Text, ZabMessage};
use super::node::Zab;
use super::rules::*;
use super::state::{Phase, Role, Then};
use crate::protocol::cluster::NodeId;
use crate::protocol::outbox::{Because, Outbox, When};

/// What a follower of mode zookeeper has been sent before it is up to date.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Incoming {
    /// What it will have when NEWLEADER comes.
    pub history: History,
    /// Proposals that are not in it yet.
    pub kept: Vec<Transaction>,
    /// How far the leader has said to commit.
    pub committed: Zxid,
}

impl Incoming {
    fn new(history: History) -> Self {
        Incoming { history, kept: Vec::new(), committed: Zxid::ZERO }
    }

    /// What is committed of what was kept goes into the history.
    fn take_committed(&mut self) {
        let count = self.kept.iter().take_while(|it| it.zxid <= self.committed).count();
        for transaction in self.kept.drain(..count) {
            self.history.push(transaction);
        }
    }
}

impl Zab {
    /// DIFF: what the follower has is the beginning.
    pub(super) fn on_diff(&mut self, from: NodeId, out: &mut Outbox<Self>) {
        let (me, history) = (self.me, self.stable.history.clone());
        let last = history.last();
        if let Some(following) = self.following(from) {
            following.incoming = Some(Incoming::new(history));
            out.cite(&SEND_DIFF, |cluster| {
                let name = cluster.name(me);
                Because::new(
                    match last {
                        Zxid::ZERO => format!("{name} will add what follows."),
                        last => {
                            format!("{name} will add what follows to its history up to {last}.")
                        }
                    },
                    "",
                )
                .line(2)
            });
        }
    }

    /// TRUNC: the follower drops what the leader has not.
    pub(super) fn on_trunc(&mut self, from: NodeId, zxid: Zxid, out: &mut Outbox<Self>) {
        let me = self.me;
        if self.following(from).is_none() {
            return;
        }
        let index = self.stable.history.index_up_to(zxid);
        let had = self.stable.history.last();
        self.stable.history.truncate(index);
        self.delivered = self.delivered.min(index);
        self.write(None, out);
        out.cite(&DROP_UNKNOWN, |cluster| {
            let (name, leader) = (cluster.name(me), cluster.name(from));
            Because::new(
                format!("{name} drops what comes after {zxid}."),
                format!("Its history ended at {had}, which {leader} does not have."),
            )
            .line(1)
        });
        self.on_diff(from, out);
    }

    /// SNAP: the leader's state takes the place of the follower's.
    pub(super) fn on_snap(&mut self, from: NodeId, history: History, out: &mut Outbox<Self>) {
        let (me, last) = (self.me, history.last());
        if let Some(following) = self.following(from) {
            following.incoming = Some(Incoming::new(history));
            out.cite(&DROP_UNKNOWN, |cluster| {
                let (name, leader) = (cluster.name(me), cluster.name(from));
                Because::new(
                    format!("{name} will take the state of {leader} over, up to {last}."),
                    "It has it on disk before it acknowledges NEWLEADER.",
                )
                .line(1)
            });
        }
    }

    /// NEWLEADER: the follower takes the history over, and the leader with it.
    pub(super) fn on_new_leader(
        &mut self,
        from: NodeId,
        epoch: u64,
        history: Option<History>,
        out: &mut Outbox<Self>,
    ) {
        let (me, accepted) = (self.me, self.stable.accepted_epoch);
        let own = self.stable.history.clone();
        let Some(following) = self.following(from) else { return };
        if accepted != epoch {
            out.cite(&ABANDON_NEW_LEADER, |cluster| {
                let (name, leader) = (cluster.name(me), cluster.name(from));
                Because::new(
                    format!("{name} does not take {leader}'s history over."),
                    format!("Its f.p is {accepted}, and the history is that of epoch {epoch}."),
                )
            });
            return self.look_for_leader(out);
        }
        following.phase = Phase::Synchronization;
        let is_paper = history.is_some();
        let history = match history {
            Some(initial) if out.rule(&DROP_UNKNOWN) => initial,
            Some(initial) => joined(&own, &initial),
            None => {
                let incoming = following.incoming.get_or_insert_with(|| Incoming::new(own.clone()));
                incoming.take_committed();
                incoming.history.clone()
            }
        };
        self.vote.epoch = epoch;
        cite_new_leader(me, from, epoch, [&own, &history], out);
        if !out.rule(&PERSIST_BEFORE_ACK_LEADER) {
            self.send_ack_leader(epoch, When::Now, out);
        }
        if !out.rule(&HISTORY_BEFORE_EPOCH) {
            self.stable.current_epoch = epoch;
            return self.write(Some(Then::WriteHistory(history)), out);
        }
        out.cite(&HISTORY_BEFORE_EPOCH, |_| Because::default());
        self.take_over(history);
        if is_paper {
            self.write_epoch(epoch, out);
        } else {
            self.write(Some(Then::WriteEpoch(epoch)), out);
        }
    }

    fn take_over(&mut self, history: History) {
        self.delivered = self.delivered.min(history.len());
        self.stable.history = history;
    }

    /// f.a reaches the disk, after the history or with it; then the acknowledgement leaves.
    pub(super) fn write_epoch(&mut self, epoch: u64, out: &mut Outbox<Self>) {
        self.stable.current_epoch = epoch;
        self.write(None, out);
        if out.rule(&PERSIST_BEFORE_ACK_LEADER) {
            out.cite(&PERSIST_BEFORE_ACK_LEADER, |_| Because::default());
            self.send_ack_leader(epoch, When::AfterSync, out);
        }
    }

    /// The history reaches the disk after f.a: the rule that forbids it is off.
    pub(super) fn write_history(&mut self, history: History, out: &mut Outbox<Self>) {
        self.take_over(history);
        self.write_epoch(self.stable.current_epoch, out);
    }

    fn send_ack_leader(&self, epoch: u64, when: When, out: &mut Outbox<Self>) {
        let Role::Following(following) = &self.role else { return };
        let message = match Zab::text(out) {
            Text::Paper => ZabMessage::AckLeader { epoch },
            Text::ZooKeeper => ZabMessage::Ack { zxid: Zxid::of_epoch(epoch) },
        };
        out.send_when(following.leader, message, when);
    }

    /// COMMIT-LD: the leader is established, and its history is delivered.
    pub(super) fn on_commit_leader(
        &mut self,
        from: NodeId,
        epoch: u64,
        zxid: Zxid,
        out: &mut Outbox<Self>,
    ) {
        let (me, current) = (self.me, self.stable.current_epoch);
        let Some(following) = self.following(from) else { return };
        if following.phase != Phase::Synchronization || current != epoch {
            return;
        }
        following.phase = Phase::Broadcast;
        cite_established(me, from, epoch, out);
        self.deliver_to(self.stable.history.index_up_to(zxid), out);
        self.set_connection_timer(out);
    }

    /// UPTODATE: what was proposed meanwhile is logged now, and acknowledged one by one.
    pub(super) fn on_up_to_date(&mut self, from: NodeId, epoch: u64, out: &mut Outbox<Self>) {
        let me = self.me;
        let Some(following) = self.following(from) else { return };
        let Some(incoming) = following.incoming.take() else { return };
        following.phase = Phase::Broadcast;
        cite_established(me, from, epoch, out);
        let sure = self.stable.history.len();
        for transaction in &incoming.kept {
            self.stable.history.push(transaction.clone());
        }
        if !incoming.kept.is_empty() {
            self.write(None, out);
            let last = self.stable.history.last();
            out.cite(&LOG_AFTER_UPTODATE, |cluster| {
                Because::new(
                    format!("{} logs what was proposed meanwhile, up to {last}.", cluster.name(me)),
                    "It acknowledges each proposal when its disk has it.",
                )
                .line(2)
            });
        }
        for transaction in &incoming.kept {
            let zxid = transaction.zxid;
            self.acknowledge(from, zxid, out);
        }
        self.deliver_to(sure.max(self.stable.history.index_up_to(incoming.committed)), out);
        self.set_connection_timer(out);
    }
}

/// A history to which another one's later transactions are added, as if nothing had to be dropped.
fn joined(own: &History, initial: &History) -> History {
    let mut history = own.clone();
    for transaction in initial.iter().filter(|it| it.zxid > own.last()) {
        history.push(transaction.clone());
    }
    history
}

/// What the follower had, and what it takes over.
fn cite_new_leader(
    me: NodeId,
    from: NodeId,
    epoch: u64,
    [own, history]: [&History; 2],
    out: &mut Outbox<Zab>,
) {
    let (had, has) = (own.last(), history.last());
    out.cite(&ACCEPT_NEW_LEADER, |cluster| {
        let (name, leader) = (cluster.name(me), cluster.name(from));
        Because::new(
            format!("{name} takes {leader}'s history over."),
            format!(
                "It has promised epoch {epoch}. Its history ended at {had}, and ends at {has} now."
            ),
        )
    });
    if !own.is_prefix_of(history) {
        out.cite(&DROP_UNKNOWN, |cluster| {
            let (name, leader) = (cluster.name(me), cluster.name(from));
            Because::new(format!("{name} drops what {leader} does not have."), "")
        });
    }
}

fn cite_established(me: NodeId, leader: NodeId, epoch: u64, out: &mut Outbox<Zab>) {
    out.cite(&DELIVER_HISTORY, |cluster| {
        let (name, leader) = (cluster.name(me), cluster.name(leader));
        Because::new(
            format!("{name} delivers the history and serves clients."),
            format!("A quorum follows {leader} in epoch {epoch}."),
        )
    });
}
