//! Takes the compiled program apart: what the page starts with, and the files that are fetched when they are needed.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, anyhow};
use walrus::ModuleConfig;
use wasm_split_cli_support::{Options, transform};

/// The module that the program asks for its further files: a name inside the build, changed when `dist/` is written.
pub const LOADER: &str = "./later.js";
/// The module that the loader asks for the program; it is changed likewise.
pub const MAIN: &str = "./main.js";

/// A program taken apart.
pub struct Parts {
    /// What the page starts with, not yet bound to JavaScript.
    pub main: Vec<u8>,
    /// The script that fetches the rest.
    pub loader: String,
    /// The rest: the name by which the loader asks for a file, and the file.
    pub later: Vec<(String, Vec<u8>)>,
}

/// Splits a program that was linked with its relocations kept (`--emit-relocs`).
pub fn split(compiled: &Path) -> Result<Parts> {
    let wasm = read(compiled)?;
    let folder = compiled.with_extension("split");
    // What an earlier build left must not pass for a part of this one.
    if folder.exists() {
        fs::remove_dir_all(&folder)
            .with_context(|| format!("could not empty {}", folder.display()))?;
    }
    let main = folder.join("main.wasm");
    let mut options = Options::new(&wasm);
    options.output_dir = &folder;
    options.main_out_path = &main;
    options.link_name = LOADER;
    options.main_module = MAIN;
    options.emit_dwarf = false;
    // Its errors are of another library's kind.
    let split = transform(options).map_err(|error| anyhow!("{error:#}"));
    let split = split.context("the program could not be split")?;
    let mut later = Vec::new();
    for path in &split.split_modules {
        // A part in which nothing is left is written, and never asked for.
        later.push((file_name(path)?, tightened(&read(path)?)?));
    }
    let loader = folder.join(LOADER);
    let loader = fs::read_to_string(&loader)
        .with_context(|| format!("could not read {}", loader.display()))?;
    later.retain(|(name, _)| loader.contains(name.as_str()));
    Ok(Parts { main: read(&main)?, loader, later })
}

/// The same module, shorter: the linker leaves room in every number, and types, names and notes that nothing here uses.
fn tightened(wasm: &[u8]) -> Result<Vec<u8>> {
    let mut config = ModuleConfig::new();
    let mut module =
        config.generate_name_section(false).generate_producers_section(false).parse(wasm)?;
    let notes: Vec<_> = module.customs.iter().map(|(id, _)| id).collect();
    for note in notes {
        module.customs.delete(note);
    }
    walrus::passes::gc::run(&mut module);
    Ok(module.emit_wasm())
}

fn read(path: &Path) -> Result<Vec<u8>> {
    fs::read(path).with_context(|| format!("could not read {}", path.display()))
}

fn file_name(path: &Path) -> Result<String> {
    let name = path.file_name().and_then(|name| name.to_str());
    name.map(str::to_owned).with_context(|| format!("{} has no name", path.display()))
}
