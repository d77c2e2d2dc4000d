//! Phase 1: the leader learns which epochs were promised, has a later one promised to it, and finds the best history.

use super::history::Zxid;
use super::message::{Text, ZabMessage};
use super::node::{Zab, ZabTimer};
use super::options::*;
use super::rules::*;
use super::state::{Following, Leading, Phase, Role, Summary, Then};
use crate::protocol::cluster::{NodeId, NodeSet};
use crate::protocol::outbox::{Because, Outbox, When};

impl Zab {
    /// It leads, as far as it knows: it counts itself, and those whose CEPOCH came early.
    pub(super) fn lead(&mut self, early: Vec<(NodeId, u64)>, out: &mut Outbox<Self>) {
        let size = out.cluster().size();
        let mut cepochs = vec![None; size];
        cepochs[self.me.index()] = Some(self.stable.accepted_epoch);
        self.role = Role::Leading(Leading {
            phase: Phase::Discovery,
            epoch: None,
            connected: NodeSet::EMPTY,
            cepochs,
            promised: vec![None; size],
            lasts: vec![None; size],
            sent: vec![None; size],
            acknowledged: NodeSet::EMPTY,
            synced: NodeSet::EMPTY,
            initial: 0,
            outstanding: Vec::new(),
            heard: NodeSet::EMPTY,
            syncs: Vec::new(),
            reads: Vec::new(),
        });
        self.set_heartbeat_timer(out);
        let limit = out.settings().length(&INIT_LIMIT).unwrap_or_default();
        out.set_timer(ZabTimer::Connection, limit..=limit);
        self.choose_epoch(out);
        for (follower, accepted_epoch) in early {
            self.on_cepoch(follower, accepted_epoch, out);
        }
    }

    /// It follows, and tells the leader which epoch it promised last.
    pub(super) fn follow(&mut self, leader: NodeId, out: &mut Outbox<Self>) {
        self.role = Role::Following(Following {
            leader,
            phase: Phase::Discovery,
            is_connected: false,
            has_promised: false,
            incoming: None,
            reads: Vec::new(),
        });
        self.set_connection_timer(out);
        self.send_cepoch(out);
    }

    pub(super) fn send_cepoch(&mut self, out: &mut Outbox<Self>) {
        let Role::Following(following) = &self.role else { return };
        let (me, leader, accepted_epoch) = (self.me, following.leader, self.stable.accepted_epoch);
        let of = Zab::text(out);
        out.cite(&SEND_CEPOCH, |cluster| {
            let (name, leader) = (cluster.name(me), cluster.name(leader));
            Because::new(
                format!("{name} tells {leader} the last epoch that it promised."),
                match accepted_epoch {
                    0 => format!("{name} has promised none yet: f.p = 0."),
                    epoch => format!("f.p = {epoch}."),
                },
            )
        });
        out.send(leader, ZabMessage::FollowerInfo { accepted_epoch, of });
    }

    /// CEPOCH: somebody follows. Who is still looking keeps it; who follows another server ignores it.
    pub(super) fn on_cepoch(&mut self, from: NodeId, accepted: u64, out: &mut Outbox<Self>) {
        let me = self.me;
        match &mut self.role {
            Role::Looking(looking) => {
                looking.early.retain(|(known, _)| *known != from);
                looking.early.push((from, accepted));
                return out.cite(&COUNT_CEPOCH, |cluster| {
                    let (name, sender) = (cluster.name(me), cluster.name(from));
                    Because::new(
                        format!("{name} keeps what {sender} says for later."),
                        format!("{name} does not know yet whether it leads."),
                    )
                    .line(0)
                });
            }
            Role::Following(_) => {
                out.cite(&NOT_LEADING, |cluster| {
                    let (name, sender) = (cluster.name(me), cluster.name(from));
                    Because::new(
                        format!("{name} does not answer {sender}."),
                        format!("{sender} wants to follow {name}, which follows another server."),
                    )
                });
                return;
            }
            Role::Leading(leading) => {
                // A follower that tried twice until the connection was open is one follower.
                if !leading.connected.insert(from) {
                    return;
                }
                leading.heard.insert(from);
                leading.cepochs[from.index()] = Some(accepted);
            }
        }
        out.cite(&COUNT_CEPOCH, |cluster| {
            let (name, sender) = (cluster.name(me), cluster.name(from));
            Because::new(
                format!("{name} notes that {sender} follows."),
                format!("The last epoch that {sender} promised is {accepted}."),
            )
        });
        let Role::Leading(Leading { phase, epoch: Some(epoch), .. }) = self.role else {
            return self.choose_epoch(out);
        };
        // What f.p says is on the leader's disk as soon as it counts itself.
        let is_on_disk = phase >= Phase::Synchronization;
        let when = if is_on_disk { Zab::in_order(out) } else { When::AfterSync };
        self.send_new_epoch(from, epoch, when, out);
        // Who has promised this epoch already will not promise it again: it can take the history over at once.
        let text = Zab::text(out);
        let has_promised = accepted == epoch && phase >= Phase::Synchronization;
        if text == Text::Paper && (has_promised || phase == Phase::Broadcast) {
            out.cite(&LATE_JOINER, |cluster| {
                let (name, sender) = (cluster.name(me), cluster.name(from));
                Because::new(
                    format!("{name} sends {sender} its epoch and its history at once."),
                    format!("{name} is in the phase of {}.", phase.name()),
                )
            });
            self.send_new_leader(from, out);
        }
    }

    fn send_new_epoch(&self, to: NodeId, epoch: u64, when: When, out: &mut Outbox<Self>) {
        let of = Zab::text(out);
        out.send_when(to, ZabMessage::LeaderInfo { epoch, of }, when);
    }

    /// With a quorum's CEPOCHs the leader chooses an epoch later than all of them.
    fn choose_epoch(&mut self, out: &mut Outbox<Self>) {
        let Role::Leading(leading) = &mut self.role else { return };
        let known: NodeSet = present(&leading.cepochs);
        if leading.epoch.is_some() || !Zab::is_quorum(known.len(), out) {
            return;
        }
        let latest = leading.cepochs.iter().flatten().max().copied().unwrap_or_default();
        let epoch = latest + 1;
        leading.epoch = Some(epoch);
        self.stable.accepted_epoch = epoch;
        let me = self.me;
        out.cite(&MAJORITY, |_| Because::default());
        out.cite(&NEW_EPOCH, |cluster| {
            let name = cluster.name(me);
            let who = cluster.list(known.iter());
            let have = if known.len() == 1 { "has" } else { "have" };
            Because::new(
                format!("{name} proposes epoch {epoch}."),
                match latest {
                    0 => format!("{who} {have} promised none yet."),
                    _ => format!("The latest epoch that {who} {have} promised is {latest}."),
                },
            )
            .line(1)
            .counting(format!("epoch {epoch}"), known, &COUNT_CEPOCH)
        });
        self.write(Some(Then::CountPromise(epoch)), out);
        let Role::Leading(leading) = &self.role else { return };
        for follower in leading.connected.iter() {
            self.send_new_epoch(follower, epoch, When::AfterSync, out);
        }
    }

    /// NEWEPOCH: the leader asks for a promise.
    pub(super) fn on_new_epoch(&mut self, from: NodeId, epoch: u64, out: &mut Outbox<Self>) {
        let (me, accepted) = (self.me, self.stable.accepted_epoch);
        if self.following(from).is_none() {
            return;
        }
        if epoch < accepted {
            out.cite(&REFUSE_EPOCH, |cluster| {
                let name = cluster.name(me);
                Because::new(
                    format!("{name} does not go back to epoch {epoch}."),
                    format!("It has promised epoch {accepted}."),
                )
            });
            return self.look_for_leader(out);
        }
        let is_new = epoch > accepted || !out.rule(&PROMISE_ONCE);
        if is_new {
            self.stable.accepted_epoch = epoch;
            self.write(None, out);
            out.cite(&PROMISE_EPOCH, |cluster| {
                Because::new(
                    format!(
                        "{} promises epoch {epoch} to {}.",
                        cluster.name(me),
                        cluster.name(from)
                    ),
                    format!("Its f.p was {accepted}."),
                )
            });
            out.cite(&PERSIST_ACCEPTED_EPOCH, |_| Because::default());
        } else {
            out.cite(&PROMISE_ONCE, |cluster| {
                Because::new(
                    format!("{} does not promise epoch {epoch} once more.", cluster.name(me)),
                    format!("Its f.p is {accepted} already."),
                )
            });
        }
        let is_zookeeper = Zab::text(out) == Text::ZooKeeper;
        if let Some(following) = self.following(from) {
            following.has_promised = true;
        }
        if !is_new && !is_zookeeper {
            return;
        }
        let history = (!is_zookeeper).then(|| self.stable.history.clone());
        let current_epoch = is_new.then_some(self.stable.current_epoch);
        let last = self.last_zxid(out);
        out.send(from, ZabMessage::AckEpoch { current_epoch, last, history, epoch });
    }

    /// The leader's own promise is on its disk.
    pub(super) fn count_own_promise(&mut self, epoch: u64, out: &mut Outbox<Self>) {
        let own = Summary {
            current_epoch: self.stable.current_epoch,
            last: self.last_zxid(out),
            history: Some(self.stable.history.clone()),
        };
        let Role::Leading(leading) = &mut self.role else { return };
        if leading.epoch == Some(epoch) {
            leading.promised[self.me.index()] = Some(own);
            self.begin_synchronization(out);
        }
    }

    /// ACK-E: a follower has promised, or, without a promise, wants to be brought up to date.
    pub(super) fn on_ack_epoch(
        &mut self,
        from: NodeId,
        epoch: u64,
        promise: Option<Summary>,
        last: Zxid,
        out: &mut Outbox<Self>,
    ) {
        let me = self.me;
        let is_zookeeper = Zab::text(out) == Text::ZooKeeper;
        let own = (self.stable.current_epoch, self.stable.history.last());
        let rank = |(epoch, last)| (if out.rule(&EPOCH_BEFORE_ZXID) { epoch } else { 0 }, last);
        let Role::Leading(leading) = &mut self.role else { return };
        if leading.epoch != Some(epoch) || !leading.connected.contains(from) {
            return;
        }
        leading.lasts[from.index()] = Some(last);
        if let Some(promise) = promise {
            let theirs = (promise.current_epoch, promise.last);
            if is_zookeeper && rank(theirs) > rank(own) && out.rule(&ADOPT_HISTORY) {
                return self.refuse_more_recent(from, theirs, own, out);
            }
            leading.promised[from.index()] = Some(promise);
            out.cite(&COUNT_ACK_EPOCH, |cluster| {
                let (name, sender) = (cluster.name(me), cluster.name(from));
                Because::new(
                    format!("{name} counts {sender}'s promise of epoch {epoch}."),
                    format!("{sender} has f.a = {}, and its last zxid is {}.", theirs.0, theirs.1),
                )
            });
        }
        if leading.phase == Phase::Discovery {
            self.begin_synchronization(out);
        } else if leading.sent[from.index()].is_none() {
            self.send_history(from, out);
        }
    }

    /// ZooKeeper's leader keeps its own history, so it cannot lead a server that has more.
    fn refuse_more_recent(
        &mut self,
        from: NodeId,
        theirs: (u64, Zxid),
        own: (u64, Zxid),
        out: &mut Outbox<Self>,
    ) {
        let me = self.me;
        out.cite(&REFUSE_MORE_RECENT, |cluster| {
            let (name, sender) = (cluster.name(me), cluster.name(from));
            Because::new(
                format!("{name} refuses {sender}."),
                format!(
                    "{sender} has f.a = {} and zxid {}; {name} has only {} and {}.",
                    theirs.0, theirs.1, own.0, own.1
                ),
            )
        });
        self.lose_followers([from].into_iter().collect(), true, out);
        out.close(from);
    }
}

/// Who has said something.
pub(super) fn present<T>(said: &[Option<T>]) -> NodeSet {
    let known = said.iter().enumerate().filter(|(_, it)| it.is_some());
    known.map(|(at, _)| NodeId(at as u8)).collect()
}
