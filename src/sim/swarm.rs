//! Random clusters, faults and requests: a seed is a run, and what it breaks it breaks again.
//!
//! After every event the world itself checks its invariants; the first breach ends the run. At the end the clients' record
//! is checked for what the protocol promises to them. Nothing here knows a clock or a thread: the command line spreads the seeds.

pub mod mix;
mod moves;

use super::act::Act;
use super::linearize::{self, Verdict};
use super::ordered;
use super::world::{Setup, World};
use crate::protocol::Promise;
use crate::protocol::erased::Kind;
use crate::protocol::rule::Rule;
use mix::{Dice, Mix};
use moves::Mischief;

/// Configurations that the search for a linearization may build for each key.
pub const BUDGET: u64 = 200_000;

/// The name under which a record that no order of the calls explains is reported.
pub const LINEARIZABILITY: &str = "Linearizability";

/// What is the same for all seeds of a swarm.
#[derive(Clone, Debug, Default)]
pub struct SwarmOptions {
    /// The events after which a run ends.
    pub events: u64,
    /// A rule that is off from the start.
    pub rule_off: Option<&'static Rule>,
    /// Options that are the same in every run, whatever its mix would have drawn.
    pub set: Vec<(String, String)>,
}

/// What came of one seed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    /// The seed.
    pub seed: u32,
    /// How many events happened.
    pub events: u64,
    /// How many commands were committed.
    pub committed: u64,
    /// What broke, if anything did.
    pub found: Option<Finding>,
    /// The search for a linearization ran out of its budget: it is not known whether the record is linearizable.
    pub undecided: bool,
    /// The world's fingerprint at the end.
    pub fingerprint: u64,
}

/// Something that must never break, broken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The name of the invariant, or of the promise to the clients.
    pub broke: String,
    /// The step in which it broke.
    pub step: u64,
    /// What was seen.
    pub because: String,
    /// The mix of the run, in words.
    pub mix: String,
}

/// A run: what came of it, and all that is needed to do it again.
#[derive(Debug)]
pub struct Run {
    /// What came of it.
    pub report: Report,
    /// How it began.
    pub setup: Setup,
    /// The moves, each with the number of events that went before it.
    pub acts: Vec<(u64, Act)>,
}

/// Runs one seed to its end or to the first breach.
pub fn run(kind: &'static dyn Kind, seed: u32, options: &SwarmOptions) -> Run {
    let mut dice = Dice::new(seed);
    let mix = Mix::draw(kind, &options.set, &mut dice);
    let words = mix.to_string();
    let mut setup = Setup::new(kind, mix.cluster.clone());
    setup.seed = seed;
    setup.options = mix.options.clone();
    setup.rules_off.extend(options.rule_off);
    let mut world = match World::new(&setup) {
        Ok(world) => world,
        Err(error) => unreachable!("seed {seed} drew an option that there is not: {error}"),
    };
    let acts = play(&mut world, &mut Mischief::new(mix, dice), options.events);
    let (found, undecided) = judge(&world, words);
    let report = Report {
        seed,
        events: world.steps(),
        committed: world.observed().committed_len() as u64,
        found,
        undecided,
        fingerprint: world.fingerprint(),
    };
    Run { report, setup, acts }
}

/// Turns in a row in which nothing happened, after which a run is over: nothing is due, and no move is possible.
const PATIENCE: u32 = 1_000;

/// Lets the world and the mischief take turns, and returns the moves that were made.
fn play(world: &mut World, mischief: &mut Mischief, events: u64) -> Vec<(u64, Act)> {
    let mut acts = Vec::new();
    let mut idle = 0;
    while world.steps() < events && world.breaches().is_empty() && idle < PATIENCE {
        let before = world.steps();
        if mischief.has_the_turn() {
            for act in mischief.choose(world) {
                let at = world.steps();
                if world.breaches().is_empty() && world.perform(&act, false).is_ok() {
                    acts.push((at, act));
                }
            }
        } else {
            world.advance(false);
        }
        idle = if world.steps() > before { 0 } else { idle + 1 };
    }
    acts
}

/// What broke, and whether linearizability remains undecided.
fn judge(world: &World, mix: String) -> (Option<Finding>, bool) {
    if let Some(breach) = world.breaches().first() {
        let (broke, because) = (breach.invariant.to_string(), breach.because.clone());
        return (Some(Finding { broke, step: breach.step, because, mix }), false);
    }
    let (broken, undecided) = unkept(world);
    let finding = |(broke, because): (&str, String)| {
        let broke = broke.to_string();
        Finding { broke, step: world.steps(), because, mix }
    };
    (broken.map(finding), undecided)
}

/// What the protocol promised to its clients and did not keep, with what was seen; and whether that remains undecided.
fn unkept(world: &World) -> (Option<(&'static str, String)>, bool) {
    let calls = || world.clients().calls();
    match world.kind().promise() {
        Promise::Linearizable => match linearize::check(&calls(), BUDGET) {
            Verdict::Linearizable => (None, false),
            Verdict::Undecided { .. } => (None, true),
            Verdict::Broken { because, .. } => (Some((LINEARIZABILITY, because)), false),
        },
        Promise::LinearizableWrites => {
            (ordered::broken(&calls(), world.observed().committed()), false)
        }
        Promise::Nothing => (None, false),
    }
}
