//! Moves: what a person does to the world. A move that is impossible names the reason and changes nothing.

use super::carry::at_rate;
use super::step::{label, nodes_of};
use super::*;
use crate::sim::act::told_by_the_oracle;

impl World {
    pub(super) fn perform_now(
        &mut self,
        act: &Act,
        telling: bool,
    ) -> Result<Option<Event>, String> {
        self.check(act)?;
        self.moves += 1;
        self.scratch.telling = telling;
        if act.is_event() {
            return Ok(Some(self.perform_event(act)));
        }
        match act {
            Act::Set { option, value } => {
                check_order(self.kind, &self.environment.rules_off, option, value)?;
                Rc::make_mut(&mut self.environment).settings.set(option, value)?;
                self.options = NetworkOptions::new(&self.environment.settings);
            }
            Act::Clock(node, thousandths) => self.set_clock(*node, *thousandths),
            Act::Rule(rule, on) => {
                let off = &mut Rc::make_mut(&mut self.environment).rules_off;
                off.retain(|known| !std::ptr::eq(*known, *rule));
                if !on {
                    off.push(rule);
                }
            }
            Act::TimersManual(manual) => self.timers_manual = *manual,
            Act::NetworkManual(manual) => self.network_manual = *manual,
            Act::Wait(until) => self.now = self.now.max(*until),
            _ => {}
        }
        Ok(None)
    }

    fn perform_event(&mut self, act: &Act) -> Event {
        match act {
            Act::Deliver(number) => self.arrive(self.place_of(*number), true),
            Act::Drop(number) => self.drop_message(self.place_of(*number)),
            Act::Duplicate(number) => self.duplicate_message(self.place_of(*number)),
            Act::Delay(number, by) => self.delay_message(self.place_of(*number), *by),
            Act::Fire(node, timer) => self.fire(*node, *timer, true),
            Act::Sync(node) => self.complete_sync(*node, true),
            Act::Crash(node) => self.crash_event(*node),
            Act::Restart(node) => self.restart_event(*node),
            Act::Wipe(node) => self.wipe_event(*node),
            Act::Pause(node) => self.pause_event(*node, true),
            Act::Resume(node) => self.pause_event(*node, false),
            Act::Cut(links) => self.cut_event(links),
            Act::Heal(links) => self.heal_event(links),
            Act::Request { client, operation, to } => self.request_event(*client, operation, *to),
            Act::Propose { proposer, value, round } => self.propose_event(*proposer, value, *round),
            Act::Retry { client, to } => self.retry(*client, Some(*to)),
            Act::Elect { leader, followers } => self.elect_event(*leader, followers),
            _ => unreachable!("this move is no event"),
        }
    }

    fn place_of(&self, number: u64) -> usize {
        self.in_flight.iter().position(|packet| packet.number == number).unwrap_or_default()
    }

    fn drop_message(&mut self, place: usize) -> Event {
        let packet = self.in_flight.remove(place);
        let label = label(&packet);
        let mut event = self.begin(EventKind::Lose, packet.to.node(), Cause::You, true);
        self.counts.lost += 1;
        let (from, to) = (self.endpoint_name(packet.from), self.endpoint_name(packet.to));
        self.remark(|_| format!("The {} from {from} to {to} is dropped.", label.kind));
        event.message = Some(label);
        if self.breaks_connections()
            && let Some((a, b)) = nodes_of(&packet)
        {
            self.break_connection((a, b));
            if self.network_manual {
                for (me, peer) in [(a, b), (b, a)] {
                    if self.hosts[me.index()].is_awake() {
                        self.learns_of_the_end(me, peer);
                    }
                }
                self.run_inputs();
            }
        }
        self.finish(event)
    }

    fn duplicate_message(&mut self, place: usize) -> Event {
        let packet = self.in_flight[place].clone();
        let mut event = self.begin(EventKind::Duplicate, packet.to.node(), Cause::You, true);
        event.message = Some(label(&packet));
        let kind = super::step::kind(&packet.body);
        self.duplicate(packet);
        let number = self.messages;
        self.remark(|_| format!("A second copy of the {kind} is in flight, as message #{number}."));
        self.finish(event)
    }

    fn delay_message(&mut self, place: usize, by: Micros) -> Event {
        self.scheduled += 1;
        let order = self.scheduled;
        let packet = &mut self.in_flight[place];
        packet.due += by;
        packet.order = order;
        let (label, to, due) = (label(packet), packet.to.node(), packet.due);
        let (ways, number) = ((packet.from, packet.to), packet.number);
        if self.is_fifo() {
            // In first-in first-out order what is behind it waits for it.
            for behind in &mut self.in_flight[place + 1..] {
                if (behind.from, behind.to) == ways && behind.number > number {
                    self.scheduled += 1;
                    behind.order = self.scheduled;
                    behind.due = behind.due.max(due);
                }
            }
        }
        let mut event = self.begin(EventKind::Delay, to, Cause::You, true);
        self.remark(|_| format!("The {} arrives {by} later.", label.kind));
        event.message = Some(label);
        self.finish(event)
    }

    fn crash_event(&mut self, node: NodeId) -> Event {
        let event = self.begin(EventKind::Crash, Some(node), Cause::You, true);
        self.remark(|cluster| {
            format!("{} crashes. What is not on its disk is lost.", cluster.name(node))
        });
        self.stop(node);
        self.finish(event)
    }

    /// The process ends; the disk keeps what was synced.
    fn stop(&mut self, node: NodeId) {
        let host = &mut self.hosts[node.index()];
        host.process = None;
        host.paused = false;
        host.disk.crash();
        host.held.clear();
        host.timers.fill(None);
        host.machine = KeyValue::default();
        host.variables.clear();
        self.observed.crash(node);
        if self.breaks_connections() {
            for peer in self.environment.cluster.clone().others(node) {
                self.break_connection(network::pair(node, peer));
                self.links.notice(node, peer);
            }
        }
        self.scratch.changed.push(node);
    }

    fn restart_event(&mut self, node: NodeId) -> Event {
        let event = self.begin(EventKind::Restart, Some(node), Cause::You, true);
        self.remark(|cluster| format!("{} starts again from its disk.", cluster.name(node)));
        self.start(node);
        self.finish(event)
    }

    fn wipe_event(&mut self, node: NodeId) -> Event {
        let event = self.begin(EventKind::Wipe, Some(node), Cause::You, true);
        self.remark(|cluster| format!("{} starts again with an empty disk.", cluster.name(node)));
        if self.hosts[node.index()].process.is_some() {
            self.stop(node);
        }
        let empty = self.kind.empty_disk(node, &self.environment.cluster);
        self.hosts[node.index()].disk = Disk::new(empty);
        self.start(node);
        self.finish(event)
    }

    fn pause_event(&mut self, node: NodeId, paused: bool) -> Event {
        let kind = if paused { EventKind::Pause } else { EventKind::Resume };
        let event = self.begin(kind, Some(node), Cause::You, true);
        let does =
            if paused { "pauses: it handles nothing, and its messages wait" } else { "goes on" };
        self.remark(|cluster| format!("{} {does}.", cluster.name(node)));
        self.hosts[node.index()].paused = paused;
        self.run_inputs();
        self.finish(event)
    }

    fn cut_event(&mut self, links: &[(NodeId, NodeId)]) -> Event {
        let event = self.begin(EventKind::Cut, None, Cause::You, true);
        let lost_before = self.counts.lost;
        for (from, to) in links {
            self.links.cut(*from, *to);
            if self.breaks_connections() {
                self.break_connection(network::pair(*from, *to));
            }
        }
        self.lose_where(|packet| nodes_of(packet).is_some_and(|ends| links.contains(&ends)));
        let lost = self.counts.lost - lost_before;
        self.remark(|cluster| {
            let cut = link_list(cluster, links);
            match lost {
                0 => format!("Cut: {cut}."),
                1 => format!("Cut: {cut}. The message on its way there is lost."),
                _ => format!("Cut: {cut}. The {lost} messages on their way there are lost."),
            }
        });
        self.finish(event)
    }

    fn heal_event(&mut self, links: &[(NodeId, NodeId)]) -> Event {
        let event = self.begin(EventKind::Heal, None, Cause::You, true);
        for (from, to) in links {
            self.links.heal(*from, *to);
        }
        self.remark(|cluster| format!("Healed: {}.", link_list(cluster, links)));
        self.run_inputs();
        self.finish(event)
    }

    fn request_event(&mut self, client: ClientId, operation: &Operation, to: NodeId) -> Event {
        let event = self.begin(EventKind::Request, Some(to), Cause::You, true);
        let step = self.steps;
        let sequence = self.clients.ask(client, operation.clone(), to, step);
        self.remark(|cluster| format!("{client} sends {operation} to {}.", cluster.name(to)));
        self.send_request(client, sequence, operation.clone(), to);
        self.finish(event)
    }

    fn propose_event(&mut self, proposer: NodeId, value: &Operation, round: Option<u64>) -> Event {
        let event = self.begin(EventKind::Propose, Some(proposer), Cause::You, true);
        self.remark(|cluster| format!("{} is told to propose {value}.", cluster.name(proposer)));
        let proposal = Proposal { value: Command::new(value.clone(), None), round };
        self.scratch.inputs.push_back((proposer, Input::Propose(proposal)));
        self.run_inputs();
        self.finish(event)
    }

    /// The oracle's word reaches all whom it names in one step, the leader first.
    fn elect_event(&mut self, leader: NodeId, followers: &[NodeId]) -> Event {
        let event = self.begin(EventKind::Elect, Some(leader), Cause::You, true);
        let named = told_by_the_oracle(leader, followers);
        self.remark(|cluster| {
            format!("The oracle tells {} nodes that {} leads.", named.len(), cluster.name(leader))
        });
        self.connect_anew(&named);
        for node in named {
            self.scratch.inputs.push_back((node, Input::Elect(leader)));
        }
        self.run_inputs();
        self.finish(event)
    }

    /// The rest of a timer that is set runs at the new rate too.
    fn set_clock(&mut self, node: NodeId, thousandths: u32) {
        let now = self.now;
        let host = &mut self.hosts[node.index()];
        for armed in host.timers.iter_mut().flatten() {
            let rest = Micros(
                armed.due.saturating_sub(now).0.saturating_mul(u64::from(host.clock)) / 1000,
            );
            armed.due = now + at_rate(rest, thousandths);
        }
        host.clock = thousandths;
    }
}

/// Links as a sentence has them: `A-B` for both directions, `A->B` for one.
fn link_list(cluster: &Cluster, links: &[(NodeId, NodeId)]) -> String {
    let mut words = Vec::new();
    for (from, to) in links {
        if links.contains(&(*to, *from)) {
            if from < to {
                words.push(format!("{}-{}", cluster.name(*from), cluster.name(*to)));
            }
        } else {
            words.push(format!("{}->{}", cluster.name(*from), cluster.name(*to)));
        }
    }
    words.join(", ")
}
