//! Shapes as SVG: the element and the attributes of each, and a whole picture as text.

use super::{Anchor, Form, Frame, Point, Shape};
use std::fmt::Write;

/// The name of the element that shows a form.
pub fn tag(form: &Form) -> &'static str {
    match form {
        Form::Circle { .. } | Form::Arc { .. } => "circle",
        Form::Rect { .. } => "rect",
        Form::Line { .. } => "line",
        Form::Path { .. } => "path",
        Form::Text { .. } => "text",
        Form::Group { .. } => "g",
    }
}

/// The attributes of the element that shows a shape, but for its key.
pub fn attributes(shape: &Shape) -> Vec<(&'static str, String)> {
    let mut all = Vec::with_capacity(8);
    if !shape.class.is_empty() {
        all.push(("class", shape.class.clone()));
    }
    if let Some(label) = &shape.label {
        all.push(("role", label.role.to_string()));
        all.push(("aria-label", label.text.clone()));
        if label.role == "button" {
            all.push(("tabindex", if label.is_tab_stop { "0" } else { "-1" }.to_string()));
        }
    }
    geometry(shape, &mut all);
    all
}

fn geometry(shape: &Shape, all: &mut Vec<(&'static str, String)>) {
    let mut put = |name: &'static str, value: String| all.push((name, value));
    let Point { x, y } = shape.at;
    match &shape.form {
        Form::Circle { radius } => {
            put("cx", x.to_string());
            put("cy", y.to_string());
            put("r", radius.to_string());
        }
        // A circle begins at three o'clock; its line is measured in thousandths of itself.
        Form::Arc { radius, share } => {
            put("r", radius.to_string());
            put("transform", format!("translate({}) rotate(-90)", shape.at));
            put("pathLength", "1000".to_string());
            put("stroke-dasharray", format!("{share} 2000"));
        }
        Form::Rect { width, height, corner } => {
            put("x", x.to_string());
            put("y", y.to_string());
            put("width", width.to_string());
            put("height", height.to_string());
            put("rx", corner.to_string());
        }
        Form::Line { to } => {
            put("x1", x.to_string());
            put("y1", y.to_string());
            put("x2", to.x.to_string());
            put("y2", to.y.to_string());
        }
        Form::Path { data } => {
            put("d", data.clone());
            if shape.at != Point::default() {
                put("transform", format!("translate({})", shape.at));
            }
        }
        Form::Text { anchor, .. } => {
            put("x", x.to_string());
            put("y", y.to_string());
            let anchor = match anchor {
                Anchor::Start => "start",
                Anchor::Middle => "middle",
                Anchor::End => "end",
            };
            put("text-anchor", anchor.to_string());
        }
        Form::Group { .. } => put("transform", format!("translate({})", shape.at)),
    }
}

/// A whole picture as text. Its looks are in the style sheets; it refers to none.
pub fn document(shapes: &[Shape], frame: Frame, label: &str) -> String {
    styled(shapes, frame, label, "")
}

/// The same with a style sheet in it, so that it looks right by itself.
pub fn styled(shapes: &[Shape], frame: Frame, label: &str, style: &str) -> String {
    let Frame { width, height } = frame;
    let mut text = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" \
         viewBox=\"0 0 {width} {height}\" role=\"group\" aria-label=\""
    );
    escape(label, &mut text);
    text.push_str("\">\n");
    if !style.is_empty() {
        text.push_str("<style>");
        escape(style, &mut text);
        text.push_str("</style>\n");
    }
    for shape in shapes {
        element(shape, &mut text);
        text.push('\n');
    }
    text.push_str("</svg>\n");
    text
}

fn element(shape: &Shape, text: &mut String) {
    let tag = tag(&shape.form);
    let _ = write!(text, "<{tag}");
    for (name, value) in attributes(shape) {
        let _ = write!(text, " {name}=\"");
        escape(&value, text);
        text.push('"');
    }
    match &shape.form {
        Form::Group { parts } => {
            text.push('>');
            parts.iter().for_each(|part| element(part, text));
        }
        Form::Text { text: words, .. } => {
            text.push('>');
            escape(words, text);
        }
        _ => return text.push_str("/>"),
    }
    let _ = write!(text, "</{tag}>");
}

fn escape(words: &str, text: &mut String) {
    for letter in words.chars() {
        match letter {
            '<' => text.push_str("&lt;"),
            '>' => text.push_str("&gt;"),
            '&' => text.push_str("&amp;"),
            '"' => text.push_str("&quot;"),
            // XML has no way to write other control characters.
            _ if letter.is_control() => text.push(' '),
            _ => text.push(letter),
        }
    }
}
