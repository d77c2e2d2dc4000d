//! A swarm's run as the text of a scenario: the same set-up, the same moves, and what broke as its expectation.

use super::retell;
use crate::sim::history::History;
use crate::sim::swarm::{Finding, Run};

/// Does the run again in a history, and tells that.
pub fn scenario(run: Run) -> String {
    let mut set_up = vec![
        format!("cluster {} {}", run.setup.kind.name(), run.setup.cluster.members()),
        format!("seed {}", run.setup.seed),
    ];
    // What may be set can hang on the rules that are off.
    set_up.extend(run.setup.rules_off.iter().map(|rule| format!("rule off {}", rule.id)));
    set_up.extend(run.setup.options.iter().map(|(name, value)| format!("set {name} {value}")));
    let invariants = run.setup.kind.invariants();
    let mut history = match History::new(run.setup) {
        Ok(history) => history,
        Err(error) => unreachable!("a set-up that has run does not open: {error}"),
    };
    for (at, act) in run.acts {
        step_to(&mut history, at);
        if let Err(error) = history.act(act) {
            unreachable!("a move that was made is impossible: {error}");
        }
    }
    step_to(&mut history, run.report.events);
    let told = retell::scenario(&history, &(set_up.join("\n") + "\n"));
    let is_invariant = |name: &str| invariants.iter().any(|known| known.name == name);
    let last_line = run.report.found.map(|Finding { broke, .. }| match is_invariant(&broke) {
        true => format!("expect broken contains \"{broke}\"\n"),
        false => format!("expect not holds(\"{broke}\")\n"),
    });
    told + last_line.unwrap_or_default().as_str()
}

fn step_to(history: &mut History, step: u64) {
    while history.world().steps() < step && history.step().is_some() {}
}
