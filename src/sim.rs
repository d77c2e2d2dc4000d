//! The simulated world that protocols run in: nodes, network, disks, clients, clock, and the history of it all.

pub mod act;
pub mod client;
pub mod disk;
pub mod event;
pub mod history;
pub mod linearize;
pub mod network;
pub mod observed;
pub mod ordered;
pub mod random;
pub mod swarm;
pub mod trace;
pub mod world;
