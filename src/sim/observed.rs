//! What an observer takes down of any protocol: broadcasts, deliveries, and the properties that can be asked of them.
//!
//! The properties are those of Junqueira, Reed and Serafini, "Zab: High-performance broadcast for primary-backup systems"
//! (DSN 2011), §3, asked of every protocol alike. They are properties of a history and no invariants: Raft does not promise
//! Primary Integrity, and is not wrong for that.

use crate::protocol::cluster::NodeId;
use crate::protocol::command::{Command, Origin};
use crate::protocol::sequence::Sequence;
use crate::protocol::sorted::{SortedMap, SortedSet};
use crate::sim::ordered;

/// The names of the properties that `holds("…")` knows.
pub const PROPERTIES: &[&str] = &[
    "Agreement",
    "Total Order",
    "Local Primary Order",
    "Global Primary Order",
    "Primary Integrity",
    "Linearizability",
    ordered::LINEARIZABLE_WRITES,
    ordered::SINGLE_SYSTEM_IMAGE,
];

/// The observer's record.
#[derive(Clone, Debug, Default)]
pub struct Observed {
    broadcasts: Sequence<(NodeId, Origin)>,
    delivered: SortedMap<NodeId, Deliveries>,
    committed: Sequence<(Origin, Command)>,
    /// For each epoch, what its primary had delivered when it first broadcast.
    begun: SortedMap<u64, Sequence<Origin>>,
    /// A node delivered something else than it, or another node, had delivered at the same place.
    disagreed: bool,
}

#[derive(Clone, Debug, Default)]
struct Deliveries {
    /// What the node has delivered in all its lives; a restarted node delivers from the start again.
    all: Sequence<Origin>,
    /// How much of it this life has delivered.
    position: usize,
}

impl Observed {
    /// A primary broadcasts.
    pub fn broadcast(&mut self, primary: NodeId, origin: Origin) {
        let delivered = self.delivered.get(&primary).map(|own| own.all.clone()).unwrap_or_default();
        self.begun.get_or_insert_with(origin.epoch, || delivered);
        self.broadcasts.push((primary, origin));
    }

    /// A node applies a command.
    pub fn deliver(&mut self, node: NodeId, origin: Origin, command: &Command) {
        let own = self.delivered.get_or_insert_with(node, Deliveries::default);
        let position = own.position;
        own.position += 1;
        match own.all.get(position) {
            Some(before) => self.disagreed |= *before != origin,
            None => own.all.push(origin),
        }
        match self.committed.get(position) {
            Some((before, same)) => self.disagreed |= *before != origin || same != command,
            None => self.committed.push((origin, command.clone())),
        }
    }

    /// How many commands a node has delivered in this life.
    pub fn position(&self, node: NodeId) -> u64 {
        self.delivered.get(&node).map_or(0, |own| own.position as u64)
    }

    /// A node loses its copy of the machine and will deliver from the start again.
    pub fn crash(&mut self, node: NodeId) {
        if let Some(own) = self.delivered.get_mut(&node) {
            own.position = 0;
        }
    }

    /// Every command ever committed, in order.
    pub fn committed(&self) -> impl Iterator<Item = &Command> {
        self.committed.iter().map(|(_, command)| command)
    }

    /// How many commands have been committed.
    pub fn committed_len(&self) -> usize {
        self.committed.len()
    }

    /// Whether a property has held so far; `None` if there is no property of this name here.
    pub fn holds(&self, property: &str) -> Option<bool> {
        Some(match property {
            "Agreement" | "Total Order" => !self.disagreed,
            "Local Primary Order" => {
                self.delivered.values().all(|own| self.local_order_holds(&own.all))
            }
            "Global Primary Order" => {
                self.delivered.values().all(|own| global_order_holds(&own.all))
            }
            "Primary Integrity" => self.primary_integrity_holds(),
            _ => return None,
        })
    }

    /// For all a and b that one primary broadcast in one epoch, a before b: whoever delivered b delivered a before it.
    fn local_order_holds(&self, delivered: &Sequence<Origin>) -> bool {
        let place: SortedMap<Origin, usize> =
            delivered.iter().enumerate().map(|(at, origin)| (*origin, at)).collect();
        let mut by_primary: SortedMap<(NodeId, u64), Vec<Origin>> = SortedMap::new();
        for (primary, origin) in self.broadcasts.iter() {
            by_primary.get_or_insert_with((*primary, origin.epoch), Vec::new).push(*origin);
        }
        by_primary.values().all(|sent| {
            let places: Vec<Option<&usize>> = sent.iter().map(|origin| place.get(origin)).collect();
            let in_front_of_last =
                places.iter().rposition(Option::is_some).map_or(0, |last| last + 1);
            places[..in_front_of_last].iter().all(Option::is_some)
                && places[..in_front_of_last].is_sorted()
        })
    }

    /// When the primary of an epoch first broadcast, it had delivered everything of smaller epochs that anyone ever delivers.
    fn primary_integrity_holds(&self) -> bool {
        self.begun.iter().all(|(epoch, had)| {
            let had: SortedSet<Origin> = had.iter().copied().collect();
            let everything = self.delivered.values().flat_map(|own| own.all.iter());
            everything.filter(|origin| origin.epoch < *epoch).all(|origin| had.contains(origin))
        })
    }
}

/// The epochs of what a node delivers never fall.
fn global_order_holds(delivered: &Sequence<Origin>) -> bool {
    delivered.iter().map(|origin| origin.epoch).is_sorted()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::protocol::command::Operation;

    const A: NodeId = NodeId(0);
    const B: NodeId = NodeId(1);

    fn origin(epoch: u64, counter: u64) -> Origin {
        Origin { epoch, counter }
    }

    fn observed(broadcasts: &[(NodeId, Origin)], deliveries: &[(NodeId, Origin)]) -> Observed {
        let mut observed = Observed::default();
        for (primary, origin) in broadcasts {
            observed.broadcast(*primary, *origin);
        }
        for (node, origin) in deliveries {
            let word = Operation::Word(format!("{}.{}", origin.epoch, origin.counter));
            observed.deliver(*node, *origin, &Command::new(word, None));
        }
        observed
    }

    #[test]
    fn local_primary_order_asks_for_all_earlier_broadcasts() {
        let sent = [(A, origin(1, 1)), (A, origin(1, 2))];
        assert_eq!(
            observed(&sent, &[(B, origin(1, 1)), (B, origin(1, 2))]).holds("Local Primary Order"),
            Some(true)
        );
        assert_eq!(observed(&sent, &[(B, origin(1, 1))]).holds("Local Primary Order"), Some(true));
        assert_eq!(observed(&sent, &[(B, origin(1, 2))]).holds("Local Primary Order"), Some(false));
        assert_eq!(
            observed(&sent, &[(B, origin(1, 2)), (B, origin(1, 1))]).holds("Local Primary Order"),
            Some(false)
        );
    }

    #[test]
    fn global_primary_order_asks_for_epochs_that_never_fall() {
        assert_eq!(
            observed(&[], &[(B, origin(1, 1)), (B, origin(2, 1))]).holds("Global Primary Order"),
            Some(true)
        );
        assert_eq!(
            observed(&[], &[(B, origin(2, 1)), (B, origin(1, 1))]).holds("Global Primary Order"),
            Some(false)
        );
    }

    #[test]
    fn primary_integrity_counts_what_is_delivered_later_too() {
        let mut seen = observed(&[(A, origin(1, 1)), (B, origin(2, 1))], &[]);
        assert_eq!(seen.holds("Primary Integrity"), Some(true));
        seen.deliver(A, origin(1, 1), &Command::noop());
        assert_eq!(seen.holds("Primary Integrity"), Some(false), "B began epoch 2 without (1, 1)");
    }

    #[test]
    fn two_orders_are_no_agreement() {
        let both = [(A, origin(1, 1)), (A, origin(1, 2)), (B, origin(1, 2))];
        assert_eq!(observed(&[], &both).holds("Agreement"), Some(false));
        assert_eq!(observed(&[], &both[..2]).holds("Agreement"), Some(true));
    }
}
