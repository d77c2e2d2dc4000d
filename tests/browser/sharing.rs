//! Histories that come and go: links, files, presets; and branches, comparison and search.

use std::fs;
use std::path::PathBuf;

use thirtyfour::prelude::*;

use crate::harness::Browser;
use crate::lab::LABS;
use crate::page::Page;

impl Page {
    async fn click(&self, selector: &str) -> WebDriverResult<()> {
        self.query(By::Css(selector)).first().await?.click().await
    }

    async fn text_of(&self, selector: &str) -> WebDriverResult<String> {
        self.query(By::Css(selector)).first().await?.text().await
    }

    /// Opens the sheet and reads the link.
    async fn link(&self) -> WebDriverResult<String> {
        self.click("[data-do='sheet share']").await?;
        self.until("a link", "document.querySelector('.sheet .linkrow input')?.value").await?;
        let field = self.find(By::Css(".sheet .linkrow input")).await?;
        let link = field.prop("value").await?.unwrap_or_default();
        self.click("[data-do=close]").await?;
        Ok(link)
    }

    /// What stands after the address of the page.
    fn rest<'l>(&self, link: &'l str) -> &'l str {
        link.strip_prefix(self.base()).expect("a link to this page")
    }

    async fn notice(&self) -> WebDriverResult<String> {
        self.text_of(".notice p").await
    }

    /// Gives a file to the page as if it had been chosen.
    async fn open_file(&self, name: &str, text: &str) -> WebDriverResult<()> {
        if self.find(By::Css(".sheet.share")).await.is_err() {
            self.click("[data-do='sheet share']").await?;
        }
        let path = folder().join(name);
        fs::write(&path, text)?;
        let field = self.query(By::Css(".sheet input[type=file]")).first().await?;
        field.send_keys(path.to_string_lossy()).await
    }

    /// Opens the file as it is saved: the page's own text of everything.
    async fn whole(&self) -> WebDriverResult<String> {
        self.click("[data-do='sheet share']").await?;
        // What is saved is caught on its way, since a browser without a window may not download.
        self.evaluate(
            "window.saved = null;
            URL.createObjectURL = blob => (blob.text().then(text => window.saved = text), '#/lab/raft-saved');
            HTMLAnchorElement.prototype.click = function () { window.savedAs = this.download };",
        )
        .await?;
        self.click("[data-do='errand save']").await?;
        self.until("the saved file", "window.saved").await?;
        let saved = self.evaluate("return [window.savedAs, window.saved]").await?;
        let [name, text]: [String; 2] = saved.convert()?;
        assert!(name.ends_with(".scenario"), "{name}");
        self.click("[data-do=close]").await?;
        Ok(text)
    }
}

fn folder() -> PathBuf {
    let folder = std::env::temp_dir().join(format!("quorarium-files-{}", std::process::id()));
    fs::create_dir_all(&folder).expect("a folder for files");
    folder
}

#[test]
fn a_link_leads_a_fresh_browser_to_the_same_moment() {
    let (Some(here), Some(there)) = (Browser::open(), Browser::open()) else { return };
    for lab in &LABS {
        let mut seen = (String::new(), 0, String::new(), String::new());
        here.run(async |page| {
            lab.open(page).await?;
            std::fs::write("/tmp/P", "1").unwrap();
            page.keys("....,,").await?;
            std::fs::write("/tmp/P", "2").unwrap();
            page.click(".inspector .btn").await?;
            std::fs::write("/tmp/P", "3").unwrap();
            page.keys("..v").await?;
            std::fs::write("/tmp/P", "4").unwrap();
            let link = page.link().await?;
            std::fs::write("/tmp/P", "5").unwrap();
            let branch = page.text_of(".top .branch span").await?;
            std::fs::write("/tmp/P", "6").unwrap();
            let rest = page.rest(&link).to_string();
            seen = (rest, page.step().await?, page.fingerprint().await?, branch);
            assert!(link.contains("?s=1") && link.contains("&v=space-time"), "{link}");
            page.until("the address follows", "location.hash.includes('&f=')").await?;
            std::fs::write("/tmp/P", "7").unwrap();
            page.assert_no_console_errors().await
        });
        there.run(async |page| {
            page.open(&seen.0).await?;
            std::fs::write("/tmp/P", "8").unwrap();
            let step =
                format!("document.querySelector('.clock b')?.textContent === 'Step {}'", seen.1);
            page.until(lab.name, &step).await?;
            std::fs::write("/tmp/P", "9").unwrap();
            assert_eq!(page.fingerprint().await?, seen.2, "{}", lab.name);
            assert_eq!(page.text_of(".top .branch span").await?, seen.3);
            page.query(By::Css(".weave")).first().await?;
            std::fs::write("/tmp/P", "10").unwrap();
            assert!(page.find(By::Css(".notice")).await.is_err());
            page.assert_no_console_errors().await
        });
    }
}

#[test]
fn a_link_that_is_broken_or_old_says_so_and_opens_what_it_can() {
    let Some(browser) = Browser::open() else { return };
    browser.run(async |page| {
        page.open("#/lab/raft").await?;
        page.keys("........").await?;
        let link = page.link().await?;
        let rest = page.rest(&link).to_string();
        let f = rest.split("&f=").nth(1).expect("a fingerprint").to_string();
        let other = rest.replace(&f, "0123456789abcdef");
        let cut = rest.replace("?s=1", "?s=1A");
        for (address, says, step) in [
            (&*other, "made by another version. The scenario opens from its start.", 0),
            (&*cut, "damaged or incomplete", 0),
            ("#/lab/raft?s=2abc&k=4", "was made by another version.", 0),
            ("#/lab/raft?scenario=none", "has no scenario \"none\". There are: split-vote,", 0),
            ("#/lab/raft?scenario=figure-8&k=9999", "There is no step 9999", 0),
            ("#/lab/raft?scenario=figure-8&k=3&v=wall", "is not a way to look at it", 3),
            ("#/lab/raft?scenario=figure-8&b=nowhere", "There is no branch", 0),
        ] {
            page.open(address).await?;
            let notice = page.notice().await?;
            assert!(notice.contains(says), "{address}: {notice}");
            assert_eq!(page.step().await?, step, "{address}");
            page.query(By::Css(".stage .node")).first().await?;
        }
        page.screenshot("link-notice").await?;
        page.click(".notice button").await?;
        page.until("no notice", "!document.querySelector('.notice')").await?;
        page.assert_no_console_errors().await
    });
}

#[test]
fn presets_open_and_the_browser_goes_back_over_no_single_step() {
    let Some(browser) = Browser::open() else { return };
    browser.run(async |page| {
        page.open("#/lab/raft").await?;
        page.keys("......").await?;
        let before = page.fingerprint().await?;
        page.click("[data-do='sheet presets']").await?;
        page.until("an address", "location.hash.includes('k=6')").await?;
        page.screenshot("presets").await?;
        page.click(".presets a[href$='figure-8']").await?;
        page.until(
            "figure 8",
            "document.querySelector('.crumb .heading')?.textContent.startsWith('Figure 8')",
        )
        .await?;
        assert_eq!(page.step().await?, 0);
        assert!(page.text_of(".remark").await?.contains("must not commit"));
        page.keys("...").await?;
        page.until("its name in the address", "location.hash.includes('scenario=figure-8&k=3')")
            .await?;
        page.back().await?;
        page.until(
            "the history before",
            &format!("document.querySelector('main').dataset.fingerprint === '{before}'"),
        )
        .await?;
        assert_eq!(page.step().await?, 6);
        page.assert_no_console_errors().await
    });
}

#[test]
fn files_are_saved_and_opened() {
    let Some(browser) = Browser::open() else { return };
    browser.run(async |page| {
        page.open("#/lab/raft").await?;
        // Some thousand steps, and branches in the past.
        page.open_file("long.scenario", "cluster raft 5\nseed 7\nstep 3000\nbranch b at 1500\ncrash A\nstep 400\nswitch \"b\" at 1700\n").await?;
        page.until("the file", "document.querySelector('.clock b').textContent === 'Step 1700'").await?;
        let seen = page.fingerprint().await?;
        let saved = page.whole().await?;
        page.open("#/lab/raft").await?;
        page.open_file("again.scenario", &saved).await?;
        page.until("the same", &format!("document.querySelector('main').dataset.fingerprint === '{seen}'")).await?;
        assert_eq!(page.step().await?, 1700);
        for (text, says) in [
            ("Hello there\n", "\"no.scenario\" was not opened: Line 1: unknown statement \"Hello\""),
            ("cluster raft 3\nset los 1%\n", "Line 2, column 5: unknown option \"los\""),
        ] {
            page.open_file("no.scenario", text).await?;
            page.until("a notice", "document.querySelector('.notice')").await?;
            let notice = page.notice().await?;
            assert!(notice.contains(says), "{notice}");
            assert_eq!(page.fingerprint().await?, seen, "nothing is lost");
            page.click(".notice button").await?;
        }
        page.open_file("endless.scenario", "cluster raft 3\nstep 4000000000\n").await?;
        page.until("it stops", "document.querySelector('.notice')").await?;
        assert!(page.notice().await?.contains("goes on for longer"));
        assert!(page.step().await? > 100_000);
        page.assert_no_console_errors().await
    });
}

#[test]
fn a_file_can_be_dropped_on_the_page() {
    let Some(browser) = Browser::open() else { return };
    browser.run(async |page| {
        page.open("#/lab/raft").await?;
        page.evaluate(
            "const data = new DataTransfer();
            data.items.add(new File(['title Dropped\\ncluster raft 3\\nstep 5\\n'], 'x.scenario'));
            document.querySelector('.stage').dispatchEvent(
                new DragEvent('drop', { dataTransfer: data, bubbles: true, cancelable: true }));",
        )
        .await?;
        page.until(
            "the file",
            "document.querySelector('.crumb .heading')?.textContent === 'Dropped'",
        )
        .await?;
        assert_eq!(page.step().await?, 5);
        page.until("an address", "location.hash.includes('k=5')").await?;
        page.assert_no_console_errors().await
    });
}

#[test]
fn branches_are_named_deleted_brought_back_and_compared() {
    let Some(browser) = Browser::open() else { return };
    browser.run(async |page| {
        page.viewport(1440, 900).await?;
        page.open("#/lab/raft?scenario=figure-8").await?;
        page.until("two lines", "document.querySelector('.top .branch')").await?;
        page.click("[data-do='sheet branches']").await?;
        page.query(By::Css(".sheet .lines li")).first().await?;
        page.click("[data-do='errand renaming 1']").await?;
        let field = page.query(By::Css(".lines input")).first().await?;
        field.clear().await?;
        field.send_keys("The \"other\" one" + Key::Enter).await?;
        page.until(
            "the name",
            "document.querySelectorAll('.lines b')[1]?.textContent === 'The \"other\" one'",
        )
        .await?;
        page.click(".sheet form.two button").await?;
        page.until("a comparison", "document.querySelector('.sides')").await?;
        page.screenshot("branches").await?;
        page.click(".sides div:last-child button").await?;
        page.until(
            "its line",
            "document.querySelector('.top .branch span').textContent.includes('other')",
        )
        .await?;
        assert_eq!(page.step().await?, 58);
        let there = page.fingerprint().await?;
        page.click("[data-do='errand delete 1']").await?;
        page.until("one line", "document.querySelectorAll('.lines li').length === 1").await?;
        assert_eq!(page.step().await?, 57);
        page.click("[data-do='errand undo']").await?;
        page.until("both lines", "document.querySelectorAll('.lines li').length === 2").await?;
        assert_eq!((page.step().await?, page.fingerprint().await?), (58, there));
        page.click(".sheet form.one:last-of-type button, .sheet > .body > form.one button").await?;
        page.until("a new line", "document.querySelectorAll('.lines li').length === 3").await?;
        page.click(".lines li:first-child .go").await?;
        page.until(
            "the first line",
            "document.querySelector('.lines .on b').textContent === 'main'",
        )
        .await?;
        assert_eq!(page.step().await?, 58);
        page.assert_no_console_errors().await
    });
}

#[test]
fn labs_accidents_and_events_are_found() {
    let Some(browser) = Browser::open() else { return };
    browser.run(async |page| {
        page.open("#/lab/raft?scenario=pause").await?;
        page.until("it is open", "document.querySelector('.crumb .heading')").await?;
        page.keys("/").await?;
        let field = page.query(By::Css(".sheet input[type=search]")).first().await?;
        page.until("the keyboard is in it", "document.activeElement.type === 'search'").await?;
        field.send_keys("grants its vote").await?;
        page.until("events", "document.querySelector('.found button')").await?;
        let step = page.text_of(".found .no").await?;
        page.screenshot("search").await?;
        page.click(".found button").await?;
        page.until(
            "the step",
            &format!("document.querySelector('.clock b').textContent === 'Step {step}'"),
        )
        .await?;
        field.clear().await?;
        field.send_keys("Figure 7").await?;
        page.click(".sheet .presets a[href$='figure-7']").await?;
        page.until(
            "figure 7",
            "document.querySelector('.crumb .heading').textContent.includes('Figure 7')",
        )
        .await?;
        page.assert_no_console_errors().await
    });
}

#[test]
fn the_sheets_are_accessible_light_and_dark_wide_and_narrow() {
    let Some(browser) = Browser::open() else { return };
    browser.run(async |page| {
        for (scheme, width, height) in
            [("light", 1440, 900), ("dark", 1440, 900), ("light", 390, 844)]
        {
            page.viewport(width, height).await?;
            page.emulate(&[("prefers-color-scheme", scheme)]).await?;
            page.open("#/lab/raft?scenario=figure-8&k=9999").await?;
            page.until("a notice", "document.querySelector('.notice')").await?;
            for sheet in ["share", "presets", "branches", "search"] {
                page.evaluate(&format!(
                    "const button = document.createElement('button');
                    button.dataset.do = 'sheet {sheet}';
                    document.querySelector('main').append(button); button.click(); button.remove()"
                ))
                .await?;
                page.query(By::Css(format!(".sheet.{sheet}"))).first().await?;
                if sheet == "branches" {
                    page.click(".sheet form.two button").await?;
                    page.until("a comparison", "document.querySelector('.sides')").await?;
                }
                let mut violations = page.accessibility_violations().await?;
                // What is half covered by a sheet is not for pressing.
                violations.retain(|it| !it.starts_with("target-size") || it.contains("errand"));
                assert!(violations.is_empty(), "{sheet}, {scheme} at {width}: {violations:#?}");
                page.screenshot(&format!("sheet-{sheet}-{scheme}-{width}")).await?;
            }
        }
        page.assert_no_console_errors().await
    });
}
