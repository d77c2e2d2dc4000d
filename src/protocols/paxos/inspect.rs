//! The node as it is seen: the only place that words its state for the screen.

use super::acceptor::Acceptor;
use super::learner::Learner;
use super::message::Vote;
use super::node::{ACCEPTORS, Paxos, Persistent, Plays};
use super::phase::{Phase, Promises};
use super::proposer::Proposer;
use crate::protocol::cluster::{Cluster, NodeSet};
use crate::protocol::command::{Command, Operation};
use crate::protocol::digest::Digest;
use crate::protocol::inspect::{CardLine, Figure, Inspect, LogCell, Portrait, Tally, Variable};
use crate::protocol::value::Value;
use crate::protocol::{Given, Protocol, Stable};
use crate::protocols::ballot::Ballot;
use crate::protocols::quorum::majority;

impl Stable for Persistent {
    fn inspect(&self, see: &mut dyn Inspect) {
        match self {
            Persistent::Proposer { n } => {
                see.group("On proposers, persistent");
                see.variable("n", n);
            }
            Persistent::Acceptor(acceptor) => {
                see.group("On acceptors, persistent");
                see.variable("promised", &acceptor.promised);
                see.variable("accepted", &acceptor.accepted);
            }
            Persistent::Learner => {}
        }
    }

    fn give(&mut self, cluster: &Cluster, variable: &str, value: Given) -> Result<(), String> {
        let Given::Word(word) = value else {
            return Err(format!("{variable} is one word, not a list"));
        };
        match (&mut *self, variable) {
            (Persistent::Proposer { n }, "n") => *n = number(cluster, word)?,
            (Persistent::Acceptor(acceptor), "promised") => {
                acceptor.promised = number(cluster, word)?;
            }
            (Persistent::Acceptor(acceptor), "accepted") => {
                acceptor.accepted = vote(cluster, word)?;
            }
            (Persistent::Proposer { .. }, _) => {
                return Err(format!("a proposer's disk has n, not \"{variable}\""));
            }
            (Persistent::Acceptor(_), _) => {
                return Err(format!(
                    "an acceptor's disk has promised and accepted, not \"{variable}\""
                ));
            }
            (Persistent::Learner, _) => {
                return Err("a learner keeps nothing on disk".to_string());
            }
        }
        if let Persistent::Acceptor(acceptor) = self {
            // Whoever has accepted a proposal has promised its number.
            let accepted = acceptor.accepted.as_ref().map(|vote| vote.n);
            acceptor.promised = acceptor.promised.max(accepted);
        }
        Ok(())
    }
}

fn number(cluster: &Cluster, word: &str) -> Result<Option<Ballot>, String> {
    if word == "none" { Ok(None) } else { Ballot::parse(cluster, word).map(Some) }
}

fn vote(cluster: &Cluster, word: &str) -> Result<Option<Vote>, String> {
    if word == "none" {
        return Ok(None);
    }
    let wrong = || format!("\"{word}\" is no proposal: write number:value, such as 1.P1:value_X");
    let (n, value) = word.split_once(':').ok_or_else(wrong)?;
    let value = Some(value).filter(|value| !value.is_empty()).ok_or_else(wrong)?;
    let value = Command::new(Operation::Word(value.to_string()), None);
    Ok(Some(Vote { n: Ballot::parse(cluster, n)?, value }))
}

/// Who has accepted what, as a table by proposal.
struct Accepts<'a>(&'a [(Vote, NodeSet)]);

impl Variable for Accepts<'_> {
    fn value(&self, cluster: &Cluster) -> Value {
        let line = |(vote, nodes): &(Vote, NodeSet)| (vote.shown(cluster), nodes.value(cluster));
        Value::Map(self.0.iter().map(line).collect())
    }
    fn digest(&self) -> u64 {
        Digest::of(self.0)
    }
}

/// The volatile variables.
pub(super) fn volatile(node: &Paxos, see: &mut dyn Inspect) {
    match node.plays() {
        Plays::Proposer(proposer) => {
            see.group("On proposers, volatile");
            see.variable("phase", &phase(proposer));
            let (value, accepts) = match &proposer.phase {
                Phase::Idle | Phase::Prepare(_) => (proposer.own.as_ref(), NodeSet::EMPTY),
                Phase::Accept { value, accepts, .. } | Phase::Done { value, accepts } => {
                    (Some(value), *accepts)
                }
            };
            let promises = proposer.promises();
            see.variable("own", &proposer.own);
            see.variable("value", &value.cloned());
            see.variable("promises", &promises.map_or(NodeSet::EMPTY, Promises::who));
            see.variable("reported", &promises.and_then(Promises::highest).cloned());
            see.variable("accepts", &accepts);
        }
        Plays::Learner(learner) => {
            see.group("On learners, volatile");
            see.variable("learned", &learner.value().cloned());
            see.variable("accepts", &Accepts(&learner.accepts));
        }
        Plays::Acceptor(_) => {}
    }
}

fn phase(proposer: &Proposer) -> &'static str {
    match proposer.phase {
        Phase::Idle => "idle",
        Phase::Prepare(_) => "prepare",
        Phase::Accept { .. } => "accept",
        Phase::Done { .. } => "done",
    }
}

/// The node as the stage draws it; its "log" is the one proposal that it has accepted, or the value that it has learned.
pub(super) fn portrait(node: &Paxos, cluster: &Cluster) -> Portrait {
    let blank = |figure| Portrait {
        badge: String::new(),
        ..Portrait::new(node.standing(), figure, Paxos::VOCABULARY.letter)
    };
    match node.plays() {
        Plays::Proposer(proposer) => proposing(proposer, blank(Figure::Pentagon), cluster),
        Plays::Acceptor(acceptor) => accepting(acceptor, blank(Figure::Square), cluster),
        Plays::Learner(learner) => learning(learner, blank(Figure::Eye), cluster),
    }
}

fn cell(vote: &Vote, cluster: &Cluster, committed: bool) -> LogCell {
    LogCell {
        index: 1,
        epoch: vote.n.round,
        number: vote.n.shown(cluster),
        label: vote.value.to_string(),
        committed,
    }
}

fn accepting(acceptor: &Acceptor, blank: Portrait, cluster: &Cluster) -> Portrait {
    let Acceptor { promised, accepted } = acceptor;
    let accepted = accepted.as_ref();
    let round = |n: Option<Ballot>| n.map_or(0, |n| n.round);
    let promised_line = CardLine {
        name: "promised",
        variable: "promised",
        number: promised.map(|n| n.shown(cluster)),
        value: None,
        epoch: round(*promised),
        accepted: false,
    };
    let accepted_line = CardLine {
        name: "accepted",
        variable: "accepted",
        number: accepted.map(|vote| vote.n.shown(cluster)),
        value: accepted.map(|vote| vote.value.to_string()),
        epoch: round(accepted.map(|vote| vote.n)),
        accepted: true,
    };
    Portrait {
        card: vec![promised_line, accepted_line],
        log: accepted.map(|vote| cell(vote, cluster, false)).into_iter().collect(),
        ..blank
    }
}

fn learning(learner: &Learner, blank: Portrait, cluster: &Cluster) -> Portrait {
    let (phase, doing) = match &learner.learned {
        Some(vote) => {
            (format!("Learned {}", vote.value), format!("ballot {}", vote.n.shown(cluster)))
        }
        None => ("Nothing learned".to_string(), "heard of no majority yet".to_string()),
    };
    Portrait {
        phase: Some(phase),
        doing,
        log: learner.learned.iter().map(|vote| cell(vote, cluster, true)).collect(),
        ..blank
    }
}

/// What a proposer is doing, and whom it counts meanwhile.
fn proposing(proposer: &Proposer, blank: Portrait, cluster: &Cluster) -> Portrait {
    let of = cluster.playing(&ACCEPTORS).count();
    let tally = |have| Some(Tally { have, need: majority(of), of });
    let ballot = proposer.n.map_or(String::new(), |n| n.shown(cluster));
    let wants = match &proposer.own {
        Some(own) => format!("wants {own}"),
        None => "has no value of its own".to_string(),
    };
    let (phase, doing, tally) = match &proposer.phase {
        Phase::Idle if proposer.n.is_none() => (None, String::new(), None),
        Phase::Idle => (Some(format!("Idle after {ballot}")), wants, None),
        Phase::Prepare(promises) => {
            (Some(format!("Phase 1 of {ballot}")), wants, tally(promises.reports.len()))
        }
        Phase::Accept { value, accepts, .. } => {
            let doing = format!("asks to accept {value}");
            (Some(format!("Phase 2 of {ballot}")), doing, tally(accepts.len()))
        }
        Phase::Done { value, .. } => {
            (Some(format!("Done with {ballot}")), format!("{value} is chosen"), None)
        }
    };
    Portrait { phase, doing, tally, badge: ballot, ..blank }
}
