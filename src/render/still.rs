//! A still: one step with its words, as a picture that looks right by itself or as plain text.

use super::stage::{self, Glance, Look};
use super::{Anchor, Form, Frame, Point, Shape, node, px, svg};
use crate::protocol::inspect::{CardLine, Vocabulary};
use crate::protocols;
use crate::session::Session;
use crate::session::scene::{End, NodeScene, Scene};
use crate::sim::trace::TraceLine;
use std::fmt::Write;
use std::ops::RangeInclusive;

/// How wide a picture is where nobody says, and how wide it may be, in whole pixels.
pub const WIDTH: u32 = 1_180;
/// See [`WIDTH`].
pub const WIDTHS: RangeInclusive<i64> = 320..=4_000;

/// The parts of its height; the stage is as high as this at most.
const HEAD: i32 = 56;
const STAGE: i32 = 560;
const LINE: i32 = 24;
const MARGIN: i32 = 20;

/// How many letters a line of text has at most.
const COLUMNS: usize = 100;

/// What is said of step 0.
const NOTHING_YET: &str = "Nothing has happened yet.";

/// What stands in the style sheet of a still beyond that of the page.
const STYLE: &str = ".paper{fill:var(--stage)}\
.heading{font:600 20px/1 var(--font-display)}\
.says{font-size:15px}.why{font-size:15px;fill:var(--ink-2)!important}";

/// The stage above what is below it above the words, with the style sheet in it that colours them.
pub fn picture(session: &Session, width: u32, style: &str) -> String {
    let across = i32::try_from(width).unwrap_or_default();
    // A letter of the words is 8 pixels wide.
    let letters = usize::try_from((across - 2 * MARGIN) / 8).unwrap_or_default();
    let stage_height = STAGE.min(STAGE / 2 + across / 4);
    let (scene, stage) = (session.scene(), protocols::stage(session.protocol()));
    let below_height = i32::try_from((stage.below.height)(&scene)).unwrap_or_default();
    let words = words(session, letters);
    let place = place(session, &scene);
    // Beside a long heading there is no room for the place: it stands below.
    let beside = |text: &str, wide: usize| text.chars().count() * wide;
    let is_beside = beside(heading(session), 12) + beside(&place, 8) <= letters * 8;
    let head = if is_beside { HEAD } else { HEAD + LINE };
    let below = head + stage_height + below_height;
    let height = below + MARGIN + LINE * i32::try_from(words.len()).unwrap_or_default() + MARGIN;
    let frame = |height: i32| Frame { width, height: height.unsigned_abs() };
    let paper = Form::Rect { width: px(across), height: px(height), corner: px(0) };
    let line = |key: String, class, y, text: String| {
        Shape::text(key, class, Point { x: px(MARGIN), y: px(y) }, Anchor::Start, text)
    };
    let group =
        |key, y, parts| Shape::new(key, "", Point { x: px(0), y: px(y) }, Form::Group { parts });
    let look = Look { frame: frame(stage_height), clock: scene.now, selected: None };
    let glance = Glance { width, selected: None, thing: None };
    let at = |x: i32, y: i32| Point { x: px(x), y: px(y) };
    let (place_at, anchor) = match is_beside {
        true => (at(across - MARGIN, 34), Anchor::End),
        false => (at(MARGIN, 34 + LINE), Anchor::Start),
    };
    let mut shapes = vec![
        Shape::new("paper", "paper", Point::default(), paper),
        line("heading".to_string(), "heading", 36, heading(session).to_string()),
        Shape::text("place", "lab2", place_at, anchor, place),
        group("stage", head, stage.shapes(&scene, look)),
        group("logs", head + stage_height, (stage.below.shapes)(&scene, glance)),
    ];
    let mut y = below + MARGIN;
    for (place, (class, text)) in words.into_iter().enumerate() {
        y += LINE;
        shapes.push(line(format!("words{place}"), class, y - 8, text));
    }
    let label = stage::title(&scene, session.title());
    svg::styled(&shapes, frame(height), &label, &format!("{style}{}{STYLE}", stage.style))
}

/// The same in plain text: the nodes with their logs, the phases of those who lead, the messages in flight, and what
/// happened.
pub fn text(session: &Session) -> String {
    let scene = session.scene();
    let mut all = format!("{}\n{}\n\n", heading(session), place(session, &scene));
    let name_width = scene.nodes.iter().map(|node| node.name.chars().count()).max().unwrap_or(1);
    for node in &scene.nodes {
        let _ = writeln!(all, "{:name_width$}  {}", node.name, row(node, scene.vocabulary));
    }
    for node in &scene.nodes {
        let phases = node.portrait.as_ref().map_or(&[][..], |portrait| &portrait.phases);
        for (place, phase) in phases.iter().enumerate() {
            let head =
                if place == 0 { format!("\nPhases of {}:\n", node.name) } else { String::new() };
            let _ = writeln!(all, "{head}  {}", phase.words());
        }
    }
    for (place, message) in scene.messages.iter().enumerate() {
        let _ = write!(all, "{}", if place == 0 { "\nIn flight:\n" } else { "" });
        let (from, to) = (name(&scene, &message.from), name(&scene, &message.to));
        let fields = message.fields.iter().map(|(name, value)| format!(" {name}={value}"));
        let fields: String = fields.collect();
        let _ = writeln!(all, "  #{} {from}->{to} {}{fields}", message.number, message.kind);
    }
    for (place, (from, to)) in scene.cuts.iter().enumerate() {
        let _ = write!(all, "{}", if place == 0 { "\nCut:\n" } else { "" });
        if let (Some(from), Some(to)) = (scene.nodes.get(*from), scene.nodes.get(*to)) {
            let _ = writeln!(all, "  {}->{}", from.name, to.name);
        }
    }
    all.push('\n');
    for (_, line) in words(session, COLUMNS) {
        let _ = writeln!(all, "{line}");
    }
    all
}

fn name<'s>(scene: &'s Scene, end: &'s End) -> &'s str {
    match end {
        End::Node(place) => scene.nodes.get(*place).map_or("", |node| &node.name),
        End::Client(name) => name,
    }
}

/// What a step belongs to: the title that stands over it, or else the protocol.
pub fn heading(session: &Session) -> &str {
    session.heading().unwrap_or(session.title())
}

/// The present step in a line, for those who do not see its picture.
pub fn caption(session: &Session) -> String {
    let step = session.position();
    let says = session.tell(step, step).pop().map(|line| line.says);
    let says = says.unwrap_or_else(|| NOTHING_YET.to_string());
    format!("{}. {}: {says}", heading(session), place(session, &session.scene()))
}

fn place(session: &Session, scene: &Scene) -> String {
    format!("Step {} of {}, at {}", scene.step, session.last_step(), scene.now)
}

/// A node's role, its term and its log; what it knows to be committed stands before the bar. Of a node that has no log,
/// what it is at and its card.
fn row(node: &NodeScene, vocabulary: Vocabulary) -> String {
    let Vocabulary { epoch, decided, .. } = vocabulary;
    let Some(portrait) = &node.portrait else { return node::role(node).to_ascii_lowercase() };
    let paused = if node.paused { ", paused" } else { "" };
    if node.part.is_some() {
        let said = portrait.phase.iter().chain([&portrait.doing]);
        let said = said.filter(|words| !words.is_empty()).cloned();
        let words: Vec<String> = said.chain(portrait.card.iter().map(CardLine::words)).collect();
        let words = format!("{:<9} {}{paused}", portrait.role, words.join(", "));
        return words.trim_end().to_string();
    }
    let committed = portrait.committed();
    let entries = portrait.log.iter().map(|cell| {
        let bar = if cell.index == committed { " |" } else { "" };
        format!("{}:{}{bar}", cell.number, cell.label)
    });
    let entries: Vec<String> = entries.collect();
    format!(
        "{:<9} {epoch} {:<3} {decided} {committed:<3} log [{}]{paused}",
        portrait.role,
        portrait.epoch,
        entries.join(" ")
    )
}

/// The sentence of the step, its reason and its section, in lines; each with the class that styles it.
fn words(session: &Session, letters: usize) -> Vec<(&'static str, String)> {
    let step = session.position();
    let Some(TraceLine { says, why, section, .. }) = session.tell(step, step).pop() else {
        return vec![("says", NOTHING_YET.to_string())];
    };
    let parts = [("says", says), ("why", why), ("lab2", section)];
    let lines = parts
        .iter()
        .flat_map(|(class, text)| wrapped(text, letters).into_iter().map(|line| (*class, line)));
    lines.collect()
}

/// A text in lines of at most so many letters, parted at spaces.
fn wrapped(text: &str, letters: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        match lines.last_mut() {
            Some(line) if line.chars().count() + 1 + word.chars().count() <= letters => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_string()),
        }
    }
    lines
}
