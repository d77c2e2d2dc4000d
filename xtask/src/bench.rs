//! `cargo xtask bench`: the same figures natively and in Chromium, their ratio, and the size of the page. Nothing fails on a figure.

use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};

use crate::install;
use crate::page::{self, Profile};
use crate::project::{Project, WASM, describe};

/// How long the bench may take in Chromium, in seconds.
const PATIENCE: &str = "600";

/// A figure: what was measured, and its value.
type Figure = (String, f64);

/// Runs both benches, weighs the page, and prints what they say.
pub fn bench(project: &Project) -> Result<()> {
    install::wasm_target()?;
    install::browser_tools()?;
    page::build(project, Profile::Release)?;
    let native = figures(project.cargo().args(["bench", "-p", "quorarium", "--bench", "engine"]))?;
    let chromium = figures(
        project
            .cargo()
            .args(["test", "-p", "quorarium", "--profile", "page", "--target", WASM])
            .args(["--test", "bench_wasm", "--", "--nocapture"])
            .env("WASM_BINDGEN_TEST_TIMEOUT", PATIENCE),
    )?;
    print!("{}", table(&native, &chromium));
    let mut page = project.cargo();
    page.args(["test", "-p", "quorarium", "--test", "bench_page", "--", "--nocapture"]);
    println!("\n> {}", describe(&page));
    if !page.status().context("could not start the figures of the page")?.success() {
        bail!("the figures of the page could not be taken: see above");
    }
    Ok(())
}

/// What a bench prints.
fn figures(command: &mut Command) -> Result<Vec<Figure>> {
    let line = describe(command);
    println!("> {line}");
    let output = command
        .stderr(Stdio::inherit())
        .output()
        .with_context(|| format!("could not start `{line}`"))?;
    if !output.status.success() {
        bail!("`{line}` failed:\n{}", String::from_utf8_lossy(&output.stdout));
    }
    Ok(read(&String::from_utf8_lossy(&output.stdout)))
}

/// The lines that begin with a protocol's name and end with a number; two spaces or more stand before the number.
fn read(text: &str) -> Vec<Figure> {
    let figure = |line: &str| {
        let (name, value) = line.trim().rsplit_once("  ")?;
        let value = value.trim().parse().ok()?;
        Some((name.split_whitespace().collect::<Vec<_>>().join(" "), value))
    };
    text.lines().filter_map(figure).collect()
}

/// Both columns, and how many times as long Chromium takes.
fn table(native: &[Figure], chromium: &[Figure]) -> String {
    let mut lines = format!("\n{:<50} {:>12} {:>12} {:>6}\n", "", "native", "Chromium", "ratio");
    for (name, here) in native {
        let there = chromium.iter().find(|(known, _)| known == name).map(|(_, value)| *value);
        let places = if *here < 1000.0 { 3 } else { 0 };
        lines.push_str(&format!("{name:<50} {here:>12.places$}"));
        if let Some(there) = there {
            // A rate is better the greater it is, and a time the smaller.
            let ratio = if name.contains("/s") { here / there } else { there / here };
            lines.push_str(&format!(" {there:>12.places$} {ratio:>6.2}"));
        }
        lines.push('\n');
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_are_read_from_what_a_bench_prints() {
        let text = "running 1 test\nraft      events/s, with history     1458837\nraft   seek, p99, ms   0.18\n";
        let read = read(text);
        assert_eq!(read[0], ("raft events/s, with history".to_string(), 1_458_837.0));
        assert_eq!(read[1], ("raft seek, p99, ms".to_string(), 0.18));
        let both = table(&read, &[(read[0].0.clone(), 1_000_000.0)]);
        assert!(both.contains("1.46"), "{both}");
    }
}
