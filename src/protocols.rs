//! The only file that names all protocols.

pub mod quorum;
pub mod raft;
pub mod register;

use crate::protocol::rule::Rule;
use crate::protocol::setting::Choice;
use crate::scenario::statement::{Scenario, Statement};
use crate::scenario::word::unknown;
use crate::session::{Opened, Refusal, lab};
#[cfg(not(target_arch = "wasm32"))]
use crate::{
    session::replay,
    sim::swarm::{self, Report, SwarmOptions},
};

/// What there is to know about a protocol before a session of it is opened.
pub struct House {
    /// Its name in scenarios and links.
    pub name: &'static str,
    /// Its name in prose.
    pub title: &'static str,
    /// Its rules, in the paper's order.
    pub rules: fn() -> &'static [&'static Rule],
    /// Its own options.
    pub choices: fn() -> &'static [&'static Choice],
    /// Opens a session from the set-up lines of a scenario: `cluster`, `seed`, `set`, `given` and so on, up to the first move.
    pub open: fn(&Scenario) -> Opened,
    /// Runs one seed of a swarm. The page has no swarm: a pointer alone would bring the whole of it along.
    #[cfg(not(target_arch = "wasm32"))]
    pub swarm: fn(seed: u32, &SwarmOptions) -> Report,
    /// The run of one seed as a scenario, which replays it to the same end.
    #[cfg(not(target_arch = "wasm32"))]
    pub swarm_scenario: fn(seed: u32, &SwarmOptions) -> Scenario,
}

macro_rules! houses {
    ($($protocol:ty),* $(,)?) => {
        /// Every protocol that a `cluster` line can name.
        pub static HOUSES: &[House] = &[$(House {
            name: <$protocol as crate::protocol::Protocol>::NAME,
            title: <$protocol as crate::protocol::Protocol>::TITLE,
            rules: <$protocol as crate::protocol::Protocol>::rules,
            choices: <$protocol as crate::protocol::Protocol>::choices,
            open: lab::open::<$protocol>,
            #[cfg(not(target_arch = "wasm32"))]
            swarm: |seed, options| swarm::run::<$protocol>(seed, options).report,
            #[cfg(not(target_arch = "wasm32"))]
            swarm_scenario: |seed, options| replay::scenario(swarm::run::<$protocol>(seed, options)),
        }),*];
    };
}

houses![raft::Raft, register::Register];

/// The protocol with this name.
pub fn house(name: &str) -> Option<&'static House> {
    HOUSES.iter().find(|house| house.name == name)
}

/// Opens a session of the protocol that the scenario's `cluster` line names; an error carries its line.
pub fn open(scenario: &Scenario) -> Opened {
    let cluster = scenario.statements().find_map(|(line, statement)| match statement {
        Statement::Cluster(cluster) => Some((line, &cluster.protocol)),
        _ => None,
    });
    let Some((line, protocol)) = cluster else {
        let names: Vec<&str> = HOUSES.iter().map(|house| house.name).collect();
        let message = format!(
            "a scenario needs its cluster, such as `cluster {} 3`",
            names.first().copied().unwrap_or("raft")
        );
        return Err((1, Refusal::whole(message)));
    };
    let Some(house) = house(&protocol.text) else {
        let names: Vec<&str> = HOUSES.iter().map(|house| house.name).collect();
        let message = unknown("protocol", &protocol.text, &names);
        return Err((line, Refusal::text(protocol, message)));
    };
    (house.open)(scenario)
}
