//! The smallest house: a register that every node may write, last write wins, and no quorum asks anybody.
//!
//! It is no consensus protocol. A node stamps a write with a counter and its own place, keeps it and tells the others;
//! whoever hears of a write keeps the one with the greater stamp. Cut a link and two nodes answer differently, each sure
//! of itself: that is what the other protocols are for. It is also the example for adding a protocol, since it has
//! every room that one needs and little in each.
//!
//! | in the text | here |
//! |---|---|
//! | timestamp, ordered, never shared | [`message::Stamp`] |
//! | write | [`message::Write`] |
//! | last write wins | [`rules::NEWEST_WINS`] |
//!
//! The text is Thomas, "A majority consensus approach to concurrency control for multiple copy databases" (1979), whose
//! rule for applying updates by timestamp is all that is taken from it; its majority vote is left out, on purpose.

pub mod inspect;
pub mod message;
pub mod node;
pub mod rules;
pub mod safety;
pub mod stances;

pub use node::Register;
