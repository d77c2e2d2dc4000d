//! The protocol's own options. The paper names no figures; the defaults are well above a round trip of the usual network.

use crate::protocol::setting::{Choice, Kind};

/// Whether a refusal is answered (PMS §2.2, end).
pub static NACKS: Choice = Choice {
    name: "nack",
    kind: Kind::Switch,
    default: "on",
    says: "Whether an acceptor tells a proposer that it refuses; if not, the proposer hears nothing and waits.",
};
/// How long a proposer waits for a majority.
pub static RETRY_AFTER: Choice = Choice {
    name: "retry",
    kind: Kind::Length,
    default: "20ms",
    says: "How long a proposer waits for a majority before it tries again with a higher number.",
};
/// Whether failed proposers get out of each other's way (PMS §2.4).
pub static BACKOFF: Choice = Choice {
    name: "backoff",
    kind: Kind::Switch,
    default: "on",
    says: "Whether waits are random and grow with each failure; if not, a refused proposer tries again at once, and two may duel for ever.",
};

/// All options, in the order in which they are shown.
pub static CHOICES: &[&Choice] = &[&NACKS, &RETRY_AFTER, &BACKOFF];
