pub mod events;
pub mod inspector;
