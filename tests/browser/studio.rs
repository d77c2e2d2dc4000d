//! The embed studio: what is chosen is seen in the frame, stands in the address, and is copied for every tool.

use serde_json::Value;
use thirtyfour::prelude::*;

use crate::harness::Browser;
use crate::page::Page;

/// The frame of the preview.
const FRAME: &str = "document.querySelector('.preview iframe')";

impl Page {
    /// Gives the control with this label a value.
    async fn set(&self, label: &str, value: &str) -> WebDriverResult<()> {
        let script = "
            const [label, value] = arguments;
            const control = [...document.querySelectorAll('.choices label')]
                .find(it => it.textContent.trim().startsWith(label)).querySelector('input, select');
            if (control.type === 'checkbox') control.checked = value === 'on';
            else control.value = value;
            control.dispatchEvent(new Event('change', { bubbles: true }))";
        self.execute(script, vec![Value::from(label), Value::from(value)]).await?;
        Ok(())
    }

    /// What has been copied last.
    async fn copied(&self, button: &str) -> WebDriverResult<String> {
        self.evaluate(&format!("document.querySelector('[aria-label=\"{button}\"]').click()"))
            .await?;
        self.until("what was copied", "window.copied").await?;
        self.evaluate("const text = window.copied; window.copied = ''; return text")
            .await?
            .convert()
    }
}

#[test]
fn what_is_chosen_is_seen_and_copied() {
    let Some(browser) = Browser::open() else { return };
    browser.run(async |page| {
        page.viewport(1440, 900).await?;
        page.open("#/studio/raft/figure-8?k=20&size=720x420").await?;
        page.until("the step of the preview", "document.body.textContent.includes('shows step 20 of 125')")
            .await?;
        let size = format!("({FRAME}).clientWidth === 720 && ({FRAME}).clientHeight === 420");
        page.until("the size", &size).await?;
        page.screenshot("studio").await?;
        assert_eq!(page.accessibility_violations().await?, Vec::<String>::new());
        // Every choice is in the address of the studio and in that of the frame.
        page.set("Controls", "step").await?;
        page.set("Readers may break things", "off").await?;
        page.set("Theme", "dark").await?;
        page.set("Width", "480").await?;
        let says = "#/embed/raft/figure-8?k=20&theme=dark&controls=step&faults=off";
        page.until("the frame's address", &format!("({FRAME}).src.endsWith('{says}')")).await?;
        let address = "#/studio/raft/figure-8?k=20&theme=dark&controls=step&faults=off&size=480x420";
        page.until("the address", &format!("location.hash === '{address}'")).await?;
        // A step in the preview is offered, and taken.
        page.until("the preview", "document.body.textContent.includes('shows step 20 of 125')").await?;
        page.find(By::Css(".preview iframe")).await?.enter_frame().await?;
        page.query(By::Css("[data-do=step]")).first().await?.click().await?;
        page.enter_default_frame().await?;
        page.until("another step", "document.body.textContent.includes('shows step 21 of 125')").await?;
        page.find(By::Css(".seen .btn")).await?.click().await?;
        page.until("its step", "location.hash.includes('k=21')").await?;
        // The lines of every tool.
        page.evaluate("navigator.clipboard.writeText = async text => { window.copied = text }").await?;
        let tabs: Vec<String> = page
            .evaluate("return [...document.querySelectorAll('.snippets .seg button')].map(it => it.textContent)")
            .await?
            .convert()?;
        assert_eq!(tabs.len(), 8);
        for (at, tab) in tabs.iter().enumerate() {
            let press = format!("document.querySelectorAll('.snippets .seg button')[{at}].click()");
            page.evaluate(&press).await?;
            let lines = page.copied("Copy the lines").await?;
            assert!(lines.contains("raft/figure-8") && lines.contains("21"), "{tab}: {lines}");
            page.until("the word", "document.querySelector('.snippets .done').textContent === 'Copied.'")
                .await?;
        }
        // What is copied as a frame leads to the moment.
        page.evaluate("document.querySelectorAll('.snippets .seg button')[1].click()").await?;
        let frame = page.copied("Copy the lines").await?;
        let address = frame.split('\"').nth(1).unwrap_or_default().replace("&amp;", "&");
        assert!(address.starts_with(page.base()), "{address}");
        page.open(address.strip_prefix(page.base()).unwrap_or_default()).await?;
        page.until("the moment", "document.querySelector('.count')?.textContent.trim() === '21 / 125'")
            .await?;
        page.assert_no_console_errors().await
    });
}

#[test]
fn a_lab_hands_its_moment_on_to_the_studio() {
    let Some(browser) = Browser::open() else { return };
    browser.run(async |page| {
        page.viewport(390, 844).await?;
        page.open("#/lab/raft").await?;
        page.query(By::Css(".lab .node")).first().await?;
        page.deed("step").await?;
        page.deed("sheet share").await?;
        page.query(By::Css(".sheet.share a[href^='#/studio/raft?s=1']"))
            .first()
            .await?
            .click()
            .await?;
        page.until("the preview", "document.body.textContent.includes('shows step 1 of 1')")
            .await?;
        page.until("room", "document.documentElement.scrollWidth <= 390").await?;
        page.screenshot("studio-390").await?;
        page.open("#/studio/raft?size=9x9&theme=red").await?;
        let says = "document.querySelector('[role=alert]')?.textContent || ''";
        page.until(
            "what is wrong",
            &format!("({says}).includes('size') && ({says}).includes('theme')"),
        )
        .await?;
        page.assert_no_console_errors().await
    });
}
