//! The protocol's own options, with where their defaults come from.

use crate::protocol::setting::{Choice, Kind, Settings};

/// Which text is followed.
pub static MODE: Choice = Choice {
    name: "mode",
    kind: Kind::Word(&["paper", "zookeeper"]),
    default: "paper",
    says: "Which text is followed: the phases of the paper, or the messages of ZooKeeper 3.9.",
};
/// Who says who leads.
pub static ELECTION: Choice = Choice {
    name: "election",
    kind: Kind::Word(&["fle", "oracle"]),
    default: "fle",
    says: "Who says who leads: Fast Leader Election by votes, or an oracle, which is you: `elect A with A B C`.",
};
/// When a server that looks for a leader sends its vote again (ZooKeeper: from 200 ms on).
pub static ELECTION_TIMEOUT: Choice = Choice {
    name: "election-timeout",
    kind: Kind::Range,
    default: "150ms..300ms",
    says: "After what time a server that looks for a leader sends its vote again.",
};
/// finalizeWait of FastLeaderElection.
pub static FINALIZE_WAIT: Choice = Choice {
    name: "finalize-wait",
    kind: Kind::Length,
    default: "200ms",
    says: "How long a server that has seen a quorum of equal votes waits for a better one.",
};
/// How often a leader pings; ZooKeeper: half a tick.
pub static HEARTBEAT_INTERVAL: Choice = Choice {
    name: "heartbeat",
    kind: Kind::Length,
    default: "50ms",
    says: "How often a leader sends PING, and hears by the answers who is still there.",
};
/// ZooKeeper's initLimit, as a length.
pub static INIT_LIMIT: Choice = Choice {
    name: "init-limit",
    kind: Kind::Length,
    default: "400ms",
    says: "How long discovery and synchronization may take before a server looks for a leader again.",
};
/// ZooKeeper's syncLimit, as a length.
pub static SYNC_LIMIT: Choice = Choice {
    name: "sync-limit",
    kind: Kind::Length,
    default: "200ms",
    says: "How long a follower waits for its leader, and a leader for a quorum of its followers.",
};
/// Whether PROPOSE waits for the leader's own disk.
pub static PARALLEL_DISK: Choice = Choice {
    name: "parallel-disk",
    kind: Kind::Switch,
    default: "off",
    says: "Whether a leader proposes while its own disk still writes; it counts itself only afterwards.",
};
/// ZooKeeper's committedLog: commitLogCount is 500.
pub static COMMITTED_LOG: Choice = Choice {
    name: "committed-log",
    kind: Kind::Count { least: 1, most: 10_000 },
    default: "500",
    says: "How many committed transactions a leader keeps at hand for followers that lack a few (mode zookeeper).",
};
/// Whether older transactions are read from the log on disk; off is ZooKeeper's snapshotSizeFactor below 0.
pub static DISK_LOG: Choice = Choice {
    name: "disk-log",
    kind: Kind::Switch,
    default: "on",
    says: "Whether a leader looks for older transactions in the log on its disk before it sends a snapshot (mode zookeeper).",
};
/// The counter of a zxid has 32 bits.
pub static COUNTER_LIMIT: Choice = Choice {
    name: "counter-limit",
    kind: Kind::Count { least: 8, most: 4_294_967_295 },
    default: "4294967295",
    says: "The last counter of an epoch; at the next write the leader gives up, and a new epoch begins.",
};
/// What a server does before it answers a read.
pub static READS: Choice = Choice {
    name: "reads",
    kind: Kind::Word(&["local", "sync"]),
    default: "local",
    says: "What a server does before it answers a read from its own state: nothing, or a sync with the leader.",
};

/// All options, in the order in which they are shown.
pub static CHOICES: &[&Choice] = &[
    &MODE,
    &ELECTION,
    &ELECTION_TIMEOUT,
    &FINALIZE_WAIT,
    &HEARTBEAT_INTERVAL,
    &INIT_LIMIT,
    &SYNC_LIMIT,
    &PARALLEL_DISK,
    &COMMITTED_LOG,
    &DISK_LOG,
    &COUNTER_LIMIT,
    &READS,
];

/// Whether the messages are those of ZooKeeper.
pub fn is_zookeeper(settings: &Settings) -> bool {
    settings.word(&MODE) == "zookeeper"
}

/// Whether servers vote.
pub fn has_votes(settings: &Settings) -> bool {
    settings.word(&ELECTION) == "fle"
}
