//! Figure 2, "Rules for Servers": candidates.

use crate::harness::*;
use crate::lab::lab;
use quorarium::protocols::raft::node::RaftTimer;
use quorarium::protocols::raft::rules::*;

/// On becoming a candidate: currentTerm grows by one (§5.2).
#[test]
fn starting_an_election_increments_current_term() {
    let mut server = start().from(disk(6, Some(B), &[1])).go();
    let step = server.fires(RaftTimer::Election);
    assert_eq!((server.role(), server.term()), ("candidate", 7));
    assert!(step.cites(&START_ELECTION));
}

/// The candidate votes for itself (§5.2), and that vote is on its disk before it counts.
#[test]
fn starting_an_election_votes_for_self() {
    let mut server = start().from(disk(6, Some(B), &[1])).go();
    let step = server.fires(RaftTimer::Election);
    assert_eq!((server.see("votedFor"), server.see("votesGranted")), ("A".into(), "[A]".into()));
    assert_eq!(step.writes(), Some(disk(7, Some(A), &[1])));
    assert_eq!(server.hears(C, request_vote(7, (9, 9))).only_to(C), vote(7, false));
}

/// A server that is a majority by itself waits for its own disk too (§5.2; Figure 2, State).
#[test]
fn a_cluster_of_one_elects_itself_when_its_disk_has_the_vote() {
    let elects = |off: &[_]| {
        let mut server = start().of(1).without(off).slow_disk().go();
        server.fires(RaftTimer::Election);
        let before = server.role();
        server.synced();
        (before, server.role())
    };
    assert_eq!(elects(&[]), ("candidate", "leader"));
    assert_eq!(elects(&[&SYNC_BEFORE_REPLY]), ("leader", "leader"));

    let mut server = start().of(1).slow_disk().go();
    server.fires(RaftTimer::Election);
    let earlier = server.last_write();
    server.fires(RaftTimer::Election);
    server.synced_up_to(earlier);
    assert_eq!(server.role(), "candidate", "an earlier write says nothing of the vote");
}

/// The candidate starts its election timer anew (§5.2).
#[test]
fn starting_an_election_resets_the_timer() {
    let step = start().go().fires(RaftTimer::Election);
    assert!(step.sets(RaftTimer::Election).is_some());
}

/// The candidate sends RequestVote to all other servers (§5.2).
#[test]
fn starting_an_election_asks_all_other_servers() {
    let step = start().of(5).go().fires(RaftTimer::Election);
    for server in [B, C, D, E] {
        assert_eq!(step.only_to(server), request_vote(1, (0, 0)));
    }
    assert!(step.sent_to(A).is_empty());
}

/// The votes of a majority of all servers make a leader; a vote that comes twice counts once (§5.2).
#[test]
fn a_majority_of_votes_makes_a_leader() {
    let mut server = start().of(5).go();
    server.fires(RaftTimer::Election);
    server.hears(B, vote(1, true));
    server.hears(B, vote(1, true));
    assert_eq!((server.role(), server.see("votesGranted")), ("candidate", "[A B]".to_string()));
    server.hears(D, vote(1, false));
    assert_eq!(server.role(), "candidate");
    let step = server.hears(C, vote(1, true));
    assert_eq!(server.role(), "leader");
    assert!(step.cites(&BECOME_LEADER));
}

/// A majority is more than half, of any number of servers (§5.2).
#[test]
fn a_majority_is_more_than_half() {
    for (size, votes) in [(1, 0), (2, 1), (3, 1), (4, 2), (5, 2), (6, 3), (7, 3)] {
        let needs = |off: &[_]| {
            let mut server = start().of(size).without(off).go();
            server.fires(RaftTimer::Election);
            let mut heard = 0;
            while server.role() != "leader" {
                heard += 1;
                server.hears(quorarium::protocol::cluster::NodeId(heard), vote(1, true));
            }
            heard
        };
        assert_eq!(needs(&[]), votes, "{size} servers");
        assert_eq!(needs(&[&MAJORITY]), (size / 2).max(1) - 1, "{size} servers");
    }
}

/// A vote of an earlier term does not count in this one (§5.2).
#[test]
fn votes_of_an_earlier_term_do_not_count() {
    let elected = |off: &[_]| {
        let mut server = start().without(off).go();
        server.fires(RaftTimer::Election);
        server.fires(RaftTimer::Election);
        server.hears(B, vote(1, true));
        (server.role(), server.term())
    };
    assert_eq!(elected(&[]), ("candidate", 2));
    assert_eq!(elected(&[&VOTES_OF_THIS_TERM]), ("leader", 2));
}

/// Modification from paper: a candidate that so many refused that it cannot win follows at once, as in etcd.
#[test]
fn a_lost_election_makes_a_follower() {
    let mut server = start().of(5).go();
    server.fires(RaftTimer::Election);
    for (refuser, role) in [(B, "candidate"), (B, "candidate"), (C, "candidate"), (D, "follower")] {
        assert!(server.hears(refuser, vote(1, false)).cites(&LOST_ELECTION));
        assert_eq!(server.role(), role);
    }
    server.hears(E, vote(1, true));
    assert_eq!((server.role(), server.term()), ("follower", 1), "a late vote changes nothing");
    server.fires(RaftTimer::Election);
    assert_eq!((server.role(), server.term()), ("candidate", 2));
}

/// AppendEntries from the leader of its own term makes the candidate a follower; that of an earlier one does not (§5.2).
#[test]
fn append_entries_from_the_new_leader_makes_a_follower() {
    let mut server = start().from(disk(1, None, &[])).go();
    server.fires(RaftTimer::Election);
    let step = server.hears(C, append(1, (0, 0), &[], 0));
    assert_eq!((server.role(), step.only_to(C)), ("candidate", conflicts(2, 0, (0, 0))));
    let step = server.hears(B, append(2, (0, 0), &[2], 0));
    assert_eq!((server.role(), server.term()), ("follower", 2));
    assert!(step.cites(&CANDIDATE_YIELDS) && step.sets(RaftTimer::Election).is_some());
    assert_eq!(step.only_to(B), matches(2, 1));
    assert_eq!(server.see("votedFor"), "A", "its vote of this term stays its own");
}

/// An election timeout without a winner starts the next election (§5.2).
#[test]
fn a_timeout_starts_a_new_election() {
    let mut server = start().go();
    server.fires(RaftTimer::Election);
    let step = server.fires(RaftTimer::Election);
    assert_eq!((server.role(), server.term()), ("candidate", 2));
    assert_eq!(step.only_to(B), request_vote(2, (0, 0)));
    assert!(step.sets(RaftTimer::Election).is_some());
    assert_eq!(server.see("votesGranted"), "[A]", "the votes of the last term are void");
}

/// A split vote: nobody wins the term, and the next timeout settles it (§5.2).
#[test]
fn a_split_vote_is_settled_in_the_next_term() {
    let mut lab = lab(4, vec![], &[]);
    lab.times_out(A);
    lab.times_out(B);
    for (candidate, voter) in [(A, C), (B, D)] {
        lab.deliver(candidate, voter);
    }
    lab.deliver_all();
    assert_eq!(lab.world.leader(), None);
    lab.times_out(B);
    lab.deliver_all();
    assert_eq!((lab.world.leader(), lab.see(B, "currentTerm")), (Some(B), "2".to_string()));
    assert!(lab.broken().is_empty(), "{:?}", lab.broken());
}
