//! Small parts without a place of their own: icons, the dock, the strip of invariants.

pub mod dock;
pub mod icon;
pub mod invariants;
pub mod timeline;
pub mod top;
