//! Gathering into maps and putting in order, with one copy of the code for all types.
//!
//! The standard library's sorts, and its maps made from iterators (which sort first), are compiled anew for every type:
//! a third of the engine's download was sorting. What is sorted here is short, so these do as well.

use std::collections::BTreeMap;

/// A map of these pairs; of two with the same key the later one stays.
pub fn map_of<K: Ord, V>(pairs: impl IntoIterator<Item = (K, V)>) -> BTreeMap<K, V> {
    let mut map = BTreeMap::new();
    for (key, value) in pairs {
        map.insert(key, value);
    }
    map
}

/// Puts items in the order of a number that each has; those with the same number keep their order.
pub fn sort_by_number<T>(items: &mut Vec<T>, number: impl Fn(&T) -> u64) {
    let mut numbered: Vec<(u64, usize)> = items.iter().map(number).zip(0..).collect();
    sort_pairs(&mut numbered);
    let mut slots: Vec<Option<T>> = items.drain(..).map(Some).collect();
    items.extend(numbered.iter().filter_map(|(_, place)| slots[*place].take()));
}

/// The only sort that is compiled.
#[inline(never)]
fn sort_pairs(pairs: &mut [(u64, usize)]) {
    pairs.sort_unstable();
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_numbers_keep_their_order() {
        let mut words = vec!["bb", "a", "cc", "d", ""];
        sort_by_number(&mut words, |word| word.len() as u64);
        assert_eq!(words, ["", "a", "d", "bb", "cc"]);
    }

    #[test]
    fn the_later_of_two_pairs_stays() {
        assert_eq!(
            map_of([(1, "a"), (2, "b"), (1, "c")]).into_iter().collect::<Vec<_>>(),
            [(1, "c"), (2, "b")]
        );
    }
}
