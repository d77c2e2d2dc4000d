//! The mix of a seed: which cluster, which network, and how often which fault.
//!
//! Every seed leaves out a good part of the menu. Runs that have every fault at once hide what only a few of them together
//! would show: Groce and others, "Swarm testing" (ISSTA 2012).

use crate::protocol::Transport;
use crate::protocol::cluster::{Cluster, Part};
use crate::protocol::erased;
use crate::protocol::setting::{Choice, Kind, Settings};
use crate::protocol::time::{Micros, display_range};
use crate::sim::network;
use crate::sim::random::{Source, Streams};
use std::fmt;

/// The random numbers of one swarm run; they follow from its seed alone.
pub struct Dice(Streams);

impl Dice {
    /// The dice of a seed.
    pub fn new(seed: u32) -> Self {
        Dice(Streams::new(seed))
    }

    /// A number from 0 to `bound` - 1.
    pub fn below(&mut self, bound: u32) -> u32 {
        self.0.below(Source::Swarm, bound)
    }

    /// A number within these bounds, ends included.
    pub fn between(&mut self, least: u32, most: u32) -> u32 {
        least + self.below(most - least + 1)
    }

    /// True in `share` of `of` cases.
    pub fn happens(&mut self, share: u32, of: u32) -> bool {
        self.below(of) < share
    }

    /// One of these; none if there is none.
    pub fn pick<T: Copy>(&mut self, from: &[T]) -> Option<T> {
        match u32::try_from(from.len()) {
            Ok(len) if len > 0 => Some(from[self.below(len) as usize]),
            _ => None,
        }
    }
}

/// What a swarm can do to a world, as a menu.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// A client asks, or asks again; or a node is told to propose.
    Ask,
    /// A node loses everything that is not on its disk.
    Crash,
    /// A crashed node starts from its disk.
    Restart,
    /// One direction of a link is cut.
    CutOneWay,
    /// A link is cut in both directions.
    Cut,
    /// The nodes fall into two groups that do not hear each other; earlier cuts are healed.
    Partition,
    /// A node can hear and be heard by one other node only; earlier cuts are healed.
    Pair,
    /// Some cut direction is healed.
    HealOne,
    /// All cuts are healed.
    HealAll,
    /// A process stops for a while.
    Pause,
    /// A paused process goes on.
    Resume,
    /// One message is lost.
    Drop,
    /// One message is in flight twice.
    Duplicate,
    /// One message is held back, up to long after everybody has forgotten it.
    HoldBack,
    /// One message overtakes everything.
    Hurry,
    /// A timer fires before its time.
    Timeout,
    /// A disk is done before its time.
    Sync,
    /// A node's timers run at another rate, from a quarter to four times as fast.
    Clock,
    /// The oracle tells most of the running nodes that one of them leads; mostly while nobody does.
    Elect,
}

/// The menu: each fault with the weight that it has in runs that do not leave it out.
pub const MENU: &[(Fault, u32)] = &[
    (Fault::Crash, 12),
    (Fault::CutOneWay, 10),
    (Fault::Cut, 10),
    (Fault::Partition, 14),
    (Fault::Pair, 14),
    (Fault::Pause, 8),
    (Fault::Drop, 20),
    (Fault::Duplicate, 16),
    (Fault::HoldBack, 40),
    (Fault::Hurry, 30),
    (Fault::Timeout, 40),
    (Fault::Sync, 10),
    (Fault::Clock, 4),
];

/// What makes good again: never left out, and the only thing to do when nothing else is possible.
pub const REPAIRS: &[(Fault, u32)] =
    &[(Fault::Restart, 30), (Fault::HealOne, 10), (Fault::HealAll, 14), (Fault::Resume, 16)];

/// Who leads when nobody votes: never left out where there is an oracle.
const ORACLE: (Fault, u32) = (Fault::Elect, 30);

/// How one seed's run is made up.
#[derive(Clone, Debug)]
pub struct Mix {
    /// 3 or 5 nodes, more often 3: whatever can go wrong goes wrong sooner where a majority is two. Where nodes play parts,
    /// so many of the part that a size means, and of the others as many as usual or one more.
    pub cluster: Cluster,
    /// From 1 to 4 clients, each with one call at a time.
    pub clients: u16,
    /// From 1 to 3 keys that they put and get.
    pub keys: u16,
    /// Of a thousand turns so many are moves of this menu; in all others the world goes on by itself.
    pub pace: u32,
    /// How long a message can be held back.
    pub longest_delay: Micros,
    /// The faults of this run with their weights.
    pub menu: Vec<(Fault, u32)>,
    /// The options of the world and of the protocol that are not at their defaults.
    pub options: Vec<(String, String)>,
}

impl Mix {
    /// The mix of a seed, from its dice; some options may be fixed.
    pub fn draw(protocol: &dyn erased::Kind, fixed: &[(String, String)], dice: &mut Dice) -> Self {
        let cluster = cluster(protocol, dice);
        let is_connected = protocol.transport() == Transport::Connection;
        let mut menu = vec![(Fault::Ask, dice.between(10, 80))];
        menu.extend(REPAIRS);
        for (fault, weight) in MENU {
            if dice.happens(3, 5) && (*fault != Fault::Duplicate || !is_connected) {
                menu.push((*fault, *weight));
            }
        }
        let mut options = network_options(is_connected, dice);
        for choice in protocol.choices() {
            options.extend(protocol_option(choice, dice));
        }
        options.retain(|(name, _)| fixed.iter().all(|(other, _)| other != name));
        options.extend_from_slice(fixed);
        if has_oracle(protocol, &options) {
            menu.push(ORACLE);
        }
        Mix {
            cluster,
            clients: dice.between(1, 4) as u16,
            keys: dice.between(1, 3) as u16,
            pace: dice.pick(&[20, 60, 120, 250, 400]).unwrap_or(60),
            longest_delay: Micros::from_millis(dice.pick(&[30, 300, 2_000]).unwrap_or(300)),
            menu,
            options,
        }
    }
}

fn cluster(protocol: &dyn erased::Kind, dice: &mut Dice) -> Cluster {
    let size = if dice.happens(3, 4) { 3 } else { 5 };
    let count = |part: &'static Part| match part.sized {
        true => (part, size),
        false => (part, part.usual + u8::from(dice.happens(1, 2))),
    };
    match protocol.parts() {
        [] => Cluster::of_size(size),
        parts => Cluster::of_parts(parts.iter().map(count).collect()),
    }
}

fn has_oracle(protocol: &dyn erased::Kind, options: &[(String, String)]) -> bool {
    let mut settings = Settings::new(network::CHOICES.iter().chain(protocol.choices()).copied());
    // An option that there is not is refused when the world begins.
    options.iter().for_each(|(name, value)| drop(settings.set(name, value)));
    protocol.has_oracle(&settings)
}

/// Latency, loss, duplication and order of messages; disks; the clients' own network and retries.
fn network_options(is_connected: bool, dice: &mut Dice) -> Vec<(String, String)> {
    let mut options = Vec::new();
    let mut set = |choice: &Choice, value: String| options.push((choice.name.to_string(), value));
    let range = |low: u64, high: u64| display_range(&(Micros(low)..=Micros(high)));
    let ranges = [
        (500, 1_500),
        (500, 1_500),
        (1_000, 1_000),
        (200, 20_000),
        (5_000, 80_000),
        (1_000, 250_000),
    ];
    if let Some((low, high)) = dice.pick(&ranges) {
        set(&network::LATENCY, range(low, high));
    }
    let shares = [0, 0, 0, 1, 5, 20];
    set(&network::LOSS, format!("{}%", dice.pick(&shares).unwrap_or(0)));
    // Connections show nothing twice and keep the order anyway.
    if !is_connected {
        set(&network::DUPLICATE, format!("{}%", dice.pick(&shares).unwrap_or(0)));
        if dice.happens(1, 5) {
            set(&network::ORDER, "fifo".to_string());
        }
    }
    let disk = Micros(dice.pick(&[0, 0, 100, 1_000, 5_000, 20_000]).unwrap_or(0));
    set(&network::DISK, disk.to_string());
    if dice.happens(1, 2) {
        set(&network::CLIENT_NETWORK, "on".to_string());
    }
    if dice.happens(1, 2) {
        let retry = Micros::from_millis(dice.pick(&[20, 100, 400]).unwrap_or(100));
        set(&network::CLIENT_RETRY, retry.to_string());
    }
    options
}

/// Switches are thrown, and counts drawn small, where they bite; lengths stay what the paper recommends.
fn protocol_option(choice: &Choice, dice: &mut Dice) -> Option<(String, String)> {
    let value = match choice.kind {
        Kind::Switch => if dice.happens(1, 2) { "on" } else { "off" }.to_string(),
        Kind::Count { least, most } => {
            let count = dice.pick(&[1, 1, 2, 3, 8, 64]).unwrap_or(1);
            count.clamp(least, most).to_string()
        }
        Kind::Word(words) => dice.pick(words)?.to_string(),
        Kind::Length | Kind::LengthOrOff | Kind::Range | Kind::Share => return None,
    };
    Some((choice.name.to_string(), value))
}

impl fmt::Display for Mix {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{} nodes, {} clients, {} keys, {} moves in 1000 turns",
            self.cluster.size(),
            self.clients,
            self.keys,
            self.pace
        )?;
        for (name, value) in &self.options {
            write!(f, ", {name} {value}")?;
        }
        Ok(())
    }
}
