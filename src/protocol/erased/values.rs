//! Messages, durable states and ghosts without their types: what the world carries, keeps and cannot open.

use crate::protocol::cluster::Cluster;
use crate::protocol::digest::Digest;
use crate::protocol::inspect::Inspect;
use crate::protocol::{Given, Message, Stable};
use std::any::Any;
use std::fmt;
use std::rc::Rc;

/// What came in a type that it cannot have: nothing of one protocol ever gets into another one's world.
pub(super) fn own<T>(opened: Option<T>) -> T {
    match opened {
        Some(own) => own,
        None => unreachable!("something of another protocol is in this world"),
    }
}

/// A message of any protocol. Copies share it.
#[derive(Clone)]
pub struct Letter(Rc<dyn Content>);

/// The parts of [`Message`] that an observer asks for.
trait Content: Any {
    fn kind(&self) -> &'static str;
    fn is_reply(&self) -> bool;
    fn epoch(&self) -> u64;
    fn inspect(&self, see: &mut dyn Inspect);
    fn summary(&self) -> String;
    fn feed(&self, digest: &mut Digest);
}

impl<M: Message> Content for M {
    fn kind(&self) -> &'static str {
        Message::kind(self)
    }
    fn is_reply(&self) -> bool {
        Message::is_reply(self)
    }
    fn epoch(&self) -> u64 {
        Message::epoch(self)
    }
    fn inspect(&self, see: &mut dyn Inspect) {
        Message::inspect(self, see);
    }
    fn summary(&self) -> String {
        Message::summary(self)
    }
    fn feed(&self, digest: &mut Digest) {
        self.hash(digest);
    }
}

impl Letter {
    /// Puts a message into an envelope.
    pub fn new<M: Message>(message: M) -> Self {
        Letter(Rc::new(message))
    }

    /// The message, for those who know its type.
    pub fn read<M: Message>(&self) -> &M {
        let content: &dyn Any = &*self.0;
        own(content.downcast_ref())
    }

    /// Takes the message out; it is copied only if another letter shares it.
    pub(super) fn open<M: Message>(self) -> M {
        let content: Rc<dyn Any> = self.0;
        Rc::unwrap_or_clone(own(content.downcast().ok()))
    }

    /// The message's name in the paper.
    pub fn kind(&self) -> &'static str {
        self.0.kind()
    }

    /// Whether it answers another message.
    pub fn is_reply(&self) -> bool {
        self.0.is_reply()
    }

    /// The term, ballot round or epoch that it carries.
    pub fn epoch(&self) -> u64 {
        self.0.epoch()
    }

    /// Its fields, by the paper's names.
    pub fn inspect(&self, see: &mut dyn Inspect) {
        self.0.inspect(see);
    }

    /// The field or two that matter most.
    pub fn summary(&self) -> String {
        self.0.summary()
    }

    /// Adds all of it to a digest.
    pub fn feed(&self, digest: &mut Digest) {
        self.0.feed(digest);
    }
}

/// A trait object would bring every protocol's own wording into the page, where nobody reads it.
impl fmt::Debug for Letter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.kind(), self.summary())
    }
}

/// What a node of any protocol keeps on disk. Copies share it.
#[derive(Clone)]
pub struct Saved(Rc<dyn Durable>);

/// The parts of [`Stable`] that the world asks for.
trait Durable: Any {
    fn inspect(&self, see: &mut dyn Inspect);
    fn give(&self, cluster: &Cluster, variable: &str, value: Given) -> Result<Saved, String>;
    fn feed(&self, digest: &mut Digest);
}

impl<S: Stable> Durable for S {
    fn inspect(&self, see: &mut dyn Inspect) {
        Stable::inspect(self, see);
    }
    fn give(&self, cluster: &Cluster, variable: &str, value: Given) -> Result<Saved, String> {
        let mut given = self.clone();
        Stable::give(&mut given, cluster, variable, value)?;
        Ok(Saved::new(given))
    }
    fn feed(&self, digest: &mut Digest) {
        self.hash(digest);
    }
}

impl Saved {
    /// A disk that holds this.
    pub fn new<S: Stable>(stable: S) -> Self {
        Saved(Rc::new(stable))
    }

    /// The durable state, for those who know its type.
    pub fn read<S: Stable>(&self) -> &S {
        let stable: &dyn Any = &*self.0;
        own(stable.downcast_ref())
    }

    /// Shows the durable variables.
    pub fn inspect(&self, see: &mut dyn Inspect) {
        self.0.inspect(see);
    }

    /// Sets a variable from the words of a `given` line, or says what is wrong.
    pub fn give(&mut self, cluster: &Cluster, variable: &str, value: Given) -> Result<(), String> {
        *self = self.0.give(cluster, variable, value)?;
        Ok(())
    }

    /// Adds all of it to a digest.
    pub fn feed(&self, digest: &mut Digest) {
        self.0.feed(digest);
    }
}

impl fmt::Debug for Saved {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut digest = Digest::new();
        self.feed(&mut digest);
        write!(f, "durable state {:016x}", std::hash::Hasher::finish(&digest))
    }
}

/// What an observer of any protocol remembers for its invariants.
pub struct Ghost(Box<dyn Remembered>);

trait Remembered: Any {
    fn copy(&self) -> Box<dyn Remembered>;
}

impl<G: Clone + 'static> Remembered for G {
    fn copy(&self) -> Box<dyn Remembered> {
        Box::new(self.clone())
    }
}

impl Ghost {
    pub(super) fn new<G: Clone + 'static>(ghost: G) -> Self {
        Ghost(Box::new(ghost))
    }

    pub(super) fn read<G: 'static>(&self) -> &G {
        let ghost: &dyn Any = &*self.0;
        own(ghost.downcast_ref())
    }

    pub(super) fn write<G: 'static>(&mut self) -> &mut G {
        let ghost: &mut dyn Any = &mut *self.0;
        own(ghost.downcast_mut())
    }
}

impl Clone for Ghost {
    fn clone(&self) -> Self {
        Ghost((*self.0).copy())
    }
}

impl fmt::Debug for Ghost {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ghost")
    }
}
