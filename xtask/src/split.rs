//! Takes the compiled program apart: what the page starts with, and the files that are fetched when they are needed.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result, anyhow};
use walrus::ir::Value;
use walrus::{ConstExpr, Data, DataKind, Module, ModuleConfig};
use wasm_split_cli_support::{Options, transform};

/// The module that the program asks for its further files: a name inside the build, changed when `dist/` is written.
pub const LOADER: &str = "./later.js";

/// A program taken apart.
pub struct Parts {
    /// What the page starts with, not yet bound to JavaScript.
    pub main: Vec<u8>,
    /// The rest, piece by piece, by name.
    pub later: Vec<(String, Piece)>,
    /// The parts that the program asks for, each with the names of the pieces that it needs, its own the last.
    pub needs: BTreeMap<String, Vec<String>>,
    /// What the program shares with all pieces, as JavaScript names it.
    pub shares: String,
    /// What a piece that was built for debugging asks for besides.
    pub canary: String,
}

/// A piece of a program.
pub enum Piece {
    /// A module of its own.
    Module(Vec<u8>),
    /// Constants alone: where in memory each stands and how long it is, four bytes each with the lowest first, and then the
    /// constant. A module around a word is ten times as long as the word.
    Constants(Vec<u8>),
}

impl Piece {
    /// What of it is written down.
    pub fn bytes(&self) -> &[u8] {
        match self {
            Piece::Module(bytes) | Piece::Constants(bytes) => bytes,
        }
    }
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
    options.emit_dwarf = false;
    // Its errors are of another library's kind.
    let split = transform(options).map_err(|error| anyhow!("{error:#}"));
    let split = split.context("the program could not be split")?;
    let mut later = Vec::new();
    for path in &split.split_modules {
        later.push((piece_name(path)?, tightened(&read(path)?)?));
    }
    let loader = folder.join(LOADER);
    let loader = fs::read_to_string(&loader)
        .with_context(|| format!("could not read {}", loader.display()))?;
    let between = |start: &str, end: &str| {
        let rest = loader.split_once(start).map(|(_, rest)| rest);
        let inside = rest.and_then(|rest| rest.split_once(end)).map(|(inside, _)| inside.trim());
        inside.map(str::to_owned).with_context(|| format!("the splitter's script has no {start}"))
    };
    let (shares, canary) = (between("const {", "} =")?, between("__wasm_split: {", "}")?);
    let needs = split
        .prefetch_map
        .into_iter()
        .map(|(part, pieces)| (bare(&part), pieces.iter().map(|piece| bare(piece)).collect()));
    Ok(Parts { main: read(&main)?, later, needs: needs.collect(), shares, canary })
}

/// A piece's name, without what the splitter puts before it.
fn bare(name: &str) -> String {
    name.trim_start_matches("split_").to_owned()
}

/// The same module, shorter: the linker leaves room in every number, and types, names, notes and places without content
/// that nothing here uses.
fn tightened(wasm: &[u8]) -> Result<Piece> {
    let mut config = ModuleConfig::new();
    let mut module =
        config.generate_name_section(false).generate_producers_section(false).parse(wasm)?;
    let notes: Vec<_> = module.customs.iter().map(|(id, _)| id).collect();
    for note in notes {
        module.customs.delete(note);
    }
    let empty: Vec<_> =
        module.data.iter().filter(|data| data.value.is_empty()).map(Data::id).collect();
    for data in empty {
        for memory in module.memories.iter_mut() {
            memory.data_segments.remove(&data);
        }
        module.data.delete(data);
    }
    walrus::passes::gc::run(&mut module);
    Ok(match constants(&module) {
        Some(constants) => Piece::Constants(constants),
        None => Piece::Module(module.emit_wasm()),
    })
}

/// The constants of a module that has nothing else.
fn constants(module: &Module) -> Option<Vec<u8>> {
    if module.funcs.iter().next().is_some()
        || module.elements.iter().next().is_some()
        || module.exports.iter().next().is_some()
        || module.start.is_some()
    {
        return None;
    }
    let mut constants = Vec::new();
    for data in module.data.iter() {
        let DataKind::Active { offset: ConstExpr::Value(Value::I32(place)), .. } = data.kind else {
            return None;
        };
        constants.extend_from_slice(&place.to_le_bytes());
        constants.extend_from_slice(&u32::try_from(data.value.len()).ok()?.to_le_bytes());
        constants.extend_from_slice(&data.value);
    }
    Some(constants)
}

fn read(path: &Path) -> Result<Vec<u8>> {
    fs::read(path).with_context(|| format!("could not read {}", path.display()))
}

fn piece_name(path: &Path) -> Result<String> {
    let name = path.file_stem().and_then(|name| name.to_str());
    name.map(bare).with_context(|| format!("{} has no name", path.display()))
}
