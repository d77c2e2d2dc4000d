//! What stands beside the stage: the inspector, the events, the client's request.

pub mod events;
pub mod inspector;
pub mod past;
pub mod popover;
pub mod request;
