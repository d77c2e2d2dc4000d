//! A list that grows at its end, is cheap to keep in the past, and knows the digest of each of its prefixes.

use super::digest::Digest;
use std::cell::OnceCell;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::rc::Rc;

/// Places on a shelf.
const PLACES: usize = 32;

/// A vector on shared shelves.
///
/// A history keeps many worlds, and each holds logs that differ in their last few entries: copies share all shelves, and
/// go on sharing them while they grow by the same items. A copy costs a pointer for each thousand items.
/// Every item carries the digest of the prefix that ends with it, so that comparing two prefixes takes one step:
/// Log Matching is checked after every event.
#[derive(Clone)]
pub struct Sequence<T> {
    /// None before the first item.
    racks: Option<Rc<Vec<Rack<T>>>>,
    len: usize,
}

/// A shelf of shelves.
type Rack<T> = Shelf<Shelf<Item<T>>>;

#[derive(Clone)]
struct Item<T> {
    value: T,
    /// Digest of this item and all before it.
    prefix: u64,
}

/// An array that is filled from the left. A free place can be filled although others look on: they know where they end.
#[derive(Clone)]
struct Shelf<T>(Rc<[OnceCell<T>; PLACES]>);

impl<T: Clone> Shelf<T> {
    fn new() -> Self {
        Shelf(Rc::new([const { OnceCell::new() }; PLACES]))
    }

    fn get(&self, place: usize) -> Option<&T> {
        self.0.get(place)?.get()
    }

    /// Fills a place. Where somebody else has filled it, a new shelf is returned, with copies of the places before it.
    fn put(&self, place: usize, value: T) -> Option<Self> {
        let value = self.0[place].set(value).err()?;
        let copy = Shelf::new();
        for (at, item) in self.0[..place].iter().enumerate() {
            if let Some(item) = item.get() {
                copy.put(at, item.clone());
            }
        }
        copy.put(place, value);
        Some(copy)
    }
}

impl<T: Clone + Hash> Sequence<T> {
    /// An empty sequence.
    pub fn new() -> Self {
        Sequence { racks: None, len: 0 }
    }

    /// The number of items.
    pub fn len(&self) -> usize {
        self.len
    }

    /// Whether there is no item.
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// The item at `position`, counted from 0.
    pub fn get(&self, position: usize) -> Option<&T> {
        self.item(position).map(|item| &item.value)
    }

    /// The last item.
    pub fn last(&self) -> Option<&T> {
        self.len.checked_sub(1).and_then(|position| self.get(position))
    }

    /// Adds an item at the end.
    pub fn push(&mut self, value: T) {
        let prefix = Digest::of(&(self.prefix_digest(self.len), &value));
        let (rack, shelf, place) = address(self.len);
        self.len += 1;
        let racks = self.racks.get_or_insert_default();
        if rack == racks.len() {
            Rc::make_mut(racks).push(Shelf::new());
        }
        let changed = match racks[rack].get(shelf) {
            // A copy of this sequence has grown by the same item.
            Some(known) if known.get(place).is_some_and(|item| item.prefix == prefix) => None,
            Some(known) => known.put(place, Item { value, prefix }),
            None => {
                let new = Shelf::new();
                new.put(place, Item { value, prefix });
                Some(new)
            }
        };
        if let Some(changed) = changed.and_then(|changed| racks[rack].put(shelf, changed)) {
            Rc::make_mut(racks)[rack] = changed;
        }
    }

    /// Keeps the first `len` items.
    pub fn truncate(&mut self, len: usize) {
        if len >= self.len {
            return;
        }
        let full = len.div_ceil(PLACES * PLACES);
        if let Some(racks) = self.racks.as_mut().filter(|racks| racks.len() > full) {
            Rc::make_mut(racks).truncate(full);
        }
        self.len = len;
    }

    /// The digest of the first `len` items; that of all of them where `len` is greater.
    pub fn prefix_digest(&self, len: usize) -> u64 {
        match len.min(self.len).checked_sub(1) {
            Some(last) => self.item(last).map_or(0, |item| item.prefix),
            None => 0,
        }
    }

    /// Whether `other` begins with all items of this one.
    pub fn is_prefix_of(&self, other: &Self) -> bool {
        self.len <= other.len && self.prefix_digest(self.len) == other.prefix_digest(self.len)
    }

    /// All items in order.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = &T> {
        (0..self.len).filter_map(|position| self.get(position))
    }

    /// The items from `position` on.
    pub fn iter_from(&self, position: usize) -> impl Iterator<Item = &T> {
        (position..self.len).filter_map(|position| self.get(position))
    }

    fn item(&self, position: usize) -> Option<&Item<T>> {
        if position >= self.len {
            return None;
        }
        let (rack, shelf, place) = address(position);
        self.racks.as_ref()?.get(rack)?.get(shelf)?.get(place)
    }
}

/// Where a position is kept: rack, shelf, place.
fn address(position: usize) -> (usize, usize, usize) {
    (position / PLACES / PLACES, position / PLACES % PLACES, position % PLACES)
}

impl<T: Clone + Hash> Default for Sequence<T> {
    fn default() -> Self {
        Sequence::new()
    }
}

/// Two sequences are equal when the digests of all their items are.
impl<T: Clone + Hash> PartialEq for Sequence<T> {
    fn eq(&self, other: &Self) -> bool {
        self.len == other.len && self.prefix_digest(self.len) == other.prefix_digest(self.len)
    }
}

impl<T: Clone + Hash> Eq for Sequence<T> {}

impl<T: Clone + Hash> Hash for Sequence<T> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        state.write_usize(self.len);
        state.write_u64(self.prefix_digest(self.len));
    }
}

impl<T: Clone + Hash> FromIterator<T> for Sequence<T> {
    fn from_iter<I: IntoIterator<Item = T>>(items: I) -> Self {
        let mut sequence = Sequence::new();
        for item in items {
            sequence.push(item);
        }
        sequence
    }
}

impl<T: Clone + Hash + fmt::Debug> fmt::Debug for Sequence<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.iter()).finish()
    }
}

// proptest runs natively only.
#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_sequence_behaves_like_a_vector(moves in proptest::collection::vec((0u8..4, 0usize..200), 0..300)) {
            let mut model: Vec<usize> = Vec::new();
            let mut sequence = Sequence::new();
            let mut kept: Vec<(Vec<usize>, Sequence<usize>)> = Vec::new();
            for (kind, n) in moves {
                match kind {
                    0 => { model.truncate(n); sequence.truncate(n); }
                    1 => kept.push((model.clone(), sequence.clone())),
                    _ => for i in 0..n % 9 { model.push(n + i); sequence.push(n + i); }
                }
                prop_assert_eq!(sequence.len(), model.len());
            }
            kept.push((model, sequence));
            for (model, sequence) in &kept {
                prop_assert_eq!(&sequence.iter().copied().collect::<Vec<_>>(), model);
                for (other_model, other) in &kept {
                    prop_assert_eq!(sequence == other, model == other_model);
                    prop_assert_eq!(sequence.is_prefix_of(other), other_model.starts_with(model));
                }
            }
        }
    }
}
