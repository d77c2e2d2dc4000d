//! The npm package: what JavaScript sees, with its types. Its calls are thin; what they do is [`quorarium::embed`].
//!
//! What is written of a class or a call here stands in the package's `quorarium.d.ts` too, so it speaks to people who write
//! TypeScript.

#[cfg(target_arch = "wasm32")]
mod calls;
#[cfg(target_arch = "wasm32")]
mod session;
#[cfg(target_arch = "wasm32")]
mod values;

/// The engine allocates with every event, and the default allocator of wasm spends a third of its time there.
#[cfg(target_arch = "wasm32")]
#[global_allocator]
static ALLOCATOR: talc::wasm::WasmDynamicTalc = talc::wasm::new_wasm_dynamic_allocator();

fn main() {}
