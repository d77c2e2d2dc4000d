//! Basic Paxos held against its paper, where a scenario cannot show it: tables of one node's answers, what waits for the
//! disk, what is sent once, how long a proposer waits, and what the citations say. Sections are those of "Paxos Made Simple".
//! Runs with clients, as other implementations test them, are left out: Basic Paxos has none here.
#![cfg(not(target_arch = "wasm32"))]

mod alone;
#[path = "paper_paxos/harness.rs"]
mod harness;

use harness::*;
use quorarium::protocol::cluster::NodeId;
use quorarium::protocol::time::Micros;
use quorarium::protocols::paxos::message::PaxosMessage;
use quorarium::protocols::paxos::node::PaxosTimer;
use quorarium::protocols::paxos::rules::*;
use quorarium::session::story::run_scenario;

/// §2.2, phase 1(b): what an acceptor answers, by what it has promised and accepted. `n` is asked for.
#[test]
fn phase_1b_promises() {
    let rows = [
        (None, None, n(1, P1), Some(None)),
        (Some(n(1, P1)), None, n(1, P1), Some(None)),
        (Some(n(1, P1)), None, n(1, P2), Some(None)),
        (Some(n(1, P2)), None, n(1, P1), None),
        (Some(n(9, P2)), None, n(10, P1), Some(None)),
        (Some(n(2, P1)), Some(vote(2, P1, "x")), n(2, P2), Some(Some(vote(2, P1, "x")))),
        (Some(n(3, P1)), Some(vote(2, P1, "x")), n(3, P1), Some(Some(vote(2, P1, "x")))),
        (Some(n(3, P1)), Some(vote(2, P1, "x")), n(2, P2), None),
    ];
    for (promised, accepted, asked, answer) in rows {
        let mut acceptor = acceptor(promised, accepted.clone()).go();
        let step = acceptor.hears(P2, PaxosMessage::Prepare { n: asked });
        let expected = match answer {
            Some(accepted) => PaxosMessage::Promise { n: asked, accepted },
            None => PaxosMessage::Nack { n: asked, promised: promised.unwrap() },
        };
        assert_eq!(step.only_to(P2), expected, "{promised:?} {accepted:?} {asked:?}");
        assert!(step.waits_for_disk());
        assert_eq!(step.writes().is_some(), promised < Some(asked), "a repetition writes nothing");
    }
}

/// A prepare request that arrives again after its proposal was accepted would report that very proposal: it is passed over.
#[test]
fn a_prepare_behind_its_own_accept_is_passed_over() {
    let mut acceptor = acceptor(Some(n(2, P1)), Some(vote(2, P1, "x"))).go();
    let step = acceptor.hears(P1, PaxosMessage::Prepare { n: n(2, P1) });
    assert!(step.sends_nothing() && step.writes().is_none());
}

/// §2.2, phase 2(b): "accepts the proposal unless it has already responded to a prepare request having a number greater than n".
#[test]
fn phase_2b_accepts() {
    let rows = [
        (None, n(1, P1), true, false),
        (Some(n(1, P1)), n(1, P1), true, true),
        (Some(n(1, P1)), n(1, P2), true, false),
        (Some(n(1, P2)), n(1, P1), false, false),
        (Some(n(2, P1)), n(1, P2), false, false),
    ];
    for (promised, asked, accepts, is_promised) in rows {
        let request = PaxosMessage::Accept { proposal: vote_of(asked, "x") };
        let answer = |off: &[_]| {
            let mut acceptor = acceptor(promised, None).without(off).go();
            let step = acceptor.hears(P1, request.clone());
            let told = step.only_to(P1);
            let learned = step.sent_to(L1) == [told.clone()];
            assert_eq!(
                learned,
                matches!(told, PaxosMessage::Accepted { .. }),
                "learners hear it too"
            );
            learned
        };
        assert_eq!(answer(&[]), accepts, "{promised:?} {asked:?}");
        assert!(answer(&[&REFUSE_ACCEPT]), "{promised:?} {asked:?}");
        assert_eq!(answer(&[&ACCEPT_PROMISED]), accepts && !is_promised, "{promised:?} {asked:?}");
    }
}

#[test]
fn without_nacks_a_refusal_is_silence() {
    let mut acceptor = acceptor(Some(n(2, P2)), None).set("nack", "off").go();
    assert!(acceptor.hears(P1, PaxosMessage::Prepare { n: n(1, P1) }).sends_nothing());
    let proposal = vote(1, P1, "x");
    assert!(acceptor.hears(P1, PaxosMessage::Accept { proposal }).sends_nothing());
}

/// §2.5: the response is in stable storage before it is sent.
#[test]
fn answers_wait_for_the_disk() {
    let prepare = PaxosMessage::Prepare { n: n(1, P1) };
    assert!(acceptor(None, None).go().hears(P1, prepare.clone()).waits_for_disk());
    let mut hasty = acceptor(None, None).without(&[&SYNC_BEFORE_REPLY]).go();
    assert!(!hasty.hears(P1, prepare).waits_for_disk());
    let step = proposer(None).go().is_told("x", None);
    assert!(step.waits_for_disk(), "nobody hears of a number that the disk does not hold");
    assert!(step.writes().is_some());
}

/// §2.2, P2c: the value of a proposal, by what two of three acceptors report.
#[test]
fn p2c_chooses_the_value() {
    let rows = [
        (None, None, "own", "own", "own"),
        (Some(vote(1, P2, "x")), None, "x", "x", "own"),
        (None, Some(vote(1, P2, "x")), "x", "x", "own"),
        (Some(vote(1, P2, "x")), Some(vote(2, P2, "y")), "y", "x", "own"),
        (Some(vote(2, P1, "y")), Some(vote(2, P2, "x")), "x", "y", "own"),
        (Some(vote(10, P1, "y")), Some(vote(9, P2, "x")), "y", "x", "own"),
    ];
    for (one, other, value, lowest, stubborn) in rows {
        let proposes = |off: &[_]| {
            let mut proposer = proposer(None).without(off).go();
            let number = proposer.is_told("own", Some(11)).number();
            proposer.hears(A1, promise(number, one.clone()));
            let step = proposer.hears(A2, promise(number, other.clone()));
            match step.only_to(A3) {
                PaxosMessage::Accept { proposal } => proposal.value.to_string(),
                other => panic!("{other:?}"),
            }
        };
        assert_eq!(proposes(&[]), value, "{one:?} {other:?}");
        assert_eq!(proposes(&[&HIGHEST_NUMBERED]), lowest, "{one:?} {other:?}");
        assert_eq!(proposes(&[&ADOPT_REPORTED]), stubborn, "{one:?} {other:?}");
    }
}

/// §2.2, phase 2(a): one accept request a proposal, whatever is promised later.
#[test]
fn a_proposal_has_one_value() {
    let mut proposer = proposer(None).go();
    let number = proposer.is_told("own", None).number();
    assert!(proposer.hears(A1, promise(number, None)).sends_nothing());
    let step = proposer.hears(A2, promise(number, None));
    for acceptor in [A1, A2, A3] {
        assert_eq!(
            step.only_to(acceptor),
            PaxosMessage::Accept { proposal: vote_of(number, "own") }
        );
    }
    let late = proposer.hears(A3, promise(number, Some(vote(0, P2, "x"))));
    assert!(late.sends_nothing());
    assert_eq!(proposer.see("value"), "own");
}

/// §2.5: a number above every number used, and above every one heard of, whoever told.
#[test]
fn numbers_are_fresh() {
    let mut begun = proposer(None).go();
    assert_eq!(begun.is_told("x", None).number(), n(1, P1));
    assert_eq!(begun.is_told("x", None).number(), n(2, P1));
    begun.hears(A1, promise(n(2, P1), Some(vote(1, P2, "y"))));
    assert_eq!(begun.is_told("x", None).number(), n(3, P1));
    begun.hears(A1, PaxosMessage::Nack { n: n(3, P1), promised: n(7, P2) });
    assert_eq!(begun.is_told("x", None).number(), n(8, P1));
    assert_eq!(begun.is_told("x", Some(20)).number(), n(20, P1));
    for round in [0, 19, 20] {
        let step = begun.is_told("y", Some(round));
        assert!(step.sends_nothing() && step.cites(&FRESH_NUMBER), "round {round}");
        assert_eq!(begun.see("own"), "x", "what is refused changes nothing");
    }
    let mut restarted = proposer(Some(n(20, P1))).go();
    assert_eq!(restarted.see("own"), "none");
    assert_eq!(restarted.is_told("x", None).number(), n(21, P1));
    let mut forgetful = proposer(Some(n(20, P1))).without(&[&PERSIST_NUMBER]).go();
    assert_eq!(forgetful.is_told("x", None).number(), n(1, P1));
}

/// The last number is not followed by another one.
#[test]
fn numbers_come_to_an_end() {
    let mut proposer = proposer(Some(n(u64::MAX, P1))).go();
    assert!(proposer.is_told("x", None).sends_nothing());
}

/// §2.4: how long a proposer waits, with and without backoff.
#[test]
fn waits_grow_with_failures_unless_backoff_is_off() {
    let ms = Micros::from_millis;
    let waits = |backoff| {
        let mut proposer = proposer(None).set("retry", "10ms").set("backoff", backoff).go();
        let mut waits = vec![proposer.is_told("x", None).sets(PaxosTimer::Retry)];
        for _ in 0..3 {
            waits.push(proposer.retries().sets(PaxosTimer::Retry));
        }
        let (number, promised) = (n(4, P1), n(5, P2));
        waits.push(
            proposer.hears(A1, PaxosMessage::Nack { n: number, promised }).sets(PaxosTimer::Retry),
        );
        waits
    };
    let at_most = [ms(10), ms(20), ms(40), ms(80)].map(|most| Some(ms(10)..=most));
    assert_eq!(waits("on")[..4], at_most);
    assert_eq!(waits("on")[4], Some(ms(0)..=ms(160)));
    assert_eq!(waits("off")[..4], [(); 4].map(|()| Some(ms(10)..=ms(10))));
    assert_eq!(waits("off")[4], Some(ms(0)..=ms(0)), "a duel");
}

/// A proposer that knows its value to be chosen does not try again.
#[test]
fn whoever_is_done_waits_for_nothing() {
    let mut proposer = proposer(None).go();
    let number = proposer.is_told("x", None).number();
    proposer.hears(A1, promise(number, None));
    proposer.hears(A2, promise(number, None));
    let accepted = || PaxosMessage::Accepted { proposal: vote_of(number, "x") };
    assert!(!proposer.hears(A1, accepted()).stops(PaxosTimer::Retry));
    assert!(
        !proposer.hears(A1, accepted()).stops(PaxosTimer::Retry),
        "an acceptance that arrives twice counts once"
    );
    assert!(proposer.hears(A3, accepted()).stops(PaxosTimer::Retry));
    assert_eq!(proposer.see("phase"), "done");
    let nack = PaxosMessage::Nack { n: number, promised: n(9, P2) };
    assert!(proposer.hears(A2, nack).cites(&LATE_ANSWER));
    assert_eq!(proposer.see("phase"), "done");
}

/// §2.3: a value that two proposals carry is learned when one of them has its majority.
#[test]
fn learners_count_each_number_by_itself() {
    let hears = |off: &[_]| {
        let mut learner = learner().without(off).go();
        learner.hears(A1, PaxosMessage::Accepted { proposal: vote(1, P1, "x") });
        learner.hears(A1, PaxosMessage::Accepted { proposal: vote(1, P1, "x") });
        learner.hears(A2, PaxosMessage::Accepted { proposal: vote(2, P2, "x") });
        let mixed = learner.see("learned");
        learner.hears(A3, PaxosMessage::Accepted { proposal: vote(2, P2, "x") });
        (mixed, learner.see("learned"))
    };
    let pair = |one: &str, other: &str| (one.to_string(), other.to_string());
    assert_eq!(hears(&[]), pair("none", "x"));
    assert_eq!(hears(&[&COUNT_ONE_NUMBER]), pair("x", "x"));
}

#[test]
fn citations_say_what_was_compared() {
    let mut refuses = acceptor(Some(n(2, P2)), None).go();
    let step = refuses.hears(P1, PaxosMessage::Accept { proposal: vote(1, P1, "x") });
    assert_eq!(step.because(&REFUSE_ACCEPT), "A1 refuses 1.P1 of P1. It has promised 2.P2.");
    let mut careless = acceptor(Some(n(2, P2)), None).without(&[&REFUSE_ACCEPT]).go();
    let step = careless.hears(P1, PaxosMessage::Accept { proposal: vote(1, P1, "x") });
    assert_eq!(
        step.because(&ACCEPT),
        "A1 accepts x. It is asked under the number 1.P1, although it has promised 2.P2."
    );
    let mut free = acceptor(None, None).go();
    let step = free.hears(P1, PaxosMessage::Prepare { n: n(1, P1) });
    assert_eq!(
        step.because(&PROMISE),
        "A1 promises P1 to accept nothing below 1.P1. It had promised nothing."
    );
    let mut proposes = proposer(None).go();
    let number = proposes.is_told("own", Some(3)).number();
    proposes.hears(A1, promise(number, Some(vote(1, P1, "x"))));
    let step = proposes.hears(A2, promise(number, Some(vote(2, P2, "y"))));
    assert_eq!(
        step.because(&ADOPT_REPORTED),
        "P1 takes over y. Of what is reported, 1.P1:x, 2.P2:y, it looks at 2.P2:y."
    );
}

/// With backoff two proposers get out of each other's way (§2.4), whatever the seed.
#[test]
fn a_duel_with_backoff_comes_to_an_end() {
    for seed in 1..=60 {
        let text = format!(
            "cluster paxos proposers=3 acceptors=5 learners=2\nseed {seed}\nset loss 5%\n\
             propose P1 X\npropose P2 Y\npropose P3 Z\nrun until all.learned != none\nexpect safe\n"
        );
        let outcome = run_scenario(&text, "duel", false);
        assert_eq!(outcome.code, 0, "seed {seed}: {}", outcome.complaint);
    }
}

/// What a `cluster` line may say, and who may be told to propose.
#[test]
fn set_up_lines_and_proposals_are_checked() {
    let three = |rest: &str| format!("cluster paxos 3\n{rest}\n");
    for (text, code, complaint) in [
        (
            "cluster paxos acceptors=0\n".into(),
            2,
            "f:1:15: there must be at least 1 of the acceptors",
        ),
        (
            "cluster paxos acceptor=3\n".into(),
            2,
            "f:1:15: unknown role \"acceptor\", did you mean \"acceptors\"?",
        ),
        (
            "cluster paxos A B C\n".into(),
            2,
            "f:1:15: the nodes of Basic Paxos are named after their parts: write `cluster paxos \
             proposers=2 acceptors=3 learners=1`",
        ),
        (
            three("propose A1 X"),
            1,
            "f:2: A1 is no proposer (acceptor): to propose is for P1 and P2",
        ),
        (three("propose P3 X"), 2, "f:2:9: unknown node \"P3\""),
        (three("propose P1 none"), 2, "f:2:12: a value is one word"),
        (three("crash P1\npropose P1 X"), 1, "f:3: P1 is down"),
        (three("pause P1\npropose P1 X"), 1, "f:3: P1 is paused"),
        (
            three("request x=1 to P1"),
            2,
            "f:2:1: Basic Paxos has no clients that send commands: write `propose P1 value_X`",
        ),
        (three("given A1 n=1.P1"), 2, "f:2:10: an acceptor's disk has promised and accepted"),
        (three("given A1 promised=1.A1"), 0, ""),
        (
            three("given A1 promised=1"),
            2,
            "f:2:10: \"1\" is no ballot: write its round and a node, such as 1.P1",
        ),
        (three("given L1 learned=x"), 2, "f:2:10: a learner keeps nothing on disk"),
        (three("given A1 accepted=2.P2:x\nexpect A1.promised = 2.P2"), 0, ""),
        (three("given P1 n=4.P1\npropose P1 X\nexpect P1.n = 5.P1"), 0, ""),
        (three("given A1 accepted=2.P2:x\ngiven A3 accepted=2.P2:x\nexpect chosen = x"), 0, ""),
        (
            three(
                "given A1 accepted=1.P1:x\ngiven A2 accepted=2.P2:y\npropose P1 z n=3\n\
                 drop P1->A3 all\nsettle\nexpect chosen = y and safe",
            ),
            0,
            "",
        ),
        (three("expect A3.up and P2.up and L1.up"), 0, ""),
        ("cluster paxos learners=0\nexpect count(up) = 5\n".into(), 0, ""),
    ] {
        let outcome = run_scenario(&text, "f", false);
        assert_eq!(outcome.code, code, "{text}{}", outcome.complaint);
        assert!(outcome.complaint.starts_with(complaint), "{text}{}", outcome.complaint);
    }
}

const P1: NodeId = NodeId(0);
const P2: NodeId = NodeId(1);
const A1: NodeId = NodeId(2);
const A2: NodeId = NodeId(3);
const A3: NodeId = NodeId(4);
const L1: NodeId = NodeId(5);
