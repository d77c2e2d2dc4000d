//! What tests of the laboratory do on the page: deeds, keys, pointers, and waiting until all is drawn.

use std::time::Duration;

use serde_json::{Value, json};
use thirtyfour::action_chain::ActionChain;
use thirtyfour::prelude::*;

use crate::page::Page;

/// How long anything may take before a test gives up.
const PATIENCE: Duration = Duration::from_secs(40);

impl Page {
    /// The same browser at another address, without loading anything again; the settings stay.
    pub async fn lab(&self, set_up: &str) -> WebDriverResult<()> {
        self.lab_of("raft", set_up).await
    }

    /// The same in the laboratory of another protocol.
    pub async fn lab_of(&self, protocol: &str, set_up: &str) -> WebDriverResult<()> {
        self.open(&format!("#/lab/{protocol}")).await?;
        self.settle().await?;
        for line in set_up.lines() {
            self.deed(line).await?;
        }
        Ok(())
    }

    /// Waits until whatever was asked for is there and drawn.
    pub async fn settle(&self) -> WebDriverResult<()> {
        let script = "const done = arguments[arguments.length - 1];
            const look = () => document.querySelector('[aria-busy=true]') ? soon() : done(true);
            const soon = () => requestAnimationFrame(() => requestAnimationFrame(look));
            soon()";
        self.execute_async(script, Vec::<Value>::new()).await?;
        Ok(())
    }

    /// Presses a button that says that it does this, put into the laboratory for the moment.
    pub async fn deed(&self, deed: &str) -> WebDriverResult<()> {
        let script = "const [deed] = arguments;
            const button = document.createElement('button');
            button.dataset.do = deed;
            document.querySelector('[data-fingerprint]').append(button);
            button.click();
            button.remove()";
        self.execute(script, vec![json!(deed)]).await?;
        self.settle().await
    }

    /// The same, and the state is another one after it.
    pub async fn change(&self, deed: &str) -> WebDriverResult<()> {
        let before = self.fingerprint().await?;
        self.deed(deed).await?;
        self.changed(&before, deed).await
    }

    /// Waits until the state is another than this one.
    pub async fn changed(&self, before: &str, by: &str) -> WebDriverResult<()> {
        let is_other = format!(
            "document.querySelector('[data-fingerprint]').dataset.fingerprint !== '{before}'"
        );
        self.until(&format!("another state by {by}"), &is_other).await
    }

    /// The number that stands for the state on the screen, when all is drawn.
    pub async fn fingerprint(&self) -> WebDriverResult<String> {
        self.settle().await?;
        let script = "return document.querySelector('[data-fingerprint]').dataset.fingerprint";
        self.evaluate(script).await?.convert()
    }

    /// The step on the screen, when all is drawn.
    pub async fn step(&self) -> WebDriverResult<u64> {
        self.settle().await?;
        let text = self.words(".clock b").await?;
        Ok(text.trim_start_matches("Step ").parse().expect("\"Step\" and a number"))
    }

    /// Asks the page again and again, until it says yes.
    pub async fn until(&self, what: &str, condition: &str) -> WebDriverResult<()> {
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

    /// A pointer that is where it is to be at once, and does not take a quarter of a second on its way.
    pub fn pointer(&self) -> ActionChain {
        self.action_chain_with_delay(None, Some(Duration::ZERO))
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
