//! Figure 2, "RequestVote RPC": its arguments and results, and the receiver's rules 1 and 2.

use crate::harness::*;
use quorarium::protocols::raft::node::RaftTimer;
use quorarium::protocols::raft::rules::*;

/// The candidate sends its term and the index and term of its last entry (Figure 2).
#[test]
fn arguments() {
    let step = start().from(disk(4, None, &[1, 3, 3])).go().fires(RaftTimer::Election);
    assert_eq!(step.only_to(B), request_vote(5, (3, 3)));
    assert_eq!(step.only_to(C), request_vote(5, (3, 3)));
    assert_eq!(start().go().fires(RaftTimer::Election).only_to(B), request_vote(1, (0, 0)));
}

/// The answer has the voter's term, and whether the candidate has the vote (Figure 2).
#[test]
fn results() {
    let mut server = start().from(disk(2, None, &[])).go();
    assert_eq!(server.hears(B, request_vote(2, (0, 0))).only_to(B), vote(2, true));
    assert_eq!(server.hears(C, request_vote(2, (0, 0))).only_to(C), vote(2, false));
    assert_eq!(server.hears(C, request_vote(3, (0, 0))).only_to(C), vote(3, true));
}

/// Rule 1: refuse a term older than currentTerm (§5.1).
#[test]
fn receiver_1_refuses_an_older_term() {
    let mut server = start().from(disk(3, None, &[])).go();
    let step = server.hears(B, request_vote(2, (2, 9)));
    assert_eq!(step.only_to(B), vote(3, false));
    assert!(step.cites(&REFUSE_OLD_TERM_VOTE));
    assert_eq!((server.see("votedFor"), step.writes()), ("none".to_string(), None));
}

/// Rule 2, first half: the vote must be free, or the candidate's already (§5.2).
#[test]
fn receiver_2_gives_one_vote_a_term() {
    let second = |off: &[_]| {
        let mut server = start().without(off).go();
        assert_eq!(server.hears(B, request_vote(1, (0, 0))).only_to(B), vote(1, true));
        let again = server.hears(B, request_vote(1, (0, 0)));
        assert_eq!(again.only_to(B), vote(1, true), "whoever has the vote hears it again");
        assert_eq!(again.writes(), None, "and the disk has it already");
        server.hears(C, request_vote(1, (0, 0))).only_to(C)
    };
    assert_eq!(second(&[]), vote(1, false));
    assert_eq!(second(&[&REFUSE_VOTED]), vote(1, true));
}

/// Rule 2, first half, across a crash: what the disk says of the vote binds the next life (§5.2).
#[test]
fn receiver_2_remembers_its_vote_across_a_restart() {
    let asks = |off: &[_]| {
        let mut server = start().from(disk(1, Some(B), &[])).without(off).go();
        server.hears(C, request_vote(1, (0, 0))).only_to(C)
    };
    assert_eq!(asks(&[]), vote(1, false));
    assert_eq!(asks(&[&PERSIST_VOTE]), vote(1, true));
}

/// Rule 2, second half: the candidate's log must be at least as up to date as the voter's (§5.4.1).
#[test]
fn receiver_2_refuses_a_log_that_is_behind() {
    let asks = |last, off: &[_]| {
        let mut server = start().from(disk(2, None, &[1, 2])).without(off).go();
        server.hears(B, request_vote(3, last)).only_to(B)
    };
    assert_eq!(asks((2, 2), &[]), vote(3, true), "as up to date");
    assert_eq!(asks((2, 3), &[]), vote(3, true), "longer");
    assert_eq!(asks((2, 1), &[]), vote(3, false), "shorter");
    assert_eq!(asks((2, 1), &[&REFUSE_LOG]), vote(3, true));
}

/// Which log is more up to date: the later last term, then the greater length (§5.4.1).
#[test]
fn receiver_2_compares_the_last_term_before_the_length() {
    let asks = |last, off: &[_]| {
        let mut server = start().from(disk(2, None, &[1, 2])).without(off).go();
        server.hears(B, request_vote(4, last)).only_to(B)
    };
    assert_eq!(asks((3, 1), &[]), vote(4, true), "a later term wins, however short");
    assert_eq!(asks((3, 1), &[&TERM_BEFORE_LENGTH]), vote(4, false));
    assert_eq!(asks((1, 9), &[]), vote(4, false), "an earlier term loses, however long");
    assert_eq!(asks((1, 9), &[&TERM_BEFORE_LENGTH]), vote(4, true));
}
