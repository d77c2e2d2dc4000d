//! The same scenario and seed give the same `--json`, byte for byte, here and in Chromium (`tests/wasm.rs`).
#![cfg(not(target_arch = "wasm32"))]

#[path = "golden/mod.rs"]
mod golden;

#[test]
fn json_is_golden() {
    let digests = golden::digests();
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        std::fs::write("tests/golden/json.txt", &digests).unwrap();
        return;
    }
    assert_eq!(
        digests,
        golden::GOLDEN,
        "if the change is meant, run with UPDATE_GOLDEN=1 and commit the difference only if you understand what caused it"
    );
}
