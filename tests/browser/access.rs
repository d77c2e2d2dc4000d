//! The page for everybody: what an automatic check finds, less motion, zoom, what is spoken, contrast and other colours.

use serde_json::{Value, json};
use thirtyfour::prelude::*;

use crate::harness::Browser;
use crate::page::Page;

const WIDTHS: [(u32, u32); 3] = [(1440, 900), (820, 1180), (390, 844)];

/// A leader, entries, messages on their way and a cut link.
const SET_UP: &str = "do run until leader\ndo request x=1\ndo run 30ms\ndo request x=2\ndo cut D-E";

/// What can be looked at in a lab: a name, and the deeds that lead there.
const LOOKS: &[(&str, &[&str])] = &[
    ("stage", &["view stage", "panel node"]),
    ("why", &["view stage", "panel why"]),
    ("space-time", &["view space-time"]),
    ("tables", &["view tables"]),
    ("popover of a node", &["view stage", "panel node", "open node-1"]),
    ("popover of a link", &["view stage", "open link-0-1"]),
    ("request", &["sheet request"]),
    ("presets", &["sheet presets"]),
    ("settings", &["sheet settings"]),
    ("branches", &["sheet branches"]),
    ("share", &["sheet share"]),
    ("search", &["sheet search"]),
    ("invariants", &["sheet invariants"]),
    ("keys", &["sheet keys"]),
];

impl Page {
    async fn look(&self, deeds: &[&str]) -> WebDriverResult<()> {
        for deed in deeds {
            self.deed(deed).await?;
        }
        self.until("all of it", "!document.querySelector('[aria-busy=true]')").await?;
        self.settle().await
    }

    async fn check(&self, what: &str, found: &mut Vec<String>) -> WebDriverResult<()> {
        let violations = self.accessibility_violations().await?;
        found.extend(violations.iter().map(|it| format!("{what}: {it}")));
        Ok(())
    }

    /// Every place and every view, in a theme, at a width.
    async fn check_all(&self, scheme: &str) -> WebDriverResult<()> {
        let mut found = Vec::new();
        let features = [("prefers-color-scheme", scheme), ("prefers-reduced-motion", "reduce")];
        self.emulate(&features).await?;
        self.lab(SET_UP).await?;
        for (name, deeds) in LOOKS {
            self.look(deeds).await?;
            for (width, height) in WIDTHS {
                self.viewport(width, height).await?;
                self.settle().await?;
                self.check(&format!("{name}, {scheme} at {width}"), &mut found).await?;
            }
            self.deed("close").await?;
        }
        for pane in ["below", "node", "events"] {
            self.look(&["view stage", &format!("pane {pane}")]).await?;
            self.check(&format!("pane {pane}, {scheme}"), &mut found).await?;
        }
        for address in
            ["", "#/nowhere", "#/lab/nothing", "#/lab/register", "#/lab/paxos?scenario=duel"]
        {
            self.open(address).await?;
            for (width, height) in WIDTHS {
                self.viewport(width, height).await?;
                self.settle().await?;
                self.check(&format!("{address:?}, {scheme} at {width}"), &mut found).await?;
            }
        }
        assert!(found.is_empty(), "{found:#?}");
        self.assert_no_console_errors().await
    }
}

#[test]
fn an_automatic_check_finds_nothing_in_the_light() {
    let Some(browser) = Browser::open() else { return };
    browser.run(async |page| page.check_all("light").await);
}

#[test]
fn an_automatic_check_finds_nothing_in_the_dark() {
    let Some(browser) = Browser::open() else { return };
    browser.run(async |page| page.check_all("dark").await);
}

/// The check itself is checked.
#[test]
fn an_automatic_check_finds_what_is_wrong() {
    let Some(browser) = Browser::open() else { return };
    browser.run(async |page| {
        page.lab("").await?;
        page.evaluate(
            "document.querySelector('[data-do=theme]').removeAttribute('aria-label');
            document.querySelector('[data-do=theme]').removeAttribute('title')",
        )
        .await?;
        let mut found = Vec::new();
        page.check("a button without a name", &mut found).await?;
        assert!(found.iter().any(|it| it.contains("button-name")), "{found:?}");
        Ok(())
    });
}

/// How many pictures the stage shows in the second after a step, from the frame after the one in which the step is told.
const PICTURES: &str = "
    const done = arguments[arguments.length - 1];
    const seen = new Set();
    const stage = document.querySelector('.stage svg');
    const clock = document.querySelector('.clock b');
    const before = clock.textContent;
    document.querySelector('[data-do=step]').click();
    const wait = () => requestAnimationFrame(clock.textContent === before ? wait : begin);
    const begin = () => {
        const until = performance.now() + 700;
        const look = () => {
            seen.add(stage.innerHTML);
            if (performance.now() < until) requestAnimationFrame(look); else done(seen.size);
        };
        look();
    };
    wait();";

/// The steps as they are shown for some seconds: number and time of each.
const STEPS: &str = "
    const done = arguments[arguments.length - 1];
    const clock = document.querySelector('.clock b');
    const seen = [];
    new MutationObserver(() => seen.push([Number(clock.textContent.slice(5)), performance.now()]))
        .observe(clock, { characterData: true, subtree: true, childList: true });
    document.querySelector('.play').click();
    setTimeout(() => { document.querySelector('.play').click(); done(seen) }, 3300);";

#[test]
fn with_less_motion_a_step_is_a_cut() {
    let Some(browser) = Browser::open() else { return };
    browser.run(async |page| {
        page.viewport(1440, 900).await?;
        page.lab("do run until leader").await?;
        page.until("a leader", "document.querySelector('.stage .node.leader')").await?;
        let pictures: u64 = page.execute_async(PICTURES, Vec::<Value>::new()).await?.convert()?;
        assert!(pictures > 2, "with motion a step is {pictures} pictures");
        page.emulate(&[("prefers-reduced-motion", "reduce")]).await?;
        page.lab("do run until leader").await?;
        page.until("a leader", "document.querySelector('.stage .node.leader')").await?;
        let pictures: u64 = page.execute_async(PICTURES, Vec::<Value>::new()).await?.convert()?;
        assert_eq!(pictures, 1, "a frame between two steps");
        let steps: Vec<(f64, f64)> =
            page.execute_async(STEPS, Vec::<Value>::new()).await?.convert()?;
        // Not faster than one in 900 ms; how much slower is the machine's affair.
        assert!((1..=4).contains(&steps.len()), "{steps:?}");
        for pair in steps.windows(2) {
            let number = pair[1].0 - pair[0].0;
            assert!((number - 1.0).abs() < 0.01, "{number} steps at once: {steps:?}");
        }
        page.assert_no_console_errors().await
    });
}

#[test]
fn at_200_percent_nothing_is_lost() {
    let Some(browser) = Browser::open() else { return };
    browser.run(async |page| {
        let size =
            json!({ "width": 720, "height": 450, "deviceScaleFactor": 2, "mobile": false });
        page.cdp().send_raw("Emulation.setDeviceMetricsOverride", size).await?;
        page.emulate(&[("prefers-reduced-motion", "reduce")]).await?;
        page.lab(SET_UP).await?;
        page.until("a cut", "document.querySelector('.stage .hand')").await?;
        let below = "document.querySelector('.panel').getBoundingClientRect().top
            >= document.querySelector('.under').getBoundingClientRect().bottom - 1";
        assert!(page.yes(below).await?, "the panel is not below the logs");
        let wide: Vec<String> = page
            .evaluate(
                "return document.documentElement.scrollWidth <= 720 ? [] : [...document.querySelectorAll('body *')]
                    .filter(it => it.getBoundingClientRect().right > 720).map(it => it.outerHTML.slice(0, 90))",
            )
            .await?
            .convert()?;
        assert!(wide.is_empty(), "it scrolls sideways: {wide:#?}");
        page.screenshot("zoom-200").await?;
        // Whatever can be pressed can be scrolled to and met.
        let script = "
            const pressable = [...document.querySelectorAll('main button, main a, main select, main input, .stage .node')];
            return pressable.filter(it => it.getClientRects().length && !it.disabled).filter(it => {
                it.scrollIntoView({ block: 'center' });
                const box = it.getBoundingClientRect();
                const at = document.elementFromPoint((box.left + box.right) / 2, (box.top + box.bottom) / 2);
                return !at || !(it.contains(at) || at.contains(it));
            }).map(it => it.outerHTML.slice(0, 120))";
        let lost: Vec<String> = page.evaluate(script).await?.convert()?;
        assert!(lost.is_empty(), "{lost:#?}");
        page.assert_no_console_errors().await
    });
}

/// What is spoken while it plays: the text and the time of each.
const SPOKEN: &str = "
    const [seconds, done] = arguments;
    const region = document.querySelector('#narration');
    const said = [];
    new MutationObserver(() => said.push([region.textContent, performance.now()]))
        .observe(region, { characterData: true, subtree: true, childList: true });
    document.querySelector('.play').click();
    setTimeout(() => { document.querySelector('.play').click(); done(said) }, seconds * 1000);";

#[test]
fn what_happens_is_spoken() {
    let Some(browser) = Browser::open() else { return };
    browser.run(async |page| {
        page.viewport(1440, 900).await?;
        page.emulate(&[("prefers-reduced-motion", "no-preference")]).await?;
        page.lab("").await?;
        let polite: u64 = page
            .evaluate(
                "return document.querySelectorAll('[role=status], [aria-live=polite]').length",
            )
            .await?
            .convert()?;
        assert_eq!(polite, 1, "regions that are spoken politely");
        assert!(
            page.yes("document.querySelector('#narration').getAttribute('role') === 'status'")
                .await?
        );
        // A step: the sentence and its section.
        page.deed("step").await?;
        let said = page.words("#narration").await?;
        let told = page.words(".ev.now .cite").await?;
        assert!(
            said.starts_with("Step 1. ") && said.ends_with(&told) && !told.is_empty(),
            "{said}"
        );
        // A refusal is spoken there too.
        page.deed("do restart A").await?;
        page.until("a refusal", "document.querySelector('.refusal').textContent").await?;
        assert_eq!(page.words("#narration").await?, page.words(".refusal").await?);
        // While it plays: only elections, commits and what one did, one in two seconds.
        page.deed("faster").await.ok();
        page.evaluate(
            "const select = document.querySelector('.speed select');
            select.value = '64'; select.dispatchEvent(new Event('change', { bubbles: true }))",
        )
        .await?;
        let said: Vec<(String, f64)> =
            page.execute_async(SPOKEN, vec![json!(6)]).await?.convert()?;
        let said: Vec<_> = said.into_iter().filter(|(text, _)| !text.is_empty()).collect();
        assert!((1..=4).contains(&said.len()), "{said:#?}");
        for pair in said.windows(2) {
            assert!(pair[1].1 - pair[0].1 > 1_900.0, "{said:#?}");
        }
        let notable = ["leader", "commit", "elect", "crash"];
        for (text, _) in &said {
            assert!(notable.iter().any(|word| text.contains(word)), "{text}");
        }
        page.assert_no_console_errors().await
    });
}

#[test]
fn a_broken_invariant_is_spoken_at_once() {
    let Some(browser) = Browser::open() else { return };
    browser.run(async |page| {
        page.viewport(1440, 900).await?;
        page.emulate(&[("prefers-reduced-motion", "reduce")]).await?;
        page.lab("").await?;
        let alarm = "document.querySelector('main [role=alert]#alarm')";
        assert!(page.yes(&format!("{alarm} && !{alarm}.textContent")).await?, "a silent alarm");
        page.deed("do rule off raft.majority").await?;
        for deed in ["do timeout A election", "do timeout B election", "do run 20ms"] {
            page.deed(deed).await?;
        }
        page.until("it broke", "document.querySelector('.inv .bad')").await?;
        let said = page.words("#alarm").await?;
        assert!(said.contains("Election Safety"), "{said}");
        page.deed("seek 0").await?;
        page.until("silence", &format!("!{alarm}.textContent")).await?;
        page.assert_no_console_errors().await
    });
}

#[test]
fn nothing_leaves_the_folder_on_any_route() {
    let Some(browser) = Browser::open() else { return };
    browser.run(async |page| {
        assert!(page.base().matches('/').count() > 4, "the page stands under a sub-path");
        for address in ["", "#/nowhere", "#/lab/register", "#/lab/raft"] {
            page.open(address).await?;
            if address == "#/lab/raft" {
                page.look(&["do run until leader", "panel why"]).await?;
                for (_, deeds) in LOOKS {
                    page.look(deeds).await?;
                }
                page.look(&["close", "view stage", "panel why"]).await?;
                page.until("a rule", "document.querySelector('.rule [data-do^=source]')").await?;
                page.evaluate("document.querySelector('.rule [data-do^=source]').click()").await?;
                page.until("a source", "document.querySelector('pre.source')").await?;
            }
            let requests = page.requests().await?;
            assert!(requests.iter().any(|to| to.ends_with(".wasm")), "{requests:?}");
            let foreign: Vec<_> =
                requests.iter().filter(|to| !to.starts_with(page.base())).collect();
            assert!(foreign.is_empty(), "{address:?} asks for {foreign:?}");
        }
        page.assert_no_console_errors().await
    });
}

/// Contrast of every outline and name on the stage to what is behind the stage.
const CONTRASTS: &str = "
    const rgb = text => (text.match(/[\\d.]+/g) || []).map(Number);
    const light = text => {
        const [r, g, b] = rgb(text).map(it => it / 255).map(it => it <= .03928 ? it / 12.92 : ((it + .055) / 1.055) ** 2.4);
        return .2126 * r + .7152 * g + .0722 * b;
    };
    const ratio = (a, b) => {
        const [low, high] = [light(a), light(b)].sort((x, y) => x - y);
        return (high + .05) / (low + .05);
    };
    const behind = getComputedStyle(document.querySelector('.stagebox')).backgroundColor;
    const found = [];
    const look = (selector, property, least) => {
        const all = [...document.querySelectorAll(selector)];
        if (!all.length) found.push(`there is no ${selector}`);
        for (const it of all) {
            const value = getComputedStyle(it)[property];
            if (value === 'none' || rgb(value)[3] === 0) found.push(`${selector}: ${property} ${value}`);
            else if (ratio(value, behind) < least) found.push(`${selector}: ${value} on ${behind}`);
        }
    };
    look('.stage .node .body', 'stroke', 3);
    look('.stage .node.follower .nm', 'fill', 4.5);
    look('.stage .cap .ln', 'stroke', 3);
    look('.stage .lab2', 'fill', 4.5);
    for (const it of document.querySelectorAll('.stage .bdg text, .stage .nm, .under .v')) {
        if (!it.textContent.trim()) found.push('a number is gone');
    }
    return found;";

#[test]
fn shapes_and_numbers_stay_in_other_colours() {
    let Some(browser) = Browser::open() else { return };
    browser.run(async |page| {
        page.viewport(1440, 900).await?;
        for scheme in ["light", "dark"] {
            for wish in [("prefers-contrast", "more"), ("forced-colors", "active")] {
                let features =
                    [("prefers-color-scheme", scheme), ("prefers-reduced-motion", "reduce"), wish];
                page.emulate(&features).await?;
                page.lab(SET_UP).await?;
                page.until("a cut", "document.querySelector('.stage .hand')").await?;
                let found: Vec<String> = page.evaluate(CONTRASTS).await?.convert()?;
                page.screenshot(&format!("{}-{scheme}", wish.0)).await?;
                assert!(found.is_empty(), "{scheme}, {wish:?}: {found:#?}");
            }
        }
        page.assert_no_console_errors().await
    });
}

/// Pictures for people: four places, two themes, wide and phone.
#[test]
fn sixteen_pictures() {
    let Some(browser) = Browser::open() else { return };
    browser.run(async |page| {
        for scheme in ["light", "dark"] {
            let features = [("prefers-color-scheme", scheme), ("prefers-reduced-motion", "reduce")];
            page.emulate(&features).await?;
            for (width, height) in [(1440, 900), (390, 844)] {
                page.viewport(width, height).await?;
                page.lab(SET_UP).await?;
                page.until("a cut", "document.querySelector('.stage .hand')").await?;
                for deed in
                    ["do run 8ms", "do request x=3", "do run 3ms", "select node-1", "pane below"]
                {
                    page.deed(deed).await?;
                }
                for (view, name) in
                    [("stage", "lab"), ("space-time", "space-time"), ("tables", "tables")]
                {
                    page.look(&[&format!("view {view}")]).await?;
                    page.screenshot(&format!("{name}-{scheme}-{width}")).await?;
                }
                page.open("").await?;
                page.settle().await?;
                page.screenshot(&format!("home-{scheme}-{width}")).await?;
            }
        }
        page.assert_no_console_errors().await
    });
}
