//! The rules as data.

use crate::protocol::rule::{Switch, rules, safety};

rules! {
    "register";

    /// A write is kept at once.
    WRITE_AT_ONCE = "write-at-once", "Register", Switch::Fixed,
        "A node keeps a client's write at once, under a stamp above every stamp that it has seen, and asks nobody.",
        ["on request key=value:", "  counter := counter + 1", "  register[key] := (counter, me, value)", "  answer the client"];
    /// Every other node is told once.
    TELL_THE_OTHERS = "tell-the-others", "Register", Switch::Fixed,
        "The writer tells every other node once. What is lost on the way is not sent again.",
        ["for each other node:", "  send Write(key, value, stamp)"];
    /// The greater stamp wins.
    NEWEST_WINS = "newest-wins", "Thomas 1979, timestamps", safety(&["last_arrival_wins"], "Newest Write Kept"),
        "A node that hears of a write keeps whichever of the two has the greater stamp, in whatever order they arrive.",
        ["on Write(key, value, stamp):", "  if stamp > stamp of register[key]:", "    register[key] := (stamp, value)"];
    /// An older write is passed over.
    IGNORE_OLDER = "ignore-older", "Thomas 1979, timestamps", Switch::Fixed,
        "A write with a smaller stamp than the kept one changes nothing.",
        ["  otherwise:", "    nothing"];
    /// A read asks nobody.
    READ_LOCALLY = "read-locally", "Register", Switch::Fixed,
        "A read is answered from what the asked node keeps, which may be old.",
        ["on request get key:", "  answer register[key]"];
}
