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

/// The text of a scenario of `scenarios/`.
macro_rules! text {
    ($protocol:literal, $name:literal) => {
        include_str!(concat!("../scenarios/", $protocol, "/", $name, ".scenario"))
    };
}

macro_rules! presets {
    ($($protocol:literal: $($name:literal)*;)*) => {
        /// All of them, in the order in which they are best looked at.
        pub static PRESETS: &[Preset] = &[$($(Preset {
            protocol: $protocol,
            name: $name,
            text: text!($protocol, $name),
        },)*)*];

        /// What the `cluster` line of each says of its nodes, beside protocol and name: a copy that does not bring the texts
        /// along, for whoever draws the cluster before there is anything to read.
        static CLUSTERS: &[(&str, &str, &[u8])] = &[$($(($protocol, $name, {
            const TEXT: &[u8] = text!($protocol, $name).as_bytes();
            const AT: (usize, usize) = line(TEXT, b"cluster ");
            const LINE: [u8; AT.1 - AT.0] = copied(TEXT, AT.0);
            &LINE
        }),)*)*];
    };
}

presets! {
    "raft": "split-vote" "isolated-leader" "figure-7" "figure-8" "slow-disk" "pause" "one-way-cut";
    "paxos": "chosen-by-three" "duel";
    "multi-paxos": "gaps" "primary-order";
    "zab": "new-epoch" "truncate" "late-read";
}

/// Where the rest of the first line with this beginning starts and ends.
const fn line(text: &[u8], beginning: &[u8]) -> (usize, usize) {
    let mut start = 0;
    while start < text.len() {
        let mut same = 0;
        while same < beginning.len() && text[start + same] == beginning[same] {
            same += 1;
        }
        let mut end = start;
        while end < text.len() && text[end] != b'\n' {
            end += 1;
        }
        if same == beginning.len() {
            return (start + same, end);
        }
        start = end + 1;
    }
    panic!("a named scenario has no cluster line");
}

const fn copied<const LENGTH: usize>(text: &[u8], from: usize) -> [u8; LENGTH] {
    let mut copy = [0; LENGTH];
    let mut at = 0;
    while at < LENGTH {
        copy[at] = text[from + at];
        at += 1;
    }
    copy
}

/// What stands after `cluster` in a named scenario, its protocol first; empty if there is no such scenario.
pub fn cluster_of(protocol: &str, name: &str) -> &'static str {
    let is_it = |(house, known, _): &&(&str, &str, &[u8])| *house == protocol && *known == name;
    let line = CLUSTERS.iter().find(is_it).map_or(&[][..], |(_, _, line)| line);
    std::str::from_utf8(line).unwrap_or_default()
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_cluster_of_a_scenario_is_known_without_its_text() {
        for preset in PRESETS {
            let line = format!("cluster {}", cluster_of(preset.protocol, preset.name));
            assert!(preset.text.lines().any(|it| it == line), "{}: {line}", preset.name);
        }
        assert_eq!(cluster_of("raft", "none"), "");
    }
}
