//! The follower's side of log replication: AppendEntries, the receiver's rules 1 to 5, §5.3.

use super::log::{Entry, Position};
use super::message::{Outcome, RaftMessage};
use super::node::{Raft, Role};
use super::rules::*;
use crate::protocol::cluster::NodeId;
use crate::protocol::outbox::{Because, Outbox};

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
                .line(1)
            });
            return self.refuse_append(leader, prev.index, self.hint(prev), out);
        }
        if term == current {
            self.follow(leader, out);
        }
        let has_prev = self.stable.log.term(prev.index) == Some(prev.term);
        if !has_prev && out.rule(&CONSISTENCY_CHECK) {
            let (found, hint) = (self.stable.log.term(prev.index), self.hint(prev));
            let end = self.stable.log.end();
            out.cite(&CONSISTENCY_CHECK, |cluster| {
                let name = cluster.name(me);
                let has = match found {
                    Some(other) => format!(
                        "{name}'s entry at index {} is of term {other}, not {}",
                        prev.index, prev.term
                    ),
                    None => {
                        format!(
                            "{name}'s log has no entry at index {}: it ends at {end}",
                            prev.index
                        )
                    }
                };
                Because::new(
                    format!("{name} refuses {}'s entries.", cluster.name(leader)),
                    format!("{has}."),
                )
                .line(2)
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
                .line(1)
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
            changed |= self.delete_after(prev, None, leader, out);
        }
        let mut appended = 0;
        for (index, entry) in (prev + 1..).zip(entries) {
            match self.stable.log.term(index) {
                Some(term) if term == entry.term => continue,
                Some(_) => {
                    self.delete_after(index - 1, Some(entry.term), leader, out);
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
                0 if count == 0 => "The message asks for no entry before it.".to_string(),
                0 => "No entry comes before index 1.".to_string(),
                _ if count == 0 => format!("Their logs match at index {prev}."),
                _ => format!("The entry before them, at index {prev}, matches."),
            };
            Because::new(says, format!("{before} Its log ends at index {last}."))
        });
    }

    /// Deletes all that follows `index`, where the leader has an entry of term `theirs`; none with the rule off.
    fn delete_after(
        &mut self,
        index: u64,
        theirs: Option<u64>,
        leader: NodeId,
        out: &mut Outbox<Self>,
    ) -> bool {
        let last = self.stable.log.last_index();
        if index >= last {
            return false;
        }
        let own = self.stable.log.term(index + 1).unwrap_or(0);
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
            let place = index + 1;
            let why = match theirs {
                Some(term) => format!(
                    "At index {place} {sender} has an entry of term {term}, and {name} one of term {own}."
                ),
                None => format!("They follow {sender}'s prevLogIndex {index}, in conflict or not."),
            };
            Because::new(format!("{name} deletes {entries}."), why)
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
            let (me, has) = (self.me, self.commit_index);
            out.cite(&COMMIT_NEVER_FALLS, |cluster| {
                let name = cluster.name(me);
                let why =
                    format!("{name}'s commitIndex is {has}, and this message gives {commit}.");
                Because::new("", why).line(1)
            });
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
            .line(1)
        });
        self.apply_committed(out);
    }
}
