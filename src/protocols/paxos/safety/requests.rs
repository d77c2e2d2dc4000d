//! What became of every request, as an observer sees it: the ballot table.

use super::ghost::Ghost;
use super::{Seen, acceptors};
use crate::protocol::cluster::{Cluster, NodeId};
use crate::protocol::inspect::{BallotCell, BallotRow, Progress};
use crate::protocol::sorted::{SortedMap, SortedSet};
use crate::protocols::ballot::Ballot;
use crate::protocols::paxos::acceptor::Acceptor;
use crate::protocols::paxos::message::{PaxosMessage, Vote};
use crate::protocols::paxos::node::{Persistent, Plays};
use crate::protocols::paxos::phase::Phase;

/// The observer's memory of requests; what was accepted is remembered beside it.
#[derive(Clone, Debug, Default)]
pub(super) struct Requests {
    /// The request that a node is about to handle.
    arriving: Option<(NodeId, Request)>,
    /// Every number that somebody has taken or promised, and whether its prepare requests have left. Those of a number
    /// that some disk held at the beginning are gone, and nothing is known of them.
    ballots: SortedMap<Ballot, bool>,
    /// The numbers that their proposers' disks do not hold yet: the requests wait for that.
    unsent: Vec<(NodeId, Ballot)>,
    /// How acceptors have answered prepare requests.
    promises: SortedMap<(Ballot, NodeId), Progress>,
    /// The promises that the acceptors' disks do not hold yet.
    unwritten: Vec<(NodeId, Ballot)>,
    /// Accept requests that were refused.
    refused: SortedSet<(Ballot, NodeId)>,
}

#[derive(Clone, Debug)]
enum Request {
    Prepare(Ballot),
    Accept(Vote),
}

impl Requests {
    pub fn overhear(&mut self, node: NodeId, message: &PaxosMessage) {
        let request = match message {
            PaxosMessage::Prepare { n } => Some(Request::Prepare(*n)),
            PaxosMessage::Accept { proposal } => Some(Request::Accept(proposal.clone())),
            _ => None,
        };
        self.arriving = request.map(|request| (node, request));
    }

    /// A disk that was given tells of a promise; one that goes with an acceptance need never have been asked for.
    pub fn take_over(&mut self, node: NodeId, disk: &Acceptor) {
        let accepted = disk.accepted.as_ref().map(|vote| vote.n);
        for n in accepted.into_iter().chain(disk.promised) {
            self.ballots.get_or_insert_with(n, || false);
        }
        if let Some(n) = disk.promised.filter(|n| accepted != Some(*n)) {
            self.promises.insert((n, node), Progress::Done);
        }
    }

    /// Takes down what the node that changed shows of requests.
    pub fn observe(&mut self, witness: Seen) {
        let node = witness.changed();
        let request = self.arriving.take().filter(|(to, _)| *to == node);
        match (witness.disk(node), witness.node(node).map(|process| process.plays())) {
            (Persistent::Acceptor(disk), Some(Plays::Acceptor(now))) => {
                if let Some((_, request)) = request {
                    self.answer(node, request, now);
                }
                let promises = &mut self.promises;
                self.unwritten.retain(|(by, n)| {
                    let is_done = *by == node && disk.promised >= Some(*n);
                    if is_done {
                        promises.insert((*n, node), Progress::Done);
                    }
                    !is_done
                });
            }
            (Persistent::Proposer { n: disk }, Some(Plays::Proposer(proposer))) => {
                if let (Some(n), Phase::Prepare(_)) = (proposer.n, &proposer.phase)
                    && !*self.ballots.get_or_insert_with(n, || false)
                    && !self.unsent.contains(&(node, n))
                {
                    self.unsent.push((node, n));
                }
                let ballots = &mut self.ballots;
                self.unsent.retain(|(by, n)| {
                    let is_sent = *by == node && *disk >= Some(*n);
                    if is_sent {
                        ballots.insert(*n, true);
                    }
                    !is_sent
                });
            }
            // What the crash took was never told to anybody.
            (_, None) => {
                let promises = &mut self.promises;
                self.unsent.retain(|(by, _)| *by != node);
                self.unwritten.retain(|(by, n)| {
                    if *by == node {
                        promises.remove(&(*n, node));
                    }
                    *by != node
                });
            }
            _ => {}
        }
    }

    /// What the acceptor has done with the request is seen from what it remembers now. The first answer stays: a request
    /// that arrives again changes nothing.
    fn answer(&mut self, node: NodeId, request: Request, now: &Acceptor) {
        match request {
            Request::Prepare(n) => {
                let progress = match &now.accepted {
                    Some(vote) if vote.n == n => Progress::Late,
                    _ if now.promised == Some(n) => Progress::Writing,
                    _ => Progress::Refused,
                };
                if self.promises.contains_key(&(n, node)) {
                    return;
                }
                self.promises.insert((n, node), progress);
                if progress == Progress::Writing {
                    self.unwritten.push((node, n));
                }
            }
            Request::Accept(vote) if now.accepted.as_ref() != Some(&vote) => {
                self.refused.insert((vote.n, node));
            }
            Request::Accept(_) => {}
        }
    }
}

/// The highest ballots, at most so many, and how many there are below them.
pub fn ballots(
    ghost: &Ghost,
    in_flight: &[(NodeId, &PaxosMessage)],
    cluster: &Cluster,
    most: usize,
) -> (Vec<BallotRow>, usize) {
    let all = &ghost.requests().ballots;
    let rows =
        all.iter().rev().take(most).map(|(n, asked)| row(ghost, in_flight, cluster, *n, *asked));
    (rows.collect(), all.len().saturating_sub(most))
}

fn row(
    ghost: &Ghost,
    in_flight: &[(NodeId, &PaxosMessage)],
    cluster: &Cluster,
    n: Ballot,
    asked: bool,
) -> BallotRow {
    let is_accept = |message: &PaxosMessage| matches!(message, PaxosMessage::Accept { .. });
    let is_prepare = |message: &PaxosMessage| matches!(message, PaxosMessage::Prepare { .. });
    let travels = |node: NodeId, is_kind: fn(&PaxosMessage) -> bool| {
        in_flight.iter().any(|(to, message)| *to == node && message.n() == n && is_kind(message))
    };
    // Whatever was sent and neither arrived nor will is lost.
    let open = |node: NodeId, is_kind: fn(&PaxosMessage) -> bool, is_sent: bool| {
        let lost = is_sent.then_some(Progress::Lost);
        if travels(node, is_kind) { Some(Progress::OnItsWay) } else { lost }
    };
    let cell = |node: NodeId| BallotCell {
        acceptor: node.index(),
        promise: ghost
            .requests()
            .promises
            .get(&(n, node))
            .copied()
            .or_else(|| open(node, is_prepare, asked)),
        accept: ghost
            .acceptance(node, n)
            .or_else(|| ghost.requests().refused.contains(&(n, node)).then_some(Progress::Refused))
            .or_else(|| open(node, is_accept, ghost.proposals().contains_key(&n))),
    };
    let value = ghost.all_proposals().find(|(made, _)| **made == n).map(|(_, value)| value);
    BallotRow {
        epoch: n.round,
        number: n.shown(cluster),
        proposer: cluster.name(n.node).to_string(),
        value: value.map(ToString::to_string),
        cells: acceptors(cluster).map(cell).collect(),
        chosen: ghost.chosen_votes().iter().any(|vote| vote.n == n),
    }
}
