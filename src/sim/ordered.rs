//! Ordered writes and local reads: what a protocol keeps that lets any node answer a read from its own copy.
//!
//! Source: Hunt, Konar, Junqueira and Reed, "ZooKeeper: Wait-free coordination for Internet-scale systems" (USENIX ATC
//! 2010), §2.3, whose two guarantees are "linearizable writes" and "FIFO client order"; what the second one means to a
//! client that goes from server to server is the ZooKeeper Programmer's Guide's "Single System Image": a client never sees
//! an older view than it has seen before. Both are asked of the clients' record and of the committed sequence.

use super::linearize::CallRecord;
use crate::machine::key_value::{KeyValue, written_key};
use crate::protocol::cluster::ClientId;
use crate::protocol::command::{Call, Command, Operation, Reply};
use crate::protocol::gather::sort_by_number;
use crate::protocol::sorted::SortedMap;

/// Writes look like writes to a single copy.
pub const LINEARIZABLE_WRITES: &str = "Linearizable Writes";

/// No client ever sees an older view than it has seen before.
pub const SINGLE_SYSTEM_IMAGE: &str = "Single System Image";

/// The two properties together, each with its check.
const CHECKS: [(&str, Check); 2] = [
    (LINEARIZABLE_WRITES, Committed::orders_writes),
    (SINGLE_SYSTEM_IMAGE, Committed::never_goes_back),
];

/// A sentence that names the first thing that does not hold.
type Check = fn(&Committed, &[CallRecord]) -> Result<(), String>;

/// Whether the property of this name holds; none if there is none here.
pub fn holds<'c>(
    property: &str,
    calls: &[CallRecord],
    committed: impl Iterator<Item = &'c Command>,
) -> Option<bool> {
    let (_, check) = CHECKS.iter().find(|(name, _)| *name == property)?;
    Some(check(&Committed::new(committed), calls).is_ok())
}

/// The first of the two properties that does not hold, and what was seen.
pub fn broken<'c>(
    calls: &[CallRecord],
    committed: impl Iterator<Item = &'c Command>,
) -> Option<(&'static str, String)> {
    let committed = Committed::new(committed);
    CHECKS.iter().find_map(|(name, check)| Some((*name, check(&committed, calls).err()?)))
}

/// The committed sequence: places count from 1, and place 0 is before all of it.
struct Committed {
    /// Where each call stands first; a retried one may stand twice, and its second place changes nothing.
    places: SortedMap<Call, usize>,
    /// For each key its values, each with the place from which on it holds.
    values: SortedMap<String, Vec<(usize, String)>>,
}

impl Committed {
    fn new<'c>(commands: impl Iterator<Item = &'c Command>) -> Self {
        let mut committed = Committed { places: SortedMap::new(), values: SortedMap::new() };
        let mut machine = KeyValue::default();
        for (command, place) in commands.zip(1..) {
            if let Some(call) = command.call() {
                committed.places.get_or_insert_with(call, || place);
            }
            machine.apply(command, true);
            let Some(key) = written_key(command.operation()) else { continue };
            let Some(value) = machine.map().get(key) else { continue };
            let values = committed.values.get_or_insert_with(key.to_string(), Vec::new);
            if values.last().is_none_or(|(_, last)| last != value) {
                values.push((place, value.clone()));
            }
        }
        committed
    }

    fn place(&self, record: &CallRecord) -> Option<usize> {
        self.places.get(&Call { client: record.client, sequence: record.sequence }).copied()
    }

    /// The first place from `least` on at which the key holds this.
    fn first_place(&self, key: &str, value: Option<&str>, least: usize) -> Option<usize> {
        let values = self.values.get(key).map_or(&[][..], Vec::as_slice);
        let later = values.partition_point(|(place, _)| *place <= least);
        let present = later.checked_sub(1).map(|last| values[last].1.as_str());
        if present == value {
            return Some(least);
        }
        values[later..]
            .iter()
            .find(|(_, later)| Some(later.as_str()) == value)
            .map(|(place, _)| *place)
    }

    /// Every answered write is in the sequence, and one that was answered before another was asked stands before it.
    fn orders_writes(&self, calls: &[CallRecord]) -> Result<(), String> {
        let is_write = |record: &&CallRecord| written_key(&record.operation).is_some();
        let mut asked: Vec<&CallRecord> = calls.iter().filter(is_write).collect();
        let mut answered: Vec<(u64, usize, &CallRecord)> = Vec::new();
        for record in &asked {
            let Some((event, _)) = record.answered else { continue };
            let Some(place) = self.place(record) else {
                let CallRecord { client, operation, .. } = record;
                return Err(format!(
                    "{client}'s {operation} was answered at event {event}, and was never committed"
                ));
            };
            answered.push((event, place, record));
        }
        sort_by_number(&mut asked, |record| record.invoked);
        sort_by_number(&mut answered, |(event, ..)| *event);
        let mut answered = answered.into_iter().peekable();
        let mut last: Option<(u64, usize, &CallRecord)> = None;
        for record in asked {
            while let Some(next) = answered.next_if(|(event, ..)| *event < record.invoked) {
                last = last.filter(|(_, place, _)| *place > next.1).or(Some(next));
            }
            if let (Some((event, before, earlier)), Some(place)) = (last, self.place(record))
                && place < before
            {
                let CallRecord { client, operation, invoked, .. } = record;
                return Err(format!(
                    "{client} asked {operation} at event {invoked}, after {}'s {} was answered at event {event}, and it was \
                     committed before that",
                    earlier.client, earlier.operation
                ));
            }
        }
        Ok(())
    }

    /// For each client there are places in the sequence that never fall and explain what it heard. The smallest place that
    /// explains an answer leaves most room for the next one, so no other needs to be tried.
    fn never_goes_back(&self, calls: &[CallRecord]) -> Result<(), String> {
        let mut views: SortedMap<ClientId, View> = SortedMap::new();
        for record in calls {
            let CallRecord { client, operation, invoked, .. } = record;
            let Some((event, reply)) = &record.answered else { continue };
            let view = views.get_or_insert_with(*client, View::default);
            let seen = view.at(*invoked);
            let place = match (operation, reply) {
                (Operation::Get { key }, Reply::Value(value)) => {
                    let value = value.as_deref();
                    self.first_place(key, value, seen).ok_or_else(|| {
                        format!(
                            "{client}'s {operation} answered {} at event {event}: {client} had seen the first {seen} committed \
                             commands, and {key} is not so there or later",
                            value.unwrap_or("none")
                        )
                    })?
                }
                _ => self.place(record).map_or(seen, |place| place.max(seen)),
            };
            view.heard.push((*event, place));
        }
        Ok(())
    }
}

/// What a client has seen of the sequence.
#[derive(Default)]
struct View {
    seen: usize,
    /// Answers, with the places that explain them, that came after the client's last question: it had given up waiting for
    /// one answer when it asked for another, so neither has to be the later one.
    heard: Vec<(u64, usize)>,
}

impl View {
    /// How much a client had seen when it asked.
    fn at(&mut self, invoked: u64) -> usize {
        let before = self.heard.iter().filter(|(event, _)| *event < invoked);
        self.seen = before.map(|(_, place)| *place).fold(self.seen, usize::max);
        self.heard.retain(|(event, _)| *event >= invoked);
        self.seen
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A call in a few words: who, number, command, asked at, answered at, and what (a value, `-` for none, `ok` for done).
    fn call(text: &str) -> CallRecord {
        let words: Vec<&str> = text.split(' ').collect();
        let number = |place: usize| words[place].parse::<u64>().expect(text);
        let heard = |word: &str| match word {
            "ok" => Reply::Done,
            "-" => Reply::Value(None),
            value => Reply::Value(Some(value.to_string())),
        };
        let answered = words.get(5).map(|word| (number(4), heard(word)));
        let operation = words[2].replace('_', " ").parse().expect(text);
        let client = ClientId(number(0) as u16);
        CallRecord { client, sequence: number(1), operation, invoked: number(3), answered }
    }

    fn broken_by(committed: &[&str], calls: &[&str]) -> Option<(&'static str, String)> {
        let calls: Vec<CallRecord> = calls.iter().map(|text| call(text)).collect();
        let commands = committed.iter().map(|text| {
            let CallRecord { client, sequence, operation, .. } = call(text);
            Command::new(operation, Some(Call { client, sequence }))
        });
        let commands: Vec<Command> = commands.collect();
        for (name, _) in CHECKS {
            let first = broken(&calls, commands.iter()).filter(|(broken, _)| *broken == name);
            let this = holds(name, &calls, commands.iter());
            assert!(first.is_none() || this == Some(false));
        }
        broken(&calls, commands.iter())
    }

    fn finds(name: &str, because: &str, committed: &[&str], calls: &[&str]) {
        assert_eq!(broken_by(committed, calls), Some((leak(name), because.to_string())));
    }

    fn leak(name: &str) -> &'static str {
        CHECKS.iter().find(|(known, _)| *known == name).map(|(known, _)| *known).expect(name)
    }

    const X1: &str = "1 1 x=1 0";
    const X2: &str = "1 2 x=2 0";

    #[test]
    fn a_read_may_show_the_past_which_is_not_linearizable() {
        let calls = ["1 1 x=1 1 2 ok", "1 2 x=2 3 4 ok", "2 1 get_x 5 6 1"];
        assert_eq!(broken_by(&[X1, X2], &calls), None);
        let calls: Vec<CallRecord> = calls.iter().map(|text| call(text)).collect();
        let verdict = super::super::linearize::check(&calls, 1_000);
        assert!(matches!(verdict, super::super::linearize::Verdict::Broken { .. }));
    }

    #[test]
    fn no_client_sees_the_past_of_what_it_has_seen() {
        let because = "c2's get x answered 1 at event 4: c2 had seen the first 2 committed commands, and x is not so there or \
                       later";
        let reads = ["2 1 get_x 1 2 2", "2 2 get_x 3 4 1"];
        finds(SINGLE_SYSTEM_IMAGE, because, &[X1, X2], &reads);
        assert_eq!(broken_by(&[X1, X2], &["2 1 get_x 1 2 2", "3 1 get_x 3 4 1"]), None);
        assert_eq!(broken_by(&[X1, X2], &["2 1 get_x 1 2 -", "2 2 get_x 3 4 2"]), None);
    }

    #[test]
    fn a_client_sees_its_own_writes() {
        let because = "c1's get x answered none at event 4: c1 had seen the first 1 committed commands, and x is not so there \
                       or later";
        finds(SINGLE_SYSTEM_IMAGE, because, &[X1], &["1 1 x=1 1 2 ok", "1 2 get_x 3 4 -"]);
        assert_eq!(broken_by(&[X1], &["1 1 x=1 1 2 ok", "2 1 get_x 3 4 -"]), None);
    }

    #[test]
    fn a_view_is_of_all_keys_at_once() {
        let y = "1 3 y=1 0";
        let reads = ["2 1 get_y 1 2 1", "2 2 get_x 3 4 1"];
        assert_eq!(
            broken_by(&[X1, X2, y], &reads).map(|(name, _)| name),
            Some(SINGLE_SYSTEM_IMAGE)
        );
        assert_eq!(broken_by(&[X1, y, X2], &reads), None);
    }

    #[test]
    fn what_was_never_written_is_seen_by_nobody() {
        let broken = broken_by(&[X1], &["2 1 get_x 1 2 9"]);
        assert_eq!(broken.map(|(name, _)| name), Some(SINGLE_SYSTEM_IMAGE));
    }

    #[test]
    fn calls_that_a_client_did_not_wait_for_come_in_any_order() {
        let reads = ["2 1 get_x 1 9 1", "2 2 get_x 2 4 2"];
        assert_eq!(broken_by(&[X1, X2], &reads), None);
        let later = ["2 1 get_x 1 9 1", "2 2 get_x 2 4 2", "2 3 get_x 5 6 1"];
        assert_eq!(broken_by(&[X1, X2], &later).map(|(name, _)| name), Some(SINGLE_SYSTEM_IMAGE));
    }

    #[test]
    fn an_answered_write_is_committed() {
        let because = "c1's x=1 was answered at event 2, and was never committed";
        finds(LINEARIZABLE_WRITES, because, &[], &["1 1 x=1 1 2 ok"]);
        assert_eq!(broken_by(&[], &["1 1 x=1 1"]), None);
    }

    #[test]
    fn writes_are_committed_in_the_order_in_which_they_were_answered_and_asked() {
        let (a, b) = ("1 1 x=1 0", "2 1 y=2 0");
        let one_after_the_other = ["1 1 x=1 1 2 ok", "2 1 y=2 3 4 ok"];
        assert_eq!(broken_by(&[a, b], &one_after_the_other), None);
        let because = "c2 asked y=2 at event 3, after c1's x=1 was answered at event 2, and it was committed before that";
        finds(LINEARIZABLE_WRITES, because, &[b, a], &one_after_the_other);
        assert_eq!(broken_by(&[b, a], &["1 1 x=1 1 3 ok", "2 1 y=2 2 4 ok"]), None, "at once");
        let unanswered = ["1 1 x=1 1 2 ok", "2 1 y=2 3"];
        assert!(broken_by(&[b, a], &unanswered).is_some(), "asked after it, though never answered");
    }

    #[test]
    fn of_a_retried_write_the_first_place_counts() {
        let (a, b) = ("1 1 x=1 0", "2 1 x=2 0");
        let calls = ["1 1 x=1 1 2 ok", "2 1 x=2 3 4 ok", "2 2 get_x 5 6 2"];
        assert_eq!(broken_by(&[a, b, a], &calls), None);
        let undone = ["1 1 x=1 1 2 ok", "2 1 x=2 3 4 ok", "2 2 get_x 5 6 1"];
        assert!(broken_by(&[a, b, a], &undone).is_some(), "the second place changes nothing");
    }
}
