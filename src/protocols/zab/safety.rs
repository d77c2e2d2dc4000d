//! The properties of §III of the paper as named invariants, and what its proofs and ZooKeeper's faults say besides.

mod ghost;

use super::history::Zxid;
use super::node::{Persistent, Zab};
use super::state::Role;
use crate::protocol::cluster::NodeId;
use crate::protocol::safety::{Witness, invariants};
use crate::protocols::quorum::majority;
pub use ghost::{Ghost, observe};
use ghost::{begins, with_history};

type Verdict = Result<(), String>;

// Those of the paper come first.
invariants! {
    Zab;

    "Integrity", "Zab §III-B",
        "What is delivered was broadcast by a primary, and nothing else was broadcast under its zxid.",
        integrity;
    "Total Order", "Zab §III-B",
        "If a server delivers one transaction before another, whoever delivers the other one has delivered the first one before it.",
        total_order;
    "Agreement", "Zab §III-B",
        "Of any two servers one has delivered all that the other one has, and in the same order.",
        agreement;
    "Local Primary Order", "Zab §III-B",
        "For all transactions that one primary broadcast: who delivers one has delivered all that came before it.",
        local_primary_order;
    "Global Primary Order", "Zab §III-B",
        "No server delivers a transaction of an earlier epoch after one of a later epoch.",
        global_primary_order;
    "Primary Integrity", "Zab §III-B",
        "When a primary first broadcasts, it has delivered every transaction of earlier epochs that is ever delivered.",
        primary_integrity;
    "One Leader an Epoch", "Zab §IV",
        "At most one server leads an epoch into synchronization.",
        one_leader;
    "Initial History Complete", "Zab §V",
        "The history with which an epoch begins has every transaction that is ever delivered in an earlier one.",
        initial_history;
    "One Transaction a Zxid", "Zab §III-A",
        "A zxid belongs to one transaction only.",
        unique_zxids;
    "Epochs Never Fall", "Zab §IV",
        "f.p and f.a never fall, restarts included, and f.a is not above f.p.",
        epochs_never_fall;
    "Acknowledged Is Durable", "Zab, Phases 2 and 3",
        "Whom a leader counts has on disk what it is counted for.",
        acknowledged_is_durable;
    "Committed Is Durable", "Zab, Phases 2 and 3",
        "What a leader delivers is on the disks of a quorum.",
        committed_is_durable;
}

fn changed(witness: &dyn Witness<Zab>) -> Option<(NodeId, &Zab, &str)> {
    let node = witness.changed();
    Some((node, witness.node(node)?, witness.cluster().name(node)))
}

fn integrity(ghost: &Ghost, witness: &dyn Witness<Zab>) -> Verdict {
    let Some((node, server, name)) = changed(witness) else { return Ok(()) };
    for index in ghost.newly_delivered(node, server) {
        let Some(delivered) = server.stable.history.get(index) else {
            return Err(format!(
                "{name} delivered {index} transactions, and does not have so many."
            ));
        };
        // What it has broadcast itself in this very step is taken down only afterwards.
        let known = ghost.broadcast(delivered.zxid);
        if known.map_or(begins(server).is_none(), |known| *known != delivered.command) {
            return Err(format!("{name} delivers {delivered}, which was not broadcast so."));
        }
    }
    Ok(())
}

fn total_order(ghost: &Ghost, witness: &dyn Witness<Zab>) -> Verdict {
    let Some((node, server, name)) = changed(witness) else { return Ok(()) };
    let history = &server.stable.history;
    for index in ghost.newly_delivered(node, server) {
        let zxid = history.zxid(index);
        let elsewhere = ghost.delivered.index_of(zxid);
        let before = |at: u64| ghost.delivered.prefix_digest(at);
        if elsewhere.is_some_and(|at| before(at) != history.prefix_digest(index)) {
            return Err(format!(
                "{name} delivers {zxid} after something else than it came after elsewhere."
            ));
        }
    }
    Ok(())
}

fn agreement(ghost: &Ghost, witness: &dyn Witness<Zab>) -> Verdict {
    let Some((node, server, name)) = changed(witness) else { return Ok(()) };
    let history = &server.stable.history;
    if let Some(before) = ghost.servers.get(&node).filter(|before| before.is_up) {
        let count = before.delivered;
        if server.delivered < count
            || before.history.prefix_digest(count) != history.prefix_digest(count)
        {
            return Err(format!("{name}'s history changed below what it has delivered."));
        }
    }
    for index in ghost.newly_delivered(node, server) {
        if let (Some(known), Some(new)) = (ghost.delivered.get(index), history.get(index))
            && known != new
        {
            return Err(format!(
                "{name} delivers {new} as number {index}, where {known} was delivered."
            ));
        }
    }
    Ok(())
}

fn local_primary_order(ghost: &Ghost, witness: &dyn Witness<Zab>) -> Verdict {
    let Some((node, server, name)) = changed(witness) else { return Ok(()) };
    for index in ghost.newly_delivered(node, server) {
        let zxid = server.stable.history.zxid(index);
        let needed = Zxid { counter: zxid.counter.saturating_sub(1), ..zxid };
        if needed.counter > 0 && server.stable.history.zxid(index - 1) != needed {
            return Err(format!("{name} delivers {zxid} without {needed} before it."));
        }
    }
    Ok(())
}

fn global_primary_order(ghost: &Ghost, witness: &dyn Witness<Zab>) -> Verdict {
    let Some((node, server, name)) = changed(witness) else { return Ok(()) };
    for index in ghost.newly_delivered(node, server) {
        let (before, zxid) =
            (server.stable.history.zxid(index - 1), server.stable.history.zxid(index));
        if zxid.epoch < before.epoch {
            return Err(format!("{name} delivers {zxid}, of an earlier epoch than {before}."));
        }
    }
    Ok(())
}

fn primary_integrity(ghost: &Ghost, witness: &dyn Witness<Zab>) -> Verdict {
    let Some((node, server, name)) = changed(witness) else { return Ok(()) };
    for index in ghost.newly_delivered(node, server) {
        let zxid = server.stable.history.zxid(index);
        let without = ghost.begun.after(&zxid.epoch).find(|(_, count)| **count < index);
        if let Some((epoch, _)) = without {
            return Err(format!(
                "{name} delivers {zxid}, which the primary of epoch {epoch} had not delivered when it first broadcast."
            ));
        }
    }
    if let Some((epoch, count)) =
        begins(server).filter(|(epoch, _)| !ghost.begun.contains_key(epoch))
    {
        let before = ghost.delivered.index_up_to(Zxid::of_epoch(epoch));
        if count < before {
            let missing = ghost.delivered.zxid(count + 1);
            return Err(format!(
                "{name} broadcasts in epoch {epoch} and has not delivered {missing}."
            ));
        }
    }
    Ok(())
}

fn one_leader(ghost: &Ghost, witness: &dyn Witness<Zab>) -> Verdict {
    let Some((node, server, name)) = changed(witness) else { return Ok(()) };
    let Some((_, epoch)) = with_history(server) else { return Ok(()) };
    match ghost.leaders.get(&epoch) {
        Some(other) if *other != node => {
            let other = witness.cluster().name(*other);
            Err(format!("{name} leads epoch {epoch}, which {other} has led."))
        }
        _ => Ok(()),
    }
}

fn initial_history(ghost: &Ghost, witness: &dyn Witness<Zab>) -> Verdict {
    let Some((node, server, name)) = changed(witness) else { return Ok(()) };
    let history = &server.stable.history;
    if let Some((leading, epoch)) = with_history(server)
        && !ghost.leaders.contains_key(&epoch)
    {
        let needed = ghost.delivered_before(epoch);
        let same = history.prefix_digest(needed) == ghost.delivered.prefix_digest(needed);
        if needed > leading.initial || !same {
            let missing = (1..=needed).find(|at| history.get(*at) != ghost.delivered.get(*at));
            let missing = ghost.delivered.zxid(missing.unwrap_or(needed));
            return Err(format!(
                "{name} begins epoch {epoch} without {missing}, which was delivered."
            ));
        }
    }
    // What is delivered just now must be in the initial histories of leaders that were established before.
    for index in ghost.newly_delivered(node, server) {
        let zxid = history.zxid(index);
        let mut later = ghost.established.after(&server.stable.current_epoch);
        if let Some((epoch, _)) =
            later.find(|(_, initial)| initial.get(index) != history.get(index))
        {
            return Err(format!("{name} delivers {zxid}, and epoch {epoch} began without it."));
        }
    }
    Ok(())
}

fn unique_zxids(ghost: &Ghost, witness: &dyn Witness<Zab>) -> Verdict {
    let Some((node, server, name)) = changed(witness) else { return Ok(()) };
    for new in ghost.new_in(node, &server.stable.history) {
        if let Some(known) = ghost.broadcast(new.zxid).filter(|known| **known != new.command) {
            return Err(format!(
                "{name} has {} as {}, which is {known} elsewhere.",
                new.command, new.zxid
            ));
        }
    }
    Ok(())
}

fn epochs_never_fall(ghost: &Ghost, witness: &dyn Witness<Zab>) -> Verdict {
    let Some((node, server, name)) = changed(witness) else { return Ok(()) };
    let Persistent { accepted_epoch, current_epoch, .. } = server.stable;
    if current_epoch > accepted_epoch {
        return Err(format!("{name}'s f.a is {current_epoch}, above its f.p, {accepted_epoch}."));
    }
    let Some(before) = ghost.servers.get(&node) else { return Ok(()) };
    if accepted_epoch < before.accepted_epoch {
        return Err(format!(
            "{name}'s f.p fell from {} to {accepted_epoch}.",
            before.accepted_epoch
        ));
    }
    if current_epoch < before.current_epoch {
        return Err(format!("{name}'s f.a fell from {} to {current_epoch}.", before.current_epoch));
    }
    Ok(())
}

/// Whether a disk holds the first `index` transactions of a server's history.
fn holds(server: &Zab, index: u64, disk: &Persistent) -> bool {
    disk.history.len() >= index
        && disk.history.prefix_digest(index) == server.stable.history.prefix_digest(index)
}

fn acknowledged_is_durable(ghost: &Ghost, witness: &dyn Witness<Zab>) -> Verdict {
    let Some((_, server, name)) = changed(witness) else { return Ok(()) };
    let Some((leading, epoch)) = with_history(server) else { return Ok(()) };
    // Only a leader of the newest epoch: followers of an older one may have moved on.
    if ghost.leaders.after(&epoch).next().is_some() {
        return Ok(());
    }
    let proposals = leading.outstanding.iter().map(|(index, acks)| (*index, *acks));
    for (index, acks) in proposals.chain([(leading.initial, leading.acknowledged)]) {
        for peer in acks.iter() {
            let disk = witness.disk(peer);
            if disk.accepted_epoch <= epoch && !holds(server, index, disk) {
                let (peer, zxid) =
                    (witness.cluster().name(peer), server.stable.history.zxid(index));
                return Err(format!(
                    "{name} counts {peer} up to {zxid}, which is not on {peer}'s disk."
                ));
            }
        }
    }
    Ok(())
}

fn committed_is_durable(ghost: &Ghost, witness: &dyn Witness<Zab>) -> Verdict {
    let Some((node, server, name)) = changed(witness) else { return Ok(()) };
    let leads = matches!(server.role, Role::Leading(_));
    let index = server.delivered;
    if !leads || ghost.newly_delivered(node, server).is_empty() {
        return Ok(());
    }
    let holders =
        witness.cluster().nodes().filter(|peer| holds(server, index, witness.disk(*peer)));
    let (holders, size) = (holders.count(), witness.cluster().size());
    if holders < majority(size) {
        let zxid = server.stable.history.zxid(index);
        return Err(format!("{name} delivers {zxid}, which is on {holders} of {size} disks."));
    }
    Ok(())
}
