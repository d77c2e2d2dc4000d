//! Pictures: a keyed element for each shape, left alone while its shape stays equal.

use super::kept::{Part, kept_as};
use crate::render::{Form, Frame, Shape, svg};
use std::rc::Rc;
use yew::prelude::*;
use yew::virtual_dom::{VNode, VTag};

/// A picture: shapes as SVG. One pixel of the picture is one of the page.
#[derive(Clone, PartialEq)]
pub struct Picture {
    /// The shapes, from the lowest to the topmost.
    pub shapes: Rc<Vec<Shape>>,
    /// How large it is.
    pub frame: Frame,
    /// What it is called.
    pub label: String,
    /// `group` if there are buttons in it, otherwise `img`.
    pub role: &'static str,
}

impl Part for Picture {
    fn draw(&self) -> Html {
        let Frame { width, height } = self.frame;
        html! {
            <svg
                width={width.to_string()}
                height={height.to_string()}
                viewBox={format!("0 0 {width} {height}")}
                role={self.role}
                aria-label={self.label.clone()}
            >
                { for self.shapes.iter().map(|shape| kept_as(shape.key.clone(), shape.clone())) }
            </svg>
        }
    }
}

impl Part for Shape {
    fn draw(&self) -> Html {
        element(self).into()
    }
}

fn element(shape: &Shape) -> VTag {
    let mut tag = VTag::new(svg::tag(&shape.form));
    for (name, value) in svg::attributes(shape) {
        tag.add_attribute(name, value);
    }
    // Keys with a dash are those of things; all others only tell the parts of a group apart.
    if shape.key.contains('-') {
        tag.add_attribute("data-key", shape.key.clone());
    }
    match &shape.form {
        Form::Group { parts } => {
            for part in parts {
                let mut child = element(part);
                child.key = Some(part.key.clone().into());
                tag.add_child(child.into());
            }
        }
        // SVG does not show the space; without it the texts of a group are heard as one word.
        Form::Text { text, .. } => tag.add_child(VNode::from(format!(" {text}"))),
        _ => {}
    }
    tag
}
