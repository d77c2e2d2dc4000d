//! What must hold in wasm as it does natively: run in Chromium by `cargo xtask test --only wasm`.
#![cfg(target_arch = "wasm32")]

#[path = "golden/mod.rs"]
mod golden;

use quorarium::protocol::time::Micros;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

/// A pointer has 32 bits in wasm; simulated time must keep its 64.
#[wasm_bindgen_test]
fn a_time_beyond_32_bits_survives_printing_and_reading() {
    let time = Micros(5_000_000_123);
    assert_eq!(time.to_string().parse(), Ok(time));
}

/// The same scenario and seed give the same bytes here and natively (`tests/json.rs`).
#[wasm_bindgen_test]
fn json_is_the_same_as_natively() {
    assert_eq!(golden::digests(), golden::GOLDEN);
}

/// What a reader can send us tells how to come to the same panic.
#[wasm_bindgen_test]
fn a_panic_becomes_a_banner_with_a_report() {
    use quorarium::web::crash::banner::banner;
    use quorarium::web::crash::{Notes, report};
    let scenario = "cluster raft 5\nseed 7\nstep 12\n".to_string();
    let notes = Notes { scenario, action: "crash A".to_string() };
    let report = report(&notes, 14, "index out of bounds (node.rs:7)");
    let lines: Vec<&str> = report.lines().collect();
    assert!(lines[0].ends_with("step 14 could not be computed"), "{report}");
    assert!(lines.contains(&"# index out of bounds (node.rs:7)"), "{report}");
    assert!(lines.contains(&"step 12") && lines.contains(&"# then: crash A"), "{report}");
    assert!(
        quorarium::scenario::parse::parse(&report).is_ok(),
        "the report is a scenario: {report}"
    );

    let document = web_sys::window().and_then(|window| window.document()).expect("a document");
    let banner = banner(&document, 14, report.clone()).expect("a banner");
    assert_eq!(banner.get_attribute("role").as_deref(), Some("alert"));
    let text = |selector: &str| {
        let part = banner.query_selector(selector).ok().flatten().expect(selector);
        part.text_content().unwrap_or_default()
    };
    assert_eq!(text("h2"), "Step 14 could not be computed");
    assert_eq!(text("button"), "Copy report");
    assert_eq!(text("textarea"), report);
}

/// These tests are built without the splitter, as `trunk` builds the page: then nothing is left to be fetched.
#[wasm_bindgen_test]
fn without_the_splitter_the_code_of_a_view_is_there_at_once() {
    use quorarium::web::later::File;
    use std::task::{Context, Poll, Waker};
    let mut fetch = File::Sheets.fetch();
    let first = fetch.as_mut().poll(&mut Context::from_waker(Waker::noop()));
    assert!(matches!(first, Poll::Ready(Ok(_))));
}
