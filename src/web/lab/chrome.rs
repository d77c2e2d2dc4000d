//! Where a laboratory begins, and what stands around its stage.

use super::Room;
use crate::web::guide::{Guide, Led};
use crate::web::state::LabState;
use std::rc::Rc;
use yew::prelude::*;

/// Where a laboratory begins.
#[derive(Clone, PartialEq, Properties)]
pub struct LabProps {
    /// The protocol's name in scenarios.
    pub protocol: AttrValue,
    /// Options that differ from their defaults.
    #[prop_or_default]
    pub options: &'static [(&'static str, &'static str)],
    /// What stands around the stage.
    pub chrome: Chrome,
}

/// What stands around the stage.
#[derive(Clone, PartialEq)]
pub enum Chrome {
    /// Everything.
    Whole(Whole),
    /// A caption and the transport: the cluster of the start page, which runs by itself.
    Hero(Life),
    /// Somebody who leads through it.
    Guide(Led),
}

/// Draws everything. It comes as a function, since others put something else around the stage.
#[derive(Clone, Copy)]
pub struct Whole(pub fn(&Room) -> Html);

impl PartialEq for Whole {
    /// There is one only.
    fn eq(&self, _: &Whole) -> bool {
        true
    }
}

/// What goes on in a cluster that runs by itself, beside what its nodes do: it is done with every frame.
///
/// It comes as a function, since acting on a cluster takes code that a lab can wake without.
#[derive(Clone, Copy)]
pub struct Life(pub fn(&mut LabState));

impl PartialEq for Life {
    /// There is one life only.
    fn eq(&self, _: &Life) -> bool {
        true
    }
}

impl Chrome {
    /// Whether it is the cluster of the start page.
    pub fn is_hero(&self) -> bool {
        matches!(self, Chrome::Hero(_))
    }

    /// Whether it is a laboratory of its own.
    pub fn is_whole(&self) -> bool {
        matches!(self, Chrome::Whole(_))
    }

    /// Who leads through it.
    pub fn guide(&self) -> Option<Rc<dyn Guide>> {
        match self {
            Chrome::Guide(Led(guide)) => Some(guide.clone()),
            Chrome::Whole(_) | Chrome::Hero(_) => None,
        }
    }
}
