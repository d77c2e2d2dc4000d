//! Putting in order, with one copy of the code for all types.
//!
//! The standard library's sorts are compiled anew for every type: a third of the engine's download was sorting. What is
//! sorted here is short, so this does as well.

use super::sorted::SortedSet;

/// Puts items in the order of a number that each has; those with the same number keep their order.
pub fn sort_by_number<T>(items: &mut Vec<T>, number: impl Fn(&T) -> u64) {
    let numbered: SortedSet<(u64, usize)> = items.iter().map(number).zip(0..).collect();
    let mut slots: Vec<Option<T>> = items.drain(..).map(Some).collect();
    items.extend(numbered.iter().filter_map(|(_, place)| slots[*place].take()));
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
}
