//! Phase 3: writes are proposed, logged, acknowledged, committed and delivered, all in the order of zxids.

use super::history::{Transaction, Zxid};
use super::message::{Text, ZabMessage};
use super::node::Zab;
use super::options::*;
use super::rules::*;
use super::state::{Phase, Role, Then};
use crate::protocol::cluster::{NodeId, NodeSet};
use crate::protocol::outbox::{Because, Effect, Outbox, Request};

impl Zab {
    /// A client's write.
    pub(super) fn on_write(&mut self, request: Request, out: &mut Outbox<Self>) {
        let Role::Leading(leading) = &self.role else { return self.redirect(&request, out) };
        let is_early = leading.phase != Phase::Broadcast;
        let (phase, Some(epoch)) = (leading.phase, leading.epoch) else {
            return self.redirect(&request, out);
        };
        if is_early && out.rule(&PROPOSE_AFTER_ACTIVATION) {
            let me = self.me;
            out.cite(&PROPOSE_AFTER_ACTIVATION, |cluster| {
                Because::new(
                    format!("{} proposes nothing yet.", cluster.name(me)),
                    format!("It is in the phase of {}.", phase.name()),
                )
            });
            return self.redirect(&request, out);
        }
        let last = self.stable.history.last();
        let counter = if last.epoch == epoch { last.counter } else { 0 };
        if counter >= out.settings().count(&COUNTER_LIMIT) {
            return self.give_up_epoch(&request, epoch, out);
        }
        let zxid = Zxid { epoch, counter: counter + 1 };
        self.propose(Transaction { zxid, command: request.command() }, out);
    }

    fn give_up_epoch(&mut self, request: &Request, epoch: u64, out: &mut Outbox<Self>) {
        let me = self.me;
        out.cite(&COUNTER_FULL, |cluster| {
            Because::new(
                format!("{} gives up epoch {epoch}.", cluster.name(me)),
                "The counter of its zxids is used up.",
            )
        });
        self.redirect(request, out);
        self.look_for_leader(out);
    }

    fn propose(&mut self, transaction: Transaction, out: &mut Outbox<Self>) {
        let (me, zxid) = (self.me, transaction.zxid);
        let text = transaction.command.to_string();
        let index = self.stable.history.push(transaction.clone());
        out.broadcast(zxid.origin());
        out.cite(&PROPOSE, |cluster| {
            let name = cluster.name(me);
            Because::new(
                format!("{name} proposes {text} as {zxid}."),
                format!("{name} leads epoch {}.", zxid.epoch),
            )
        });
        let counts_itself = out.rule(&LOG_BEFORE_ACK);
        self.write(counts_itself.then_some(Then::CountAck(zxid)), out);
        let when = Zab::in_order(out);
        let of = Zab::text(out);
        let Role::Leading(leading) = &mut self.role else { return };
        leading.outstanding.push((index, NodeSet::EMPTY));
        let to_all = out.rule(&PROPOSE_TO_ALL_SENT);
        // Before its history is out, a leader without the rule against it proposes to all who follow.
        let is_early = leading.phase == Phase::Discovery;
        let gets = |peer: &NodeId| match to_all {
            true => is_early || leading.sent[peer.index()].is_some(),
            false => leading.synced.contains(*peer),
        };
        if to_all && leading.connected.iter().any(|peer| !leading.synced.contains(peer)) {
            out.cite(&PROPOSE_TO_ALL_SENT, |_| Because::default());
        }
        for peer in leading.connected.iter().filter(gets) {
            out.send_when(peer, ZabMessage::Propose { transaction: transaction.clone(), of }, when);
        }
        if !counts_itself {
            self.count_ack(me, zxid, out);
        }
    }

    /// PROPOSE, or PROPOSAL.
    pub(super) fn on_propose(
        &mut self,
        from: NodeId,
        transaction: Transaction,
        out: &mut Outbox<Self>,
    ) {
        let (me, zxid) = (self.me, transaction.zxid);
        let early = !out.rule(&PROPOSE_AFTER_ACTIVATION);
        let Some(following) = self.following(from) else { return };
        if let Some(incoming) = &mut following.incoming {
            incoming.kept.push(transaction);
            return out.cite(&LOG_AFTER_UPTODATE, |cluster| {
                Because::new(
                    format!("{} keeps {zxid} for later.", cluster.name(me)),
                    "It is not up to date yet.",
                )
                .line(0)
            });
        }
        if following.phase == Phase::Discovery && !early {
            return;
        }
        let text = transaction.command.to_string();
        self.stable.history.push(transaction);
        self.write(None, out);
        out.cite(&ACCEPT_PROPOSAL, |cluster| {
            let name = cluster.name(me);
            Because::new(
                format!("{name} appends {zxid}, {text}."),
                format!("{} leads it in epoch {}.", cluster.name(from), zxid.epoch),
            )
        });
        out.cite(&FIFO, |_| Because::default());
        out.cite(&LOG_BEFORE_ACK, |_| Because::default());
        self.acknowledge(from, zxid, out);
    }

    /// ACK of a proposal.
    pub(super) fn on_ack(&mut self, from: NodeId, zxid: Zxid, out: &mut Outbox<Self>) {
        let is_leading =
            matches!(&self.role, Role::Leading(leading) if leading.connected.contains(from));
        if is_leading {
            self.count_ack(from, zxid, out);
        }
    }

    /// Somebody has a proposal on disk.
    pub(super) fn count_ack(&mut self, from: NodeId, zxid: Zxid, out: &mut Outbox<Self>) {
        let me = self.me;
        let Some(index) = self.stable.history.index_of(zxid) else { return };
        let Role::Leading(leading) = &mut self.role else { return };
        let found = leading.outstanding.iter_mut().find(|(at, _)| *at == index);
        let Some((_, acks)) = found else {
            return out.cite(&COUNT_ACK, |cluster| {
                let (name, sender) = (cluster.name(me), cluster.name(from));
                Because::new(
                    format!("{name} hears that {sender} has {zxid} too."),
                    format!("{zxid} is committed already."),
                )
            });
        };
        acks.insert(from);
        let acks = *acks;
        out.cite(&COUNT_ACK, |cluster| {
            let name = cluster.name(me);
            let (count, size) = (acks.len(), cluster.size());
            let who = if from == me { "itself" } else { cluster.name(from) };
            let have = if count == 1 { "has" } else { "have" };
            Because::new(
                format!("{name} counts {who} for {zxid}."),
                format!("{count} of {size} {have} it on disk."),
            )
        });
        self.commit_what_can_be(out);
    }

    /// Somebody has everything up to an index on disk.
    pub(super) fn count_up_to(&mut self, from: NodeId, index: u64, out: &mut Outbox<Self>) {
        let Role::Leading(leading) = &mut self.role else { return };
        for (_, acks) in leading.outstanding.iter_mut().filter(|(at, _)| *at <= index) {
            acks.insert(from);
        }
        self.commit_what_can_be(out);
    }

    /// Proposals that a quorum has are committed, one after the other.
    pub(super) fn commit_what_can_be(&mut self, out: &mut Outbox<Self>) {
        let me = self.me;
        while let Role::Leading(leading) = &mut self.role
            && let Some((index, acks)) = leading.outstanding.first().copied()
            && Zab::is_quorum(acks.len(), out)
        {
            leading.outstanding.remove(0);
            let zxid = self.stable.history.zxid(index);
            out.cite(&COMMIT, |cluster| {
                let who = cluster.list(acks.iter());
                let have = if acks.len() == 1 { "has" } else { "have" };
                Because::new(
                    format!("{} commits {zxid}.", cluster.name(me)),
                    format!("{who} {have} it on disk, and all before it is committed."),
                )
                .line(1)
                .counting(format!("committed {zxid}"), acks, &COUNT_ACK)
            });
            self.deliver_to(index, out);
            self.send_commit(zxid, out);
            self.answer_syncs(out);
        }
    }

    /// COMMIT goes to those who have acknowledged NEWLEADER; in ZooKeeper to all who were sent the history.
    fn send_commit(&self, zxid: Zxid, out: &mut Outbox<Self>) {
        let Role::Leading(leading) = &self.role else { return };
        let is_paper = Zab::text(out) == Text::Paper;
        let gets = |peer: &NodeId| match is_paper {
            true => leading.synced.contains(*peer),
            false => leading.sent[peer.index()].is_some(),
        };
        for peer in leading.connected.iter().filter(gets) {
            out.send_when(peer, ZabMessage::Commit { zxid }, Zab::in_order(out));
        }
    }

    /// COMMIT: the follower delivers, unless it has not delivered what comes before.
    pub(super) fn on_commit(&mut self, from: NodeId, zxid: Zxid, out: &mut Outbox<Self>) {
        let me = self.me;
        let next = self.stable.history.zxid(self.delivered + 1);
        let Some(following) = self.following(from) else { return };
        if let Some(incoming) = &mut following.incoming {
            incoming.committed = incoming.committed.max(zxid);
            return out.cite(&LOG_AFTER_UPTODATE, |cluster| {
                Because::new(
                    format!("{} notes that {zxid} is committed.", cluster.name(me)),
                    "It delivers nothing before it is up to date.",
                )
                .line(0)
            });
        }
        if next == zxid {
            return self.deliver_to(self.delivered + 1, out);
        }
        if self.stable.history.index_of(zxid).is_none_or(|index| index > self.delivered) {
            out.cite(&DELIVER, |cluster| {
                Because::new(
                    format!("{} does not deliver {zxid}.", cluster.name(me)),
                    match next {
                        Zxid::ZERO => "It is not in its history.".to_string(),
                        next => format!("{next} comes before it, and is not delivered."),
                    },
                )
                .line(1)
            });
        }
    }

    /// Delivers, in order, everything up to an index. The leader answers for the writes of its own epoch.
    pub(super) fn deliver_to(&mut self, index: u64, out: &mut Outbox<Self>) {
        let (first, sessions) = (self.delivered + 1, out.rule(&SESSIONS));
        let leads = match &self.role {
            Role::Leading(leading) => leading.epoch,
            Role::Looking(_) | Role::Following(_) => None,
        };
        while self.delivered < index
            && let Some(transaction) = self.stable.history.get(self.delivered + 1)
        {
            self.delivered += 1;
            out.effect(Effect::Apply {
                index: self.delivered,
                origin: transaction.zxid.origin(),
                command: transaction.command.clone(),
                answer: leads == Some(transaction.zxid.epoch),
                sessions,
            });
        }
        if self.delivered < first {
            return;
        }
        let (me, from) = (self.me, self.stable.history.zxid(first));
        let to = self.stable.history.zxid(self.delivered);
        out.cite(&DELIVER, |cluster| {
            let which = if from == to { to.to_string() } else { format!("{from} to {to}") };
            Because::new(format!("{} delivers {which}.", cluster.name(me)), "").line(2)
        });
        if sessions {
            out.cite(&SESSIONS, |_| Because::default());
        }
    }
}
