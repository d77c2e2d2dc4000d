//! The search for an order of one key's calls.
//!
//! Sources: Wing and Gong, "Testing and verifying concurrent objects" (1993), for the search; Lowe, "Testing for
//! linearizability" (2017), for remembering the configurations that were searched.
//!
//! A configuration is the set of the calls that have taken effect and the register's value. A call is *ready* if no
//! call that has yet to take effect was answered before it was invoked. An order of what is left is called a *rest*.

use super::{Call, History, UNSET, Value};
use crate::protocol::gather::sort_by_number;
use crate::protocol::sorted::SortedMap;
use std::collections::BTreeSet;

/// What takes effect next: answered calls by their number, or the first write without answer of a value.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Move {
    Call(usize),
    Spare(Value),
}

/// What one value still has ahead of it.
#[derive(Clone, Default)]
struct Ahead {
    reads: isize,
    writes: isize,
    /// When its writes without answer were invoked, and how many of them have taken effect.
    spares: Vec<u64>,
    spent: usize,
}

/// What decides a configuration's rest: the value, if it is yet to be read; the set of calls, as the number of its full
/// first words and those up to its last that is not empty; and the number of spares spent of values yet to be read.
type Configuration = (Option<Value>, usize, Vec<u64>, Vec<(Value, usize)>);

pub(super) struct Search {
    /// In the order of their answers, so that the set of those that have taken effect is mostly a full beginning.
    calls: Vec<Call>,
    /// The calls that have yet to take effect, in the order of their invocations: who comes before and after each, in
    /// a ring that begins and ends at one more entry.
    ring: Vec<[usize; 2]>,
    done: Vec<u64>,
    ahead: Vec<Ahead>,
    unread: isize,
    value: Value,
    trail: Vec<Move>,
    built: u64,
}

impl Search {
    /// A search for an order of all writes and the first `reads` reads.
    pub(super) fn new(history: &History, reads: usize) -> Self {
        let answered = history.reads.iter().take(reads).map(|(call, _)| *call);
        let mut calls: Vec<Call> = history.writes.iter().copied().chain(answered).collect();
        sort_by_number(&mut calls, |call| call.answered);
        let mut ahead = vec![Ahead::default(); history.values.len() + 1];
        for call in &calls {
            let of_value = &mut ahead[call.value];
            *(if call.write { &mut of_value.writes } else { &mut of_value.reads }) += 1;
        }
        for (value, invoked) in &history.spares {
            ahead[*value].writes += 1;
            ahead[*value].spares.push(*invoked);
        }
        let end = calls.len();
        let mut order: Vec<usize> = (0..end).collect();
        sort_by_number(&mut order, |number| calls[*number].invoked);
        let mut ring = vec![[end; 2]; end + 1];
        let mut before = end;
        for number in order.into_iter().chain([end]) {
            ring[before][1] = number;
            ring[number][0] = before;
            before = number;
        }
        let (done, unread, trail) = (vec![0; end.div_ceil(64)], reads as isize, Vec::new());
        Search { calls, ring, done, ahead, unread, value: UNSET, trail, built: 0 }
    }

    /// Whether there is such an order; nothing if the budget runs out first.
    ///
    /// It is found once every read is explained: the writes that are left can follow in any order that time allows.
    pub(super) fn run(mut self, budget: u64) -> Option<bool> {
        // A tree, not a sorted vector: there may be as many as the budget allows, in no order.
        let mut seen = BTreeSet::new();
        let mut forks: Vec<(usize, Value, Vec<Move>)> = Vec::new();
        self.take_reads();
        if (0..self.ahead.len()).any(|value| self.is_lost(value)) {
            return Some(false);
        }
        while self.unread > 0 {
            if seen.insert(self.configuration()) {
                forks.push((self.trail.len(), self.value, self.choices()));
            }
            let next = loop {
                let Some((trail, value, choices)) = forks.last_mut() else { return Some(false) };
                if let Some(choice) = choices.pop() {
                    let (trail, value) = (*trail, *value);
                    self.undo(trail, value);
                    break choice;
                }
                forks.pop();
            };
            if self.built >= budget {
                return None;
            }
            self.take(next);
        }
        Some(true)
    }

    /// Whether a value that has just been overwritten, or is about to be, is yet to be read and never written again.
    fn is_lost(&self, value: Value) -> bool {
        self.ahead[value].reads > 0 && self.ahead[value].writes == 0
    }

    /// The first answer to a call that has yet to take effect.
    fn first_answer(&self) -> u64 {
        let word = self.done.iter().position(|word| *word != u64::MAX).unwrap_or(self.done.len());
        let first = word * 64 + self.done.get(word).map_or(0, |word| word.trailing_ones() as usize);
        self.calls.get(first).map_or(u64::MAX, |call| call.answered)
    }

    /// The ready call after this place in the ring. Who calls at the event of an answer need not come after it.
    fn ready(&self, place: usize) -> Option<(usize, Call)> {
        let number = self.ring[place][1];
        let call = *self.calls.get(number)?;
        (call.invoked <= self.first_answer()).then_some((number, call))
    }

    fn configuration(&self) -> Configuration {
        let full = self.done.iter().take_while(|word| **word == u64::MAX).count();
        let end = self.done.iter().rposition(|word| *word != 0).map_or(0, |last| last + 1);
        let is_awaited = |value: &Value| self.ahead[*value].reads > 0;
        let spent = self.ahead.iter().map(|of_value| of_value.spent).enumerate();
        let spent = spent.filter(|(value, spent)| *spent > 0 && is_awaited(value)).collect();
        (Some(self.value).filter(is_awaited), full, self.done[full..end].to_vec(), spent)
    }

    /// The writes worth trying next, the best last. All reads of the present value that are ready have been taken.
    ///
    /// So every rest begins with a write. If a write lets all reads of its value be taken, it and they can move to the
    /// front of any rest, and nothing else need be tried. If it leaves some that no later write serves, it is hopeless.
    fn choices(&mut self) -> Vec<Move> {
        let (trail, value) = (self.trail.len(), self.value);
        let mut choices = Vec::new();
        for (written, writer) in self.writers() {
            self.take(writer);
            let (whole, lost) = (self.ahead[written].reads == 0, self.is_lost(written));
            self.undo(trail, value);
            if whole {
                return vec![writer];
            }
            if !lost {
                choices.push(writer);
            }
        }
        // The most urgent by their answers are tried first, those without answer last.
        sort_by_number(&mut choices, |writer| match writer {
            Move::Spare(value) => u64::MAX / 2 - *value as u64,
            Move::Call(number) => u64::MAX - *number as u64,
        });
        choices
    }

    /// For every value the one write to try: of two that are ready, what is answered later can always change places
    /// with the other, and what is never answered with any. The latter is idle unless a read of it can follow at once.
    fn writers(&self) -> SortedMap<Value, Move> {
        let mut writers: SortedMap<Value, Move> = SortedMap::new();
        let mut wanted = Vec::new();
        let mut place = self.calls.len();
        while let Some((number, call)) = self.ready(place) {
            if call.write {
                let writer = writers.get_or_insert_with(call.value, || Move::Call(number));
                *writer = Move::Call(number).min(*writer);
            } else {
                wanted.push(call.value);
            }
            place = number;
        }
        let first_answer = self.first_answer();
        for value in wanted {
            let of_value = &self.ahead[value];
            if of_value.spares.get(of_value.spent).is_some_and(|invoked| *invoked <= first_answer) {
                writers.get_or_insert_with(value, || Move::Spare(value));
            }
        }
        writers
    }

    /// Lets a write take effect, and then the reads that it makes ready.
    fn take(&mut self, writer: Move) {
        self.built += 1;
        self.apply(writer, true);
        self.take_reads();
    }

    /// Takes every ready read of the present value: it changes nothing, so it can move to the front of any rest.
    fn take_reads(&mut self) {
        let mut place = self.calls.len();
        while let Some((number, call)) = self.ready(place) {
            if !call.write && call.value == self.value {
                self.apply(Move::Call(number), true);
            }
            place = number;
        }
    }

    /// Takes back all but the first moves of the trail.
    fn undo(&mut self, trail: usize, value: Value) {
        for step in self.trail.split_off(trail).into_iter().rev() {
            self.apply(step, false);
        }
        self.value = value;
    }

    /// Does one move, or takes it back. Moves are taken back last first, so that the ring closes as it opened.
    fn apply(&mut self, step: Move, forward: bool) {
        let by = if forward { -1 } else { 1 };
        match step {
            Move::Call(number) => {
                let Call { write, value, .. } = self.calls[number];
                if write {
                    self.ahead[value].writes += by;
                    self.value = value;
                } else {
                    self.ahead[value].reads += by;
                    self.unread += by;
                }
                self.done[number / 64] ^= 1 << (number % 64);
                let [before, after] = self.ring[number];
                self.ring[before][1] = if forward { after } else { number };
                self.ring[after][0] = if forward { before } else { number };
            }
            Move::Spare(value) => {
                self.ahead[value].writes += by;
                self.ahead[value].spent = self.ahead[value].spent.wrapping_add_signed(-by);
                self.value = value;
            }
        }
        if forward {
            self.trail.push(step);
        }
    }
}
