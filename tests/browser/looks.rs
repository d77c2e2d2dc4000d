//! Everything that can be looked at, in every lab: what an automatic check finds, and whom the page asks for it.

use thirtyfour::prelude::*;

use crate::harness::Browser;
use crate::labs::{LABS, Lab, in_every_lab};
use crate::page::Page;

const WIDTHS: [(u32, u32); 3] = [(1440, 900), (820, 1180), (390, 844)];

/// What can be looked at in a lab: a name, and the deeds that lead there.
const LOOKS: &[(&str, &[&str])] = &[
    ("stage", &["view stage", "panel node"]),
    ("why", &["view stage", "panel why"]),
    ("space-time", &["view space-time"]),
    ("tables", &["view tables"]),
    ("popover of a node", &["view stage", "panel node", "open node-1"]),
    ("popover of a link", &["view stage", "open {link}"]),
    ("request", &["sheet request"]),
    ("presets", &["sheet presets"]),
    ("settings", &["sheet settings"]),
    ("branches", &["sheet branches"]),
    ("share", &["sheet share"]),
    ("search", &["sheet search"]),
    ("invariants", &["sheet invariants"]),
    ("about", &["sheet about"]),
    ("keys", &["sheet keys"]),
];

/// What pictures are taken of.
const PICTURES: [&str; 4] = ["page", "stage", "space-time", "tables"];

/// Buttons that are seen and show nothing: their icon is hidden, and their name is for those who hear the page.
const BLANK: &str = "return [...document.querySelectorAll('button.icon')]
    .filter(button => button.getBoundingClientRect().width && !button.innerText.trim())
    .filter(button => !button.querySelector('svg')?.getBoundingClientRect().width)
    .map(button => button.getAttribute('aria-label') + ' is blank')";

/// The widths at which a lab is looked at in a theme: the first at all of them, the others so that each sees every width.
fn widths(lab: &Lab, scheme: &str) -> &'static [(u32, u32)] {
    match (lab.name == LABS[0].name, scheme) {
        (true, _) => &WIDTHS,
        (false, "dark") => &[WIDTHS[1]],
        (false, _) => &[WIDTHS[0], WIDTHS[2]],
    }
}

impl Page {
    async fn look(&self, lab: &Lab, deeds: &[&str]) -> WebDriverResult<()> {
        for deed in deeds {
            self.deed(&deed.replace("{link}", lab.link.0)).await?;
        }
        self.until("all of it", "!document.querySelector('[aria-busy=true]')").await?;
        self.settle().await
    }

    async fn check(&self, what: &str, found: &mut Vec<String>) -> WebDriverResult<()> {
        let violations = self.accessibility_violations().await?;
        let blank: Vec<String> = self.evaluate(BLANK).await?.convert()?;
        found.extend(violations.iter().chain(&blank).map(|it| format!("{what}: {it}")));
        Ok(())
    }

    /// The same at some sizes, with pictures for people.
    async fn check_at(
        &self,
        what: &str,
        sizes: &[(u32, u32)],
        found: &mut Vec<String>,
    ) -> WebDriverResult<()> {
        for (width, height) in sizes {
            self.viewport(*width, *height).await?;
            self.settle().await?;
            if PICTURES.iter().any(|it| what.contains(it)) {
                let name = what.replace(|c: char| !c.is_alphanumeric(), "-");
                self.screenshot(&format!("{name}-{width}")).await?;
            }
            self.check(&format!("{what} at {width}"), found).await?;
        }
        Ok(())
    }

    async fn theme(&self, scheme: &str) -> WebDriverResult<()> {
        self.emulate(&[("prefers-color-scheme", scheme), ("prefers-reduced-motion", "reduce")])
            .await
    }

    /// Every view of a lab and everything that opens in it, in a theme.
    async fn check_lab(&self, lab: &Lab, scheme: &str) -> WebDriverResult<()> {
        let mut found = Vec::new();
        self.theme(scheme).await?;
        lab.open_full(self).await?;
        for (name, deeds) in LOOKS {
            self.look(lab, deeds).await?;
            let what = format!("{} {name} {scheme}", lab.name);
            self.check_at(&what, widths(lab, scheme), &mut found).await?;
            self.deed("close").await?;
        }
        for pane in ["below", "node", "events"] {
            self.look(lab, &["view stage", &format!("pane {pane}")]).await?;
            let what = format!("{} pane {pane} {scheme}", lab.name);
            self.check_at(&what, &WIDTHS[2..], &mut found).await?;
        }
        assert!(found.is_empty(), "{found:#?}");
        Ok(())
    }
}

#[test]
fn an_automatic_check_finds_nothing_in_the_light() {
    in_every_lab(async |page, lab| page.check_lab(lab, "light").await);
}

#[test]
fn an_automatic_check_finds_nothing_in_the_dark() {
    in_every_lab(async |page, lab| page.check_lab(lab, "dark").await);
}

#[test]
fn an_automatic_check_finds_nothing_where_no_lab_is() {
    let Some(browser) = Browser::open() else { return };
    browser.run(async |page| {
        let mut found = Vec::new();
        for scheme in ["light", "dark"] {
            page.theme(scheme).await?;
            for address in ["", "#/nowhere", "#/lab/nothing", "#/lab/paxos?scenario=duel"] {
                page.open(address).await?;
                let what = format!("page {address} {scheme}");
                page.check_at(&what, &WIDTHS, &mut found).await?;
            }
        }
        assert!(found.is_empty(), "{found:#?}");
        page.assert_no_console_errors().await
    });
}

/// The check itself is checked.
#[test]
fn an_automatic_check_finds_what_is_wrong() {
    let Some(browser) = Browser::open() else { return };
    browser.run(async |page| {
        page.lab_of(LABS[0].name, "").await?;
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

#[test]
fn nothing_leaves_the_folder_on_any_route() {
    let Some(browser) = Browser::open() else { return };
    browser.run(async |page| {
        for address in ["", "#/nowhere"] {
            page.open(address).await?;
            page.nothing_was_asked_outside(address).await?;
        }
        page.assert_no_console_errors().await
    });
    in_every_lab(async |page, lab| {
        lab.open_full(page).await?;
        page.look(lab, &["panel why"]).await?;
        for (_, deeds) in LOOKS {
            page.look(lab, deeds).await?;
        }
        page.look(lab, &["close", "view stage", "back", "panel why"]).await?;
        page.until("a rule", "document.querySelector('.rule [data-do^=source]')").await?;
        page.evaluate("document.querySelector('.rule [data-do^=source]').click()").await?;
        page.until("a source", "document.querySelector('pre.source')").await?;
        page.nothing_was_asked_outside(lab.name).await
    });
}

impl Page {
    async fn nothing_was_asked_outside(&self, address: &str) -> WebDriverResult<()> {
        assert!(self.base().matches('/').count() > 4, "the page stands under a sub-path");
        let requests = self.requests().await?;
        assert!(requests.iter().any(|to| to.ends_with(".wasm")), "{requests:?}");
        let foreign: Vec<_> = requests.iter().filter(|to| !to.starts_with(self.base())).collect();
        assert!(foreign.is_empty(), "{address:?} asks for {foreign:?}");
        Ok(())
    }
}
