//! Who leads: Fast Leader Election (ZooKeeper 3.9, FastLeaderElection), or the oracle that the paper assumes.
//!
//! An election only has to come to an end: that it finds a server with the most recent history makes recovery cheap, and
//! that nobody leads who should not is left to discovery.

use super::history::Zxid;
use super::message::ZabMessage;
use super::node::{Zab, ZabTimer};
use super::options::*;
use super::rules::*;
use super::state::{Looking, Role};
use super::vote::{Notice, ServerState, Vote, agreeing};
use crate::protocol::cluster::{NodeId, NodeSet};
use crate::protocol::outbox::{Because, Outbox, When};

impl Looking {
    /// Nothing is known yet.
    pub fn new(size: usize) -> Self {
        Looking {
            votes: vec![None; size],
            elsewhere: vec![None; size],
            is_finalizing: false,
            early: Vec::new(),
        }
    }
}

impl Zab {
    /// Whatever it was, it has no leader now. With votes, a new round begins; an oracle has to be waited for.
    pub(super) fn look_for_leader(&mut self, out: &mut Outbox<Self>) {
        self.leave_role(out);
        self.role = Role::Looking(Looking::new(out.cluster().size()));
        self.vote = self.own_vote(out);
        self.cite_log(out);
        if !has_votes(out.settings()) {
            return;
        }
        self.round += 1;
        let (me, round, vote) = (self.me, self.round, self.vote);
        out.cite(&START_ELECTION, |cluster| {
            let name = cluster.name(me);
            Because::new(
                format!("{name} votes for itself in round {round}."),
                format!("Its epoch is {}, and its history ends at {}.", vote.epoch, vote.zxid),
            )
        });
        self.tell_all(out);
        self.count_notice(self.me, self.notice(), out);
    }

    /// What belongs to a role ends with it: timers, connections, and what was to be done after the disk.
    fn leave_role(&mut self, out: &mut Outbox<Self>) {
        self.writes.clear();
        match std::mem::replace(&mut self.role, Role::Looking(Looking::new(0))) {
            Role::Looking(_) => {
                out.cancel_timer(ZabTimer::Election);
                out.cancel_timer(ZabTimer::Finalize);
            }
            Role::Following(following) => {
                out.cancel_timer(ZabTimer::Connection);
                self.turn_away(following.reads, None, out);
                out.close(following.leader);
            }
            Role::Leading(leading) => {
                out.cancel_timer(ZabTimer::Heartbeat);
                out.cancel_timer(ZabTimer::Connection);
                self.turn_away(leading.reads, None, out);
                leading.connected.iter().for_each(|peer| out.close(peer));
            }
        }
    }

    /// What counts is its log, which may hold more than it has delivered.
    fn cite_log(&self, out: &mut Outbox<Self>) {
        let (me, history) = (self.me, &self.stable.history);
        let (last, delivered) = (history.last(), history.zxid(self.delivered));
        if last > delivered && out.rule(&RELOAD) {
            out.cite(&RELOAD, |cluster| {
                Because::new(
                    format!("{} goes by its log, which ends at {last}.", cluster.name(me)),
                    match delivered {
                        Zxid::ZERO => "It has delivered nothing.".to_string(),
                        delivered => format!("It has delivered up to {delivered}."),
                    },
                )
            });
        }
    }

    fn own_vote(&self, out: &Outbox<Self>) -> Vote {
        let zxid = self.last_zxid(out);
        Vote { epoch: self.stable.current_epoch, zxid, leader: self.me }
    }

    fn notice(&self) -> Notice {
        Notice { vote: self.vote, round: self.round, state: self.state() }
    }

    /// A vote promises nothing, so it does not wait for the disk.
    fn tell(&self, peer: NodeId, out: &mut Outbox<Self>) {
        out.send_when(peer, ZabMessage::Notification(self.notice()), When::Now);
    }

    fn tell_all(&self, out: &mut Outbox<Self>) {
        out.cluster().others(self.me).for_each(|peer| self.tell(peer, out));
        out.set_timer(ZabTimer::Election, out.settings().range(&ELECTION_TIMEOUT));
    }

    /// The election timer: perhaps the votes were lost.
    pub(super) fn notify_again(&mut self, out: &mut Outbox<Self>) {
        if !has_votes(out.settings()) {
            return;
        }
        let (me, vote, round) = (self.me, self.vote, self.round);
        out.cite(&NOTIFY_AGAIN, |cluster| {
            let name = cluster.name(me);
            Because::new(
                format!("{name} sends its vote for {} again.", cluster.name(vote.leader)),
                format!("In round {round} no quorum has come together yet."),
            )
        });
        self.tell_all(out);
    }

    /// Somebody's vote.
    pub(super) fn on_notification(&mut self, from: NodeId, notice: Notice, out: &mut Outbox<Self>) {
        let Role::Looking(looking) = &mut self.role else {
            if notice.state == ServerState::Looking {
                let (me, vote) = (self.me, self.vote);
                out.cite(&ANSWER_LOOKING, |cluster| {
                    let (name, asks) = (cluster.name(me), cluster.name(from));
                    let leads =
                        if vote.leader == me { "itself" } else { cluster.name(vote.leader) };
                    Because::new(format!("{name} tells {asks} that its vote is for {leads}."), "")
                });
                self.tell(from, out);
            }
            return;
        };
        if notice.state != ServerState::Looking {
            looking.elsewhere[from.index()] = Some(notice);
            return self.join_established(from, notice, out);
        }
        looking.elsewhere[from.index()] = None;
        let (me, round) = (self.me, self.round);
        if notice.round < round {
            out.cite(&EARLIER_ROUND, |cluster| {
                let (name, sender) = (cluster.name(me), cluster.name(from));
                Because::new(
                    format!("{name} does not count {sender}'s vote."),
                    format!("It is of round {}, and {name} is in round {round}.", notice.round),
                )
            });
            return self.tell(from, out);
        }
        if notice.round > round {
            self.join_round(from, notice, out);
        } else if notice.vote > self.vote {
            let had = std::mem::replace(&mut self.vote, notice.vote);
            out.cite(&BETTER_VOTE, |cluster| {
                let (new, had) = (notice.vote.shown(cluster), had.shown(cluster));
                Because::new(
                    format!(
                        "{} votes for {} now.",
                        cluster.name(me),
                        cluster.name(notice.vote.leader)
                    ),
                    format!("The vote for {new} is better than the one for {had}."),
                )
            });
            self.tell_all(out);
            self.count_notice(me, self.notice(), out);
        }
        self.count_notice(from, notice, out);
    }

    fn join_round(&mut self, from: NodeId, notice: Notice, out: &mut Outbox<Self>) {
        let (me, had) = (self.me, self.round);
        self.round = notice.round;
        self.vote = self.own_vote(out).max(notice.vote);
        if let Role::Looking(looking) = &mut self.role {
            looking.votes.fill(None);
        }
        let vote = self.vote;
        out.cite(&LATER_ROUND, |cluster| {
            let (name, sender) = (cluster.name(me), cluster.name(from));
            Because::new(
                format!(
                    "{name} goes over to round {} and votes for {}.",
                    notice.round,
                    cluster.name(vote.leader)
                ),
                format!("{sender} is in that round already, and {name} was in round {had}."),
            )
        });
        self.tell_all(out);
        self.count_notice(me, self.notice(), out);
    }

    /// Takes a vote of this round down, and sees whether a quorum agrees with this server's own.
    fn count_notice(&mut self, from: NodeId, notice: Notice, out: &mut Outbox<Self>) {
        let (me, own) = (self.me, self.notice());
        let Role::Looking(looking) = &mut self.role else { return };
        looking.votes[from.index()] = Some(notice);
        let agree = agreeing(&looking.votes, &own);
        if from != me {
            out.cite(&COUNT_VOTE, |cluster| {
                let (name, sender) = (cluster.name(me), cluster.name(from));
                let (count, size) = (agree.len(), cluster.size());
                let have = if count == 1 { "has" } else { "have" };
                Because::new(
                    format!(
                        "{name} takes down {sender}'s vote for {}.",
                        cluster.name(notice.vote.leader)
                    ),
                    format!("{count} of {size} servers {have} the vote of {name} now."),
                )
            });
        }
        let has_quorum = Zab::is_quorum(agree.len(), out);
        if has_quorum == looking.is_finalizing {
            return;
        }
        looking.is_finalizing = has_quorum;
        if !has_quorum {
            return out.cancel_timer(ZabTimer::Finalize);
        }
        let wait = out.settings().length(&FINALIZE_WAIT).unwrap_or_default();
        out.set_timer(ZabTimer::Finalize, wait..=wait);
        out.cite(&FINALIZE, |cluster| {
            let leader = cluster.name(own.vote.leader);
            Because::new(
                format!("{} waits for a better vote than that for {leader}.", cluster.name(me)),
                format!("{} have this vote: a quorum.", cluster.list(agree.iter())),
            )
            .line(1)
        });
    }

    /// Nobody had a better vote in time.
    pub(super) fn do_as_voted(&mut self, out: &mut Outbox<Self>) {
        let (me, vote, own) = (self.me, self.vote, self.notice());
        let Role::Looking(looking) = &self.role else { return };
        let agree = agreeing(&looking.votes, &own);
        if !Zab::is_quorum(agree.len(), out) {
            return;
        }
        out.cite(&FINALIZE, |cluster| {
            let name = cluster.name(me);
            let does = match vote.leader == me {
                true => format!("{name} leads."),
                false => format!("{name} follows {}.", cluster.name(vote.leader)),
            };
            let voted = cluster.list(agree.iter());
            Because::new(does, format!("{voted} have this vote, and no better one has come."))
                .line(2)
                .counting(format!("elected {}", cluster.name(vote.leader)), agree, &COUNT_VOTE)
        });
        self.go_to(vote.leader, out);
    }

    /// Servers that are not looking say whom they follow: a quorum of them, with the leader among them, is enough.
    fn join_established(&mut self, from: NodeId, notice: Notice, out: &mut Outbox<Self>) {
        let me = self.me;
        let leader = notice.vote.leader;
        let Role::Looking(looking) = &self.role else { return };
        let follow: NodeSet = agreeing(&looking.elsewhere, &notice);
        let says_so = looking.elsewhere[leader.index()]
            .is_some_and(|it| it.state == ServerState::Leading && it.agrees(&notice));
        if leader == me || !says_so || !Zab::is_quorum(follow.len(), out) {
            return out.cite(&JOIN_ESTABLISHED, |cluster| {
                let (name, sender) = (cluster.name(me), cluster.name(from));
                let (count, size) = (follow.len(), cluster.size());
                let leader = cluster.name(leader);
                Because::new(
                    format!("{name} notes that {sender} goes with {leader}."),
                    match says_so {
                        true => format!("{count} of {size} go with {leader}."),
                        false => format!("{leader} itself has not said to {name} that it leads."),
                    },
                )
                .line(0)
            });
        }
        self.round = notice.round;
        out.cite(&JOIN_ESTABLISHED, |cluster| {
            let (name, leader) = (cluster.name(me), cluster.name(leader));
            let follow = cluster.list(follow.iter());
            Because::new(
                format!("{name} follows {leader}."),
                format!("{follow} go with {leader} already."),
            )
            .line(2)
        });
        self.vote = notice.vote;
        self.go_to(leader, out);
    }

    /// The oracle names a leader.
    pub(super) fn obey_oracle(&mut self, leader: NodeId, out: &mut Outbox<Self>) {
        let me = self.me;
        out.cite(&ORACLE, |cluster| {
            let (name, named) = (cluster.name(me), cluster.name(leader));
            let does = match me == leader {
                true => format!("{name} leads."),
                false => format!("{name} follows {named}."),
            };
            Because::new(does, format!("The oracle names {named}."))
        });
        let is_looking = matches!(self.role, Role::Looking(_));
        if !is_looking {
            self.leave_role(out);
            self.role = Role::Looking(Looking::new(out.cluster().size()));
        }
        self.vote = Vote { epoch: self.stable.current_epoch, zxid: Zxid::ZERO, leader };
        self.go_to(leader, out);
    }

    /// The election is over: to discovery.
    fn go_to(&mut self, leader: NodeId, out: &mut Outbox<Self>) {
        out.cancel_timer(ZabTimer::Election);
        out.cancel_timer(ZabTimer::Finalize);
        let early = match &mut self.role {
            Role::Looking(looking) => std::mem::take(&mut looking.early),
            Role::Following(_) | Role::Leading(_) => Vec::new(),
        };
        if leader == self.me {
            self.lead(early, out);
        } else {
            // Who wanted to follow this server will give it up.
            self.follow(leader, out);
        }
    }

    /// A connection is open: who looks for a leader says so, and who has not been heard by its leader tries again.
    pub(super) fn on_link_up(&mut self, peer: NodeId, out: &mut Outbox<Self>) {
        match &self.role {
            Role::Looking(_) if has_votes(out.settings()) => self.tell(peer, out),
            Role::Following(following) if following.leader == peer && !following.is_connected => {
                self.send_cepoch(out);
            }
            _ => {}
        }
    }

    /// A connection broke.
    pub(super) fn on_link_down(&mut self, peer: NodeId, out: &mut Outbox<Self>) {
        match &mut self.role {
            Role::Looking(looking) => looking.early.retain(|(from, _)| *from != peer),
            Role::Following(following) if following.leader == peer && following.is_connected => {
                self.lose_leader(true, out);
            }
            Role::Following(_) => {}
            Role::Leading(leading) if leading.connected.contains(peer) => {
                self.lose_followers([peer].into_iter().collect(), true, out);
            }
            Role::Leading(_) => {}
        }
    }
}
