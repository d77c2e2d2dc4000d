//! From a fault on the menu to a move: which node, which link, which message.

use super::mix::{Dice, Fault, Mix};
use crate::protocol::Workload;
use crate::protocol::cluster::{ClientId, NodeId, Part};
use crate::protocol::command::Operation;
use crate::protocol::time::Micros;
use crate::sim::act::Act;
use crate::sim::world::World;

type Link = (NodeId, NodeId);

/// Chooses moves for one run.
pub struct Mischief {
    mix: Mix,
    dice: Dice,
    weights: u32,
    /// Every put writes a value of its own, so that a read says which put it saw.
    written: u32,
}

impl Mischief {
    /// The mischief of a mix, with the dice that drew it.
    pub fn new(mix: Mix, dice: Dice) -> Self {
        let weights = mix.menu.iter().map(|(_, weight)| weight).sum();
        Mischief { mix, dice, weights, written: 0 }
    }

    /// Whether it is the swarm's turn, and not the world's.
    pub fn has_the_turn(&mut self) -> bool {
        self.dice.happens(self.mix.pace, 1000)
    }

    /// What to do to the world now; nothing if what was drawn is not possible.
    pub fn choose(&mut self, world: &World) -> Vec<Act> {
        let mut drawn = self.dice.below(self.weights);
        let mut fault = Fault::Ask;
        for (item, weight) in &self.mix.menu {
            fault = *item;
            match drawn.checked_sub(*weight) {
                Some(rest) => drawn = rest,
                None => break,
            }
        }
        match fault {
            Fault::Partition => self.new_cuts(world, Self::two_groups),
            Fault::Pair => self.new_cuts(world, Self::all_but_one_link),
            _ => self.one_act(fault, world).into_iter().collect(),
        }
    }

    fn one_act(&mut self, fault: Fault, world: &World) -> Option<Act> {
        let (dice, longest) = (&mut self.dice, self.mix.longest_delay.0 as u32);
        let nodes = |wanted: &dyn Fn(NodeId) -> bool| -> Vec<NodeId> {
            world.cluster().nodes().filter(|node| wanted(*node)).collect()
        };
        let up = |node: NodeId| world.host(node).process.is_some();
        let paused = |node: NodeId| world.host(node).paused;
        Some(match fault {
            Fault::Ask => {
                return match world.kind().workload() {
                    Workload::Requests => self.ask(world),
                    Workload::Proposals(part) => self.propose(part, world),
                };
            }
            Fault::Crash => Act::Crash(dice.pick(&nodes(&up))?),
            Fault::Restart => Act::Restart(dice.pick(&nodes(&|node| !up(node)))?),
            Fault::Pause => Act::Pause(dice.pick(&nodes(&|node| up(node) && !paused(node)))?),
            Fault::Resume => Act::Resume(dice.pick(&nodes(&paused))?),
            Fault::CutOneWay => Act::Cut(vec![dice.pick(&links(world))?]),
            Fault::Cut => {
                let (a, b) = dice.pick(&links(world))?;
                Act::Cut(vec![(a, b), (b, a)])
            }
            Fault::HealOne => {
                let cuts: Vec<Link> = world.links().cuts().collect();
                Act::Heal(vec![dice.pick(&cuts)?])
            }
            Fault::HealAll => {
                let cuts: Vec<Link> = world.links().cuts().collect();
                if cuts.is_empty() {
                    return None;
                }
                Act::Heal(cuts)
            }
            Fault::Drop => Act::Drop(message(dice, world)?),
            Fault::Duplicate => Act::Duplicate(message(dice, world)?),
            Fault::HoldBack => {
                let number = message(dice, world)?;
                Act::Delay(number, Micros(u64::from(dice.between(1_000, longest))))
            }
            Fault::Hurry => Act::Deliver(message(dice, world)?),
            Fault::Timeout => {
                let node = dice.pick(&nodes(&|node| up(node) && !paused(node)))?;
                let timers = world.host(node).timers.iter().enumerate();
                let armed: Vec<usize> =
                    timers.filter(|(_, armed)| armed.is_some()).map(|(timer, _)| timer).collect();
                Act::Fire(node, dice.pick(&armed)?)
            }
            Fault::Sync => {
                Act::Sync(dice.pick(&nodes(&|node| world.host(node).disk.syncing.is_some()))?)
            }
            Fault::Clock => {
                let rate = dice.pick(&[250, 500, 900, 1_000, 1_000, 1_100, 2_000, 4_000])?;
                Act::Clock(dice.pick(&nodes(&|_| true))?, rate)
            }
            Fault::Elect => return self.elect(world),
            Fault::Partition | Fault::Pair => return None,
        })
    }

    /// A running node leads, and with it follow so many others that they are most of those that run.
    fn elect(&mut self, world: &World) -> Option<Act> {
        let dice = &mut self.dice;
        if world.leader().is_some() && !dice.happens(1, 4) {
            return None;
        }
        let runs = |node: &NodeId| world.host(*node).process.is_some() && !world.host(*node).paused;
        let mut others: Vec<NodeId> = world.cluster().nodes().filter(runs).collect();
        let most = others.len() / 2;
        let leader = dice.pick(&others)?;
        others.retain(|node| *node != leader);
        while others.len() > most && dice.happens(1, 2) {
            let one = dice.pick(&others)?;
            others.retain(|node| *node != one);
        }
        Some(Act::Elect { leader, followers: others })
    }

    /// A client that has its answer asks for something new; one that waits asks again somewhere, or seldom gives up.
    fn ask(&mut self, world: &World) -> Option<Act> {
        let dice = &mut self.dice;
        let client = ClientId(dice.between(1, u32::from(self.mix.clients)) as u16);
        let nodes: Vec<NodeId> = world.cluster().nodes().collect();
        let anywhere = dice.pick(&nodes)?;
        let to = if dice.happens(2, 3) { world.leader().unwrap_or(anywhere) } else { anywhere };
        let waiting = world.clients().get(client).filter(|known| known.heard.is_none());
        if let Some(known) = waiting
            && !dice.happens(1, 10)
        {
            // As `retry` does in a scenario, so that the run can be told as one.
            let to = world.leader().unwrap_or(known.target);
            return Some(Act::Retry { client, to });
        }
        let key = ["x", "y", "z"][dice.below(u32::from(self.mix.keys)) as usize].to_string();
        let operation = if dice.happens(1, 2) {
            Operation::Get { key }
        } else {
            self.written += 1;
            Operation::Put { key, value: self.written.to_string() }
        };
        Some(Act::Request { client, operation, to })
    }

    /// Some node that may proposes a value that nobody has proposed before.
    fn propose(&mut self, part: &'static Part, world: &World) -> Option<Act> {
        let proposers: Vec<NodeId> = world.cluster().playing(part).collect();
        let proposer = self.dice.pick(&proposers)?;
        self.written += 1;
        let value = Operation::Word(format!("v{}", self.written));
        Some(Act::Propose { proposer, value, round: None })
    }

    /// All cuts are healed but these.
    fn new_cuts(
        &mut self,
        world: &World,
        which: fn(&mut Dice, &[NodeId]) -> Vec<Link>,
    ) -> Vec<Act> {
        let nodes: Vec<NodeId> = world.cluster().nodes().collect();
        let cut = which(&mut self.dice, &nodes);
        let healed: Vec<Link> = world.links().cuts().filter(|link| !cut.contains(link)).collect();
        let mut acts = Vec::new();
        if !healed.is_empty() {
            acts.push(Act::Heal(healed));
        }
        // Two groups of which one is empty are no partition.
        if !cut.is_empty() {
            acts.push(Act::Cut(cut));
        }
        acts
    }

    fn two_groups(dice: &mut Dice, nodes: &[NodeId]) -> Vec<Link> {
        let one: Vec<NodeId> = nodes.iter().copied().filter(|_| dice.happens(1, 2)).collect();
        let apart = |(a, b): &Link| one.contains(a) != one.contains(b);
        pairs(nodes).into_iter().filter(apart).collect()
    }

    fn all_but_one_link(dice: &mut Dice, nodes: &[NodeId]) -> Vec<Link> {
        let Some((a, b)) = dice.pick(&pairs(nodes)) else { return Vec::new() };
        pairs(nodes).into_iter().filter(|link| *link != (a, b) && *link != (b, a)).collect()
    }
}

fn pairs(nodes: &[NodeId]) -> Vec<Link> {
    let to = |from: NodeId| nodes.iter().map(move |to| (from, *to));
    nodes.iter().flat_map(|from| to(*from)).filter(|(from, to)| from != to).collect()
}

/// All link directions that are not cut.
fn links(world: &World) -> Vec<Link> {
    let nodes: Vec<NodeId> = world.cluster().nodes().collect();
    pairs(&nodes).into_iter().filter(|(from, to)| !world.links().is_cut(*from, *to)).collect()
}

fn message(dice: &mut Dice, world: &World) -> Option<u64> {
    let flight = world.in_flight();
    let place = dice.below(u32::try_from(flight.len()).ok().filter(|len| *len > 0)?);
    flight.get(place as usize).map(|packet| packet.number)
}
