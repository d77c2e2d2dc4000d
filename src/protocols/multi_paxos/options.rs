//! The protocol's own options, with where their defaults come from.

use crate::protocol::setting::{Choice, Kind};

/// Election timeout: several missed heartbeats (DSLabs counts two), drawn anew each time, so that nodes seldom duel.
pub static ELECTION_TIMEOUT: Choice = Choice {
    name: "election-timeout",
    kind: Kind::Range,
    default: "150ms..300ms",
    says: "How long a node waits for a leader before it starts a ballot of its own; drawn anew each time.",
};
/// Heartbeat interval.
pub static HEARTBEAT_INTERVAL: Choice = Choice {
    name: "heartbeat",
    kind: Kind::Length,
    default: "50ms",
    says: "How often a leader speaks; well below the shortest election timeout.",
};
/// Whether Phase 1 serves all commands of a leader (PMS §3).
pub static STABLE_LEADER: Choice = Choice {
    name: "stable-leader",
    kind: Kind::Switch,
    default: "on",
    says: "Whether a leader runs Phase 1 once for all slots; if not, it runs both phases for every command.",
};
/// Whether a refused node is told (PMS §2.5: a performance optimization).
pub static NACK: Choice = Choice {
    name: "nack",
    kind: Kind::Switch,
    default: "on",
    says: "Whether an acceptor that refuses says so and names its promise; safe without, and slower.",
};
/// The most slots sent again at once.
pub static BATCH: Choice = Choice {
    name: "batch",
    kind: Kind::Count { least: 1, most: 10_000 },
    default: "64",
    says: "The most slots that a leader sends again to a node that lacks them, for one HeartbeatReply.",
};
/// Whether a leader's Accepts wait for its own disk.
pub static PARALLEL_DISK: Choice = Choice {
    name: "parallel-disk",
    kind: Kind::Switch,
    default: "off",
    says: "Whether a leader sends an Accept while its own disk still writes; it counts itself only afterwards.",
};

/// All options, in the order in which they are shown.
pub static CHOICES: &[&Choice] =
    &[&ELECTION_TIMEOUT, &HEARTBEAT_INTERVAL, &STABLE_LEADER, &NACK, &BATCH, &PARALLEL_DISK];
