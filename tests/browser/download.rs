//! What the page may weigh until it is awake, and until a lab is on the screen.

use thirtyfour::prelude::*;

use crate::harness::Browser;
use crate::page::Page;
use crate::site;
use crate::site::size::{self, CAP, FONT_CAP, Weight};

/// The most that a lab may weigh with all that it needs, under brotli, in bytes.
/// It is what is reached, to be lowered with savings: the reader of a link to a lab waits for this.
const LAB_CAP: u64 = 240 * 1024;

fn weights() -> Vec<Weight> {
    size::weigh(&site::built_page()).expect("dist/ can be read")
}

#[test]
fn the_first_load_stays_under_its_caps() {
    let weights = weights();
    let totals = size::totals(&weights);
    assert!(totals.first > 0 && totals.later > 0, "dist/ lacks a part");
    assert!(totals.first <= CAP && totals.fonts <= FONT_CAP, "{}", size::report(&weights));
}

/// What counts as fetched later is checked against a browser, for the home page and for a lab.
#[test]
fn code_of_views_is_fetched_when_they_are_shown() {
    let Some(browser) = Browser::open() else { return };
    browser.run(async |page| {
        let weights = weights();
        page.open("").await?;
        let home = fetched(page, &weights).await?;
        assert!(home.iter().any(|weight| weight.path.ends_with(".wasm")), "no program was fetched");
        let early = home.iter().find(|weight| weight.is_later());
        assert!(early.is_none(), "fetched before it was needed: {}", early.unwrap().path);
        page.open("#/lab/raft").await?;
        let lab = fetched(page, &weights).await?;
        assert!(lab.iter().any(|weight| weight.is_later()), "the lab came with the first load");
        let sum: u64 = lab.iter().filter(|weight| !weight.is_font()).map(|w| w.brotli).sum();
        assert!(sum <= LAB_CAP, "a lab weighs {sum} bytes, its cap is {LAB_CAP}");
        page.assert_no_console_errors().await
    });
}

/// The files of `dist/` that the page has asked for.
async fn fetched<'a>(page: &Page, weights: &'a [Weight]) -> WebDriverResult<Vec<&'a Weight>> {
    let requests = page.requests().await?;
    let asked = |weight: &&Weight| requests.contains(&format!("{}{}", page.base(), weight.path));
    Ok(weights.iter().filter(asked).collect())
}

#[test]
fn code_that_does_not_come_can_be_asked_for_again() {
    let Some(browser) = Browser::open() else { return };
    browser.run(async |page| {
        page.open("").await?;
        page.evaluate(
            "window.fetched = window.fetch;
            window.fetch = () => Promise.reject(new TypeError('no network, on purpose'));
            location.hash = '#/lab/raft'",
        )
        .await?;
        let place = page.query(By::Css(".later[role=alert]")).first().await?;
        assert!(place.text().await?.contains("could not be fetched"));
        page.screenshot("later-missing").await?;
        // A file that the host does not have is a failure of another kind, and no less one.
        page.evaluate("window.fetch = () => window.fetched('./later/none.wasm')").await?;
        let again = page.find(By::Css(".later button")).await?;
        again.click().await?;
        let place = page.query(By::Css(".later[role=alert]")).first().await?;
        page.evaluate("window.fetch = window.fetched").await?;
        place.find(By::Css("button")).await?.click().await?;
        page.query(By::Css("main.lab")).first().await?;
        let errors = page.console_errors().await?;
        let is_ours = |error: &String| error.contains("later");
        assert!(!errors.is_empty() && errors.iter().all(is_ours), "{errors:#?}");
        Ok(())
    });
}
