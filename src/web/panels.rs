pub mod events;
pub mod inspector;
pub mod popover;
