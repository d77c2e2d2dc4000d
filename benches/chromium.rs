//! The engine's figures in Chromium, without drawing: the same work as natively. `cargo xtask bench` prints both.
#![cfg(target_arch = "wasm32")]

mod workload;

use js_sys::Promise;
use js_sys::futures::JsFuture;
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

/// Lets the browser answer its driver, which gives up a page that is silent for half a minute.
async fn breathe() {
    let promise = Promise::new(&mut |done, _| {
        if let Some(window) = web_sys::window() {
            let _ = window.set_timeout_with_callback(&done);
        }
    });
    let _ = JsFuture::from(promise).await;
}

async fn figures(kind: &'static dyn Kind) {
    let name = kind.name();
    let bare = rate(|| drop(black_box(world(kind, LONG)))).await;
    console_log!("{name:<11} events/s, world alone                  {bare:>12.0}");
    let kept = rate(|| drop(black_box(history(kind, LONG)))).await;
    console_log!("{name:<11} events/s, with history                 {kept:>12.0}");
    let mut long = history(kind, LONG);
    // The browser's clock is too coarse for one seek: each figure is the mean of ten.
    let all: Vec<u64> = places(LONG, 2_000).collect();
    let mut times: Vec<f64> = Vec::new();
    for ten in all.chunks(10) {
        let start = now();
        ten.iter().for_each(|place| long.seek(*place));
        times.push((now() - start) / 10.0);
        breathe().await;
    }
    let median = percentile(&mut times, 50);
    console_log!("{name:<11} seek in {LONG} steps, median, ms     {median:>12.3}");
    let slow = percentile(&mut times, 99);
    console_log!("{name:<11} seek in {LONG} steps, p99, ms        {slow:>12.3}");
}

/// Events a second: the median of five runs, the first thrown away.
async fn rate(run: impl Fn()) -> f64 {
    let mut rates = Vec::new();
    for turn in 0..6 {
        let start = now();
        run();
        if turn > 0 {
            rates.push(LONG as f64 / (now() - start) * 1e3);
        }
        breathe().await;
    }
    percentile(&mut rates, 50)
}

/// The figures of the protocol with this name.
async fn of(name: &str) {
    figures(house(name).and_then(House::kind).expect("a protocol")).await;
}

#[wasm_bindgen_test]
async fn raft() {
    of("raft").await;
}

#[wasm_bindgen_test]
async fn paxos() {
    of("paxos").await;
}

#[wasm_bindgen_test]
async fn multi_paxos() {
    of("multi-paxos").await;
}

#[wasm_bindgen_test]
async fn zab() {
    of("zab").await;
}

#[wasm_bindgen_test]
async fn register() {
    of("register").await;
}
