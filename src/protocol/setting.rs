//! Options as data: their names, kinds, defaults and present values.

use super::time::{self, Micros};
use std::fmt;
use std::ops::RangeInclusive;

/// One option that `set` can change.
#[derive(Debug, PartialEq, Eq)]
pub struct Choice {
    /// Its name in scenarios and links.
    pub name: &'static str,
    /// What values it takes.
    pub kind: Kind,
    /// Its value when nobody sets it, as text.
    pub default: &'static str,
    /// What it does, in one sentence.
    pub says: &'static str,
}

/// What values an option takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// `on` or `off`.
    Switch,
    /// A whole number within bounds.
    Count {
        /// The smallest.
        least: u64,
        /// The greatest.
        most: u64,
    },
    /// A length of time, `off` where that is allowed.
    Length,
    /// A length of time, or `off`.
    LengthOrOff,
    /// A range of lengths from which each is drawn.
    Range,
    /// A share in percent, to a tenth.
    Share,
    /// One of these words.
    Word(&'static [&'static str]),
}

/// The present value of an option.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Setting {
    /// On or off.
    Switch(bool),
    /// A whole number.
    Count(u64),
    /// A length of time; none is `off`.
    Length(Option<Micros>),
    /// A range of lengths.
    Range(RangeInclusive<Micros>),
    /// A share in tenths of a percent, 0 to 1000.
    Share(u16),
    /// A word, by its place among those allowed.
    Word(&'static str),
}

impl Choice {
    /// The words that it takes; none if it takes something else.
    pub fn words(&self) -> &'static [&'static str] {
        match self.kind {
            Kind::Word(words) => words,
            _ => &[],
        }
    }

    /// Reads a value, or says what would be one.
    pub fn parse(&self, text: &str) -> Result<Setting, String> {
        let name = self.name;
        match self.kind {
            Kind::Switch => match text {
                "on" => Ok(Setting::Switch(true)),
                "off" => Ok(Setting::Switch(false)),
                _ => Err(format!("\"{name}\" is on or off, not \"{text}\"")),
            },
            Kind::Count { least, most } => match text.parse() {
                Ok(count) if (least..=most).contains(&count) => Ok(Setting::Count(count)),
                _ => Err(format!(
                    "\"{name}\" is a whole number from {least} to {most}, not \"{text}\""
                )),
            },
            Kind::LengthOrOff if text == "off" => Ok(Setting::Length(None)),
            Kind::Length | Kind::LengthOrOff => Ok(Setting::Length(Some(text.parse()?))),
            Kind::Range => time::parse_range(text).map(Setting::Range),
            Kind::Share => parse_share(text).map(Setting::Share).ok_or_else(|| {
                format!("\"{name}\" is a share from 0% to 100%, such as 5% or 0.5%, not \"{text}\"")
            }),
            Kind::Word(words) => match words.iter().find(|word| **word == text) {
                Some(word) => Ok(Setting::Word(word)),
                None => Err(format!("\"{name}\" is {}, not \"{text}\"", words.join(" or "))),
            },
        }
    }
}

fn parse_share(text: &str) -> Option<u16> {
    let number = text.strip_suffix('%')?;
    let (whole, tenth) = number.split_once('.').unwrap_or((number, "0"));
    let digits = |s: &str| !s.is_empty() && s.bytes().all(|b| b.is_ascii_digit());
    if !digits(whole) || !digits(tenth) || tenth.len() > 1 || whole.len() > 3 {
        return None;
    }
    let share = whole.parse::<u16>().ok()? * 10 + tenth.parse::<u16>().ok()?;
    (share <= 1000).then_some(share)
}

impl fmt::Display for Setting {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Setting::Switch(on) => f.write_str(if *on { "on" } else { "off" }),
            Setting::Count(count) => write!(f, "{count}"),
            Setting::Length(None) => f.write_str("off"),
            Setting::Length(Some(length)) => write!(f, "{length}"),
            Setting::Range(range) => f.write_str(&time::display_range(range)),
            Setting::Share(share) if share % 10 == 0 => write!(f, "{}%", share / 10),
            Setting::Share(share) => write!(f, "{}.{}%", share / 10, share % 10),
            Setting::Word(word) => f.write_str(word),
        }
    }
}

/// The present values of a table of options.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settings {
    values: Vec<(&'static Choice, Setting)>,
}

impl Settings {
    /// Every option of these tables at its default.
    pub fn new(choices: impl IntoIterator<Item = &'static Choice>) -> Self {
        let default = |choice: &'static Choice| match choice.parse(choice.default) {
            Ok(setting) => (choice, setting),
            Err(error) => unreachable!("the default of {} does not parse: {error}", choice.name),
        };
        Settings { values: choices.into_iter().map(default).collect() }
    }

    /// Changes the option called `name`.
    pub fn set(&mut self, name: &str, text: &str) -> Result<(), String> {
        let known = self.values.iter_mut().find(|(choice, _)| choice.name == name);
        let (choice, value) = known.ok_or_else(|| format!("there is no option \"{name}\""))?;
        *value = choice.parse(text)?;
        Ok(())
    }

    /// All options with their values.
    pub fn iter(&self) -> impl Iterator<Item = (&'static Choice, &Setting)> {
        self.values.iter().map(|(choice, setting)| (*choice, setting))
    }

    /// Whether a switch is on.
    pub fn switch(&self, choice: &'static Choice) -> bool {
        matches!(self.get(choice), Setting::Switch(true))
    }

    /// A whole number.
    pub fn count(&self, choice: &'static Choice) -> u64 {
        match self.get(choice) {
            Setting::Count(count) => *count,
            _ => unreachable!("{} is no count", choice.name),
        }
    }

    /// A length of time; none when it is `off`.
    pub fn length(&self, choice: &'static Choice) -> Option<Micros> {
        match self.get(choice) {
            Setting::Length(length) => *length,
            _ => unreachable!("{} is no length", choice.name),
        }
    }

    /// A range of lengths.
    pub fn range(&self, choice: &'static Choice) -> RangeInclusive<Micros> {
        match self.get(choice) {
            Setting::Range(range) => range.clone(),
            _ => unreachable!("{} is no range", choice.name),
        }
    }

    /// A share in tenths of a percent.
    pub fn share(&self, choice: &'static Choice) -> u16 {
        match self.get(choice) {
            Setting::Share(share) => *share,
            _ => unreachable!("{} is no share", choice.name),
        }
    }

    /// A word.
    pub fn word(&self, choice: &'static Choice) -> &'static str {
        match self.get(choice) {
            Setting::Word(word) => word,
            _ => unreachable!("{} is no word", choice.name),
        }
    }

    fn get(&self, choice: &'static Choice) -> &Setting {
        let found = self.values.iter().find(|(known, _)| std::ptr::eq(*known, choice));
        match found {
            Some((_, setting)) => setting,
            None => unreachable!("{} is in no table of this cluster", choice.name),
        }
    }
}
