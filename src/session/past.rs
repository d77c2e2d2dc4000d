//! What an event can have known of: the events from which a way leads to it, along nodes and messages.

use crate::sim::event::EventKind;
use crate::sim::history::{NOBODY, Record};

/// How many steps back a past is followed; what is older counts as known.
pub const FOLLOWED_BACK: u64 = 8_192;

/// The causal past of a step.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Past {
    /// The steps in it, from the latest down, without the step itself.
    pub steps: Vec<u64>,
}

impl Past {
    /// Whether a step is in it.
    pub fn has(&self, step: u64) -> bool {
        self.steps.binary_search_by(|known| step.cmp(known)).is_ok()
    }
}

/// Whether a node takes part in such an event; what happens to the network, no node notices.
pub fn is_noticed(kind: EventKind) -> bool {
    !matches!(
        kind,
        EventKind::Lose
            | EventKind::Duplicate
            | EventKind::Delay
            | EventKind::Cut
            | EventKind::Heal
    )
}

fn is_at_its_node(record: &Record) -> bool {
    is_noticed(record.kind) && record.node != NOBODY
}

/// The causal past of a step of a line: every event before it at the same node, what sent or set off each of them,
/// and so on. One walk from the step down: an event is in the past if its node was met already or if it is a cause.
pub fn past(line: &[&[Record]], step: u64) -> Past {
    let first = step.saturating_sub(FOLLOWED_BACK).max(1);
    let count = usize::try_from(step - first.min(step)).unwrap_or_default();
    let mut is_cause = vec![false; count + 1];
    let mut met = [false; 256];
    let mut steps = Vec::new();
    let mut number = line.iter().map(|piece| piece.len() as u64).sum::<u64>();
    for record in line.iter().rev().flat_map(|piece| piece.iter().rev()) {
        if number <= step && number >= first {
            let has_place = is_at_its_node(record);
            let is_known = (has_place && met[usize::from(record.node)])
                || usize::try_from(number - first).is_ok_and(|place| is_cause[place]);
            if is_known && number != step {
                steps.push(number);
            }
            if is_known || number == step {
                met[usize::from(record.node)] |= has_place;
                let cause = u64::from(record.cause);
                if cause >= first
                    && cause < number
                    && let Ok(place) = usize::try_from(cause - first)
                {
                    is_cause[place] = true;
                }
            }
        }
        number -= 1;
    }
    Past { steps }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::protocols;
    use crate::scenario::parse::{parse, parse_statement};
    use std::collections::BTreeSet;

    /// By the definition: the least set that is closed under what stands just before.
    fn by_definition(records: &[Record], step: u64) -> BTreeSet<u64> {
        let record = |step: u64| &records[step as usize - 1];
        let mut found = BTreeSet::new();
        let mut open = vec![step];
        while let Some(step) = open.pop() {
            let mut before = vec![u64::from(record(step).cause)];
            if is_at_its_node(record(step)) {
                before.extend((1..step).rev().find(|earlier| {
                    is_at_its_node(record(*earlier)) && record(*earlier).node == record(step).node
                }));
            }
            open.extend(
                before.into_iter().filter(|earlier| *earlier > 0 && found.insert(*earlier)),
            );
        }
        found
    }

    #[test]
    fn a_past_is_what_its_definition_says() {
        for house in protocols::kinds() {
            let set_up = format!("cluster {} 4\nseed 3\nset loss 10%\n", house.name());
            let scenario = parse(&set_up).expect("a set-up");
            let mut session = protocols::open(&scenario).expect("a session");
            for (number, line) in [
                "request x=1 to A",
                "cut A-B",
                "crash C",
                "restart C",
                "branch \"b\" at 70",
                "heal",
            ]
            .into_iter()
            .enumerate()
            {
                (0..24 + number).for_each(|_| {
                    session.step();
                });
                let _ = session.perform(&parse_statement(line).expect(line));
            }
            (0..40).for_each(|_| {
                session.step();
            });
            let line = session.records();
            let records: Vec<Record> = line.concat();
            assert_eq!(records.len() as u64, session.last_step());
            for step in 1..=session.last_step() {
                let found = past(&line, step);
                let wanted: Vec<u64> = by_definition(&records, step).into_iter().rev().collect();
                assert_eq!(found.steps, wanted, "{} step {step}", house.name());
                assert!((1..=step).all(|other| found.has(other) == wanted.contains(&other)));
            }
        }
    }

    #[test]
    fn a_record_stays_small() {
        assert!(size_of::<Record>() <= 24);
    }
}
