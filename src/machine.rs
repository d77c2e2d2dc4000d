//! What the log drives: replicated machines, the same whatever protocol feeds them.

pub mod key_value;
