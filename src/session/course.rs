//! Letting things take their course: step by step, for a while, until something is so, or until nothing is in flight.

use super::{Refusal, Session};
use crate::protocol::time::Micros;
use crate::scenario::condition::Condition;
use crate::sim::act::Act;

/// How long `run until` waits when its line does not say.
pub const UNTIL_AT_MOST: Micros = Micros::from_millis(10_000);

/// How many deliveries `settle` makes at most.
pub const SETTLE_AT_MOST: u32 = 10_000;

impl Session {
    pub(super) fn steps(&mut self, count: u32) -> Result<(), Refusal> {
        for done in 0..count {
            if !self.advance()? {
                let happened = if done > 0 {
                    format!(" after {done} of {count} steps")
                } else {
                    String::new()
                };
                return Err(Refusal::impossible(format!(
                    "nothing is left to happen by itself{happened}"
                )));
            }
        }
        Ok(())
    }

    pub(super) fn run(&mut self, length: Micros) -> Result<(), Refusal> {
        let end = self.world().now() + length;
        while self.is_due_by(end) && self.advance()? {}
        // In the recorded past the clock stands at a recorded step; a wait would open a branch.
        if self.world().steps() == self.known.history.last_step() {
            self.act(Act::Wait(end))?;
        }
        Ok(())
    }

    fn is_due_by(&self, end: Micros) -> bool {
        self.known.history.next_due().is_some_and(|due| due <= end)
    }

    pub(super) fn run_until(
        &mut self,
        condition: &Condition,
        within: Option<Micros>,
    ) -> Result<(), Refusal> {
        let limit = within.unwrap_or(UNTIL_AT_MOST);
        let end = self.world().now() + limit;
        loop {
            if condition.holds(&self.known).map_err(Refusal::whole)? {
                return Ok(());
            }
            if !(self.is_due_by(end) && self.advance()?) {
                let why = match self.known.history.next_due() {
                    Some(_) => format!("not so within {limit}"),
                    None => "nothing is left to happen by itself".to_string(),
                };
                let actual = values(&condition.explain(&self.known));
                return Err(Refusal::impossible(format!("run until {condition}: {why}{actual}")));
            }
        }
    }

    pub(super) fn settle(&mut self) -> Result<(), Refusal> {
        let mut deliveries = 0;
        while let Some(act) = self.world().next_to_settle() {
            if matches!(act, Act::Deliver(_)) {
                if deliveries == SETTLE_AT_MOST {
                    return Err(Refusal::impossible(format!(
                        "messages are still in flight after {SETTLE_AT_MOST} deliveries"
                    )));
                }
                deliveries += 1;
            }
            self.act(act)?;
        }
        Ok(())
    }
}

/// The actual values as the end of a sentence.
pub(super) fn values(explained: &str) -> String {
    if explained.is_empty() { String::new() } else { format!("; {explained}") }
}
