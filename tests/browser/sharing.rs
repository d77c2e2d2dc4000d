//! Histories that come and go: links, files, presets; and branches, comparison and search.

use std::fs;
use std::path::PathBuf;

use serde_json::json;
use thirtyfour::prelude::*;

use quorarium::scenarios;

use crate::harness::Browser;
use crate::labs::{LABS, Lab, in_every_lab, in_labs};
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
        println!("{}", lab.name);
        let mut seen = (String::new(), 0, String::new(), String::new());
        here.run(async |page| {
            lab.open(page).await?;
            page.keys("....,,").await?;
            page.click(".inspector .btn").await?;
            // The language comes first.
            page.settle().await?;
            page.keys("..v").await?;
            let link = page.link().await?;
            let branch = page.text_of(".top .branch span").await?;
            let rest = page.rest(&link).to_string();
            seen = (rest, page.step().await?, page.fingerprint().await?, branch);
            assert!(link.contains("?s=1") && link.contains("&v=space-time"), "{link}");
            page.until("the address follows", "location.hash.includes('&f=')").await?;
            page.assert_no_console_errors().await
        });
        there.run(async |page| {
            page.open(&seen.0).await?;
            let step =
                format!("document.querySelector('.clock b')?.textContent === 'Step {}'", seen.1);
            page.until(lab.name, &step).await?;
            assert_eq!(page.fingerprint().await?, seen.2, "{}", lab.name);
            assert_eq!(page.text_of(".top .branch span").await?, seen.3);
            page.query(By::Css(".weave")).first().await?;
            assert!(page.find(By::Css(".notice")).await.is_err());
            page.assert_no_console_errors().await
        });
    }
}

#[test]
fn a_link_that_is_broken_or_old_says_so_and_opens_what_it_can() {
    in_every_lab(async |page, lab| {
        lab.open(page).await?;
        page.keys("........").await?;
        let link = page.link().await?;
        let rest = page.rest(&link).to_string();
        let f = rest.split("&f=").nth(1).expect("a fingerprint").to_string();
        let at = format!("#/lab/{}", lab.name);
        let names: Vec<&str> = scenarios::of(lab.name).map(|preset| preset.name).collect();
        let there = match names.is_empty() {
            true => "It has none.".to_owned(),
            false => format!("There are: {}.", names.join(", ")),
        };
        let mut links = vec![
            (
                rest.replace(&f, "0123456789abcdef"),
                "made by another version. The scenario opens from its start.".to_owned(),
                0,
            ),
            (rest.replace("?s=1", "?s=1A"), "damaged or incomplete".to_owned(), 0),
            (format!("{at}?s=2abc&k=4"), "was made by another version.".to_owned(), 0),
            (format!("{at}?scenario=none"), format!("has no scenario \"none\". {there}"), 0),
        ];
        if let Some(preset) = &lab.preset {
            let it = format!("{at}?scenario={}", preset.name);
            links.extend([
                (format!("{it}&k=9999"), "There is no step 9999".to_owned(), 0),
                (format!("{it}&k=3&v=wall"), "is not a way to look at it".to_owned(), 3),
                (format!("{it}&b=nowhere"), "There is no branch".to_owned(), 0),
            ]);
        }
        for (address, says, step) in links {
            page.open(&address).await?;
            let notice = page.notice().await?;
            assert!(notice.contains(&says), "{address}: {notice}");
            assert_eq!(page.step().await?, step, "{address}");
            page.query(By::Css(".stage .node")).first().await?;
        }
        page.screenshot("link-notice").await?;
        page.click(".notice button").await?;
        page.until("no notice", "!document.querySelector('.notice')").await
    });
}

#[test]
fn presets_open_and_the_browser_goes_back_over_no_single_step() {
    // There are none for the register.
    in_labs(LABS.iter().filter(|lab| lab.preset.is_some()), async |page, lab| {
        let preset = lab.preset.as_ref().expect("it has one");
        lab.open(page).await?;
        page.keys("......").await?;
        let before = (page.fingerprint().await?, page.step().await?);
        page.click("[data-do='sheet presets']").await?;
        let address = format!("location.hash.includes('k={}')", before.1);
        page.until("an address", &address).await?;
        page.screenshot("presets").await?;
        page.click(&format!(".presets a[href$='{}']", preset.name)).await?;
        page.until("the preset", &preset.is_open()).await?;
        assert_eq!(page.step().await?, 0);
        let remark = page.text_of(".remark").await?;
        assert!(remark.contains(preset.remark), "{remark}");
        page.keys("...").await?;
        let address = format!("location.hash.includes('scenario={}&k=3')", preset.name);
        page.until("its name in the address", &address).await?;
        page.back().await?;
        let is_back =
            format!("document.querySelector('main').dataset.fingerprint === '{}'", before.0);
        page.until("the history before", &is_back).await?;
        assert_eq!(page.step().await?, before.1);
        Ok(())
    });
}

#[test]
fn files_are_saved_and_opened() {
    in_every_lab(async |page, lab| {
        page.open(&format!("#/lab/{}", lab.name)).await?;
        // Branches in the past, and some thousand steps where nodes go on by themselves.
        let (steps, branch, more, end) =
            if lab.begin.is_empty() { (3000, 1500, 400, 1700) } else { (12, 6, 4, 8) };
        let text = format!(
            "{}step {steps}\nbranch b at {branch}\ncrash {}\nstep {more}\nswitch \"b\" at {end}\n",
            lab.beginning(5),
            lab.link.1[1],
        );
        page.open_file("long.scenario", &text).await?;
        let is_there = format!("document.querySelector('.clock b').textContent === 'Step {end}'");
        page.until("the file", &is_there).await?;
        let seen = page.fingerprint().await?;
        let saved = page.whole().await?;
        page.open(&format!("#/lab/{}", lab.name)).await?;
        page.open_file("again.scenario", &saved).await?;
        let is_same = format!("document.querySelector('main').dataset.fingerprint === '{seen}'");
        page.until("the same", &is_same).await?;
        assert_eq!(page.step().await?, end);
        for (text, says) in [
            (
                "Hello there\n".to_owned(),
                "\"no.scenario\" was not opened: Line 1: unknown statement \"Hello\"",
            ),
            (
                format!("cluster {} 3\nset los 1%\n", lab.name),
                "Line 2, column 5: unknown option \"los\"",
            ),
        ] {
            page.open_file("no.scenario", &text).await?;
            page.until("a notice", "document.querySelector('.notice')").await?;
            let notice = page.notice().await?;
            assert!(notice.contains(says), "{notice}");
            assert_eq!(page.fingerprint().await?, seen, "nothing is lost");
            page.click(".notice button").await?;
        }
        Ok(())
    });
}

/// Where timers go on for ever, whatever the protocol: one is asked, since it takes the page some seconds.
#[test]
fn a_file_without_an_end_is_opened_as_far_as_it_goes() {
    in_labs(Lab::with_leaders().take(1), async |page, lab| {
        page.open(&format!("#/lab/{}", lab.name)).await?;
        let text = format!("cluster {} 3\nstep 4000000000\n", lab.name);
        page.open_file("endless.scenario", &text).await?;
        page.until("it stops", "document.querySelector('.notice')").await?;
        assert!(page.notice().await?.contains("goes on for longer"));
        assert!(page.step().await? > 100_000);
        Ok(())
    });
}

#[test]
fn a_file_can_be_dropped_on_the_page() {
    in_every_lab(async |page, lab| {
        page.open(&format!("#/lab/{}", lab.name)).await?;
        let text = format!("title Dropped\n{}step 3\n", lab.beginning(3));
        let script = "const data = new DataTransfer();
            data.items.add(new File([arguments[0]], 'x.scenario'));
            document.querySelector('.stage').dispatchEvent(
                new DragEvent('drop', { dataTransfer: data, bubbles: true, cancelable: true }));";
        page.execute(script, vec![json!(text)]).await?;
        page.until(
            "the file",
            "document.querySelector('.crumb .heading')?.textContent === 'Dropped'",
        )
        .await?;
        let step = page.step().await?;
        assert!(step >= 3);
        page.until("an address", &format!("location.hash.includes('k={step}')")).await
    });
}

#[test]
fn branches_are_named_deleted_brought_back_and_compared() {
    in_every_lab(async |page, lab| {
        lab.open_full(page).await?;
        // Another line, of one step.
        page.deed("back").await?;
        page.deed("back").await?;
        page.deed(&format!("do crash {}", page.names().await?[1])).await?;
        page.until("two lines", "document.querySelector('.top .branch')").await?;
        let there = (page.step().await?, page.fingerprint().await?);
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
        page.click(".lines li:first-child .go").await?;
        let on = "document.querySelector('.lines .on b').textContent";
        page.until("the first line", &format!("{on} === 'main'")).await?;
        assert_eq!(page.step().await?, there.0);
        page.click(".sheet form.two button").await?;
        page.until("a comparison", "document.querySelector('.sides')").await?;
        page.screenshot(&format!("branches-{}", lab.name)).await?;
        page.click(".sides div:last-child button").await?;
        page.until(
            "its line",
            "document.querySelector('.top .branch span').textContent.includes('other')",
        )
        .await?;
        assert_eq!((page.step().await?, page.fingerprint().await?), there);
        page.click("[data-do='errand delete 1']").await?;
        page.until("one line", "document.querySelectorAll('.lines li').length === 1").await?;
        assert_eq!(page.step().await?, there.0 - 1);
        page.click("[data-do='errand undo']").await?;
        page.until("both lines", "document.querySelectorAll('.lines li').length === 2").await?;
        assert_eq!((page.step().await?, page.fingerprint().await?), there);
        page.click(".sheet form.one:last-of-type button, .sheet > .body > form.one button").await?;
        page.until("a new line", "document.querySelectorAll('.lines li').length === 3").await?;
        page.click(".lines li:first-child .go").await?;
        page.until("the first line", &format!("{on} === 'main'")).await?;
        assert_eq!(page.step().await?, there.0);
        Ok(())
    });
}

#[test]
fn labs_accidents_and_events_are_found() {
    in_every_lab(async |page, lab| {
        lab.open_full(page).await?;
        page.keys(",,").await?;
        let told = page.words(".ev.now .what").await?;
        let words: Vec<&str> = told.split(' ').take(2).collect();
        page.keys("/").await?;
        let field = page.query(By::Css(".sheet input[type=search]")).first().await?;
        page.until("the keyboard is in it", "document.activeElement.type === 'search'").await?;
        field.send_keys(words.join(" ")).await?;
        page.until("events", "document.querySelector('.found button')").await?;
        let step = page.text_of(".found .no").await?;
        page.screenshot("search").await?;
        page.click(".found button").await?;
        let is_there = format!("document.querySelector('.clock b').textContent === 'Step {step}'");
        page.until("the step", &is_there).await?;
        assert!(page.words(".ev.now .what").await?.contains(&words.join(" ")));
        if let Some(preset) = &lab.preset {
            field.clear().await?;
            field.send_keys(preset.title).await?;
            page.click(&format!(".sheet .presets a[href$='{}']", preset.name)).await?;
            page.until("the preset", &preset.is_open()).await?;
        }
        Ok(())
    });
}

/// Two lines side by side, and a notice.
#[test]
fn a_comparison_of_lines_is_accessible_light_and_dark_wide_and_narrow() {
    in_every_lab(async |page, lab| {
        page.open(&format!("#/lab/{}?scenario=none", lab.name)).await?;
        page.until("a notice", "document.querySelector('.notice')").await?;
        let crash = format!("do crash {}", page.names().await?[1]);
        for deed in lab.full().iter().map(String::as_str).chain(["back", "back", &crash]) {
            page.deed(deed).await?;
        }
        page.deed("sheet branches").await?;
        page.click(".sheet form.two button").await?;
        page.until("a comparison", "document.querySelector('.sides')").await?;
        for (scheme, width, height) in
            [("light", 1440, 900), ("dark", 1440, 900), ("light", 390, 844)]
        {
            page.viewport(width, height).await?;
            page.emulate(&[("prefers-color-scheme", scheme)]).await?;
            page.settle().await?;
            let violations = page.accessibility_violations().await?;
            assert!(violations.is_empty(), "{scheme} at {width}: {violations:#?}");
            page.screenshot(&format!("sides-{}-{scheme}-{width}", lab.name)).await?;
        }
        Ok(())
    });
}
