//! Which moves are possible now. What is not possible names the reason.

use super::step::nodes_of;
use super::*;
use crate::protocol::setting::Choice;
use crate::sim::act::told_by_the_oracle;

impl World {
    /// Whether a move is possible now.
    pub fn check(&self, act: &Act) -> Result<(), String> {
        let name = |node: NodeId| self.environment.cluster.name(node);
        let host = |node: NodeId| &self.hosts[node.index()];
        let up = |node: NodeId| match host(node).process {
            Some(_) => Ok(()),
            None => Err(format!("{} is down", name(node))),
        };
        let awake = |node: NodeId| match host(node).paused {
            true => Err(format!("{} is paused", name(node))),
            false => up(node),
        };
        if !self.can_run() {
            return Err(self.is_not_here());
        }
        match act {
            Act::Deliver(number)
            | Act::Drop(number)
            | Act::Duplicate(number)
            | Act::Delay(number, _) => {
                let packet = self.in_flight.iter().find(|packet| packet.number == *number);
                let packet = packet.ok_or_else(|| format!("no message #{number} is in flight"))?;
                match (act, packet.to.node()) {
                    (Act::Duplicate(_), _) if self.is_stream() && nodes_of(packet).is_some() => {
                        Err(format!(
                            "message #{number} arrives once: the connection is first-in first-out, as TCP gives"
                        ))
                    }
                    (Act::Deliver(_), Some(node)) if self.waits_at_the_door(packet) => Err(
                        format!("{0} is paused: the message waits until `resume {0}`", name(node)),
                    ),
                    (Act::Deliver(_), Some(_)) => self.check_order_of_arrival(packet),
                    _ => Ok(()),
                }
            }
            Act::Fire(node, timer) => self.check_timer(*node, *timer),
            Act::Sync(node) if host(*node).disk.syncing.is_none() => {
                Err(format!("{}'s disk has no sync in progress", name(*node)))
            }
            Act::Sync(node) | Act::Crash(node) | Act::Pause(node)
                if host(*node).process.is_none() =>
            {
                up(*node)
            }
            Act::Sync(node) if host(*node).paused => {
                Err(format!("{0} is paused: it hears of its disk at `resume {0}`", name(*node)))
            }
            Act::Pause(node) if host(*node).paused => {
                Err(format!("{} is paused already", name(*node)))
            }
            Act::Resume(node) if !host(*node).paused => {
                Err(format!("{} is not paused", name(*node)))
            }
            Act::Restart(node) if host(*node).process.is_some() => {
                Err(format!("{} is running", name(*node)))
            }
            Act::Heal(links) if !links.iter().any(|(from, to)| self.links.is_cut(*from, *to)) => {
                Err("none of these links is cut".to_string())
            }
            Act::Propose { proposer, .. } => {
                self.check_proposer(*proposer)?;
                awake(*proposer)
            }
            Act::Elect { leader, followers } => {
                self.check_oracle()?;
                told_by_the_oracle(*leader, followers).into_iter().try_for_each(awake)
            }
            Act::Request { .. } if self.kind.workload() != Workload::Requests => {
                Err(format!("{} has no clients that send commands", self.kind.title()))
            }
            Act::Retry { client, .. } if self.clients.get(*client).is_none() => {
                Err(format!("{client} has sent no command yet"))
            }
            Act::Set { option, value } => {
                check_order(self.kind, &self.environment.rules_off, option, value)?;
                self.environment.settings.clone().set(option, value)
            }
            Act::Clock(_, 0) => {
                Err("a clock cannot stand still: pause the node instead".to_string())
            }
            Act::Rule(rule, false) if !rule.can_be_off() => {
                Err(format!("{} cannot be switched off", rule.id))
            }
            _ => Ok(()),
        }
    }

    /// Whether it is this node's part to propose.
    fn check_proposer(&self, node: NodeId) -> Result<(), String> {
        let Workload::Proposals(part) = self.kind.workload() else {
            let title = self.kind.title();
            return Err(format!(
                "{title} decides what clients ask for: no node is told to propose"
            ));
        };
        let cluster = &self.environment.cluster;
        let plays = cluster.part(node);
        match plays {
            Some(other) if other != part => {
                let proposers = cluster.list(cluster.playing(part));
                let name = cluster.name(node);
                let (does, is) = (part.name, other.name);
                Err(format!("{name} is no {does} ({is}): to propose is for {proposers}"))
            }
            _ => Ok(()),
        }
    }

    /// Whether somebody outside the nodes says who leads, or which option would have it so.
    fn check_oracle(&self) -> Result<(), String> {
        if self.kind.has_oracle(&self.environment.settings) {
            return Ok(());
        }
        let title = self.kind.title();
        let offers_one = |choice: &&&Choice| choice.words().contains(&"oracle");
        Err(match self.kind.choices().iter().find(offers_one) {
            Some(Choice { name, .. }) => {
                format!("{title} elects its leader by votes: `set {name} oracle` first")
            }
            None => format!("elect is for protocols with a leader oracle, and {title} has none"),
        })
    }

    /// What is sent first on a connection arrives first, also by hand.
    fn check_order_of_arrival(&self, packet: &Packet) -> Result<(), String> {
        let ways = (packet.from, packet.to);
        let is_ahead =
            |other: &&Packet| (other.from, other.to) == ways && other.number < packet.number;
        match self.in_flight.iter().find(is_ahead) {
            Some(ahead) if self.is_stream() => Err(format!(
                "message #{} is ahead of it on this connection, which is first-in first-out",
                ahead.number
            )),
            _ => Ok(()),
        }
    }

    fn check_timer(&self, node: NodeId, timer: usize) -> Result<(), String> {
        let host = &self.hosts[node.index()];
        let name = self.environment.cluster.name(node);
        if host.process.is_none() {
            return Err(format!("{name} is down"));
        }
        if host.paused {
            return Err(format!("{name} is paused: its timers fire at `resume {name}`"));
        }
        if host.timers[timer].is_some() {
            return Ok(());
        }
        let set = host.timers.iter().enumerate().filter(|(_, armed)| armed.is_some());
        let set: Vec<&str> = set.map(|(place, _)| self.kind.timer(place).name).collect();
        let has = if set.is_empty() { "none".to_string() } else { set.join(", ") };
        Err(format!("{name} has no {} timer set now; it has: {has}", self.kind.timer(timer).name))
    }
}
