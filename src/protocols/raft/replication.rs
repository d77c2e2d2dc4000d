//! Log replication, §5.3, and when an entry is committed, §5.3 and §5.4.2.

use super::log::{Entry, Position};
use super::message::{Outcome, RaftMessage};
use super::node::{Raft, RaftTimer, Role};
use super::options::{BATCH, HEARTBEAT_INTERVAL, PARALLEL_DISK, PIPELINE};
use super::rules::*;
use crate::protocol::cluster::NodeId;
use crate::protocol::command::{Command, Origin};
use crate::protocol::outbox::{Because, Effect, Outbox, When};
use crate::protocols::quorum::reached_by;

/// The leader's side.
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
        self.send_to_all(out);
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
        let log = &self.stable.log;
        let Role::Leader(progress) = &mut self.role else { return };
        let next = progress.next_index[peer.index()];
        let entries = log.from(next, out.settings().count(&BATCH));
        if out.switch(&PIPELINE) {
            // Optimistic: a refusal takes it back.
            progress.next_index[peer.index()] += entries.len() as u64;
        }
        progress.owing.insert(peer);
        let prev = Position { term: log.term(next - 1).unwrap_or(0), index: next - 1 };
        let term = self.stable.current_term;
        let when = if out.switch(&PARALLEL_DISK) { When::Now } else { When::AfterSync };
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
            });
            return;
        }
        let last = self.stable.log.last_index();
        let Role::Leader(progress) = &mut self.role else { return };
        progress.owing.remove(follower);
        match outcome {
            Outcome::Matches { match_index } => {
                let place = follower.index();
                let vouched = if out.rule(&MATCH_WHAT_WAS_SENT) { match_index } else { last };
                let matches = progress.match_index[place].max(vouched);
                out.cite(&MATCH_WHAT_WAS_SENT, |_| Because::default());
                progress.match_index[place] = matches;
                progress.next_index[place] = progress.next_index[place].max(matches + 1);
                out.cite(&UPDATE_MATCH, |cluster| {
                    let (name, sender) = (cluster.name(me), cluster.name(follower));
                    Because::new(
                        format!("{name} notes that {sender}'s log matches up to index {matches}."),
                        "",
                    )
                });
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
        let (me, on_disk) = (self.me, self.disk.index);
        let Role::Leader(progress) = &mut self.role else { return };
        if on_disk > progress.match_index[me.index()] {
            progress.match_index[me.index()] = on_disk;
            out.cite(&SYNC_BEFORE_REPLY, |cluster| {
                Because::new("", format!("{}'s own disk holds index {on_disk}.", cluster.name(me)))
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
        let holders = progress.match_index.iter().filter(|index| **index >= held).count();
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
        self.commit_index = held;
        out.cite(&COMMIT_MAJORITY, |cluster| {
            let size = cluster.size();
            Because::new(
                format!("{} commits index {held}.", cluster.name(me)),
                format!("{holders} of {size} servers hold it, and it is of term {of_term}."),
            )
        });
        self.apply_committed(out);
    }

    /// All servers: what is committed is applied, in order. The leader answers for the commands of its own term.
    fn apply_committed(&mut self, out: &mut Outbox<Self>) {
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
        let last = self.last_applied;
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
            Because::new(format!("{} applies {which}.", cluster.name(me)), "")
        });
        if sessions {
            out.cite(&SESSIONS, |_| Because::default());
        }
    }
}

/// The follower's side.
impl Raft {
    /// AppendEntries, the receiver's rules 1 to 5.
    pub(super) fn on_append_entries(
        &mut self,
        leader: NodeId,
        term: u64,
        prev: Position,
        entries: Vec<Entry>,
        leader_commit: u64,
        out: &mut Outbox<Self>,
    ) {
        let (me, current) = (self.me, self.stable.current_term);
        if term < current && out.rule(&REFUSE_OLD_TERM) {
            out.cite(&REFUSE_OLD_TERM, |cluster| {
                let (name, sender) = (cluster.name(me), cluster.name(leader));
                Because::new(
                    format!("{name} refuses {sender}'s AppendEntries."),
                    format!("It is of term {term}, and {name} is in term {current}."),
                )
            });
            return self.refuse_append(leader, prev.index, self.hint(prev), out);
        }
        if term == current {
            self.follow(leader, out);
        }
        let has_prev = self.stable.log.term(prev.index) == Some(prev.term);
        if !has_prev && out.rule(&CONSISTENCY_CHECK) {
            let (found, hint) = (self.stable.log.term(prev.index), self.hint(prev));
            out.cite(&CONSISTENCY_CHECK, |cluster| {
                let name = cluster.name(me);
                let has = match found {
                    Some(other) => format!(
                        "{name}'s entry at index {} is of term {other}, not {}",
                        prev.index, prev.term
                    ),
                    None => format!("{name}'s log has no entry at index {}", prev.index),
                };
                Because::new(
                    format!("{name} refuses {}'s entries.", cluster.name(leader)),
                    format!("{has}."),
                )
            });
            return self.refuse_append(leader, prev.index, hint, out);
        }
        let last_new = prev.index + entries.len() as u64;
        self.append_new(leader, prev.index, entries, out);
        self.follow_commit(leader_commit, last_new, out);
        let outcome = Outcome::Matches { match_index: last_new };
        self.promise(
            leader,
            RaftMessage::AppendEntriesReply { term: self.stable.current_term, outcome },
            out,
        );
    }

    /// A leader of this term speaks: whoever was a candidate follows it, and the election timer starts anew.
    fn follow(&mut self, leader: NodeId, out: &mut Outbox<Self>) {
        let (me, term) = (self.me, self.stable.current_term);
        if let Role::Candidate { .. } = self.role {
            out.cite(&CANDIDATE_YIELDS, |cluster| {
                let name = cluster.name(me);
                Because::new(
                    format!("{name} follows {}.", cluster.name(leader)),
                    format!("{} leads {name}'s term {term}.", cluster.name(leader)),
                )
            });
            self.become_follower(out);
        }
        self.leader = Some(leader);
        self.reset_election_timer(out);
    }

    /// Where the follower's log may agree with a leader that asked for `prev`.
    fn hint(&self, prev: Position) -> Position {
        self.stable.log.last_with_term_at_most(prev.term, prev.index)
    }

    fn refuse_append(
        &self,
        leader: NodeId,
        prev_log_index: u64,
        hint: Position,
        out: &mut Outbox<Self>,
    ) {
        let outcome = Outcome::Conflicts { prev_log_index, hint };
        self.promise(
            leader,
            RaftMessage::AppendEntriesReply { term: self.stable.current_term, outcome },
            out,
        );
    }

    /// Rules 3 and 4: a conflicting entry goes, with all that follow it; what is missing is appended; the rest stays.
    fn append_new(
        &mut self,
        leader: NodeId,
        prev: u64,
        entries: Vec<Entry>,
        out: &mut Outbox<Self>,
    ) {
        let (me, count) = (self.me, entries.len());
        let mut changed = false;
        if !out.rule(&TRUNCATE_CONFLICT) {
            changed |= self.delete_after(prev, leader, out);
        }
        let mut appended = 0;
        for (index, entry) in (prev + 1..).zip(entries) {
            match self.stable.log.term(index) {
                Some(term) if term == entry.term => continue,
                Some(_) => {
                    self.delete_after(index - 1, leader, out);
                }
                None => {}
            }
            self.stable.log.push(entry);
            appended += 1;
            changed = true;
        }
        if changed {
            self.write(out);
        }
        let last = self.stable.log.last_index();
        out.cite(&APPEND_ENTRIES, |cluster| {
            let (name, sender) = (cluster.name(me), cluster.name(leader));
            let says = match (count, appended) {
                (0, _) => format!("{name} hears from leader {sender}."),
                (_, 0) => format!("{name} has all of {sender}'s entries already."),
                (_, 1) => format!("{name} appends one entry from {sender}."),
                (_, n) => format!("{name} appends {n} entries from {sender}."),
            };
            let before = match prev {
                0 => "Nothing comes before them.".to_string(),
                _ if count == 0 => format!("Their logs match at index {prev}."),
                _ => format!("The entry before them, at index {prev}, matches."),
            };
            Because::new(says, format!("{before} Its log ends at index {last}."))
        });
    }

    fn delete_after(&mut self, index: u64, leader: NodeId, out: &mut Outbox<Self>) -> bool {
        let last = self.stable.log.last_index();
        if index >= last {
            return false;
        }
        self.stable.log.truncate(index);
        self.disk.truncate(index);
        let (me, gone) = (self.me, last - index);
        out.cite(&TRUNCATE_CONFLICT, |cluster| {
            let entries = if gone == 1 {
                "its last entry".to_string()
            } else {
                format!("its last {gone} entries")
            };
            let (name, sender) = (cluster.name(me), cluster.name(leader));
            Because::new(
                format!("{name} deletes {entries}."),
                format!("{sender} has another entry at index {}.", index + 1),
            )
        });
        true
    }

    /// Rule 5: commitIndex follows the leader's, no further than the last new entry.
    fn follow_commit(&mut self, leader_commit: u64, last_new: u64, out: &mut Outbox<Self>) {
        let mut bound =
            if out.rule(&FOLLOWER_COMMIT) { last_new } else { self.stable.log.last_index() };
        if !out.rule(&COMMIT_WITHIN_LOG) {
            bound = u64::MAX;
        }
        let commit = leader_commit.min(bound);
        if leader_commit > bound {
            out.cite(&COMMIT_WITHIN_LOG, |_| Because::default());
        }
        if commit < self.commit_index {
            out.cite(&COMMIT_NEVER_FALLS, |_| Because::default());
            if !out.rule(&COMMIT_NEVER_FALLS) {
                self.commit_index = commit;
            }
        }
        if commit <= self.commit_index {
            return;
        }
        self.commit_index = commit;
        let me = self.me;
        out.cite(&FOLLOWER_COMMIT, |cluster| {
            Because::new(
                format!("{} commits up to index {commit}.", cluster.name(me)),
                format!("The leader has committed {leader_commit}, and the last new entry is {last_new}."),
            )
        });
        self.apply_committed(out);
    }
}
