//! What is durable when, and what a crash takes.

use crate::protocol::erased::Saved;
use crate::protocol::outbox::WriteId;
use crate::protocol::time::Micros;

/// One node's disk. At most one sync is under way; what is written meanwhile goes into the next one.
#[derive(Clone, Debug)]
pub struct Disk {
    /// What is durable: all that a crash leaves.
    pub durable: Saved,
    /// The last write that is durable.
    pub synced: WriteId,
    /// The sync under way.
    pub syncing: Option<Sync>,
    /// What the next sync covers, and the step that wrote it.
    waiting: Option<(WriteId, Saved, u64)>,
    last_write: WriteId,
}

/// A sync under way.
#[derive(Clone, Debug)]
pub struct Sync {
    /// The last write that it covers.
    pub write: WriteId,
    /// When it ends.
    pub due: Micros,
    /// Its place among all that is scheduled.
    pub order: u64,
    /// The step of the last write that it covers.
    pub written_in: u64,
    saved: Saved,
}

impl Disk {
    /// A disk that holds this.
    pub fn new(durable: Saved) -> Self {
        Disk { durable, synced: WriteId(0), syncing: None, waiting: None, last_write: WriteId(0) }
    }

    /// The last write that the node has asked for.
    pub fn last_write(&self) -> WriteId {
        self.last_write
    }

    /// Whether all that the node wrote is durable.
    pub fn is_synced(&self) -> bool {
        self.synced == self.last_write
    }

    /// The node writes: it is in the next sync, which `begin` starts.
    pub fn write(&mut self, write: WriteId, saved: Saved, step: u64) {
        self.last_write = write;
        self.waiting = Some((write, saved, step));
    }

    /// Starts a sync of what was written, unless one is under way; true if it starts.
    pub fn begin(&mut self, due: Micros, order: u64) -> bool {
        if self.syncing.is_some() {
            return false;
        }
        let Some((write, saved, written_in)) = self.waiting.take() else { return false };
        self.syncing = Some(Sync { write, due, order, written_in, saved });
        true
    }

    /// The sync under way ends: its last write is now durable.
    pub fn complete(&mut self) -> Option<WriteId> {
        let sync = self.syncing.take()?;
        self.durable = sync.saved;
        self.synced = sync.write;
        Some(sync.write)
    }

    /// A crash: what was not durable is lost.
    pub fn crash(&mut self) {
        self.syncing = None;
        self.waiting = None;
        self.last_write = self.synced;
    }
}
