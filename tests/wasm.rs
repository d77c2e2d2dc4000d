//! What must hold in wasm as it does natively: run in Chromium by `cargo xtask test --only wasm`.
#![cfg(target_arch = "wasm32")]

use quorarium::protocol::time::Micros;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

/// A pointer has 32 bits in wasm; simulated time must keep its 64.
#[wasm_bindgen_test]
fn a_time_beyond_32_bits_survives_printing_and_reading() {
    let time = Micros(5_000_000_123);
    assert_eq!(time.to_string().parse(), Ok(time));
}
