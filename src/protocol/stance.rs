//! Where the sources of a protocol differ or are silent, and what is done here: said on the page beside the protocol.

/// One such point.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stance {
    /// What somebody who knows the protocol asks.
    pub asks: &'static str,
    /// What is done here, and what the sources say.
    pub says: &'static str,
    /// Where that stands.
    pub section: &'static str,
}
