//! The acceptor: what it promises, what it accepts, and what it refuses; PMS §2.2.

use super::message::PaxosMessage;
use super::node::MultiPaxos;
use super::options::NACK;
use super::rules::*;
use super::slots::{Decree, Slots, Vote};
use crate::protocol::cluster::NodeId;
use crate::protocol::outbox::{Because, Outbox};
use crate::protocol::rule::Rule;
use crate::protocols::ballot::Ballot;

impl MultiPaxos {
    /// Phase 1b.
    pub(super) fn on_prepare(
        &mut self,
        proposer: NodeId,
        ballot: Ballot,
        from_slot: u64,
        out: &mut Outbox<Self>,
    ) {
        self.hear_of(ballot, out);
        let had = self.stable.promised;
        if Some(ballot) < had {
            return self.refuse(&REFUSE_PREPARE, proposer, ballot, out);
        }
        if Some(ballot) > had {
            self.stable.promised = Some(ballot);
            self.write(out);
        }
        if proposer != self.me {
            self.reset_election_timer(out);
        }
        let reported = self.stable.log.from(from_slot);
        let accepted: Slots<Vote> = reported.map(|(slot, vote)| (slot, vote.clone())).collect();
        let (me, reports) = (self.me, accepted.iter().count());
        out.cite(&PROMISE, |cluster| {
            let name = cluster.name(me);
            let to = if proposer == me { "itself" } else { cluster.name(proposer) };
            let before = match had {
                Some(had) => format!("had promised {}", had.shown(cluster)),
                None => "had promised nothing".to_string(),
            };
            let reports = match reports {
                0 => "has accepted nothing".to_string(),
                1 => "reports one slot".to_string(),
                n => format!("reports {n} slots"),
            };
            Because::new(
                format!("{name} promises {to} ballot {}.", ballot.shown(cluster)),
                format!("{name} {before}, and {reports} from slot {from_slot} on."),
            )
            .line(3)
        });
        self.answer(proposer, PaxosMessage::Promise { ballot, accepted }, out);
    }

    /// Phase 2b.
    pub(super) fn on_accept(
        &mut self,
        leader: NodeId,
        ballot: Ballot,
        slot: u64,
        decree: Decree,
        out: &mut Outbox<Self>,
    ) {
        let promised = self.stable.promised;
        if Some(ballot) < promised && out.rule(&REFUSE_ACCEPT) {
            return self.refuse(&REFUSE_ACCEPT, leader, ballot, out);
        }
        self.follow(leader, ballot, out);
        let (me, had) = (self.me, self.stable.log.get(slot).map(|vote| vote.ballot));
        let command = decree.command.clone();
        let vote = Vote { ballot, decree };
        if self.stable.log.get(slot) != Some(&vote) || promised < Some(ballot) {
            self.stable.promised = promised.max(Some(ballot));
            self.stable.log.insert(slot, vote);
            self.write(out);
        }
        out.cite(&ACCEPT, |cluster| {
            let name = cluster.name(me);
            let promised = promised.map_or("nothing".to_string(), |it| it.shown(cluster));
            let before = match had {
                None => String::new(),
                Some(had) if had == ballot => " It had accepted it already.".to_string(),
                Some(had) => format!(" What it accepted under {} goes.", had.shown(cluster)),
            };
            Because::new(
                format!("{name} accepts {command} in slot {slot}."),
                format!(
                    "The ballot is {}, and {name} had promised {promised}.{before}",
                    ballot.shown(cluster)
                ),
            )
            .line(2)
        });
        self.answer(leader, PaxosMessage::Accepted { ballot, slot }, out);
    }

    /// A ballot below what was promised gets nothing, and a courteous answer to others.
    pub(super) fn refuse(
        &mut self,
        rule: &'static Rule,
        proposer: NodeId,
        ballot: Ballot,
        out: &mut Outbox<Self>,
    ) {
        let Some(promised) = self.stable.promised else { return };
        let me = self.me;
        out.cite(rule, |cluster| {
            let (name, sender) = (cluster.name(me), cluster.name(proposer));
            let (asked, promised) = (ballot.shown(cluster), promised.shown(cluster));
            Because::new(
                format!("{name} refuses {sender}'s ballot {asked}."),
                format!("It has promised {promised}."),
            )
        });
        if proposer != me && out.switch(&NACK) {
            self.answer(proposer, PaxosMessage::Nack { ballot, promised }, out);
        }
    }
}
