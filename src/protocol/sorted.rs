//! A map and a set that are one vector each, in the order of their keys.
//!
//! A balanced tree is compiled anew for every type of key and value, and each such copy is many times the code of a
//! search in a vector. What is kept here is short, or grows at its end: an insertion shifts all that comes after it.

use std::borrow::Borrow;
use std::fmt;
use std::vec;

/// A map in the order of its keys: what it shares with the standard library's `BTreeMap` has the same name and does the same.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct SortedMap<K, V> {
    pairs: Vec<(K, V)>,
}

impl<K: Ord, V> SortedMap<K, V> {
    /// An empty map.
    pub const fn new() -> Self {
        SortedMap { pairs: Vec::new() }
    }

    /// The number of keys.
    pub fn len(&self) -> usize {
        self.pairs.len()
    }

    /// Whether there is no key.
    pub fn is_empty(&self) -> bool {
        self.pairs.is_empty()
    }

    /// Whether there is such a key.
    pub fn contains_key<Q: Ord + ?Sized>(&self, key: &Q) -> bool
    where
        K: Borrow<Q>,
    {
        self.place(key).is_ok()
    }

    /// The value of a key.
    pub fn get<Q: Ord + ?Sized>(&self, key: &Q) -> Option<&V>
    where
        K: Borrow<Q>,
    {
        self.place(key).ok().map(|place| &self.pairs[place].1)
    }

    /// The value of a key, to be changed.
    pub fn get_mut<Q: Ord + ?Sized>(&mut self, key: &Q) -> Option<&mut V>
    where
        K: Borrow<Q>,
    {
        self.place(key).ok().map(|place| &mut self.pairs[place].1)
    }

    /// The value of a key, which is made if it has none.
    pub fn get_or_insert_with(&mut self, key: K, make: impl FnOnce() -> V) -> &mut V {
        let place = self.place(&key).unwrap_or_else(|place| {
            self.pairs.insert(place, (key, make()));
            place
        });
        &mut self.pairs[place].1
    }

    /// Gives a key a value and returns the one that it had.
    pub fn insert(&mut self, key: K, value: V) -> Option<V> {
        match self.place(&key) {
            Ok(place) => Some(std::mem::replace(&mut self.pairs[place].1, value)),
            Err(place) => {
                self.pairs.insert(place, (key, value));
                None
            }
        }
    }

    /// Takes a key out and returns its value.
    pub fn remove<Q: Ord + ?Sized>(&mut self, key: &Q) -> Option<V>
    where
        K: Borrow<Q>,
    {
        self.place(key).ok().map(|place| self.pairs.remove(place).1)
    }

    /// Takes all keys out.
    pub fn clear(&mut self) {
        self.pairs.clear();
    }

    /// Keeps the pairs of which this is true.
    pub fn retain(&mut self, mut is_kept: impl FnMut(&K, &mut V) -> bool) {
        self.pairs.retain_mut(|(key, value)| is_kept(key, value));
    }

    /// All pairs, in the order of keys.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = (&K, &V)> {
        self.pairs.iter().map(|(key, value)| (key, value))
    }

    /// All keys, in order.
    pub fn keys(&self) -> impl DoubleEndedIterator<Item = &K> {
        self.pairs.iter().map(|(key, _)| key)
    }

    /// All values, in the order of keys.
    pub fn values(&self) -> impl DoubleEndedIterator<Item = &V> {
        self.pairs.iter().map(|(_, value)| value)
    }

    /// The pairs whose keys are greater than this one, in order.
    pub fn after(&self, key: &K) -> impl DoubleEndedIterator<Item = (&K, &V)> {
        let place = self.place(key).map_or_else(|place| place, |place| place + 1);
        self.pairs[place..].iter().map(|(key, value)| (key, value))
    }

    /// Where a key is, or where it would have to be.
    fn place<Q: Ord + ?Sized>(&self, key: &Q) -> Result<usize, usize>
    where
        K: Borrow<Q>,
    {
        self.pairs.binary_search_by(|(known, _)| known.borrow().cmp(key))
    }
}

impl<K, V> Default for SortedMap<K, V> {
    fn default() -> Self {
        SortedMap { pairs: Vec::new() }
    }
}

/// Of two pairs with the same key the later one stays.
impl<K: Ord, V> FromIterator<(K, V)> for SortedMap<K, V> {
    fn from_iter<I: IntoIterator<Item = (K, V)>>(pairs: I) -> Self {
        let mut map = SortedMap::new();
        for (key, value) in pairs {
            map.insert(key, value);
        }
        map
    }
}

impl<K, V> IntoIterator for SortedMap<K, V> {
    type Item = (K, V);
    type IntoIter = vec::IntoIter<(K, V)>;
    fn into_iter(self) -> Self::IntoIter {
        self.pairs.into_iter()
    }
}

impl<K: Ord + fmt::Debug, V: fmt::Debug> fmt::Debug for SortedMap<K, V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_map().entries(self.iter()).finish()
    }
}

/// A set in order: a map of keys alone.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct SortedSet<T> {
    map: SortedMap<T, ()>,
}

impl<T: Ord> SortedSet<T> {
    /// Whether there is no item.
    pub fn is_empty(&self) -> bool {
        self.map.is_empty()
    }

    /// Whether it holds this item.
    pub fn contains(&self, item: &T) -> bool {
        self.map.contains_key(item)
    }

    /// Adds an item; false if it was there.
    pub fn insert(&mut self, item: T) -> bool {
        self.map.insert(item, ()).is_none()
    }

    /// Takes an item out; false if it was not there.
    pub fn remove(&mut self, item: &T) -> bool {
        self.map.remove(item).is_some()
    }

    /// All items, in order.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = &T> {
        self.map.keys()
    }
}

impl<T> Default for SortedSet<T> {
    fn default() -> Self {
        SortedSet { map: SortedMap::default() }
    }
}

impl<T: Ord> FromIterator<T> for SortedSet<T> {
    fn from_iter<I: IntoIterator<Item = T>>(items: I) -> Self {
        SortedSet { map: items.into_iter().map(|item| (item, ())).collect() }
    }
}

impl<T: Ord + fmt::Debug> fmt::Debug for SortedSet<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.iter()).finish()
    }
}

// proptest runs natively only.
#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use super::*;
    use crate::protocol::digest::Digest;
    use proptest::prelude::*;
    use std::collections::{BTreeMap, BTreeSet};
    use std::ops::Bound;

    #[test]
    fn the_later_of_two_pairs_stays() {
        let map: SortedMap<_, _> = [(1, "a"), (2, "b"), (1, "c")].into_iter().collect();
        assert_eq!(map.into_iter().collect::<Vec<_>>(), [(1, "c"), (2, "b")]);
    }

    #[test]
    fn a_key_can_be_asked_for_by_what_it_lends() {
        let pairs = [("b".to_string(), 2), ("a".to_string(), 1)];
        let map: SortedMap<String, u8> = pairs.into_iter().collect();
        assert_eq!((map.get("a"), map.get("c")), (Some(&1), None));
    }

    proptest! {
        #[test]
        fn a_map_behaves_like_a_tree(moves in proptest::collection::vec((0u8..6, 0u8..20, 0u16..9), 0..100)) {
            let (mut tree, mut map) = (BTreeMap::new(), SortedMap::new());
            for (kind, key, value) in moves {
                match kind {
                    0 => prop_assert_eq!(map.remove(&key), tree.remove(&key)),
                    1 => prop_assert_eq!(
                        map.get_or_insert_with(key, || value),
                        tree.entry(key).or_insert(value)
                    ),
                    2 => {
                        map.retain(|key, kept| *key > 2 && *kept != value);
                        tree.retain(|key, kept| *key > 2 && *kept != value);
                    }
                    _ => prop_assert_eq!(map.insert(key, value), tree.insert(key, value)),
                }
                let greater = (Bound::Excluded(key), Bound::Unbounded);
                prop_assert!(map.after(&key).eq(tree.range(greater)));
                prop_assert_eq!(map.contains_key(&key), tree.contains_key(&key));
                prop_assert_eq!(map.get(&key), tree.get(&key));
                prop_assert_eq!(map.get_mut(&(key / 2)), tree.get_mut(&(key / 2)));
                prop_assert_eq!((map.len(), map.is_empty()), (tree.len(), tree.is_empty()));
                prop_assert!(map.iter().eq(tree.iter()) && map.keys().eq(tree.keys()));
                prop_assert!(map.values().eq(tree.values()));
                prop_assert_eq!(Digest::of(&map), Digest::of(&tree));
                prop_assert_eq!(format!("{map:?}"), format!("{tree:?}"));
            }
        }

        #[test]
        fn a_set_behaves_like_a_tree(moves in proptest::collection::vec((0u8..3, 0u8..20), 0..100)) {
            let (mut tree, mut set) = (BTreeSet::new(), SortedSet::default());
            for (kind, item) in moves {
                match kind {
                    0 => prop_assert_eq!(set.remove(&item), tree.remove(&item)),
                    _ => prop_assert_eq!(set.insert(item), tree.insert(item)),
                }
                prop_assert_eq!(set.contains(&item), tree.contains(&item));
                prop_assert_eq!(set.is_empty(), tree.is_empty());
                prop_assert!(set.iter().eq(tree.iter()));
                prop_assert_eq!(Digest::of(&set), Digest::of(&tree));
                prop_assert_eq!(format!("{set:?}"), format!("{tree:?}"));
            }
            prop_assert_eq!(&tree.iter().copied().collect::<SortedSet<u8>>(), &set);
        }
    }
}
