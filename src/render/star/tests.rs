//! What the star and the election must look like, whatever the cluster.

use super::super::stage::{Glance, Look};
use super::*;
use crate::protocol::inspect::{
    CardLine, Figure, LogCell, Phase, PhaseState, Portrait, Tally, Vocabulary, VoteSeen,
};
use crate::protocol::time::Micros;
use crate::protocol::value::Value;
use crate::protocol::{Standing, Workload};
use crate::render::checks::{check_inside, check_keys};
use crate::render::{Form, Shape};
use crate::session::scene::{ClientScene, End, MessageScene, NodeScene};
use crate::sim::world::look::Shown;
use std::rc::Rc;

const FRAMES: [Frame; 7] = [
    Frame { width: 1_056, height: 440 },
    Frame { width: 1_536, height: 700 },
    Frame { width: 820, height: 420 },
    Frame { width: 640, height: 420 },
    Frame { width: 440, height: 330 },
    Frame { width: 390, height: 320 },
    Frame { width: 1_056, height: 310 },
];

fn log(length: u64, committed: u64) -> Vec<LogCell> {
    let cell = |index: u64| {
        let epoch = 1 + (index - 1) / 2;
        LogCell {
            index,
            epoch,
            number: format!("{epoch}.{}", 1 + (index - 1) % 2),
            label: format!("x={index}"),
            committed: index <= committed,
        }
    };
    (1..=length).map(cell).collect()
}

fn card(name: &'static str, variable: &'static str, epoch: u64) -> CardLine {
    let number = Some(epoch.to_string());
    CardLine { name, variable, number, value: None, epoch, accepted: name == "f.a" }
}

fn portrait(role: &'static str, figure: Figure, epoch: u64) -> Portrait {
    Portrait {
        card: vec![card("f.p", "acceptedEpoch", epoch), card("f.a", "currentEpoch", 2)],
        log: log(5, 3),
        ..Portrait::new(Standing { role, epoch, leads: role == "leading" }, figure, "e")
    }
}

fn node(place: usize, portrait: Portrait) -> NodeScene {
    let shown = |name, written_in| Shown { group: "", name, value: Value::Number(3), written_in };
    NodeScene {
        name: char::from(b'A' + place as u8).to_string(),
        part: None,
        up: true,
        paused: false,
        synced: true,
        clock: 1_000,
        portrait: Some(Rc::new(portrait)),
        left: None,
        variables: vec![shown("acceptedEpoch", 2), shown("currentEpoch", 3)],
        timers: Vec::new(),
    }
}

fn crash(node: &mut NodeScene) {
    node.up = false;
    node.left = node.portrait.take();
    seen(&mut node.left).log = log(8, 0);
}

fn message(number: u64, from: usize, to: usize) -> MessageScene {
    MessageScene {
        number,
        kind: "NEWLEADER",
        from: End::Node(from),
        to: End::Node(to),
        is_reply: number.is_multiple_of(2),
        epoch: 3,
        summary: "3".to_string(),
        fields: Vec::new(),
        sent: Micros::ZERO,
        due: Micros::from_millis(10),
    }
}

fn scene(nodes: Vec<NodeScene>) -> Scene {
    Scene {
        doubles: true,
        vocabulary: Vocabulary {
            epoch: "epoch",
            letter: "e",
            sample: "2.3",
            place: "position",
            decided: "delivered",
            log: "log",
        },
        roles: &[(Figure::Hexagon, "leading"), (Figure::Circle, "following")],
        workload: Workload::Requests,
        step: 3,
        now: Micros::from_millis(4),
        nodes,
        messages: Vec::new(),
        cuts: Vec::new(),
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

/// A leader that has got as far as its second phase; the last of its followers is down.
fn led(size: usize, hub: usize) -> Scene {
    let phase = |name, says: &str, state| Phase { name, says: says.to_string(), state };
    let phases = vec![
        phase("Discovery", "epoch promised by 3 of 5", PhaseState::Done),
        phase("Synchronization", "acknowledged by 1 of 5, needs 3", PhaseState::Now),
        phase("Broadcast", "not started", PhaseState::Ahead),
    ];
    let leader = Portrait {
        phase: Some("Prospective leader".to_string()),
        doing: "of epoch e' = 3".to_string(),
        tally: Some(Tally { have: 1, need: size / 2 + 1, of: size }),
        phases,
        ..portrait("leading", Figure::Hexagon, 3)
    };
    let said = ["Synchronization", "Discovery done", "Discovery"];
    let follower = |place: usize| Portrait {
        phase: Some(said[place % 3].to_string()),
        log: log(2 + 3 * place as u64, place as u64),
        ..portrait("following", Figure::Circle, 3)
    };
    let of = |place| if place == hub { leader.clone() } else { follower(place) };
    let mut nodes: Vec<NodeScene> = (0..size).map(|place| node(place, of(place))).collect();
    if let Some(last) = nodes.iter_mut().enumerate().rfind(|(place, _)| *place != hub) {
        crash(last.1);
    }
    let others = (1..).zip((0..size).filter(|it| *it != hub));
    let messages = others.flat_map(|(number, other)| {
        [message(2 * number, other, hub), message(2 * number + 1, hub, other)]
    });
    Scene { messages: messages.collect(), ..scene(nodes) }
}

/// Servers that vote; the last one is down.
fn voting(size: usize) -> Scene {
    let voter = |place: usize| {
        let vote = |from: usize| VoteSeen {
            from,
            leader: from.max(place) % size,
            epoch: 1 + from as u64 % 3,
            number: "1, 1.2".to_string(),
            round: 2,
            counts: from <= place,
        };
        let others = (0..size).filter(|it| *it != place);
        Portrait {
            votes: std::iter::once(place).chain(others).map(vote).collect(),
            tally: Some(Tally { have: place + 1, need: size / 2 + 1, of: size }),
            ..portrait("looking", Figure::Diamond, 2)
        }
    };
    let mut nodes: Vec<NodeScene> = (0..size).map(|place| node(place, voter(place))).collect();
    if size > 1 {
        nodes.iter_mut().last().into_iter().for_each(crash);
    }
    let ways = (0..size).flat_map(|from| (0..size).map(move |to| (from, to)));
    let ways = (1..).zip(ways.filter(|(from, to)| from != to));
    let messages = ways.map(|(number, (from, to))| message(number, from, to)).collect();
    Scene { messages, ..scene(nodes) }
}

fn scenes() -> impl Iterator<Item = Scene> {
    let stars = (1..=9).flat_map(|size| (0..size).map(move |hub| led(size, hub)));
    stars.chain((1..=9).map(voting))
}

/// A portrait, to be changed.
fn seen(portrait: &mut Option<Rc<Portrait>>) -> &mut Portrait {
    Rc::make_mut(portrait.as_mut().expect("it is seen"))
}

#[test]
fn servers_texts_and_rows_have_room_in_every_cluster() {
    for scene in scenes() {
        for frame in FRAMES {
            let layout = layout(&scene, frame);
            let nodes = || 0..scene.nodes.len();
            let what = format!("{} of {} in {frame:?}", hub(&scene).unwrap_or(9), nodes().len());
            let mut rooms: Vec<Bounds> = nodes().map(|it| layout.node_bounds(it)).collect();
            rooms.extend(nodes().filter_map(|it| layout.label_bounds(it)));
            rooms.extend(nodes().filter_map(|it| layout.cards[it]));
            for (place, one) in rooms.iter().enumerate() {
                assert!(one.is_in(frame), "{what}: {one:?}");
                let near = rooms[..place].iter().find(|other| one.meets(other));
                assert_eq!(near, None, "{what}: {one:?}");
            }
            assert!(layout.radius >= 110, "{what}: {}", layout.radius);
        }
    }
}

#[test]
fn everything_is_inside_and_every_key_stands_for_one_shape() {
    for scene in scenes() {
        for frame in FRAMES {
            let look = Look { frame, clock: scene.now, selected: Some(0) };
            let glance = Glance { width: frame.width, selected: Some(0), thing: None };
            let stage = STAR.shapes(&scene, look);
            check_inside(&stage, frame, &format!("{} servers", scene.nodes.len()));
            check_keys(&stage);
            check_keys(&(STAR.below.shapes)(&scene, glance));
        }
    }
}

#[test]
fn links_lead_to_the_leader_alone_or_everywhere() {
    assert_eq!(layout(&led(4, 1), FRAMES[0]).links, [(0, 1), (1, 2), (1, 3)]);
    assert_eq!(layout(&voting(3), FRAMES[0]).links, [(0, 1), (0, 2), (1, 2)]);
    assert!(layout(&led(1, 0), FRAMES[0]).links.is_empty());
}

#[test]
fn of_several_leaders_the_one_in_the_highest_epoch_is_in_the_middle() {
    let mut scene = led(5, 1);
    let mut newer = led(5, 3).nodes.remove(3);
    seen(&mut newer.portrait).epoch = 4;
    scene.nodes[3] = newer;
    assert_eq!(hub(&scene), Some(3));
    scene.nodes[3].up = false;
    assert_eq!(hub(&scene), Some(1));
}

#[test]
fn another_leader_moves_three_servers_at_most() {
    for (before, after) in [(0, 3), (1, 4), (2, 0), (4, 3)] {
        let places = |hub| layout(&led(5, hub), FRAMES[0]).places;
        let moved = places(before).iter().zip(places(after)).filter(|(a, b)| **a != *b).count();
        assert!(moved <= 3, "{before} to {after}: {moved}");
    }
}

/// The shape with this key, and the texts in it.
fn texts_of(shapes: &[Shape], key: &str) -> Vec<String> {
    fn texts(shape: &Shape, found: &mut Vec<String>) {
        match &shape.form {
            Form::Text { text, .. } => found.push(text.clone()),
            Form::Group { parts } => parts.iter().for_each(|part| texts(part, found)),
            _ => {}
        }
    }
    let mut found = Vec::new();
    let shape = shapes.iter().find(|shape| shape.key == key).expect("it is drawn");
    texts(shape, &mut found);
    found
}

#[test]
fn a_history_that_is_too_long_shows_its_end_and_says_how_much_is_left_out() {
    let mut scene = led(3, 0);
    seen(&mut scene.nodes[1].portrait).log = log(40, 38);
    let shapes = ground(&scene, &layout(&scene, FRAMES[5]));
    let texts = texts_of(&shapes, "card-1");
    let cells = texts.len() - 2;
    assert_eq!(texts[0], "Discovery done");
    assert_eq!(texts[1], format!("+{}", 40 - cells));
    assert_eq!(texts[texts.len() - 1], "20.2");
}

#[test]
fn the_rail_says_everything_where_it_has_room_and_otherwise_what_is_under_way() {
    let scene = led(5, 1);
    let wide = ground(&scene, &layout(&scene, FRAMES[0]));
    assert_eq!(texts_of(&wide, "phase-0"), ["1  Discovery", "epoch promised by 3 of 5"]);
    let narrow = ground(&scene, &layout(&scene, FRAMES[5]));
    assert_eq!(texts_of(&narrow, "phase-0"), ["Discovery"]);
    assert_eq!(texts_of(&narrow, "phase-says"), ["acknowledged by 1 of 5, needs 3"]);
}

#[test]
fn what_a_crashed_server_holds_stays_on_the_stage() {
    let scene = led(5, 1);
    let shapes = ground(&scene, &layout(&scene, FRAMES[0]));
    let texts = texts_of(&shapes, "card-4");
    assert_eq!(texts[0], "Crashed");
    assert!(texts.contains(&"4.2".to_string()), "{texts:?}");
}
