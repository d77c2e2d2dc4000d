//! Words: names that remember where they stood, what may be a name, and what a mistyped word probably meant.

use super::token;
use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};

/// A word of a scenario and the column it began at. Two words are equal when their texts are.
#[derive(Clone, Debug)]
pub struct Word {
    /// The word itself, without quotation marks.
    pub text: String,
    /// Where it began, counted in characters from 1; 0 for a word that no text was read for.
    pub column: u32,
}

impl Word {
    /// A word that was not read from a text, as the page makes them.
    pub fn new(text: impl Into<String>) -> Word {
        Word { text: text.into(), column: 0 }
    }

    /// Something wrong with this word, to be reported where it stands.
    pub fn fault(&self, message: impl Into<String>) -> Fault {
        Fault { column: self.column, message: message.into() }
    }

    /// What stands before its first `=` and what stands behind it, each with its own column.
    pub fn halves(&self) -> Option<(Word, Word)> {
        let (name, value) = self.text.split_once('=')?;
        let before = u32::try_from(name.chars().count()).unwrap_or(0).saturating_add(1);
        let value = Word { text: value.to_string(), column: self.column.saturating_add(before) };
        Some((Word { text: name.to_string(), column: self.column }, value))
    }

    /// The word as a scenario may write it anywhere a value is wanted: in quotation marks if it would not stay one word.
    pub fn shown(&self) -> String {
        token::shown(&self.text)
    }
}

impl From<&str> for Word {
    fn from(text: &str) -> Word {
        Word::new(text)
    }
}

impl PartialEq for Word {
    fn eq(&self, other: &Word) -> bool {
        self.text == other.text
    }
}

impl Eq for Word {}

impl Hash for Word {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.text.hash(state);
    }
}

impl PartialOrd for Word {
    fn partial_cmp(&self, other: &Word) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Word {
    fn cmp(&self, other: &Word) -> Ordering {
        self.text.cmp(&other.text)
    }
}

impl fmt::Display for Word {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

/// What is wrong, and at which column of its line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// Counted in characters from 1; 0 when it is not known.
    pub column: u32,
    /// What is wrong and, where it can be told, what was meant.
    pub message: String,
}

/// An enum of fixed words, described once: the same table reads and prints them.
macro_rules! worded {
    ($(#[$about:meta])* $name:ident { $($(#[$what:meta])* $variant:ident = $text:literal,)* }) => {
        $(#[$about])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum $name { $($(#[$what])* $variant,)* }

        impl $name {
            /// Each of them, in the order of the handbook.
            pub const ALL: &'static [$name] = &[$($name::$variant,)*];

            /// Its word in a scenario.
            pub const fn word(self) -> &'static str {
                match self { $($name::$variant => $text,)* }
            }

            /// The one that a word names.
            pub fn of(word: &str) -> Option<$name> {
                match word { $($text => Some($name::$variant),)* _ => None }
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.word())
            }
        }
    };
}
pub(super) use worded;

worded! {
    /// Whether something happens by itself or waits to be told.
    Mode {
        /// By itself, in its time.
        Auto = "auto",
        /// When a statement says so.
        Manual = "manual",
    }
}

worded! {
    /// A switch.
    Switch {
        /// In force.
        On = "on",
        /// Not in force.
        Off = "off",
    }
}

/// The most characters that a node's name has.
pub const NAME_MAX: usize = 8;

/// Words that no node can be called, since a condition or a statement gives them a meaning.
pub const RESERVED: &[&str] = &[
    "leader",
    "any",
    "all",
    "majority",
    "none",
    "true",
    "false",
    "not",
    "and",
    "or",
    "count",
    "holds",
    "cited",
    "contains",
    "chosen",
    "committed",
    "safe",
    "violated",
    "time",
    "inFlight",
    "sent",
    "delivered",
    "lost",
    "clock",
    "main",
    "to",
    "as",
    "at",
    "by",
    "with",
    "until",
    "within",
];

/// Whether a node can be called this, and if not, why.
pub fn check_name(text: &str) -> Result<(), String> {
    if RESERVED.contains(&text) {
        return Err(format!("\"{text}\" has a meaning of its own and cannot be a name"));
    }
    if text.is_empty()
        || !text.chars().all(char::is_alphanumeric)
        || text.chars().count() > NAME_MAX
    {
        return Err(format!("\"{text}\" is not a name: letters and digits, at most {NAME_MAX}"));
    }
    let like_a_duration = text.parse::<crate::protocol::time::Micros>().is_ok();
    if like_a_duration || !text.chars().any(char::is_alphabetic) {
        return Err(format!(
            "\"{text}\" is not a name: it would be taken for a number or a duration"
        ));
    }
    Ok(())
}

/// The end of a message about an unknown word: `, did you mean "crash"?`, or nothing when no candidate is near.
pub fn did_you_mean<S: AsRef<str>>(word: &str, candidates: impl IntoIterator<Item = S>) -> String {
    let letters = word.chars().count();
    if letters > WORD_MAX {
        return String::new();
    }
    // One letter off is a slip in a word, and another name where the name is one letter.
    let near = if letters > 1 { (letters / 3).max(1) } else { 0 };
    let nearest = candidates
        .into_iter()
        .filter(|candidate| candidate.as_ref() != word)
        .map(|candidate| (distance(word, candidate.as_ref()), candidate))
        .filter(|(distance, _)| *distance <= near)
        .min_by_key(|(distance, _)| *distance);
    match nearest {
        Some((_, candidate)) => format!(", did you mean \"{}\"?", candidate.as_ref()),
        None => String::new(),
    }
}

/// The whole message about an unknown word: what was meant, or else what there is.
pub fn unknown<S: AsRef<str>>(what: &str, word: &str, known: &[S]) -> String {
    let meant = did_you_mean(word, known.iter().map(AsRef::as_ref));
    if !meant.is_empty() {
        return format!("unknown {what} \"{word}\"{meant}");
    }
    let known: Vec<&str> = known.iter().map(AsRef::as_ref).collect();
    format!("unknown {what} \"{word}\": there are {}", known.join(", "))
}

/// Longer words are not typing errors of anything, and measuring them would cost their square.
const WORD_MAX: usize = 64;

/// How many letters must be put in, left out, changed or swapped with their neighbour; the case of ASCII does not count.
/// All words of the language are ASCII, and Unicode's tables of cases would be a twentieth of the page.
fn distance(left: &str, right: &str) -> usize {
    let left: Vec<char> = left.to_ascii_lowercase().chars().collect();
    let right: Vec<char> = right.to_ascii_lowercase().chars().take(2 * WORD_MAX).collect();
    let mut before: Vec<usize> = Vec::new();
    let mut above: Vec<usize> = (0..=right.len()).collect();
    for (i, &l) in left.iter().enumerate() {
        let mut row = vec![i + 1];
        for (j, &r) in right.iter().enumerate() {
            let changed = above[j] + usize::from(l != r);
            let mut least = changed.min(above[j + 1] + 1).min(row[j] + 1);
            if i > 0 && j > 0 && l == right[j - 1] && left[i - 1] == r {
                least = least.min(before[j - 1] + 1);
            }
            row.push(least);
        }
        before = std::mem::replace(&mut above, row);
    }
    above[right.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mistyped_word_finds_what_was_meant() {
        let meant = |word| did_you_mean(word, ["crash", "restart", "commitIndex"]);
        assert_eq!(meant("crsh"), ", did you mean \"crash\"?");
        assert_eq!(meant("carsh"), ", did you mean \"crash\"?");
        assert_eq!(meant("comitindex"), ", did you mean \"commitIndex\"?");
        assert_eq!(meant("wombat"), "");
        assert_eq!(meant(""), "");
        assert_eq!(meant(&"x".repeat(100_000)), "");
    }

    #[test]
    fn names_are_letters_and_digits_and_mean_nothing_else() {
        for name in ["A", "P1", "n10", "server01", "1A", "ä"] {
            assert_eq!(check_name(name), Ok(()), "{name}");
        }
        for name in ["", "leader", "none", "ninechars", "a-b", "12", "1ms", "2s", "*", "to"] {
            assert!(check_name(name).is_err(), "{name}");
        }
    }
}
