//! A node as a figure: its role by shape, its term by colour and number, its timer as an arc, its state in two lines.

use super::layout::Layout;
use super::{Anchor, Form, Length, Point, Shape, capitalised, hue, px};
use crate::protocol::inspect::Figure;
use crate::protocol::time::Micros;
use crate::session::scene::NodeScene;

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
pub fn figure(place: usize, node: &NodeScene, layout: &Layout, attention: Attention) -> Shape {
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
    let has_icon = radius >= 300;
    if has_icon && node.up {
        parts.push(icon(node));
    }
    let size = if has_icon { "nm" } else { "nm small" };
    let base = if has_icon { 136 } else { 60 };
    parts.push(Shape::text("name", size, Point::new(0, base), Anchor::Middle, &*node.name));
    let form = Form::Group { parts };
    let mut shape = Shape::new(format!("node-{place}"), class, layout.places[place], form)
        .labelled("button", describe(node));
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
    let figure = match portrait.figure {
        Figure::Circle => "follower",
        Figure::Diamond => "cand",
        Figure::Hexagon => "leader",
    };
    let paused = if node.paused { " paused" } else { "" };
    format!("{figure} {}{paused}", hue(portrait.epoch))
}

/// The outline that stands for the role, around the middle.
pub fn body(node: &NodeScene, radius: i32) -> Form {
    outline(node.portrait.as_ref().map_or(Figure::Circle, |portrait| portrait.figure), radius)
}

/// The outline of a role, around the middle.
pub fn outline(figure: Figure, radius: i32) -> Form {
    let corner = |x: i32, y: i32| Point::new(radius * x / 1_000, radius * y / 1_000);
    let corners: &[Point] = match figure {
        Figure::Circle => return Form::Circle { radius: Length(radius) },
        Figure::Diamond => {
            &[corner(0, -1_120), corner(1_120, 0), corner(0, 1_120), corner(-1_120, 0)]
        }
        Figure::Hexagon => &[
            corner(0, -1_140),
            corner(990, -570),
            corner(990, 570),
            corner(0, 1_140),
            corner(-990, 570),
            corner(-990, -570),
        ],
    };
    let points: Vec<String> = corners.iter().map(Point::to_string).collect();
    Form::Path { data: format!("M{}z", points.join("L")) }
}

fn icon(node: &NodeScene) -> Shape {
    let data = match node.portrait.as_ref().map(|portrait| portrait.figure) {
        Some(Figure::Hexagon) => "M4 17.5h16M4.5 14 3.5 6.8l5 3.6L12 5l3.5 5.4 5-3.6L19.5 14z",
        Some(Figure::Diamond) => "M6 21V4M6 4.5h11.5l-2.6 4 2.6 4H6",
        _ => "M5.2 10.5a9 9 0 0 1 13.6 0M8.4 13.2a5 5 0 0 1 7.2 0M12 16.6v.1",
    };
    Shape::new("icon", "ic", Point::new(-120, -255), Form::Path { data: data.to_string() })
}

/// The term, ballot or epoch as a number in its colour, at the figure's shoulder.
pub fn badge(place: usize, node: &NodeScene, layout: &Layout) -> Option<Shape> {
    let epoch = node.portrait.as_ref()?.epoch;
    let text = epoch.to_string();
    let width = px(14 + 8 * i32::try_from(text.len()).unwrap_or(1));
    let middle = layout.places[place];
    let (x, y) = (layout.radius * 750 / 1_000, layout.radius * 950 / 1_000);
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
    let timer = node.timers.iter().min_by_key(|timer| timer.due).filter(|_| node.up)?;
    let left = timer.due.saturating_sub(clock).0.saturating_mul(1_000);
    let share = u32::try_from(left / timer.length.0.max(1)).unwrap_or(1_000).min(1_000);
    let radius = Length(layout.radius + 90);
    let parts = vec![
        Shape::new("track", "track", Point::default(), Form::Circle { radius }),
        Shape::new("arc", "arc", Point::default(), Form::Arc { radius, share }),
    ];
    let form = Form::Group { parts };
    Some(Shape::new(format!("timer-{place}"), "timer", layout.places[place], form))
}

/// Role and doing, beside the figure.
pub fn caption(place: usize, node: &NodeScene, layout: &Layout) -> Option<Shape> {
    if !layout.has_labels {
        return None;
    }
    let (at, anchor) = layout.label(place);
    let (role, doing) = (role(node), doing(node));
    let parts = vec![
        Shape::text("role", "lab1", Point::default(), anchor, role),
        Shape::text("doing", "lab2", Point::new(0, 175), anchor, shortened(&doing, 26)),
    ];
    Some(Shape::new(format!("caption-{place}"), "", at, Form::Group { parts }))
}

/// The role as a title: "Leader", "Crashed".
pub fn role(node: &NodeScene) -> String {
    match &node.portrait {
        Some(portrait) if node.up => capitalised(portrait.role),
        _ => "Crashed".to_string(),
    }
}

fn doing(node: &NodeScene) -> String {
    match &node.portrait {
        _ if !node.up => "its disk is kept".to_string(),
        _ if node.paused => "paused".to_string(),
        _ if !node.synced => "writing to its disk".to_string(),
        Some(portrait) => portrait.doing.clone(),
        None => String::new(),
    }
}

/// Everything that the figure says, in words.
pub fn describe(node: &NodeScene) -> String {
    let Some(portrait) = node.portrait.as_ref().filter(|_| node.up) else {
        return format!("{}, crashed. Press to restart it", node.name);
    };
    let mut text = format!("{}, {}, term {}", node.name, portrait.role, portrait.epoch);
    let doing = doing(node);
    if !doing.is_empty() {
        text = format!("{text}, {doing}");
    }
    match portrait.log.last() {
        Some(last) => {
            text = format!("{text}, log ends at index {} of term {}", last.index, last.epoch);
        }
        None => text.push_str(", its log is empty"),
    }
    text.push_str(". Press to crash it");
    text
}

/// The text, or as much of it as fits and a sign that there is more.
pub fn shortened(text: &str, letters: usize) -> String {
    if text.chars().count() <= letters {
        return text.to_string();
    }
    text.chars().take(letters.saturating_sub(1)).chain(['…']).collect()
}
