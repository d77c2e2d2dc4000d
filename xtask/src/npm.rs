//! `cargo xtask npm`: the program without the page as an npm package, a folder that can be published as it is.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use serde_json::{Value, json};
use wasm_bindgen_cli_support::Bindgen;

use crate::install;
use crate::page::{self, Profile};
use crate::project::Project;
use crate::size;

/// The binary, and the feature that it needs.
const BIN: &str = "package";
const FEATURE: &str = "api";

/// What the files of the program are called.
const NAME: &str = "quorarium";

/// The scripts, words and licences that the package takes over as they are: where they stand, and what they are called there.
const COPIED: [(&str, &str); 7] = [
    ("src/package/error.js", "error.js"),
    ("src/package/node.js", "node.js"),
    ("src/package/README.md", "README.md"),
    ("LICENSE-APACHE", "LICENSE-APACHE"),
    ("LICENSE-MIT", "LICENSE-MIT"),
    // The element that embeds the page, where there is one.
    ("static/embed.js", "embed.js"),
    ("static/embed.d.ts", "embed.d.ts"),
];

/// The types name `Symbol.dispose`, which not everybody's settings know.
const DISPOSABLE: &str = "/// <reference lib=\"esnext.disposable\" />\n";

/// Where in the types the program's loading begins.
const LOADING: &str = "export type InitInput = RequestInfo | URL | Response | BufferSource | WebAssembly.Module;\n\nexport interface InitOutput";

/// Writes the package into a folder, in place of what is there, and prints how large it is.
pub fn build(project: &Project, folder: &Path) -> Result<()> {
    install::wasm_target()?;
    let compiled = page::compile(project, Profile::Release, BIN, FEATURE, &[])?;
    let mut output = Bindgen::new()
        .input_path(compiled)
        .out_name(NAME)
        .web(true)?
        .typescript(true)
        .omit_default_module_path(false)
        .remove_name_section(true)
        .remove_producers_section(true)
        .generate_output()
        .context("wasm-bindgen could not bind the package")?;
    let types = types(output.ts().context("wasm-bindgen wrote no types")?)?;
    empty(folder)?;
    let write = |name: &str, bytes: &[u8]| {
        let path = folder.join(name);
        fs::write(&path, bytes).with_context(|| format!("could not write {}", path.display()))
    };
    // wasm-bindgen would export the class too, but under types of its own that say nothing.
    let script = format!("{}\nexport {{ QuorariumError }};\n", output.js().trim_end());
    write(&format!("{NAME}.js"), script.as_bytes())?;
    write(&format!("{NAME}.d.ts"), types.as_bytes())?;
    write(&format!("{NAME}_bg.wasm"), &output.wasm_mut().emit_wasm())?;
    for (from, to) in COPIED {
        let from = project.root.join(from);
        if from.exists() {
            write(to, &page::read(&from)?)?;
        }
    }
    let has_element = folder.join("embed.js").exists();
    let manifest = manifest(project, has_element)?;
    write("package.json", format!("{manifest:#}\n").as_bytes())?;
    let weights = size::weigh(folder).context("could not weigh the package")?;
    print!("{}", size::table(&weights));
    Ok(())
}

/// What wasm-bindgen wrote of the calls, without what it wrote of the program's loading: that is told in our words.
fn types(written: &str) -> Result<String> {
    let end = written.find(LOADING).with_context(|| format!("the types have no `{LOADING}`"))?;
    Ok(format!("{DISPOSABLE}{}\n", written[..end].trim_end()))
}

/// An empty folder. What is there is removed only if it is an earlier package.
fn empty(folder: &Path) -> Result<()> {
    let here = folder.display();
    let is_there = fs::read_dir(folder).is_ok_and(|mut entries| entries.next().is_some());
    if is_there {
        let manifest = fs::read_to_string(folder.join("package.json")).unwrap_or_default();
        let manifest: Value = serde_json::from_str(&manifest).unwrap_or_default();
        anyhow::ensure!(
            manifest["name"] == NAME,
            "{here} holds something else than an earlier package: choose another folder with --out"
        );
        fs::remove_dir_all(folder).with_context(|| format!("could not empty {here}"))?;
    }
    fs::create_dir_all(folder).with_context(|| format!("could not make the folder {here}"))
}

/// The package's manifest; version, description and licence are those of the crate.
fn manifest(project: &Project, has_element: bool) -> Result<Value> {
    let mut cargo = project.cargo();
    let output = cargo.args(["metadata", "--no-deps", "--format-version", "1"]).output()?;
    let metadata: Value =
        serde_json::from_slice(&output.stdout).context("cargo said nothing of the crate")?;
    let crates = metadata["packages"].as_array().into_iter().flatten();
    let known = crates.into_iter().find(|known| known["name"] == NAME);
    let known = known.with_context(|| format!("cargo knows no crate {NAME}"))?;
    let mut exports = json!({
        ".": {
            "types": "./quorarium.d.ts",
            "node": "./node.js",
            "default": "./quorarium.js",
        },
        "./quorarium_bg.wasm": "./quorarium_bg.wasm",
        "./package.json": "./package.json",
    });
    let mut files = vec!["*.js", "*.d.ts", "*.wasm", "LICENSE-*"];
    if has_element {
        exports["./embed.js"] = json!({ "types": "./embed.d.ts", "default": "./embed.js" });
    }
    files.sort_unstable();
    Ok(json!({
        "name": NAME,
        "version": known["version"],
        "description": known["description"],
        "license": known["license"].as_str().map(|license| format!("({license})")),
        "keywords": ["consensus", "raft", "paxos", "zab", "simulation"],
        "type": "module",
        "main": "./quorarium.js",
        "types": "./quorarium.d.ts",
        "exports": exports,
        "files": files,
        "sideEffects": ["./node.js", "./embed.js"],
        "engines": { "node": ">=20" },
    }))
}
