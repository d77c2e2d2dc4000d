//! Numbers in statements, read from a word with an error that shows the right form. The values of options are read by
//! whoever knows the option ([`crate::protocol::setting`]).

use super::word::{Fault, Word};
use std::fmt;
use std::ops::RangeInclusive;
use std::str::FromStr;

/// How fast a clock goes, in thousandths of the true time: `1.5` is 1,500.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Rate(u32);

impl Rate {
    /// So many thousandths, from 1 to 1,000,000.
    pub fn of(thousandths: u32) -> Option<Rate> {
        (1..=1_000_000).contains(&thousandths).then_some(Rate(thousandths))
    }

    /// Thousandths, from 1 to 1,000,000.
    pub fn get(self) -> u32 {
        self.0
    }
}

impl Default for Rate {
    fn default() -> Rate {
        Rate(1_000)
    }
}

impl fmt::Display for Rate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&decimal(u64::from(self.0), 3))
    }
}

impl FromStr for Rate {
    type Err = String;
    fn from_str(text: &str) -> Result<Rate, String> {
        match scaled(text, 3).and_then(|rate| u32::try_from(rate).ok()) {
            Some(rate @ 1..=1_000_000) => Ok(Rate(rate)),
            _ => {
                Err(format!("\"{text}\" is not a speed: a number from 0.001 to 1000, such as 1.5"))
            }
        }
    }
}

/// A decimal number times ten to the power of `places`; nothing if it is no such number or has more places.
fn scaled(text: &str, places: usize) -> Option<u64> {
    let (whole, part) = match text.split_once('.') {
        Some((_, "")) => return None,
        Some(split) => split,
        None => (text, ""),
    };
    let digits = |s: &str| s.bytes().all(|b| b.is_ascii_digit());
    if whole.is_empty() || !digits(whole) || !digits(part) || part.len() > places {
        return None;
    }
    format!("{whole}{part:0<places$}").parse().ok()
}

/// The inverse of [`scaled`], without zeros that say nothing.
fn decimal(number: u64, places: usize) -> String {
    let text = format!("{number:0width$}", width = places + 1);
    let (whole, part) = text.split_at(text.len() - places);
    format!("{whole}.{part}").trim_end_matches('0').trim_end_matches('.').to_string()
}

/// The speed of a clock, such as `1.5`.
pub fn rate(value: &Word) -> Result<Rate, Fault> {
    value.text.parse().map_err(|message: String| value.fault(message))
}

/// A whole number within bounds.
pub fn count(value: &Word, bounds: RangeInclusive<u64>) -> Result<u64, Fault> {
    let digits = !value.text.is_empty() && value.text.bytes().all(|b| b.is_ascii_digit());
    match value.text.parse() {
        Ok(number) if digits && bounds.contains(&number) => Ok(number),
        _ => {
            let (low, high) = (bounds.start(), bounds.end());
            Err(value.fault(format!("\"{value}\" is not a whole number from {low} to {high}")))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn speeds_read_and_print() {
        for text in ["1", "1.5", "0.001", "1000"] {
            assert_eq!(text.parse::<Rate>().unwrap().to_string(), text);
        }
        for text in ["", "0", "-1", "1.", ".5", "1.0001", "1001", "fast", "1e3"] {
            assert!(text.parse::<Rate>().is_err(), "{text}");
        }
        assert_eq!(rate(&Word::new("1.5")).unwrap().get(), 1_500);
    }

    #[test]
    fn counts_keep_within_their_bounds() {
        assert_eq!(count(&Word::new("9"), 1..=9), Ok(9));
        for text in ["0", "10", "+5", "", "99999999999999999999"] {
            assert!(count(&Word::new(text), 1..=9).is_err(), "{text}");
        }
    }
}
