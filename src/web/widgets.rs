//! Small parts without a place of their own: fields, icons, the dock, the strip of invariants.

pub mod dock;
pub mod field;
pub mod icon;
pub mod invariants;
pub mod timeline;
pub mod top;
