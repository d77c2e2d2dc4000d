//! The only file that names all protocols.

pub mod quorum;
pub mod raft;
pub mod register;

use crate::protocol::rule::Rule;
use crate::protocol::setting::Choice;
use crate::scenario::statement::Scenario;
use crate::session::{Refusal, Session, lab};
use crate::sim::swarm::{self, Report, SwarmOptions};

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
    pub open: Open,
    /// Runs one seed of a swarm.
    pub swarm: fn(seed: u32, &SwarmOptions) -> Report,
}

/// Opens a session of one protocol; a refusal comes with the number of its line.
pub type Open = fn(&Scenario) -> Result<Box<dyn Session>, (u32, Refusal)>;

macro_rules! houses {
    ($($protocol:ty),* $(,)?) => {
        /// Every protocol that a `cluster` line can name.
        pub static HOUSES: &[House] = &[$(House {
            name: <$protocol as crate::protocol::Protocol>::NAME,
            title: <$protocol as crate::protocol::Protocol>::TITLE,
            rules: <$protocol as crate::protocol::Protocol>::rules,
            choices: <$protocol as crate::protocol::Protocol>::choices,
            open: lab::open::<$protocol>,
            swarm: |seed, options| swarm::run::<$protocol>(seed, options).report,
        }),*];
    };
}

houses![raft::Raft, register::Register];

/// The protocol with this name.
pub fn house(name: &str) -> Option<&'static House> {
    HOUSES.iter().find(|house| house.name == name)
}
