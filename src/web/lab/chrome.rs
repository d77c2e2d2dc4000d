//! Where a laboratory begins, and what stands around its stage.

use crate::web::guide::{Guide, Led};
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
    #[prop_or(Chrome::Whole)]
    pub chrome: Chrome,
}

/// What stands around the stage.
#[derive(Clone, PartialEq)]
pub enum Chrome {
    /// Everything.
    Whole,
    /// A caption and the transport: the cluster of the start page, which runs by itself.
    Hero,
    /// Somebody who leads through it.
    Guide(Led),
}

impl Chrome {
    /// Who leads through it.
    pub fn guide(&self) -> Option<&dyn Guide> {
        match self {
            Chrome::Guide(Led(guide)) => Some(&**guide),
            Chrome::Whole | Chrome::Hero => None,
        }
    }
}
