//! # Quorarium
//!
//! Real consensus protocols over a simulated message bus, in a page that shows every step and says why it happened.
//!
//! ## Bird's-eye view
//!
//! A protocol is a pure step: a message, a timer or a request goes in, effects come out ([`protocol`]).
//! A **world** ([`sim::world`]) is one value that holds the nodes, the messages in flight, the timers, the disks, the
//! network's faults, the clock and the random streams.
//! A **history** ([`sim::history`]) is what was done to a world, with a checkpoint now and then: going back is replaying
//! from the nearest one, and acting in the past opens a branch and keeps the old future.
//! A **session** ([`session`]) is the protocol-blind face of a history. The page, the tests and the command line hold a
//! session and nothing else.
//! None of these knows a protocol's types: each holds it as a [`protocol::erased::Kind`], so that a further protocol brings
//! its own code into the page and no further copy of the simulation.
//! Everything that anyone can do to a session is a statement of one text grammar ([`scenario`]).
//! Every step cites the **rule** of the paper that it carried out, as data ([`protocol::rule`]).
//! **Invariants** stand outside the nodes and are checked after every event ([`protocol::safety`]).
//! A protocol is written with types of its own; the simulation holds it without them ([`protocol::erased`]), so that it is
//! compiled once for all protocols.
//!
//! ## The life of one event
//!
//! [`sim::world::World::advance`] takes what is due next, in order of time and number, and hands it to a node.
//! The node writes effects into its outbox ([`protocol::outbox`]): messages, timers, writes to its disk, entries to apply,
//! answers, and citations of rules, whose sentences are worded only when somebody looks.
//! The world carries the effects out: what promises something leaves when the disk has it.
//! Then the invariants are checked against the node that changed and the ghost variables of all.
//! The history keeps a few bytes of it for the timeline; the sentence is made by replay when it is read.
//!
//! ## Code map
//!
//! | room | what is in it |
//! |---|---|
//! | [`protocol`] | the contract: state machine, outbox, rules, invariants, options, values; `erased`: the same without types |
//! | [`protocols`] | the houses, one folder each, and the one file that names them all |
//! | [`machine`] | what the log drives: a key-value map with client sessions |
//! | [`sim`] | world, network, disk, clients, history, trace, linearizability |
//! | [`scenario`] | the language: statements, conditions, parser, printer |
//! | [`scenarios`] | the named scenarios of `scenarios/`, compiled in |
//! | [`session`] | statements carried out on a history; scenes, facts, JSON, whole stories |
//! | [`compare`] | one script run by several protocols, on one clock |
//! | [`lesson`] | guided lessons: the format, the player, and the proof that a lesson holds |
//! | [`render`] | a scene as keyed shapes, shapes as SVG text, and a still of both with its words |
//! | `web` | the page: what it decides, compiled natively too, and how it is drawn (Yew, wasm only) |
//! | `cli` | the native command line `quorarium` |
//! | [`embed`] | the calls of the npm package; `package` (wasm only, feature `api`) is what JavaScript sees of them |
//!
//! ## Adding a protocol
//!
//! Read [`protocols::register`] first: it is the smallest house and has every room that one needs.
//! Then make a folder under `src/protocols/` with the same rooms in the same order (the chapter, `rules`, `message`, `node`,
//! `safety`, `inspect`), implement [`protocol::Protocol`], and add one line to `protocols.rs`, which also says on
//! which stage it is drawn ([`render::stage::Stage`]).
//! The page, the scenario language, the command line and the tests find it there. The page fetches its code when its lab is
//! opened, so that no protocol weighs on another's lab, and what is written of its rules when somebody asks.
//! If its nodes are not all alike, say which parts they play ([`protocol::Protocol::PARTS`]); if nobody sends them commands,
//! say where their work comes from ([`protocol::Protocol::WORKLOAD`]): [`protocols::paxos`] does both.
//! Its stories go to `tests/scenarios/<name>/`, and for each rule that can be switched off one to
//! `tests/scenarios/mutants/<name>/`.
//!
//! ## Invariants of the architecture
//!
//! `tests/tidy.rs` holds them.
//!
//! 1. Dependencies point one way: `protocol` ← `protocols/*`, `machine` ← `sim` ← `scenario` ← `session`, `render`,
//!    `protocols.rs` ← `compare` ← `web`, `cli`, `embed`.
//! 2. Nothing below the page touches the browser, the wall clock, threads, hash-ordered maps or a global generator, and no
//!    state holds a floating-point number: the same seed gives the same history on every machine.
//! 3. The page holds sessions and scenes, never a protocol's types.
//! 4. Protocols never name each other.
//! 5. Nobody assigns a node's state: one acts on the world, or starts a node from a disk.
//! 6. Every rule is cited and reached by a scenario; every invariant has a switched-off rule that breaks it.
//! 7. Every file opens with a sentence on what belongs in it.
#![forbid(unsafe_code)]
#![warn(missing_docs)]

pub mod compare;
pub mod embed;
pub mod lesson;
pub mod machine;
pub mod protocol;
pub mod protocols;
pub mod render;
pub mod scenario;
pub mod scenarios;
pub mod session;
pub mod sim;
pub mod web;
