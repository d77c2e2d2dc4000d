//! Timelines of many sizes: everything inside the frame, every key once, and a band without gaps.

use super::*;
use crate::protocols;
use crate::scenario::parse::{parse, parse_statement};
use crate::session::Session;
use std::collections::BTreeSet;

fn session(protocol: &str, nodes: usize, lines: &[&str]) -> Session {
    let scenario = parse(&format!("cluster {protocol} {nodes}\nseed 5\n")).expect("a set-up");
    let mut session = protocols::open(&scenario).expect("a session");
    for line in lines {
        let _ = session.perform(&parse_statement(line).expect(line));
    }
    session
}

fn drawn(session: &Session, step: u64, width: u32) -> Timeline {
    let names: Vec<String> = session.scene().nodes.into_iter().map(|node| node.name).collect();
    let (records, branches) = (session.records(), session.branches());
    History {
        names: &names,
        records: &records,
        proposers: &[],
        letter: "T",
        step,
        branches: &branches,
    }
    .draw(width)
}

/// Every place that an outline names with a large letter, and every other corner.
fn points(shapes: &[Shape], origin: Point, found: &mut Vec<(String, Point)>) {
    for shape in shapes {
        let at = Point::new(origin.x.0 + shape.at.x.0, origin.y.0 + shape.at.y.0);
        let mut put = |x: i32, y: i32| found.push((shape.key.clone(), Point::new(x, y)));
        match &shape.form {
            Form::Group { parts } => points(parts, at, found),
            Form::Rect { width, height, .. } => {
                put(at.x.0, at.y.0);
                put(at.x.0 + width.0, at.y.0 + height.0);
            }
            Form::Circle { radius } => {
                put(at.x.0 - radius.0, at.y.0 - radius.0);
                put(at.x.0 + radius.0, at.y.0 + radius.0);
            }
            Form::Path { data } if shape.class.starts_with("mark") => {
                for mark in data.split('M').filter(|mark| !mark.is_empty()) {
                    let numbers = mark.split(|c: char| !(c.is_ascii_digit() || c == '.'));
                    let mut numbers = numbers.filter_map(|number| number.parse::<f64>().ok());
                    let mut next = || (numbers.next().unwrap_or_default() * 10.0) as i32;
                    put(at.x.0 + next(), at.y.0 + next());
                }
            }
            _ => put(at.x.0, at.y.0),
        }
    }
}

const STORY: &[&str] = &[
    "step 40",
    "request x=1 to A",
    "cut A-B",
    "step 60",
    "crash A",
    "step 20",
    "branch \"what if: A stays\" at 100",
    "step 90",
    "branch \"early\" at 20",
    "step 10",
];

#[test]
fn everything_stays_inside_its_frame_and_every_key_is_there_once() {
    for house in protocols::kinds() {
        for nodes in 1..=9 {
            let session = session(house.name(), nodes, STORY);
            for width in [360, 390, 699, 700, 820, 1_440, 1_920] {
                for step in [0, 15, session.last_step()] {
                    let timeline = drawn(&session, step, width);
                    let mut found = Vec::new();
                    points(&timeline.shapes, Point::default(), &mut found);
                    for (key, at) in found {
                        let inside = (0..=width as i32 * 10).contains(&at.x.0)
                            && (0..=timeline.height as i32 * 10).contains(&at.y.0);
                        assert!(inside, "{key} at {at} of {width} by {}", timeline.height);
                    }
                    let keys: BTreeSet<&str> =
                        timeline.shapes.iter().map(|shape| shape.key.as_str()).collect();
                    assert_eq!(keys.len(), timeline.shapes.len());
                }
            }
        }
    }
}

#[test]
fn the_parts_of_the_band_tile_the_line() {
    let session = session(
        "raft",
        5,
        &["step 120", "crash A", "crash B", "crash C", "crash D", "crash E", "restart A"],
    );
    let (records, branches) = (session.records(), session.branches());
    let names = vec![String::new(); 5];
    let history = History {
        names: &names,
        records: &records,
        proposers: &[],
        letter: "T",
        step: 3,
        branches: &branches,
    };
    let stretches = history.stretches();
    assert!(stretches.len() >= 3);
    assert_eq!(
        (stretches[0].first, stretches[stretches.len() - 1].until),
        (0, session.last_step() + 1)
    );
    assert!(stretches.windows(2).all(|pair| pair[0].until == pair[1].first));
}

#[test]
fn the_scale_goes_there_and_back_and_stands_still_while_steps_are_added() {
    for (width, last) in [(360, 10), (1_440, 63), (1_440, 100), (1_920, 512), (800, 300)] {
        let scale = Scale::new(width, last, last);
        for step in 0..=last {
            assert_eq!(scale.step(scale.x(step).0), step, "{width} {last}");
        }
        assert_eq!((scale.step(-50), scale.step(1_000_000)), (0, last));
    }
    let x = |last| Scale::new(1_440, last, last).x(40);
    assert_eq!(x(40), x(64));
    assert!(x(65) < x(64));
    assert_eq!(x(65), x(128));
}

#[test]
fn many_marks_become_columns_and_what_you_did_does_not() {
    let few = drawn(&session("raft", 5, &["step 300"]), 300, 1_440);
    let many = drawn(&session("raft", 5, &["step 700", "crash A", "step 700"]), 900, 1_440);
    let has = |timeline: &Timeline, class: &str| {
        timeline.shapes.iter().any(|shape| shape.class.split(' ').any(|word| word == class))
    };
    assert!(has(&few, "dot") && !has(&few, "column"));
    assert!(has(&many, "column") && !has(&many, "dot") && has(&many, "act"));
    assert!(many.shapes.len() < 120, "{}", many.shapes.len());
}

#[test]
fn other_lines_hang_from_the_step_where_they_part() {
    let mut session = session("raft", 3, STORY);
    let drawn_lines = |session: &Session| {
        let timeline = drawn(session, 5, 1_440);
        timeline.shapes.iter().filter(|shape| shape.key.starts_with("branch-")).count()
    };
    assert_eq!(drawn_lines(&session), 2);
    session.perform(&parse_statement("switch main").expect("a statement")).expect("a line");
    assert_eq!(drawn_lines(&session), 2);
}
