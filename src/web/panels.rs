//! What stands beside the stage: the inspector or the reasons, the events, the client's request.

pub mod events;
pub mod inspector;
pub mod popover;
pub mod request;
pub mod why;
