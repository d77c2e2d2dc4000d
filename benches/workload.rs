//! The work that every figure is measured on: five nodes on the default network, with four clients that go on asking or,
//! where nobody asks, with proposers that go on proposing.
//!
//! It is a module of the native bench and of the one in Chromium, so that both run the same events.

use quorarium::protocol::Workload;
use quorarium::protocol::cluster::{ClientId, NodeId};
use quorarium::protocol::command::Operation;
use quorarium::protocol::erased::Kind;
use quorarium::sim::act::Act;
use quorarium::sim::history::History;
use quorarium::sim::world::{Setup, World};

/// Events between two requests.
const REQUEST_EVERY: u64 = 20;

/// Steps of the history in which is sought.
pub const LONG: u64 = 100_000;

/// How the work begins.
pub fn setup(kind: &'static dyn Kind) -> Setup {
    let mut setup = Setup::new(kind, kind.cluster(5));
    setup.seed = 42;
    setup
}

/// The request or the proposal that is due after this many events, if one is.
fn request(world: &World) -> Option<Act> {
    let number = world.steps() / REQUEST_EVERY;
    // A protocol without timers has nothing to do between requests.
    if !world.steps().is_multiple_of(REQUEST_EVERY) && world.next_due().is_some() {
        return None;
    }
    if let Workload::Proposals(part) = world.kind().workload() {
        let proposers: Vec<NodeId> = world.cluster().playing(part).collect();
        let proposer = proposers[number as usize % proposers.len()];
        let value = Operation::Word(format!("value_{number}"));
        return Some(Act::Propose { proposer, value, round: None });
    }
    let key = ["x", "y", "z"][(number % 3) as usize].to_string();
    let operation = match number % 2 {
        0 => Operation::Get { key },
        _ => Operation::Put { key, value: number.to_string() },
    };
    let client = ClientId((number % 4) as u16 + 1);
    let to = world.leader().unwrap_or(NodeId((number % 5) as u8));
    Some(Act::Request { client, operation, to })
}

/// A history of so many steps, invariants checked after each.
pub fn history(kind: &'static dyn Kind, steps: u64) -> History {
    let mut history = match History::new(setup(kind)) {
        Ok(history) => history,
        Err(error) => panic!("the workload does not open: {error}"),
    };
    while history.world().steps() < steps {
        let asked = request(history.world()).is_some_and(|act| history.act(act).is_ok());
        if !asked && history.step().is_none() {
            panic!("the workload stands still");
        }
    }
    assert!(history.world().breaches().is_empty());
    history
}

/// A world after so many steps, with nothing kept of them; invariants checked after each.
pub fn world(kind: &'static dyn Kind, steps: u64) -> World {
    let mut world = match World::new(&setup(kind)) {
        Ok(world) => world,
        Err(error) => panic!("the workload does not open: {error}"),
    };
    while world.steps() < steps {
        let asked = request(&world).is_some_and(|act| world.perform(&act, false).is_ok());
        if !asked && world.advance(false).is_none() {
            panic!("the workload stands still");
        }
    }
    world
}

/// Places to seek to, all over a history, in an order that no cache likes.
pub fn places(steps: u64, count: u64) -> impl Iterator<Item = u64> {
    (1..=count).map(move |number| number.wrapping_mul(0x9E37_79B9_7F4A_7C15) % steps)
}

/// The value that `share` of a hundred lie below.
pub fn percentile(values: &mut [f64], share: usize) -> f64 {
    values.sort_by(f64::total_cmp);
    values[(values.len() * share / 100).min(values.len() - 1)]
}
