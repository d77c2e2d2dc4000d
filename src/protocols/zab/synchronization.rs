//! Phase 2, the leader's side: the history with which an epoch begins reaches a quorum, and the leader is established.

use super::catching_up::{AtHand, Plan, plan};
use super::discovery::present;
use super::history::Zxid;
use super::message::{Text, ZabMessage};
use super::node::Zab;
use super::options::*;
use super::rules::*;
use super::state::{Leading, Phase, Role, Summary, Then};
use crate::protocol::cluster::{NodeId, NodeSet};
use crate::protocol::outbox::{Because, Outbox};

impl Zab {
    /// With the promises of a quorum, itself included, the leader takes the best history over and sends it out.
    pub(super) fn begin_synchronization(&mut self, out: &mut Outbox<Self>) {
        let me = self.me;
        let Role::Leading(leading) = &self.role else { return };
        let Leading { phase: Phase::Discovery, epoch: Some(epoch), .. } = *leading else { return };
        let promised = present(&leading.promised);
        if !promised.contains(me) || !Zab::is_quorum(promised.len(), out) {
            return;
        }
        let text = Zab::text(out);
        let best = match text == Text::Paper && out.rule(&ADOPT_HISTORY) {
            true => most_recent(&leading.promised, me, out.rule(&EPOCH_BEFORE_ZXID)),
            false => me,
        };
        if best != me
            && let Some(Summary { history: Some(history), .. }) = &leading.promised[best.index()]
        {
            self.stable.history = history.clone();
        }
        self.stable.current_epoch = epoch;
        self.vote.epoch = epoch;
        let initial = self.stable.history.len();
        self.delivered = self.delivered.min(initial);
        let Role::Leading(leading) = &mut self.role else { return };
        leading.phase = Phase::Synchronization;
        leading.initial = initial;
        cite_history(me, best, leading, self.stable.history.last(), out);
        out.cite(&SEND_NEW_LEADER, |_| Because::default());
        self.write(Some(Then::CountAckLeader(epoch)), out);
        if out.rule(&SERVE_AFTER_ACTIVATION) {
            out.cite(&SERVE_AFTER_ACTIVATION, |_| Because::default());
        } else {
            self.deliver_to(initial, out);
        }
        let Role::Leading(leading) = &self.role else { return };
        let waits = |peer: &NodeId| {
            let at = peer.index();
            leading.promised[at].is_some() || leading.cepochs[at] == Some(epoch)
        };
        let waiting: NodeSet = leading.connected.iter().filter(waits).collect();
        for peer in waiting.iter() {
            self.send_history(peer, out);
        }
    }

    /// Brings a follower to the leader's history, by the means of the text.
    pub(super) fn send_history(&mut self, to: NodeId, out: &mut Outbox<Self>) {
        let Role::Leading(leading) = &self.role else { return };
        match (Zab::text(out), leading.lasts[to.index()]) {
            (Text::Paper, _) => self.send_new_leader(to, out),
            (Text::ZooKeeper, Some(last)) => self.bring_up_to_date(to, last, out),
            (Text::ZooKeeper, None) => {}
        }
    }

    /// NEWLEADER with the whole history, as in the paper.
    pub(super) fn send_new_leader(&mut self, to: NodeId, out: &mut Outbox<Self>) {
        let (history, when) = (self.stable.history.clone(), Zab::in_order(out));
        let Role::Leading(leading) = &mut self.role else { return };
        let Some(epoch) = leading.epoch else { return };
        leading.sent[to.index()] = Some(history.len());
        out.send_when(to, ZabMessage::NewLeader { epoch, history: Some(history) }, when);
    }

    /// DIFF, TRUNC or SNAP, what the follower lacks, what is proposed meanwhile, and NEWLEADER, as in ZooKeeper.
    pub(super) fn bring_up_to_date(&mut self, to: NodeId, last: Zxid, out: &mut Outbox<Self>) {
        let (delivered, when) = (self.delivered, Zab::in_order(out));
        let Role::Leading(leading) = &mut self.role else { return };
        let Some(epoch) = leading.epoch else { return };
        let history = &self.stable.history;
        // A new leader takes all of its log for committed.
        let committed = delivered.max(leading.initial);
        leading.sent[to.index()] = Some(history.len());
        let zxids: Vec<Zxid> = history.iter().map(|it| it.zxid).collect();
        let zxids = &zxids[..usize::try_from(committed).unwrap_or_default().min(zxids.len())];
        let most = usize::try_from(out.settings().count(&COMMITTED_LOG)).unwrap_or(usize::MAX);
        let at_hand = AtHand {
            last: history.zxid(committed),
            window: &zxids[zxids.len().saturating_sub(most)..],
            disk: if out.switch(&DISK_LOG) { zxids } else { &[] },
        };
        let plan = match out.rule(&DROP_UNKNOWN) {
            true => plan(&at_hand, last),
            false => Plan::Diff(zxids.iter().copied().filter(|zxid| *zxid > last).collect()),
        };
        cite_plan(self.me, to, &plan, last, out);
        // What it drops now it has no longer, whatever it acknowledged before.
        let kept = match &plan {
            Plan::Diff(_) => last,
            Plan::Trunc(zxid, _) => *zxid,
            Plan::Snap => at_hand.last,
        };
        for (index, acks) in &mut leading.outstanding {
            if history.zxid(*index) > kept {
                acks.remove(to);
            }
        }
        let end = at_hand.last;
        match &plan {
            Plan::Diff(_) => out.send_when(to, ZabMessage::Diff { zxid: end }, when),
            Plan::Trunc(zxid, _) => out.send_when(to, ZabMessage::Trunc { zxid: *zxid }, when),
            Plan::Snap => {
                let mut state = history.clone();
                state.truncate(committed);
                out.send_when(to, ZabMessage::Snap { history: state }, when);
            }
        }
        let of = Text::ZooKeeper;
        for zxid in plan.transactions() {
            if let Some(transaction) = history.index_of(*zxid).and_then(|at| history.get(at)) {
                let transaction = transaction.clone();
                out.send_when(to, ZabMessage::Propose { transaction, of }, when);
                out.send_when(to, ZabMessage::Commit { zxid: *zxid }, when);
            }
        }
        for transaction in history.from(committed + 1) {
            out.send_when(to, ZabMessage::Propose { transaction: transaction.clone(), of }, when);
        }
        out.send_when(to, ZabMessage::NewLeader { epoch, history: None }, when);
    }

    /// Somebody has the initial history on disk; a quorum of them establishes the leader.
    pub(super) fn count_ack_leader(&mut self, from: NodeId, epoch: u64, out: &mut Outbox<Self>) {
        let (me, of) = (self.me, Zab::text(out));
        let Role::Leading(leading) = &mut self.role else { return };
        if leading.epoch != Some(epoch) || leading.phase == Phase::Discovery {
            return;
        }
        leading.acknowledged.insert(from);
        if leading.connected.contains(from) {
            leading.synced.insert(from);
        }
        let acknowledged = leading.acknowledged;
        let (phase, covered) = (leading.phase, leading.sent[from.index()]);
        out.cite(&COUNT_ACK_LEADER, |cluster| {
            let name = cluster.name(me);
            let (count, size) = (acknowledged.len(), cluster.size());
            let who =
                if from == me { "itself".to_string() } else { cluster.name(from).to_string() };
            let have = if count == 1 { "has" } else { "have" };
            Because::new(
                format!("{name} counts {who}."),
                format!("{count} of {size} {have} the history of epoch {epoch} on disk."),
            )
        });
        if phase == Phase::Broadcast {
            self.send_commit_leader(from, out);
            // In the paper the acknowledgement is of all that NEWLEADER brought; in ZooKeeper proposals are acknowledged
            // one by one.
            if let (Text::Paper, Some(covered)) = (of, covered) {
                self.count_up_to(from, covered, out);
            }
        } else if Zab::is_quorum(acknowledged.len(), out) || !out.rule(&ACTIVATE) {
            self.activate(out);
        }
    }

    /// The leader is established.
    fn activate(&mut self, out: &mut Outbox<Self>) {
        let me = self.me;
        let Role::Leading(leading) = &mut self.role else { return };
        let Some(epoch) = leading.epoch else { return };
        leading.phase = Phase::Broadcast;
        let (acknowledged, initial) = (leading.acknowledged, leading.initial);
        let connected = leading.connected;
        out.cite(&ACTIVATE, |cluster| {
            let who = cluster.list(acknowledged.iter());
            let have = if acknowledged.len() == 1 { "has" } else { "have" };
            Because::new(
                format!("{} is the established leader of epoch {epoch}.", cluster.name(me)),
                format!("{who} {have} its history on disk."),
            )
            .line(1)
            .counting(format!("epoch {epoch}"), acknowledged, &COUNT_ACK_LEADER)
        });
        self.deliver_to(initial, out);
        for peer in acknowledged.iter().filter(|peer| connected.contains(*peer)) {
            self.send_commit_leader(peer, out);
        }
        self.set_connection_timer(out);
        self.commit_what_can_be(out);
    }

    /// COMMIT-LD with what is committed by now, or UPTODATE.
    fn send_commit_leader(&self, to: NodeId, out: &mut Outbox<Self>) {
        let Role::Leading(leading) = &self.role else { return };
        let Some(epoch) = leading.epoch else { return };
        let when = Zab::in_order(out);
        if Zab::text(out) == Text::ZooKeeper {
            return out.send_when(to, ZabMessage::UpToDate { epoch }, when);
        }
        let is_present = out.rule(&COMMIT_PRESENT);
        let zxid =
            self.stable.history.zxid(if is_present { self.delivered } else { leading.initial });
        out.cite(&COMMIT_PRESENT, |_| Because::default());
        out.send_when(to, ZabMessage::CommitLeader { epoch, zxid }, when);
    }
}

/// Of a quorum the one with the greatest f.a, and of those the one with the last zxid; of equals the leader itself.
fn most_recent(promised: &[Option<Summary>], me: NodeId, by_epoch: bool) -> NodeId {
    let nodes = (0..).map(NodeId).zip(promised);
    let known = nodes.filter_map(|(node, it)| it.as_ref().map(|it| (node, it)));
    let rank = |(node, it): &(NodeId, &Summary)| {
        (if by_epoch { it.current_epoch } else { 0 }, it.last, *node == me)
    };
    known.max_by_key(rank).map_or(me, |(node, _)| node)
}

fn cite_history(me: NodeId, best: NodeId, leading: &Leading, last: Zxid, out: &mut Outbox<Zab>) {
    let promised = present(&leading.promised);
    let epoch = leading.epoch.unwrap_or_default();
    let current = leading.promised[best.index()].as_ref().map_or(0, |it| it.current_epoch);
    let is_zookeeper = Zab::text(out) == Text::ZooKeeper;
    out.cite(&ADOPT_HISTORY, |cluster| {
        let (name, who) = (cluster.name(me), cluster.name(best));
        let from = if best == me { "its own".to_string() } else { format!("{who}'s") };
        let why = match is_zookeeper {
            true => "In ZooKeeper a leader keeps its own history.".to_string(),
            false => format!(
                "Of {} it has the greatest (f.a, last zxid): ({current}, {last}).",
                cluster.list(promised.iter())
            ),
        };
        Because::new(format!("{name} begins epoch {epoch} with {from} history."), why)
            .line(1)
            .counting(format!("epoch {epoch}"), promised, &COUNT_ACK_EPOCH)
    });
    if !is_zookeeper {
        out.cite(&EPOCH_BEFORE_ZXID, |_| Because::default());
    }
}

fn cite_plan(me: NodeId, to: NodeId, plan: &Plan, last: Zxid, out: &mut Outbox<Zab>) {
    let count = plan.transactions().len();
    let (rule, what) = match plan {
        Plan::Diff(_) => (&SEND_DIFF, "DIFF".to_string()),
        Plan::Trunc(zxid, _) => (&SEND_TRUNC, format!("TRUNC({zxid})")),
        Plan::Snap => (&SEND_SNAP, "SNAP".to_string()),
    };
    out.cite(rule, |cluster| {
        let then = match count {
            0 => String::new(),
            1 => " and 1 transaction".to_string(),
            _ => format!(" and {count} transactions"),
        };
        let (name, peer) = (cluster.name(me), cluster.name(to));
        Because::new(
            format!("{name} sends {peer} {what}{then}."),
            format!("{peer}'s last zxid is {last}."),
        )
    });
}
