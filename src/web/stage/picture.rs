//! One picture: a keyed element for each shape, left alone while its shape stays equal.

use crate::render::{Form, Frame, Shape, svg};
use std::rc::Rc;
use yew::prelude::*;
use yew::virtual_dom::{VNode, VTag};

/// A picture and what is done when one of its shapes is used.
#[derive(Clone, PartialEq, Properties)]
pub struct PictureProps {
    /// The shapes, from the lowest to the topmost.
    pub shapes: Rc<Vec<Shape>>,
    /// How large it is.
    pub frame: Frame,
    /// What it is called.
    pub label: String,
    /// `group` if there are buttons in it, otherwise `img`.
    pub role: &'static str,
    /// A shape was pressed, by pointer or by key.
    #[prop_or_default]
    pub on_press: Callback<String>,
    /// A shape has the keyboard's attention.
    #[prop_or_default]
    pub on_focus: Callback<String>,
}

/// Shapes as SVG. One pixel of the picture is one of the page.
#[component]
pub fn Picture(props: &PictureProps) -> Html {
    let Frame { width, height } = props.frame;
    let on_press = props.on_press.clone();
    let onclick = Callback::from(move |event: MouseEvent| {
        if let Some(key) = key_of(event.target()) {
            on_press.emit(key);
        }
    });
    let on_press = props.on_press.clone();
    let onkeydown = Callback::from(move |event: KeyboardEvent| {
        if !matches!(event.key().as_str(), "Enter" | " ") {
            return;
        }
        if let Some(key) = key_of(event.target()) {
            event.prevent_default();
            event.stop_propagation();
            on_press.emit(key);
        }
    });
    let on_focus = props.on_focus.clone();
    let onfocusin = Callback::from(move |event: FocusEvent| {
        if let Some(key) = key_of(event.target()) {
            on_focus.emit(key);
        }
    });
    html! {
        <svg
            width={width.to_string()}
            height={height.to_string()}
            viewBox={format!("0 0 {width} {height}")}
            role={props.role}
            aria-label={props.label.clone()}
            {onclick}
            {onkeydown}
            {onfocusin}
        >
            { for props.shapes.iter().map(|shape| {
                html! { <Piece key={shape.key.clone()} shape={shape.clone()} /> }
            }) }
        </svg>
    }
}

#[derive(Clone, PartialEq, Properties)]
struct PieceProps {
    shape: Shape,
}

/// A shape that is drawn again only when it is not equal to what it was.
#[component]
fn Piece(props: &PieceProps) -> Html {
    let mut tag = element(&props.shape);
    tag.add_attribute("data-key", props.shape.key.clone());
    tag.into()
}

fn element(shape: &Shape) -> VTag {
    let mut tag = VTag::new(svg::tag(&shape.form));
    for (name, value) in svg::attributes(shape) {
        tag.add_attribute(name, value);
    }
    match &shape.form {
        Form::Group { parts } => {
            for part in parts {
                let mut child = element(part);
                child.key = Some(part.key.clone().into());
                tag.add_child(child.into());
            }
        }
        Form::Text { text, .. } => tag.add_child(VNode::from(text.clone())),
        _ => {}
    }
    tag
}

/// The key of the shape that an event happened to.
fn key_of(target: Option<web_sys::EventTarget>) -> Option<String> {
    use wasm_bindgen::JsCast;
    let element = target?.dyn_into::<web_sys::Element>().ok()?;
    element.closest("[data-key]").ok().flatten()?.get_attribute("data-key")
}
