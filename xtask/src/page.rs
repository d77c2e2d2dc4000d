//! Builds the page: compiles to wasm, splits it, binds it to JavaScript, and writes `dist/` under names made of content.

use std::collections::BTreeSet;
use std::env;
use std::fs;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::Stdio;

use anyhow::{Context, Result, bail};
use serde_json::{Map, Value, json};
use wasm_bindgen_cli_support::Bindgen;

use crate::bundles;
use crate::excerpts;
use crate::install;
use crate::links::{self, Kind, Link};
use crate::names;
use crate::project::{Project, WASM, describe, run};
use crate::size::{self, LATER};
use crate::sources;
use crate::split::{self, LOADER};
use crate::style;

/// How the wasm is compiled.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Profile {
    /// Small and fast: what people load.
    Release,
    /// Quick to compile, large to load.
    Debug,
}

/// What the policy of every page of ours begins with: whatever is not allowed after it is forbidden.
pub const NOTHING_ELSE: &str = "default-src 'none'; base-uri 'none'; form-action 'none'";

/// The page loads its own files alone, frames itself alone, and runs no script and no style that stands in it.
const OWN_FILES: &str =
    "script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'; frame-src 'self'";

/// What a page of ours needs to look like one.
pub const STYLED: &str = "style-src 'self'; font-src 'self'; img-src 'self'";

/// Builds the page as people load it, unless `dist/` holds it.
pub fn build_unless_fresh(project: &Project) -> Result<()> {
    if sources::is_built(&project.root) {
        return Ok(());
    }
    build(project, Profile::Release)
}

/// Builds the page into `dist/` and prints how large it is.
pub fn build(project: &Project, profile: Profile) -> Result<()> {
    install::wasm_target()?;
    let html = fs::read_to_string(project.root.join("index.html"))
        .context("could not read index.html, the page to build")?;
    let links = links::read(&html)?;
    let mut dist = Dist { folder: project.dist(), written: BTreeSet::new() };
    let mut style = style(project, &links, &mut dist)?;
    let mut page = String::new();
    let mut at = 0;
    for link in &links {
        page += &html[at..link.span.start];
        page += &match &link.kind {
            Kind::Rust { bin } => program(project, profile, bin, &mut dist)?,
            // All of them are written as one, in the place of the first.
            Kind::Css { .. } => std::mem::take(&mut style),
            Kind::CopyDir { href } | Kind::CopyFile { href } => {
                let source = source(project, href)?;
                dist.copy(&source, &file_name(&source))?;
                String::new()
            }
        };
        at = link.span.end;
    }
    page += &html[at..];
    write_sources(project, &mut dist)?;
    write_lessons(project, &mut dist)?;
    if profile == Profile::Debug {
        page += sources::DEBUG_MARK;
    }
    // The page comes last: until then the old one and its files stay as they were.
    dist.write(
        "index.html",
        with_policy(&page, &format!("{NOTHING_ELSE}; {STYLED}; {OWN_FILES}"))?.as_bytes(),
    )?;
    dist.remove_the_rest()?;
    report(project, profile)
}

/// Writes the style sheets that the page links; the tag that loads them.
fn style(project: &Project, links: &[Link], dist: &mut Dist) -> Result<String> {
    let hrefs = links.iter().filter_map(|link| match &link.kind {
        Kind::Css { href } => Some(href),
        _ => None,
    });
    let mut sheets = Vec::new();
    for href in hrefs {
        let path = source(project, href)?;
        let text = String::from_utf8(read(&path)?)
            .with_context(|| format!("{} is not UTF-8", path.display()))?;
        sheets.push((path, text));
    }
    if sheets.is_empty() {
        return Ok(String::new());
    }
    let name = dist.write_hashed("style", "css", style::merged(&sheets)?.as_bytes())?;
    Ok(format!("<link rel=\"stylesheet\" href=\"./{name}\">"))
}

/// What our source says of every rule, a file a protocol: the page loads it when somebody asks for it.
fn write_sources(project: &Project, dist: &mut Dist) -> Result<()> {
    for module in excerpts::protocols(&project.root).context("could not list the protocols")? {
        let found = excerpts::of_protocol(&project.root, &module)
            .with_context(|| format!("could not read the sources of {module}"))?;
        let rules = found.into_iter().map(|(id, it)| {
            (id, json!({ "file": it.file, "first": it.first, "cites": it.cites, "text": it.text }))
        });
        let json = Value::Object(rules.collect::<Map<String, Value>>()).to_string();
        dist.write(&format!("sources/{}.json", module.replace('_', "-")), json.as_bytes())?;
    }
    Ok(())
}

/// Every lesson as the page fetches it, compiled by our own command line: a file each, and their list.
fn write_lessons(project: &Project, dist: &mut Dist) -> Result<()> {
    let folder = dist.folder.join("lessons");
    if folder.exists() {
        fs::remove_dir_all(&folder)
            .with_context(|| format!("could not empty {}", folder.display()))?;
    }
    let compile = ["run", "--quiet", "--bin", "quorarium", "--", "compile", "lessons", "--out"];
    run(project.cargo().args(compile).arg(&folder))?;
    for entry in fs::read_dir(&folder).context("could not list the lessons")? {
        dist.written.insert(entry?.path());
    }
    Ok(())
}

/// The policy must stand before everything that it governs.
pub fn with_policy(page: &str, policy: &str) -> Result<String> {
    let meta =
        format!("<head>\n<meta http-equiv=\"Content-Security-Policy\" content=\"{policy}\">");
    if !page.contains("<head>") {
        bail!("index.html has no <head> tag to put the content security policy into");
    }
    Ok(page.replacen("<head>", &meta, 1))
}

fn report(project: &Project, profile: Profile) -> Result<()> {
    match profile {
        Profile::Release => {
            let weights = size::weigh(&project.dist()).context("could not weigh dist/")?;
            print!("{}", size::report(&weights));
        }
        // An unoptimised program is 20 times larger: its size says nothing and takes long to find out.
        Profile::Debug => println!("built dist/ for debugging; sizes are for release builds"),
    }
    Ok(())
}

/// Compiles and splits the program, writes its wasm and its scripts; the tags that load what it starts with.
fn program(project: &Project, profile: Profile, bin: &str, dist: &mut Dist) -> Result<String> {
    // The splitter moves code and data, so it must know every place that refers to them.
    let compiled = compile(project, profile, bin, "split", &["-C", "link-arg=--emit-relocs"])?;
    let mut parts = split::split(&compiled)?;
    let mut output = Bindgen::new()
        .input_bytes(bin, std::mem::take(&mut parts.main))
        .web(true)?
        .typescript(false)
        .omit_default_module_path(true)
        // The parts that come later are linked to the table of functions.
        .keep_lld_exports(true)
        .remove_name_section(profile == Profile::Release)
        .remove_producers_section(profile == Profile::Release)
        .generate_output()
        .context("wasm-bindgen could not bind the program")?;
    let script = output.js().to_owned();
    let mut script = names::shortened(output.wasm_mut(), &script, &format!("./{bin}_bg.js"));
    let wasm = dist.write_hashed(bin, "wasm", &output.wasm_mut().emit_wasm())?;
    if !output.snippets().values().all(Vec::is_empty) {
        bail!("a script stands in the Rust sources: give it a file, as src/web/browser.js has one");
    }
    let mut preloads = Vec::new();
    for (path, module) in output.local_modules() {
        let stem = file_name(Path::new(path)).replace(".js", "");
        let name = dist.write_hashed(&stem, "js", slim(module).as_bytes())?;
        script = relinked(&script, &format!("./snippets/{path}"), &name);
        preloads.push(name);
    }
    let loader = bundles::bundle(&parts, |name, kind, bytes| {
        dist.write_hashed(&format!("{}{name}", LATER[0]), kind, bytes)
    })?;
    // The two scripts name each other, so one fingerprint of both goes into both names.
    let both = fingerprint(format!("{script}{loader}").as_bytes());
    let (js, later) = (format!("{bin}-{both:016x}.js"), format!("later-{both:016x}.js"));
    dist.write(&js, slim(&relinked(&script, LOADER, &later)).as_bytes())?;
    dist.write(&later, slim(&loader.replace("{{main}}", &format!("./{js}"))).as_bytes())?;
    let boot = include_str!("boot.js").replace("{{js}}", &js).replace("{{wasm}}", &wasm);
    let boot = dist.write_hashed("boot", "js", boot.as_bytes())?;
    preloads.extend([js, later]);
    let preload = |name: &String| format!("<link rel=\"modulepreload\" href=\"./{name}\">\n");
    // The preloads save a round trip each: the browser need not read the boot script to know of them.
    Ok(format!(
        "{}<link rel=\"preload\" href=\"./{wasm}\" as=\"fetch\" type=\"application/wasm\" crossorigin>\n\
         <script type=\"module\" src=\"./{boot}\"></script>",
        preloads.iter().map(preload).collect::<String>()
    ))
}

/// A script that imports another by the name that it has in `dist/`; wasm keeps the name that it knows.
fn relinked(script: &str, module: &str, name: &str) -> String {
    let from = |module: &str, quote: char| format!("from {quote}{module}{quote}");
    let relinked = script.replace(&from(module, '"'), &from(&format!("./{name}"), '"'));
    relinked.replace(&from(module, '\''), &from(&format!("./{name}"), '\''))
}

/// A script without what stands in it for people only: indents, empty lines, and comments that have lines of their own.
pub fn slim(script: &str) -> String {
    let mut slim = String::new();
    let mut in_comment = false;
    for line in script.lines().map(str::trim) {
        in_comment |= line.starts_with("/*");
        let is_code = !in_comment && !line.is_empty() && !line.starts_with("//");
        in_comment &= !line.ends_with("*/");
        if is_code {
            slim += line;
            slim += "\n";
        }
    }
    slim
}

/// Compiles a binary to wasm and says where it is: cargo is asked, since the target folder can be anywhere.
pub fn compile(
    project: &Project,
    profile: Profile,
    bin: &str,
    feature: &str,
    link: &[&str],
) -> Result<PathBuf> {
    let mut cargo = project.cargo();
    cargo.args(["rustc", "-p", "quorarium", "--target", WASM, "--bin", bin]);
    cargo.args(["--features", feature]);
    if profile == Profile::Release {
        cargo.args(["--profile", "page"]);
        cargo.args(["--config", &format!("target.{WASM}.rustflags={:?}", short_paths())]);
    }
    cargo.args(["--message-format", "json-render-diagnostics"]).stdout(Stdio::piped());
    cargo.arg("--").args(link);
    println!("> {}", describe(&cargo));
    let mut child = cargo.spawn().context("could not start cargo")?;
    let stdout = child.stdout.take().context("cargo has no output to read")?;
    let mut compiled = None;
    for line in BufReader::new(stdout).lines() {
        let message: Value = serde_json::from_str(&line?).unwrap_or_default();
        if message["reason"] == "compiler-artifact" && message["target"]["name"] == bin {
            let names = message["filenames"].as_array().into_iter().flatten();
            let wasm = names.filter_map(Value::as_str).find(|name| name.ends_with(".wasm"));
            compiled = wasm.map(PathBuf::from).or(compiled);
        }
    }
    if !child.wait()?.success() {
        bail!("the program does not compile for {WASM}: see above");
    }
    compiled.with_context(|| format!("cargo built no wasm file for the binary `{bin}`"))
}

/// Flags under which what a panic says of a library names no folder of this machine: shorter, and the same on all machines.
fn short_paths() -> Vec<String> {
    let cargo = env::var_os("CARGO_HOME").map(PathBuf::from);
    let cargo = cargo.or_else(|| env::home_dir().map(|home| home.join(".cargo")));
    let registries = cargo.and_then(|cargo| fs::read_dir(cargo.join("registry/src")).ok());
    let registries = registries.into_iter().flatten().filter_map(Result::ok);
    registries.map(|it| format!("--remap-path-prefix={}=", it.path().display())).collect()
}

/// Writes a file into a folder, under a name that may lead into folders of it; its path.
pub fn write_into(folder: &Path, name: &str, bytes: &[u8]) -> Result<PathBuf> {
    let path = folder.join(name);
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)
            .with_context(|| format!("could not make the folder {}", folder.display()))?;
    }
    fs::write(&path, bytes).with_context(|| format!("could not write {}", path.display()))?;
    Ok(path)
}

/// The folder that the page is written to, and what this build has put there.
struct Dist {
    folder: PathBuf,
    written: BTreeSet<PathBuf>,
}

impl Dist {
    fn write(&mut self, name: &str, bytes: &[u8]) -> Result<()> {
        self.written.insert(write_into(&self.folder, name, bytes)?);
        Ok(())
    }

    /// Writes a file under a name that changes with its content, so that hosts may let browsers keep it for ever.
    fn write_hashed(&mut self, stem: &str, extension: &str, bytes: &[u8]) -> Result<String> {
        let name = format!("{stem}-{:016x}.{extension}", fingerprint(bytes));
        self.write(&name, bytes)?;
        Ok(name)
    }

    fn copy(&mut self, source: &Path, name: &str) -> Result<()> {
        if !source.is_dir() {
            let bytes = read(source)?;
            return match name.strip_suffix(".js") {
                Some(_) => self.write(name, slim(&String::from_utf8(bytes)?).as_bytes()),
                None => self.write(name, &bytes),
            };
        }
        let entries = fs::read_dir(source)
            .with_context(|| format!("could not read the folder {}", source.display()))?;
        for entry in entries {
            let path = entry?.path();
            self.copy(&path, &format!("{name}/{}", file_name(&path)))?;
        }
        Ok(())
    }

    /// Removes what earlier builds left.
    fn remove_the_rest(&self) -> Result<()> {
        self.remove_unwritten(&self.folder)
            .with_context(|| format!("could not tidy {}", self.folder.display()))
    }

    fn remove_unwritten(&self, folder: &Path) -> std::io::Result<()> {
        for entry in fs::read_dir(folder)? {
            let path = entry?.path();
            if !path.is_dir() {
                if !self.written.contains(&path) {
                    fs::remove_file(&path)?;
                }
            } else if self.written.iter().any(|written| written.starts_with(&path)) {
                self.remove_unwritten(&path)?;
            } else {
                fs::remove_dir_all(&path)?;
            }
        }
        Ok(())
    }
}

/// FNV-1a over 64 bits: enough to tell builds apart, and the same on every machine.
fn fingerprint(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(*byte)).wrapping_mul(0x0000_0100_0000_01b3)
    })
}

fn source(project: &Project, href: &str) -> Result<PathBuf> {
    let path = project.root.join(href);
    if !path.exists() {
        bail!("index.html links {href}, which does not exist");
    }
    Ok(path)
}

/// The bytes of a file; an error names it.
pub fn read(path: &Path) -> Result<Vec<u8>> {
    fs::read(path).with_context(|| format!("could not read {}", path.display()))
}

/// The last part of a path.
pub fn file_name(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}
