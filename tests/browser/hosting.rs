//! The page as it is packaged for a folder of a host.

use serde_json::json;
use thirtyfour::prelude::*;

use crate::harness::Browser;
use crate::page::Page;
use crate::site;

impl Page {
    /// Everything that was asked for lies in the folder, and nothing went wrong.
    async fn stays_in_its_folder(&self) -> WebDriverResult<()> {
        let requests = self.requests().await?;
        let outside = requests.iter().find(|it| !it.starts_with(self.base()));
        assert_eq!(outside, None, "a request outside of {}", self.base());
        assert!(requests.len() > 1, "{requests:?}");
        self.assert_no_console_errors().await
    }
}

#[test]
fn a_package_runs_in_its_folder() {
    let Some(browser) = Browser::open_at(site::packaged, &[]) else { return };
    browser.run(async |page| {
        for address in ["", "#/lab/zab", "#/learn/raft-on-disk", "#/compare/one-command"] {
            page.open(address).await?;
            page.settle().await?;
            page.query(By::Css(".node")).first().await?;
            page.stays_in_its_folder().await?;
        }
        let named: String = page
            .evaluate("return document.querySelector('[rel=canonical]').href")
            .await?
            .convert()?;
        assert_eq!(named, page.base());
        // What a host shows for an address that is none, from wherever it is shown.
        page.goto(format!("{}404.html", page.base())).await?;
        page.execute("history.replaceState(null, '', arguments[0])", vec![json!("lab/raft")])
            .await?;
        page.screenshot("not-found").await?;
        assert_eq!(page.accessibility_violations().await?, Vec::<String>::new());
        page.stays_in_its_folder().await?;
        page.find(By::LinkText("#/lab/raft")).await?.click().await?;
        page.until("the lab", "document.querySelector('.lab .node')").await?;
        page.stays_in_its_folder().await
    });
}
