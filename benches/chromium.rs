//! The engine's figures in Chromium, without drawing: the same work as natively. `cargo xtask bench` prints both.
#![cfg(target_arch = "wasm32")]

mod workload;

use quorarium::protocol::erased::Kind;
use quorarium::protocols::{House, house};
use std::hint::black_box;
use wasm_bindgen_test::{console_log, wasm_bindgen_test, wasm_bindgen_test_configure};
use workload::{LONG, history, percentile, places, world};

/// The page's own allocator: see `src/main.rs`.
#[global_allocator]
static ALLOCATOR: talc::wasm::WasmDynamicTalc = talc::wasm::new_wasm_dynamic_allocator();

wasm_bindgen_test_configure!(run_in_browser);

/// Milliseconds, to the fraction that the browser allows a page to see.
fn now() -> f64 {
    let performance = web_sys::window().and_then(|window| window.performance());
    performance.map_or(0.0, |performance| performance.now())
}

fn figures(kind: &'static dyn Kind) {
    let name = kind.name();
    let bare = rate(|| drop(black_box(world(kind, LONG))));
    console_log!("{name:<11} events/s, world alone                  {bare:>12.0}");
    let kept = rate(|| drop(black_box(history(kind, LONG))));
    console_log!("{name:<11} events/s, with history                 {kept:>12.0}");
    let mut long = history(kind, LONG);
    // The browser's clock is too coarse for one seek: each figure is the mean of ten.
    let all: Vec<u64> = places(LONG, 2_000).collect();
    let mut times: Vec<f64> = Vec::new();
    for ten in all.chunks(10) {
        let start = now();
        ten.iter().for_each(|place| long.seek(*place));
        times.push((now() - start) / 10.0);
    }
    let median = percentile(&mut times, 50);
    console_log!("{name:<11} seek in {LONG} steps, median, ms     {median:>12.3}");
    let slow = percentile(&mut times, 99);
    console_log!("{name:<11} seek in {LONG} steps, p99, ms        {slow:>12.3}");
}

/// Events a second: the median of five runs, the first thrown away.
fn rate(run: impl Fn()) -> f64 {
    let mut rates: Vec<f64> = (0..6)
        .map(|_| {
            let start = now();
            run();
            LONG as f64 / (now() - start) * 1e3
        })
        .skip(1)
        .collect();
    percentile(&mut rates, 50)
}

/// The figures of the protocol with this name.
fn of(name: &str) {
    figures(house(name).and_then(House::kind).expect("a protocol"));
}

#[wasm_bindgen_test]
fn raft() {
    of("raft");
}

#[wasm_bindgen_test]
fn paxos() {
    of("paxos");
}

#[wasm_bindgen_test]
fn multi_paxos() {
    of("multi-paxos");
}

#[wasm_bindgen_test]
fn zab() {
    of("zab");
}

#[wasm_bindgen_test]
fn register() {
    of("register");
}
