//! Every rule that can be switched off is caught when it is: its scenario breaks what the rule protects, and the same
//! moves with the rule on, up to the first that is not possible, end safe.
#![cfg(not(target_arch = "wasm32"))]

use quorarium::protocol::Promise;
use quorarium::protocol::erased::Kind;
use quorarium::protocol::rule::{Rule, Switch};
use quorarium::protocol::value::Value;
use quorarium::protocols::{self, kinds};
use quorarium::scenario::parse::{parse, parse_statement};
use quorarium::scenario::statement::{Scenario, Statement};
use quorarium::session::{Session, opening};
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

struct Mutant {
    file: String,
    scenario: Scenario,
    rule: &'static Rule,
}

fn mutants(house: &dyn Kind) -> Vec<Mutant> {
    let folder = Path::new("tests/scenarios/mutants").join(house.name());
    let Ok(entries) = fs::read_dir(&folder) else { return Vec::new() };
    let mut files: Vec<_> = entries.map(|entry| entry.unwrap().path()).collect();
    files.sort();
    let read = |path: std::path::PathBuf| {
        let file = path.display().to_string();
        let scenario = parse(&fs::read_to_string(&path).unwrap())
            .unwrap_or_else(|errors| panic!("{file}: {errors:?}"));
        let off = scenario.statements().find_map(|(_, statement)| match statement {
            Statement::Rule(_, word) => Some(word.text.clone()),
            _ => None,
        });
        let name = off.unwrap_or_else(|| panic!("{file} switches no rule off"));
        let rule = house.rules().iter().find(|rule| rule.is_named(&name));
        Mutant { rule: rule.unwrap_or_else(|| panic!("{file}: no rule {name}")), file, scenario }
    };
    files.into_iter().map(read).collect()
}

/// The scenario's moves, with the rule on or off and without its expectations, up to the first move that is not possible.
fn play(mutant: &Mutant, rule_on: bool) -> Session {
    let mut scenario = mutant.scenario.clone();
    scenario.lines.retain(|line| match &line.statement {
        Some(Statement::Rule(..)) => !rule_on,
        Some(Statement::Check(..)) => false,
        _ => true,
    });
    let mut session = protocols::open(&scenario)
        .unwrap_or_else(|(_, refusal)| panic!("{}: {refusal:?}", mutant.file));
    for (_, statement) in opening::moves(&scenario) {
        if session.perform(statement).is_err() {
            assert!(rule_on, "{}: {statement} is not possible", mutant.file);
            break;
        }
    }
    session
}

fn broken(house: &dyn Kind, mut session: Session) -> BTreeSet<&'static str> {
    let mut names: BTreeSet<&'static str> = session
        .invariants()
        .iter()
        .filter(|line| line.broken.is_some())
        .map(|line| line.name)
        .collect();
    let promised: &[&str] = match house.promise() {
        Promise::LinearizableWrites => &["Linearizable Writes", "Single System Image"],
        Promise::Linearizable | Promise::Nothing => &["Linearizability"],
    };
    let mut is_kept = |property: &&&str| {
        let expectation = parse_statement(&format!("expect holds(\"{property}\")"));
        session.perform(&expectation.unwrap()).is_ok()
    };
    names.extend(promised.iter().filter(|property| !is_kept(property)));
    names
}

#[test]
fn every_safety_rule_switched_off_breaks_what_it_protects() {
    for house in kinds() {
        let mutants = mutants(house);
        for rule in house.rules() {
            let Switch::Safety { breaks, .. } = rule.switch else { continue };
            let caught = mutants.iter().filter(|mutant| std::ptr::eq(mutant.rule, *rule));
            let caught =
                caught.filter(|mutant| broken(house, play(mutant, false)).contains(breaks)).count();
            assert!(
                caught > 0,
                "no scenario under tests/scenarios/mutants breaks {breaks} without {}",
                rule.id
            );
        }
    }
}

#[test]
fn the_same_moves_with_the_rule_on_end_safe() {
    for house in kinds() {
        for mutant in mutants(house) {
            let session = play(&mutant, true);
            assert_eq!(broken(house, session), BTreeSet::new(), "{}", mutant.file);
        }
    }
}

#[test]
fn every_invariant_is_broken_by_some_mutant() {
    for house in kinds() {
        let mutants = mutants(house);
        let seen: BTreeSet<&str> =
            mutants.iter().flat_map(|mutant| broken(house, play(mutant, false))).collect();
        let Some(first) = mutants.first() else { panic!("{} has no mutants", house.name()) };
        for invariant in play(first, false).invariants() {
            assert!(
                seen.contains(invariant.name),
                "{}: no mutant breaks {}",
                house.name(),
                invariant.name
            );
        }
    }
}

/// Without a liveness rule the same moves decide less: they elect no leader, choose nothing, commit fewer
/// commands, or answer fewer.
#[test]
fn liveness_rules_decide_less_when_off() {
    for house in kinds() {
        let mutants = mutants(house);
        for rule in house.rules() {
            let Switch::Liveness { .. } = rule.switch else { continue };
            let mutant = mutants.iter().find(|mutant| std::ptr::eq(mutant.rule, *rule));
            let mutant = mutant.unwrap_or_else(|| panic!("no scenario switches {} off", rule.id));
            let decided = |session: Session| {
                let facts = session.facts();
                let committed = match facts.global("committed") {
                    Some(Value::List(commands)) => commands.len(),
                    other => panic!("committed is {other:?}"),
                };
                let is_chosen = facts.global("chosen").is_some_and(|value| value != Value::None);
                let answered = session.costs().iter().filter(|cost| cost.heard.is_some()).count();
                (facts.leader().is_some() || is_chosen, committed, answered)
            };
            let (off, on) = (decided(play(mutant, false)), decided(play(mutant, true)));
            assert!(off < on, "{}: {off:?} without the rule, {on:?} with it", mutant.file);
        }
    }
}
