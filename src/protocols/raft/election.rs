//! Leader election, §5.2, and the restriction on who may win, §5.4.1.

use super::log::Position;
use super::message::RaftMessage;
use super::node::{Progress, Raft, RaftTimer, Role};
use super::options::NO_OP;
use super::rules::*;
use crate::protocol::cluster::{NodeId, NodeSet};
use crate::protocol::command::Command;
use crate::protocol::outbox::{Because, Outbox};

impl Raft {
    /// No leader was heard for an election timeout.
    pub(super) fn start_election(&mut self, out: &mut Outbox<Self>) {
        let again = matches!(self.role, Role::Candidate { .. });
        self.stable.current_term += 1;
        self.stable.voted_for = Some(self.me);
        self.leader = None;
        let votes_granted = [self.me].into_iter().collect();
        self.role = Role::Candidate { votes_granted, votes_refused: NodeSet::EMPTY };
        self.write(out);
        self.reset_election_timer(out);
        let (me, term, last) = (self.me, self.stable.current_term, self.stable.log.end());
        out.cite(&START_ELECTION, |cluster| {
            let name = cluster.name(me);
            let heard = match again {
                true => format!("Its election timer fired, and nobody has won term {}", term - 1),
                false => "Its election timer fired: it counts as having heard no leader in time"
                    .to_string(),
            };
            Because::new(
                format!("{name} becomes a candidate for term {term} and votes for itself."),
                format!("{heard}. Its log ends at {last}."),
            )
        });
        for peer in out.cluster().others(self.me) {
            self.promise(peer, RaftMessage::RequestVote { term, last }, out);
        }
        self.become_leader_with_majority(out);
    }

    /// RequestVote, the receiver's rules 1 and 2.
    pub(super) fn on_request_vote(
        &mut self,
        candidate: NodeId,
        term: u64,
        last: Position,
        out: &mut Outbox<Self>,
    ) {
        let granted = self.decide_vote(candidate, term, last, out);
        if granted {
            if self.stable.voted_for != Some(candidate) {
                self.stable.voted_for = Some(candidate);
                self.write(out);
            }
            out.cite(&RESET_TIMER_ON_GRANT, |_| Because::default());
        }
        let waits = !matches!(self.role, Role::Leader(_));
        if waits && (granted || !out.rule(&RESET_TIMER_ON_GRANT)) {
            self.reset_election_timer(out);
        }
        self.promise(
            candidate,
            RaftMessage::RequestVoteReply { term: self.stable.current_term, granted },
            out,
        );
    }

    /// Whether the candidate gets the vote; every refusal says why.
    fn decide_vote(
        &mut self,
        candidate: NodeId,
        term: u64,
        last: Position,
        out: &mut Outbox<Self>,
    ) -> bool {
        let (me, current, voted_for) = (self.me, self.stable.current_term, self.stable.voted_for);
        let own = self.stable.log.end();
        if term < current {
            self.refuse(candidate, out);
            out.cite(&REFUSE_OLD_TERM_VOTE, |cluster| {
                let (name, asks) = (cluster.name(me), cluster.name(candidate));
                Because::new(
                    "",
                    format!("{asks} asks for term {term}, and {name} is in term {current}."),
                )
                .line(1)
            });
            return false;
        }
        let is_free = match voted_for {
            None => true,
            Some(other) => other == candidate,
        };
        if !is_free && out.rule(&REFUSE_VOTED) {
            self.refuse(candidate, out);
            out.cite(&REFUSE_VOTED, |cluster| {
                let other = voted_for.map_or("nobody", |other| {
                    if other == me { "itself" } else { cluster.name(other) }
                });
                Because::new(
                    "",
                    format!("In term {current} {} has voted for {other}.", cluster.name(me)),
                )
                .line(2)
            });
            return false;
        }
        if last.term != own.term {
            out.cite(&TERM_BEFORE_LENGTH, |_| Because::default());
        }
        let is_up_to_date =
            if out.rule(&TERM_BEFORE_LENGTH) { last >= own } else { last.index >= own.index };
        if !is_up_to_date && out.rule(&REFUSE_LOG) {
            self.refuse(candidate, out);
            let compares = if last < own { "ahead of" } else { "longer than" };
            out.cite(&REFUSE_LOG, |cluster| {
                let (name, asks) = (cluster.name(me), cluster.name(candidate));
                Because::new("", format!("{name}'s log {own} is {compares} {asks}'s {last}."))
                    .line(2)
            });
            return false;
        }
        out.cite(&GRANT_VOTE, |cluster| {
            let (name, asks) = (cluster.name(me), cluster.name(candidate));
            // Said from what was compared: with a rule off, a vote is granted against it.
            let compares = if last >= own { "at least as up to date as" } else { "behind" };
            let voted = match voted_for {
                None => format!("had not voted in term {current}"),
                Some(other) if other == me => format!("had voted for itself in term {current}"),
                Some(other) => format!("had voted for {} in term {current}", cluster.name(other)),
            };
            Because::new(
                format!("{name} grants its vote to {asks}."),
                format!(
                    "{asks}'s log (term {}, index {}) is {compares} {name}'s {own}, and {name} {voted}.",
                    last.term, last.index
                ),
            )
            .line(3)
        });
        true
    }

    fn refuse(&self, candidate: NodeId, out: &mut Outbox<Self>) {
        let me = self.me;
        out.cite(&REFUSE_VOTE, |cluster| {
            let says = format!("{} refuses {}.", cluster.name(me), cluster.name(candidate));
            Because::new(says, "").line(1)
        });
    }

    /// The answer to a RequestVote.
    pub(super) fn on_vote(
        &mut self,
        voter: NodeId,
        term: u64,
        granted: bool,
        out: &mut Outbox<Self>,
    ) {
        let (me, current) = (self.me, self.stable.current_term);
        if term < current && out.rule(&VOTES_OF_THIS_TERM) {
            out.cite(&VOTES_OF_THIS_TERM, |cluster| {
                let (name, voter) = (cluster.name(me), cluster.name(voter));
                Because::new(
                    format!("{name} throws {voter}'s answer away."),
                    format!("It belongs to term {term}, and {name} is in term {current}."),
                )
                .line(1)
            });
            return;
        }
        let needed = self.quorum(out);
        let leads = matches!(self.role, Role::Leader(_));
        let Role::Candidate { votes_granted, votes_refused } = &mut self.role else {
            return out.cite(&COUNT_VOTE, |cluster| {
                let (name, voter) = (cluster.name(me), cluster.name(voter));
                let is = if leads { "leads term" } else { "is no candidate any more in term" };
                Because::new(
                    format!("{name} does not count {voter}'s answer."),
                    format!("{name} {is} {current}."),
                )
            });
        };
        if !granted {
            votes_refused.insert(voter);
            return self.give_up_without_a_chance(voter, out);
        }
        votes_granted.insert(voter);
        let votes = votes_granted.len();
        out.cite(&COUNT_VOTE, |cluster| {
            let name = cluster.name(me);
            Because::new(
                format!("{name} counts {}'s vote for term {current}.", cluster.name(voter)),
                format!("It has {votes} of {needed} needed."),
            )
            .line(1)
        });
        self.become_leader_with_majority(out);
    }

    /// So many have refused that the rest is no majority.
    fn give_up_without_a_chance(&mut self, refuser: NodeId, out: &mut Outbox<Self>) {
        let (needed, size) = (self.quorum(out), out.cluster().size());
        let Role::Candidate { votes_refused, .. } = self.role else { return };
        let (me, term, refusals) = (self.me, self.stable.current_term, votes_refused.len());
        let has_lost = size - refusals < needed;
        out.cite(&LOST_ELECTION, |cluster| {
            let name = cluster.name(me);
            let says = match has_lost {
                true => format!("{name} gives up term {term} and waits as a follower."),
                false => format!("{name} notes that {} refuses.", cluster.name(refuser)),
            };
            Because::new(
                says,
                format!("{refusals} of {size} have refused, and {needed} votes are needed."),
            )
            .line(if has_lost { 2 } else { 0 })
        });
        if has_lost {
            self.become_follower(out);
        }
    }

    /// A majority elects; the candidate's own vote is one of it once its disk has it.
    pub(super) fn become_leader_with_majority(&mut self, out: &mut Outbox<Self>) {
        let needed = self.quorum(out);
        let Role::Candidate { votes_granted, .. } = self.role else { return };
        let has_own_vote = self.disk.is_synced() || !out.rule(&SYNC_BEFORE_REPLY);
        if votes_granted.len() < needed || !has_own_vote {
            return;
        }
        out.cite(&MAJORITY, |_| Because::default());
        let (me, term, size) = (self.me, self.stable.current_term, out.cluster().size());
        out.cite(&BECOME_LEADER, |cluster| {
            let voters = cluster.list(votes_granted.iter());
            Because::new(
                format!("{} becomes leader of term {term}.", cluster.name(me)),
                format!("{voters} voted for it: {} of {size}.", votes_granted.len()),
            )
            .counting(
                format!("elected {}", cluster.name(me)),
                votes_granted,
                &COUNT_VOTE,
            )
        });
        self.become_leader(out);
    }

    fn become_leader(&mut self, out: &mut Outbox<Self>) {
        let (size, term) = (out.cluster().size(), self.stable.current_term);
        let mut match_index = vec![0; size];
        match_index[self.me.index()] = self.own_match(out);
        let next_index = vec![self.stable.log.last_index() + 1; size];
        self.role = Role::Leader(Progress { next_index, match_index, owing: NodeSet::EMPTY });
        self.leader = Some(self.me);
        out.cancel_timer(RaftTimer::Election);
        if out.switch(&NO_OP) {
            let index = self.append(Command::noop(), out);
            let me = self.me;
            out.cite(&NEW_LEADER_NOOP, |cluster| {
                let name = cluster.name(me);
                Because::new(
                    format!("{name} appends a no-op at index {index}."),
                    format!("{name} leads term {term} from now on."),
                )
            });
        }
        self.send_to_all(out);
        self.set_heartbeat_timer(out);
        self.count_own_disk(out);
    }
}
