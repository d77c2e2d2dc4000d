//! Learning what is chosen, and executing it in order; PMS §2.3, PMMC's replica.

use super::message::PaxosMessage;
use super::node::{MultiPaxos, Role};
use super::rules::*;
use super::slots::Decree;
use crate::protocol::cluster::NodeId;
use crate::protocol::outbox::{Because, Effect, Outbox};
use crate::protocols::ballot::Ballot;

impl MultiPaxos {
    /// What was proposed under this ballot in this slot is chosen.
    pub(super) fn on_commit(
        &mut self,
        leader: NodeId,
        ballot: Ballot,
        slot: u64,
        out: &mut Outbox<Self>,
    ) {
        self.follow(leader, ballot, out);
        let me = self.me;
        let vote = self.stable.log.get(slot).map(|vote| (vote.ballot, vote.decree.clone()));
        let is_same = vote.as_ref().is_some_and(|(voted, _)| *voted == ballot);
        if !is_same {
            let voted = vote.as_ref().map(|(voted, _)| *voted);
            out.cite(&COMMIT_SAME_BALLOT, |cluster| {
                let (name, ballot) = (cluster.name(me), ballot.shown(cluster));
                let has = match voted {
                    Some(voted) => format!("accepted there under {}", voted.shown(cluster)),
                    None => "has accepted nothing there".to_string(),
                };
                Because::new(
                    format!("{name} does not know what is chosen in slot {slot}."),
                    format!("The Commit is of ballot {ballot}, and {name} {has}."),
                )
                .line(1)
            });
        }
        let Some((_, decree)) = vote.filter(|_| is_same || !out.rule(&COMMIT_SAME_BALLOT)) else {
            return;
        };
        let (knew, command) = (self.decided.has(slot), decree.command.clone());
        out.cite(&LEARN, |cluster| {
            let (name, ballot) = (cluster.name(me), ballot.shown(cluster));
            let says = match knew {
                true => format!("{name} knew that {command} is chosen in slot {slot}."),
                false => format!("{name} learns that {command} is chosen in slot {slot}."),
            };
            Because::new(says, format!("The Commit is of ballot {ballot}.")).line(2)
        });
        if !knew {
            self.decide(slot, decree, out);
        }
    }

    /// A value is chosen in a slot; what can be executed now is.
    pub(super) fn decide(&mut self, slot: u64, decree: Decree, out: &mut Outbox<Self>) {
        self.decided.insert(slot, decree.clone());
        let (me, executed) = (self.me, self.executed);
        if slot > executed + 1 {
            out.cite(&CONTIGUOUS, |cluster| {
                let (name, gap) = (cluster.name(me), executed + 1);
                Because::new("", format!("{name} does not know yet what is chosen in slot {gap}."))
                    .line(1)
            });
        }
        if !out.rule(&CONTIGUOUS) {
            self.apply(slot, &decree, out);
            self.executed = executed.max(slot);
        }
        while let Some(decree) = self.decided.get(self.executed + 1).cloned() {
            self.executed += 1;
            self.apply(self.executed, &decree, out);
        }
        let (first, last) = (executed + 1, self.executed);
        if last < first {
            return;
        }
        out.cite(&EXECUTE, |cluster| {
            let which = match first == last {
                true => format!("slot {last}"),
                false => format!("slots {first} to {last}"),
            };
            Because::new(
                format!("{} executes {which}.", cluster.name(me)),
                "It knows what is chosen there.",
            )
        });
    }

    /// Executes one slot. The leader answers for the commands that it took under its own ballot.
    fn apply(&self, slot: u64, decree: &Decree, out: &mut Outbox<Self>) {
        let sessions = out.rule(&SESSIONS);
        if sessions && decree.command.call().is_some() {
            out.cite(&SESSIONS, |_| Because::default());
        }
        out.effect(Effect::Apply {
            index: slot,
            origin: decree.origin,
            command: decree.command.clone(),
            answer: matches!(self.role, Role::Leader(_)) && decree.is_of(self.ballot),
            sessions,
        });
    }

    /// A leader speaks.
    pub(super) fn on_heartbeat(&mut self, leader: NodeId, ballot: Ballot, out: &mut Outbox<Self>) {
        if Some(ballot) < self.stable.promised {
            return self.refuse(&REFUSE_HEARTBEAT, leader, ballot, out);
        }
        self.follow(leader, ballot, out);
        let (me, executed) = (self.me, self.executed);
        out.cite(&HEED_LEADER, |cluster| {
            let (name, leader) = (cluster.name(me), cluster.name(leader));
            Because::new(
                format!("{name} hears from leader {leader}."),
                format!("{name} has executed up to slot {executed}."),
            )
        });
        self.answer(leader, PaxosMessage::HeartbeatReply { ballot, executed }, out);
    }
}
