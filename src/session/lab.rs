//! A session of one protocol.
use super::*;
/// Opens a session.
pub fn open<P: crate::protocol::Protocol>(
    _scenario: &Scenario,
) -> Result<Box<dyn Session>, (u32, Refusal)> {
    todo!()
}
