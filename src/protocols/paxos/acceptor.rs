//! The acceptor: all of it is on disk. Phase 1(b) and phase 2(b), PMS §2.2.

use super::message::{PaxosMessage, Vote};
use super::node::{LEARNERS, Paxos, Persistent};
use super::options::NACKS;
use super::rules::*;
use crate::protocol::cluster::NodeId;
use crate::protocol::command::Command;
use crate::protocol::outbox::{Because, Outbox, When};
use crate::protocol::rule::Rule;
use crate::protocols::ballot::Ballot;

/// What an acceptor must remember (PMS §2.2): two things, both in stable storage.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Acceptor {
    /// The highest number that it has promised; maxBal in Paxos.tla.
    pub promised: Option<Ballot>,
    /// The highest-numbered proposal that it has accepted; (maxVBal, maxVal) in Paxos.tla.
    pub accepted: Option<Vote>,
}

/// A request that an acceptor handles: whose it is, and who handles it.
#[derive(Clone, Copy)]
pub(super) struct Asked {
    pub me: NodeId,
    pub by: NodeId,
    pub n: Ballot,
}

impl Acceptor {
    /// What a restarted acceptor remembers. With its rule off, a variable was never on the disk.
    pub(super) fn recovered(&self, out: &Outbox<Paxos>) -> Acceptor {
        let accepted = self.accepted.clone().filter(|_| out.rule(&PERSIST_ACCEPTED));
        let accepted_n = accepted.as_ref().map(|vote| vote.n);
        let promised = if out.rule(&PERSIST_PROMISE) { self.promised } else { accepted_n };
        Acceptor { promised, accepted }
    }

    /// Phase 1(b).
    pub(super) fn on_prepare(&mut self, asked: Asked, out: &mut Outbox<Paxos>) {
        let Asked { me, by, n } = asked;
        let before = self.promised;
        if let Some(promised) = before.filter(|promised| n < *promised)
            && out.rule(&REFUSE_PREPARE)
        {
            return self.refuse(&REFUSE_PREPARE, asked, promised, out);
        }
        if self.accepted.as_ref().is_some_and(|vote| vote.n == n) {
            return out.cite(&PROMISE, |cluster| {
                Because::new(
                    format!("{} passes the Prepare over.", cluster.name(me)),
                    format!("It has accepted the proposal {} since.", n.shown(cluster)),
                )
                .line(0)
            });
        }
        if before != Some(n) {
            self.promised = Some(n);
            self.write(out);
        }
        out.cite(&PROMISE, |cluster| {
            let (name, n) = (cluster.name(me), n.shown(cluster));
            let had = match before {
                Some(before) => format!("It had promised {}.", before.shown(cluster)),
                None => "It had promised nothing.".to_string(),
            };
            let says = format!("{name} promises {} to accept nothing below {n}.", cluster.name(by));
            Because::new(says, had).line(2)
        });
        if let Some(vote) = &self.accepted {
            let reports = out.rule(&REPORT_ACCEPTED);
            out.cite(&REPORT_ACCEPTED, |cluster| {
                let (name, vote) = (cluster.name(me), vote.shown(cluster));
                let does = if reports { "reports" } else { "keeps to itself" };
                Because::new(format!("{name} {does} that it has accepted {vote}."), "")
            });
        }
        let accepted = self.accepted.clone().filter(|_| out.rule(&REPORT_ACCEPTED));
        reply(by, PaxosMessage::Promise { n, accepted }, out);
    }

    /// Phase 2(b).
    pub(super) fn on_accept(&mut self, asked: Asked, value: Command, out: &mut Outbox<Paxos>) {
        let Asked { me, by, n } = asked;
        let before = self.promised;
        if let Some(promised) = before.filter(|promised| n < *promised)
            && out.rule(&REFUSE_ACCEPT)
        {
            return self.refuse(&REFUSE_ACCEPT, asked, promised, out);
        }
        if before == Some(n) {
            if !out.rule(&ACCEPT_PROMISED) {
                return self.refuse(&REFUSE_ACCEPT, asked, n, out);
            }
            out.cite(&ACCEPT_PROMISED, |_| Because::default());
        }
        let proposal = Vote { n, value };
        if before < Some(n) && out.rule(&RAISE_ON_ACCEPT) {
            self.promised = Some(n);
            out.cite(&RAISE_ON_ACCEPT, |cluster| {
                let (name, n) = (cluster.name(me), n.shown(cluster));
                Because::new(format!("{name} will accept nothing below {n} any more."), "")
            });
        }
        if self.accepted.as_ref() != Some(&proposal) {
            self.accepted = Some(proposal.clone());
            self.write(out);
        }
        out.cite(&ACCEPT, |cluster| {
            let name = cluster.name(me);
            let bound = match before {
                // Said from what was compared: with a rule off, it accepts against its promise.
                Some(before) if n < before => {
                    format!("although it has promised {}", before.shown(cluster))
                }
                Some(before) if n == before => "as it has promised".to_string(),
                Some(before) => format!("and has promised no more than {}", before.shown(cluster)),
                None => "and has promised nothing".to_string(),
            };
            Because::new(
                format!("{name} accepts {}.", proposal.value),
                format!("It is asked under the number {}, {bound}.", n.shown(cluster)),
            )
            .line(1)
        });
        for node in out.cluster().playing(&LEARNERS).chain([by]) {
            reply(node, PaxosMessage::Accepted { proposal: proposal.clone() }, out);
        }
    }

    /// A request is refused because of what was promised.
    fn refuse(&self, rule: &'static Rule, asked: Asked, promised: Ballot, out: &mut Outbox<Paxos>) {
        let Asked { me, by, n } = asked;
        out.cite(rule, |cluster| {
            let (name, n) = (cluster.name(me), n.shown(cluster));
            Because::new(
                format!("{name} refuses {n} of {}.", cluster.name(by)),
                format!("It has promised {}.", promised.shown(cluster)),
            )
            .line(1)
        });
        if out.switch(&NACKS) {
            out.cite(&NACK, |cluster| {
                let says = format!("{} says so to {}.", cluster.name(me), cluster.name(by));
                Because::new(says, "").line(1)
            });
            reply(by, PaxosMessage::Nack { n, promised }, out);
        }
    }

    fn write(&self, out: &mut Outbox<Paxos>) {
        out.sync(Persistent::Acceptor(self.clone()));
    }
}

/// Sends what promises something about the disk.
fn reply(to: NodeId, message: PaxosMessage, out: &mut Outbox<Paxos>) {
    let when = if out.rule(&SYNC_BEFORE_REPLY) { When::AfterSync } else { When::Now };
    out.send_when(to, message, when);
}
