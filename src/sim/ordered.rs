//! Ordered writes and local reads: what a protocol keeps that lets any node answer a read from its own copy.
//!
//! Source: Hunt, Konar, Junqueira and Reed, "ZooKeeper: Wait-free coordination for Internet-scale systems" (USENIX ATC
//! 2010), §2.3, whose two guarantees are "linearizable writes" and "FIFO client order"; what the second one means to a
//! client that goes from server to server is the ZooKeeper Programmer's Guide's "Single System Image": a client never sees
//! an older view than it has seen before. Both are asked of the clients' record and of the committed sequence.

use super::linearize::CallRecord;
use crate::machine::key_value::{KeyValue, written_key};
use crate::protocol::command::{Call, Command, Operation, Reply};

/// Writes look like writes to a single copy.
pub const LINEARIZABLE_WRITES: &str = "Linearizable Writes";

/// No client ever sees an older view than it has seen before.
pub const SINGLE_SYSTEM_IMAGE: &str = "Single System Image";

/// The two properties, each with its check: an error is a sentence that names the first thing that does not hold.
type Check = fn(&Committed, &[CallRecord]) -> Result<(), String>;
const CHECKS: [(&str, Check); 2] = [
    (LINEARIZABLE_WRITES, Committed::orders_writes),
    (SINGLE_SYSTEM_IMAGE, Committed::never_goes_back),
];

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
    commands: Vec<Command>,
    /// From which place on which key has which value.
    values: Vec<(usize, String, String)>,
}

impl Committed {
    fn new<'c>(commands: impl Iterator<Item = &'c Command>) -> Self {
        let mut committed = Committed { commands: commands.cloned().collect(), values: Vec::new() };
        let mut machine = KeyValue::default();
        for (command, place) in committed.commands.iter().zip(1..) {
            machine.apply(command, true);
            if let Some(key) = written_key(command.operation())
                && let Some(value) = machine.map().get(key)
            {
                committed.values.push((place, key.to_string(), value.clone()));
            }
        }
        committed
    }

    /// Where a call stands first; a retried one may stand twice, and its second place changes nothing.
    fn place(&self, record: &CallRecord) -> Option<usize> {
        let call = Some(Call { client: record.client, sequence: record.sequence });
        self.commands.iter().position(|command| command.call() == call).map(|index| index + 1)
    }

    /// The first place from `least` on at which a key has this value.
    fn first_place(&self, key: &str, value: Option<&str>, least: usize) -> Option<usize> {
        let (mut since, mut present) = (0, None);
        for (place, _, next) in self.values.iter().filter(|(_, written, _)| written == key) {
            if present == value && *place > least {
                break;
            }
            (since, present) = (*place, Some(&**next));
        }
        (present == value).then_some(since.max(least))
    }

    /// Every answered write is in the sequence, and one that was answered before another was asked stands before it.
    fn orders_writes(&self, calls: &[CallRecord]) -> Result<(), String> {
        let writes = calls.iter().filter(|record| written_key(&record.operation).is_some());
        let writes: Vec<_> = writes.map(|record| (record, self.place(record))).collect();
        let answered = |(record, place): &(&CallRecord, Option<usize>)| {
            Some((record.answered.as_ref()?.0, (*place)?))
        };
        for (later, place) in &writes {
            for earlier in &writes {
                let Some((event, before)) = answered(earlier) else { continue };
                if event < later.invoked && place.is_some_and(|place| place < before) {
                    return Err(format!(
                        "{}'s {} was answered at event {event}, and does not stand before {}'s {}, which was asked at event {}",
                        earlier.0.client,
                        earlier.0.operation,
                        later.client,
                        later.operation,
                        later.invoked
                    ));
                }
            }
            if let (None, Some((event, _))) = (place, &later.answered) {
                let CallRecord { client, operation, .. } = later;
                return Err(format!(
                    "{client}'s {operation} was answered at event {event}, and was never committed"
                ));
            }
        }
        Ok(())
    }

    /// For each client there are places in the sequence that never fall and explain what it heard. The smallest place that
    /// explains an answer leaves most room for the next one, so no other needs to be tried. Where a client gave up waiting
    /// for one answer and asked something else, neither has to be the later one.
    fn never_goes_back(&self, calls: &[CallRecord]) -> Result<(), String> {
        let mut views = Vec::new();
        for record in calls {
            let CallRecord { client, operation, invoked, .. } = record;
            let Some((event, reply)) = &record.answered else { continue };
            let before =
                views.iter().filter(|(who, heard, _)| (*who, *heard < *invoked) == (*client, true));
            let seen = before.map(|(_, _, place)| *place).max().unwrap_or(0);
            let place = match (operation, reply) {
                (Operation::Get { key }, Reply::Value(value)) => {
                    self.first_place(key, value.as_deref(), seen).ok_or_else(|| {
                        format!(
                            "{client}'s {operation} answered {} at event {event}: {client} had seen the first {seen} committed \
                             commands, and {key} is not so there or later",
                            value.as_deref().unwrap_or("none")
                        )
                    })?
                }
                _ => self.place(record).map_or(seen, |place| place.max(seen)),
            };
            views.push((*client, *event, place));
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::protocol::cluster::ClientId;

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
        let because = "c1's x=1 was answered at event 2, and does not stand before c2's y=2, which was asked at event 3";
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
