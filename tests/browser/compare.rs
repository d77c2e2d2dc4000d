//! The comparisons: one clock for all columns, the question answered, the numbers, the script as text, and for everybody.

use serde_json::{Value, json};
use thirtyfour::prelude::*;

use crate::harness::Browser;
use crate::page::Page;

const SIZES: [(u32, u32); 4] = [(1440, 900), (1920, 1080), (820, 1180), (390, 844)];

const NAMES: [&str; 5] =
    ["half-finished-write", "one-command", "lost-leader", "order-kept", "old-entry"];

/// What overlaps, is cut off or makes the page scroll sideways.
const GEOMETRY: &str = "
    const found = [];
    const all = (selector, root = document) => [...root.querySelectorAll(selector)];
    const box = it => it.getBoundingClientRect();
    const says = it => (it.textContent || it.getAttribute('class') || it.tagName).trim().slice(0, 40);
    const meet = (a, b) => a.left + 1 < b.right && b.left + 1 < a.right && a.top + 1 < b.bottom && b.top + 1 < a.bottom;
    const within = (a, b) => a.left >= b.left - 1 && a.right <= b.right + 1 && a.top >= b.top - 1 && a.bottom <= b.bottom + 1;
    const apart = list => list.forEach((one, place) => list.slice(place + 1).forEach(other => {
        if (meet(box(one), box(other))) found.push(`${says(one)} overlaps ${says(other)}`);
    }));
    const seen = it => box(it).width > 1 && box(it).height > 1;
    if (document.documentElement.scrollWidth > innerWidth) found.push('the page scrolls sideways');
    for (const column of all('.col')) {
        const stage = column.querySelector('.stage');
        const bodies = all('.node .body', stage);
        if (bodies.length < 3) found.push('a stage without nodes');
        apart(bodies);
        for (const it of [...bodies, ...all('.client .body, .cap .bx', stage)]) {
            if (!within(box(it), box(stage))) found.push(`${says(it)} is cut off by its stage`);
        }
        apart([...all('header > *', column)].filter(seen));
        apart([...column.children]);
        apart(all('.leaders text', column));
        for (const it of all('.logs .cell, .leaders text, .watched', column)) {
            if (!within(box(it), box(column))) found.push(`${says(it)} is cut off by its column`);
        }
    }
    const row = all('.transport > *, .holds > *').filter(it => !it.matches('.holds') && seen(it));
    apart(row);
    apart(all('.script text').filter(seen));
    for (const it of [...row, ...all('.script text')].filter(seen)) {
        if (!within(box(it), box(document.querySelector('.dock')))) found.push(`${says(it)} is cut off by the dock`);
    }
    return found;";

impl Page {
    async fn compare(&self, rest: &str) -> WebDriverResult<()> {
        self.open(&format!("#/compare/{rest}")).await?;
        self.until("the columns", "document.querySelector('.col .node, .numbers td')").await?;
        self.settle().await
    }

    /// Where everything stands that no step may move.
    async fn places(&self) -> WebDriverResult<Vec<i64>> {
        let script = "return [...document.querySelectorAll('.question, .col > :not(.answer)')]
            .flatMap(it => { const { top, height } = it.getBoundingClientRect(); return [top, height]; })
            .map(Math.round)";
        self.evaluate(script).await?.convert()
    }

    /// The texts of all that a selector means.
    async fn texts(&self, selector: &str) -> WebDriverResult<Vec<String>> {
        let script = format!(
            "return [...document.querySelectorAll({})].map(it => it.textContent.trim().replace(/\\s+/g, ' '))",
            json!(selector)
        );
        self.evaluate(&script).await?.convert()
    }

    /// Writes a script into the sheet, and has it run.
    async fn run_script(&self, text: &str) -> WebDriverResult<()> {
        let script = "const field = document.querySelector('.script-text textarea');
            field.value = arguments[0];
            field.dispatchEvent(new Event('input', { bubbles: true }));
            document.querySelector('.script-text button[type=submit]').click()";
        self.execute(script, vec![json!(text)]).await?;
        self.settle().await
    }
}

#[test]
fn a_comparison_opens_and_its_question_is_answered() {
    let Some(browser) = Browser::open() else { return };
    browser.run(async |page| {
        page.viewport(1440, 900).await?;
        page.open("").await?;
        page.find(By::Css("a[href='#/compare']")).await?.click().await?;
        page.until("the list", "document.querySelectorAll('.all .card').length === 5").await?;
        page.find(By::Css("a[href='#/compare/half-finished-write']")).await?.click().await?;
        page.until("the columns", "document.querySelectorAll('.col .stage .node').length === 15").await?;
        assert_eq!(page.words("h1").await?, "When is z=3 safe?");
        let answers = page.texts(".answer").await?;
        assert!(answers[0].starts_with("z=3 is safe at 582 ms."), "{answers:?}");
        assert!(answers[0].contains("Raft §5.4.2"), "{answers:?}");
        assert!(answers[1].starts_with("z=3 is safe at 393 ms."), "{answers:?}");
        assert!(answers[1].contains("PMMC"), "{answers:?}");
        assert!(answers[2].starts_with("z=3 is safe at 399 ms."), "{answers:?}");
        assert!(answers[2].contains("Zab, Phase 2"), "{answers:?}");
        assert_eq!(page.texts(".col .pill").await?, ["Term 2", "Ballot 2", "Epoch 2"]);
        // The watched entry is outlined in all columns, in the four rows of those that run.
        let outlined: Vec<i64> = page
            .evaluate("return [...document.querySelectorAll('.watched')].map(it => Math.round(it.getBBox().height / 30))")
            .await?
            .convert()?;
        assert_eq!(outlined, [4, 4, 4]);
        page.screenshot("compare").await?;
        page.assert_no_console_errors().await
    });
}

#[test]
fn one_clock_moves_all_columns() {
    let Some(browser) = Browser::open() else { return };
    browser.run(async |page| {
        page.emulate(&[("prefers-reduced-motion", "reduce")]).await?;
        page.compare("half-finished-write?k=0").await?;
        assert_eq!(page.texts(".col header .dim").await?, ["4 messages"; 3]);
        assert_eq!(page.texts(".answer b").await?, ["z=3 is in no log."; 3]);
        let mut seen = vec![page.words(".clock b").await?];
        for _ in 0..6 {
            page.keys(".").await?;
            seen.push(page.words(".clock b").await?);
        }
        let number = |text: &String| text.trim_end_matches(" ms").parse::<u64>().expect("a number");
        let times: Vec<u64> = seen.iter().map(number).collect();
        assert!(times.is_sorted() && times[0] < times[6], "{times:?}");
        let sent = page.texts(".col header .dim").await?;
        assert!(sent.iter().all(|count| count != "4 messages"), "{sent:?}");
        page.keys(",").await?;
        assert_eq!(page.words(".clock b").await?, seen[5]);
        page.keys(Key::End).await?;
        assert_eq!(page.words(".clock b").await?, "670 ms");
        page.keys(Key::Home).await?;
        assert_eq!(page.words(".clock b").await?, "0 ms");
        // The slider seeks, and says where one is.
        page.evaluate(
            "const slider = document.querySelector('.scrub');
            slider.value = 400000;
            slider.dispatchEvent(new Event('input', { bubbles: true }))",
        )
        .await?;
        page.settle().await?;
        let answers = page.texts(".answer b").await?;
        assert_eq!(
            answers[0],
            "z=3 is in the logs of B, C and E, a majority, and still not known committed."
        );
        assert_eq!(answers[1], "z=3 is safe at 393 ms.");
        assert_eq!(answers[2], "z=3 is safe at 399 ms.");
        let said =
            page.evaluate("return document.querySelector('.scrub').getAttribute('aria-valuetext')");
        let said: String = said.await?.convert()?;
        assert_eq!(said, "400 ms, after crash A");
        // The address follows, and leads back to the same moment.
        page.until("the address", "location.hash.includes('k=400000')").await?;
        page.compare("half-finished-write?k=400000&v=stage").await?;
        assert_eq!(page.texts(".answer b").await?, answers);
        page.assert_no_console_errors().await
    });
}

#[test]
fn playing_moves_the_clock_to_the_end() {
    let Some(browser) = Browser::open() else { return };
    browser.run(async |page| {
        page.compare("one-command?k=225000").await?;
        page.keys(" ").await?;
        page.until("the end", "document.querySelector('.clock b').textContent === '240 ms'")
            .await?;
        page.until("a pause", "document.querySelector('.play[aria-label^=Play]')").await?;
        page.assert_no_console_errors().await
    });
}

#[test]
fn the_numbers_are_a_table_of_what_commands_cost() {
    let Some(browser) = Browser::open() else { return };
    browser.run(async |page| {
        page.compare("one-command").await?;
        page.find(By::Css("[data-do='view tables']")).await?.click().await?;
        page.settle().await?;
        let titles = page.texts(".numbers thead th").await?;
        assert_eq!(titles, ["Raft", "Multi-Paxos", "Multi-Paxos, stable-leader off"]);
        let rows = page.texts(".numbers tbody:nth-of-type(1) tr").await?;
        assert_eq!(rows[0], "x=1");
        assert!(rows[1].contains("8 4 AppendEntries, 4 AppendEntriesReply"), "{rows:?}");
        assert!(rows[1].contains("8 4 Accept, 4 Accepted"), "{rows:?}");
        let cells = page.texts(".numbers tbody:nth-of-type(1) tr:nth-child(3) td").await?;
        assert_eq!(cells, ["1", "1", "2"], "round trips");
        page.screenshot("compare-numbers").await?;
        page.assert_no_console_errors().await
    });
}

#[test]
fn a_bad_line_keeps_the_text_and_a_good_one_runs() {
    let Some(browser) = Browser::open() else { return };
    browser.run(async |page| {
        page.compare("one-command").await?;
        page.find(By::Css(".edits")).await?.click().await?;
        page.until("the keyboard in it", "document.activeElement.matches('.script-text textarea')").await?;
        let bad = "title Mine?\ncompare raft 3\ncompare multi-paxos 3\ncrsh A\n";
        page.run_script(bad).await?;
        let errors = page.texts(".script-text .wrong p").await?;
        assert_eq!(errors, ["Line 4: unknown statement \"crsh\", did you mean \"crash\"?"]);
        let kept: String = page
            .evaluate("return document.querySelector('.script-text textarea').value")
            .await?
            .convert()?;
        assert_eq!(kept, bad);
        assert_eq!(page.words("h1").await?, "What does a command cost?", "what was shown stays");
        let good = "title Mine?\nnote Three nodes.\ncompare raft 3\ncompare multi-paxos 3\nwatch x=1\ntimeout A\nrun 30ms\nrequest x=1\nrun 30ms\n";
        page.run_script(good).await?;
        page.until("the new script", "document.querySelector('h1').textContent === 'Mine?'").await?;
        assert_eq!(page.texts(".col .stage .node").await?.len(), 6);
        assert!(page.texts(".answer").await?.iter().all(|it| it.starts_with("x=1 is safe at ")));
        // A changed script is in the link.
        page.until("the link", "location.hash.includes('s=1')").await?;
        let hash: String = page.evaluate("return location.hash").await?.convert()?;
        page.open(&hash).await?;
        page.until("the same script", "document.querySelector('h1')?.textContent === 'Mine?'").await?;
        // A column's name leads to its lab, at the same moment.
        page.until("the way to the lab", "document.querySelector('.col h2 a')").await?;
        page.find(By::Css(".col h2 a")).await?.click().await?;
        page.until("the lab", "document.querySelector('.crumb .heading')?.textContent === 'Mine?'").await?;
        assert!(page.words(".crumb b").await?.starts_with("Raft, 3 nodes"));
        page.assert_no_console_errors().await
    });
}

#[test]
fn another_seed_runs_again_and_a_wrong_address_leads_to_the_list() {
    let Some(browser) = Browser::open() else { return };
    browser.run(async |page| {
        page.compare("one-command").await?;
        let before = page.texts(".answer b").await?;
        let seed = "const field = document.querySelector('.seed input');
            field.value = arguments[0];
            field.dispatchEvent(new Event('change', { bubbles: true }))";
        page.execute(seed, vec![json!("8")]).await?;
        page.settle().await?;
        assert_ne!(page.texts(".answer b").await?, before);
        page.execute(seed, vec![json!("-1")]).await?;
        page.until("what is wrong", "document.querySelector('.note[role=alert]')").await?;
        for (address, says) in [
            ("#/compare/nothing", "There is no comparison \"nothing\". There are: "),
            ("#/compare/one-command?s=1AAAA", "The text of this link is damaged"),
        ] {
            page.open(address).await?;
            page.until("the list", "document.querySelectorAll('.all .card').length === 5").await?;
            assert!(page.words(".all [role=alert]").await?.starts_with(says), "{address}");
        }
        page.assert_no_console_errors().await
    });
}

#[test]
fn code_that_does_not_come_can_be_asked_for_again() {
    let Some(browser) = Browser::open() else { return };
    browser.run(async |page| {
        let cut_off = "window.fetched ??= window.fetch;
            window.fetch = () => Promise.reject(new TypeError('no network, on purpose'));";
        page.open("").await?;
        page.query(By::Css(".lab .node")).first().await?;
        page.evaluate(&format!("{cut_off} location.hash = '#/compare'")).await?;
        page.until("a word about it", "document.querySelector('main [role=alert]')").await?;
        page.evaluate("window.fetch = window.fetched").await?;
        page.find(By::Css("main button")).await?.click().await?;
        page.until("the list", "document.querySelectorAll('.all .card').length === 5").await?;
        // The list has come; of the protocols only the one of the start page.
        page.evaluate(&format!("{cut_off} location.hash = '#/compare/one-command'")).await?;
        page.until("a word about it", "document.querySelector('.all [role=alert]')").await?;
        assert_eq!(
            page.words(".all [role=alert]").await?,
            "The code of a protocol could not be fetched."
        );
        page.evaluate("window.fetch = window.fetched").await?;
        page.find(By::Css(".all button")).await?.click().await?;
        page.until("the columns", "document.querySelectorAll('.col').length === 3").await?;
        Ok(())
    });
}

#[test]
fn nothing_overlaps_or_is_cut_off_while_the_clock_moves() {
    let Some(browser) = Browser::open() else { return };
    browser.run(async |page| {
        page.emulate(&[("prefers-reduced-motion", "reduce")]).await?;
        let mut found = Vec::new();
        for name in NAMES {
            page.compare(name).await?;
            for (width, height) in SIZES {
                page.viewport(width, height).await?;
                page.settle().await?;
                let places = page.places().await?;
                for _ in 0..6 {
                    page.settle().await?;
                    assert_eq!(page.places().await?, places, "{name} at {width}: something moved");
                    let wrong: Vec<String> = page.evaluate(GEOMETRY).await?.convert()?;
                    if !wrong.is_empty() {
                        page.screenshot(&format!("wrong-{name}-{width}")).await?;
                    }
                    found.extend(wrong.iter().map(|it| format!("{name} at {width}: {it}")));
                    page.keys(", , , , , , , ,".replace(' ', "")).await?;
                }
                page.keys(Key::End).await?;
            }
        }
        found.dedup();
        assert!(found.is_empty(), "{found:#?}");
        page.assert_no_console_errors().await
    });
}

#[test]
fn an_automatic_check_finds_nothing_in_the_comparisons() {
    let Some(browser) = Browser::open() else { return };
    browser.run(async |page| {
        let mut found = Vec::new();
        for scheme in ["light", "dark"] {
            page.emulate(&[("prefers-color-scheme", scheme), ("prefers-reduced-motion", "reduce")])
                .await?;
            let stages = ["half-finished-write", "half-finished-write?k=250000", "one-command"];
            let places = stages.into_iter().chain(["one-command?v=tables", "", "edit"]);
            for place in places {
                page.open(&format!("#/compare/{}", if place == "edit" { NAMES[0] } else { place }))
                    .await?;
                page.until("something", "document.querySelector('h1')").await?;
                if place == "edit" {
                    page.find(By::Css(".edits")).await?.click().await?;
                    page.run_script("crsh A").await?;
                }
                for (width, height) in [SIZES[0], SIZES[3]] {
                    page.viewport(width, height).await?;
                    page.settle().await?;
                    let wrong = page.accessibility_violations().await?;
                    found.extend(
                        wrong.iter().map(|it| format!("{place:?}, {scheme} at {width}: {it}")),
                    );
                }
            }
        }
        assert!(found.is_empty(), "{found:#?}");
        page.assert_no_console_errors().await
    });
}

/// On a touch screen everything that can be pressed is large enough, and the columns are swiped.
#[test]
fn a_thumb_reaches_everything() {
    let Some(browser) = Browser::open() else { return };
    browser.run(async |page| {
        let touch = json!({ "enabled": true, "maxTouchPoints": 1 });
        page.cdp().send_raw("Emulation.setTouchEmulationEnabled", touch).await?;
        let size = json!({ "width": 390, "height": 844, "deviceScaleFactor": 1, "mobile": true });
        page.cdp().send_raw("Emulation.setDeviceMetricsOverride", size).await?;
        page.compare("half-finished-write").await?;
        page.until("the way to the lab", "document.querySelector('.col h2 a')").await?;
        let small: Vec<String> = page
            .evaluate(
                "return [...document.querySelectorAll('.compare :is(button, a, input, .btn)')]
                    .filter(it => !it.matches('.scrub') && it.getBoundingClientRect().width > 1)
                    .map(it => [it.getAttribute('aria-label') || it.textContent, it.getBoundingClientRect()])
                    .filter(([, box]) => box.height < 43.5)
                    .map(([name, box]) => `${name}: ${box.width} x ${box.height}`)",
            )
            .await?
            .convert()?;
        assert!(small.is_empty(), "{small:#?}");
        let script = "const list = document.querySelector('.cols');
            const before = list.lastElementChild.getBoundingClientRect().left;
            list.scrollLeft = list.scrollWidth;
            return [before > 300, list.lastElementChild.getBoundingClientRect().right <= innerWidth + 1]";
        let swiped: Vec<bool> = page.execute(script, Vec::<Value>::new()).await?.convert()?;
        assert_eq!(swiped, [true, true]);
        Ok(())
    });
}
