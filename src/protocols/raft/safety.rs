//! The properties of Figure 3 as named invariants, what follows from them, and the ghost that remembers for them.

use super::log::{Entry, Log};
use super::node::{Raft, Role};
use crate::protocol::cluster::NodeId;
use crate::protocol::safety::{Witness, invariants};
use crate::protocol::sequence::Sequence;
use crate::protocol::sorted::SortedMap;
use crate::protocols::quorum::majority;

/// What only an observer knows. No server reads it.
#[derive(Clone, Debug, Default)]
pub struct Ghost {
    /// Who led each term, with its log when it was elected.
    leaders: SortedMap<u64, Elected>,
    /// The entries ever committed, in order, each with the term in which the first server committed it.
    committed: Sequence<Committed>,
    /// What each server showed after its last event.
    servers: SortedMap<NodeId, Remembered>,
}

#[derive(Clone, Debug)]
struct Elected {
    node: NodeId,
    log: Log,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Committed {
    entry: Entry,
    in_term: u64,
}

#[derive(Clone, Debug, Default)]
struct Remembered {
    is_up: bool,
    led_term: Option<u64>,
    current_term: u64,
    voted_for: Option<NodeId>,
    commit_index: u64,
    committed_digest: u64,
    log: Log,
}

type Verdict = Result<(), String>;

// Those of Figure 3 come first.
invariants! {
    Raft;

    "Election Safety", "Raft §5.2",
        "At most one leader is elected in a term.",
        election_safety;
    "Leader Append-Only", "Raft §5.3",
        "A leader never overwrites or deletes entries of its log; it only appends.",
        leader_append_only;
    "Log Matching", "Raft §5.3",
        "If two logs have an entry with the same index and term, they are identical up to it.",
        log_matching;
    "Leader Completeness", "Raft §5.4",
        "An entry committed in a term is in the logs of the leaders of all later terms.",
        leader_completeness;
    "State Machine Safety", "Raft §5.4.3",
        "No two servers apply different entries at the same index.",
        state_machine_safety;
    "Commit Within Log", "Raft Figure 2",
        "A server's commitIndex is not beyond the end of its log.",
        commit_within_log;
    "Commit Never Falls", "Raft Figure 2",
        "A running server's commitIndex never falls.",
        commit_never_falls;
    "Terms Never Fall", "Raft §5.1",
        "A server's currentTerm never falls, nor does that on its disk at a restart, and the terms in a log never fall.",
        terms_never_fall;
    "One Vote a Term", "Raft §5.2",
        "A server that voted in a term never votes for another in it, restarts included.",
        one_vote_a_term;
    "Match Is Durable", "Raft §5.3",
        "What a leader's matchIndex says of a server is on that server's disk.",
        match_is_durable;
    "Committed Is Durable", "Raft §5.3",
        "When a leader commits an entry, a majority of servers have it on disk.",
        committed_is_durable;
    "Next Above Match", "Raft Figure 2",
        "A leader's nextIndex is above its matchIndex.",
        next_above_match;
}

fn changed(witness: &dyn Witness<Raft>) -> Option<(NodeId, &Raft, &str)> {
    let node = witness.changed();
    Some((node, witness.node(node)?, witness.cluster().name(node)))
}

fn election_safety(ghost: &Ghost, witness: &dyn Witness<Raft>) -> Verdict {
    let Some((node, server, name)) = changed(witness) else { return Ok(()) };
    let Role::Leader(_) = server.role else { return Ok(()) };
    match ghost.leaders.get(&server.stable.current_term) {
        Some(other) if other.node != node => {
            let (other, term) = (witness.cluster().name(other.node), server.stable.current_term);
            Err(format!("{name} leads term {term}, which {other} has led."))
        }
        _ => Ok(()),
    }
}

fn leader_append_only(ghost: &Ghost, witness: &dyn Witness<Raft>) -> Verdict {
    let Some((node, server, name)) = changed(witness) else { return Ok(()) };
    let Some(before) = ghost.servers.get(&node) else { return Ok(()) };
    let leads_on = matches!(server.role, Role::Leader(_))
        && before.led_term == Some(server.stable.current_term);
    if leads_on && !before.log.is_prefix_of(&server.stable.log) {
        return Err(format!(
            "{name}, leading term {}, lost or changed entries of its log.",
            server.stable.current_term
        ));
    }
    Ok(())
}

fn log_matching(ghost: &Ghost, witness: &dyn Witness<Raft>) -> Verdict {
    let Some((node, server, name)) = changed(witness) else { return Ok(()) };
    let log = &server.stable.log;
    if ghost.servers.get(&node).is_some_and(|before| before.log == *log) {
        return Ok(());
    }
    for peer in witness.cluster().others(node) {
        let Some(other) = witness.node(peer).map(|other| &other.stable.log) else { continue };
        // Where the logs last have the same term they must agree on everything before; further up they share no term.
        let shared = (1..=log.last_index().min(other.last_index()))
            .rev()
            .find(|i| log.term(*i) == other.term(*i));
        if let Some(index) = shared
            && log.prefix_digest(index) != other.prefix_digest(index)
        {
            let term = log.term(index).unwrap_or_default();
            let peer = witness.cluster().name(peer);
            return Err(format!(
                "{name} and {peer} both have term {term} at index {index}, and differ at or before it."
            ));
        }
    }
    Ok(())
}

fn leader_completeness(ghost: &Ghost, witness: &dyn Witness<Raft>) -> Verdict {
    let Some((_, server, name)) = changed(witness) else { return Ok(()) };
    let (term, log) = (server.stable.current_term, &server.stable.log);
    if matches!(server.role, Role::Leader(_)) && !ghost.leaders.contains_key(&term) {
        for (index, committed) in (1..).zip(ghost.committed.iter()) {
            if committed.in_term < term && log.get(index) != Some(&committed.entry) {
                let entry = &committed.entry;
                return Err(format!(
                    "{name} leads term {term} without {entry} at index {index}, which is committed."
                ));
            }
        }
    }
    // What is committed just now must be in the logs of later leaders that were elected before.
    let known = ghost.committed.len() as u64;
    for (later, elected) in ghost.leaders.after(&term) {
        let missing = (known + 1..=server.commit_index)
            .find(|index| elected.log.get(*index) != log.get(*index));
        if let Some(index) = missing {
            let leader = witness.cluster().name(elected.node);
            return Err(format!(
                "{name} commits index {index} in term {term}, and {leader} leads term {later} without it."
            ));
        }
    }
    Ok(())
}

fn state_machine_safety(ghost: &Ghost, witness: &dyn Witness<Raft>) -> Verdict {
    let Some((node, server, name)) = changed(witness) else { return Ok(()) };
    let log = &server.stable.log;
    let before = ghost.servers.get(&node).filter(|before| before.is_up);
    let (applied, digest) =
        before.map_or((0, 0), |before| (before.commit_index, before.committed_digest));
    if applied <= log.last_index()
        && log.prefix_digest(applied) != digest
        && applied <= server.commit_index
    {
        return Err(format!(
            "{name}'s log changed at or before index {applied}, which it has applied."
        ));
    }
    for index in applied + 1..=server.commit_index.min(log.last_index()) {
        let place = usize::try_from(index - 1).unwrap_or(usize::MAX);
        if let (Some(committed), Some(entry)) = (ghost.committed.get(place), log.get(index))
            && committed.entry != *entry
        {
            return Err(format!(
                "{name} applies {entry} at index {index}, where {} was applied.",
                committed.entry
            ));
        }
    }
    Ok(())
}

fn commit_within_log(_ghost: &Ghost, witness: &dyn Witness<Raft>) -> Verdict {
    let Some((_, server, name)) = changed(witness) else { return Ok(()) };
    let (commit, last) = (server.commit_index, server.stable.log.last_index());
    if commit > last {
        Err(format!("{name}'s commitIndex is {commit}, and its log ends at {last}."))
    } else {
        Ok(())
    }
}

fn commit_never_falls(ghost: &Ghost, witness: &dyn Witness<Raft>) -> Verdict {
    let Some((node, server, name)) = changed(witness) else { return Ok(()) };
    match ghost.servers.get(&node).filter(|before| before.is_up) {
        Some(before) if server.commit_index < before.commit_index => Err(format!(
            "{name}'s commitIndex fell from {} to {}.",
            before.commit_index, server.commit_index
        )),
        _ => Ok(()),
    }
}

fn terms_never_fall(ghost: &Ghost, witness: &dyn Witness<Raft>) -> Verdict {
    let Some((node, server, name)) = changed(witness) else { return Ok(()) };
    let Some(before) = ghost.servers.get(&node) else { return Ok(()) };
    let term = server.stable.current_term;
    if term < before.current_term {
        return Err(format!("{name}'s currentTerm fell from {} to {term}.", before.current_term));
    }
    let log = &server.stable.log;
    let is_new = |index: &u64| before.log.prefix_digest(*index) != log.prefix_digest(*index);
    let new =
        (2..=log.last_index()).rev().take_while(|i| *i > before.log.last_index() || is_new(i));
    match new.into_iter().find(|index| log.term(index - 1) > log.term(*index)) {
        Some(index) => {
            Err(format!("{name}'s log has a smaller term at index {index} than before it."))
        }
        None => Ok(()),
    }
}

fn one_vote_a_term(ghost: &Ghost, witness: &dyn Witness<Raft>) -> Verdict {
    let Some((node, server, name)) = changed(witness) else { return Ok(()) };
    let Some(before) = ghost.servers.get(&node) else { return Ok(()) };
    let (term, vote) = (server.stable.current_term, server.stable.voted_for);
    match before.voted_for {
        Some(first) if before.current_term == term && vote != Some(first) => {
            let cluster = witness.cluster();
            let now = vote.map_or("nobody", |node| cluster.name(node));
            Err(format!(
                "In term {term} {name} voted for {}, and now its vote is for {now}.",
                cluster.name(first)
            ))
        }
        _ => Ok(()),
    }
}

fn match_is_durable(ghost: &Ghost, witness: &dyn Witness<Raft>) -> Verdict {
    let Some((node, server, name)) = changed(witness) else { return Ok(()) };
    let Role::Leader(progress) = &server.role else { return Ok(()) };
    // Only a leader of the newest term: followers of a deposed one may have moved on.
    if ghost.leaders.after(&server.stable.current_term).next().is_some() {
        return Ok(());
    }
    for peer in witness.cluster().nodes() {
        let index = progress.match_index[peer.index()];
        let disk = &witness.disk(peer).log;
        let durable = disk.last_index() >= index
            && disk.prefix_digest(index) == server.stable.log.prefix_digest(index);
        let has_moved_on =
            peer != node && witness.disk(peer).current_term > server.stable.current_term;
        if !durable && !has_moved_on {
            let peer = witness.cluster().name(peer);
            return Err(format!(
                "{name} counts {peer} up to index {index}, which is not on {peer}'s disk."
            ));
        }
    }
    Ok(())
}

fn committed_is_durable(ghost: &Ghost, witness: &dyn Witness<Raft>) -> Verdict {
    let Some((node, server, name)) = changed(witness) else { return Ok(()) };
    let before = ghost.servers.get(&node).map_or(0, |before| before.commit_index);
    let index = server.commit_index;
    if !matches!(server.role, Role::Leader(_)) || index <= before {
        return Ok(());
    }
    let digest = server.stable.log.prefix_digest(index);
    let holds = |peer: &NodeId| {
        let disk = &witness.disk(*peer).log;
        disk.last_index() >= index && disk.prefix_digest(index) == digest
    };
    let (holders, size) =
        (witness.cluster().nodes().filter(holds).count(), witness.cluster().size());
    if holders < majority(size) {
        return Err(format!(
            "{name} commits index {index}, which is on {holders} of {size} disks."
        ));
    }
    Ok(())
}

fn next_above_match(_ghost: &Ghost, witness: &dyn Witness<Raft>) -> Verdict {
    let Some((node, server, name)) = changed(witness) else { return Ok(()) };
    let Role::Leader(progress) = &server.role else { return Ok(()) };
    for peer in witness.cluster().others(node) {
        let (next, matches) =
            (progress.next_index[peer.index()], progress.match_index[peer.index()]);
        if next <= matches {
            let peer = witness.cluster().name(peer);
            return Err(format!(
                "{name}'s nextIndex for {peer} is {next}, and its matchIndex {matches}."
            ));
        }
    }
    Ok(())
}

/// Takes down what the server that changed shows, after the checks.
pub fn observe(ghost: &mut Ghost, witness: &dyn Witness<Raft>) {
    let node = witness.changed();
    let remembered = ghost.servers.get_or_insert_with(node, Remembered::default);
    let Some(server) = witness.node(node) else {
        // What its disk holds still binds it; a term or vote that the crash took was never told to anybody.
        let disk = witness.disk(node);
        (remembered.current_term, remembered.voted_for) = (disk.current_term, disk.voted_for);
        remembered.is_up = false;
        remembered.commit_index = 0;
        remembered.committed_digest = 0;
        remembered.led_term = None;
        return;
    };
    let (term, log) = (server.stable.current_term, &server.stable.log);
    let leads = matches!(server.role, Role::Leader(_));
    remembered.is_up = true;
    remembered.led_term = leads.then_some(term);
    remembered.current_term = term;
    if remembered.log != *log {
        remembered.log = log.clone();
    }
    remembered.voted_for = server.stable.voted_for;
    remembered.commit_index = server.commit_index;
    remembered.committed_digest = log.prefix_digest(server.commit_index);
    if leads {
        ghost.leaders.get_or_insert_with(term, || Elected { node, log: log.clone() });
    }
    while let known = ghost.committed.len() as u64
        && known < server.commit_index
        && let Some(entry) = log.get(known + 1)
    {
        ghost.committed.push(Committed { entry: entry.clone(), in_term: term });
    }
}
