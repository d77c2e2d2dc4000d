//! Scenarios whose `--json` must be the same, byte for byte, natively and in Chromium.

use quorarium::protocol::digest::Digest;
use quorarium::session::json::run_to_json;

macro_rules! cases {
    ($($name:literal),* $(,)?) => {
        &[$(($name, include_str!(concat!("../scenarios/", $name, ".scenario")))),*]
    };
}

const CASES: &[(&str, &str)] = cases![
    "raft/a-bad-day",
    "raft/rf01-election-in-one-round",
    "raft/rf05-newer-entry-overwritten",
    "raft/rf06-figure-7",
    "raft/rf07-figure-8",
    "raft/rf08-figure-8-protected",
    "raft/rf13-appends-out-of-order",
    "mutants/raft/ack_before_fsync",
    "mutants/raft/no_sessions",
    "mutants/register/last_arrival_wins",
];

/// For each scenario, how many bytes its `--json` has, and their digest.
pub fn digests() -> String {
    let line = |(name, text): &(&str, &str)| {
        let json = run_to_json(text).unwrap_or_else(|error| panic!("{name}: {error}"));
        format!("{name} {} {:016x}\n", json.len(), Digest::of(json.as_str()))
    };
    CASES.iter().map(line).collect()
}

/// What both must give, written by the native test when `UPDATE_GOLDEN` is set, and read before it is committed.
pub const GOLDEN: &str = include_str!("json.txt");
