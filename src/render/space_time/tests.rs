//! Diagrams of many sizes: everything inside the frame, every key once, and the past strong.

use super::*;
use crate::protocols;
use crate::scenario::parse::{parse, parse_statement};
use crate::session::Session;
use crate::session::past::past;
use std::collections::BTreeSet;

fn session(protocol: &str, nodes: usize) -> Session {
    let scenario = parse(&format!("cluster {protocol} {nodes}\nseed 5\n")).expect("a set-up");
    let mut session = protocols::open(&scenario).expect("a session");
    for line in ["step 40", "request x=1 to A", "cut A-B", "step 60", "crash C", "step 40"] {
        let _ = session.perform(&parse_statement(line).expect(line));
    }
    session
}

fn drawn(session: &Session, step: u64, frame: Frame, is_even: bool) -> Vec<Shape> {
    let (from, to) = window(frame.width, step, session.last_step());
    let past = past(&session.records(), step);
    shapes(&session.weave(from, to), Look { frame, step, past: &past, is_even })
}

fn ends(shapes: &[Shape], origin: Point, found: &mut Vec<(String, Point)>) {
    for shape in shapes {
        let at = Point::new(origin.x.0 + shape.at.x.0, origin.y.0 + shape.at.y.0);
        found.push((shape.key.clone(), at));
        match &shape.form {
            Form::Group { parts } => ends(parts, at, found),
            Form::Line { to } => {
                let to = Point::new(origin.x.0 + to.x.0, origin.y.0 + to.y.0);
                found.push((shape.key.clone(), to));
            }
            Form::Rect { width, height, .. } => {
                let corner = Point::new(at.x.0 + width.0, at.y.0 + height.0);
                found.push((shape.key.clone(), corner));
            }
            _ => {}
        }
    }
}

#[test]
fn everything_stays_inside_its_frame_and_every_key_is_there_once() {
    for house in protocols::kinds() {
        for nodes in [2, 3, 5, 9] {
            let session = session(house.name(), nodes);
            for (width, height) in [(360, 520), (820, 520), (1_056, 588), (1_536, 700)] {
                for (step, is_even) in [(0, true), (1, false), (70, false), (141, true)] {
                    let shapes = drawn(&session, step, Frame { width, height }, is_even);
                    let mut found = Vec::new();
                    ends(&shapes, Point::default(), &mut found);
                    for (key, at) in found {
                        let inside = (0..=width as i32 * 10).contains(&at.x.0)
                            && (0..=height as i32 * 10).contains(&at.y.0);
                        assert!(inside, "{key} at {at} of {width} by {height}");
                    }
                    let keys: BTreeSet<&str> =
                        shapes.iter().map(|shape| shape.key.as_str()).collect();
                    assert_eq!(keys.len(), shapes.len());
                }
            }
        }
    }
}

#[test]
fn what_the_present_step_can_know_is_strong_and_the_future_pale() {
    let session = session("raft", 5);
    let past = past(&session.records(), 90);
    let frame = Frame { width: 1_056, height: 588 };
    for shape in drawn(&session, 90, frame, false) {
        if let Ok(Thing::Step(step)) = shape.key.parse() {
            let wanted = match step {
                91.. => "fut",
                90 => "strong",
                _ if past.has(step) => "strong",
                _ => "faint",
            };
            assert!(shape.class.contains(wanted), "step {step}: {}", shape.class);
        }
    }
}

#[test]
fn the_window_is_around_the_present_and_not_too_long() {
    for width in [320, 1_056, 8_000] {
        for (step, last) in [(0, 0), (5, 9), (50, 63), (900, 2_000)] {
            let (from, to) = window(width, step, last);
            assert!(from >= 1 && to <= last && to - from.min(to) <= 150);
            assert!(step == 0 || (from..=to).contains(&step));
        }
    }
}
