//! Slots: what lies in them, by number from 1, with gaps.

use crate::protocol::cluster::Cluster;
use crate::protocol::command::{Command, Origin};
use crate::protocol::digest::Digest;
use crate::protocol::inspect::Variable;
use crate::protocol::value::Value;
use crate::protocols::ballot::Ballot;
use std::cell::Cell;
use std::hash::{Hash, Hasher};
use std::rc::Rc;

/// A value: a command, and which leader first proposed it. Two are the same when their commands are: by its origin nobody
/// decides anything, it is kept for those who compare orders.
#[derive(Clone, Debug)]
pub struct Decree {
    /// The command.
    pub command: Command,
    /// The ballot and the slot in which a leader first proposed it.
    pub origin: Origin,
}

impl Decree {
    /// A command that is proposed for the first time.
    pub fn new(command: Command, ballot: Ballot, slot: u64) -> Self {
        Decree { command, origin: Origin { epoch: rank(ballot), counter: slot } }
    }

    /// Whether it was first proposed under this ballot.
    pub fn is_of(&self, ballot: Option<Ballot>) -> bool {
        ballot.is_some_and(|ballot| self.origin.epoch == rank(ballot))
    }
}

/// A number that orders ballots as they are ordered.
fn rank(ballot: Ballot) -> u64 {
    ballot.round << 8 | u64::from(ballot.node.0)
}

impl PartialEq for Decree {
    fn eq(&self, other: &Self) -> bool {
        self.command == other.command
    }
}

impl Eq for Decree {}

impl Hash for Decree {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.command.hash(state);
    }
}

/// What an acceptor has accepted in a slot: PMMC calls it a pvalue.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Vote {
    /// The ballot under which it did.
    pub ballot: Ballot,
    /// The value.
    pub decree: Decree,
}

/// What can lie in a slot, as scenarios write it.
pub trait InSlot {
    /// `x=1`, or with its ballot `1.A:x=1`.
    fn shown(&self, cluster: &Cluster) -> String;
}

impl InSlot for Decree {
    fn shown(&self, _cluster: &Cluster) -> String {
        self.command.to_string()
    }
}

impl InSlot for Vote {
    fn shown(&self, cluster: &Cluster) -> String {
        format!("{}:{}", self.ballot.shown(cluster), self.decree.command)
    }
}

/// How many slots a shelf has.
const SHELF: usize = 32;

/// Things by slot, with gaps. They lie on shelves that copies share until one changes, so that a copy, a comparison with
/// what was before and a digest look at the shelves that changed and at no others.
#[derive(Clone, Debug)]
pub struct Slots<T> {
    shelves: Rc<Vec<Rc<Shelf<T>>>>,
}

/// Consecutive slots. The last of its values is never a gap, so that equal shelves hold equal lists.
#[derive(Clone, Debug)]
struct Shelf<T> {
    values: Vec<Option<T>>,
    /// The digest of the values, once somebody has asked.
    digest: Cell<Option<u64>>,
}

impl<T> Default for Shelf<T> {
    fn default() -> Self {
        Shelf { values: Vec::new(), digest: Cell::new(None) }
    }
}

/// Where a slot lies: the shelf, and the place on it. Slots count from 1.
fn place(slot: u64) -> Option<(usize, usize)> {
    let place = usize::try_from(slot.checked_sub(1)?).ok()?;
    Some((place / SHELF, place % SHELF))
}

/// The slot at a place of a shelf.
fn slot_at(shelf: usize, place: usize) -> u64 {
    (shelf * SHELF + place) as u64 + 1
}

impl<T: Clone> Slots<T> {
    /// What lies in a slot.
    pub fn get(&self, slot: u64) -> Option<&T> {
        let (shelf, place) = place(slot)?;
        self.shelves.get(shelf)?.values.get(place)?.as_ref()
    }

    /// Whether something lies in a slot.
    pub fn has(&self, slot: u64) -> bool {
        self.get(slot).is_some()
    }

    /// The last slot in which something lies; 0 if there is none.
    pub fn last(&self) -> u64 {
        let last = self.shelves.iter().enumerate().next_back();
        last.map_or(0, |(shelf, it)| slot_at(shelf, 0) + it.values.len() as u64 - 1)
    }

    /// Puts something into a slot. There is no slot 0.
    pub fn insert(&mut self, slot: u64, value: T) {
        self.change(slot, |_| value);
    }

    /// Puts something into a slot in the place of what lies there.
    pub fn change(&mut self, slot: u64, of: impl FnOnce(Option<T>) -> T) {
        let Some((shelf, place)) = place(slot) else { return };
        let shelves = Rc::make_mut(&mut self.shelves);
        if shelves.len() <= shelf {
            shelves.resize_with(shelf + 1, Rc::default);
        }
        let shelf = Rc::make_mut(&mut shelves[shelf]);
        if shelf.values.len() <= place {
            shelf.values.resize_with(place + 1, || None);
        }
        let value = of(shelf.values[place].take());
        shelf.values[place] = Some(value);
        shelf.digest.set(None);
    }

    /// What lies in a slot, to be changed.
    pub fn get_mut(&mut self, slot: u64) -> Option<&mut T> {
        let (shelf, place) = place(slot).filter(|_| self.has(slot))?;
        let shelf = Rc::make_mut(&mut Rc::make_mut(&mut self.shelves)[shelf]);
        shelf.digest.set(None);
        shelf.values[place].as_mut()
    }

    /// All that lies in slots, in order.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = (u64, &T)> {
        self.from(1)
    }

    /// What lies from a slot on, in order.
    pub fn from(&self, slot: u64) -> impl DoubleEndedIterator<Item = (u64, &T)> {
        let first = place(slot).map_or(0, |(shelf, _)| shelf);
        let shelves = self.shelves.iter().enumerate().skip(first);
        let all = shelves.flat_map(|(shelf, it)| on_shelf(shelf, it));
        all.filter(move |(at, _)| *at >= slot)
    }
}

impl<T: Clone + PartialEq> Slots<T> {
    /// What lies here and did not lie so in another, in order.
    pub fn unlike<'s>(&'s self, other: &'s Slots<T>) -> impl Iterator<Item = (u64, &'s T)> {
        let is_shared = |shelf: usize, it: &Rc<Shelf<T>>| {
            other.shelves.get(shelf).is_some_and(|there| Rc::ptr_eq(there, it))
        };
        let shelves: &[Rc<Shelf<T>>] = match Rc::ptr_eq(&self.shelves, &other.shelves) {
            true => &[],
            false => &self.shelves,
        };
        let touched = shelves.iter().enumerate().filter(move |(shelf, it)| !is_shared(*shelf, it));
        let all = touched.flat_map(|(shelf, it)| on_shelf(shelf, it));
        all.filter(|(slot, value)| other.get(*slot) != Some(*value))
    }
}

fn on_shelf<T>(shelf: usize, it: &Shelf<T>) -> impl DoubleEndedIterator<Item = (u64, &T)> {
    let values = it.values.iter().enumerate();
    values.filter_map(move |(place, value)| Some((slot_at(shelf, place), value.as_ref()?)))
}

impl<T> Default for Slots<T> {
    fn default() -> Self {
        Slots { shelves: Rc::default() }
    }
}

impl<T: PartialEq> PartialEq for Shelf<T> {
    fn eq(&self, other: &Self) -> bool {
        self.values == other.values
    }
}

impl<T: PartialEq> PartialEq for Slots<T> {
    fn eq(&self, other: &Self) -> bool {
        let same = |(a, b): (&Rc<Shelf<T>>, &Rc<Shelf<T>>)| Rc::ptr_eq(a, b) || a == b;
        let (mine, theirs) = (&self.shelves, &other.shelves);
        Rc::ptr_eq(mine, theirs)
            || (mine.len() == theirs.len() && mine.iter().zip(theirs.iter()).all(same))
    }
}

impl<T: Eq> Eq for Slots<T> {}

impl<T: Hash> Hash for Slots<T> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        for shelf in self.shelves.iter() {
            let digest = shelf.digest.get().unwrap_or_else(|| Digest::of(&shelf.values));
            shelf.digest.set(Some(digest));
            state.write_u64(digest);
        }
        state.write_usize(self.shelves.len());
    }
}

impl<T: Clone> FromIterator<(u64, T)> for Slots<T> {
    fn from_iter<I: IntoIterator<Item = (u64, T)>>(values: I) -> Self {
        let mut slots = Slots::default();
        values.into_iter().for_each(|(slot, value)| slots.insert(slot, value));
        slots
    }
}

/// Slot by slot; a gap is `-`.
impl<T: InSlot + Clone + Hash> Variable for Slots<T> {
    fn value(&self, cluster: &Cluster) -> Value {
        let shown = |slot| match self.get(slot) {
            Some(value) => Value::from_text(&value.shown(cluster)),
            None => Value::Word("-".to_string()),
        };
        Value::List((1..=self.last()).map(shown).collect())
    }
    fn digest(&self) -> u64 {
        Digest::of(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(values: &[(u64, u32)]) -> Slots<u32> {
        values.iter().copied().collect()
    }

    fn all(slots: &Slots<u32>) -> Vec<(u64, u32)> {
        slots.iter().map(|(slot, value)| (slot, *value)).collect()
    }

    #[test]
    fn gaps_stay_gaps_over_any_number_of_shelves() {
        let values = [(1, 10), (32, 20), (33, 30), (100, 40)];
        let slots = of(&values);
        assert_eq!(all(&slots), values);
        assert_eq!((slots.last(), of(&[]).last()), (100, 0));
        assert_eq!(
            (slots.get(33), slots.get(34), slots.get(0), slots.get(999)),
            (Some(&30), None, None, None)
        );
        let from: Vec<u64> = slots.from(33).map(|(slot, _)| slot).collect();
        assert_eq!(from, [33, 100]);
        assert_eq!(slots.from(0).count(), 4);
        let mut none = slots.clone();
        none.insert(0, 1);
        assert_eq!(none, slots);
    }

    #[test]
    fn equal_slots_are_equal_and_hash_alike_however_they_came_about() {
        let forward = of(&[(1, 10), (40, 20), (70, 30)]);
        let mut backward = of(&[(70, 31), (40, 20), (1, 10)]);
        assert_ne!(forward, backward);
        assert_ne!(Digest::of(&forward), Digest::of(&backward));
        backward.insert(70, 30);
        assert_eq!(forward, backward);
        assert_eq!(Digest::of(&forward), Digest::of(&backward));
        assert_ne!(Digest::of(&of(&[(1, 10)])), Digest::of(&of(&[(2, 10)])));
    }

    #[test]
    fn what_changed_is_found_and_copies_keep_what_they_had() {
        let before = of(&[(1, 10), (40, 20)]);
        let mut after = before.clone();
        after.insert(40, 21);
        after.insert(41, 22);
        assert_eq!(after.unlike(&before).collect::<Vec<_>>(), [(40, &21), (41, &22)]);
        assert_eq!(after.unlike(&Slots::default()).count(), 3);
        assert_eq!(before.get(40), Some(&20));
    }
}
