//! A cluster whose conduct comes after it was drawn: it begins as any other, nothing happens before, and everything as usual
//! then.
#![cfg(not(target_arch = "wasm32"))]

use quorarium::protocol::apart::Code;
use quorarium::protocol::cluster::NodeId;
use quorarium::protocol::erased::{Kind, Of};
use quorarium::protocol::{Given, Protocol};
use quorarium::protocols::multi_paxos::MultiPaxos;
use quorarium::protocols::paxos::Paxos;
use quorarium::protocols::raft::Raft;
use quorarium::protocols::register::Register;
use quorarium::protocols::zab::Zab;
use quorarium::sim::act::Act;
use quorarium::sim::world::{Setup, World};
use quorarium::web::deed::Deed;
use quorarium::web::state::LabState;
use std::pin::pin;
use std::sync::OnceLock;
use std::task::{Context, Poll, Waker};

/// The same protocol twice: as it is here, and with its conduct yet to come.
fn both<P: Protocol>() -> [&'static dyn Kind; 2] {
    let apart = Code::Apart(OnceLock::new(), || Box::pin(async { Ok(Of::<P>::CONDUCT) }));
    [Of::<P>::KIND, Box::leak(Box::new(Of::<P>::with(apart)))]
}

fn all() -> [[&'static dyn Kind; 2]; 5] {
    [both::<Raft>(), both::<Paxos>(), both::<MultiPaxos>(), both::<Zab>(), both::<Register>()]
}

fn fetch(kind: &'static dyn Kind) {
    let mut coming = pin!(kind.conduct().fetch());
    let came = coming.as_mut().poll(&mut Context::from_waker(Waker::noop()));
    assert_eq!(came, Poll::Ready(Ok(())));
}

fn begun(kinds: [&'static dyn Kind; 2], change: impl Fn(&mut Setup)) -> [World; 2] {
    kinds.map(|kind| {
        let mut setup = Setup::new(kind, kind.cluster(5));
        change(&mut setup);
        World::new(&setup).unwrap()
    })
}

#[test]
fn a_cluster_begins_the_same_and_nothing_happens_before_its_conduct_is_here() {
    for kinds in all() {
        let [here, mut late] = begun(kinds, |_| {});
        assert!(here.can_run() && !late.can_run());
        assert_eq!(here.fingerprint(), late.fingerprint(), "{}", kinds[0].name());
        assert!(late.advance(true).is_none());
        let refusal = late.perform(&Act::Crash(NodeId(0)), true).unwrap_err();
        assert_eq!(refusal, format!("the code of {} is not here yet", kinds[0].title()));
        assert_eq!(here.fingerprint(), late.fingerprint());
    }
}

#[test]
fn what_happens_then_is_what_happens_anyway() {
    for kinds in all() {
        let [mut here, mut late] = begun(kinds, |_| {});
        fetch(kinds[1]);
        for _ in 0..400 {
            let (one, other) = (here.advance(true), late.advance(true));
            assert_eq!(format!("{one:?}"), format!("{other:?}"));
            assert_eq!(here.fingerprint(), late.fingerprint());
        }
        assert_eq!(here.breaches(), late.breaches());
    }
}

/// What is broken from the start is seen before the first event, so that it is not taken for a deed of that event.
#[test]
fn invariants_are_checked_for_the_start_too() {
    let kinds = both::<Raft>();
    let [mut here, mut late] = begun(kinds, |setup| {
        for (node, log) in [(NodeId(0), ["1:x=1"]), (NodeId(1), ["1:x=2"])] {
            let mut disk = setup.kind.empty_disk(node, &setup.cluster);
            disk.give(&setup.cluster, "log", Given::List(&log)).unwrap();
            setup.disks.insert(node, disk);
        }
    });
    assert_eq!(
        here.breaches().first().map(|it| (it.invariant, it.step)),
        Some(("Log Matching", 0))
    );
    assert!(late.breaches().is_empty());
    fetch(kinds[1]);
    here.advance(false);
    late.advance(false);
    assert_eq!(here.breaches(), late.breaches());
}

/// What is asked for before it is here waits for it, in order; looking around does not.
#[test]
fn deeds_wait_for_it() {
    let [_, kind] = both::<Raft>();
    let mut lab = LabState::fresh(kind, 7, &[]).unwrap();
    lab.is_still = true;
    for deed in ["step", "press node-2", "do crash A", "step"] {
        lab.apply(Deed::parse(deed).unwrap());
    }
    assert_eq!((lab.step(), lab.chosen.node, &*lab.refusal), (0, 2, ""));
    assert!(!lab.waits_for_words());
    fetch(kind);
    lab.go_on();
    assert_eq!((lab.step(), lab.shown.scene.nodes[0].up), (3, false));
}
