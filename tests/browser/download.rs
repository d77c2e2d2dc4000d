//! What the page may weigh until it is awake, and until a lab is on the screen.

use quorarium::protocols::HOUSES;
use quorarium::scenarios;
use serde_json::json;
use thirtyfour::prelude::*;

use crate::harness::Browser;
use crate::page::Page;
use crate::site;
use crate::site::size::{self, CAP, EMBED_CAP, FONT_CAP, Weight};

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

#[test]
fn the_script_for_pages_of_others_stays_under_its_cap() {
    let weights = weights();
    let embed = size::totals(&weights).embed;
    assert!((1..=EMBED_CAP).contains(&embed), "{}", size::report(&weights));
}

/// What is fetched later: all but the code of protocols, of which a lab needs its own, and what its nodes do when it is on
/// the screen.
const NOT_YET: [&str; 6] =
    ["later/sheets", "later/views", "later/words", "later/errands", "later/compare", "sources/"];

/// What counts as fetched later is checked against a browser: neither the home page nor a lab needs it.
#[test]
fn code_is_fetched_when_it_is_needed() {
    let Some(browser) = Browser::open() else { return };
    browser.run(async |page| {
        let weights = weights();
        let labs = HOUSES.iter().map(|house| (format!("#/lab/{}", house.name), house.name));
        for (address, lab) in [(String::new(), "raft")].into_iter().chain(labs) {
            let lab = &lab.replace('-', "_");
            page.open(&address).await?;
            page.query(By::Css(".lab .node")).first().await?;
            assert!(is_drawn_first(page, lab).await?, "{address} waits for what its nodes do");
            let all = fetched(page, &weights).await?;
            let conduct = [format!("later/{lab}_conduct-"), "later/motion-".to_string()];
            let is_conduct = |it: &&Weight| conduct.iter().any(|of| it.path.starts_with(of));
            let (after, first): (Vec<_>, Vec<_>) = all.into_iter().partition(is_conduct);
            assert!(first.iter().any(|weight| weight.path.ends_with(".wasm")), "no program");
            let is_early = |weight: &&&Weight| NOT_YET.iter().any(|it| weight.path.starts_with(it));
            let early = first.iter().find(is_early);
            assert!(early.is_none(), "{address} needs {}", early.unwrap().path);
            let total: u64 = first.iter().filter(|it| !it.is_font()).map(|it| it.brotli).sum();
            let after: u64 = after.iter().map(|it| it.brotli).sum();
            println!("{address}: {} + {after} bytes", total);
            assert!(total <= CAP, "{address} fetches {total} bytes");
        }
        page.find(By::Css("[data-do='sheet settings']")).await?.click().await?;
        page.query(By::Css(".sheet.settings")).first().await?;
        assert!(fetched(page, &weights).await?.iter().any(|weight| weight.is_later()));
        page.assert_no_console_errors().await
    });
}

/// Notes when the first node is on the screen, in milliseconds since the navigation.
const FIRST_FRAME: &str = "
    const look = () => {
        if (document.querySelector('.lab .node')) window.firstFrame = performance.now();
        else requestAnimationFrame(look);
    };
    requestAnimationFrame(look);";

/// What an embed fetches until its cluster is on the screen, and how long that takes on this machine.
#[test]
fn an_embed_is_on_the_screen_within_the_cap() {
    let Some(browser) = Browser::open() else { return };
    browser.run(async |page| {
        let weights = weights();
        let source = json!({ "source": FIRST_FRAME });
        page.cdp().send_raw("Page.addScriptToEvaluateOnNewDocument", source).await?;
        for house in &HOUSES {
            let preset = scenarios::of(house.name).next();
            let name = preset.map(|it| format!("/{}?k=3", it.name)).unwrap_or_default();
            let address = format!("#/embed/{}{name}", house.name);
            page.open(&address).await?;
            page.until("the picture", "window.firstFrame").await?;
            let at: f64 = page.evaluate("return window.firstFrame").await?.convert()?;
            let asked: Vec<String> = page
                .evaluate(
                    "return performance.getEntriesByType('resource')
                        .filter(it => it.startTime < window.firstFrame).map(it => it.name)
                        .concat(location.href.split('#')[0] + 'index.html')",
                )
                .await?
                .convert()?;
            let is_asked = |it: &&Weight| asked.contains(&format!("{}{}", page.base(), it.path));
            let first = weights.iter().filter(|it| !it.is_font()).filter(is_asked);
            // What its nodes do and what reads the scenario is asked for with the first picture, and comes after it.
            let first = first.filter(|it| !AFTER.iter().any(|part| it.path.contains(part)));
            let total: u64 = first.map(|it| it.brotli).sum();
            let all: u64 = fetched(page, &weights)
                .await?
                .iter()
                .filter(|it| !it.is_font())
                .map(|it| it.brotli)
                .sum();
            println!("{address}: {total} bytes, first frame after {at:.0} ms; {all} bytes in all");
            assert!((CAP / 2..=CAP).contains(&total), "{address} fetches {total} bytes");
        }
        page.assert_no_console_errors().await
    });
}

/// What an embed asks for with its first picture.
const AFTER: [&str; 5] = ["_conduct-", "motion-", "post-", "errands-", "chunk_"];

/// Whether a lab was on the screen when what its nodes do was asked for.
async fn is_drawn_first(page: &Page, lab: &str) -> WebDriverResult<bool> {
    let script = format!(
        "const asked = performance.getEntriesByType('resource');
        const of = part => asked.find(it => it.name.includes(`/later/${{part}}-`));
        return of('{lab}_conduct').startTime >= of('{lab}').responseEnd"
    );
    page.evaluate(&script).await?.convert()
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
        page.open("#/lab/raft").await?;
        page.evaluate(
            "window.fetched = window.fetch;
            window.fetch = () => Promise.reject(new TypeError('no network, on purpose'))",
        )
        .await?;
        page.find(By::Css("[data-do='sheet settings']")).await?.click().await?;
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
        page.query(By::Css(".sheet.settings")).first().await?;
        let errors = page.console_errors().await?;
        let is_ours = |error: &String| error.contains("later");
        assert!(!errors.is_empty() && errors.iter().all(is_ours), "{errors:#?}");
        Ok(())
    });
}

#[test]
fn a_protocol_that_does_not_come_can_be_asked_for_again() {
    let Some(browser) = Browser::open() else { return };
    browser.run(async |page| {
        page.open("").await?;
        page.query(By::Css(".lab .node")).first().await?;
        page.evaluate(
            "window.fetched = window.fetch;
            window.fetch = () => Promise.reject(new TypeError('no network, on purpose'));
            location.hash = '#/lab/paxos'",
        )
        .await?;
        let place = page.query(By::Css("main [role=alert]")).first().await?;
        assert!(place.text().await?.contains("could not be fetched"));
        page.evaluate("window.fetch = window.fetched").await?;
        page.find(By::Css("main button")).await?.click().await?;
        page.until(
            "the lab",
            "document.querySelector('.crumb b')?.textContent.startsWith('Basic Paxos')",
        )
        .await?;
        Ok(())
    });
}
