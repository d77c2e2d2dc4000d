//! A browser for one test: a new Chromium with an empty profile, closed when the test ends, however it ends.

use std::fs;
use std::path::{Path, PathBuf};
use std::process;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use thirtyfour::common::capabilities::chromium::ChromiumLikeCapabilities;
use thirtyfour::prelude::*;
use thirtyfour::{ChromeCapabilities, LoggingPrefsLogLevel};
use tokio::runtime::{Builder, Runtime};

use crate::driver::Chromedriver;
use crate::page::Page;
use crate::site;

/// Headless and without a sandbox, since tests run as root in containers; and without calls to anywhere.
const FLAGS: [&str; 9] = [
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--force-device-scale-factor=1",
];

/// How long the browser may take to load a page: many times what it needs, and less than what a test may take.
const PATIENCE: Duration = Duration::from_secs(30);

/// A running Chromium with one page.
pub struct Browser {
    // The fields are dropped in this order, after `drop` has closed the session.
    page: Option<Page>,
    runtime: Runtime,
    _chromedriver: Chromedriver,
    profile: PathBuf,
}

impl Browser {
    /// Starts a browser for the page that tests look at; `None` where there is no chromedriver and a test may be skipped.
    pub fn open() -> Option<Browser> {
        Browser::open_at(|| site::base().to_owned(), &[])
    }

    /// Starts one for a page with another address, with further flags.
    pub fn open_at(base: impl FnOnce() -> String, flags: &[&str]) -> Option<Browser> {
        let chromedriver = Chromedriver::start()?;
        let base = base();
        let profile = new_profile();
        let runtime = Builder::new_current_thread().enable_all().build().expect("a tokio runtime");
        let capabilities = capabilities(&profile, flags).expect("capabilities of Chromium");
        let driver = runtime
            .block_on(WebDriver::new(&chromedriver.address, capabilities))
            .expect("a session of Chromium; is it of the same version as chromedriver?");
        let patience = driver.set_page_load_timeout(PATIENCE);
        runtime.block_on(patience).expect("Chromium waits for a page no longer than it is told");
        let page = Some(Page::new(driver, base));
        let browser = Browser { page, runtime, _chromedriver: chromedriver, profile };
        browser.run(async |page| page.viewport(1280, 800).await);
        Some(browser)
    }

    /// Runs a test against the page; an error of the driver fails it.
    pub fn run(&self, test: impl AsyncFnOnce(&Page) -> WebDriverResult<()>) {
        let page = self.page.as_ref().expect("the page is there until the browser is dropped");
        let limit = Duration::from_secs(120);
        let outcome =
            self.runtime.block_on(async { tokio::time::timeout(limit, test(page)).await });
        match outcome {
            Ok(Ok(())) => {}
            Ok(Err(error)) => panic!("the browser reports: {error}"),
            Err(_) => panic!("the test took longer than {limit:?}"),
        }
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        if let Some(page) = self.page.take() {
            // Chromium ends with its session; were chromedriver killed first, it would stay.
            let _ = self.runtime.block_on(page.quit());
        }
        let _ = fs::remove_dir_all(&self.profile);
    }
}

fn capabilities(profile: &Path, flags: &[&str]) -> WebDriverResult<ChromeCapabilities> {
    let mut capabilities = DesiredCapabilities::chrome();
    for flag in FLAGS.iter().chain(flags) {
        capabilities.add_arg(flag)?;
    }
    capabilities.add_arg(&format!("--user-data-dir={}", profile.display()))?;
    capabilities.set_browser_log_level(LoggingPrefsLogLevel::All)?;
    Ok(capabilities)
}

/// An empty folder that no other browser uses.
fn new_profile() -> PathBuf {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    let count = COUNT.fetch_add(1, Ordering::Relaxed);
    let folder = std::env::temp_dir().join(format!("quorarium-{}-{count}", process::id()));
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).expect("a folder for the profile of the browser");
    folder
}
