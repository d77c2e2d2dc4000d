//! What surrounds the phases: heartbeats, connections that are given up, and reads.

use super::message::ZabMessage;
use super::node::{Zab, ZabTimer};
use super::options::*;
use super::rules::*;
use super::state::{Phase, Role};
use crate::protocol::cluster::{NodeId, NodeSet};
use crate::protocol::command::Reply;
use crate::protocol::outbox::{Because, Outbox, Request, When};

impl Zab {
    pub(super) fn set_heartbeat_timer(&self, out: &mut Outbox<Self>) {
        let interval = out.settings().length(&HEARTBEAT_INTERVAL).unwrap_or_default();
        out.set_timer(ZabTimer::Heartbeat, interval..=interval);
    }

    /// How long a server waits for the other side: longer before it is up to date.
    pub(super) fn set_connection_timer(&self, out: &mut Outbox<Self>) {
        let phase = match &self.role {
            Role::Looking(_) => return,
            Role::Following(following) => following.phase,
            Role::Leading(leading) => leading.phase,
        };
        let limit = if phase == Phase::Broadcast { &SYNC_LIMIT } else { &INIT_LIMIT };
        let limit = out.settings().length(limit).unwrap_or_default();
        out.set_timer(ZabTimer::Connection, limit..=limit);
    }

    /// Something arrived: its sender is there.
    pub(super) fn hear(&mut self, from: NodeId, out: &mut Outbox<Self>) {
        match &mut self.role {
            Role::Following(following) if following.leader == from => {
                following.is_connected = true;
                self.set_connection_timer(out);
            }
            Role::Leading(leading) => {
                leading.heard.insert(from);
            }
            Role::Following(_) | Role::Looking(_) => {}
        }
    }

    /// The heartbeat timer.
    pub(super) fn send_pings(&mut self, out: &mut Outbox<Self>) {
        let me = self.me;
        self.set_heartbeat_timer(out);
        let Role::Leading(leading) = &self.role else { return };
        let epoch = leading.epoch.unwrap_or(self.stable.accepted_epoch);
        let connected = leading.connected;
        out.cite(&PING, |cluster| {
            let name = cluster.name(me);
            Because::new(format!("{name} pings {}.", cluster.list(connected.iter())), "").line(1)
        });
        for peer in connected.iter() {
            out.send_when(peer, ZabMessage::Ping { epoch, is_answer: false }, When::Now);
        }
    }

    /// PING.
    pub(super) fn on_ping(
        &mut self,
        from: NodeId,
        epoch: u64,
        is_answer: bool,
        out: &mut Outbox<Self>,
    ) {
        let me = self.me;
        if is_answer {
            out.cite(&PING, |cluster| {
                let (name, follower) = (cluster.name(me), cluster.name(from));
                Because::new(format!("{name} hears that {follower} is there."), "").line(2)
            });
        } else if self.following(from).is_some() {
            out.cite(&PING, |cluster| {
                let (name, leader) = (cluster.name(me), cluster.name(from));
                Because::new(format!("{name} answers {leader}, and waits for another while."), "")
                    .line(2)
            });
            out.send_when(from, ZabMessage::Ping { epoch, is_answer: true }, When::Now);
        }
    }

    /// A follower without its leader.
    pub(super) fn lose_leader(&mut self, is_broken: bool, out: &mut Outbox<Self>) {
        let me = self.me;
        let Role::Following(following) = &self.role else { return };
        let leader = following.leader;
        out.cite(&LOSE_LEADER, |cluster| {
            let (name, leader) = (cluster.name(me), cluster.name(leader));
            let why = match is_broken {
                true => format!("Its connection to {leader} broke."),
                false => format!("It has heard nothing from {leader} for too long."),
            };
            Because::new(format!("{name} gives {leader} up."), why)
        });
        self.look_for_leader(out);
    }

    /// The leader's connection timer: who is silent is dropped, and without a quorum the leader gives up.
    pub(super) fn look_who_is_there(&mut self, out: &mut Outbox<Self>) {
        let Role::Leading(leading) = &mut self.role else { return };
        if leading.phase != Phase::Broadcast {
            return self.lose_quorum("It did not reach a quorum in time.", out);
        }
        let heard = std::mem::take(&mut leading.heard);
        let silent: NodeSet =
            leading.connected.iter().filter(|peer| !heard.contains(*peer)).collect();
        for peer in silent.iter() {
            out.close(peer);
        }
        if !silent.is_empty() {
            self.lose_followers(silent, false, out);
        }
        self.set_connection_timer(out);
        if self.has_synced_quorum(out) {
            let me = self.me;
            out.cite(&PING, |cluster| {
                Because::new(
                    format!("{} goes on to lead.", cluster.name(me)),
                    "Its synced followers are a quorum with it.",
                )
                .line(1)
            });
        } else {
            self.lose_quorum("Its followers that have its history are no quorum with it.", out);
        }
    }

    fn has_synced_quorum(&self, out: &Outbox<Self>) -> bool {
        let Role::Leading(leading) = &self.role else { return false };
        Zab::is_quorum(leading.synced.len() + 1, out)
    }

    fn lose_quorum(&mut self, why: &'static str, out: &mut Outbox<Self>) {
        let me = self.me;
        out.cite(&LOSE_QUORUM, |cluster| {
            Because::new(format!("{} gives up to lead.", cluster.name(me)), why)
        });
        self.look_for_leader(out);
    }

    /// Followers are gone. What they promised and acknowledged stays true, and stays counted.
    pub(super) fn lose_followers(
        &mut self,
        gone: NodeSet,
        is_broken: bool,
        out: &mut Outbox<Self>,
    ) {
        let me = self.me;
        let Role::Leading(leading) = &mut self.role else { return };
        for peer in gone.iter() {
            leading.connected.remove(peer);
            leading.synced.remove(peer);
            leading.sent[peer.index()] = None;
            leading.lasts[peer.index()] = None;
            leading.syncs.retain(|(_, from, _)| *from != peer);
        }
        out.cite(&LOSE_FOLLOWER, |cluster| {
            let (name, gone) = (cluster.name(me), cluster.list(gone.iter()));
            let why = match is_broken {
                true => "The connection broke.",
                false => "Nothing was heard of it for too long.",
            };
            Because::new(format!("{name} has {gone} as a follower no longer."), why)
        });
    }

    /// A client's read: from this server's own state, if it is up to date.
    pub(super) fn on_read(&mut self, request: Request, out: &mut Outbox<Self>) {
        let in_broadcast = match &self.role {
            Role::Looking(_) => false,
            Role::Following(following) => following.phase == Phase::Broadcast,
            Role::Leading(leading) => leading.phase == Phase::Broadcast,
        };
        if !in_broadcast {
            return self.redirect(&request, out);
        }
        if request.seen > self.delivered && out.rule(&REFUSE_BEHIND) {
            let (me, seen, delivered) = (self.me, request.seen, self.delivered);
            out.cite(&REFUSE_BEHIND, |cluster| {
                let (name, client) = (cluster.name(me), request.client);
                Because::new(
                    format!("{name} does not serve {client}."),
                    format!("{client} has seen {seen} transactions, and {name} has delivered {delivered}."),
                )
            });
            return self.redirect(&request, out);
        }
        if out.settings().word(&READS) == "sync" {
            return self.ask_for_sync(request, out);
        }
        self.answer_read(&request, out);
    }

    fn answer_read(&self, request: &Request, out: &mut Outbox<Self>) {
        let (me, client) = (self.me, request.client);
        let last = self.stable.history.zxid(self.delivered);
        out.cite(&READ_LOCALLY, |cluster| {
            let name = cluster.name(me);
            Because::new(
                format!("{name} answers {client} from its own state."),
                format!("The last transaction that it has delivered is {last}."),
            )
        });
        out.read(client, request.sequence, request.operation.clone());
    }

    /// The read waits until the leader has answered a SYNC.
    fn ask_for_sync(&mut self, request: Request, out: &mut Outbox<Self>) {
        let (me, epoch) = (self.me, self.stable.current_epoch);
        let number = request.sequence;
        out.cite(&SYNC, |cluster| {
            let name = cluster.name(me);
            Because::new(
                format!("{name} asks for a sync before it answers {}.", request.client),
                "",
            )
            .line(1)
        });
        match &mut self.role {
            Role::Following(following) => {
                let leader = following.leader;
                following.reads.push(request);
                out.send_when(
                    leader,
                    ZabMessage::Sync { number, epoch, is_answer: false },
                    When::Now,
                );
            }
            Role::Leading(leading) => {
                leading.reads.push(request);
                leading.syncs.push((self.stable.history.len(), me, number));
                self.answer_syncs(out);
            }
            Role::Looking(_) => {}
        }
    }

    /// SYNC: the leader answers when all that it has proposed by now is committed; the follower answers its client.
    pub(super) fn on_sync(
        &mut self,
        from: NodeId,
        number: u64,
        is_answer: bool,
        out: &mut Outbox<Self>,
    ) {
        let last = self.stable.history.len();
        match &mut self.role {
            Role::Leading(leading) if !is_answer && leading.connected.contains(from) => {
                leading.syncs.push((last, from, number));
                let me = self.me;
                out.cite(&SYNC, |cluster| {
                    let (name, asks) = (cluster.name(me), cluster.name(from));
                    Because::new(
                        format!(
                            "{name} answers {asks} when what it has proposed by now is committed."
                        ),
                        "It asks no quorum whether it still leads.",
                    )
                });
                self.answer_syncs(out);
            }
            Role::Following(following) if is_answer && following.leader == from => {
                // Answers come in the order of the questions.
                if following.reads.is_empty() {
                    return;
                }
                let request = following.reads.remove(0);
                let me = self.me;
                out.cite(&SYNC, |cluster| {
                    let (name, leader) = (cluster.name(me), cluster.name(from));
                    Because::new(
                        format!("{name} has all that was committed when it asked."),
                        format!(
                            "{leader}'s answer came after the commits that {leader} sent before it."
                        ),
                    )
                    .line(2)
                });
                self.answer_read(&request, out);
            }
            _ => {}
        }
    }

    /// Syncs whose transactions are committed are answered.
    pub(super) fn answer_syncs(&mut self, out: &mut Outbox<Self>) {
        let (me, epoch) = (self.me, self.stable.current_epoch);
        let delivered = self.delivered;
        let Role::Leading(leading) = &mut self.role else { return };
        let ready = leading.syncs.iter().take_while(|(index, _, _)| *index <= delivered).count();
        let ready: Vec<_> = leading.syncs.drain(..ready).collect();
        for (_, from, number) in ready {
            if from != me {
                out.send_when(
                    from,
                    ZabMessage::Sync { number, epoch, is_answer: true },
                    Zab::in_order(out),
                );
                continue;
            }
            let Role::Leading(leading) = &mut self.role else { return };
            if !leading.reads.is_empty() {
                let request = leading.reads.remove(0);
                self.answer_read(&request, out);
            }
        }
    }

    /// Requests that can no longer be answered here.
    pub(super) fn turn_away(
        &self,
        requests: Vec<Request>,
        leader: Option<NodeId>,
        out: &mut Outbox<Self>,
    ) {
        for request in requests {
            out.answer(request.client, request.sequence, Reply::NotLeader(leader));
        }
    }

    /// Who cannot carry out what a client asks says who leads, if it knows.
    pub(super) fn redirect(&self, request: &Request, out: &mut Outbox<Self>) {
        let (me, client) = (self.me, request.client);
        let leader = match &self.role {
            Role::Following(following) => Some(following.leader),
            Role::Looking(_) | Role::Leading(_) => None,
        };
        out.cite(&REDIRECT, |cluster| {
            let name = cluster.name(me);
            let knows = match leader {
                Some(leader) => format!("It follows {}.", cluster.name(leader)),
                None => "It knows of no established leader.".to_string(),
            };
            Because::new(format!("{name} turns {client} away."), knows)
        });
        out.answer(client, request.sequence, Reply::NotLeader(leader));
    }
}
