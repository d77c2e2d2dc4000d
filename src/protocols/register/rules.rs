//! The rules as data.

use crate::protocol::rule::{Rule, Switch};

/// A write is kept at once.
pub static WRITE_AT_ONCE: Rule = Rule {
    id: "register.write-at-once",
    section: "Register",
    says: "A node keeps a client's write at once, under a stamp above every stamp that it has seen, and asks nobody.",
    pseudocode: &[
        "on request key=value:",
        "  counter := counter + 1",
        "  register[key] := (counter, me, value)",
        "  answer the client",
    ],
    switch: Switch::Fixed,
};

/// Every other node is told once.
pub static TELL_THE_OTHERS: Rule = Rule {
    id: "register.tell-the-others",
    section: "Register",
    says: "The writer tells every other node once. What is lost on the way is not sent again.",
    pseudocode: &["for each other node:", "  send Write(key, value, stamp)"],
    switch: Switch::Fixed,
};

/// The greater stamp wins.
pub static NEWEST_WINS: Rule = Rule {
    id: "register.newest-wins",
    section: "Thomas 1979, timestamps",
    says: "A node that hears of a write keeps whichever of the two has the greater stamp, in whatever order they arrive.",
    pseudocode: &[
        "on Write(key, value, stamp):",
        "  if stamp > stamp of register[key]:",
        "    register[key] := (stamp, value)",
    ],
    switch: Switch::Safety { flags: &["last_arrival_wins"], breaks: "Newest Write Kept" },
};

/// An older write is passed over.
pub static IGNORE_OLDER: Rule = Rule {
    id: "register.ignore-older",
    section: "Thomas 1979, timestamps",
    says: "A write with a smaller stamp than the kept one changes nothing.",
    pseudocode: &["  otherwise:", "    nothing"],
    switch: Switch::Fixed,
};

/// A read asks nobody.
pub static READ_LOCALLY: Rule = Rule {
    id: "register.read-locally",
    section: "Register",
    says: "A read is answered from what the asked node keeps, which may be old.",
    pseudocode: &["on request get key:", "  answer register[key]"],
    switch: Switch::Fixed,
};

/// All rules.
pub static RULES: &[&Rule] =
    &[&WRITE_AT_ONCE, &TELL_THE_OTHERS, &NEWEST_WINS, &IGNORE_OLDER, &READ_LOCALLY];
