//! Majorities, and nothing else.

/// The smallest number of nodes that is more than half of `size`: any two such groups share a node.
pub fn majority(size: usize) -> usize {
    size / 2 + 1
}

/// The greatest value that at least `needed` of these have reached: with `needed` a majority of match indexes,
/// the last index that a majority holds.
pub fn reached_by(values: &[u64], needed: usize) -> u64 {
    let is_reached =
        |value: &&u64| needed > 0 && values.iter().filter(|other| other >= value).count() >= needed;
    values.iter().filter(is_reached).max().copied().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_majority_is_more_than_half() {
        assert_eq!((1..=9).map(majority).collect::<Vec<_>>(), [1, 2, 2, 3, 3, 4, 4, 5, 5]);
    }

    #[test]
    fn the_median_of_match_indexes_is_reached_by_a_majority() {
        assert_eq!(reached_by(&[5, 1, 3, 2, 4], 3), 3);
        assert_eq!(reached_by(&[5, 1], 2), 1);
        assert_eq!(reached_by(&[], 1), 0);
    }
}
