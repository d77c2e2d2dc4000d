//! The scenario language: one text grammar for everything that can be done to a cluster.
//!
//! A click in the page, a lesson, a test, a share link and the command line all say the same thing:
//! a list of statements, one a line. This room turns text into typed statements and back.
//!
//! ```text
//! title A vote survives a crash
//! cluster raft A B C
//! timers manual
//! network manual
//! timeout A                      # A asks for votes
//! deliver A->B RequestVote
//! expect B.votedFor = A
//! ```
//!
//! There are three sorts of statement. *Set-up* says what the cluster is, before anything moves.
//! *Moves* act on it, and *expectations* say what must be true, in conditions over what the inspector shows.
//!
//! The way of a line: `token` splits it into words with their columns, [`parse`] finds its form in the table
//! of `forms`, and [`statement`], made of [`phrase`]s, is what comes out and how it prints. Printing is the inverse of reading:
//! `parse(print(s)) == s`. A [`condition`] is read here too; [`evaluate`] asks it of anything that can tell [`evaluate::Facts`].
//!
//! Beyond the first version of the handbook, `cut` and `heal` take several links, `cut A-B C->D`, all in one event,
//! so that a history with a partition in it can be written down link by link and stay the same history.
//!
//! `switch "main" at 50` goes to a step of a line where `switch "main"` goes to its end; the line may be the present one,
//! so this is also how a scenario says that one stands in the past.
//!
//! A comparison has no `cluster` line: `compare raft 5` and `compare multi-paxos 5 with stable-leader=off` are its columns,
//! each with options of its own, and `watch z=3` is the command that it looks at ([`crate::compare`]). A line for the columns
//! of one protocol alone begins with `in`: `in zab elect A with A B C`.
//!
//! Further extensions of it, each known where it is answered: the global `broken` lists all invariants that broke, in order,
//! where `violated` names the first; `holds("…")` also asks `Linearizability`, `Linearizable Writes` and `Single System Image`
//! of the clients' record, and any invariant by name; `set client-retry 120ms` lets clients ask again by themselves; Raft's `set heartbeat-entries off` makes its
//! heartbeats empty, as the paper has them, where the default fills them with what a follower misses.
//!
//! Over connections a message arrives once: `duplicate`, and `set duplicate` other than 0%, are errors there. What is sent on a
//! broken connection whose link is whole is answered with a reset, and who closes a connection tells the other end: then both
//! ends have noticed at once. Otherwise they notice by their timers.
//!
//! Nothing in here knows a protocol, its options, its variables or its messages. Such names stay [`word::Word`]s,
//! which remember their column, so that whoever knows them can still point at `file:line:column`.

pub mod command;
pub mod condition;
pub mod evaluate;
mod forms;
pub mod parse;
pub mod phrase;
pub mod setting;
pub mod statement;
mod token;
mod values;
pub mod word;
