//! Sees to it that the tools a command needs are there: installs them where it can, or says what to install.

use std::env;
use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::project::{Project, WASM, describe, on_path, output_of, run};

/// The wasm target of the toolchain.
pub fn wasm_target() -> Result<()> {
    let Some(installed) = output_of("rustup", &["target", "list", "--installed"]) else {
        // A toolchain without rustup may well carry the target: its standard library tells.
        let has_library = output_of("rustc", &["--print", "target-libdir", "--target", WASM])
            .is_some_and(|folder| std::path::Path::new(folder.trim()).is_dir());
        if has_library {
            return Ok(());
        }
        bail!(
            "the target {WASM} is missing: install Rust with rustup, or your system's package of that target"
        );
    };
    if installed.lines().any(|line| line.trim() == WASM) {
        return Ok(());
    }
    run(Command::new("rustup").args(["target", "add", WASM])).map_err(|error| {
        error.context(format!("the page needs the target {WASM}: run `rustup target add {WASM}`"))
    })
}

/// A component of the toolchain, such as rustfmt or clippy, by the cargo command that shows it is there.
pub fn component(project: &Project, component: &str, subcommand: &str) -> Result<()> {
    let works = project
        .cargo()
        .args([subcommand, "--version"])
        .output()
        .is_ok_and(|output| output.status.success());
    if works {
        return Ok(());
    }
    run(Command::new("rustup").args(["component", "add", component])).map_err(|error| {
        error.context(format!("{component} is missing: run `rustup component add {component}`"))
    })
}

/// The packages that a folder asks for, from npm and at the locked versions.
pub fn packages(folder: &Path) -> Result<()> {
    let lock = folder.join("package-lock.json");
    let installed = folder.join("node_modules/.package-lock.json");
    let time = |path| fs::metadata(path).and_then(|metadata| metadata.modified()).ok();
    if time(&installed).is_some_and(|installed| time(&lock).is_some_and(|lock| lock < installed)) {
        return Ok(());
    }
    let npm = on_path("npm").context("npm is not on the path: install Node with npm")?;
    let mut command = Command::new(npm);
    command.args(["ci", "--ignore-scripts", "--no-audit", "--no-fund"]).current_dir(folder);
    run(&mut command)
        .with_context(|| format!("the tests need the packages of {}", folder.display()))
}

/// A program that the browser tests need, under any of its names.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Tool {
    Chromium,
    Chromedriver,
    Node,
    Npm,
}

impl Tool {
    const ALL: [Tool; 4] = [Tool::Chromium, Tool::Chromedriver, Tool::Node, Tool::Npm];

    fn name(self) -> &'static str {
        match self {
            Tool::Chromium => "Chromium (or Chrome)",
            Tool::Chromedriver => "chromedriver of the same version",
            Tool::Node => "Node",
            Tool::Npm => "npm",
        }
    }

    fn is_there(self) -> bool {
        let names: &[&str] = match self {
            Tool::Chromium => {
                let applications = "/Applications/Google Chrome.app";
                if cfg!(target_os = "macos") && std::path::Path::new(applications).exists() {
                    return true;
                }
                &["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"]
            }
            Tool::Chromedriver if env::var_os("CHROMEDRIVER").is_some() => return true,
            Tool::Chromedriver => &["chromedriver"],
            Tool::Node => &["node"],
            Tool::Npm => &["npm"],
        };
        names.iter().any(|name| on_path(name).is_some())
    }
}

/// A system's package manager: how it is called and what it names the tools.
struct Manager {
    program: &'static str,
    /// Brings the lists of packages up to date, where that is a step of its own.
    refresh: &'static [&'static str],
    install: &'static [&'static str],
    /// Packages of Chromium, chromedriver, Node and npm; an empty name comes with another.
    packages: [&'static str; 4],
    needs_root: bool,
}

const MANAGERS: [Manager; 4] = [
    Manager {
        program: "apt-get",
        refresh: &["update"],
        install: &["install", "-y", "--no-install-recommends"],
        packages: ["chromium", "chromium-driver", "nodejs", "npm"],
        needs_root: true,
    },
    Manager {
        program: "dnf",
        refresh: &[],
        install: &["install", "-y"],
        packages: ["chromium", "chromedriver", "nodejs", "nodejs-npm"],
        needs_root: true,
    },
    Manager {
        program: "pacman",
        refresh: &[],
        install: &["-Sy", "--noconfirm", "--needed"],
        packages: ["chromium", "chromium", "nodejs", "npm"],
        needs_root: true,
    },
    Manager {
        program: "brew",
        refresh: &[],
        install: &["install"],
        packages: ["chromium", "chromedriver", "node", "node"],
        needs_root: false,
    },
];

/// Chromium, its driver, Node and npm: installs those that are missing.
pub fn browser_tools() -> Result<()> {
    let missing = missing();
    if missing.is_empty() {
        return Ok(());
    }
    let names = missing.iter().map(|tool| tool.name()).collect::<Vec<_>>().join(", ");
    println!("missing for the tests in a browser: {names}");
    let advice = format!("install {names}, on the path, and run this again");
    let Some(manager) = MANAGERS.iter().find(|manager| on_path(manager.program).is_some()) else {
        bail!("{advice} (no package manager that xtask knows is here)");
    };
    let mut packages: Vec<&str> =
        missing.iter().map(|tool| manager.packages[*tool as usize]).collect();
    packages.dedup();
    let install = [manager.install, &packages].concat();
    let line = format!("{} {}", manager.program, install.join(" "));
    let Some(sudo) = right_to_install(manager) else {
        bail!("{advice}. With the rights to, this does it: {line}");
    };
    if !manager.refresh.is_empty() {
        run(&mut call(manager, sudo, manager.refresh))?;
    }
    let mut command = call(manager, sudo, &install);
    let shown = describe(&command);
    run(&mut command)
        .map_err(|error| error.context(format!("{advice}; `{shown}` did not do it")))?;
    match self::missing().as_slice() {
        [] => Ok(()),
        still => {
            let names = still.iter().map(|tool| tool.name()).collect::<Vec<_>>().join(", ");
            bail!("`{shown}` ran, but still missing on the path: {names}. Install them by hand")
        }
    }
}

fn missing() -> Vec<Tool> {
    Tool::ALL.into_iter().filter(|tool| !tool.is_there()).collect()
}

/// Whether we may install: `Some(true)` through sudo, `Some(false)` as we are, `None` not at all.
fn right_to_install(manager: &Manager) -> Option<bool> {
    if !manager.needs_root || output_of("id", &["-u"]).is_some_and(|id| id.trim() == "0") {
        return Some(false);
    }
    // Without a password or not at all: a test run must not stop to ask for one.
    output_of("sudo", &["-n", "true"]).map(|_| true)
}

fn call(manager: &Manager, sudo: bool, arguments: &[&str]) -> Command {
    let mut command = Command::new(if sudo { "sudo" } else { manager.program });
    if sudo {
        command.args(["-n", manager.program]);
    }
    if manager.program == "apt-get" {
        command.env("DEBIAN_FRONTEND", "noninteractive");
    }
    command.args(arguments);
    command
}
