//! The native command line `quorarium`; on wasm, the page.
fn main() {}
