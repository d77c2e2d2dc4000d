//! What tests of the laboratory do on the page: deeds, keys, pointers, and waiting until all is drawn.

use std::time::Duration;

use serde_json::{Value, json};
use thirtyfour::prelude::*;

use crate::page::Page;

/// How long anything may take before a test gives up.
const PATIENCE: Duration = Duration::from_secs(20);

impl Page {
    /// The same browser at another address, without loading anything again; the settings stay.
    pub async fn lab(&self, set_up: &str) -> WebDriverResult<()> {
        self.open("#/lab/raft").await?;
        // The language comes when it is first needed; from then on a deed is done at once.
        self.deed("do heal A-B").await?;
        self.wait("the language", "document.querySelector('.refusal').textContent").await?;
        self.deed("close").await?;
        for line in set_up.lines() {
            self.deed(line).await?;
        }
        Ok(())
    }

    /// Waits until whatever was asked for is drawn, code that is on its way included.
    pub async fn settle(&self) -> WebDriverResult<()> {
        let script = "const done = arguments[arguments.length - 1];
            requestAnimationFrame(() => requestAnimationFrame(() => done(true)))";
        self.execute_async(script, Vec::<Value>::new()).await?;
        Ok(())
    }

    /// Presses a button that says that it does this, put into the laboratory for the moment.
    pub async fn deed(&self, deed: &str) -> WebDriverResult<()> {
        let script = "const [deed, done] = arguments;
            const button = document.createElement('button');
            button.dataset.do = deed;
            document.querySelector('[data-fingerprint]').append(button);
            button.click();
            button.remove();
            requestAnimationFrame(() => requestAnimationFrame(() => done(true)))";
        self.execute_async(script, vec![json!(deed)]).await?;
        Ok(())
    }

    /// The same, and the state is another one after it.
    pub async fn change(&self, deed: &str) -> WebDriverResult<()> {
        let before = self.state().await?;
        self.deed(deed).await?;
        self.changed(&before, deed).await
    }

    /// Waits until the state is another than this one.
    pub async fn changed(&self, before: &str, by: &str) -> WebDriverResult<()> {
        let is_other = format!(
            "document.querySelector('[data-fingerprint]').dataset.fingerprint !== '{before}'"
        );
        self.wait(&format!("another state by {by}"), &is_other).await
    }

    /// The number that stands for the state on the screen.
    pub async fn state(&self) -> WebDriverResult<String> {
        let script = "return document.querySelector('[data-fingerprint]').dataset.fingerprint";
        self.evaluate(script).await?.convert()
    }

    /// Asks the page again and again, until it says yes.
    pub async fn wait(&self, what: &str, condition: &str) -> WebDriverResult<()> {
        for _ in 0..PATIENCE.as_millis() / 25 {
            if self.yes(condition).await? {
                return Ok(());
            }
            tokio::time::sleep(Duration::from_millis(25)).await;
        }
        self.screenshot("gave-up").await?;
        panic!("{what}: not within {PATIENCE:?}")
    }

    /// Whether this holds on the page.
    pub async fn yes(&self, condition: &str) -> WebDriverResult<bool> {
        self.evaluate(&format!("return Boolean({condition})")).await?.convert()
    }

    /// The text of the first element that a selector means; empty if there is none.
    pub async fn words(&self, selector: &str) -> WebDriverResult<String> {
        let script =
            format!("return document.querySelector({})?.textContent ?? ''", json!(selector));
        self.evaluate(&script).await?.convert()
    }

    /// Types on whatever has the keyboard.
    pub async fn keys(&self, keys: impl Into<TypingData>) -> WebDriverResult<()> {
        self.action_chain().send_keys(keys).perform().await?;
        self.settle().await
    }

    /// The same with Shift held down.
    pub async fn shifted(&self, keys: impl Into<TypingData>) -> WebDriverResult<()> {
        let chain = self.action_chain().key_down(Key::Shift).send_keys(keys);
        chain.key_up(Key::Shift).perform().await?;
        self.settle().await
    }

    /// Gives the keyboard to the first element that a selector means.
    pub async fn give_focus(&self, selector: &str) -> WebDriverResult<()> {
        self.evaluate(&format!("document.querySelector({}).focus()", json!(selector))).await?;
        self.settle().await
    }

    /// The middle of what a selector means, on the screen.
    pub async fn middle(&self, selector: &str) -> WebDriverResult<(i64, i64)> {
        let script = format!(
            "const box = document.querySelector({}).getBoundingClientRect();
            return [Math.round((box.left + box.right) / 2), Math.round((box.top + box.bottom) / 2)]",
            json!(selector)
        );
        let [x, y]: [i64; 2] = self.evaluate(&script).await?.convert()?;
        Ok((x, y))
    }
}
