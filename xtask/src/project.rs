//! Where the project's folders are, and how its programs are called: paths, cargo, tools on the path.

use std::env;
use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};

/// The target that the page is built for.
pub const WASM: &str = "wasm32-unknown-unknown";

/// The folder that holds the workspace.
pub struct Project {
    pub root: PathBuf,
}

impl Project {
    /// Finds the workspace: the folder above xtask's own.
    pub fn find() -> Result<Project> {
        // Cargo sets the variable when it runs xtask; the constant serves a copy called by hand.
        let own = env::var_os("CARGO_MANIFEST_DIR")
            .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")), PathBuf::from);
        let root = own.parent().map(Path::to_owned).unwrap_or_default();
        if !root.join("index.html").is_file() {
            bail!("no index.html in {}: run `cargo xtask` inside the project", root.display());
        }
        Ok(Project { root })
    }

    /// Where the finished page is written.
    pub fn dist(&self) -> PathBuf {
        self.root.join("dist")
    }

    /// A call of the cargo that runs xtask, in the workspace.
    pub fn cargo(&self) -> Command {
        let cargo = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
        let mut command = Command::new(cargo);
        command.current_dir(&self.root);
        command
    }
}

/// Prints a command, runs it with its output streamed, and fails when it does.
pub fn run(command: &mut Command) -> Result<()> {
    let line = describe(command);
    println!("> {line}");
    let status = command.status().with_context(|| format!("could not start `{line}`"))?;
    if !status.success() {
        bail!("`{line}` failed ({status})");
    }
    Ok(())
}

/// Runs a command silently; its output if it could be started and succeeded.
pub fn output_of(program: &str, arguments: &[&str]) -> Option<String> {
    let output = Command::new(program).args(arguments).stdin(Stdio::null()).output().ok()?;
    output.status.success().then(|| String::from_utf8_lossy(&output.stdout).into_owned())
}

/// The file that a program's name stands for, as the shell would find it.
pub fn on_path(program: &str) -> Option<PathBuf> {
    let file = format!("{program}{}", env::consts::EXE_SUFFIX);
    // On Windows npm is a script.
    let script = format!("{program}.cmd");
    env::split_paths(&env::var_os("PATH")?)
        .flat_map(|folder| [folder.join(&file), folder.join(&script)])
        .find(|path| path.is_file())
}

/// A command as a person would type it.
pub fn describe(command: &Command) -> String {
    let program = Path::new(command.get_program()).file_stem().unwrap_or(command.get_program());
    std::iter::once(program)
        .chain(command.get_args())
        .map(OsStr::to_string_lossy)
        .collect::<Vec<_>>()
        .join(" ")
}
