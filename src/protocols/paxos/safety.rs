//! What the paper requires and proves, as named invariants: §2.1, P2b and P2c of §2.2, and the theorems of Voting.tla and
//! Paxos.tla. What an observer must remember for them is in [`ghost`].

pub mod ghost;
mod requests;

use super::message::Vote;
use super::node::{ACCEPTORS, Paxos, Persistent, Plays};
use super::phase::Phase;
use super::proposer::Proposer;
use crate::protocol::cluster::{Cluster, NodeId};
use crate::protocol::command::Command;
use crate::protocol::safety::{Witness, invariants};
use crate::protocols::ballot::Ballot;
pub use ghost::{Ghost, observe, overhear};
pub use requests::ballots;

type Verdict = Result<(), String>;
type Seen<'a> = &'a dyn Witness<Paxos>;

// What is wanted comes first, then what it follows from.
invariants! {
    Paxos;

    "Agreement", "PMS §2.1",
        "Only a single value is chosen, and nobody learns another.",
        agreement;
    "Validity", "PMS §2.1",
        "Only a value that has been proposed is chosen or learned.",
        validity;
    "Stability", "PMS §2.2",
        "The chosen value never changes, whatever number is chosen later.",
        stability;
    "Learned Is Chosen", "PMS §2.1",
        "Nobody learns that a value has been chosen unless it has been.",
        learned_is_chosen;
    "Promise Monotonic", "PMS §2.2, P1a",
        "What an acceptor has promised never falls, restarts included, and it accepts nothing above it.",
        promise_monotonic;
    "One Value a Ballot", "PMS §2.2",
        "No two proposals have the same number and different values.",
        one_value_a_ballot;
    "P2b", "PMS §2.2, P2b",
        "If a value is chosen, every proposal with a higher number has that value.",
        p2b;
    "P2c", "PMS §2.2, P2c",
        "For each proposal there is a majority that will accept nothing below it, and its value is that of the highest-numbered proposal which that majority has accepted, if any.",
        p2c;
    "Votes Safe", "Voting.tla, VotesSafe",
        "What an acceptor accepts was proposed, and no other value has been or can be chosen below it.",
        votes_safe;
    "Honest Promise", "Paxos.tla, Inv",
        "A promise reports the highest-numbered proposal that its acceptor has accepted below it, and the acceptor keeps it.",
        honest_promise;
}

/// The present proposal of the node that changed, if it has come to phase 2.
pub(super) fn proposal(witness: Seen) -> Option<Vote> {
    match witness.node(witness.changed())?.plays() {
        Plays::Proposer(Proposer { n: Some(n), phase: Phase::Accept { value, .. }, .. }) => {
            Some(Vote { n: *n, value: value.clone() })
        }
        _ => None,
    }
}

/// What the node that changed takes to be chosen.
fn known(witness: &dyn Witness<Paxos>) -> Option<&Command> {
    witness.node(witness.changed())?.knows()
}

fn changed_name(witness: &dyn Witness<Paxos>) -> &str {
    witness.cluster().name(witness.changed())
}

fn acceptors(cluster: &Cluster) -> impl Iterator<Item = NodeId> {
    cluster.playing(&ACCEPTORS)
}

fn agreement(ghost: &Ghost, witness: Seen) -> Verdict {
    for vote in ghost.newly_chosen(witness) {
        let value = &vote.value;
        if let Some(other) = ghost.first_chosen().filter(|other| other.value != *value) {
            return Err(format!("{value} is chosen, and {} was.", other.value));
        }
        if let Some((node, other)) = ghost.known().find(|(_, other)| **other != *value) {
            let name = witness.cluster().name(node);
            return Err(format!("{value} is chosen, and {name} took {other} to be."));
        }
    }
    let Some(value) = known(witness) else { return Ok(()) };
    let name = changed_name(witness);
    if let Some(other) = ghost.first_chosen().filter(|other| other.value != *value) {
        return Err(format!("{name} learns {value}, and {} was chosen.", other.value));
    }
    match ghost.known().find(|(_, other)| *other != value) {
        Some((node, other)) => {
            let before = witness.cluster().name(node);
            Err(format!("{name} learns {value}, and {before} had learned {other}."))
        }
        None => Ok(()),
    }
}

fn validity(ghost: &Ghost, witness: Seen) -> Verdict {
    let chosen = ghost.newly_chosen(witness);
    let values = chosen.iter().map(|vote| &vote.value).chain(known(witness));
    match values.into_iter().find(|value| !ghost.is_proposed(value)) {
        Some(value) => Err(format!("{value} is chosen or learned, and nobody proposed it.")),
        None => Ok(()),
    }
}

fn stability(ghost: &Ghost, witness: Seen) -> Verdict {
    let Some(first) = ghost.first_chosen() else { return Ok(()) };
    match ghost.newly_chosen(witness).into_iter().find(|vote| vote.value != first.value) {
        Some(vote) => {
            let cluster = witness.cluster();
            let (vote, first) = (vote.shown(cluster), first.shown(cluster));
            Err(format!("{first} was chosen, and now {vote} is."))
        }
        None => Ok(()),
    }
}

fn learned_is_chosen(ghost: &Ghost, witness: Seen) -> Verdict {
    match known(witness).filter(|value| !ghost.is_chosen(value)) {
        Some(value) => {
            let name = changed_name(witness);
            Err(format!(
                "{name} takes {value} to be chosen, and no majority has accepted it under one number."
            ))
        }
        None => Ok(()),
    }
}

fn promise_monotonic(ghost: &Ghost, witness: Seen) -> Verdict {
    let node = witness.changed();
    let stable = witness.node(node).map(|node| &node.stable);
    let (Some(Persistent::Acceptor(now)), Some(past)) = (stable, ghost.acceptor(node)) else {
        return Ok(());
    };
    let (name, cluster) = (changed_name(witness), witness.cluster());
    let show = |n: Option<Ballot>| n.map_or("nothing".to_string(), |n| n.shown(cluster));
    if now.promised < past.promised {
        return Err(format!(
            "{name} had promised {}, and now {}.",
            show(past.promised),
            show(now.promised)
        ));
    }
    let accepted = now.accepted.as_ref().map(|vote| vote.n);
    if accepted > now.promised {
        return Err(format!(
            "{name} has accepted {} and promised {}.",
            show(accepted),
            show(now.promised)
        ));
    }
    Ok(())
}

fn one_value_a_ballot(ghost: &Ghost, witness: Seen) -> Verdict {
    let Some(vote) = proposal(witness) else { return Ok(()) };
    match ghost.all_proposals().find(|(n, _)| **n == vote.n) {
        Some((_, value)) if *value != vote.value => {
            let vote = vote.shown(witness.cluster());
            Err(format!("{vote} is proposed, and {value} was under the same number."))
        }
        _ => Ok(()),
    }
}

fn p2b(ghost: &Ghost, witness: Seen) -> Verdict {
    let cluster = witness.cluster();
    let wrong = |proposed: &Vote, chosen: &Vote| {
        let (proposed, chosen) = (proposed.shown(cluster), chosen.shown(cluster));
        Err(format!("{proposed} is proposed, and {chosen} is chosen."))
    };
    if let Some(vote) = proposal(witness) {
        let is_passed_by = |chosen: &&Vote| chosen.n < vote.n && chosen.value != vote.value;
        if let Some(chosen) = ghost.chosen_votes().iter().find(is_passed_by) {
            return wrong(&vote, chosen);
        }
    }
    for chosen in ghost.newly_chosen(witness) {
        for (n, value) in ghost.proposals().after(&chosen.n) {
            if *value != chosen.value {
                return wrong(&Vote { n: *n, value: value.clone() }, &chosen);
            }
        }
    }
    Ok(())
}

/// ShowsSafeAt of Voting.tla, for the proposal that was just made.
fn p2c(ghost: &Ghost, witness: Seen) -> Verdict {
    let Some(vote) = proposal(witness).filter(|vote| !ghost.proposals().contains_key(&vote.n))
    else {
        return Ok(());
    };
    let cluster = witness.cluster();
    let has_promised = |node: &NodeId| match witness.disk(*node) {
        Persistent::Acceptor(acceptor) => acceptor.promised >= Some(vote.n),
        _ => false,
    };
    let bound: Vec<NodeId> = acceptors(cluster).filter(has_promised).collect();
    // Those that have accepted nothing between c and n; without c, nothing at all below n.
    let silent_since = |c: Option<Ballot>| {
        bound.iter().filter(move |node| ghost.highest_vote_below(**node, vote.n) <= c)
    };
    let is_majority = |count: usize| ghost::is_majority(cluster, count);
    let free = is_majority(silent_since(None).count());
    let by_c = |(c, value): (&Ballot, &Command)| {
        *c < vote.n
            && *value == vote.value
            && is_majority(silent_since(Some(*c)).count())
            && silent_since(Some(*c)).any(|node| ghost.has_voted(*node, *c, value))
    };
    match free || ghost.all_proposals().any(by_c) {
        true => Ok(()),
        false => Err(format!("No majority shows that {} is safe.", vote.shown(cluster))),
    }
}

fn votes_safe(ghost: &Ghost, witness: Seen) -> Verdict {
    let (name, cluster) = (changed_name(witness), witness.cluster());
    for vote in ghost.fresh_votes(witness) {
        let shown = vote.shown(cluster);
        if !ghost.all_proposals().any(|made| made == (&vote.n, &vote.value)) {
            return Err(format!("{name} accepts {shown}, which nobody has proposed."));
        }
        for (c, value) in ghost.proposals().iter().take_while(|(c, _)| **c < vote.n) {
            // NoneOtherChoosableAt of Voting.tla.
            let is_settled = |node: &NodeId| match witness.disk(*node) {
                Persistent::Acceptor(acceptor) => {
                    ghost.has_voted(*node, *c, &vote.value)
                        || (acceptor.promised > Some(*c) && !ghost.has_voted(*node, *c, value))
                }
                _ => false,
            };
            let settled = acceptors(cluster).filter(is_settled).count();
            if *value != vote.value && !ghost::is_majority(cluster, settled) {
                let c = c.shown(cluster);
                return Err(format!(
                    "{name} accepts {shown}, and {value} can be chosen under {c}."
                ));
            }
        }
    }
    Ok(())
}

fn honest_promise(ghost: &Ghost, witness: Seen) -> Verdict {
    let Some(node) = witness.node(witness.changed()) else { return Ok(()) };
    let Plays::Proposer(proposer) = node.plays() else { return Ok(()) };
    let (Some(n), Some(promises)) = (proposer.n, proposer.promises()) else { return Ok(()) };
    let cluster = witness.cluster();
    for (acceptor, report) in promises.reports.iter() {
        let name = cluster.name(*acceptor);
        let (reported, accepted) =
            (report.as_ref().map(|vote| vote.n), ghost.highest_vote_below(*acceptor, n));
        if reported != accepted {
            let show = |n: Option<Ballot>| n.map_or("nothing".to_string(), |n| n.shown(cluster));
            return Err(format!(
                "{name} has promised {} and reported {}, and has accepted {}.",
                n.shown(cluster),
                show(reported),
                show(accepted)
            ));
        }
        let Persistent::Acceptor(disk) = witness.disk(*acceptor) else { continue };
        if disk.promised < Some(n) {
            return Err(format!("{name}'s disk does not hold its promise {}.", n.shown(cluster)));
        }
    }
    Ok(())
}
