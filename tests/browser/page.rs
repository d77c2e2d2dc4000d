//! What a test asks of the page beyond WebDriver's own words: open, look, emulate, read the console.

use std::env;
use std::fs;
use std::ops::Deref;
use std::path::PathBuf;

use serde_json::{Value, json};
use thirtyfour::prelude::*;
use thirtyfour::session::scriptret::ScriptRet;

use crate::site;

/// How often the browser is sent to an address.
const TRIES: u32 = 3;

/// The page in a browser. Everything that WebDriver can do can be done on it.
pub struct Page {
    driver: WebDriver,
    base: String,
}

impl Deref for Page {
    type Target = WebDriver;
    fn deref(&self) -> &WebDriver {
        &self.driver
    }
}

impl Page {
    pub fn new(driver: WebDriver, base: String) -> Page {
        Page { driver, base }
    }

    pub async fn quit(self) -> WebDriverResult<()> {
        self.driver.quit().await
    }

    /// The address of the folder that the page stands in.
    pub fn base(&self) -> &str {
        &self.base
    }

    /// Opens the page, with what comes after its address (`?seed=7`, `#/lab/raft`), and waits until it is awake.
    pub async fn open(&self, rest: &str) -> WebDriverResult<()> {
        // From an empty page, since a change of the fragment alone would not load anything.
        self.go("about:blank").await?;
        self.go(&format!("{}{rest}", self.base)).await?;
        // The program takes the place of the shell and of the line that says that it is starting, and what it fetches
        // at once comes.
        let awake = "#app:not(:has(#boot-status)):not(:has([aria-busy=true])) main";
        self.query(By::Css(awake)).first().await?;
        Ok(())
    }

    /// Goes to an address. A browser on a machine that is busy with other things sometimes does not get there at all: it is
    /// asked again, and says so.
    async fn go(&self, address: &str) -> WebDriverResult<()> {
        for left in (0..TRIES).rev() {
            match self.driver.goto(address).await {
                Err(error) if left > 0 => eprintln!("{address}: {error}; trying again"),
                outcome => return outcome,
            }
        }
        Ok(())
    }

    /// Runs JavaScript in the page; what it returns, to be converted.
    pub async fn evaluate(&self, script: &str) -> WebDriverResult<ScriptRet> {
        self.driver.execute(script, Vec::<Value>::new()).await
    }

    /// The inner size of the window, in CSS pixels, exactly.
    pub async fn viewport(&self, width: u32, height: u32) -> WebDriverResult<()> {
        let size =
            json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": false });
        self.cdp().send_raw("Emulation.setDeviceMetricsOverride", size).await?;
        Ok(())
    }

    /// What the reader's system asks for, such as `("prefers-reduced-motion", "reduce")`.
    pub async fn emulate(&self, features: &[(&str, &str)]) -> WebDriverResult<()> {
        let features: Vec<Value> =
            features.iter().map(|(name, value)| json!({ "name": name, "value": value })).collect();
        let media = json!({ "features": features });
        self.cdp().send_raw("Emulation.setEmulatedMedia", media).await?;
        Ok(())
    }

    /// Every address that the page has asked for, itself included.
    pub async fn requests(&self) -> WebDriverResult<Vec<String>> {
        self.evaluate(
            "return ['navigation', 'resource'].flatMap(kind =>
                performance.getEntriesByType(kind).map(entry => entry.name))",
        )
        .await?
        .convert()
    }

    /// The errors that the page has written to the console since the last call: uncaught ones, refused loads, its own.
    pub async fn console_errors(&self) -> WebDriverResult<Vec<String>> {
        let lines = self.browser_log().await?.into_iter();
        Ok(lines.filter(|line| line.level == "SEVERE").map(|line| line.message).collect())
    }

    /// Fails when there is an error on the console.
    pub async fn assert_no_console_errors(&self) -> WebDriverResult<()> {
        let errors = self.console_errors().await?;
        assert!(errors.is_empty(), "errors on the console: {errors:#?}");
        Ok(())
    }

    /// A picture for people, never compared: fonts differ from machine to machine.
    pub async fn screenshot(&self, name: &str) -> WebDriverResult<()> {
        let target = env::var_os("CARGO_TARGET_DIR").map(PathBuf::from);
        let shots = target.unwrap_or_else(|| site::root().join("target")).join("shots");
        fs::create_dir_all(&shots)?;
        self.driver.screenshot(&shots.join(format!("{name}.png"))).await
    }

    /// What axe-core finds wrong: the rule and the elements, a line each. What lies half under a sheet, a popover or the dock
    /// is not for pressing there, and has no size that is too small.
    pub async fn accessibility_violations(&self) -> WebDriverResult<Vec<String>> {
        let file = site::root().join("tests/browser/node_modules/axe-core/axe.min.js");
        let axe = fs::read_to_string(&file).unwrap_or_else(|error| {
            panic!("{}: {error}; `cargo xtask test --only browser` installs it", file.display())
        });
        if !self.evaluate("return Boolean(window.axe)").await?.convert()? {
            self.driver.execute(axe, Vec::<Value>::new()).await?;
        }
        let run = "const done = arguments[arguments.length - 1];
            const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
            const isCovered = node => {
                const it = document.querySelector(node.target[0]);
                const { left, top, right, bottom } = it.getBoundingClientRect();
                const corners = [[left + 1, top + 1], [right - 1, top + 1], [left + 1, bottom - 1], [right - 1, bottom - 1]];
                return corners.some(([x, y]) => {
                    const over = document.elementFromPoint(x, y)?.closest('.sheet, .pop, .dock');
                    return over && !over.contains(it);
                });
            };
            axe.run({ runOnly: tags }).then(found => done(found.violations.map(violation => [violation.id, violation.nodes
                .filter(node => violation.id !== 'target-size' || !isCovered(node))])
                .filter(([, nodes]) => nodes.length)
                .map(([id, nodes]) => id + ': ' + nodes.map(node => node.html).join(' | '))),
                error => done(['axe failed: ' + error]));";
        self.driver.execute_async(run, Vec::<Value>::new()).await?.convert()
    }
}
