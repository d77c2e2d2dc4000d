//! The stages of `cargo xtask test`: what each runs, in which order, and the table of minutes at the end.

use std::env;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, anyhow, bail};

use crate::install;
use crate::page::{self, Profile};
use crate::project::{Project, WASM, run};
use crate::types;

struct Stage {
    name: &'static str,
    work: fn(&Project) -> Result<()>,
}

/// Cheap and telling stages come first: a run stops at the first that fails.
const STAGES: [Stage; 8] = [
    Stage { name: "format", work: format },
    Stage { name: "clippy", work: clippy },
    Stage { name: "native", work: native },
    Stage { name: "page", work: page },
    Stage { name: "types", work: types::check },
    Stage { name: "wasm", work: wasm },
    Stage { name: "browser", work: browser },
    Stage { name: "docs", work: docs },
];

/// The packages that are tested and documented.
const PACKAGES: [&str; 3] = ["quorarium", "mdbook-quorarium", "xtask"];

/// Runs the named stages, or all of them, in order.
pub fn test(project: &Project, only: &[String]) -> Result<()> {
    for name in only {
        if !STAGES.iter().any(|stage| stage.name == name) {
            let names = STAGES.map(|stage| stage.name).join(", ");
            bail!("`{name}` is not a stage. The stages are {names}");
        }
    }
    let mut times = Vec::new();
    let mut outcome = Ok(());
    for stage in STAGES {
        if !only.is_empty() && !only.iter().any(|name| name == stage.name) {
            continue;
        }
        println!("\n==== {} ====", stage.name);
        let start = Instant::now();
        let result = (stage.work)(project);
        times.push((stage.name, start.elapsed(), result.is_ok()));
        if let Err(error) = result {
            outcome = Err(anyhow!("stage {}: {error:#}", stage.name));
            break;
        }
    }
    print_table(&times);
    outcome
}

fn print_table(times: &[(&str, Duration, bool)]) {
    let minutes = |time: Duration| time.as_secs_f64() / 60.0;
    println!("\n{:<10} {:>8}", "stage", "minutes");
    for (name, time, passed) in times {
        let mark = if *passed { "" } else { "  failed" };
        println!("{name:<10} {:>8.1}{mark}", minutes(*time));
    }
    let total = times.iter().map(|(_, time, _)| *time).sum();
    println!("{:<10} {:>8.1}", "all", minutes(total));
}

fn format(project: &Project) -> Result<()> {
    install::component(project, "rustfmt", "fmt")?;
    run(project.cargo().args(["fmt", "--all", "--check"]))
        .context("`cargo fmt --all` puts it right")
}

fn clippy(project: &Project) -> Result<()> {
    install::component(project, "clippy", "clippy")?;
    install::wasm_target()?;
    // Package by package, as they are tested: see `native`.
    lint(project, &["-p", "xtask", "--all-targets"])?;
    lint(project, &["-p", "quorarium", "--all-targets"])?;
    lint(project, &["-p", "mdbook-quorarium", "--all-targets"])?;
    // "All" leaves out the two that are run by name only.
    lint(project, &["-p", "quorarium", "--test", "browser", "--test", "wasm"])?;
    let wasm = ["-p", "quorarium", "--target", WASM];
    lint(project, &[&wasm[..], &["--lib", "--bins", "--test", "wasm"]].concat())?;
    // The page is built with views that are fetched later, everything else without.
    lint(project, &[&wasm[..], &["--lib", "--bins", "--features", "split"]].concat())?;
    lint(project, &[&wasm[..], &["--bin", "package", "--features", "api"]].concat())?;
    // Once more with the unit tests inside the library.
    lint(project, &[&wasm[..], &["--lib", "--profile", "test"]].concat())
}

fn lint(project: &Project, what: &[&str]) -> Result<()> {
    run(project.cargo().arg("clippy").args(what).args(["--", "-D", "warnings"]))
}

/// The packages apart: together, cargo would unite the features of what they share and build xtask's part anew.
fn native(project: &Project) -> Result<()> {
    for package in PACKAGES {
        run(project.cargo().args(["test", "-p", package]))?;
    }
    Ok(())
}

fn page(project: &Project) -> Result<()> {
    page::build(project, Profile::Release)
}

fn wasm(project: &Project) -> Result<()> {
    install::wasm_target()?;
    install::browser_tools()?;
    run(project
        .cargo()
        .args(["test", "-p", "quorarium", "--target", WASM])
        .args(["--lib", "--test", "wasm"]))
}

fn browser(project: &Project) -> Result<()> {
    install::browser_tools()?;
    // What they inject into the page comes from npm.
    install::packages(&project.root.join("tests/browser"))?;
    // Without a driver these tests would only say that they were skipped; here that must not pass.
    run(project.cargo().args(["test", "-p", "quorarium", "--test", "browser"]).env("CI", "true"))
}

fn docs(project: &Project) -> Result<()> {
    let flags = format!("{} -D warnings", env::var("RUSTDOCFLAGS").unwrap_or_default());
    for package in PACKAGES {
        let mut cargo = project.cargo();
        run(cargo.args(["doc", "-p", package, "--no-deps"]).env("RUSTDOCFLAGS", flags.trim()))?;
    }
    Ok(())
}
