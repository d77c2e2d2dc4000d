//! The server as it is seen: the only place that words its state for the screen.

use super::history::{History, Transaction, Zxid};
use super::node::{Persistent, Zab};
use super::state::{Leading, Phase, Role};
use super::vote::{Notice, agreeing};
use crate::protocol::cluster::{Cluster, NodeId, NodeSet};
use crate::protocol::command::Command;
use crate::protocol::gather::sort_by_number;
use crate::protocol::inspect::{
    CardLine, Figure, Inspect, LogCell, Phase as PhaseShown, PhaseState, Portrait, Tally, VoteSeen,
    Words,
};
use crate::protocol::{Given, Protocol, Stable};
use crate::protocols::quorum::majority;

impl Stable for Persistent {
    fn inspect(&self, see: &mut dyn Inspect) {
        see.group("Persistent");
        see.variable("acceptedEpoch", &self.accepted_epoch);
        see.variable("currentEpoch", &self.current_epoch);
        see.variable("history", &Words { items: &self.history });
    }

    fn give(&mut self, _cluster: &Cluster, variable: &str, value: Given) -> Result<(), String> {
        match (variable, value) {
            ("acceptedEpoch", Given::Word(word)) => self.accepted_epoch = parse_epoch(word)?,
            ("currentEpoch", Given::Word(word)) => self.current_epoch = parse_epoch(word)?,
            ("history", Given::List(words)) => self.history = parse_history(words)?,
            ("history", Given::Word(word)) => {
                return Err(format!(
                    "a history is written in brackets, such as [1.1:x=1 1.2:y=2], not \"{word}\""
                ));
            }
            (_, Given::List(_)) => return Err(format!("{variable} is one word, not a list")),
            _ => {
                return Err(format!(
                    "a ZAB server's disk has acceptedEpoch, currentEpoch and history, not \"{variable}\""
                ));
            }
        }
        // Whoever has a transaction has accepted its leader, and whoever has accepted a leader has promised its epoch.
        self.current_epoch = self.current_epoch.max(self.history.last().epoch);
        self.accepted_epoch = self.accepted_epoch.max(self.current_epoch);
        Ok(())
    }
}

fn parse_epoch(word: &str) -> Result<u64, String> {
    word.parse().map_err(|_| format!("\"{word}\" is no epoch: write a whole number"))
}

fn parse_history(words: &[&str]) -> Result<History, String> {
    let mut history = History::default();
    for word in words {
        let wrong = || {
            format!("\"{word}\" is no transaction: write epoch.counter:command, such as 1.2:x=1")
        };
        let (zxid, command) = word.split_once(':').ok_or_else(wrong)?;
        let (epoch, counter) = zxid.split_once('.').ok_or_else(wrong)?;
        let number = |text: &str| text.parse::<u64>().map_err(|_| wrong());
        let zxid = Zxid { epoch: number(epoch)?, counter: number(counter)? };
        let command = Command::new(command.parse().map_err(|_| wrong())?, None);
        let last = history.last();
        let is_next = if zxid.epoch == last.epoch {
            zxid.counter == last.counter + 1
        } else {
            zxid.epoch > last.epoch && zxid.counter == 1
        };
        if !is_next {
            let before =
                if last == Zxid::ZERO { "the beginning".to_string() } else { last.to_string() };
            return Err(format!(
                "{zxid} cannot follow {before}: within an epoch counters go up by 1, a later epoch begins with 1, and the first epoch is 1"
            ));
        }
        history.push(Transaction { zxid, command });
    }
    Ok(history)
}

/// The volatile variables. A variable that a role does not have is none, so that every server shows the same list.
pub fn volatile(server: &Zab, see: &mut dyn Inspect) {
    see.group("Volatile");
    see.variable("phase", &server.phase());
    see.variable("lastZxid", &server.stable.history.last());
    see.variable("lastCommitted", &server.stable.history.zxid(server.delivered));
    see.group("Election");
    see.variable("vote", &server.vote);
    see.variable("round", &server.round);
    see.group("On leaders");
    let sets = match &server.role {
        Role::Leading(leading) => [
            Some(present(&leading.cepochs)),
            Some(present(&leading.promised)),
            Some(leading.acknowledged),
        ],
        Role::Looking(_) | Role::Following(_) => [None; 3],
    };
    see.variable("cepochs", &sets[0]);
    see.variable("ackEpochs", &sets[1]);
    see.variable("ackLeaders", &sets[2]);
}

fn present<T>(said: &[Option<T>]) -> NodeSet {
    super::discovery::present(said)
}

/// The server as the stage draws it.
pub fn portrait(server: &Zab, cluster: &Cluster) -> Portrait {
    let disk = &server.stable;
    let (size, need) = (cluster.size(), majority(cluster.size()));
    let mut shown = Portrait::new(server.standing(), Figure::Circle, Zab::VOCABULARY.letter);
    match &server.role {
        Role::Looking(looking) => {
            shown.figure = Figure::Diamond;
            shown.doing = format!("votes for {}", cluster.name(server.vote.leader));
            shown.phase = Some("Looking for a leader".to_string());
            let own = Notice { vote: server.vote, round: server.round, state: server.state() };
            let agree = agreeing(&looking.votes, &own);
            if server.round > 0 {
                shown.tally = Some(Tally { have: agree.len(), need, of: size });
            }
            shown.votes = votes(server, &looking.votes, agree);
        }
        Role::Following(following) => {
            shown.doing = format!("follows {}", cluster.name(following.leader));
            shown.phase = Some(match (following.phase, following.has_promised) {
                (Phase::Discovery, false) => "Discovery".to_string(),
                (Phase::Discovery, true) => "Discovery done".to_string(),
                (Phase::Synchronization, _) => "Synchronization".to_string(),
                (Phase::Broadcast, _) => "Broadcast".to_string(),
            });
        }
        Role::Leading(leading) => {
            shown.figure = Figure::Hexagon;
            let promised = present(&leading.promised).len();
            (shown.phase, shown.doing, shown.tally) = match (leading.phase, leading.epoch) {
                (Phase::Broadcast, Some(epoch)) => (None, format!("of epoch {epoch}"), None),
                (phase, Some(epoch)) => {
                    let have = match phase {
                        Phase::Discovery => promised,
                        Phase::Synchronization | Phase::Broadcast => leading.acknowledged.len(),
                    };
                    let title = Some("Prospective leader".to_string());
                    (title, format!("of epoch e' = {epoch}"), Some(Tally { have, need, of: size }))
                }
                (_, None) => {
                    let have = present(&leading.cepochs).len();
                    let title = Some("Prospective leader".to_string());
                    (title, format!("has {have} CEPOCH"), Some(Tally { have, need, of: size }))
                }
            };
            shown.phases = phases(leading, size, need);
        }
    }
    shown.card = vec![
        epoch_line("f.p", "acceptedEpoch", disk.accepted_epoch),
        epoch_line("f.a", "currentEpoch", disk.current_epoch),
    ];
    let cell = |(index, transaction): (u64, &Transaction)| LogCell {
        index,
        epoch: transaction.zxid.epoch,
        number: transaction.zxid.to_string(),
        label: transaction.command.to_string(),
        committed: index <= server.delivered,
    };
    shown.log = (1..).zip(disk.history.iter()).map(cell).collect();
    shown
}

fn epoch_line(name: &'static str, variable: &'static str, epoch: u64) -> CardLine {
    let number = Some(epoch.to_string());
    CardLine { name, variable, number, value: None, epoch, accepted: name == "f.a" }
}

/// Its own vote first, and then those that lie before it.
fn votes(server: &Zab, seen: &[Option<Notice>], agree: NodeSet) -> Vec<VoteSeen> {
    let vote = |(at, notice): (usize, &Notice)| VoteSeen {
        from: at,
        leader: notice.vote.leader.index(),
        epoch: notice.vote.epoch,
        number: format!("{}, {}", notice.vote.epoch, notice.vote.zxid),
        round: notice.round,
        counts: agree.contains(NodeId(at as u8)),
    };
    let me = server.me.index();
    let known = seen.iter().enumerate().filter_map(|(at, it)| it.as_ref().map(|it| (at, it)));
    let mut all: Vec<VoteSeen> = known.map(vote).collect();
    sort_by_number(&mut all, |it| u64::from(it.from != me));
    all
}

/// The three phases, and how far each has come.
fn phases(leading: &Leading, size: usize, need: usize) -> Vec<PhaseShown> {
    let promised = present(&leading.promised).len();
    let discovery = match leading.epoch {
        None => format!("{} of {size} follow, needs {need}", present(&leading.cepochs).len()),
        Some(_) if promised < need => {
            format!("epoch promised by {promised} of {size}, needs {need}")
        }
        Some(_) => format!("epoch promised by {promised} of {size}"),
    };
    let acknowledged = leading.acknowledged.len();
    let synchronization = match leading.phase {
        Phase::Discovery => "not started".to_string(),
        Phase::Synchronization => format!("acknowledged by {acknowledged} of {size}, needs {need}"),
        Phase::Broadcast => format!("acknowledged by {acknowledged} of {size}"),
    };
    let broadcast = match (leading.phase, leading.outstanding.len()) {
        (Phase::Discovery | Phase::Synchronization, _) => "not started".to_string(),
        (Phase::Broadcast, 0) => "all that was proposed is committed".to_string(),
        (Phase::Broadcast, 1) => "1 proposal under way".to_string(),
        (Phase::Broadcast, count) => format!("{count} proposals under way"),
    };
    let all = [
        ("Discovery", discovery, Phase::Discovery),
        ("Synchronization", synchronization, Phase::Synchronization),
        ("Broadcast", broadcast, Phase::Broadcast),
    ];
    let state = |phase: Phase| match phase.cmp(&leading.phase) {
        std::cmp::Ordering::Less => PhaseState::Done,
        std::cmp::Ordering::Equal => PhaseState::Now,
        std::cmp::Ordering::Greater => PhaseState::Ahead,
    };
    all.into_iter()
        .map(|(name, says, phase)| PhaseShown { name, says, state: state(phase) })
        .collect()
}
