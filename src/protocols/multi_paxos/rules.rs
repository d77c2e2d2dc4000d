//! The rules as data: first all nodes and their disks, then Phase 1, Phase 2, learning, clients.
//!
//! PMS is "Paxos Made Simple"; PMMC is "Paxos Made Moderately Complex", cited by the names of its processes.

use crate::protocol::rule::{Switch, rules, safety};

rules! {
    "multi-paxos";

    /// A restarted node follows and remembers what its disk holds.
    RESTART = "restart", "PMS §2.5", Switch::Fixed,
        "A node starts as a follower that has learnt nothing, from the promise and the accepted values on its disk.",
        ["on start:", "  read promised, log", "  decided := empty; executed := 0", "  become follower"];
    /// The promise is on disk.
    PERSIST_PROMISE = "persist-promise", "PMS §2.5", safety(&["promise_not_persisted"], "Agreement"),
        "What an acceptor has promised is on its disk before it answers, so that a restart cannot take it back.",
        ["write promised to disk", "before sending the Promise"];
    /// The accepted value is on disk.
    PERSIST_ACCEPT = "persist-accept", "PMS §2.5", safety(&["accepted_not_persisted"], "Agreement"),
        "What an acceptor has accepted is on its disk before it says so: after a restart it still reports it.",
        ["write log[slot] to disk", "before sending the Accepted"];
    /// What is answered is on disk first.
    SYNC_BEFORE_REPLY = "sync-before-reply", "PMS §2.5", safety(&["ack_before_fsync"], "Agreement"),
        "An acceptor answers only when its disk has what it answers; a candidate and a leader count themselves only then.",
        ["record the answer in stable storage", "wait until the disk has it", "answer; one's own proposer too"];
    /// A ballot is used once.
    FRESH_BALLOT = "fresh-ballot", "PMS §2.5", safety(&["ballots_reused"], "One Value a Ballot and Slot"),
        "A node never uses a ballot twice: what its own acceptor has promised is on its disk, and it starts above that.",
        ["on start:", "  ballot := promised", "on election timeout:", "  ballot := (ballot.round + 1, me)"];

    /// A node hears of no leader and starts a ballot.
    START_BALLOT = "start-ballot", "PMS §2.2, Phase 1 (a)", Switch::Fixed,
        "A node that hears no leader for an election timeout chooses a ballot above all it has heard of and sends Prepare to all.",
        ["on election timeout:", "  ballot := (ballot.round + 1, me)", "  send Prepare(ballot, first slot not executed) to all"];
    /// Both phases for each command.
    BALLOT_A_COMMAND = "ballot-a-command", "PMS §3", Switch::Fixed,
        "Without a stable leader every command gets a ballot of its own, and both phases with it.",
        ["stable-leader off, on a command:", "  ballot := (ballot.round + 1, me)", "  send Prepare(ballot, first slot not executed) to all"];
    /// An acceptor promises.
    PROMISE = "promise", "PMS §2.2, Phase 1 (b)", Switch::Fixed,
        "An acceptor promises to accept nothing below this ballot, in any slot, and reports what it has accepted.",
        ["on Prepare(b, from):", "  if b >= promised:", "    promised := b", "    send Promise(b, log from slot from on)"];
    /// A lower ballot gets no promise.
    REFUSE_PREPARE = "refuse-prepare", "PMS §2.2, Phase 1 (b)", Switch::Fixed,
        "An acceptor that has promised a higher ballot promises nothing for a lower one; to say so is a courtesy.",
        ["on Prepare(b, from) with b < promised:", "  send Nack(b, promised)"];
    /// A promise is counted.
    COUNT_PROMISE = "count-promise", "PMMC, Scout", Switch::Fixed,
        "A candidate counts the acceptors that promised its ballot; one that answers twice counts once.",
        ["on Promise(ballot, accepted):", "  promises := promises + {from}", "  merge accepted into what is reported"];
    /// An answer to an older ballot says nothing.
    OLD_ANSWER = "old-answer", "PMMC, Scout", Switch::Fixed,
        "An answer to a ballot under which the node no longer works changes nothing.",
        ["on an answer to another ballot:", "  ignore it"];
    /// Of several reports the highest ballot's value is taken.
    HIGHEST_BALLOT_VALUE = "highest-ballot-value", "PMS §2.2, P2c", safety(&["any_reported_value", "lowest_ballot_value"], "Highest Reported Value"),
        "Of the values reported for a slot that of the highest ballot binds the leader: no other can have been chosen.",
        ["for each (slot, b, v) in accepted:", "  if b > reported[slot].ballot:", "    reported[slot] := (b, v)"];
    /// More than half, in Phase 1.
    PHASE_1_QUORUM = "phase-1-quorum", "PMS §2.2", safety(&["phase1_quorum=1"], "Agreement"),
        "A leader needs promises of more than half of all nodes: any majority that chose a value has one of them in it.",
        ["|promises| >= floor(n/2) + 1"];
    /// A majority of promises makes a leader.
    BECOME_LEADER = "become-leader", "PMS §3", Switch::Fixed,
        "A candidate that a majority has promised its ballot leads: it finishes what others began, and then takes commands.",
        ["when promises is a majority:", "  become leader", "  nextSlot := last slot reported or decided, + 1", "  propose what is reported; fill gaps", "  send Heartbeat to all others"];
    /// What others have begun is finished.
    ADOPT_REPORTED = "adopt-reported", "PMS §2.2, P2c", safety(&["own_value", "empty_promise"], "Agreement"),
        "In every slot for which a value is reported the new leader proposes that value, under its own ballot.",
        ["for each slot not decided with reported[slot]:", "  propose (ballot, slot, reported[slot].value)"];
    /// Gaps are filled.
    FILL_GAPS = "fill-gaps", "PMS §3", Switch::Liveness { flags: &["no_gap_fill"] },
        "Below the last slot that is reported or decided a leader proposes no-ops in the slots that bind it to nothing, so that what follows can be executed.",
        ["for each other slot not decided, below nextSlot:", "  propose (ballot, slot, noop)"];
    /// A higher ballot ends a candidacy or a leadership.
    PREEMPTED = "preempted", "PMMC, Leader", Switch::Fixed,
        "A candidate or leader that hears of a higher ballot gives up, and waits as a follower; it does not prepare again at once.",
        ["on any message with b > ballot:", "  ballot := b", "  become follower"];

    /// A command gets a slot.
    PROPOSE = "propose", "PMS §3", Switch::Fixed,
        "The leader gives a client's command the next free slot and sends Accept at once: Phase 1 is done for that slot already.",
        ["leader, on a command:", "  slot := nextSlot; nextSlot := nextSlot + 1", "  send Accept(ballot, slot, command) to all"];
    /// An acceptor accepts.
    ACCEPT = "accept", "PMS §2.2, Phase 2 (b)", Switch::Fixed,
        "An acceptor accepts a value unless it has promised a higher ballot; to accept is to promise, so its promise rises too.",
        ["on Accept(b, slot, v):", "  if b >= promised:", "    promised := b; log[slot] := (b, v)", "    send Accepted(b, slot)"];
    /// A lower ballot is refused.
    REFUSE_ACCEPT = "refuse-accept", "PMS §2.2, Phase 2 (b)", safety(&["accept_ignores_promise"], "Agreement"),
        "An acceptor that has promised a higher ballot does not accept under a lower one.",
        ["on Accept(b, slot, v) with b < promised:", "  send Nack(b, promised)"];
    /// An acceptance is counted.
    COUNT_ACCEPTED = "count-accepted", "PMMC, Commander", Switch::Fixed,
        "The leader counts, slot by slot, the acceptors that accepted what it proposed.",
        ["on Accepted(ballot, slot):", "  acceptedBy[slot] := acceptedBy[slot] + {from}"];
    /// Only acceptances of this ballot count.
    VOTES_OF_THIS_BALLOT = "votes-of-this-ballot", "PMS §2.2, P2c", safety(&["keep_old_ballot_on_repropose"], "Decided Is Chosen"),
        "A value that is proposed again is accepted anew: what was accepted under an older ballot does not count with it.",
        ["on Accepted(b, slot) with b < ballot:", "  ignore it"];
    /// More than half, in Phase 2.
    PHASE_2_QUORUM = "phase-2-quorum", "PMS §2.2", safety(&["phase2_quorum=1"], "Agreement"),
        "A value is chosen once more than half of all nodes have accepted it under one ballot.",
        ["|acceptedBy[slot]| >= floor(n/2) + 1"];
    /// A majority chooses.
    CHOOSE = "choose", "PMMC, Commander", Switch::Fixed,
        "What a majority has accepted under the leader's ballot is chosen, and the leader tells all others.",
        ["when acceptedBy[slot] is a majority:", "  decided[slot] := value", "  send Commit(ballot, slot) to all others"];

    /// A Commit is learnt.
    LEARN = "learn", "PMS §2.3", Switch::Fixed,
        "A node that hears that a slot is chosen, and accepted under that very ballot, knows what is chosen there.",
        ["on Commit(b, slot):", "  if log[slot].ballot = b:", "    decided[slot] := log[slot].value"];
    /// Another ballot's value is not decided.
    COMMIT_SAME_BALLOT = "commit-same-ballot", "PMS §2.3", safety(&["commit_without_ballot"], "Agreement"),
        "A Commit names no value, so whoever has not accepted under that ballot does not decide: it asks by its next HeartbeatReply.",
        ["on Commit(b, slot) with log[slot].ballot != b:", "  decide nothing"];
    /// Decided slots are executed.
    EXECUTE = "execute", "PMMC, Replica", Switch::Fixed,
        "A node executes what is decided, slot by slot.",
        ["while decided[executed + 1]:", "  executed := executed + 1", "  execute decided[executed]"];
    /// Without a gap.
    CONTIGUOUS = "contiguous", "PMMC, Replica", safety(&["execute_out_of_order"], "No Gap Executed"),
        "A decided slot waits until all slots before it are decided and executed.",
        ["on decided[slot] with slot > executed + 1:", "  wait"];
    /// The leader speaks regularly.
    HEARTBEAT = "heartbeat", "PMS §3", Switch::Fixed,
        "A leader says again and again that it leads, so that no other node starts a ballot.",
        ["leader, on heartbeat timer:", "  send Heartbeat(ballot) to all others"];
    /// A heartbeat is answered.
    HEED_LEADER = "heed-leader", "PMS §2.4", Switch::Fixed,
        "A node that hears from the leader of its ballot waits for another election timeout, and says how far it has executed.",
        ["on Heartbeat(b):", "  reset election timer", "  send HeartbeatReply(b, executed)"];
    /// An old leader hears that it is one.
    REFUSE_HEARTBEAT = "refuse-heartbeat", "PMS §2.5", Switch::Fixed,
        "A node that has promised a higher ballot does not heed a leader of a lower one, and tells it so.",
        ["on Heartbeat(b) with b < promised:", "  send Nack(b, promised)"];
    /// What a node lacks is sent again.
    SEND_AGAIN = "send-again", "PMS §2.3", Switch::Fixed,
        "What a node has not executed, and what was proposed before the last heartbeat but one, the leader sends to it again.",
        ["leader, on HeartbeatReply(ballot, e):", "  for each slot above e that has been out for a heartbeat:", "    if not accepted by it: send Accept", "    if decided: send Commit"];

    /// Who does not lead says who does.
    REDIRECT = "redirect", "PMS §3", Switch::Fixed,
        "A node that does not lead turns a client away and names the leader that it last heard from.",
        ["not leader, on a command:", "  reply with the leader, if known"];
    /// A retried command is executed once.
    SESSIONS = "sessions", "PMMC, Replica", safety(&["no_dedup"], "Linearizability"),
        "A command that is chosen in two slots is executed once: the second time its client gets the old answer.",
        ["on executing (client, number):", "  if number <= last number of client:", "    give the stored answer"];
}
