//! What the citations say: actor, verb, object; then the numbers compared; and what is so, also with a rule off.

use crate::harness::*;
use quorarium::protocols::raft::node::RaftTimer;
use quorarium::protocols::raft::rules::*;

#[test]
fn a_vote_says_the_logs_compared() {
    let asks = |last, voted_for, off: &[_]| {
        let mut server = start().from(disk(2, voted_for, &[1, 2])).without(off).go();
        server.hears(B, request_vote(2, last)).because(&GRANT_VOTE)
    };
    assert_eq!(
        asks((2, 5), None, &[]),
        "A grants its vote to B. B's log (term 2, index 5) is at least as up to date as A's (2, 2), and A had not voted in term 2."
    );
    assert_eq!(
        asks((1, 1), Some(C), &[&REFUSE_VOTED, &REFUSE_LOG]),
        "A grants its vote to B. B's log (term 1, index 1) is behind A's (2, 2), and A had voted for C in term 2."
    );
}

#[test]
fn a_refusal_is_named_as_plainly() {
    let mut server = start().from(disk(2, Some(C), &[1, 2])).go();
    let step = server.hears(B, request_vote(2, (2, 9)));
    assert_eq!(step.because(&REFUSE_VOTE), "A refuses B.");
    assert_eq!(step.because(&REFUSE_VOTED), "In term 2 A has voted for C.");
    let step = server.hears(B, request_vote(3, (2, 1)));
    assert_eq!(step.because(&REFUSE_LOG), "A's log (2, 2) is ahead of B's (2, 1).");
    let step = server.hears(B, append(3, (2, 7), &[3], 0));
    assert_eq!(
        step.because(&CONSISTENCY_CHECK),
        "A refuses B's entries. A's log has no entry at index 7: it ends at (2, 2)."
    );
    let mut by_length = start().from(disk(1, None, &[1, 1])).without(&[&TERM_BEFORE_LENGTH]).go();
    let step = by_length.hears(B, request_vote(2, (2, 1)));
    assert_eq!(step.because(&REFUSE_LOG), "A's log (1, 2) is longer than B's (2, 1).");
}

#[test]
fn a_deletion_says_the_terms_compared() {
    let handed = |entries: &[u64], off: &[_]| {
        let mut server = start().from(disk(2, None, &[1, 2, 2])).without(off).go();
        server.hears(B, append(3, (1, 1), entries, 0)).because(&TRUNCATE_CONFLICT)
    };
    assert_eq!(
        handed(&[3], &[]),
        "A deletes its last 2 entries. At index 2 B has an entry of term 3, and A one of term 2."
    );
    assert_eq!(
        handed(&[], &[&TRUNCATE_CONFLICT]),
        "A deletes its last 2 entries. They follow B's prevLogIndex 1, in conflict or not."
    );
}

/// A message that changes nothing is an event too, and says why.
#[test]
fn an_answer_that_does_not_count_says_why() {
    let (mut server, _) = start().leader();
    assert_eq!(
        server.hears(C, vote(1, true)).because(&COUNT_VOTE),
        "A does not count C's answer. A leads term 1."
    );
    let mut again = start().from(server.disk()).go();
    assert_eq!(
        again.hears(C, vote(1, true)).because(&COUNT_VOTE),
        "A does not count C's answer. A is no candidate any more in term 1."
    );
    assert_eq!(
        again.hears(C, matches(1, 1)).because(&UPDATE_MATCH),
        "A does not count C's answer. A does not lead term 1."
    );
}

#[test]
fn an_election_says_what_the_server_knew() {
    let mut server = start().from(disk(1, None, &[1])).go();
    assert_eq!(
        server.fires(RaftTimer::Election).because(&START_ELECTION),
        "A becomes a candidate for term 2 and votes for itself. Its election timer fired: it counts as having heard no leader in time. Its log ends at (1, 1)."
    );
    assert_eq!(
        server.fires(RaftTimer::Election).because(&START_ELECTION),
        "A becomes a candidate for term 3 and votes for itself. Its election timer fired, and nobody has won term 2. Its log ends at (1, 1)."
    );
}
