//! Parts of the page that are drawn again only when what they show has changed.

use std::any::Any;
use std::rc::Rc;
use yew::prelude::*;
use yew::virtual_dom::{Key, VComp};

/// A part as a plain value: equal values look the same.
pub trait Part: PartialEq + 'static {
    /// How it looks.
    fn draw(&self) -> Html;
}

/// A part whose type is forgotten: every component costs a few kilobytes of download, and so there is one for all parts.
trait Held {
    fn draw(&self) -> Html;
    fn is(&self, other: &dyn Held) -> bool;
    fn any(&self) -> &dyn Any;
}

impl<P: Part> Held for P {
    fn draw(&self) -> Html {
        Part::draw(self)
    }
    fn is(&self, other: &dyn Held) -> bool {
        other.any().downcast_ref::<P>() == Some(self)
    }
    fn any(&self) -> &dyn Any {
        self
    }
}

#[derive(Clone, Properties)]
struct KeptProps {
    part: Rc<dyn Held>,
}

impl PartialEq for KeptProps {
    fn eq(&self, other: &Self) -> bool {
        self.part.is(&*other.part)
    }
}

struct Kept;

impl Component for Kept {
    type Message = ();
    type Properties = KeptProps;

    fn create(_ctx: &Context<Self>) -> Self {
        Kept
    }

    fn view(&self, ctx: &Context<Self>) -> Html {
        ctx.props().part.draw()
    }
}

/// The part, left alone while it stays equal.
pub fn kept(part: impl Part) -> Html {
    place(None, Rc::new(part))
}

/// The same in a list, where its key says which of them it is.
pub fn kept_as(key: impl Into<Key>, part: impl Part) -> Html {
    place(Some(key.into()), Rc::new(part))
}

fn place(key: Option<Key>, part: Rc<dyn Held>) -> Html {
    VComp::new::<Kept>(Rc::new(KeptProps { part }), key).into()
}
