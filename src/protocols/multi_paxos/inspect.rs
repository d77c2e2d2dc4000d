//! The node as it is seen: the only place that words its state for the screen.

use super::node::{MultiPaxos, Persistent, Role};
use super::slots::{Decree, Slots, Vote};
use crate::protocol::cluster::Cluster;
use crate::protocol::command::Command;
use crate::protocol::inspect::{Figure, Inspect, LogCell, Portrait, Tally};
use crate::protocol::{Given, Protocol, Stable};
use crate::protocols::ballot::Ballot;
use crate::protocols::quorum::majority;

impl Stable for Persistent {
    fn inspect(&self, see: &mut dyn Inspect) {
        see.group("Acceptor, persistent");
        see.variable("promised", &self.promised);
        see.variable("log", &self.log);
    }

    fn give(&mut self, cluster: &Cluster, variable: &str, value: Given) -> Result<(), String> {
        match (variable, value) {
            ("promised", Given::Word("none")) => self.promised = None,
            ("promised", Given::Word(word)) => self.promised = Some(Ballot::parse(cluster, word)?),
            ("log", Given::List(words)) => self.log = parse_log(cluster, words)?,
            ("log", Given::Word(word)) => {
                return Err(format!(
                    "a log is written in brackets, such as [1.A:x=1 - 2.B:noop], not \"{word}\""
                ));
            }
            (_, Given::List(_)) => return Err(format!("{variable} is one word, not a list")),
            _ => {
                return Err(format!(
                    "a Multi-Paxos node's disk has promised and log, not \"{variable}\""
                ));
            }
        }
        // To accept is to promise.
        let accepted = self.log.iter().map(|(_, vote)| vote.ballot).max();
        self.promised = self.promised.max(accepted);
        Ok(())
    }
}

fn parse_log(cluster: &Cluster, words: &[&str]) -> Result<Slots<Vote>, String> {
    let mut log = Slots::default();
    for (slot, word) in (1..).zip(words).filter(|(_, word)| **word != "-") {
        let wrong = || {
            format!("\"{word}\" is no vote: write ballot:command, such as 2.B:x=1, or - for a gap")
        };
        let (ballot, command) = word.split_once(':').ok_or_else(wrong)?;
        let ballot = Ballot::parse(cluster, ballot)?;
        let command = Command::new(command.parse().map_err(|_| wrong())?, None);
        log.insert(slot, Vote { ballot, decree: Decree::new(command, ballot, slot) });
    }
    Ok(log)
}

/// The volatile variables. A variable that a role does not have is none, so that every node shows the same list.
pub fn volatile(node: &MultiPaxos, see: &mut dyn Inspect) {
    see.group("Replica, volatile");
    see.variable("decided", &node.decided);
    see.variable("executed", &node.executed);
    see.group("Proposer, volatile");
    see.variable("ballot", &node.ballot);
    let (promises, next_slot) = match &node.role {
        Role::Follower => (None, None),
        Role::Candidate { promises, .. } => (Some(*promises), None),
        Role::Leader(leading) => (None, Some(leading.next_slot)),
    };
    see.variable("promises", &promises);
    see.variable("nextSlot", &next_slot);
}

/// The node as the stage draws it.
pub fn portrait(node: &MultiPaxos, cluster: &Cluster) -> Portrait {
    let standing = node.standing();
    let mut tally = None;
    let (figure, doing) = match &node.role {
        Role::Follower => {
            let promised = node.stable.promised;
            let promised = promised.map(|ballot| format!("promised {}", ballot.shown(cluster)));
            (Figure::Circle, promised.unwrap_or_default())
        }
        Role::Candidate { promises, .. } => {
            let (have, need) = (promises.len(), majority(cluster.size()));
            tally = Some(Tally { have, need, of: cluster.size() });
            let noun = if have == 1 { "promise" } else { "promises" };
            (Figure::Diamond, format!("{have} {noun}, needs {need}"))
        }
        Role::Leader(_) => (Figure::Hexagon, String::new()),
    };
    let (log, decided) = (&node.stable.log, &node.decided);
    let cell = |slot| {
        let (vote, known) = (log.get(slot), decided.get(slot));
        let decree = known.or(vote.map(|vote| &vote.decree))?;
        Some(LogCell {
            index: slot,
            epoch: vote.map_or(0, |vote| vote.ballot.round),
            number: vote.map_or(String::new(), |vote| vote.ballot.shown(cluster)),
            label: decree.command.to_string(),
            committed: known.is_some(),
        })
    };
    Portrait {
        doing,
        tally,
        badge: node.ballot.map_or(String::new(), |ballot| ballot.shown(cluster)),
        log: (1..=log.last().max(decided.last())).filter_map(cell).collect(),
        ..Portrait::new(standing, figure, MultiPaxos::VOCABULARY.letter)
    }
}
