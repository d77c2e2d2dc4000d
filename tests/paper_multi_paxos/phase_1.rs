//! PMS §2.2, Phase 1, for all slots at once (§3), and what must be on disk before it (§2.5).

use crate::harness::*;
use quorarium::protocols::multi_paxos::message::PaxosMessage;
use quorarium::protocols::multi_paxos::node::PaxosTimer;
use quorarium::protocols::multi_paxos::rules::*;

/// Ballots are compared by round, then by node.
#[test]
fn ballots_of_one_round_are_ordered_by_node() {
    assert!(ballot(1, C) < ballot(2, A) && ballot(2, A) < ballot(2, B));
    let mut node = start().go();
    node.hears(B, prepare(ballot(2, B), 1));
    assert_eq!(node.hears(A, prepare(ballot(2, A), 1)).told(A), Vec::<String>::new());
    assert_eq!(node.hears(C, prepare(ballot(2, C), 1)).told(C), ["Promise nothing accepted"]);
    assert_eq!(node.see("promised"), "2.C");
}

/// Phase 1 (b): a promise reports what was accepted, from the slot that was asked for.
#[test]
fn a_promise_reports_what_was_accepted_from_that_slot_on() {
    let mut node = start().from(disk("1.B", &["1.B:x=1", "-", "1.B:x=3"])).go();
    let step = node.hears(C, prepare(ballot(2, C), 2));
    assert!(step.writes().is_some() && step.waits_for_disk());
    assert_eq!(step.sent_to(C), [promise(ballot(2, C), &["-", "-", "1.B:x=3"])]);
    assert_eq!(
        step.because(&PROMISE),
        "A promises C ballot 2.C. A had promised 1.B, and reports one slot from slot 2 on."
    );
}

/// Asked again under the same ballot, it answers the same and writes nothing.
#[test]
fn a_repeated_prepare_gets_the_same_answer() {
    let mut node = start().go();
    let first = node.hears(B, prepare(ballot(1, B), 1));
    let again = node.hears(B, prepare(ballot(1, B), 1));
    assert_eq!(first.sent_to(B), again.sent_to(B));
    assert!(first.writes().is_some() && again.writes().is_none());
}

/// A lower ballot gets nothing; that it is told so is a courtesy that can be left out.
#[test]
fn a_lower_ballot_gets_no_promise() {
    let refused = |nack| {
        let mut node = start().from(disk("2.C", &[])).set("nack", nack).go();
        let step = node.hears(B, prepare(ballot(1, B), 1));
        assert!(step.cites(&REFUSE_PREPARE) && step.writes().is_none());
        assert_eq!(node.see("promised"), "2.C");
        step.sent_to(B)
    };
    let nack = PaxosMessage::Nack { ballot: ballot(1, B), promised: ballot(2, C) };
    assert_eq!(refused("on"), [nack]);
    assert_eq!(refused("off"), []);
}

/// PMS §2.5: a node starts above every ballot that it may have used before a restart.
#[test]
fn a_restarted_node_does_not_use_its_ballot_again() {
    let next = |off: &[_]| {
        let mut node = start().from(disk("4.A", &[])).without(off).go();
        node.fires(PaxosTimer::Election);
        node.ballot()
    };
    assert_eq!(next(&[]), ballot(5, A));
    assert_eq!(next(&[&FRESH_BALLOT]), ballot(1, A));
}

/// PMS §2.5: its own acceptor's promise counts when its disk has it.
#[test]
fn a_candidate_counts_itself_when_its_disk_has_the_promise() {
    let mut node = start().slow_disk().go();
    assert!(node.fires(PaxosTimer::Election).waits_for_disk());
    assert_eq!(node.see("promises"), "[]");
    node.hears(B, promise(ballot(1, A), &[]));
    assert_eq!((node.role(), node.see("promises")), ("candidate", "[B]".to_string()));
    node.synced();
    assert_eq!(node.role(), "leader");
}

/// PMMC, scout: an acceptor that answers twice counts once, and only answers to this ballot count.
#[test]
fn a_promise_counts_once_and_for_its_ballot() {
    let mut node = start().of(5).go();
    node.fires(PaxosTimer::Election);
    node.hears(B, promise(ballot(1, A), &[]));
    node.hears(B, promise(ballot(1, A), &[]));
    assert_eq!(node.see("promises"), "[A B]");
    node.fires(PaxosTimer::Election);
    let step = node.hears(B, promise(ballot(1, A), &[]));
    assert_eq!(
        step.because(&OLD_ANSWER),
        "A throws B's answer away. It answers ballot 1.A; A's is 2.A."
    );
    assert_eq!(node.see("promises"), "[A]");
}

/// P2c, slot by slot: the value of the highest ballot reported, a no-op where nothing is and something lies above.
#[test]
fn a_leader_proposes_what_it_is_bound_to() {
    let proposed = |own: &[&str], reported: &[&str], off: &[_]| {
        let from = start().from(disk("3.B", own)).without(off);
        let (node, step) = from.leader(reported);
        let accepts = step
            .told(C)
            .into_iter()
            .filter_map(|said| Some(said.strip_prefix("Accept ")?.to_string()));
        (accepts.collect::<Vec<_>>(), node.see("nextSlot"))
    };
    let is = |accepts: &[&str], next: &str| {
        (accepts.iter().map(|text| text.to_string()).collect(), next.to_string())
    };
    assert_eq!(proposed(&[], &[], &[]), is(&[], "1"));
    assert_eq!(proposed(&[], &["1.B:x=1"], &[]), is(&["1: x=1"], "2"));
    assert_eq!(proposed(&["1.A:x=1"], &["2.B:x=2"], &[]), is(&["1: x=2"], "2"));
    assert_eq!(proposed(&["2.A:x=1"], &["1.B:x=2"], &[]), is(&["1: x=1"], "2"));
    assert_eq!(proposed(&["2.A:x=1"], &["2.B:x=2"], &[]), is(&["1: x=2"], "2"));
    assert_eq!(
        proposed(&["1.A:x=1"], &["-", "-", "1.B:x=3"], &[]),
        is(&["1: x=1", "2: noop", "3: x=3"], "4")
    );
    assert_eq!(
        proposed(&["1.A:x=1"], &["2.B:x=2"], &[&HIGHEST_BALLOT_VALUE]),
        is(&["1: x=1"], "2")
    );
    assert_eq!(proposed(&["1.A:x=1"], &["2.B:x=2"], &[&ADOPT_REPORTED]), is(&[], "1"));
    assert_eq!(proposed(&[], &["-", "1.B:x=2"], &[&FILL_GAPS]), is(&["2: x=2"], "3"));
}

/// What the contract asks: the Accepts that finish what was begun leave first, then a Heartbeat.
#[test]
fn a_new_leader_speaks_at_once() {
    let (_, step) = start().leader(&["1.B:x=1"]);
    assert_eq!(step.told(B), ["Accept 1: x=1", "Heartbeat leads"]);
    assert!(step.sets(PaxosTimer::Heartbeat).is_some());
}

/// PMMC, leader: a higher ballot ends the leadership, and nothing is prepared until the election timer fires.
#[test]
fn a_preempted_leader_is_passive() {
    let (mut node, _) = start().leader(&[]);
    let nack = PaxosMessage::Nack { ballot: ballot(1, A), promised: ballot(3, C) };
    let step = node.hears(C, nack);
    assert_eq!(
        step.because(&PREEMPTED),
        "A gives up ballot 1.A and follows. It has heard of ballot 3.C."
    );
    assert!(step.sent_to(B).is_empty() && step.sets(PaxosTimer::Election).is_some());
    node.fires(PaxosTimer::Election);
    assert_eq!(node.ballot(), ballot(4, A));
}
