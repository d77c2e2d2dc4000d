//! What the papers prove, as named invariants, slot by slot, and the ghost that remembers for them.

use super::node::MultiPaxos;
use super::slots::{Decree, Slots, Vote};
use crate::protocol::cluster::{NodeId, NodeSet};
use crate::protocol::safety::{Witness, invariants};
use crate::protocol::sorted::SortedMap;
use crate::protocols::ballot::Ballot;
use crate::protocols::quorum::majority;

/// What only an observer knows. No node reads it.
#[derive(Clone, Debug, Default)]
pub struct Ghost {
    /// Every vote that was ever on a disk: by slot and ballot, the value and who cast it.
    votes: Slots<SortedMap<Ballot, Cast>>,
    /// What was first chosen in each slot: a fact about the acceptors, known to nobody perhaps, or what a node took for it.
    chosen: Slots<Decree>,
    /// What was first executed in each slot.
    executed: Slots<Decree>,
    /// What each node showed after its last event.
    nodes: SortedMap<NodeId, Remembered>,
}

#[derive(Clone, Debug)]
struct Cast {
    decree: Decree,
    voters: NodeSet,
}

#[derive(Clone, Debug, Default)]
struct Remembered {
    promised: Option<Ballot>,
    log: Slots<Vote>,
    /// Votes that are not on the disk yet: a crash takes them, and nobody has heard of them.
    pending: Vec<(u64, Vote)>,
    decided: Slots<Decree>,
    executed: u64,
}

type Verdict = Result<(), String>;

// The choice itself comes first, then what it rests on, then what is made of it.
invariants! {
    MultiPaxos;

    "Agreement", "PMS §2.1",
        "At most one value is chosen in a slot, and no node learns another.",
        agreement;
    "Decided Is Chosen", "PMS §2.1",
        "A node learns that a value is chosen only if a majority has accepted it, on disk, under one ballot.",
        decided_is_chosen;
    "Promise Monotonic", "PMS §2.2, P1a",
        "An acceptor's promise never falls, restarts included, and it accepts nothing above or below it.",
        promise_monotonic;
    "One Value a Ballot and Slot", "PMMC, Acceptor",
        "No two values are accepted in a slot under the same ballot.",
        one_value;
    "Highest Reported Value", "PMS §2.2, P2c",
        "For a value accepted under a ballot there is a majority that has promised that ballot and had accepted nothing below it in this slot, or that value under the highest ballot below it.",
        highest_reported_value;
    "Executed Prefix", "PMMC, Replica",
        "No two nodes execute different commands in a slot.",
        executed_prefix;
    "No Gap Executed", "PMMC, Replica",
        "A node that has executed a slot knows what is chosen in all slots before it.",
        no_gap_executed;
}

fn changed(witness: &dyn Witness<MultiPaxos>) -> Option<(&MultiPaxos, &str)> {
    let node = witness.changed();
    Some((witness.node(node)?, witness.cluster().name(node)))
}

fn before<'g>(ghost: &'g Ghost, witness: &dyn Witness<MultiPaxos>) -> Option<&'g Remembered> {
    ghost.nodes.get(&witness.changed())
}

/// What lies in `after` and did not in `before`.
fn new_in<T: Clone + PartialEq>(before: Option<&Slots<T>>, after: &Slots<T>) -> Vec<(u64, T)> {
    let nothing = Slots::default();
    let new = after.unlike(before.unwrap_or(&nothing));
    new.map(|(slot, value)| (slot, value.clone())).collect()
}

/// Votes of the changed node that had not reached its disk before.
struct Votes {
    /// Those that have now. A vote that a later one replaced on its way to the disk was cast too: its answer leaves with the
    /// other's.
    cast: Vec<(u64, Vote)>,
    /// Those that have not.
    pending: Vec<(u64, Vote)>,
}

impl Votes {
    fn of(ghost: &Ghost, witness: &dyn Witness<MultiPaxos>) -> Self {
        let (mut all, before) = (Vec::new(), before(ghost, witness));
        if let Some((node, _)) = changed(witness) {
            all.extend(before.into_iter().flat_map(|before| before.pending.iter().cloned()));
            all.extend(new_in(before.map(|before| &before.log), &node.stable.log));
        }
        let disk = &witness.disk(witness.changed()).log;
        let is_cast = |(slot, vote): &(u64, Vote)| {
            disk.get(*slot).is_some_and(|there| there == vote || there.ballot > vote.ballot)
        };
        let (cast, pending) = all.into_iter().partition(is_cast);
        Votes { cast, pending }
    }
}

impl Ghost {
    fn cast(&self, slot: u64, ballot: Ballot) -> Option<&Cast> {
        self.votes.get(slot)?.get(&ballot)
    }

    /// How many have voted in a slot for this value under a ballot, with one more.
    fn count(&self, slot: u64, ballot: Ballot, decree: &Decree, more: Option<NodeId>) -> usize {
        let cast = self.cast(slot, ballot).filter(|cast| cast.decree == *decree);
        let mut voters = cast.map_or(NodeSet::EMPTY, |cast| cast.voters);
        if let Some(node) = more {
            voters.insert(node);
        }
        voters.len()
    }

    /// What was cast in a slot below a ballot, upwards.
    fn below(&self, slot: u64, ballot: Ballot) -> impl DoubleEndedIterator<Item = (Ballot, &Cast)> {
        let ballots = self.votes.get(slot).into_iter().flat_map(|ballots| ballots.iter());
        ballots.map(|(ballot, cast)| (*ballot, cast)).filter(move |(below, _)| *below < ballot)
    }
}

/// What the changed node has just learnt, or made chosen by its vote.
fn newly_chosen(ghost: &Ghost, witness: &dyn Witness<MultiPaxos>) -> Vec<(u64, Decree)> {
    let Some((node, _)) = changed(witness) else { return Vec::new() };
    let (me, needed) = (witness.changed(), majority(witness.cluster().size()));
    let is_chosen = |(slot, vote): &(u64, Vote)| {
        ghost.count(*slot, vote.ballot, &vote.decree, Some(me)) >= needed
    };
    let by_vote = Votes::of(ghost, witness)
        .cast
        .into_iter()
        .filter(is_chosen)
        .map(|(slot, vote)| (slot, vote.decree));
    let learnt = new_in(before(ghost, witness).map(|before| &before.decided), &node.decided);
    by_vote.chain(learnt).collect()
}

fn agreement(ghost: &Ghost, witness: &dyn Witness<MultiPaxos>) -> Verdict {
    let mut here: Slots<Decree> = Slots::default();
    for (slot, decree) in newly_chosen(ghost, witness) {
        match ghost.chosen.get(slot).or(here.get(slot)) {
            Some(first) if *first != decree => {
                return Err(format!(
                    "{} is chosen in slot {slot}, where {} was.",
                    decree.command, first.command
                ));
            }
            _ => here.insert(slot, decree),
        }
    }
    Ok(())
}

fn decided_is_chosen(ghost: &Ghost, witness: &dyn Witness<MultiPaxos>) -> Verdict {
    let Some((node, name)) = changed(witness) else { return Ok(()) };
    let (me, size) = (witness.changed(), witness.cluster().size());
    let cast = Votes::of(ghost, witness).cast;
    let decided = before(ghost, witness).map(|before| &before.decided);
    for (slot, decree) in new_in(decided, &node.decided) {
        let own = cast.iter().filter(|(at, vote)| *at == slot && vote.decree == decree);
        let own: Vec<Ballot> = own.map(|(_, vote)| vote.ballot).collect();
        let known = ghost.votes.get(slot).into_iter().flat_map(|ballots| ballots.iter());
        let known = known.filter(|(_, cast)| cast.decree == decree).map(|(ballot, _)| *ballot);
        let count =
            |ballot| ghost.count(slot, ballot, &decree, own.contains(&ballot).then_some(me));
        let most = known.chain(own.iter().copied()).map(count).max().unwrap_or(0);
        if most < majority(size) {
            let command = &decree.command;
            return Err(format!(
                "{name} takes {command} for chosen in slot {slot}, and at most {most} of {size} have accepted it under one ballot."
            ));
        }
    }
    Ok(())
}

fn promise_monotonic(ghost: &Ghost, witness: &dyn Witness<MultiPaxos>) -> Verdict {
    let (Some((node, name)), Some(before)) = (changed(witness), before(ghost, witness)) else {
        return Ok(());
    };
    let shown = |ballot: Option<Ballot>| {
        ballot.map_or("nothing".to_string(), |ballot| ballot.shown(witness.cluster()))
    };
    let promised = node.stable.promised;
    if promised < before.promised {
        let (had, has) = (shown(before.promised), shown(promised));
        return Err(format!("{name} had promised {had}, and now {has}."));
    }
    for (slot, vote) in new_in(Some(&before.log), &node.stable.log) {
        let ballot = Some(vote.ballot);
        if ballot > promised || ballot < before.promised {
            let (ballot, promised) = (shown(ballot), shown(before.promised.max(promised)));
            return Err(format!(
                "{name} accepts under {ballot} in slot {slot}, and has promised {promised}."
            ));
        }
    }
    Ok(())
}

fn one_value(ghost: &Ghost, witness: &dyn Witness<MultiPaxos>) -> Verdict {
    for (slot, vote) in Votes::of(ghost, witness).cast {
        if let Some(cast) = ghost.cast(slot, vote.ballot)
            && cast.decree != vote.decree
        {
            return Err(format!(
                "Under ballot {} both {} and {} are accepted in slot {slot}.",
                vote.ballot.shown(witness.cluster()),
                cast.decree.command,
                vote.decree.command
            ));
        }
    }
    Ok(())
}

fn highest_reported_value(ghost: &Ghost, witness: &dyn Witness<MultiPaxos>) -> Verdict {
    let needed = majority(witness.cluster().size());
    // What a node was given to start from has a past that nobody has seen.
    if before(ghost, witness).is_none() {
        return Ok(());
    }
    for (slot, vote) in Votes::of(ghost, witness).cast {
        if ghost.cast(slot, vote.ballot).is_some() {
            continue;
        }
        let has_promised = |node: &NodeId| witness.disk(*node).promised >= Some(vote.ballot);
        let mut free: NodeSet = witness.cluster().nodes().filter(has_promised).collect();
        let mut is_bound_to_it = false;
        // Down from the ballot, those who voted fall out. A majority must be left when one of it has voted for this value,
        // or at the end.
        for (_, cast) in ghost.below(slot, vote.ballot).rev() {
            let reports = cast.voters.iter().any(|voter| free.contains(voter));
            is_bound_to_it |= reports && free.len() >= needed && cast.decree == vote.decree;
            for voter in cast.voters.iter() {
                free.remove(voter);
            }
        }
        if !is_bound_to_it && free.len() < needed {
            return Err(format!(
                "{} is accepted in slot {slot} under ballot {}, and no majority of promises allows it.",
                vote.decree.command,
                vote.ballot.shown(witness.cluster())
            ));
        }
    }
    Ok(())
}

fn executed_prefix(ghost: &Ghost, witness: &dyn Witness<MultiPaxos>) -> Verdict {
    let Some((node, name)) = changed(witness) else { return Ok(()) };
    let from = before(ghost, witness).map_or(0, |before| before.executed);
    for slot in from + 1..=node.executed {
        if let (Some(first), Some(decree)) = (ghost.executed.get(slot), node.decided.get(slot))
            && first != decree
        {
            return Err(format!(
                "{name} executes {} in slot {slot}, where {} was executed.",
                decree.command, first.command
            ));
        }
    }
    Ok(())
}

fn no_gap_executed(ghost: &Ghost, witness: &dyn Witness<MultiPaxos>) -> Verdict {
    let Some((node, name)) = changed(witness) else { return Ok(()) };
    let from = before(ghost, witness).map_or(0, |before| before.executed);
    match (from + 1..=node.executed).find(|slot| !node.decided.has(*slot)) {
        Some(gap) => Err(format!(
            "{name} has executed slot {}, and does not know what is chosen in slot {gap}.",
            node.executed
        )),
        None => Ok(()),
    }
}

/// Takes down what the node that changed shows, after the checks.
pub fn observe(ghost: &mut Ghost, witness: &dyn Witness<MultiPaxos>) {
    let me = witness.changed();
    let Votes { cast, pending } = Votes::of(ghost, witness);
    for (slot, decree) in newly_chosen(ghost, witness) {
        if !ghost.chosen.has(slot) {
            ghost.chosen.insert(slot, decree);
        }
    }
    for (slot, vote) in cast {
        ghost.votes.change(slot, |ballots| {
            let mut ballots = ballots.unwrap_or_default();
            let first = || Cast { decree: vote.decree.clone(), voters: NodeSet::EMPTY };
            let cast = ballots.get_or_insert_with(vote.ballot, first);
            if cast.decree == vote.decree {
                cast.voters.insert(me);
            }
            ballots
        });
    }
    let remembered = ghost.nodes.get_or_insert_with(me, Remembered::default);
    let Some(node) = witness.node(me) else {
        // What its disk holds still binds it; what the crash took was never told to anybody.
        let disk = witness.disk(me);
        *remembered =
            Remembered { promised: disk.promised, log: disk.log.clone(), ..Remembered::default() };
        return;
    };
    for slot in remembered.executed + 1..=node.executed {
        if let Some(decree) = node.decided.get(slot)
            && !ghost.executed.has(slot)
        {
            ghost.executed.insert(slot, decree.clone());
        }
    }
    *remembered = Remembered {
        promised: node.stable.promised,
        log: node.stable.log.clone(),
        pending,
        decided: node.decided.clone(),
        executed: node.executed,
    };
}
