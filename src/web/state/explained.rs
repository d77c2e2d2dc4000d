//! What led to what is looked at; asked of the session only while somebody wants to know.

use super::LabState;
use crate::render::thing::Thing;
use crate::session::scene::Scene;
use crate::session::why::{About, Quorum, Why};
use crate::web::chosen::Panel;
use std::rc::Rc;

/// The answers, and what they answer.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Explained {
    /// What led to the thing that is looked at, otherwise to the present step; none while the panel is away.
    pub why: Option<Rc<Why>>,
    /// Who elected and who committed.
    pub quorums: Rc<Vec<Quorum>>,
    of: Option<(Rc<Scene>, Option<About>, bool)>,
}

impl LabState {
    /// Brings the answers up to date. The past is searched only if the question is another one.
    pub fn explain(&mut self) {
        let asks_why = self.chosen.panel == Panel::Why;
        let asks_who = asks_why || self.chosen.quorum;
        let scene = &self.shown.scene;
        let about = asks_why.then(|| match self.chosen.thing {
            Some(Thing::Cell(node, index)) => About::Cell(node, index),
            Some(Thing::Variable(node, place)) => About::Variable(node, place),
            _ => About::Step(scene.step),
        });
        let is_same = |(answered, what, who): &(Rc<Scene>, Option<About>, bool)| {
            Rc::ptr_eq(answered, scene) && (*what, *who) == (about, asks_who)
        };
        if self.explained.of.as_ref().is_some_and(is_same) {
            return;
        }
        // An entry or a variable that is not there at this step leaves the step itself.
        let why = about.and_then(|about| {
            self.session.why(about).or_else(|| self.session.why(About::Step(scene.step)))
        });
        let quorums = if asks_who { self.session.quorums() } else { Vec::new() };
        self.explained = Explained {
            why: why.map(Rc::new),
            quorums: Rc::new(quorums),
            of: Some((scene.clone(), about, asks_who)),
        };
    }
}
