//! The facts that conditions ask, told of any history.

use super::engine::{self, Engine};
use crate::protocol::cluster::NodeId;
use crate::protocol::rule::Rule;
use crate::protocol::value::Value;
use crate::scenario::evaluate::Facts;
use crate::scenario::word::unknown;
use crate::sim::linearize::{self, Verdict};
use crate::sim::observed::PROPERTIES;
use crate::sim::world::look::GLOBALS;

/// How many configurations a condition may search for each key before linearizability counts as undecided.
pub const LINEARIZE_BUDGET: u64 = 200_000;

/// A history, and what conditions ask beyond its present state.
pub struct Known {
    /// The history.
    pub engine: Box<dyn Engine>,
    /// The rules that `cited` means: those of the event just handled during a move, of the whole last move after it.
    pub cited: Vec<&'static Rule>,
    variable_names: Vec<String>,
}

impl Known {
    /// What is known of a history of which nothing has been done yet.
    pub fn new(engine: Box<dyn Engine>) -> Known {
        let variable_names = engine::variable_names(&*engine);
        Known { engine, cited: Vec::new(), variable_names }
    }

    /// Whether the clients' record is linearizable, within so many configurations for each key.
    pub fn linearizable(&self, budget: u64) -> Verdict {
        linearize::check(&self.engine.clients().calls(), budget)
    }
}

fn id(node: usize) -> NodeId {
    NodeId(u8::try_from(node).unwrap_or(u8::MAX))
}

impl Facts for Known {
    fn names(&self) -> Vec<String> {
        self.engine.cluster().names().to_vec()
    }

    fn is_up(&self, node: usize) -> bool {
        self.engine.is_up(id(node))
    }

    fn leader(&self) -> Option<usize> {
        self.engine.leader().map(NodeId::index)
    }

    fn variable(&self, node: usize, name: &str) -> Option<Value> {
        self.engine.variable(id(node), name)
    }

    fn variable_names(&self) -> Vec<String> {
        self.variable_names.clone()
    }

    fn global(&self, name: &str) -> Option<Value> {
        self.engine.global(name)
    }

    fn global_names(&self) -> Vec<String> {
        GLOBALS.iter().map(|name| name.to_string()).collect()
    }

    fn holds(&self, property: &str) -> Result<bool, String> {
        if property == "Linearizability" {
            return match self.linearizable(LINEARIZE_BUDGET) {
                Verdict::Linearizable => Ok(true),
                Verdict::Broken { .. } => Ok(false),
                Verdict::Undecided { key } => Err(format!(
                    "whether the calls on {key} are linearizable was not decided within {LINEARIZE_BUDGET} configurations"
                )),
            };
        }
        if let Some(holds) = self.engine.observed().holds(property) {
            return Ok(holds);
        }
        let invariants = self.engine.invariants();
        if let Some(invariant) = invariants.iter().find(|invariant| invariant.name == property) {
            return Ok(invariant.broken.is_none());
        }
        let known = PROPERTIES.iter().copied().chain(invariants.iter().map(|known| known.name));
        Err(unknown("property", property, &known.collect::<Vec<_>>()))
    }

    fn cited(&self, rule: &str) -> Result<bool, String> {
        if rules_named(&*self.engine, rule).is_empty() {
            return Err(unknown_rule(&*self.engine, rule));
        }
        Ok(self.cited.iter().any(|cited| cited.is_named(rule)))
    }
}

/// The rules that a word means: one by its id, or those that a mutant of this name lacks.
pub fn rules_named(engine: &dyn Engine, name: &str) -> Vec<&'static Rule> {
    engine.rules().iter().copied().filter(|rule| rule.is_named(name)).collect()
}

/// The complaint about a rule that does not exist.
pub fn unknown_rule(engine: &dyn Engine, name: &str) -> String {
    unknown_among(engine.rules(), name)
}

/// The same where no history is open yet.
pub fn unknown_among(rules: &[&'static Rule], name: &str) -> String {
    let ids: Vec<&str> = rules.iter().map(|rule| rule.id).collect();
    unknown("rule", name, &ids)
}
