//! The page as one file: opened from a disk, in a browser that can reach nothing.

use thirtyfour::prelude::*;

use crate::harness::Browser;
use crate::labs::LABS;
use crate::lessons::{lesson, play};
use crate::page::Page;
use crate::site;

/// All that would leave this process is sent to a port where nobody listens; addresses of this machine, too.
const OFFLINE: [&str; 2] = ["--proxy-server=127.0.0.1:9", "--proxy-bypass-list=<-loopback>"];

impl Page {
    /// Nothing was asked for that does not lie in the file, and nothing went wrong.
    async fn is_on_its_own(&self) -> WebDriverResult<()> {
        let requests = self.requests().await?;
        let inside = ["file:", "data:", "blob:"];
        let outside = |it: &&String| !inside.iter().any(|scheme| it.starts_with(scheme));
        assert_eq!(requests.iter().find(outside), None, "a request to the network");
        assert_eq!(requests.iter().filter(|it| it.starts_with("file:")).count(), 1, "{requests:?}");
        self.assert_no_console_errors().await
    }
}

#[test]
fn one_file_is_the_whole_page() {
    let Some(browser) = Browser::open_at(site::single_file, &OFFLINE) else { return };
    browser.run(async |page| {
        page.open("").await?;
        page.query(By::Css(".lab .node")).first().await?;
        page.screenshot("single-file").await?;
        page.is_on_its_own().await?;
        for lab in LABS {
            println!("{}", lab.name);
            lab.open(page).await?;
            let before = page.fingerprint().await?;
            page.keys(".").await?;
            page.changed(&before, "a step").await?;
            page.is_on_its_own().await?;
        }
        page.lab("do run until leader").await?;
        page.find(By::Css("[data-do='sheet settings']")).await?.click().await?;
        page.query(By::Css(".sheet.settings")).first().await?;
        page.deed("close").await?;
        page.deed("panel why").await?;
        page.query(By::Css(".rule [data-do^=source]")).first().await?.click().await?;
        let source = "document.querySelector('pre.source')?.textContent.includes('fn ')";
        page.until("our source", source).await?;
        page.open("#/compare/one-command").await?;
        page.query(By::Css(".node")).first().await?;
        page.is_on_its_own().await
    });
}

#[test]
fn a_lesson_is_played_in_one_file() {
    let Some(browser) = Browser::open_at(site::single_file, &OFFLINE) else { return };
    browser.run(async |page| {
        page.emulate(&[("prefers-reduced-motion", "reduce")]).await?;
        let lesson = lesson("raft-on-disk");
        page.open(&format!("#/learn/{}", lesson.id)).await?;
        for part in 0..2 {
            play(page, &lesson, part).await?;
            page.keys("n").await?;
        }
        page.is_on_its_own().await?;
        // What is not in the file is not asked for, and the page says why.
        page.open("#/learn?file=mine.lesson").await?;
        let problem = page.query(By::Css("main [role=alert]")).first().await?.text().await?;
        assert!(problem.contains("this page is one file"), "{problem}");
        page.is_on_its_own().await
    });
}
