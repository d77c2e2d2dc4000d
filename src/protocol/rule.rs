//! Rules as data: which sentence of the paper a step carries out.
//!
//! What a step needs of a rule is small; what is written of it is long, and is read by those who ask. So the two are apart.

use super::stance::Stance;

/// One rule of a protocol, as the page, the tests and the docs show it.
#[derive(Debug, PartialEq, Eq)]
pub struct Rule {
    /// `<protocol>.<kebab-case>`: its name in scenarios and links, never changed.
    pub id: &'static str,
    /// Paper and section, such as `Raft §5.4.1`.
    pub section: &'static str,
    /// Whether it can be switched off, and what happens then.
    pub switch: Switch,
}

/// What is written of a rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Text {
    /// The rule's id.
    pub rule: &'static str,
    /// What the paper says, in our words.
    pub says: &'static str,
    /// The rule as lines of pseudocode, in the paper's names.
    pub pseudocode: &'static [&'static str],
}

/// All that is written of a protocol.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Writing {
    /// Of its rules, in their order.
    pub rules: &'static [Text],
    /// Of the points on which its sources differ.
    pub stances: &'static [Stance],
}

impl Writing {
    /// What is written of a rule.
    pub fn of(&self, rule: &Rule) -> Option<&'static Text> {
        self.rules.iter().find(|text| text.rule == rule.id)
    }
}

/// Whether a rule can be switched off.
#[derive(Debug, PartialEq, Eq)]
pub enum Switch {
    /// It always holds.
    Fixed,
    /// Without it the protocol is unsafe.
    Safety {
        /// Names of the mutant that lacks it, as `rule off` accepts them after the protocol's name.
        flags: &'static [&'static str],
        /// The invariant or observed property that breaks.
        breaks: &'static str,
    },
    /// Without it the protocol stays safe and may never decide.
    Liveness {
        /// Names of the mutant that lacks it.
        flags: &'static [&'static str],
    },
}

/// What the rules of a safe protocol say of one that may be off: its mutant's names, and what breaks.
pub const fn safety(flags: &'static [&'static str], breaks: &'static str) -> Switch {
    Switch::Safety { flags, breaks }
}

/// The rules of a protocol: its name, and for each rule a constant, its id after the protocol's name, paper and section,
/// its switch, what the paper says, and lines of pseudocode. All of them are `RULES`, in this order, and what is written of
/// them is `TEXTS`.
macro_rules! rules {
    (
        $protocol:literal;
        $($(#[$doc:meta])* $name:ident = $id:literal, $section:literal, $switch:expr, $says:literal, [$($line:literal),* $(,)?];)*
    ) => {
        $($(#[$doc])* pub static $name: $crate::protocol::rule::Rule = $crate::protocol::rule::Rule {
            id: concat!($protocol, ".", $id),
            section: $section,
            switch: $switch,
        };)*
        /// All rules.
        pub static RULES: &[&$crate::protocol::rule::Rule] = &[$(&$name),*];
        /// What is written of them.
        pub const TEXTS: &[$crate::protocol::rule::Text] = &[$($crate::protocol::rule::Text {
            rule: concat!($protocol, ".", $id),
            says: $says,
            pseudocode: &[$($line),*],
        }),*];
    };
}
pub(crate) use rules;

impl Rule {
    /// Whether `rule off` may name it.
    pub fn can_be_off(&self) -> bool {
        self.switch != Switch::Fixed
    }

    /// The names of its mutants.
    pub fn flags(&self) -> &'static [&'static str] {
        match self.switch {
            Switch::Fixed => &[],
            Switch::Safety { flags, .. } | Switch::Liveness { flags } => flags,
        }
    }

    /// Whether `name` means this rule: its id, or the protocol's name with one of its mutants.
    pub fn is_named(&self, name: &str) -> bool {
        let protocol = self.id.split('.').next().unwrap_or_default();
        self.id == name
            || name
                .strip_prefix(protocol)
                .and_then(|rest| rest.strip_prefix('.'))
                .is_some_and(|flag| self.flags().contains(&flag))
    }
}
