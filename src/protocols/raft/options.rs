//! The protocol's own options, with where their defaults come from.

use crate::protocol::setting::{Choice, Kind};

/// Election timeout: 150 to 300 ms, as §9.3 of the paper recommends.
pub static ELECTION_TIMEOUT: Choice = Choice {
    name: "election-timeout",
    kind: Kind::Range,
    default: "150ms..300ms",
    says: "How long a server waits for a leader; drawn anew each time, so that votes seldom split.",
};
/// Heartbeat interval.
pub static HEARTBEAT_INTERVAL: Choice = Choice {
    name: "heartbeat",
    kind: Kind::Length,
    default: "50ms",
    says: "How often a leader speaks; well below the shortest election timeout.",
};
/// Whether a heartbeat carries entries (§5.2 has it carry none).
pub static HEARTBEAT_ENTRIES: Choice = Choice {
    name: "heartbeat-entries",
    kind: Kind::Switch,
    default: "on",
    says: "Whether a heartbeat carries what a follower misses; if not, as in the paper, its answer brings the entries.",
};
/// Whether a new leader appends an empty entry (§8).
pub static NO_OP: Choice = Choice {
    name: "no-op",
    kind: Kind::Switch,
    default: "on",
    says: "Whether a new leader appends an entry that does nothing; Figure 8 is shown without.",
};
/// The most entries in one AppendEntries.
pub static BATCH: Choice = Choice {
    name: "batch",
    kind: Kind::Count { least: 1, most: 10_000 },
    default: "64",
    says: "The most entries that one AppendEntries carries.",
};
/// Whether the leader sends on without waiting for answers.
pub static PIPELINE: Choice = Choice {
    name: "pipeline",
    kind: Kind::Switch,
    default: "off",
    says: "Whether the leader sends new entries before the last ones are answered.",
};
/// Whether a leader's AppendEntries wait for its own disk (dissertation, §10.2.1).
pub static PARALLEL_DISK: Choice = Choice {
    name: "parallel-disk",
    kind: Kind::Switch,
    default: "off",
    says: "Whether a leader sends entries while its own disk still writes them; it counts itself only afterwards.",
};

/// All options, in the order in which they are shown.
pub static CHOICES: &[&Choice] = &[
    &ELECTION_TIMEOUT,
    &HEARTBEAT_INTERVAL,
    &HEARTBEAT_ENTRIES,
    &NO_OP,
    &BATCH,
    &PIPELINE,
    &PARALLEL_DISK,
];
