//! The faults of the engine: how the history goes before each, what does it, and what is seen after it.

/// A fault. In its texts names in braces stand for what is there when it happens: see [`Scene::fill`].
pub struct Fault {
    pub on: On,
    /// The deeds before it.
    pub before: &'static [&'static str],
    /// What its button does.
    pub deed: &'static str,
    pub letter: Option<&'static str>,
    /// What holds after it and did not before.
    pub shows: &'static str,
    pub says: &'static str,
}

/// What a fault happens to.
#[derive(Clone, Copy, PartialEq)]
pub enum On {
    /// The node that the lab names for it.
    Node,
    /// The first node of this role.
    Role(&'static str),
    /// The first message that nothing covers and that has its capsule for itself.
    Message,
    /// The link that the lab names.
    Link,
}

/// What the names in a fault stand for.
#[derive(Default)]
pub struct Scene {
    /// The node: its place and its name.
    pub place: usize,
    pub name: String,
    /// The number of the message, and where it goes: `from A to B`.
    pub message: String,
    pub way: String,
    /// How many links are drawn to the node.
    pub links: usize,
    /// The key of the link and the names of its ends.
    pub link: (&'static str, [&'static str; 2]),
    /// What is asked first in the lab, and how it is told that a node wants to lead.
    pub ask: &'static str,
    pub stands: &'static str,
}

impl Scene {
    /// A text with the names filled in.
    pub fn fill(&self, text: &str) -> String {
        let (link, [from, to]) = self.link;
        text.replace("{stands}", self.stands)
            .replace("{node}", "document.querySelector('.stage [data-key=node-{f}]')")
            .replace("{cuts}", "document.querySelectorAll('.stage .hand').length")
            .replace("{message}", "document.querySelector('.stage [data-key=message-{m}]')")
            .replace("{link}", "document.querySelector('.stage [data-key={l}]')")
            .replace("{l}", link)
            .replace("{from}", from)
            .replace("{to}", to)
            .replace("{f}", &self.place.to_string())
            .replace("{F}", &self.name)
            .replace("{m}", &self.message)
            .replace("{way}", &self.way)
            .replace("{links}", &self.links.to_string())
            .replace("{ask}", self.ask)
    }
}

/// What every node can suffer.
pub const OF_NODES: &[Fault] = &[
    Fault {
        on: On::Node,
        before: &[],
        deed: "do crash {F}",
        letter: Some("k"),
        shows: "{node}.classList.contains('down')",
        says: "{F} crashes",
    },
    Fault {
        on: On::Node,
        before: &["do crash {F}"],
        deed: "do restart {F}",
        letter: Some("k"),
        shows: "!{node}.classList.contains('down')",
        says: "{F} starts again from its disk",
    },
    Fault {
        on: On::Node,
        before: &[],
        deed: "do isolate {F}",
        letter: Some("i"),
        shows: "{cuts} === {links}",
        says: "Cut: ",
    },
    Fault {
        on: On::Node,
        before: &["do isolate {F}"],
        deed: "do heal {F}-*",
        letter: Some("i"),
        shows: "{cuts} === 0",
        says: "Healed: ",
    },
    Fault {
        on: On::Node,
        before: &[],
        deed: "do pause {F}",
        letter: None,
        shows: "{node}.classList.contains('paused')",
        says: "{F} pauses",
    },
    Fault {
        on: On::Node,
        before: &["do pause {F}"],
        deed: "do resume {F}",
        letter: None,
        shows: "!{node}.classList.contains('paused')",
        says: "{F} goes on",
    },
];

pub const OF_MESSAGES: &[Fault] = &[
    Fault {
        on: On::Message,
        before: &["do {ask}"],
        deed: "do deliver #{m}",
        letter: Some("d"),
        shows: "!{message}",
        says: "",
    },
    Fault {
        on: On::Message,
        before: &["do {ask}"],
        deed: "do drop #{m}",
        letter: Some("x"),
        shows: "!{message}",
        says: "is dropped",
    },
    Fault {
        on: On::Message,
        before: &["do {ask}"],
        deed: "do delay #{m} by 20ms",
        letter: Some("l"),
        shows: "{message}",
        says: "arrives 20ms later",
    },
    Fault {
        on: On::Message,
        before: &["do {ask}"],
        deed: "do duplicate #{m}",
        letter: Some("u"),
        // The copy may be the first to arrive, and gives its number to the capsule of both.
        shows: "[...document.querySelectorAll('.stage .cap')]
            .some(cap => cap.ariaLabel.startsWith('2') && cap.ariaLabel.includes('{way}'))",
        says: "A second copy",
    },
];

/// On a connection a message arrives once: there is nothing to double.
pub const OF_CONNECTIONS: &[Fault] = OF_MESSAGES.split_at(3).0;

pub const OF_LINKS: &[Fault] = &[
    Fault {
        on: On::Link,
        before: &[],
        deed: "do cut {from}-{to}",
        letter: None,
        shows: "{cuts} === 1",
        says: "Cut: {from}-{to}",
    },
    Fault {
        on: On::Link,
        before: &[],
        deed: "do cut {from}->{to}",
        letter: None,
        shows: "{link}.ariaLabel === '{from} is cut off towards {to}'",
        says: "Cut: {from}->{to}",
    },
    Fault {
        on: On::Link,
        before: &[],
        deed: "do cut {to}->{from}",
        letter: None,
        shows: "{link}.ariaLabel === '{to} is cut off towards {from}'",
        says: "Cut: {to}->{from}",
    },
    Fault {
        on: On::Link,
        before: &["do cut {from}-{to}"],
        deed: "do heal {from}-{to}",
        letter: None,
        shows: "{cuts} === 0",
        says: "Healed: {from}-{to}",
    },
    Fault {
        on: On::Link,
        before: &["do cut {from}-{to}"],
        deed: "do heal {to}->{from}",
        letter: None,
        shows: "{link}.ariaLabel === '{from} is cut off towards {to}'",
        says: "Healed: {to}->{from}",
    },
];

const WIPED_LOG: Fault = Fault {
    on: On::Node,
    before: &["do {ask}", "do run 30ms"],
    deed: "do wipe {F}",
    letter: None,
    shows: "!document.querySelector('[data-key=\"cell-{f}-1\"]')",
    says: "{F} starts again with an empty disk",
};

/// A disk that is slow, and what is on its way to it.
const SYNCED: Fault = Fault {
    on: On::Node,
    before: &["do set disk 20ms", "do timeout {F} election"],
    deed: "do sync {F}",
    letter: None,
    shows: "!document.querySelector('[data-key=caption-{f}]').textContent.includes('its disk')",
    says: "{F}'s disk has all that it was given",
};

/// Of those who follow a leader as long as they hear of it.
pub const OF_FOLLOWERS: &[Fault] = &[
    WIPED_LOG,
    Fault {
        on: On::Node,
        before: &[],
        deed: "do timeout {F} election",
        letter: Some("t"),
        shows: "{node}.classList.contains('cand')",
        says: "{stands}",
    },
    SYNCED,
];

/// Those of ZAB wait for their leader. What a leader proposes at once is on its way to their disks while its own still writes.
pub const OF_ZAB: &[Fault] = &[
    WIPED_LOG,
    Fault {
        on: On::Node,
        before: &[],
        deed: "do timeout {F} connection",
        letter: Some("t"),
        shows: "{node}.ariaLabel.includes('looking')",
        says: "{stands}",
    },
    Fault {
        before: &["do set disk 20ms", "do set parallel-disk on", "do {ask}", "do run 5ms"],
        shows: "[...document.querySelectorAll('.stage .cap')]
            .some(cap => cap.ariaLabel.includes('ACK') && cap.ariaLabel.includes('from {F}'))",
        ..SYNCED
    },
];

/// Acceptors remember; only a proposer has a timer.
pub const OF_PAXOS: &[Fault] = &[
    Fault { shows: "{node}.ariaLabel.endsWith('promised none, accepted none')", ..WIPED_LOG },
    Fault {
        on: On::Role("proposer"),
        before: &["do propose {F} red"],
        deed: "do timeout {F} retry",
        letter: Some("t"),
        shows: "{node}.ariaLabel.includes('2.{F}')",
        says: "{F} tries again",
    },
    Fault {
        on: On::Role("proposer"),
        before: &["do set disk 20ms", "do propose {F} red"],
        ..SYNCED
    },
];

/// Replicas have no timers. A client waits for the disk of the one that it asked.
pub const OF_REPLICAS: &[Fault] = &[
    WIPED_LOG,
    Fault {
        before: &["do set disk 20ms", "do {ask}"],
        shows: "document.querySelector('[data-key=client-0]').ariaLabel.includes('done')",
        ..SYNCED
    },
];
