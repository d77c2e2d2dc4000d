//! A node as a figure: its role by shape, its term by colour and number, its timer as an arc, its state in two lines.

use super::layout::{Label, Layout};
use super::{Anchor, Form, Length, Point, Shape, capitalised, hue, px};
use crate::protocol::inspect::{CardLine, Figure, Tally, Vocabulary};
use crate::protocol::time::Micros;
use crate::session::scene::{NodeScene, Scene, TimerScene};

/// How a node is looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Attention {
    /// It is the one in the inspector.
    pub is_selected: bool,
    /// The present step wrote one of its variables.
    pub is_touched: bool,
    /// The Tab key stops at it.
    pub is_tab_stop: bool,
}

/// The figure with its name and its badge; it can be pressed.
pub fn figure(
    place: usize,
    node: &NodeScene,
    vocabulary: &Vocabulary,
    layout: &Layout,
    attention: Attention,
) -> Shape {
    let radius = layout.radius;
    let mut class = format!("node {}", class_of(node));
    if attention.is_selected {
        class.push_str(" sel");
    }
    if attention.is_touched {
        class.push_str(" touched");
    }
    let circle = |key: &str, radius: i32| {
        Shape::new(key, key, Point::default(), Form::Circle { radius: Length(radius) })
    };
    let mut parts = vec![
        circle("halo", layout.outer + 10),
        circle("focusring", layout.outer + 40),
        circle("hit", layout.outer),
        Shape::new("body", "body", Point::default(), body(node, radius)),
    ];
    let is_large = radius >= 300;
    let icon = icon(node).filter(|_| is_large);
    let base = match (&icon, is_large) {
        (Some(_), _) => 136,
        (None, true) => 80,
        (None, false) => 60,
    };
    parts.extend(icon.filter(|_| node.up));
    let size = if is_large { "nm" } else { "nm small" };
    parts.push(Shape::text("name", size, Point::new(0, base), Anchor::Middle, &*node.name));
    let form = Form::Group { parts };
    let mut shape = Shape::new(format!("node-{place}"), class, layout.places[place], form)
        .labelled("button", describe(node, vocabulary));
    if let Some(label) = &mut shape.label {
        label.is_tab_stop = attention.is_tab_stop;
    }
    shape
}

/// The classes of a node's figure and colour.
pub fn class_of(node: &NodeScene) -> String {
    let Some(portrait) = node.portrait.as_ref().filter(|_| node.up) else {
        return "down t0".to_string();
    };
    let figure = kind_of(portrait.figure);
    let paused = if node.paused { " paused" } else { "" };
    format!("{figure} {}{paused}", hue(portrait.epoch))
}

/// The class of a figure: how sure its node is of leading.
pub fn kind_of(figure: Figure) -> &'static str {
    match figure {
        Figure::Hexagon => "leader",
        Figure::Diamond => "cand",
        Figure::Circle | Figure::Eye | Figure::Pentagon | Figure::Square => "follower",
    }
}

/// The figure at its smallest, with its name in it: at the head of a row.
pub fn small(node: &NodeScene, at: Point) -> Shape {
    let parts = vec![
        Shape::new("body", "body", Point::default(), body(node, 100)),
        Shape::text("name", "nm tiny", Point::new(0, 42), Anchor::Middle, &*node.name),
    ];
    let class = format!("node mini {}", class_of(node));
    Shape::new("figure", class, at, Form::Group { parts })
}

/// The outline that stands for the role, around the middle.
pub fn body(node: &NodeScene, radius: i32) -> Form {
    outline(node.portrait.as_ref().map_or(Figure::Circle, |portrait| portrait.figure), radius)
}

/// The outline of a role, around the middle.
pub fn outline(figure: Figure, radius: i32) -> Form {
    let corners: &[(i32, i32)] = match figure {
        Figure::Circle | Figure::Eye => return Form::Circle { radius: Length(radius) },
        Figure::Diamond => &[(0, -1_120), (1_120, 0), (0, 1_120), (-1_120, 0)],
        Figure::Pentagon => &[(-800, -760), (440, -760), (1_080, 0), (440, 760), (-800, 760)],
        Figure::Square => &[(-900, -900), (900, -900), (900, 900), (-900, 900)],
        Figure::Hexagon => {
            &[(0, -1_140), (990, -570), (990, 570), (0, 1_140), (-990, 570), (-990, -570)]
        }
    };
    let point =
        |(x, y): &(i32, i32)| Point::new(radius * x / 1_000, radius * y / 1_000).to_string();
    let points: Vec<String> = corners.iter().map(point).collect();
    Form::Path { data: format!("M{}z", points.join("L")) }
}

fn icon(node: &NodeScene) -> Option<Shape> {
    let data = match node.portrait.as_ref().map(|portrait| portrait.figure) {
        Some(Figure::Hexagon) => "M4 17.5h16M4.5 14 3.5 6.8l5 3.6L12 5l3.5 5.4 5-3.6L19.5 14z",
        Some(Figure::Diamond) => "M6 21V4M6 4.5h11.5l-2.6 4 2.6 4H6",
        Some(Figure::Eye) => {
            "M2.5 12S6 5.500 12 5.500 21.5 12 21.5 12 18 18.5 12 18.5 2.5 12 2.5 12zM12 9.2a2.800 2.800 0 1 0 .1 0z"
        }
        Some(Figure::Pentagon | Figure::Square) => return None,
        _ => "M5.2 10.5a9 9 0 0 1 13.6 0M8.4 13.2a5 5 0 0 1 7.2 0M12 16.6v.1",
    };
    let form = Form::Path { data: data.to_string() };
    Some(Shape::new("icon", "ic", Point::new(-120, -255), form))
}

/// The term, ballot or epoch in its colour, at the figure's shoulder.
pub fn badge(place: usize, node: &NodeScene, layout: &Layout) -> Option<Shape> {
    let portrait = node.portrait.as_ref().filter(|portrait| !portrait.badge.is_empty())?;
    let (epoch, text) = (portrait.epoch, portrait.badge.clone());
    let width = px(12 + 8 * i32::try_from(text.len()).unwrap_or(1));
    let middle = layout.places[place];
    let (x, y) = (layout.radius * 800 / 1_000, layout.radius * 900 / 1_000);
    let form = Form::Rect { width, height: px(21), corner: Length(105) };
    let parts = vec![
        Shape::new("back", "", Point::new(-width.0 / 2, -105), form),
        Shape::text("number", "", Point::new(0, 42), Anchor::Middle, text),
    ];
    let at = Point::new(middle.x.0 + x, middle.y.0 - y);
    let class = format!("bdg {}", hue(epoch));
    Some(Shape::new(format!("badge-{place}"), class, at, Form::Group { parts }))
}

/// The timer that fires next, as an arc that gets shorter; the whole ring is its length.
pub fn timer_arc(place: usize, node: &NodeScene, layout: &Layout, clock: Micros) -> Option<Shape> {
    let timer = next_timer(node)?;
    let left = timer.due.saturating_sub(clock).0.saturating_mul(1_000);
    let share = u32::try_from(left / timer.length.0.max(1)).unwrap_or(1_000).min(1_000);
    let radius = Length(layout.outer - 40);
    let parts = vec![
        Shape::new("track", "track", Point::default(), Form::Circle { radius }),
        Shape::new("arc", "arc", Point::default(), Form::Arc { radius, share }),
    ];
    let form = Form::Group { parts };
    Some(Shape::new(format!("timer-{place}"), "timer", layout.places[place], form))
}

/// Role, doing, and votes or timer, beside the figure.
pub fn caption(
    place: usize,
    node: &NodeScene,
    scene: &Scene,
    layout: &Layout,
    clock: Micros,
) -> Option<Shape> {
    let Label { at, anchor, .. } = layout.labels[place]?;
    let head = shortened(&heading(node), 20);
    let mut parts = vec![Shape::text("role", "lab1", Point::default(), anchor, head)];
    let mut base = 0;
    let mut line = |key: &'static str, text: String| {
        if !text.is_empty() {
            base += 175;
            parts.push(Shape::text(key, "lab2", Point::new(0, base), anchor, shortened(&text, 25)));
        }
    };
    line("doing", doing(node));
    let tally = node.portrait.as_ref().and_then(|portrait| portrait.tally);
    if tally.is_none() {
        line("timer", timer(node, scene.timers_manual, clock));
    }
    if let Some(tally) = tally {
        parts.push(pips(tally, anchor, base + 150));
    }
    let hue = node.portrait.as_ref().map_or_else(String::new, |portrait| hue(portrait.epoch));
    Some(Shape::new(format!("caption-{place}"), hue, at, Form::Group { parts }))
}

/// How wide a caption is at most, in tenths of a pixel.
pub fn caption_width(caption: &Shape) -> i32 {
    let Form::Group { parts } = &caption.form else { return 0 };
    let width = |part: &Shape| match &part.form {
        Form::Text { text, .. } => {
            let letter = if part.class == "lab1" { 82 } else { 64 };
            letter * i32::try_from(text.chars().count()).unwrap_or_default()
        }
        Form::Group { parts } => 150 * i32::try_from(parts.len()).unwrap_or_default(),
        _ => 0,
    };
    parts.iter().map(width).max().unwrap_or_default()
}

/// A circle a node, full for those who said yes, and a bar after as many as it needs.
fn pips(tally: Tally, anchor: Anchor, y: i32) -> Shape {
    let at = |place: usize| i32::try_from(place).unwrap_or_default() * 150 + 60;
    let mut parts: Vec<Shape> = (0..tally.of)
        .map(|place| {
            let class = if place < tally.have { "pip full" } else { "pip" };
            let form = Form::Circle { radius: px(5) };
            Shape::new(format!("pip{place}"), class, Point::new(at(place), 0), form)
        })
        .collect();
    let bar = Point::new(at(tally.need) - 75, -85);
    let end = Point::new(bar.x.0, 85);
    parts.push(Shape::new("bar", "bar", bar, Form::Line { to: end }));
    let whole = at(tally.of) - 90;
    let x = match anchor {
        Anchor::Start => 0,
        Anchor::Middle => -whole / 2,
        Anchor::End => -whole,
    };
    Shape::new("pips", "pips", Point::new(x, y), Form::Group { parts })
}

/// The timer that fires next, and when.
fn timer(node: &NodeScene, is_manual: bool, clock: Micros) -> String {
    match next_timer(node) {
        None => String::new(),
        Some(timer) if is_manual => format!("{} when told", timer.name),
        Some(timer) => {
            let left = timer.due.saturating_sub(clock).0.div_ceil(1_000);
            format!("{} in {left} ms", timer.name)
        }
    }
}

fn next_timer(node: &NodeScene) -> Option<&TimerScene> {
    node.timers.iter().min_by_key(|timer| timer.due).filter(|_| node.up && !node.paused)
}

/// The phase that it is in, or where there are none its role.
pub fn heading(node: &NodeScene) -> String {
    let phase = node.portrait.as_ref().and_then(|portrait| portrait.phase.clone());
    phase.filter(|_| node.up).unwrap_or_else(|| role(node))
}

/// The role as a title: "Leader", "Crashed".
pub fn role(node: &NodeScene) -> String {
    match &node.portrait {
        Some(portrait) if node.up => capitalised(portrait.role),
        _ => "Crashed".to_string(),
    }
}

/// What it is at: a disk that is behind and a process that stands still come first.
pub fn doing(node: &NodeScene) -> String {
    match &node.portrait {
        _ if !node.up => "its disk is kept".to_string(),
        _ if node.paused => "paused".to_string(),
        _ if !node.synced => "writing to its disk".to_string(),
        Some(portrait) => portrait.doing.clone(),
        None => String::new(),
    }
}

/// Everything that the figure says, in words.
pub fn describe(node: &NodeScene, vocabulary: &Vocabulary) -> String {
    let Vocabulary { epoch, place, .. } = vocabulary;
    let Some(portrait) = node.portrait.as_ref().filter(|_| node.up) else {
        return format!("{}, crashed", node.name);
    };
    let number = match &portrait.phase {
        Some(phase) => phase.clone(),
        None if portrait.badge.is_empty() => String::new(),
        None => format!("{epoch} {}", portrait.epoch),
    };
    let card = portrait.card.iter().map(CardLine::words);
    let log = match portrait.log.last() {
        // What a node of such a part has to show, its card or its phase says.
        _ if node.part.is_some() => String::new(),
        Some(last) => format!("log ends {epoch} {} {place} {}", last.number, last.index),
        None => "its log is empty".to_string(),
    };
    let all = [node.name.clone(), portrait.role.to_string(), number, doing(node)];
    let all = all.into_iter().chain(card).chain([log]).filter(|words| !words.is_empty());
    all.collect::<Vec<_>>().join(", ")
}

/// The text, or as much of it as fits and a sign that there is more.
pub fn shortened(text: &str, letters: usize) -> String {
    if text.chars().count() <= letters {
        return text.to_string();
    }
    text.chars().take(letters.saturating_sub(1)).chain(['…']).collect()
}
