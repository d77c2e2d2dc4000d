//! Where the sources on Basic Paxos differ or are silent, and what is done here.

use crate::protocol::stance::Stance;

/// The points, in the order in which they are shown.
pub const STANCES: &[Stance] = &[
    Stance {
        asks: "Is a refusal said?",
        says: "Yes, as a Nack that names the promise. The paper lets an acceptor ignore what it refuses, and calls the answer an optimization. With nack off the proposer hears nothing and waits.",
        section: "PMS §2.2",
    },
    Stance {
        asks: "Who is asked?",
        says: "All acceptors, in both phases. The paper asks some majority, which need not be the same one in both; whom a message does not reach, the network decides here.",
        section: "PMS §2.2",
    },
    Stance {
        asks: "Must an acceptor have promised a number before it accepts under it?",
        says: "No. It accepts whatever is not below its promise. It then keeps that number as its promise too, as Paxos.tla has it.",
        section: "PMS §2.2, P1a; Paxos.tla",
    },
    Stance {
        asks: "What if the same Prepare comes twice?",
        says: "It is answered again, unless the acceptor has accepted that very proposal since. The paper asks for an answer above every number answered before, and leaves the repeated one open.",
        section: "PMS §2.2, P1a",
    },
    Stance {
        asks: "Who tells the learners?",
        says: "Every acceptor tells every learner, and its proposer. The paper names this way first, and two with fewer messages.",
        section: "PMS §2.3",
    },
    Stance {
        asks: "Who may propose?",
        says: "Every proposer, at any time. The paper elects a distinguished one, so that proposals come to an end. Here a proposer that fails waits a random time that grows; with backoff off two of them can duel for ever.",
        section: "PMS §2.4",
    },
    Stance {
        asks: "What does a proposer keep on its disk?",
        says: "The highest number that it has used, so that it never uses one again. The value that it wants to propose is forgotten in a crash.",
        section: "PMS §2.5",
    },
    Stance {
        asks: "Will it always decide?",
        says: "It is always safe, and no protocol that is can promise to decide in a network without bounds on time. The duel shows why: every message arrives, and nothing is chosen.",
        section: "Fischer, Lynch and Paterson 1985; PMS §2.4",
    },
];
