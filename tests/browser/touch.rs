//! A finger on a small screen: a long press asks what can be done, a swipe over the sentence steps.

use std::time::Duration;

use serde_json::json;
use thirtyfour::prelude::*;

use crate::harness::Browser;
use crate::page::Page;

impl Page {
    async fn touch(&self, kind: &str, at: Option<(i64, i64)>) -> WebDriverResult<()> {
        let points: Vec<_> = at.iter().map(|(x, y)| json!({ "x": x, "y": y })).collect();
        let touch = json!({ "type": kind, "touchPoints": points });
        self.cdp().send_raw("Input.dispatchTouchEvent", touch).await.map(drop)
    }

    /// Puts a finger on the middle of what a selector means, moves it to the right, waits, and lifts it.
    async fn finger(&self, on: &str, by: i64, wait: u64) -> WebDriverResult<()> {
        let (x, y) = self.middle(on).await?;
        self.touch("touchStart", Some((x, y))).await?;
        for part in 1..=4 {
            if by != 0 {
                self.touch("touchMove", Some((x + by * part / 4, y))).await?;
            }
        }
        tokio::time::sleep(Duration::from_millis(wait)).await;
        self.touch("touchEnd", None).await?;
        self.settle().await
    }
}

#[test]
fn a_finger_asks_and_steps() {
    let Some(browser) = Browser::open() else { return };
    browser.run(async |page| {
        page.viewport(390, 844).await?;
        page.emulate(&[("prefers-reduced-motion", "reduce")]).await?;
        let enabled = json!({ "enabled": true, "maxTouchPoints": 1 });
        page.cdp().send_raw("Emulation.setTouchEmulationEnabled", enabled).await?;
        page.lab("do step 20").await?;
        // A tap looks at a node, a long press says what can be done to it.
        page.finger("[data-key=node-2]", 0, 20).await?;
        page.until(
            "C is selected",
            "document.querySelector('.inspector h2').textContent === 'Node C'",
        )
        .await?;
        assert!(!page.yes("document.querySelector('.pop')").await?);
        page.finger("[data-key=node-3]", 0, 700).await?;
        page.until("a popover", "document.querySelector('.pop')").await?;
        assert!(page.words(".pop .hd").await?.contains('D'));
        page.deed("close").await?;
        // As one turns a page: to the left is forward.
        for (by, step) in [(120, 19), (120, 18), (-120, 19)] {
            page.finger(".timeline .below", by, 20).await?;
            page.until(
                "a step",
                &format!("document.querySelector('.clock b').textContent === 'Step {step}'"),
            )
            .await?;
        }
        page.finger(".timeline .below", 12, 20).await?;
        assert_eq!(page.step().await?, 19, "that was no swipe");
        page.assert_no_console_errors().await
    });
}
