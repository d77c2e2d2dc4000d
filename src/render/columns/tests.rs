//! What the columns must look like, whatever the cluster.

use super::super::stage::{Glance, Look};
use super::*;
use crate::protocols;
use crate::render::checks::{check_inside, check_keys};
use crate::render::{Form, quorum};
use crate::scenario::parse::{parse, parse_statement};
use crate::session::Session;
use crate::session::why::Quorum;

const FRAMES: [Frame; 6] = [
    Frame { width: 1_056, height: 440 },
    Frame { width: 1_536, height: 700 },
    Frame { width: 820, height: 420 },
    Frame { width: 640, height: 420 },
    Frame { width: 440, height: 330 },
    Frame { width: 390, height: 320 },
];

fn session(proposers: usize, acceptors: usize, learners: usize) -> Session {
    let text = format!(
        "cluster paxos proposers={proposers} acceptors={acceptors} learners={learners}\nseed 5\n"
    );
    protocols::open(&parse(&text).expect("a set-up")).expect("a session")
}

/// Every cluster that there may be.
fn clusters() -> impl Iterator<Item = (usize, usize, usize)> {
    let of = |proposers| {
        (1..=7).flat_map(move |acceptors| (0..=3).map(move |it| (proposers, acceptors, it)))
    };
    (1..=4).flat_map(of).filter(|(a, b, c)| a + b + c <= 9)
}

/// A scene with much to draw: two ballots, messages on their way, one acceptor down.
fn busy(cluster: (usize, usize, usize)) -> Scene {
    let mut session = session(cluster.0, cluster.1, cluster.2);
    for line in ["propose P1 a-long-value", "step 9", "propose P1 x n=123", "step 12", "crash A1"] {
        let _ = session.perform(&parse_statement(line).expect(line));
    }
    session.scene()
}

#[test]
fn nodes_texts_and_cards_have_room_in_every_cluster() {
    for cluster in clusters() {
        let scene = session(cluster.0, cluster.1, cluster.2).scene();
        for frame in FRAMES {
            let layout = layout(&scene, frame);
            let nodes = || 0..scene.nodes.len();
            let mut rooms: Vec<(usize, Bounds)> =
                nodes().map(|it| (it, layout.node_bounds(it))).collect();
            rooms.extend(nodes().filter_map(|it| Some((it, layout.label_bounds(it)?))));
            let own_card = rooms.len();
            rooms.extend(nodes().filter_map(|it| Some((it, layout.cards[it]?))));
            for (place, (node, one)) in rooms.iter().enumerate() {
                assert!(one.is_in(frame), "{cluster:?} in {frame:?}: {one:?}");
                // A card begins behind its own figure.
                let near = rooms[..place]
                    .iter()
                    .find(|(of, other)| one.meets(other) && !(place >= own_card && of == node));
                assert_eq!(near, None, "{cluster:?} in {frame:?}: {node} {one:?}");
            }
            assert!(layout.radius >= 130, "{cluster:?} in {frame:?}");
        }
    }
}

#[test]
fn neighbouring_columns_are_linked_and_no_others() {
    let layout = layout(&session(2, 3, 1).scene(), FRAMES[0]);
    let expected = [(0, 2), (0, 3), (0, 4), (1, 2), (1, 3), (1, 4), (2, 5), (3, 5), (4, 5)];
    assert_eq!(layout.links, expected);
}

#[test]
fn everything_is_inside_and_every_key_stands_for_one_shape() {
    for cluster in clusters() {
        let scene = busy(cluster);
        for frame in FRAMES {
            let look = Look { frame, clock: scene.now, selected: Some(0) };
            let glance = Glance { width: frame.width, selected: Some(0), thing: None };
            let below = (COLUMNS.below.shapes)(&scene, glance);
            let stage = COLUMNS.shapes(&scene, look);
            let height = (COLUMNS.below.height)(&scene);
            check_inside(&stage, frame, &format!("{cluster:?}"));
            check_inside(&below, Frame { height, ..frame }, &format!("{cluster:?}"));
            check_keys(&stage);
            check_keys(&below);
        }
    }
}

#[test]
fn an_outline_goes_around_no_node_that_does_not_belong_to_it() {
    let scene = session(2, 3, 1).scene();
    let layout = layout(&scene, FRAMES[0]);
    let outlines = |nodes: &[usize]| {
        let quorum = Quorum { decided: "chosen".to_string(), step: 1, nodes: nodes.to_vec() };
        let shapes = quorum::shapes(&scene, &[quorum], &layout);
        match &shapes[0].form {
            Form::Path { data } => data.matches('M').count(),
            _ => 0,
        }
    };
    assert_eq!(outlines(&[2, 3]), 1);
    assert_eq!(outlines(&[2, 3, 4]), 1);
    assert_eq!(outlines(&[2, 4]), 2, "A2 stands between A1 and A3");
}
