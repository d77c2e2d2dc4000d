//! What became of a command: in which step a node first knew it to be committed, or where it stands if none ever did.

use crate::protocol::cluster::NodeId;
use crate::protocol::outbox::Citation;
use crate::protocol::time::Micros;
use crate::sim::event::Event;
use crate::sim::history::History;
use crate::sim::trace::TraceLine;
use crate::sim::world::World;

/// What became of a command on a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fate {
    /// The step after which some node first knew that it is committed, with the words of that decision alone; none if no
    /// node ever knew.
    pub safe: Option<TraceLine>,
    /// When more than half of the nodes first had it in their logs at once.
    pub spread: Option<Micros>,
    /// The last step that put it into a log or took it out of one; none if it never stood in any.
    pub moved: Option<TraceLine>,
    /// The names of the nodes in whose logs it stands at the end of the line.
    pub holders: Vec<String>,
}

/// What became of a command, by its text.
pub fn fate(history: &History, command: &str) -> Fate {
    let mut fate = Fate { safe: None, spread: None, moved: None, holders: Vec::new() };
    let mut held: Vec<bool> = Vec::new();
    history.visit(1, history.last_step(), &mut |world, event| {
        let looked_at = event.as_ref().and_then(|event| event.node.filter(|_| event.changed));
        let (mut has_moved, mut is_safe) = (false, false);
        for node in world.cluster().nodes() {
            // Only the node that changed is looked at, and at first all.
            if held.len() > node.index() && looked_at != Some(node) {
                continue;
            }
            let cell = committed(world, node, command);
            is_safe |= cell == Some(true);
            match held.get_mut(node.index()) {
                Some(before) => {
                    has_moved |= std::mem::replace(before, cell.is_some()) != cell.is_some()
                }
                None => held.push(cell.is_some()),
            }
        }
        if 2 * held.iter().filter(|has| **has).count() > held.len() {
            fate.spread.get_or_insert(world.now());
        }
        let Some(event) = event else { return };
        if is_safe && fate.safe.is_none() {
            fate.safe = Some(TraceLine::new(decision(event.clone()), world.cluster()));
        }
        if has_moved {
            fate.moved = Some(TraceLine::new(event, world.cluster()));
        }
    });
    let cluster = history.world().cluster();
    let holders = cluster.nodes().filter(|node| held.get(node.index()) == Some(&true));
    fate.holders = holders.map(|node| cluster.name(node).to_string()).collect();
    fate
}

/// An event with those of its citations that say what was decided by counting, and what came of that.
fn decision(mut event: Event) -> Event {
    let counted = |citation: &Citation| citation.because.counted.is_some();
    if let Some(first) = event.citations.iter().position(counted) {
        event.citations.drain(..first);
        event.citations.retain(|citation| !citation.because.says.is_empty());
        event.remark.clear();
    }
    event
}

/// Whether a node that has the command knows it to be committed; none if it does not have it. A crashed node's log is on
/// its disk and is not looked at.
fn committed(world: &World, node: NodeId, command: &str) -> Option<bool> {
    let cells = world.portrait(node)?.log.into_iter();
    cells.filter(|cell| cell.label == command).map(|cell| cell.committed).max()
}
