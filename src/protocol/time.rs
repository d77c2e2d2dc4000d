//! Simulated time: whole microseconds, so that every machine adds up the same.

use std::fmt;
use std::ops::{Add, AddAssign, RangeInclusive, Sub};
use std::str::FromStr;

/// An instant since the start of the simulation, or a length of simulated time, in microseconds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Micros(pub u64);

impl Micros {
    /// No time at all; also the instant at which every simulation starts.
    pub const ZERO: Micros = Micros(0);

    /// A length given in whole milliseconds.
    pub const fn from_millis(millis: u64) -> Self {
        Micros(millis * 1_000)
    }

    /// The later instant minus the earlier one, and zero if they are the other way round.
    pub fn saturating_sub(self, earlier: Micros) -> Micros {
        Micros(self.0.saturating_sub(earlier.0))
    }
}

impl Add for Micros {
    type Output = Micros;
    fn add(self, other: Micros) -> Micros {
        Micros(self.0.saturating_add(other.0))
    }
}

impl AddAssign for Micros {
    fn add_assign(&mut self, other: Micros) {
        *self = *self + other;
    }
}

impl Sub for Micros {
    type Output = Micros;
    fn sub(self, other: Micros) -> Micros {
        Micros(self.0 - other.0)
    }
}

/// The shortest form that reads back as the same length: `250us`, `1.5ms`, `2s`, `0ms`.
impl fmt::Display for Micros {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (unit, name) = match self.0 {
            0 => return f.write_str("0ms"),
            us if us < 500 => (1, "us"),
            us if us < 1_000_000 => (1_000, "ms"),
            us if us % 1_000 == 0 => (1_000_000, "s"),
            _ => (1_000, "ms"),
        };
        write!(f, "{}", self.0 / unit)?;
        let rest = self.0 % unit;
        if rest > 0 {
            let digits = if unit == 1_000 { 3 } else { 6 };
            write!(f, ".{}", format!("{rest:0digits$}").trim_end_matches('0'))?;
        }
        f.write_str(name)
    }
}

/// A number with a unit, `us`, `ms` or `s`, and not finer than a microsecond.
impl FromStr for Micros {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        let wrong = || {
            format!(
                "\"{text}\" is not a duration: write a number with a unit, such as 250us, 1.5ms or 2s"
            )
        };
        let unit_at = text.find(|c: char| c.is_ascii_alphabetic()).ok_or_else(wrong)?;
        let (number, unit) = text.split_at(unit_at);
        let digits = match unit {
            "us" => 0,
            "ms" => 3,
            "s" => 6,
            _ => return Err(wrong()),
        };
        let (whole, part) = number.split_once('.').unwrap_or((number, ""));
        let all_digits = |s: &str| s.bytes().all(|b| b.is_ascii_digit());
        let dot_without_digits = number.contains('.') && part.is_empty();
        if whole.is_empty() || !all_digits(whole) || !all_digits(part) || dot_without_digits {
            return Err(wrong());
        }
        if part.len() > digits {
            return Err(format!("\"{text}\" is finer than a microsecond"));
        }
        let scaled = format!("{whole}{part:0<digits$}");
        let micros: u64 = scaled.parse().map_err(|_| format!("\"{text}\" is too long a time"))?;
        if micros > LONGEST.0 {
            return Err(format!("\"{text}\" is too long a time: at most {LONGEST}"));
        }
        Ok(Micros(micros))
    }
}

/// The longest time that a text may name: long enough for any lesson, short enough that no sum of them overflows.
pub const LONGEST: Micros = Micros(1_000_000 * 1_000_000);

/// Both ends of a range of lengths, as `150ms..300ms`, or one length where they are equal.
pub fn display_range(range: &RangeInclusive<Micros>) -> String {
    if range.start() == range.end() {
        range.start().to_string()
    } else {
        format!("{}..{}", range.start(), range.end())
    }
}

/// Reads `150ms..300ms`, or a single length as a range of one.
pub fn parse_range(text: &str) -> Result<RangeInclusive<Micros>, String> {
    let (low, high) = text.split_once("..").unwrap_or((text, text));
    let (low, high): (Micros, Micros) = (low.parse()?, high.parse()?);
    if low > high {
        return Err(format!("\"{text}\" is empty: {low} is longer than {high}"));
    }
    Ok(low..=high)
}
