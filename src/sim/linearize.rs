//! Linearizability of the clients' record, decided key by key.
//!
//! Sources: Herlihy and Wing, "Linearizability: a correctness condition for concurrent objects" (1990), for what is
//! asked and for asking it of every key alone; those of the search stand where it is.

mod search;

use crate::protocol::cluster::ClientId;
use crate::protocol::command::{Operation, Reply};
use crate::protocol::gather::sort_by_number;
use crate::protocol::sorted::SortedMap;
use search::Search;

/// One call of a client and what came of it. Instants are numbers of events.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CallRecord {
    /// Who called.
    pub client: ClientId,
    /// The client's own number of the call.
    pub sequence: u64,
    /// What it asked.
    pub operation: Operation,
    /// The event at which it first asked.
    pub invoked: u64,
    /// The event at which it heard, and what; `NotLeader` is no answer and is never recorded here.
    pub answered: Option<(u64, Reply)>,
}

/// Whether the clients could have talked to one register per key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Some order of the calls explains every answer.
    Linearizable,
    /// No order does.
    Broken {
        /// The first such key, in the order of keys.
        key: String,
        /// A sentence that names the first answer that no order explains.
        because: String,
    },
    /// The budget ran out before either was known. It must never count as passed.
    Undecided {
        /// The first such key, in the order of keys.
        key: String,
    },
}

/// Decides whether a record is linearizable, building no more than `budget` configurations in the search of each key.
/// The budget is each key's own, so that a key that is hard to decide cannot hide one that is plainly broken.
pub fn check(calls: &[CallRecord], budget: u64) -> Verdict {
    let mut keys: SortedMap<&str, History> = SortedMap::new();
    for record in calls {
        if let Some((key, write)) = access(&record.operation) {
            keys.get_or_insert_with(key, History::default).add(record, write);
        }
    }
    let mut undecided = None;
    for (key, mut history) in keys {
        match history.judge(budget) {
            Err(because) => return Verdict::Broken { key: key.to_string(), because },
            Ok(true) => {}
            Ok(false) => undecided = undecided.or(Some(key)),
        }
    }
    undecided.map_or(Verdict::Linearizable, |key| Verdict::Undecided { key: key.to_string() })
}

/// The key that an operation touches, and what it writes there unless it reads.
fn access(operation: &Operation) -> Option<(&str, Option<&str>)> {
    match operation {
        Operation::Put { key, value } => Some((key, Some(value))),
        Operation::Get { key } => Some((key, None)),
        Operation::Word(word) => Some(("value", Some(word))),
        Operation::Noop => None,
    }
}

/// A value by number, so that the search compares no text.
type Value = usize;

/// The number of the value that a register has before anybody writes.
const UNSET: Value = 0;

/// A call that was answered.
#[derive(Clone, Copy)]
struct Call {
    write: bool,
    value: Value,
    invoked: u64,
    answered: u64,
}

/// The calls of one key.
#[derive(Default)]
struct History<'r> {
    writes: Vec<Call>,
    /// The reads that were answered, with their records, so that one that nothing explains can be named.
    reads: Vec<(Call, &'r CallRecord)>,
    /// The writes without answer: their values, and when they were invoked.
    spares: Vec<(Value, u64)>,
    values: SortedMap<&'r str, Value>,
    /// An answer that no register gives.
    misfit: Option<String>,
}

impl<'r> History<'r> {
    fn add(&mut self, record: &'r CallRecord, write: Option<&'r str>) {
        let invoked = record.invoked;
        let answer = record.answered.as_ref().map(|(event, reply)| ((*event).max(invoked), reply));
        let heard = match answer {
            Some((_, Reply::Value(text))) => text.as_deref(),
            _ => None,
        };
        let next = self.values.len() + 1;
        let value =
            write.or(heard).map_or(UNSET, |text| *self.values.get_or_insert_with(text, || next));
        match (write, answer) {
            (Some(_), None | Some((_, Reply::NotLeader(_)))) => self.spares.push((value, invoked)),
            (Some(_), Some((answered, Reply::Done))) => {
                self.writes.push(Call { write: true, value, invoked, answered });
            }
            (None, Some((answered, Reply::Value(_)))) => {
                self.reads.push((Call { write: false, value, invoked, answered }, record));
            }
            // Nobody heard what it read, so it constrains nothing.
            (None, None | Some((_, Reply::NotLeader(_)))) => {}
            (_, Some((event, Reply::Done | Reply::Value(_)))) => {
                let CallRecord { client, operation, .. } = record;
                let kind = write.map_or("a read with none", |_| "a write with a value");
                let answer = format!("{client}'s {operation} was answered at event {event}");
                self.misfit = Some(format!("{answer} as {kind}"));
            }
        }
    }

    /// Whether some order explains the answers; false if that stays open, and an error if none does.
    fn judge(&mut self, budget: u64) -> Result<bool, String> {
        if let Some(misfit) = self.misfit.take() {
            return Err(misfit);
        }
        sort_by_number(&mut self.reads, |(call, _)| call.answered);
        sort_by_number(&mut self.spares, |(_, invoked)| *invoked);
        match Search::new(self, self.reads.len()).run(budget) {
            Some(false) => Err(self.because(budget)),
            found => Ok(found.is_some()),
        }
    }

    /// Names the first read that breaks a broken history.
    ///
    /// All writes and the reads up to an event are linearizable exactly if everything up to that event is, because a
    /// write that answers no read can come last. So the number of reads that can be explained is found by halving.
    /// A half that stays undecided counts as explained: the read that is named is then a later one, but a true one.
    fn because(&self, budget: u64) -> String {
        let (mut explained, mut broken) = (0, self.reads.len());
        while broken - explained > 1 {
            let middle = explained.midpoint(broken);
            let is_broken = Search::new(self, middle).run(budget) == Some(false);
            *(if is_broken { &mut broken } else { &mut explained }) = middle;
        }
        let (Call { answered: event, .. }, CallRecord { client, operation, answered, .. }) =
            self.reads[broken - 1];
        let heard = match answered {
            Some((_, Reply::Value(Some(text)))) => text,
            _ => "none",
        };
        let answer = format!("{client}'s {operation} answered {heard} at event {event}");
        format!("{answer}, and no order of the calls explains it")
    }
}
