//! The facts that conditions ask, told of any history.

use super::InvariantLine;
use crate::protocol::cluster::NodeId;
use crate::protocol::rule::Rule;
use crate::protocol::value::Value;
use crate::scenario::evaluate::Facts;
use crate::scenario::word::unknown;
use crate::sim::history::History;
use crate::sim::linearize::{self, Verdict};
use crate::sim::observed::PROPERTIES;
use crate::sim::ordered;
use crate::sim::world::World;
use crate::sim::world::look::GLOBALS;

/// How many configurations a condition may search for each key before linearizability counts as undecided.
pub const LINEARIZE_BUDGET: u64 = 200_000;

/// A history, and what conditions ask beyond its present state.
pub struct Known {
    /// The history.
    pub history: History,
    /// The rules that `cited` means: those of the event just handled during a move, of the whole last move after it.
    pub cited: Vec<&'static Rule>,
    variable_names: Vec<String>,
}

impl Known {
    /// What is known of a history of which nothing has been done yet.
    pub fn new(history: History) -> Known {
        let variable_names = variable_names(history.world());
        Known { history, cited: Vec::new(), variable_names }
    }

    /// The world at the present step.
    pub fn world(&self) -> &World {
        self.history.world()
    }

    /// The invariants, each with the step that broke it.
    pub fn invariants(&self) -> Vec<InvariantLine> {
        let breaches = self.world().breaches();
        let lines = self.world().kind().invariants().iter().map(|invariant| {
            let broken = breaches.iter().find(|breach| breach.invariant == invariant.name);
            InvariantLine {
                name: invariant.name,
                section: invariant.section,
                says: invariant.says,
                broken: broken.map(|breach| (breach.step, breach.because.clone())),
            }
        });
        lines.collect()
    }

    /// Whether the clients' record is linearizable, within so many configurations for each key.
    pub fn linearizable(&self, budget: u64) -> Verdict {
        linearize::check(&self.world().clients().calls(), budget)
    }
}

/// The variable names of a protocol never change, so they are gathered once: those of every node, each once.
fn variable_names(world: &World) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for shown in world.cluster().nodes().flat_map(|node| world.variables(node)) {
        if names.iter().all(|name| name != shown.name) {
            names.push(shown.name.to_string());
        }
    }
    names
}

fn id(node: usize) -> NodeId {
    NodeId(u8::try_from(node).unwrap_or(u8::MAX))
}

impl Facts for Known {
    fn names(&self) -> Vec<String> {
        self.world().cluster().names().to_vec()
    }

    fn is_up(&self, node: usize) -> bool {
        self.world().host(id(node)).process.is_some()
    }

    fn leader(&self) -> Option<usize> {
        self.world().leader().map(NodeId::index)
    }

    fn variable(&self, node: usize, name: &str) -> Option<Value> {
        self.world().variable(id(node), name)
    }

    fn variable_names(&self) -> Vec<String> {
        self.variable_names.clone()
    }

    fn global(&self, name: &str) -> Option<Value> {
        self.world().global(name)
    }

    fn global_names(&self) -> Vec<String> {
        let known = GLOBALS.iter().filter(|name| self.world().global(name).is_some());
        known.map(|name| name.to_string()).collect()
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
        let observed = self.world().observed();
        let of_clients =
            || ordered::holds(property, &self.world().clients().calls(), observed.committed());
        if let Some(holds) = observed.holds(property).or_else(of_clients) {
            return Ok(holds);
        }
        let invariants = self.invariants();
        if let Some(invariant) = invariants.iter().find(|invariant| invariant.name == property) {
            return Ok(invariant.broken.is_none());
        }
        let known = PROPERTIES.iter().copied().chain(invariants.iter().map(|known| known.name));
        Err(unknown("property", property, &known.collect::<Vec<_>>()))
    }

    fn cited(&self, rule: &str) -> Result<bool, String> {
        if rules_named(self.world(), rule).is_empty() {
            return Err(unknown_rule(self.world(), rule));
        }
        Ok(self.cited.iter().any(|cited| cited.is_named(rule)))
    }
}

/// The rules that a word means: one by its id, or those that a mutant of this name lacks.
pub fn rules_named(world: &World, name: &str) -> Vec<&'static Rule> {
    world.kind().rules().iter().copied().filter(|rule| rule.is_named(name)).collect()
}

/// The complaint about a rule that does not exist.
pub fn unknown_rule(world: &World, name: &str) -> String {
    unknown_among(world.kind().rules(), name)
}

/// The same where no history is open yet.
pub fn unknown_among(rules: &[&'static Rule], name: &str) -> String {
    let ids: Vec<&str> = rules.iter().map(|rule| rule.id).collect();
    unknown("rule", name, &ids)
}
