//! How large the words are: as large as all of them fit in. Nothing is ever cut.

/// The sizes of the sentence and of its reason, in pixels of a page of 1920 by 1080; `fit-0` and so on in the style sheet.
pub const SIZES: [(u32, u32); 8] =
    [(76, 37), (64, 34), (54, 31), (46, 28), (40, 26), (34, 24), (29, 22), (24, 20)];

/// The room of the words, in the same pixels.
const WIDTH: u32 = 1_440;
const HEIGHT: u32 = 222;

/// How many lines so many letters take, at the usual width of a letter.
fn lines(letters: usize, size: u32) -> u32 {
    let letters = u32::try_from(letters).unwrap_or(u32::MAX / 1_000).min(100_000);
    (letters * size * 47 / 100).div_ceil(WIDTH)
}

/// The place among the sizes of the largest at which a sentence and its reason fit, by their letters.
pub fn fit(sentence: usize, reason: usize) -> usize {
    let height = |(large, small): &(u32, u32)| {
        lines(sentence, *large) * large * 112 / 100 + lines(reason, *small) * small * 132 / 100 + 14
    };
    SIZES.iter().position(|sizes| height(sizes) <= HEIGHT).unwrap_or(SIZES.len() - 1)
}

/// The same for a question whose answers stand below it in two columns.
pub fn fit_choices(ask: usize, choices: &[usize]) -> usize {
    let height = |(large, small): &(u32, u32)| {
        let (large, small) = (large * 7 / 10, *small);
        let row = |row: &[usize]| {
            let longest = row.iter().max().copied().unwrap_or_default() + 6;
            lines(longest * 2, small) * small * 132 / 100 + 8
        };
        lines(ask, large) * large * 112 / 100 + choices.chunks(2).map(row).sum::<u32>() + 14
    };
    SIZES.iter().position(|sizes| height(sizes) <= HEIGHT).unwrap_or(SIZES.len() - 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn longer_words_are_smaller_and_the_shortest_are_largest() {
        let fits: Vec<usize> = (0..60).map(|tens| fit(tens * 10, tens * 10)).collect();
        assert_eq!(fits.first(), Some(&0));
        assert!(fits.is_sorted(), "{fits:?}");
        assert!(fits.last() > fits.first());
    }

    #[test]
    fn the_sentence_of_the_mock_is_as_large_as_there() {
        let reason =
            "B's log (term 2, index 5) is at least as up to date as C's (2, 4). Raft §5.4.1";
        assert_eq!(SIZES[fit("C grants its vote to B.".len(), reason.len())], (76, 37));
    }

    #[test]
    fn more_choices_are_smaller() {
        assert!(fit_choices(60, &[20, 20]) <= fit_choices(60, &[90, 90, 90, 90]));
    }

    #[test]
    fn what_is_long_beyond_all_sizes_has_the_smallest() {
        assert_eq!(fit(5_000, 5_000), SIZES.len() - 1);
    }
}
