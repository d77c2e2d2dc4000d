//! Pictures as values: a scene becomes a list of keyed shapes, which the page mounts and [`svg`] writes as text.
//!
//! Nothing in here touches a browser. A shape is plain data that can be compared, so whoever shows a picture
//! can leave alone what did not change since the last one. Lengths are tenths of a pixel, in whole numbers:
//! the same scene gives the same picture on every machine.

pub mod ballots;
pub mod beside;
pub mod capsule;
#[cfg(test)]
mod checks;
pub mod columns;
pub mod kept;
pub mod layout;
pub mod legend;
pub mod logs;
pub mod mermaid;
pub mod node;
pub mod quorum;
pub mod ring;
pub mod sheet;
pub mod space_time;
pub mod stage;
pub mod star;
pub mod still;
pub mod svg;
pub mod terms;
pub mod thing;
pub mod timeline;

use std::fmt;

/// A length in tenths of a pixel.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Length(pub i32);

/// So many whole pixels.
pub const fn px(pixels: i32) -> Length {
    Length(pixels * 10)
}

impl fmt::Display for Length {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.0 < 0 { "-" } else { "" };
        let (whole, tenths) = (self.0.unsigned_abs() / 10, self.0.unsigned_abs() % 10);
        if tenths == 0 { write!(f, "{sign}{whole}") } else { write!(f, "{sign}{whole}.{tenths}") }
    }
}

/// A place in a picture; in a group, counted from the group's own place.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Point {
    /// To the right.
    pub x: Length,
    /// Downwards.
    pub y: Length,
}

impl Point {
    /// A place given in tenths of a pixel.
    pub const fn new(x: i32, y: i32) -> Point {
        Point { x: Length(x), y: Length(y) }
    }
}

impl fmt::Display for Point {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.x, self.y)
    }
}

/// How large the picture is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Frame {
    /// In whole pixels.
    pub width: u32,
    /// In whole pixels.
    pub height: u32,
}

impl Frame {
    /// Too narrow for texts beside the nodes.
    pub fn is_narrow(self) -> bool {
        self.width < 640
    }
}

/// One thing in a picture.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shape {
    /// Which thing this is, from one picture to the next; unlike every other key beside it.
    pub key: String,
    /// The classes that style it.
    pub class: String,
    /// Its place: the middle of a circle, the corner of a rectangle, the start of a line or of the base of a text.
    pub at: Point,
    /// What it is made of.
    pub form: Form,
    /// What it is called by those who do not see it, and whether it can be pressed.
    pub label: Option<Label>,
}

/// What a shape is made of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Form {
    /// A circle.
    Circle {
        /// Its radius.
        radius: Length,
    },
    /// The part of a circle's line that is left of a whole turn, from the top and clockwise.
    Arc {
        /// The circle's radius.
        radius: Length,
        /// How much is left, in thousandths.
        share: u32,
    },
    /// A rectangle.
    Rect {
        /// Its width.
        width: Length,
        /// Its height.
        height: Length,
        /// How far its corners are rounded.
        corner: Length,
    },
    /// A straight line.
    Line {
        /// Where it ends.
        to: Point,
    },
    /// Any outline, in SVG's own words.
    Path {
        /// The commands of its pen.
        data: String,
    },
    /// A line of text.
    Text {
        /// What it says.
        text: String,
        /// Which end of the text stands at the place.
        anchor: Anchor,
    },
    /// Shapes that move together.
    Group {
        /// From the lowest to the topmost.
        parts: Vec<Shape>,
    },
}

/// Which end of a text stands at its place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Anchor {
    /// Its start.
    Start,
    /// Its middle.
    Middle,
    /// Its end.
    End,
}

/// What a shape is to those who do not see it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Label {
    /// `button` if it can be pressed, otherwise `img`.
    pub role: &'static str,
    /// Everything that its looks say.
    pub text: String,
    /// Whether the Tab key stops at it: one shape of a picture at a time.
    pub is_tab_stop: bool,
}

impl Shape {
    /// A shape that only decorates: its text and its group's label say what there is to say.
    pub fn new(key: impl Into<String>, class: impl Into<String>, at: Point, form: Form) -> Shape {
        Shape { key: key.into(), class: class.into(), at, form, label: None }
    }

    /// A line of text.
    pub fn text(
        key: impl Into<String>,
        class: impl Into<String>,
        at: Point,
        anchor: Anchor,
        text: impl Into<String>,
    ) -> Shape {
        Shape::new(key, class, at, Form::Text { text: text.into(), anchor })
    }

    /// The same shape with a name for those who do not see it.
    pub fn labelled(mut self, role: &'static str, text: String) -> Shape {
        self.label = Some(Label { role, text, is_tab_stop: false });
        self
    }
}

/// A command as papers write it, `x←1` for `x=1`.
pub fn arrowed(command: &str) -> String {
    command.replacen('=', "←", 1)
}

/// The class that gives a term, ballot or epoch its colour: an eight-step cycle, and `t0` before the first.
pub fn hue(epoch: u64) -> String {
    match epoch {
        0 => "t0".to_string(),
        _ => format!("t{}", (epoch - 1) % 8 + 1),
    }
}

/// A word as it begins a line: its first letter large.
pub fn capitalised(word: &str) -> String {
    let mut letters = word.chars();
    letters
        .next()
        .map_or_else(String::new, |first| first.to_ascii_uppercase().to_string() + letters.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_print_as_svg_reads_them() {
        let printed = [Length(0), px(12), Length(125), Length(-7), px(-3)].map(|it| it.to_string());
        assert_eq!(printed, ["0", "12", "12.5", "-0.7", "-3"]);
    }

    #[test]
    fn hues_go_round_after_eight() {
        assert_eq!([0, 1, 8, 9, 17].map(hue), ["t0", "t1", "t8", "t1", "t1"]);
    }
}
