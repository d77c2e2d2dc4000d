//! The named scenarios, compiled in: accidents to look at, each told step by step and proved by its own expectations.

use crate::scenario::parse::parse_statement;
use crate::scenario::statement::Statement;

/// A scenario with a name, as links and the page's list of presets open it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Preset {
    /// The protocol that it runs on.
    pub protocol: &'static str,
    /// Its name in links, which is that of its file.
    pub name: &'static str,
    /// The whole scenario.
    pub text: &'static str,
}

macro_rules! presets {
    ($($protocol:literal: $($name:literal)*;)*) => {
        /// All of them, in the order in which they are best looked at.
        pub static PRESETS: &[Preset] = &[$($(Preset {
            protocol: $protocol,
            name: $name,
            text: include_str!(concat!("../scenarios/", $protocol, "/", $name, ".scenario")),
        },)*)*];
    };
}

presets! {
    "raft": "split-vote" "isolated-leader" "figure-7" "figure-8" "slow-disk" "pause" "one-way-cut";
    "paxos": "chosen-by-three" "duel";
    "multi-paxos": "gaps" "primary-order";
    "zab": "new-epoch" "truncate" "late-read";
}

/// The scenario of this protocol with this name.
pub fn named(protocol: &str, name: &str) -> Option<&'static Preset> {
    of(protocol).find(|preset| preset.name == name)
}

/// The scenarios of a protocol.
pub fn of(protocol: &str) -> impl Iterator<Item = &'static Preset> {
    PRESETS.iter().filter(move |preset| preset.protocol == protocol)
}

impl Preset {
    /// What happens in it, in a few words: its `title`.
    pub fn title(&self) -> String {
        self.first(|statement| match statement {
            Statement::Title(text) => Some(text),
            _ => None,
        })
    }

    /// What it shows, in a sentence or two: its first `note`.
    pub fn about(&self) -> String {
        self.first(|statement| match statement {
            Statement::Note(text) => Some(text),
            _ => None,
        })
    }

    fn first(&self, wanted: fn(Statement) -> Option<String>) -> String {
        let statements = self.text.lines().filter_map(|line| parse_statement(line).ok());
        statements.filter_map(wanted).next().unwrap_or_default()
    }
}
