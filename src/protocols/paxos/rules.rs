//! The rules as data, in the order of the paper: numbers, phase 1, phase 2, learning, progress, stable storage.

use crate::protocol::rule::{Switch, rules, safety};

rules! {
    "paxos";

    /// No two proposers share a number.
    OWN_NUMBERS = "own-numbers", "PMS §2.5", safety(&["ballots_shared"], "One Value a Ballot"),
        "Different proposers take their numbers from disjoint sets, so that two never issue proposals with the same number.",
        ["n = (round, proposer)", "compared by round, then by proposer"];
    /// A number is used once.
    FRESH_NUMBER = "fresh-number", "PMS §2.5", safety(&["number_reused"], "One Value a Ballot"),
        "A proposer begins with a number higher than any that it has used before.",
        ["round := 1 + highest round used or heard of", "if round <= a round used before: do not begin"];
    /// A proposer proposes a value that it has.
    A_VALUE_TO_PROPOSE = "a-value-to-propose", "PMS §2.1", safety(&["proposes_nothing"], "Validity"),
        "Only a value that has been proposed may be chosen: a proposer that has no value, as after a restart, begins nothing.",
        ["on restart:", "  value := none", "  wait to be told to propose"];
    /// Phase 1(a).
    PREPARE = "prepare", "PMS §2.2, phase 1(a)", Switch::Fixed,
        "A proposer selects a proposal number n and sends a prepare request with number n to the acceptors.",
        ["on propose v:", "  n := a fresh number; write it to disk", "  send Prepare(n) to all acceptors"];
    /// Phase 1(b).
    PROMISE = "promise", "PMS §2.2, phase 1(b)", Switch::Fixed,
        "An acceptor that is asked with a number higher than any it has answered promises to accept nothing numbered less.",
        ["on Prepare(n) with n > promised:", "  promised := n; write it to disk", "  reply Promise(n, accepted)"];
    /// A lower number gets no promise.
    REFUSE_PREPARE = "refuse-prepare", "PMS §2.2, phase 1(b)", safety(&["promise_falls"], "Promise Monotonic"),
        "A prepare request with a number lower than one already promised is not promised: a promise is never taken back.",
        ["on Prepare(n) with n < promised:", "  ignore it, or reply Nack(n, promised)"];
    /// The promise reports what was accepted.
    REPORT_ACCEPTED = "report-accepted", "PMS §2.2, phase 1(b)", safety(&["empty_promise"], "Agreement"),
        "With its promise an acceptor reports the highest-numbered proposal that it has accepted, if any.",
        ["reply Promise(n, accepted)"];
    /// A promise is counted.
    COUNT_PROMISE = "count-promise", "PMS §2.2, phase 2(a)", Switch::Fixed,
        "A proposer in phase 1 takes down who has promised, and what they report.",
        ["on Promise(n, accepted) from a:", "  promises[a] := accepted"];
    /// An acceptor counts once.
    DISTINCT_PROMISES = "distinct-promises", "PMS §2.2, phase 2(a)", safety(&["duplicate_promise_counts"], "Agreement"),
        "A majority is of acceptors, not of messages: a promise that arrives twice counts once.",
        ["promises[a] := accepted, whether or not a has promised before"];
    /// Only promises for this number count.
    PROMISES_OF_THIS_NUMBER = "promises-of-this-number", "PMS §2.2, phase 2(a)", safety(&["count_stale_promises"], "P2c"),
        "Only responses to the prepare requests numbered n count for the proposal n.",
        ["on Promise(m, …) with m != n:", "  ignore it"];
    /// More than half must promise.
    MAJORITY_PROMISES = "majority-of-promises", "PMS §2.2, phase 2(a)", safety(&["phase1_quorum=1"], "Agreement"),
        "More than half of all acceptors must promise: any two such groups share one, which reports what the other group accepted.",
        ["a majority: at least floor(acceptors/2) + 1"];
    /// Phase 2(a): the value.
    ADOPT_REPORTED = "adopt-reported", "PMS §2.2, P2c(b)", safety(&["own_value"], "Agreement"),
        "If any of the promises reports a proposal, the proposer takes over a reported value in place of its own.",
        ["if some promise reports a proposal:", "  value := the value of the highest-numbered one"];
    /// Of several reported values, the one with the highest number.
    HIGHEST_NUMBERED = "highest-numbered", "PMS §2.2, P2c(b)", safety(&["lowest_ballot_value", "any_reported_value"], "Agreement"),
        "Of all reported proposals it is the value of the highest-numbered one; lower ones may have been passed over.",
        ["value := the value of the highest-numbered reported proposal"];
    /// Nobody reports: its own value.
    OWN_VALUE = "own-value", "PMS §2.2, P2c(a)", Switch::Fixed,
        "If no promise reports a proposal, the proposer is free: it proposes its own value.",
        ["if no promise reports a proposal:", "  value := its own"];
    /// Phase 2(a): the request.
    SEND_ACCEPT = "send-accept", "PMS §2.2, phase 2(a)", Switch::Fixed,
        "Once a majority has promised, the proposer asks the acceptors to accept a proposal numbered n, once and with one value.",
        ["when promises are a majority:", "  send Accept(n, value) to all acceptors"];
    /// Phase 2(b).
    ACCEPT = "accept", "PMS §2.2, phase 2(b)", Switch::Fixed,
        "An acceptor accepts a proposal unless it has promised a higher number. It need not have been asked to prepare.",
        ["on Accept(n, v) with n >= promised:", "  promised := n; accepted := (n, v)", "  write both to disk", "  send Accepted(n, v) to the proposer and all learners"];
    /// A promise binds.
    REFUSE_ACCEPT = "refuse-accept", "PMS §2.2, P1a", safety(&["accept_ignores_promise"], "Agreement"),
        "An acceptor that has promised a higher number does not accept the proposal.",
        ["on Accept(n, v) with n < promised:", "  ignore it, or reply Nack(n, promised)"];
    /// The promised number itself is accepted.
    ACCEPT_PROMISED = "accept-promised", "PMS §2.2, phase 2(b)", Switch::Liveness { flags: &["strict_accept"] },
        "The promise for n forbids what is numbered less than n, and not n itself.",
        ["n >= promised, not n > promised"];
    /// Accepting is a promise too.
    RAISE_ON_ACCEPT = "raise-on-accept", "Paxos.tla, Phase2b", safety(&["no_raise_on_accept"], "Agreement"),
        "Accepting a proposal numbered n is also a promise to accept nothing numbered less.",
        ["promised := n"];
    /// Who refuses says so.
    NACK = "nack", "PMS §2.2, end", Switch::Fixed,
        "An acceptor that refuses because of a higher promise tells the proposer; this only saves time.",
        ["on refusing n:", "  reply Nack(n, promised)"];
    /// A proposal is abandoned.
    ABANDON = "abandon", "PMS §2.2, end", Switch::Fixed,
        "A proposer that learns of a higher number abandons its proposal. It may do so at any time.",
        ["on Nack(n, m):", "  abandon n", "  remember m's round"];
    /// An answer that comes too late.
    LATE_ANSWER = "late-answer", "PMS §2.2", Switch::Fixed,
        "An answer that is about an abandoned or finished proposal changes nothing.",
        ["on an answer to another number than n:", "  ignore it"];

    /// An acceptance is counted.
    COUNT_ACCEPTED = "count-accepted", "PMS §2.3", Switch::Fixed,
        "Learners and the proposer take down which acceptors have accepted a proposal.",
        ["on Accepted(n, v) from a:", "  accepts[n, v] := accepts[n, v] + {a}"];
    /// One number is counted at a time.
    COUNT_ONE_NUMBER = "count-one-number", "PMS §2.2", safety(&["learner_counts_across_ballots"], "Agreement"),
        "A value is chosen when a majority has accepted the same proposal; acceptances of different numbers do not add up.",
        ["count accepts[n, v] for each n by itself"];
    /// More than half must accept.
    MAJORITY_ACCEPTS = "majority-of-accepts", "PMS §2.2", safety(&["phase2_quorum=1"], "Agreement"),
        "A value is chosen when more than half of all acceptors have accepted it under one number.",
        ["a majority: at least floor(acceptors/2) + 1"];
    /// A learner learns.
    LEARN = "learn", "PMS §2.3", Switch::Fixed,
        "A learner that hears of a majority of acceptances of one proposal has learned the chosen value.",
        ["when accepts[n, v] is a majority:", "  learned := v"];
    /// A proposer hears that its proposal is chosen.
    KNOW_CHOSEN = "know-chosen", "PMS §2.3", Switch::Fixed,
        "A proposer that hears of a majority of acceptances of its proposal has done its work.",
        ["when accepts[n, v] is a majority:", "  stop"];

    /// A proposer tries again.
    RETRY = "retry", "PMS §2.4", Switch::Fixed,
        "A proposer that waits in vain, or was refused, tries again with a higher number; whether two then get out of each other's way is a matter of time alone.",
        ["on retry timer:", "  begin phase 1 with a fresh number"];

    /// A node starts.
    RESTART = "restart", "PMS §2.5", Switch::Fixed,
        "A node starts from what is in its stable storage and from nothing else.",
        ["on start:", "  acceptor: read promised, accepted", "  proposer: read n", "  learner: nothing"];
    /// The number is on disk.
    PERSIST_NUMBER = "persist-number", "PMS §2.5", safety(&["ballots_reused"], "One Value a Ballot"),
        "A proposer has the highest number that it has used in stable storage, so that it does not use it again after a restart.",
        ["write n to disk", "before sending Prepare(n)"];
    /// The promise is on disk.
    PERSIST_PROMISE = "persist-promise", "PMS §2.5", safety(&["promise_not_persisted"], "Agreement"),
        "An acceptor has its promise in stable storage, so that it still binds after a restart.",
        ["write promised to disk", "before sending Promise"];
    /// The acceptance is on disk.
    PERSIST_ACCEPTED = "persist-accepted", "PMS §2.5", safety(&["accepted_not_persisted"], "Agreement"),
        "An acceptor has the proposal that it accepted in stable storage, so that it reports it after a restart.",
        ["write accepted to disk", "before sending Accepted"];
    /// What is answered is on disk first.
    SYNC_BEFORE_REPLY = "sync-before-reply", "PMS §2.5", safety(&["reply_before_fsync"], "Learned Is Chosen"),
        "An acceptor records its intended response in stable storage before it actually sends it.",
        ["write to disk; wait until the disk has it", "reply"];
}
