//! The leader's side of log replication, §5.3, and when an entry is committed, §5.3 and §5.4.2.

use super::log::{Entry, Position};
use super::message::{Outcome, RaftMessage};
use super::node::{Raft, RaftTimer, Role};
use super::options::{BATCH, HEARTBEAT_ENTRIES, HEARTBEAT_INTERVAL, PARALLEL_DISK, PIPELINE};
use super::rules::*;
use crate::protocol::cluster::{NodeId, NodeSet};
use crate::protocol::command::{Command, Origin};
use crate::protocol::outbox::{Because, Effect, Outbox, When};
use crate::protocols::quorum::reached_by;

impl Raft {
    /// A client's command enters the log, and goes out at once to every follower that owes no answer.
    pub(super) fn append_command(&mut self, command: Command, out: &mut Outbox<Self>) {
        let (me, term, text) = (self.me, self.stable.current_term, command.to_string());
        let index = self.append(command, out);
        out.broadcast(Origin { epoch: term, counter: index });
        out.cite(&APPEND_COMMAND, |cluster| {
            let name = cluster.name(me);
            Because::new(
                format!("{name} appends {text} at index {index}."),
                format!("{name} leads term {term}."),
            )
        });
        for peer in out.cluster().others(self.me) {
            self.send_missing(peer, out);
        }
    }

    /// Appends to the leader's own log, and returns the index.
    pub(super) fn append(&mut self, command: Command, out: &mut Outbox<Self>) -> u64 {
        let index = self.stable.log.push(Entry { term: self.stable.current_term, command });
        self.write(out);
        if !out.rule(&SYNC_BEFORE_REPLY)
            && let Role::Leader(progress) = &mut self.role
        {
            progress.match_index[self.me.index()] = index;
        }
        index
    }

    /// The heartbeat timer: everybody hears from the leader, and gets what it misses.
    pub(super) fn send_heartbeats(&mut self, out: &mut Outbox<Self>) {
        let (me, term) = (self.me, self.stable.current_term);
        out.cite(&HEARTBEAT, |cluster| {
            let others = cluster.list(cluster.others(me));
            Because::new(
                format!("{} sends AppendEntries to {others}.", cluster.name(me)),
                format!("It leads term {term}."),
            )
        });
        if out.switch(&HEARTBEAT_ENTRIES) {
            self.send_to_all(out);
        } else {
            for peer in out.cluster().others(me) {
                self.send_at_most(0, peer, out);
            }
        }
        self.set_heartbeat_timer(out);
    }

    pub(super) fn set_heartbeat_timer(&self, out: &mut Outbox<Self>) {
        let interval = out.settings().length(&HEARTBEAT_INTERVAL).unwrap_or_default();
        out.set_timer(RaftTimer::Heartbeat, interval..=interval);
    }

    /// AppendEntries to everybody, whether or not the last one was answered.
    pub(super) fn send_to_all(&mut self, out: &mut Outbox<Self>) {
        for peer in out.cluster().others(self.me) {
            self.send_append(peer, out);
            self.send_on_in_pipeline(peer, out);
        }
    }

    /// Sends a follower what it misses, unless it owes an answer. True if something was sent.
    fn send_missing(&mut self, peer: NodeId, out: &mut Outbox<Self>) -> bool {
        let last = self.stable.log.last_index();
        let Role::Leader(progress) = &self.role else { return false };
        if progress.next_index[peer.index()] > last {
            return false;
        }
        if out.switch(&PIPELINE) {
            self.send_on_in_pipeline(peer, out);
        } else if progress.owing.contains(peer) {
            return false;
        } else {
            self.send_append(peer, out);
        }
        true
    }

    /// With pipelining, all batches go out at once.
    fn send_on_in_pipeline(&mut self, peer: NodeId, out: &mut Outbox<Self>) {
        let last = self.stable.log.last_index();
        while out.switch(&PIPELINE)
            && let Role::Leader(progress) = &self.role
            && progress.next_index[peer.index()] <= last
        {
            self.send_append(peer, out);
        }
    }

    fn send_append(&mut self, peer: NodeId, out: &mut Outbox<Self>) {
        self.send_at_most(out.settings().count(&BATCH), peer, out);
    }

    fn send_at_most(&mut self, most: u64, peer: NodeId, out: &mut Outbox<Self>) {
        let log = &self.stable.log;
        let Role::Leader(progress) = &mut self.role else { return };
        let next = progress.next_index[peer.index()];
        let entries = log.from(next, most);
        if out.switch(&PIPELINE) {
            // Optimistic: a refusal takes it back.
            progress.next_index[peer.index()] += entries.len() as u64;
        }
        progress.owing.insert(peer);
        let prev = Position { term: log.term(next - 1).unwrap_or(0), index: next - 1 };
        let term = self.stable.current_term;
        let waits = !out.switch(&PARALLEL_DISK) && out.rule(&SYNC_BEFORE_REPLY);
        let when = if waits { When::AfterSync } else { When::Now };
        let message =
            RaftMessage::AppendEntries { term, prev, entries, leader_commit: self.commit_index };
        out.send_when(peer, message, when);
    }

    /// The answer to an AppendEntries.
    pub(super) fn on_append_reply(
        &mut self,
        follower: NodeId,
        term: u64,
        outcome: Outcome,
        out: &mut Outbox<Self>,
    ) {
        let (me, current) = (self.me, self.stable.current_term);
        if term < current {
            out.cite(&DISCARD_OLD_REPLY, |cluster| {
                let (name, sender) = (cluster.name(me), cluster.name(follower));
                Because::new(
                    format!("{name} throws {sender}'s answer away."),
                    format!("It belongs to term {term}, and {name} is in term {current}."),
                )
                .line(1)
            });
            return;
        }
        let last = self.stable.log.last_index();
        let Role::Leader(progress) = &mut self.role else {
            return out.cite(&UPDATE_MATCH, |cluster| {
                let (name, sender) = (cluster.name(me), cluster.name(follower));
                Because::new(
                    format!("{name} does not count {sender}'s answer."),
                    format!("{name} does not lead term {current}."),
                )
            });
        };
        progress.owing.remove(follower);
        match outcome {
            Outcome::Matches { match_index } => {
                let place = follower.index();
                let vouched = if out.rule(&MATCH_WHAT_WAS_SENT) { match_index } else { last };
                let matches = progress.match_index[place].max(vouched);
                progress.match_index[place] = matches;
                progress.next_index[place] = progress.next_index[place].max(matches + 1);
                out.cite(&UPDATE_MATCH, |cluster| {
                    let (name, sender) = (cluster.name(me), cluster.name(follower));
                    Because::new(
                        format!("{name} notes that {sender}'s log matches up to index {matches}."),
                        format!(
                            "{sender} vouches for index {match_index}; {name}'s log ends at {last}."
                        ),
                    )
                });
                out.cite(&MATCH_WHAT_WAS_SENT, |_| Because::default());
                self.advance_commit_index(out);
            }
            Outcome::Conflicts { prev_log_index, hint } => {
                if !self.back_up(follower, prev_log_index, hint, out) {
                    return;
                }
            }
        }
        if self.send_missing(follower, out) {
            out.cite(&SEND_MISSING, |_| Because::default());
        }
    }

    /// A refusal: nextIndex goes back to where the logs may agree. False if the refusal is stale.
    fn back_up(
        &mut self,
        follower: NodeId,
        refused: u64,
        hint: Position,
        out: &mut Outbox<Self>,
    ) -> bool {
        let me = self.me;
        let agreed = self.stable.log.last_with_term_at_most(hint.term, hint.index).index;
        let Role::Leader(progress) = &mut self.role else { return false };
        let place = follower.index();
        let (matches, next) = (progress.match_index[place], progress.next_index[place]);
        if out.rule(&IGNORE_STALE_REFUSAL) && (refused < matches || refused >= next) {
            out.cite(&IGNORE_STALE_REFUSAL, |cluster| {
                let (name, sender) = (cluster.name(me), cluster.name(follower));
                Because::new(
                    format!("{name} ignores {sender}'s refusal."),
                    format!("It refuses index {refused}; since then matchIndex is {matches} and nextIndex {next}."),
                )
                .line(1)
            });
            return false;
        }
        let floor = if out.rule(&IGNORE_STALE_REFUSAL) { matches + 1 } else { 1 };
        let next = refused.min(agreed + 1).max(floor);
        progress.next_index[place] = next;
        out.cite(&BACK_UP, |cluster| {
            let (name, sender) = (cluster.name(me), cluster.name(follower));
            Because::new(
                format!("{name} goes back to index {next} for {sender}."),
                format!("{sender} has no match at index {refused}; by its hint the logs may agree at {hint}."),
            )
        });
        true
    }

    /// The leader counts itself for what its own disk holds.
    pub(super) fn count_own_disk(&mut self, out: &mut Outbox<Self>) {
        let (me, on_disk) = (self.me, self.own_match(out));
        let Role::Leader(progress) = &mut self.role else { return };
        if on_disk > progress.match_index[me.index()] {
            progress.match_index[me.index()] = on_disk;
            out.cite(&SYNC_BEFORE_REPLY, |cluster| {
                Because::new("", format!("{}'s own disk holds index {on_disk}.", cluster.name(me)))
                    .line(2)
            });
        }
        self.advance_commit_index(out);
    }

    /// The last index that a majority holds is committed, if it is of the leader's own term.
    fn advance_commit_index(&mut self, out: &mut Outbox<Self>) {
        let needed = self.quorum(out);
        let Role::Leader(progress) = &self.role else { return };
        let held = reached_by(&progress.match_index, needed).min(self.stable.log.last_index());
        if held <= self.commit_index {
            return;
        }
        let (me, term) = (self.me, self.stable.current_term);
        let holding = out.cluster().nodes();
        let holding = holding.filter(|node| progress.match_index[node.index()] >= held);
        let holding: NodeSet = holding.collect();
        let holders = holding.len();
        let of_term = self.stable.log.term(held).unwrap_or(0);
        if of_term != term && out.rule(&COMMIT_CURRENT_TERM) {
            out.cite(&COMMIT_CURRENT_TERM, |cluster| {
                let name = cluster.name(me);
                Because::new(
                    format!("{name} does not commit index {held}."),
                    format!("{holders} servers hold it, but it is of term {of_term} and {name} leads term {term}."),
                )
            });
            return;
        }
        let first = self.commit_index + 1;
        self.commit_index = held;
        out.cite(&COMMIT_MAJORITY, |cluster| {
            let size = cluster.size();
            Because::new(
                format!("{} commits index {held}.", cluster.name(me)),
                format!("{holders} of {size} servers hold it, and it is of term {of_term}."),
            )
            .line(3)
            .counting(format!("committed {held}"), holding, &UPDATE_MATCH)
        });
        let earlier = self.stable.log.term(first).filter(|earlier| *earlier < of_term);
        if let Some(earlier) = earlier.filter(|_| of_term == term) {
            out.cite(&COMMIT_CURRENT_TERM, |_| {
                Because::new(
                    format!("Index {first}, of term {earlier}, is committed with it."),
                    format!("Copies of index {first} alone were not enough."),
                )
            });
        }
        self.apply_committed(out);
    }

    /// All servers: what is committed is applied, in order. The leader answers for the commands of its own term.
    pub(super) fn apply_committed(&mut self, out: &mut Outbox<Self>) {
        let first = self.last_applied + 1;
        let leads = matches!(self.role, Role::Leader(_));
        let sessions = out.rule(&SESSIONS);
        while self.last_applied < self.commit_index
            && let Some(entry) = self.stable.log.get(self.last_applied + 1)
        {
            let index = self.last_applied + 1;
            let origin = Origin { epoch: entry.term, counter: index };
            let answer = leads && entry.term == self.stable.current_term;
            out.effect(Effect::Apply {
                index,
                origin,
                command: entry.command.clone(),
                answer,
                sessions,
            });
            self.last_applied = index;
        }
        let (last, commit) = (self.last_applied, self.commit_index);
        if last < first {
            return;
        }
        let me = self.me;
        out.cite(&APPLY, |cluster| {
            let which = if first == last {
                format!("index {last}")
            } else {
                format!("indexes {first} to {last}")
            };
            Because::new(
                format!("{} applies {which}.", cluster.name(me)),
                format!("Its commitIndex is {commit}."),
            )
        });
        if sessions {
            out.cite(&SESSIONS, |_| Because::default());
        }
    }
}
