//! The native command line `quorarium`; on wasm, the page.

#[cfg(target_arch = "wasm32")]
fn main() {
    quorarium::web::start();
}

#[cfg(not(target_arch = "wasm32"))]
fn main() {
    println!("quorarium {}", env!("CARGO_PKG_VERSION"));
}
