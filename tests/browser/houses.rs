//! What every lab lets people do, whichever protocol runs in it: with the pointer, with the keyboard, in every view.

use thirtyfour::prelude::*;

use crate::harness::Browser;
use crate::lab::{LABS, Lab};
use crate::page::Page;

/// The first message that nothing covers.
const CAPSULE: &str = "[...document.querySelectorAll('.stage .cap')].find(cap => {
    const box = cap.querySelector('.bx').getBoundingClientRect();
    const at = document.elementFromPoint((box.left + box.right) / 2, (box.top + box.bottom) / 2);
    return at && cap.contains(at);
})";

const FIRST: &str = ".stage [data-key=node-0]";
const IS_DOWN: &str = "document.querySelector('.stage .node.down[data-key=node-0]')";
const CUTS: &str = "document.querySelectorAll('.stage .hand').length";

/// Buttons that are seen and show nothing: their icon is hidden, and their name is for those who hear the page.
const BLANK: &str = "return [...document.querySelectorAll('button.icon')]
    .filter(button => button.getBoundingClientRect().width && !button.innerText.trim())
    .filter(button => !button.querySelector('svg')?.getBoundingClientRect().width)
    .map(button => button.getAttribute('aria-label'))";

/// What is looked at in every lab.
const LOOKS: [&[&str]; 7] = [
    &["view space-time"],
    &["view tables"],
    &["view stage", "panel why"],
    &["panel node", "open node-0"],
    &["sheet about"],
    &["sheet settings"],
    &["sheet request"],
];

impl Lab {
    /// Opens it with messages on their way.
    async fn open_busy(&self, page: &Page) -> WebDriverResult<()> {
        self.open(page).await?;
        if self.begin.is_none() {
            page.deed("do timeout A").await?;
        }
        page.until(self.name, "document.querySelector('.stage .cap')").await
    }
}

impl Page {
    /// Asks with the other button what can be done there, and does it.
    async fn ask_and_do(&self, selector: &str, deed: &str) -> WebDriverResult<()> {
        let (x, y) = self.middle(selector).await?;
        self.action_chain().move_to(x, y).context_click().perform().await?;
        let button = format!(".pop [data-do^='{deed}']");
        self.until(deed, &format!("document.querySelector(\"{button}\")")).await?;
        self.find(By::Css(&button)).await?.click().await?;
        self.settle().await
    }

    /// What was just done is taken back by a step back, and done again by a step forward.
    async fn goes_back_and_forth(&self, before: &str, what: &str) -> WebDriverResult<()> {
        let after = self.fingerprint().await?;
        assert_ne!(after, before, "{what} changed nothing");
        self.keys(",").await?;
        assert_eq!(self.fingerprint().await?, before, "{what}, taken back");
        self.keys(".").await?;
        assert_eq!(self.fingerprint().await?, after, "{what}, done again");
        Ok(())
    }
}

#[test]
fn faults_can_be_done_and_taken_back_in_any_lab() {
    let Some(browser) = Browser::open() else { return };
    browser.run(async |page| {
        page.viewport(1440, 900).await?;
        page.emulate(&[("prefers-reduced-motion", "reduce")]).await?;
        for lab in &LABS {
            lab.open_busy(page).await?;
            let before = page.fingerprint().await?;
            let key: String =
                page.evaluate(&format!("return {CAPSULE}.dataset.key")).await?.convert()?;
            page.ask_and_do(&format!(".stage [data-key='{key}'] .bx"), "do drop").await?;
            page.goes_back_and_forth(&before, &format!("{}: a drop", lab.name)).await?;
            let before = page.fingerprint().await?;
            page.ask_and_do(FIRST, "do crash").await?;
            page.until(lab.name, IS_DOWN).await?;
            page.goes_back_and_forth(&before, &format!("{}: a crash", lab.name)).await?;
            let before = page.fingerprint().await?;
            page.give_focus(FIRST).await?;
            page.keys("k").await?;
            page.until(lab.name, &format!("!{IS_DOWN}")).await?;
            page.goes_back_and_forth(&before, &format!("{}: a restart", lab.name)).await?;
            for cuts in [1, 0] {
                page.give_focus(".stage .link").await?;
                page.keys(" ").await?;
                page.until(lab.name, &format!("{CUTS} === {cuts}")).await?;
            }
            page.give_focus(FIRST).await?;
            page.keys("i").await?;
            page.until(lab.name, &format!("{CUTS} > 1")).await?;
        }
        page.assert_no_console_errors().await
    });
}

#[test]
fn a_size_counts_what_a_cluster_line_counts() {
    let Some(browser) = Browser::open() else { return };
    browser.run(async |page| {
        for (lab, what, sizes, made_of) in [
            ("raft", "Nodes", 9, "Raft, 3 nodes"),
            ("paxos", "Acceptors", 6, "Basic Paxos, 2 + 3 + 1"),
        ] {
            page.lab_of(lab, "sheet settings").await?;
            let select = ".sheet select[data-do='set-up cluster {}']";
            assert_eq!(page.words(".sheet .pairs span").await?, what);
            let shown = format!("document.querySelector(\"{select}\")");
            assert!(page.yes(&format!("{shown}.value === '5'")).await?, "{lab} has five");
            assert!(page.yes(&format!("{shown}.options.length === {sizes}")).await?, "{lab}");
            page.deed("set-up cluster 3").await?;
            assert_eq!(page.words(".crumb b").await?, made_of);
        }
        page.assert_no_console_errors().await
    });
}

#[test]
fn the_keyboard_reaches_every_part_of_any_lab() {
    let Some(browser) = Browser::open() else { return };
    browser.run(async |page| {
        page.viewport(1440, 900).await?;
        for lab in &LABS {
            lab.open_busy(page).await?;
            let mut parts: Vec<String> = Vec::new();
            for _ in 0..150 {
                page.keys(Key::Tab + "").await?;
                let Some([part, name, is_seen]) = page.focus_of().await? else { break };
                assert_eq!(is_seen, "true", "{}: {name} has the keyboard unseen", lab.name);
                // Where nothing below the stage can be pressed there is nothing to stop at.
                if part != "logs" && parts.last() != Some(&part) {
                    parts.push(part);
                }
            }
            assert_eq!(parts, ["top", "stage", "panel", "transport", "timeline"], "{}", lab.name);
            let nodes = "return document.querySelectorAll('.stage .node').length";
            let nodes: usize = page.evaluate(nodes).await?.convert()?;
            page.give_focus(".stage [tabindex='0']").await?;
            for place in 0..nodes {
                let there = format!("document.activeElement.dataset.key === 'node-{place}'");
                assert!(page.yes(&there).await?, "{}: node {place}", lab.name);
                page.keys(Key::Right + "").await?;
            }
            page.give_focus(FIRST).await?;
            page.keys(Key::Enter + "").await?;
            page.until("a popover", "document.activeElement.closest('.pop')").await?;
            page.keys(Key::Escape + "").await?;
            page.until("it is closed", "!document.querySelector('.pop')").await?;
        }
        page.assert_no_console_errors().await
    });
}

#[test]
fn every_view_of_any_lab_is_accessible() {
    let Some(browser) = Browser::open() else { return };
    browser.run(async |page| {
        let mut found = Vec::new();
        page.emulate(&[("prefers-reduced-motion", "reduce")]).await?;
        for lab in &LABS {
            lab.open_busy(page).await?;
            page.keys("....").await?;
            for deeds in LOOKS {
                for deed in deeds {
                    page.deed(deed).await?;
                }
                for (width, height) in [(1440, 900), (390, 844)] {
                    page.viewport(width, height).await?;
                    page.settle().await?;
                    let violations = page.accessibility_violations().await?;
                    let line = |it: &String| format!("{}, {deeds:?} at {width}: {it}", lab.name);
                    found.extend(violations.iter().map(line));
                    let blank: Vec<String> = page.evaluate(BLANK).await?.convert()?;
                    found.extend(
                        blank.iter().map(|it| format!("{deeds:?} at {width}: {it} is blank")),
                    );
                }
                page.deed("close").await?;
            }
        }
        assert!(found.is_empty(), "{found:#?}");
        page.assert_no_console_errors().await
    });
}
