//! A still: one step with its words, as a picture that looks right by itself or as plain text.

use super::stage::{self, Glance, Look};
use super::{Anchor, Form, Frame, Point, Shape, node, px, svg};
use crate::protocol::inspect::{CardLine, Vocabulary};
use crate::protocols;
use crate::session::Session;
use crate::session::scene::{End, NodeScene, Scene};
use crate::sim::trace::TraceLine;
use std::fmt::Write;

/// The picture's width, and the parts of its height, in whole pixels.
const WIDTH: i32 = 1_180;
const HEAD: i32 = 56;
const STAGE: i32 = 560;
const LINE: i32 = 24;
const MARGIN: i32 = 20;

/// How many letters a line of words has at most, in the picture and in text.
const LETTERS: usize = 140;
const COLUMNS: usize = 100;

/// What stands in the style sheet of a still beyond that of the page.
const STYLE: &str = ".paper{fill:var(--stage)}\
.heading{font:600 20px/1 var(--font-display)}\
.says{font-size:15px}.why{font-size:15px;fill:var(--ink-2)!important}";

/// The stage above what is below it above the words, with the style sheet in it that colours them.
pub fn picture(session: &Session, style: &str) -> String {
    let (scene, stage) = (session.scene(), protocols::stage(session.protocol()));
    let below_height = i32::try_from((stage.below.height)(&scene)).unwrap_or_default();
    let words = words(session, LETTERS);
    let below = HEAD + STAGE + below_height;
    let height = below + MARGIN + LINE * i32::try_from(words.len()).unwrap_or_default() + MARGIN;
    let frame = |height: i32| Frame { width: WIDTH.unsigned_abs(), height: height.unsigned_abs() };
    let paper = Form::Rect { width: px(WIDTH), height: px(height), corner: px(0) };
    let line = |key: String, class, y, text: String| {
        Shape::text(key, class, Point { x: px(MARGIN), y: px(y) }, Anchor::Start, text)
    };
    let group =
        |key, y, parts| Shape::new(key, "", Point { x: px(0), y: px(y) }, Form::Group { parts });
    let look = Look { frame: frame(STAGE), clock: scene.now, selected: None };
    let glance = Glance { width: WIDTH.unsigned_abs(), selected: None, thing: None };
    let end = Point { x: px(WIDTH - MARGIN), y: px(34) };
    let mut shapes = vec![
        Shape::new("paper", "paper", Point::default(), paper),
        line("heading".to_string(), "heading", 36, heading(session)),
        Shape::text("place", "lab2", end, Anchor::End, place(session, &scene)),
        group("stage", HEAD, stage.shapes(&scene, look)),
        group("logs", HEAD + STAGE, (stage.below.shapes)(&scene, glance)),
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

fn heading(session: &Session) -> String {
    session.heading().unwrap_or(session.title()).to_string()
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
        return vec![("says", "Nothing has happened yet.".to_string())];
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
