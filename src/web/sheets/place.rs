//! Where the popover stands: beside its thing, and never over it.

use crate::render::Frame;
use crate::render::Shape;
use crate::render::beside;
use crate::web::browser;
use crate::web::state::LabState;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};

/// Puts the popover beside its thing among these shapes of a stage, which is shown so many times as large as its frame.
/// Its size is known only now, and the page's policy forbids styles in the markup.
pub fn place(state: &LabState, shapes: &[Shape], frame: Frame, zoom: f64, stage: &Element) {
    let bounds = state.chosen.open.and_then(|thing| beside::bounds(shapes, thing));
    let (Some(bounds), Some(pop)) = (bounds, browser::find(".pop")) else { return };
    let pop = pop.unchecked_into::<HtmlElement>();
    let height = frame.height + (state.stage().below.height)(&state.shown.scene);
    let length = |pixels: u32| (f64::from(pixels) * zoom * 10.0) as i32;
    let room = (length(frame.width), length(height));
    let size = (pop.offset_width() * 10, pop.offset_height() * 10);
    let at = beside::place(bounds.larger(zoom), size, room);
    // The stage does not begin where the laboratory does.
    let corner = |element: &Element| {
        let box_of = element.get_bounding_client_rect();
        (box_of.left() as i32, box_of.top() as i32)
    };
    let Some((left, top)) = pop.offset_parent().as_ref().map(corner) else { return };
    let (stage_left, stage_top) = corner(stage);
    for (side, length, offset) in
        [("left", at.x, stage_left - left), ("top", at.y, stage_top - top)]
    {
        let _ = pop.style().set_property(side, &format!("{}px", length.0 / 10 + offset));
    }
}
