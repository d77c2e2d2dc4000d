//! What the observer of a ZAB cluster remembers.

use super::super::history::{History, Transaction, Zxid};
use super::super::node::Zab;
use super::super::state::{Leading, Phase, Role};
use crate::protocol::cluster::NodeId;
use crate::protocol::command::Command;
use crate::protocol::safety::Witness;
use crate::protocol::sequence::Sequence;
use crate::protocol::sorted::SortedMap;

/// What only an observer knows. No server reads it.
#[derive(Clone, Debug, Default)]
pub struct Ghost {
    /// What the primary of each epoch broadcast, in order.
    broadcast: SortedMap<u64, Sequence<Command>>,
    /// What was delivered, in order, by whoever has delivered most.
    pub(super) delivered: History,
    /// In which leader's epoch each of these was first delivered.
    pub(super) delivered_in: Sequence<u64>,
    /// Who led each epoch into synchronization.
    pub(super) leaders: SortedMap<u64, NodeId>,
    /// The initial history of each established leader, by epoch.
    pub(super) established: SortedMap<u64, History>,
    /// How many transactions of earlier epochs each primary had delivered when it first broadcast.
    pub(super) begun: SortedMap<u64, u64>,
    /// What each server showed after its last event.
    pub(super) servers: SortedMap<NodeId, Remembered>,
}

/// What a server showed.
#[derive(Clone, Debug, Default)]
pub(super) struct Remembered {
    pub is_up: bool,
    pub accepted_epoch: u64,
    pub current_epoch: u64,
    pub delivered: u64,
    pub history: History,
}

impl Ghost {
    /// What was first seen under a zxid.
    pub(super) fn broadcast(&self, zxid: Zxid) -> Option<&Command> {
        let place = usize::try_from(zxid.counter.checked_sub(1)?).ok()?;
        self.broadcast.get(&zxid.epoch)?.get(place)
    }

    /// How many transactions have been delivered, at least once, in epochs before this one.
    pub(super) fn delivered_before(&self, epoch: u64) -> u64 {
        let later = self.delivered_in.iter().rev().take_while(|known| **known >= epoch);
        (self.delivered_in.len() - later.count()) as u64
    }

    /// The transactions of a server's history that it did not show before.
    pub(super) fn new_in<'a>(
        &self,
        node: NodeId,
        history: &'a History,
    ) -> impl Iterator<Item = &'a Transaction> + use<'a> {
        let before = self.servers.get(&node).map(|it| it.history.clone()).unwrap_or_default();
        let same = (0..=history.len().min(before.len()))
            .rev()
            .find(|index| before.prefix_digest(*index) == history.prefix_digest(*index));
        history.from(same.unwrap_or(0) + 1)
    }

    /// From where to where a server that is up has just delivered; the first index is the one after the last.
    pub(super) fn newly_delivered(
        &self,
        node: NodeId,
        server: &Zab,
    ) -> std::ops::RangeInclusive<u64> {
        let before = self.servers.get(&node).filter(|before| before.is_up);
        before.map_or(0, |before| before.delivered) + 1..=server.delivered
    }
}

/// A leader that has chosen the history with which its epoch begins, and the epoch.
pub(super) fn with_history(server: &Zab) -> Option<(&Leading, u64)> {
    match &server.role {
        Role::Leading(leading) if leading.phase >= Phase::Synchronization => {
            Some((leading, leading.epoch?))
        }
        _ => None,
    }
}

/// How many transactions of earlier epochs the primary has delivered, once it has broadcast something of its own.
pub(super) fn begins(server: &Zab) -> Option<(u64, u64)> {
    let Role::Leading(leading) = &server.role else { return None };
    let epoch = leading.epoch?;
    let history = &server.stable.history;
    (history.last().epoch == epoch)
        .then(|| (epoch, server.delivered.min(history.index_up_to(Zxid::of_epoch(epoch)))))
}

/// Takes down what the server that changed shows, after the checks.
pub fn observe(ghost: &mut Ghost, witness: &dyn Witness<Zab>) {
    let node = witness.changed();
    let Some(server) = witness.node(node) else {
        // What its disk holds still binds it; what the crash took was never told to anybody.
        let disk = witness.disk(node);
        let seen = Remembered {
            is_up: false,
            accepted_epoch: disk.accepted_epoch,
            current_epoch: disk.current_epoch,
            delivered: 0,
            history: disk.history.clone(),
        };
        ghost.servers.insert(node, seen);
        return;
    };
    let disk = &server.stable;
    let new: Vec<Transaction> = ghost.new_in(node, &disk.history).cloned().collect();
    for Transaction { zxid, command } in new {
        let of_epoch = ghost.broadcast.get_or_insert_with(zxid.epoch, Sequence::new);
        if zxid.counter == of_epoch.len() as u64 + 1 {
            of_epoch.push(command);
        }
    }
    for index in ghost.delivered.len() + 1..=server.delivered {
        if let Some(transaction) = disk.history.get(index) {
            ghost.delivered.push(transaction.clone());
            ghost.delivered_in.push(disk.current_epoch);
        }
    }
    if let Some((leading, epoch)) = with_history(server) {
        ghost.leaders.get_or_insert_with(epoch, || node);
        if leading.phase == Phase::Broadcast {
            ghost.established.get_or_insert_with(epoch, || {
                let mut initial = disk.history.clone();
                initial.truncate(leading.initial);
                initial
            });
        }
    }
    if let Some((epoch, count)) = begins(server) {
        ghost.begun.get_or_insert_with(epoch, || count);
    }
    let seen = ghost.servers.get_or_insert_with(node, Remembered::default);
    if seen.history != disk.history {
        seen.history = disk.history.clone();
    }
    seen.is_up = true;
    seen.accepted_epoch = disk.accepted_epoch;
    seen.current_epoch = disk.current_epoch;
    seen.delivered = server.delivered;
}
