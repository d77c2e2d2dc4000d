//! The values of settings: what `set loss 0.5%` and its like may say, read from a word with an error that shows the right form.

use super::word::{Fault, Switch, Word, did_you_mean};
use crate::protocol::time::{self, Micros};
use std::fmt;
use std::ops::RangeInclusive;
use std::str::FromStr;

/// A share of all cases, in thousandths: `5%` is 50.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PerMille(u16);

impl PerMille {
    /// Thousandths, from 0 to 1,000.
    pub fn get(self) -> u32 {
        u32::from(self.0)
    }
}

impl fmt::Display for PerMille {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}%", decimal(u64::from(self.0), 1))
    }
}

impl FromStr for PerMille {
    type Err = String;
    fn from_str(text: &str) -> Result<PerMille, String> {
        let thousandths = text.strip_suffix('%').and_then(|number| scaled(number, 1));
        match thousandths.and_then(|thousandths| u16::try_from(thousandths).ok()) {
            Some(thousandths @ 0..=1_000) => Ok(PerMille(thousandths)),
            _ => Err(format!(
                "\"{text}\" is not a percentage: from 0% to 100%, with one decimal at most, such as 0.5%"
            )),
        }
    }
}

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

/// A length of time, such as `50ms`.
pub fn duration(value: &Word) -> Result<Micros, Fault> {
    value.text.parse().map_err(|message: String| value.fault(message))
}

/// A range of lengths, such as `0.5ms..1.5ms`; one length alone is a range too.
pub fn duration_range(value: &Word) -> Result<RangeInclusive<Micros>, Fault> {
    time::parse_range(&value.text).map_err(|message| value.fault(message))
}

/// A percentage, such as `0.5%`.
pub fn percentage(value: &Word) -> Result<PerMille, Fault> {
    value.text.parse().map_err(|message: String| value.fault(message))
}

/// The speed of a clock, such as `1.5`.
pub fn rate(value: &Word) -> Result<Rate, Fault> {
    value.text.parse().map_err(|message: String| value.fault(message))
}

/// `on` or `off`, as true or false.
pub fn switch(value: &Word) -> Result<bool, Fault> {
    Switch::of(&value.text)
        .map(|switch| switch == Switch::On)
        .ok_or_else(|| value.fault(format!("\"{value}\" is neither on nor off")))
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

/// One of a few words, as its place in the list.
pub fn one_of(value: &Word, words: &[&str]) -> Result<usize, Fault> {
    words.iter().position(|word| *word == value.text).ok_or_else(|| {
        let meant = did_you_mean(&value.text, words);
        value.fault(format!("\"{value}\" is none of {}{meant}", words.join(", ")))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decimals_read_and_print() {
        for text in ["0%", "5%", "0.5%", "99.9%", "100%"] {
            assert_eq!(text.parse::<PerMille>().unwrap().to_string(), text);
        }
        for text in ["", "%", "5", "-1%", "100.1%", "0.05%", ".5%", "5.%", "99999999999999999999%"]
        {
            assert!(text.parse::<PerMille>().is_err(), "{text}");
        }
        for text in ["1", "1.5", "0.001", "1000", "0.25"] {
            assert_eq!(text.parse::<Rate>().unwrap().to_string(), text);
        }
        for text in ["0", "0.0001", "1000.001", "fast", "-1"] {
            assert!(text.parse::<Rate>().is_err(), "{text}");
        }
    }

    #[test]
    fn settings_say_what_they_want() {
        let word = |text: &str| Word { text: text.into(), column: 9 };
        assert_eq!(duration_range(&word("1ms..2ms")).unwrap(), Micros(1_000)..=Micros(2_000));
        assert_eq!(percentage(&word("5%")).unwrap().get(), 50);
        assert_eq!(rate(&word("1.5")).unwrap().get(), 1_500);
        assert_eq!(switch(&word("on")), Ok(true));
        assert_eq!(
            switch(&word("yes")).unwrap_err(),
            word("").fault("\"yes\" is neither on nor off")
        );
        assert_eq!(count(&word("64"), 1..=100), Ok(64));
        assert_eq!(
            count(&word("+6"), 1..=9).unwrap_err().message,
            "\"+6\" is not a whole number from 1 to 9"
        );
        assert_eq!(one_of(&word("fifo"), &["random", "fifo"]), Ok(1));
        let message = one_of(&word("radnom"), &["random", "fifo"]).unwrap_err().message;
        assert_eq!(message, "\"radnom\" is none of random, fifo, did you mean \"random\"?");
        assert_eq!(duration(&word("5")).unwrap_err().column, 9);
    }
}
