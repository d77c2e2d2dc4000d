//! The page in a real Chromium, built and served as people get it. Run by `cargo xtask test --only browser`.
#![cfg(not(target_arch = "wasm32"))]
// Clocks and hash maps are kept out of the simulator (clippy.toml), not out of its tests.
#![allow(clippy::disallowed_types)]

mod deeds;
mod driver;
mod harness;
mod host;
mod page;
mod site;

mod access;
mod book;
mod compare;
mod download;
mod element;
mod embed;
mod fault;
mod faults;
mod gestures;
mod hostile;
mod hosting;
mod keyboard;
mod lab;
mod labs;
mod layout;
mod lessons;
mod loading;
mod looks;
mod present;
mod sharing;
mod single_file;
mod studio;
mod touch;
