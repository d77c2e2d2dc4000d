//! Figure 2, "State": what every server keeps, what a leader keeps, and what it begins with.

use crate::harness::*;
use crate::lab::lab;
use quorarium::protocols::raft::node::RaftTimer;
use quorarium::protocols::raft::rules::*;
use quorarium::sim::act::Act;

/// Persistent state is on disk before a server answers (Figure 2, State).
#[test]
fn persistent_state_is_updated_on_disk_before_responding() {
    let votes = |off: &[_]| start().without(off).slow_disk().go().hears(B, request_vote(1, (0, 0)));
    let step = votes(&[]);
    assert_eq!(step.only_to(B), vote(1, true));
    assert_eq!(step.writes(), Some(disk(1, Some(B), &[])));
    assert!(step.waits_for_disk());
    assert!(!votes(&[&SYNC_BEFORE_REPLY]).waits_for_disk());

    let step = start().slow_disk().go().hears(B, append(1, (0, 0), &[1, 1], 0));
    assert_eq!(step.only_to(B), matches(1, 2));
    assert_eq!(step.writes(), Some(disk(1, None, &[1, 1])));
    assert!(step.waits_for_disk());

    let step = start().slow_disk().go().fires(RaftTimer::Election);
    assert_eq!(step.writes(), Some(disk(1, Some(A), &[])));
    assert!(step.waits_for_disk(), "nobody hears of the candidate before its vote is on disk");
}

/// The same with a disk that takes its time: no answer leaves, and a crash takes both the vote and its answer (Figure 2, State).
#[test]
fn a_vote_that_is_not_on_disk_is_told_to_nobody() {
    let mut lab = lab(3, vec![(B, disk(1, None, &[])), (A, disk(0, None, &[]))], &[]);
    lab.times_out(A);
    lab.set("disk", "10ms");
    lab.deliver(A, B);
    assert_eq!((lab.see(B, "votedFor"), lab.first(B, A)), ("A".to_string(), None));
    lab.act(Act::Crash(B));
    lab.act(Act::Restart(B));
    assert_eq!((lab.see(B, "votedFor"), lab.first(B, A)), ("none".to_string(), None));
    lab.set("disk", "0ms");
    lab.lose_all();
    lab.times_out(C);
    lab.deliver(C, B);
    assert_eq!(lab.see(B, "votedFor"), "C", "it promised nothing to A, so it is free");
    assert!(lab.broken().is_empty(), "{:?}", lab.broken());
}

/// A term that a crash took was told to nobody either, so the server may meet it again (Figure 2, State).
#[test]
fn a_term_that_is_not_on_disk_is_told_to_nobody() {
    let mut lab = lab(3, vec![], &[]);
    lab.set("disk", "10ms");
    lab.times_out(A);
    assert_eq!((lab.see(A, "currentTerm"), lab.first(A, B)), ("1".to_string(), None));
    lab.act(Act::Crash(A));
    lab.act(Act::Restart(A));
    assert_eq!(lab.see(A, "currentTerm"), "0");
    assert!(lab.broken().is_empty(), "{:?}", lab.broken());
}

/// currentTerm is the latest term seen: 0 at first, and it only grows (Figure 2, State).
#[test]
fn current_term_begins_at_0_and_only_increases() {
    let mut server = start().go();
    assert_eq!(server.see("currentTerm"), "0");
    server.hears(B, append(7, (0, 0), &[], 0));
    assert_eq!(server.see("currentTerm"), "7");
    for older in [append(6, (0, 0), &[], 0), request_vote(6, (9, 9)), vote(6, true), matches(6, 0)]
    {
        server.hears(C, older);
        assert_eq!(server.see("currentTerm"), "7");
    }
    let restarted = |off: &[_]| start().from(server.disk()).without(off).go().term();
    assert_eq!(restarted(&[]), 7);
    assert_eq!(restarted(&[&PERSIST_TERM]), 0);
}

/// votedFor is the candidate that has this server's vote in the current term, or null (Figure 2, State).
#[test]
fn voted_for_is_the_candidate_of_the_current_term_or_null() {
    let mut server = start().go();
    assert_eq!(server.see("votedFor"), "none");
    server.hears(B, request_vote(1, (0, 0)));
    assert_eq!(server.see("votedFor"), "B");
    let restarted = |off: &[_]| start().from(server.disk()).without(off).go().see("votedFor");
    assert_eq!(restarted(&[]), "B");
    assert_eq!(restarted(&[&PERSIST_VOTE]), "none");
    server.hears(C, append(2, (0, 0), &[], 0));
    assert_eq!(server.see("votedFor"), "none", "nobody has its vote in the new term");
}

/// Each entry has a command and the term in which the leader received it; the first index is 1 (Figure 2, State).
#[test]
fn the_log_holds_commands_with_terms_from_index_1() {
    let (mut server, _) = start().set("no-op", "off").leader();
    assert_eq!(server.see("log"), "[]");
    assert!(server.is_asked(1).cites(&APPEND_COMMAND));
    assert_eq!(server.see("log"), "[1:x=1]");
    assert_eq!(server.hears(B, matches(1, 1)).applies(), [1]);
}

/// commitIndex is the highest index known to be committed: 0 at first, and it only grows (Figure 2, State).
#[test]
fn commit_index_begins_at_0_and_only_increases() {
    let commit = |off: &[_]| {
        let mut server = start().from(disk(1, None, &[1, 1])).without(off).go();
        assert_eq!(server.see("commitIndex"), "0");
        server.hears(B, append(1, (1, 2), &[], 2));
        assert_eq!(server.see("commitIndex"), "2");
        server.hears(B, append(1, (1, 2), &[], 1));
        server.see("commitIndex")
    };
    assert_eq!(commit(&[]), "2");
    assert_eq!(commit(&[&COMMIT_NEVER_FALLS]), "1");
}

/// lastApplied is the highest index applied: 0 at first, and it only grows (Figure 2, State).
#[test]
fn last_applied_begins_at_0_and_only_increases() {
    let mut server = start().from(disk(1, None, &[1, 1])).go();
    assert_eq!(server.see("lastApplied"), "0");
    assert_eq!(server.hears(B, append(1, (1, 2), &[], 1)).applies(), [1]);
    assert_eq!(server.see("lastApplied"), "1");
    assert_eq!(server.hears(B, append(1, (1, 2), &[], 0)).applies(), [0u64; 0]);
    assert_eq!(server.see("lastApplied"), "1");
}

/// A restart loses commitIndex and lastApplied; term, vote and log stay (Figure 2, State).
#[test]
fn restart_loses_commit_index() {
    let mut server = start().go();
    server.hears(B, request_vote(1, (0, 0)));
    server.hears(B, append(1, (0, 0), &[1, 1], 2));
    assert_eq!((server.see("commitIndex"), server.see("lastApplied")), ("2".into(), "2".into()));
    let (mut again, step) = start().from(server.disk()).first();
    assert!(step.cites(&RESTART) && step.applies().is_empty());
    assert_eq!((again.see("commitIndex"), again.see("lastApplied")), ("0".into(), "0".into()));
    assert_eq!((again.term(), again.see("votedFor"), again.log()), (1, "B".into(), vec![1, 1]));
    assert_eq!(again.role(), "follower");
    assert_eq!(again.hears(B, append(1, (1, 2), &[], 2)).applies(), [1, 2], "it applies anew");
}

/// A new leader's nextIndex is one above its last index, for every server; leaders start it anew (Figure 2, State; §5.3).
#[test]
fn next_index_begins_just_after_the_leaders_last_entry() {
    let from = || start().from(disk(2, None, &[1, 2, 2])).set("no-op", "off");
    let (server, step) = from().leader();
    assert_eq!(server.see("nextIndex"), "{B:4 C:4}");
    assert_eq!(step.only_to(C), append(3, (2, 3), &[], 0));
    let (server, step) = from().set("no-op", "on").leader();
    assert_eq!(server.see("nextIndex"), "{B:4 C:4}", "its own no-op is the first that they miss");
    assert!(step.cites(&NEW_LEADER_NOOP));
    assert_eq!(from().go().see("nextIndex"), "none", "only leaders have it");
}

/// A new leader's matchIndex is 0 for every server, also when it led before (Figure 2, State).
#[test]
fn match_index_begins_at_0() {
    let (mut server, _) = start().from(disk(2, None, &[1, 2])).set("no-op", "off").leader();
    assert_eq!(server.see("matchIndex"), "{B:0 C:0}");
    server.hears(B, matches(3, 2));
    assert_eq!(server.see("matchIndex"), "{B:2 C:0}");
    server.hears(C, vote(4, false));
    assert_eq!(server.see("matchIndex"), "none");
    server.fires(RaftTimer::Election);
    server.hears(C, vote(5, true));
    assert_eq!((server.role(), server.see("matchIndex")), ("leader", "{B:0 C:0}".into()));
}
