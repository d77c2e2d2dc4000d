//! What somebody who expects consensus should know.

use crate::protocol::stance::Stance;

/// The points, in the order in which they are shown.
pub const STANCES: &[Stance] = &[Stance {
    asks: "Is this consensus?",
    says: "No. Nobody asks a majority: of two writes the one with the greater stamp wins, and the other is lost although its client was told that it is done. It is here to be compared with.",
    section: "Thomas 1979",
}];
