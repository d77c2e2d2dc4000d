//! The server as it is seen: the only place that words its state for the screen.

use super::log::{Entry, Log};
use super::node::{Persistent, Raft, Role};
use crate::protocol::cluster::Cluster;
use crate::protocol::command::Command;
use crate::protocol::inspect::{ByPeer, Figure, Inspect, LogCell, Portrait, Tally, Words};
use crate::protocol::{Given, Protocol, Stable};
use crate::protocols::quorum::majority;

impl Stable for Persistent {
    fn inspect(&self, see: &mut dyn Inspect) {
        see.group("On all servers, persistent");
        see.variable("currentTerm", &self.current_term);
        see.variable("votedFor", &self.voted_for);
        see.variable("log", &Words { items: &self.log });
    }

    fn give(&mut self, cluster: &Cluster, variable: &str, value: Given) -> Result<(), String> {
        match (variable, value) {
            ("currentTerm", Given::Word(word)) => {
                self.current_term = word
                    .parse()
                    .map_err(|_| format!("\"{word}\" is no term: write a whole number"))?;
            }
            ("votedFor", Given::Word("none")) => self.voted_for = None,
            ("votedFor", Given::Word(name)) => {
                self.voted_for =
                    Some(cluster.node(name).ok_or_else(|| format!("there is no node \"{name}\""))?);
            }
            ("log", Given::List(words)) => self.log = parse_log(words)?,
            ("log", Given::Word(word)) => {
                return Err(format!(
                    "a log is written in brackets, such as [1:x=1 2:noop], not \"{word}\""
                ));
            }
            (_, Given::List(_)) => return Err(format!("{variable} is one word, not a list")),
            _ => {
                return Err(format!(
                    "a Raft server's disk has currentTerm, votedFor and log, not \"{variable}\""
                ));
            }
        }
        // A log cannot hold an entry of a term that its server has not reached.
        self.current_term = self.current_term.max(self.log.end().term);
        Ok(())
    }
}

fn parse_log(words: &[&str]) -> Result<Log, String> {
    let mut entries: Vec<Entry> = Vec::new();
    for word in words {
        let wrong =
            || format!("\"{word}\" is no entry: write term:command, such as 2:x=1 or 2:noop");
        let (term, command) = word.split_once(':').ok_or_else(wrong)?;
        let term: u64 = term.parse().map_err(|_| wrong())?;
        let before = entries.last().map_or(1, |entry| entry.term);
        if term < before {
            return Err(format!(
                "the entry {word} follows one of term {before}: terms in a log start at 1 and never fall"
            ));
        }
        let operation = command.parse().map_err(|_| wrong())?;
        entries.push(Entry { term, command: Command::new(operation, None) });
    }
    Ok(entries.into_iter().collect())
}

/// The volatile variables. A variable that a role does not have is none, so that every server shows the same list.
pub fn volatile(server: &Raft, see: &mut dyn Inspect) {
    see.group("On all servers, volatile");
    see.variable("commitIndex", &server.commit_index);
    see.variable("lastApplied", &server.last_applied);
    see.group("On candidates");
    let votes = match server.role {
        Role::Candidate { votes_granted, .. } => Some(votes_granted),
        _ => None,
    };
    see.variable("votesGranted", &votes);
    see.group("On leaders, volatile");
    let me = server.me;
    let (next, matches) = match &server.role {
        Role::Leader(progress) => (
            Some(ByPeer { me, values: &progress.next_index }),
            Some(ByPeer { me, values: &progress.match_index }),
        ),
        _ => (None, None),
    };
    see.variable("nextIndex", &next);
    see.variable("matchIndex", &matches);
}

/// The server as the stage draws it.
pub fn portrait(server: &Raft, cluster: &Cluster) -> Portrait {
    let standing = server.standing();
    let mut tally = None;
    let (figure, doing) = match &server.role {
        Role::Follower => {
            let voted =
                server.stable.voted_for.map(|node| format!("voted for {}", cluster.name(node)));
            (Figure::Circle, voted.unwrap_or_default())
        }
        Role::Candidate { votes_granted, .. } => {
            let (votes, needed) = (votes_granted.len(), majority(cluster.size()));
            tally = Some(Tally { have: votes, need: needed, of: cluster.size() });
            let noun = if votes == 1 { "vote" } else { "votes" };
            (Figure::Diamond, format!("{votes} {noun}, needs {needed}"))
        }
        Role::Leader(_) => (Figure::Hexagon, String::new()),
    };
    let cell = |(index, entry): (u64, &Entry)| LogCell {
        index,
        epoch: entry.term,
        number: entry.term.to_string(),
        label: entry.command.to_string(),
        committed: index <= server.commit_index,
    };
    Portrait {
        doing,
        tally,
        log: (1..).zip(server.stable.log.iter()).map(cell).collect(),
        ..Portrait::new(standing, figure, Raft::VOCABULARY.letter)
    }
}
