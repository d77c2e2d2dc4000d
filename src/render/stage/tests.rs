//! What the stage must look like, whatever the cluster.

use super::*;
use crate::protocol::inspect::{Figure, LogCell, Portrait, Vocabulary};
use crate::protocol::{Standing, Workload};
use crate::render::ring::RING;
use crate::render::svg;
use crate::session::scene::TimerScene;
use std::rc::Rc;

const FRAMES: [Frame; 2] = [Frame { width: 1_056, height: 440 }, Frame { width: 390, height: 320 }];

fn standing(place: usize) -> Standing {
    Standing { role: "follower", epoch: place as u64, leads: false }
}

fn node(place: usize) -> NodeScene {
    let log = (1..=3).map(|index| LogCell {
        index,
        epoch: index,
        number: index.to_string(),
        label: "x<&\"1\">".to_string(),
        committed: index < 3,
    });
    let figures = [Figure::Circle, Figure::Diamond, Figure::Hexagon];
    NodeScene {
        name: char::from(b'A' + place as u8).to_string(),
        part: None,
        up: place != 4,
        paused: false,
        synced: true,
        clock: 1_000,
        portrait: (place != 4).then(|| {
            let portrait = Portrait::new(standing(place), figures[place % 3], "T");
            let doing = "has voted for <A>".to_string();
            Rc::new(Portrait { doing, log: log.collect(), ..portrait })
        }),
        left: None,
        variables: Vec::new(),
        timers: vec![TimerScene {
            name: "election",
            due: Micros::from_millis(200),
            length: Micros::from_millis(250),
        }],
    }
}

fn message(number: u64, from: End, to: End) -> MessageScene {
    MessageScene {
        number,
        kind: "AppendEntries",
        from,
        to,
        is_reply: number.is_multiple_of(2),
        epoch: number,
        summary: "+1 entry".to_string(),
        fields: Vec::new(),
        sent: Micros::ZERO,
        due: Micros::from_millis(10),
    }
}

fn scene(count: usize) -> Scene {
    let ways = (0..count).flat_map(|from| (0..count).map(move |to| (from, to)));
    let ways = ways.filter(|(from, to)| from != to);
    let numbered = (1..).zip(ways);
    let mut messages: Vec<MessageScene> = numbered
        .map(|(number, (from, to))| message(number, End::Node(from), End::Node(to)))
        .collect();
    messages.push(message(500, End::Client("c1".to_string()), End::Node(0)));
    messages.push(message(501, End::Client("c1".to_string()), End::Node(0)));
    Scene {
        doubles: true,
        vocabulary: Vocabulary {
            epoch: "term",
            letter: "T",
            sample: "3",
            place: "index",
            decided: "committed",
            log: "log",
        },
        roles: &[(Figure::Hexagon, "leader"), (Figure::Circle, "follower")],
        workload: Workload::Requests,
        step: 3,
        now: Micros::ZERO,
        nodes: (0..count).map(node).collect(),
        messages,
        cuts: if count > 2 { vec![(0, 1), (1, 0), (0, 2)] } else { Vec::new() },
        clients: vec![ClientScene {
            name: "c1".to_string(),
            sequence: 1,
            command: "x=1".to_string(),
            heard: None,
        }],
        network_manual: false,
        timers_manual: false,
        ballots: Vec::new(),
        lower_ballots: 0,
        broken: Vec::new(),
    }
}

fn look(frame: Frame, millis: u64) -> Look {
    Look { frame, clock: Micros::from_millis(millis), selected: Some(0) }
}

#[test]
fn figures_keep_their_distance_for_1_to_9_nodes() {
    for frame in FRAMES {
        for count in 1..=9 {
            let scene = scene(count);
            let layout = (RING.layout)(&scene, frame);
            let all = RING.shapes(&scene, look(frame, 5));
            let figures: Vec<&Shape> =
                all.iter().filter(|shape| shape.class.starts_with("node ")).collect();
            assert_eq!(figures.len(), count);
            for (place, one) in figures.iter().enumerate() {
                let room =
                    |shape: &Shape| Bounds::around(shape.at, 2 * layout.outer, 2 * layout.outer);
                let near = figures[..place].iter().find(|other| room(one).meets(&room(other)));
                assert_eq!(near, None, "{count} nodes in {frame:?}");
            }
        }
    }
}

#[test]
fn keys_are_unlike_and_the_text_is_well_formed() {
    for frame in FRAMES {
        for count in 1..=9 {
            let scene = scene(count);
            let mut all = RING.shapes(&scene, look(frame, 5));
            let glance = Glance { width: frame.width, selected: Some(0), thing: None };
            all.extend((RING.below.shapes)(&scene, glance));
            let mut keys: Vec<&str> = all.iter().map(|shape| &*shape.key).collect();
            keys.sort_unstable();
            let whole = keys.len();
            keys.dedup();
            assert_eq!(keys.len(), whole, "{count} nodes: a key stands for two shapes");
            check_well_formed(&svg::document(&all, frame, "A \"cluster\""));
        }
    }
}

#[test]
fn time_moves_messages_and_timers_and_nothing_else() {
    let (scene, frame) = (scene(5), FRAMES[0]);
    let before = RING.shapes(&scene, look(frame, 5));
    let after = RING.shapes(&scene, look(frame, 6));
    for shape in &after {
        let is_still = before.contains(shape);
        let moves = ["message-", "trail-", "timer-", "caption-"];
        let may_move = moves.iter().any(|kind| shape.key.starts_with(kind));
        assert!(is_still || may_move, "{} moved", shape.key);
    }
    assert!(before != after);
}

/// Every element is closed by its own name, and no sign of markup stands in a text or value.
fn check_well_formed(text: &str) {
    let mut open: Vec<&str> = Vec::new();
    for piece in text.split('<').skip(1) {
        let (tag, words) = piece.split_once('>').expect("a tag ends");
        assert!(!words.contains(['>', '"']), "{words}");
        assert_eq!(tag.matches('"').count() % 2, 0, "{tag}");
        let name = tag.trim_start_matches('/').split([' ', '/']).next().unwrap_or_default();
        if tag.starts_with('/') {
            assert_eq!(open.pop(), Some(name));
        } else if !tag.ends_with('/') {
            open.push(name);
        }
    }
    assert!(open.is_empty(), "{open:?}");
}
