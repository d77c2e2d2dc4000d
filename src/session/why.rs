//! Why: from a step, a variable or an entry of a log back through what led to it.
//!
//! Every event names the step that it goes back to: the one that made its message, set its timer or wrote what its disk
//! has now. An event that decided by counting names the nodes that it counted, and their answers are found in the past.

use crate::protocol::cluster::NodeId;
use crate::protocol::gather::sort_by_number;
use crate::protocol::inspect::{LogCell, Vocabulary};
use crate::protocol::outbox::Counted;
use crate::sim::event::{Cause, Event, EventKind};
use crate::sim::history::{CHECKPOINT_EVERY, History};
use crate::sim::network::Endpoint;
use crate::sim::trace::TraceLine;
use crate::sim::world::World;

/// How many causes one behind the other are shown.
const DEPTH: usize = 6;

/// How many causes are shown in all.
const SHOWN: usize = 24;

/// What somebody asks about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum About {
    /// A step.
    Step(u64),
    /// A variable at the present step: the node's place, and the variable's among those that the inspector shows.
    Variable(usize, usize),
    /// An entry of a log at the present step: the node's place, and the index.
    Cell(usize, u64),
}

/// The answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Why {
    /// What is explained, as a sentence.
    pub says: String,
    /// The reason, with the numbers compared.
    pub why: String,
    /// The step whose rules tell more; none if it is the set-up.
    pub line: Option<TraceLine>,
    /// What led to it, each followed by what led to that.
    pub reasons: Vec<Reason>,
    /// How many steps lie further back than those.
    pub earlier: usize,
}

/// A step that led to another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reason {
    /// How far it is from what is explained: 0 led to it directly.
    pub depth: usize,
    /// The step; 0 is the set-up.
    pub step: u64,
    /// The place of the node that it happened to, if any.
    pub node: Option<usize>,
    /// What happened.
    pub says: String,
    /// How it led there: "sent the AppendEntriesReply".
    pub how: String,
    /// Whether a person did it.
    pub by_hand: bool,
    /// Whether what led to it stands further up.
    pub is_above: bool,
}

/// Nodes that were enough to decide something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Quorum {
    /// What they decided: "elected A".
    pub decided: String,
    /// The step in which they did.
    pub step: u64,
    /// Their places.
    pub nodes: Vec<usize>,
}

/// Why something is as it is at the present step; none if there is no such step, variable or entry.
pub fn why(history: &History, about: About) -> Option<Why> {
    let mut search = Search::new(history);
    let why = match about {
        About::Step(step) => {
            let line = search.line(step)?.clone();
            search.explain(step, 0);
            Why::new(line.says.clone(), line.why.clone(), Some(line))
        }
        About::Variable(node, place) => {
            let (node, world) = (node_id(node), history.world());
            if node.index() >= world.cluster().size() {
                return None;
            }
            let shown = world.variables(node).into_iter().nth(place)?;
            let is_same =
                |past: &World| past.variable(node, shown.name).as_ref() == Some(&shown.value);
            // Nobody keeps the last writer of what surrounds a node.
            let written_in = match shown.written_in {
                0 => history.began(world.steps(), &is_same)?,
                step => step,
            };
            search.grow(vec![(written_in, "wrote it".to_string())], 0);
            let says =
                format!("{}'s {} is {}.", world.cluster().name(node), shown.name, shown.value);
            Why::new(says, String::new(), search.line(written_in).cloned())
        }
        About::Cell(node, index) => search.of_cell(node_id(node), index)?,
    };
    Some(Why { reasons: search.reasons, earlier: search.earlier, ..why })
}

/// The nodes that elected the present leader and those that committed the last command, the older ones first.
pub fn quorums(history: &History) -> Vec<Quorum> {
    let mut search = Search::new(history);
    let present = history.world().steps();
    let last =
        |is_it: fn(&History, u64) -> bool| (1..=present).rev().find(|step| is_it(history, *step));
    let elected = last(|history, step| history.record(step).is_some_and(|record| record.elected));
    let committed =
        last(|history, step| history.record(step).is_some_and(|record| record.committed));
    let mut steps = vec![elected.unwrap_or(0), committed.unwrap_or(0), present];
    sort_by_number(&mut steps, |step| *step);
    steps.dedup();
    let mut quorums = Vec::new();
    for step in steps {
        let Some(line) = search.line(step) else { continue };
        quorums.extend(counted(&line.event).map(|counted| Quorum {
            decided: counted.decided.clone(),
            step,
            nodes: counted.nodes.iter().map(NodeId::index).collect(),
        }));
    }
    let surplus = quorums.len().saturating_sub(2);
    quorums.split_off(surplus)
}

fn counted(event: &Event) -> impl Iterator<Item = &Counted> {
    event.citations.iter().filter_map(|citation| citation.because.counted.as_deref())
}

fn node_id(place: usize) -> NodeId {
    NodeId(u8::try_from(place).unwrap_or(u8::MAX))
}

impl Why {
    fn new(says: String, why: String, line: Option<TraceLine>) -> Why {
        Why { says, why, line, reasons: Vec::new(), earlier: 0 }
    }
}

/// A walk into the past.
struct Search<'a> {
    history: &'a History,
    /// Parts of the line in words, each by the number of its checkpoint: a part costs one replay.
    parts: Vec<(u64, Vec<TraceLine>)>,
    reasons: Vec<Reason>,
    earlier: usize,
    seen: Vec<u64>,
}

impl<'a> Search<'a> {
    fn new(history: &'a History) -> Search<'a> {
        Search { history, parts: Vec::new(), reasons: Vec::new(), earlier: 0, seen: Vec::new() }
    }

    /// A step in words; none for the set-up.
    fn line(&mut self, step: u64) -> Option<&TraceLine> {
        let before = step.checked_sub(1)?;
        let part = before / CHECKPOINT_EVERY;
        if self.parts.iter().all(|(number, _)| *number != part) {
            let first = part * CHECKPOINT_EVERY;
            // What follows the present step is nobody's cause.
            let last = (first + CHECKPOINT_EVERY).min(self.history.world().steps().max(step));
            self.parts.push((part, self.history.tell(first + 1, last)));
        }
        let (_, lines) = self.parts.iter().find(|(number, _)| *number == part)?;
        lines.get(usize::try_from(before % CHECKPOINT_EVERY).ok()?)
    }

    fn kind(&self, step: u64) -> Option<EventKind> {
        self.history.record(step).map(|record| record.kind)
    }

    /// The steps that led to this one directly, in order, each with how it did.
    fn causes(&mut self, step: u64) -> Vec<(u64, String)> {
        let Some(line) = self.line(step) else { return Vec::new() };
        let event = line.event.clone();
        let mut causes = Vec::new();
        if let Cause::Step(cause) = event.cause {
            causes.push((cause, relation(&event)));
        }
        for counted in counted(&event) {
            for voter in counted.nodes.iter().filter(|voter| Some(*voter) != event.node) {
                let answer = self.answer(&event, voter, counted);
                let is_new = |(step, _): &(u64, String)| causes.iter().all(|(it, _)| it != step);
                causes.extend(answer.filter(is_new));
            }
        }
        sort_by_number(&mut causes, |(cause, _)| *cause);
        causes
    }

    /// The step that made the answer of a node that was counted. That of the event's own message is known already.
    fn answer(&mut self, event: &Event, voter: NodeId, counted: &Counted) -> Option<(u64, String)> {
        for step in (1..=event.step).rev() {
            let record = self.history.record(step)?;
            if Some(record.node) != event.node.map(|node| node.0)
                || record.kind != EventKind::Deliver
            {
                continue;
            }
            let Some(line) = self.line(step) else { continue };
            let Some(message) = &line.event.message else { continue };
            let mut citations = line.event.citations.iter();
            let is_counted = message.from == Endpoint::Node(voter)
                && citations.any(|citation| std::ptr::eq(citation.rule, counted.through));
            if is_counted {
                let Cause::Step(made_in) = line.event.cause else { return None };
                let how = format!("sent the {} that arrived in step {step}", message.kind);
                return (step < event.step).then_some((made_in, how));
            }
        }
        None
    }

    /// Takes down causes, and theirs.
    fn grow(&mut self, causes: Vec<(u64, String)>, depth: usize) {
        for (step, how) in causes {
            if depth >= DEPTH || self.reasons.len() >= SHOWN {
                self.pass_over(step);
                continue;
            }
            let is_above = step > 0 && self.seen.contains(&step);
            let mut reason = Reason {
                depth,
                step,
                node: None,
                says: "The cluster starts.".to_string(),
                how,
                by_hand: false,
                is_above,
            };
            if let Some(line) = self.line(step) {
                reason.node = line.event.node.map(NodeId::index);
                reason.says = line.says.clone();
                reason.by_hand = line.event.by_hand;
            }
            self.reasons.push(reason);
            if !is_above {
                self.seen.push(step);
                self.explain(step, depth + 1);
            }
        }
    }

    /// Takes down what led to a step. The answers to a leader that sent entries late do not lead back to whoever asked
    /// for the entry: where a decision committed one, the step that made it is told too.
    fn explain(&mut self, step: u64, depth: usize) {
        let causes = self.causes(step);
        self.grow(causes, depth);
        if let Some((made, how)) = self.committed_entry(step)
            && !self.seen.contains(&made)
        {
            self.grow(vec![(made, how)], depth);
        }
    }

    /// The step that made the last entry that was committed in a step, if the step decided that by counting.
    fn committed_entry(&mut self, step: u64) -> Option<(u64, String)> {
        let event = &self.line(step)?.event;
        counted(event).next()?;
        let node = event.node?;
        let last =
            |world: &World| world.portrait(node)?.log.into_iter().rfind(|cell| cell.committed);
        let entry = last(&self.history.world_at(step))?;
        if last(&self.history.world_at(step - 1)).as_ref() == Some(&entry) {
            return None;
        }
        let made = self.made_in(step, &entry)?;
        (made < step).then(|| (made, format!("made entry {}", entry.index)))
    }

    /// Counts what is not shown: this step, and the steps behind it.
    fn pass_over(&mut self, step: u64) {
        let mut step = step;
        while step > 0 && !self.seen.contains(&step) {
            self.seen.push(step);
            self.earlier += 1;
            step = self.history.record(step).map_or(0, |record| u64::from(record.cause));
        }
    }

    /// Where an entry came from, and how its node learnt that it is committed.
    fn of_cell(&mut self, node: NodeId, index: u64) -> Option<Why> {
        let history = self.history;
        let (world, present) = (history.world(), history.world().steps());
        let cell = cell(world, node, index)?;
        let is_it = |other: LogCell| other.number == cell.number;
        let has = |past: &World, node| self::cell(past, node, index).is_some_and(is_it);
        let put = self.put_in(present, &|past| has(past, node))?;
        let made = self.made_in(put, &cell)?;
        let name = world.cluster().name(node);
        let mut causes = vec![(put, "put it into its log".to_string())];
        if made < put {
            causes.push((made, "made it".to_string()));
        }
        let Vocabulary { epoch, place, decided, .. } = world.kind().vocabulary();
        let mut known = format!("{name} has not heard that it is {decided}.");
        if cell.committed {
            let is_known = |past: &World| {
                self::cell(past, node, index).is_some_and(|it| it.committed && is_it(it))
            };
            let learnt = history.began(present, &is_known)?;
            causes.push((learnt, format!("learnt that it is {decided}")));
            known = format!("{name} knows that it is {decided}.");
        }
        // One step that did two of these is told once.
        causes.dedup_by(|next, first| {
            let is_same = next.0 == first.0;
            if is_same {
                first.1 = format!("{}, and {}", first.1, next.1);
            }
            is_same
        });
        self.grow(causes, 0);
        let LogCell { number, label, .. } = &cell;
        let says = format!("{name} has {label} of {epoch} {number} at {place} {index}.");
        Some(Why::new(says, known, self.line(put).cloned()))
    }

    /// The step in which an entry first stood in any log.
    fn made_in(&self, to: u64, entry: &LogCell) -> Option<u64> {
        let has = |past: &World, node| {
            cell(past, node, entry.index).is_some_and(|other| other.number == entry.number)
        };
        self.put_in(to, &|past| past.cluster().nodes().any(|node| has(past, node)))
    }

    /// The step in which something came to be so. A node that restarts has its log from its disk, where an earlier step put it.
    fn put_in(&self, to: u64, is_so: &dyn Fn(&World) -> bool) -> Option<u64> {
        let mut step = self.history.began(to, is_so)?;
        while self.kind(step) == Some(EventKind::Restart)
            && let Some(before) = self.history.began(step - 1, is_so)
        {
            step = before;
        }
        Some(step)
    }
}

fn cell(world: &World, node: NodeId, index: u64) -> Option<LogCell> {
    if node.index() >= world.cluster().size() {
        return None;
    }
    world.portrait(node)?.log.into_iter().find(|cell| cell.index == index)
}

/// How the step that an event goes back to led to it.
fn relation(event: &Event) -> String {
    match (&event.message, event.timer, event.kind) {
        (Some(message), ..) => format!("sent the {}", message.kind),
        (None, Some(timer), _) => format!("set the {timer} timer"),
        (None, None, EventKind::Sync) => "wrote what the disk has now".to_string(),
        (None, None, _) => "asked before".to_string(),
    }
}
