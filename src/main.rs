//! The native command line `quorarium`; on wasm, the page.

#[cfg(not(target_arch = "wasm32"))]
mod cli;

/// The engine allocates with every event, and the default allocator of wasm spends a third of its time there.
#[cfg(target_arch = "wasm32")]
#[global_allocator]
static ALLOCATOR: talc::wasm::WasmDynamicTalc = talc::wasm::new_wasm_dynamic_allocator();

#[cfg(target_arch = "wasm32")]
fn main() {
    quorarium::web::start();
}

#[cfg(not(target_arch = "wasm32"))]
fn main() -> std::process::ExitCode {
    cli::main()
}
