//! A finger on a small screen: a long press asks what can be done, a swipe over the sentence steps.

use std::time::Duration;

use serde_json::json;
use thirtyfour::prelude::*;

use crate::labs::in_every_lab;
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
    in_every_lab(async |page, lab| {
        page.viewport(390, 844).await?;
        page.emulate(&[("prefers-reduced-motion", "reduce")]).await?;
        let enabled = json!({ "enabled": true, "maxTouchPoints": 1 });
        page.cdp().send_raw("Emulation.setTouchEmulationEnabled", enabled).await?;
        lab.open_full(page).await?;
        let names = page.names().await?;
        let end = page.step().await?;
        // A tap looks at a node, a long press says what can be done to it.
        page.finger("[data-key=node-2]", 0, 20).await?;
        let title =
            format!("document.querySelector('.inspector h2').textContent === 'Node {}'", names[2]);
        page.until("the node is selected", &title).await?;
        assert!(!page.yes("document.querySelector('.pop')").await?);
        page.finger("[data-key=node-3]", 0, 700).await?;
        page.until("a popover", "document.querySelector('.pop')").await?;
        assert!(page.words(".pop .hd").await?.contains(&names[3]));
        page.deed("close").await?;
        // As one turns a page: to the left is forward.
        for (by, step) in [(120, end - 1), (120, end - 2), (-120, end - 1)] {
            page.finger(".timeline .below", by, 20).await?;
            let is_there =
                format!("document.querySelector('.clock b').textContent === 'Step {step}'");
            page.until("a step", &is_there).await?;
        }
        page.finger(".timeline .below", 12, 20).await?;
        assert_eq!(page.step().await?, end - 1, "that was no swipe");
        Ok(())
    });
}
