//! Which Multi-Paxos this is: no single paper defines it.

use crate::protocol::stance::Stance;

/// The points, in the order in which they are shown.
pub const STANCES: &[Stance] = &[
    Stance {
        asks: "Which Multi-Paxos is this?",
        says: "The one that Paxos Made Simple outlines, with the details of Paxos Made Moderately Complex: a stable leader, Phase 1 once for all slots, Phase 2 for each command. Every node is replica, acceptor and leader in one, as in DSLabs.",
        section: "PMS §3; PMMC",
    },
    Stance {
        asks: "Under which ballot does a new leader propose what it found?",
        says: "Under its own. In each slot it takes the value of the highest ballot that its majority reports; the value stays, the ballot changes. Raft keeps the old term in such an entry.",
        section: "PMS §2.2, P2c; PMMC",
    },
    Stance {
        asks: "What becomes of gaps?",
        says: "A slot below the last one that is bound, in which nobody reports a value, gets a no-op. Slots may be chosen in any order, and are executed in order only.",
        section: "PMS §3",
    },
    Stance {
        asks: "Does a preempted leader fight for its place?",
        says: "No. It is passive until its election timer fires, as in DSLabs. The pseudocode of PMMC prepares a higher ballot at once.",
        section: "PMMC, Leader; DSLabs",
    },
    Stance {
        asks: "What does a Commit carry?",
        says: "A ballot and a slot, and no value; a decision of PMMC carries the command. Who has not accepted under that ballot does not decide: the leader sends it Accept and Commit when a HeartbeatReply shows what it lacks.",
        section: "PMMC, Commander",
    },
    Stance {
        asks: "Is a command that stands in two slots executed twice?",
        says: "No. The client table keeps the number of each client's last command and its answer, and the second one is answered with that. PMMC looks the command up among its earlier decisions.",
        section: "PMMC, Replica",
    },
    Stance {
        asks: "Does each command have both phases?",
        says: "Only with stable-leader off: then it is Basic Paxos slot by slot, with one more round trip a command.",
        section: "PMS §3",
    },
    Stance {
        asks: "Is the order that one leader gave its commands kept?",
        says: "Not across a change of leaders: of two commands that were under way, the second can be chosen and the first not. Paxos does not promise more; ZAB does.",
        section: "Junqueira, Reed and Serafini 2011",
    },
    Stance {
        asks: "Will it always decide?",
        says: "It is always safe, and no protocol that is can promise to decide in a network without bounds on time. Election timeouts drawn at random make duels short.",
        section: "Fischer, Lynch and Paterson 1985; PMS §2.4",
    },
];
