//! Figure 2, "Rules for Servers": all servers, and followers.

use crate::harness::*;
use crate::lab::lab;
use quorarium::protocol::time::Micros;
use quorarium::protocols::raft::node::RaftTimer;
use quorarium::protocols::raft::rules::*;

/// All servers: while commitIndex is ahead of lastApplied, apply the next entry, in order and once (§5.3).
#[test]
fn all_servers_apply_what_is_committed() {
    let mut server = start().from(disk(1, None, &[1, 1, 1, 1])).go();
    assert_eq!(server.hears(B, append(1, (1, 4), &[], 3)).applies(), [1, 2, 3]);
    assert_eq!(server.hears(B, append(1, (1, 4), &[], 3)).applies(), [0u64; 0]);
    assert_eq!(server.hears(B, append(1, (1, 4), &[], 4)).applies(), [4]);
    assert_eq!(server.see("lastApplied"), server.see("commitIndex"));
}

/// All servers: a larger term in any message is taken over, and the server follows (§5.1).
#[test]
fn all_servers_adopt_a_later_term_and_follow() {
    let messages =
        || [request_vote(9, (0, 0)), vote(9, false), append(9, (0, 0), &[], 0), matches(9, 0)];
    let servers = || {
        let mut candidate = start().go();
        candidate.fires(RaftTimer::Election);
        [("follower", start().go()), ("candidate", candidate), ("leader", start().leader().0)]
    };
    for place in 0..messages().len() {
        for (role, mut server) in servers() {
            assert_eq!(server.role(), role);
            let step = server.hears(B, messages()[place].clone());
            assert_eq!((server.role(), server.term()), ("follower", 9), "{role}");
            assert!(step.cites(&LATER_TERM));
            assert_eq!(step.writes().map(|disk| disk.current_term), Some(9));
            if role == "leader" {
                assert!(step.stops(RaftTimer::Heartbeat));
                assert!(step.sets(RaftTimer::Election).is_some(), "it must miss a leader again");
            }
        }
    }
}

/// The term first, then the message: the vote of the old term does not stand in the way (§5.1).
#[test]
fn all_servers_handle_the_message_in_its_own_term() {
    let mut server = start().from(disk(1, Some(B), &[])).go();
    assert_eq!(server.hears(C, request_vote(2, (0, 0))).only_to(C), vote(2, true));
    assert_eq!(server.hears(C, append(3, (0, 0), &[3], 0)).only_to(C), matches(3, 1));
}

/// An answer of an older term is thrown away (§5.1).
#[test]
fn all_servers_ignore_an_answer_of_an_older_term() {
    let (mut leader, _) = start().from(disk(4, None, &[1])).leader();
    let before = leader.disk();
    let step = leader.hears(B, matches(4, 1));
    assert!(step.sends_nothing() && step.cites(&DISCARD_OLD_REPLY));
    assert_eq!((leader.see("matchIndex"), leader.disk()), ("{B:0 C:0}".to_string(), before));
}

/// Followers answer candidates and leaders (§5.2).
#[test]
fn followers_respond_to_candidates_and_leaders() {
    let mut server = start().go();
    assert_eq!(server.hears(B, request_vote(1, (0, 0))).only_to(B), vote(1, true));
    assert_eq!(server.hears(B, append(1, (0, 0), &[], 0)).only_to(B), matches(1, 0));
    assert!(server.hears(B, append(1, (0, 0), &[], 0)).sent_to(C).is_empty());
}

/// Servers begin as followers and wait for a timeout that is drawn anew each time (§5.2, §9.3).
#[test]
fn followers_begin_with_a_random_timeout() {
    let (server, step) = start().first();
    assert_eq!(server.role(), "follower");
    let drawn_from = step.sets(RaftTimer::Election);
    assert_eq!(drawn_from, Some(Micros::from_millis(150)..=Micros::from_millis(300)));
}

/// Followers: an election timeout without a word from the leader, and without granting a vote, makes a candidate (§5.2).
#[test]
fn followers_convert_to_candidate_on_timeout() {
    let mut server = start().go();
    server.hears(B, append(1, (0, 0), &[], 0));
    server.fires(RaftTimer::Election);
    assert_eq!((server.role(), server.term()), ("candidate", 2));
}

/// The timeout starts anew with AppendEntries of the current leader, also one that is refused for its entries (§5.2).
#[test]
fn followers_wait_anew_when_the_leader_speaks() {
    let mut server = start().from(disk(2, None, &[])).go();
    let mut restarts = |message| server.hears(B, message).sets(RaftTimer::Election).is_some();
    assert!(restarts(append(2, (0, 0), &[], 0)));
    assert!(restarts(append(2, (2, 7), &[], 0)), "refused, and yet the leader is alive");
    assert!(!restarts(append(1, (0, 0), &[], 0)), "who sent this no longer leads");
}

/// The timeout starts anew when a vote is granted, not when it is merely asked for (§5.2).
#[test]
fn followers_wait_anew_when_they_grant_a_vote() {
    let asked = |term, last, off: &[_]| {
        let mut server = start().from(disk(2, None, &[2])).without(off).go();
        server.hears(B, request_vote(term, last)).sets(RaftTimer::Election).is_some()
    };
    assert!(asked(3, (2, 1), &[]));
    assert!(!asked(3, (0, 0), &[]), "a larger term alone is no reason to wait");
    assert!(!asked(1, (2, 1), &[]));
    assert!(asked(3, (0, 0), &[&RESET_TIMER_ON_GRANT]));
    assert!(asked(1, (2, 1), &[&RESET_TIMER_ON_GRANT]));
}

/// With the rule of the timer off, a leader still has none: only followers and candidates wait for an election.
#[test]
fn leaders_do_not_wait_for_an_election() {
    let (mut server, step) = start().without(&[&RESET_TIMER_ON_GRANT]).leader();
    assert!(step.stops(RaftTimer::Election));
    let step = server.hears(C, request_vote(1, (0, 0)));
    assert_eq!(step.only_to(C), vote(1, false));
    assert!(step.sets(RaftTimer::Election).is_none());
}

/// In a quiet cluster nobody's patience ends: heartbeats come well within every election timeout (§5.2, §5.6).
#[test]
fn followers_of_a_speaking_leader_stay_followers() {
    let mut lab = lab(3, vec![], &[]);
    lab.times_out(A);
    lab.act(quorarium::sim::act::Act::TimersManual(false));
    lab.act(quorarium::sim::act::Act::NetworkManual(false));
    while lab.world.now() < Micros::from_millis(5_000) {
        lab.world.advance(false);
    }
    assert_eq!(lab.world.leader(), Some(A));
    assert!([A, B, C].iter().all(|node| lab.see(*node, "currentTerm") == "1"));
}
