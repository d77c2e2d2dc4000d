//! An election: a row a server, with its vote and the votes that lie before it.

use super::super::layout::{Bounds, Layout, count};
use super::row::{self, Lines, Shows};
use crate::protocol::inspect::{Portrait, VoteSeen};
use crate::render::{Anchor, Form, Length, Point, Shape, hue};
use crate::session::scene::{NodeScene, Scene};

/// How wide a row is at least in which everything is said in words.
const WIDE: i32 = 3_000;

/// The width of a letter.
const LETTER: i32 = 76;

/// How high a vote is.
const HEIGHT: i32 = 190;

/// Between one vote and the next.
const GAP: i32 = 30;

/// What the rows are.
pub(super) fn head(scene: &Scene, layout: &Layout) -> Vec<Shape> {
    let Some(room) = layout.cards.first().copied().flatten() else { return Vec::new() };
    let is_voting =
        |node: &NodeScene| node.portrait.as_ref().is_some_and(|it| !it.votes.is_empty());
    if !scene.nodes.iter().any(is_voting) {
        return Vec::new();
    }
    let text = match room.right - room.left {
        ..WIDE => "Votes",
        _ => "Votes, and those seen: solid if they count",
    };
    let at = Point::new(room.left, super::either(layout.frame, super::VOTES_TOP) - 110);
    vec![Shape::text("votes", "lab2", at, Anchor::Start, text)]
}

/// The votes of a server; of one that does not vote, what it is at and what it holds.
pub(super) fn row(scene: &Scene, place: usize, layout: &Layout) -> Option<Shape> {
    let (node, room) = (scene.nodes.get(place)?, layout.cards[place]?);
    let portrait = node.portrait.as_ref().filter(|it| node.up && !it.votes.is_empty());
    let Some((portrait, own)) = portrait.and_then(|it| Some((it, it.votes.first()?))) else {
        return row::row(scene, place, Shows::Named, layout);
    };
    let words = std::iter::once(format!(
        "{} votes for {} ({}) in round {}, {}",
        node.name,
        name(scene, own.leader),
        own.number,
        own.round,
        counted(portrait),
    ));
    let words = words.chain(portrait.votes.iter().map(|vote| {
        let counts = if vote.counts { "counts" } else { "does not count" };
        format!("the vote of {} for {} {counts}", name(scene, vote.from), name(scene, vote.leader))
    }));
    let form = Form::Group { parts: parts(scene, portrait, own, node, room) };
    let at = Point::new(room.left, room.top);
    let shape = Shape::new(format!("card-{place}"), "card", at, form);
    Some(shape.labelled("img", words.collect::<Vec<_>>().join(", ")))
}

fn name(scene: &Scene, place: usize) -> &str {
    scene.nodes.get(place).map_or("", |node| &node.name)
}

/// "has 2 of 5, needs 3".
fn counted(portrait: &Portrait) -> String {
    let have = portrait.votes.iter().filter(|vote| vote.counts).count();
    match portrait.tally {
        Some(tally) => format!("has {have} of {}, needs {}", tally.of, tally.need),
        None => format!("has {have}"),
    }
}

fn parts(
    scene: &Scene,
    portrait: &Portrait,
    own: &VoteSeen,
    node: &NodeScene,
    room: Bounds,
) -> Vec<Shape> {
    let lines = Lines::of(room.bottom - room.top);
    let width = room.right - room.left;
    let is_wide = width >= WIDE;
    let text = |key, x: i32, anchor, text: String| {
        Shape::text(key, "lab2", Point::new(x, lines.base), anchor, text)
    };
    let (title, start) = row::name(node, lines.base);
    let whom = name(scene, own.leader);
    let says = if is_wide { format!("for {whom}") } else { whom.to_string() };
    let says = format!("{says} ({})", own.number);
    let middle = lines.base - 45;
    let (vote, vote_width) = chip("own", &says, own, 160, Point::new(start, middle));
    let x = start + vote_width + 120;
    let mut all = vec![title, vote];
    if !is_wide {
        let have = portrait.votes.iter().filter(|vote| vote.counts).count();
        let short = format!("{have}/{}", scene.nodes.len());
        all.push(text("counted", width, Anchor::End, short));
    } else if lines.has_two {
        all.push(text("round", x, Anchor::Start, format!("round {}", own.round)));
        all.push(text("counted", x + 700, Anchor::Start, counted(portrait)));
    }
    if lines.has_two {
        let at = Point::new(start, lines.top + lines.cell / 2);
        all.extend(seen(scene, portrait, at, width));
    } else if is_wide {
        all.extend(seen(scene, portrait, Point::new(x, middle), width));
    }
    all
}

/// The votes that lie before a server, as far apart as they can be up to the right edge. Where they do not fit at all,
/// their number says enough.
fn seen(scene: &Scene, portrait: &Portrait, at: Point, right: i32) -> Vec<Shape> {
    let row = |colon: &str, padding: i32| {
        let mut x = at.x.0;
        let chips = portrait.votes.iter().map(|vote| {
            let (from, leader) = (name(scene, vote.from), name(scene, vote.leader));
            let (key, text) = (format!("from-{}", vote.from), format!("{from}{colon}{leader}"));
            let (chip, width) = chip(&key, &text, vote, padding, Point::new(x, at.y.0));
            x += width + GAP;
            chip
        });
        let chips: Vec<Shape> = chips.collect();
        (x - GAP <= right).then_some(chips)
    };
    row(": ", 100).or_else(|| row(":", 100)).or_else(|| row(":", 60)).unwrap_or_default()
}

/// A vote, solid if it counts, and how wide it is.
fn chip(key: &str, text: &str, vote: &VoteSeen, padding: i32, at: Point) -> (Shape, i32) {
    let width = LETTER * count(text.chars().count()) + padding;
    let form = Form::Rect { width: Length(width), height: Length(HEIGHT), corner: Length(40) };
    let parts = vec![
        Shape::new("back", "c", Point::new(0, -HEIGHT / 2), form),
        Shape::text("text", "v", Point::new(width / 2, 44), Anchor::Middle, text),
    ];
    let sure = if vote.counts { "ok" } else { "hol" };
    let class = format!("cell {sure} {}", hue(vote.epoch));
    (Shape::new(key, class, at, Form::Group { parts }), width)
}
