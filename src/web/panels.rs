//! What stands beside the stage: the inspector or the reasons, the events.

pub mod events;
pub mod inspector;
pub mod past;
pub mod why;
