//! Bounding boxes: nothing overlaps, nothing is cut off, and nothing moves while one steps.

use serde_json::{Value, json};
use thirtyfour::prelude::*;

use quorarium::protocol::Workload;
use quorarium::protocols::{HOUSES, House};

use crate::harness::Browser;
use crate::labs::in_every_lab;
use crate::page::Page;

pub const SIZES: [(u32, u32); 4] = [(1440, 900), (1920, 1080), (820, 1180), (390, 844)];
const COUNTS: [u32; 4] = [3, 5, 7, 9];

/// Functions that measure the page.
pub const GEOMETRY: &str = include_str!("geometry.js");

/// After every step: what is wrong, and what is not where it was. The pages of a small screen are looked at in turn.
const STEPS: &str = "
    const [deed, steps, done] = arguments;
    (async () => {
        const found = new Set();
        const note = list => list.forEach(it => found.add(it));
        await geometry.frame();
        note(geometry.audit());
        let before = geometry.places();
        if (Object.keys(before).length < 20) found.add('hardly anything was measured');
        for (let step = 0; step < steps; step += 1) {
            await geometry.press(deed);
            note(geometry.audit());
            const now = geometry.places();
            note(geometry.moved(before, now));
            before = now;
        }
        return [...found];
    })().then(done, error => done([String(error.stack)]));";

impl Page {
    async fn measure(&self, deed: &str, steps: u32) -> WebDriverResult<Vec<String>> {
        self.execute(GEOMETRY, Vec::<Value>::new()).await?;
        self.execute_async(STEPS, vec![json!(deed), json!(steps)]).await?.convert()
    }

    /// At every size: as it stands, and while ten steps are taken.
    async fn measure_everywhere(&self, what: &str, found: &mut Vec<String>) -> WebDriverResult<()> {
        for (width, height) in SIZES {
            self.viewport(width, height).await?;
            self.deed("pane below").await?;
            let wrong = self.measure("step", 10).await?;
            if !wrong.is_empty() {
                self.screenshot(&format!("wrong-{what}-{width}")).await?;
            }
            found.extend(wrong.iter().take(12).map(|it| format!("{what} at {width}: {it}")));
        }
        Ok(())
    }
}

#[test]
fn nothing_overlaps_is_cut_off_or_moves() {
    let Some(browser) = Browser::open() else { return };
    browser.run(async |page| {
        let mut found = Vec::new();
        page.emulate(&[("prefers-reduced-motion", "reduce")]).await?;
        page.lab("").await?;
        for count in COUNTS {
            page.viewport(1440, 900).await?;
            page.deed(&format!("set-up cluster {count}")).await?;
            let drawn = format!("document.querySelectorAll('.stage .node').length === {count}");
            page.until("so many nodes", &drawn).await?;
            page.measure_everywhere(&format!("{count} nodes, no entries"), &mut found).await?;
            page.deed("do run until leader").await?;
            page.until("a leader", "document.querySelector('.stage .node.leader')").await?;
            for number in 1..=40 {
                page.deed(&format!("do request key{number}=value{number} as c1")).await?;
                page.deed("do run 4ms").await?;
            }
            page.deed("do run 30ms").await?;
            page.until("40 entries", "document.querySelector('[data-key$=\"-40\"].cell.ok')")
                .await?;
            page.measure_everywhere(&format!("{count} nodes, 40 entries"), &mut found).await?;
        }
        assert!(found.is_empty(), "{} faults: {found:#?}", found.len());
        page.assert_no_console_errors().await
    });
}

/// Something that its nodes are busy with, whatever the protocol: what the first ones are asked for, and a crash.
fn work(house: &House) -> String {
    let kind = house.kind().expect("without the splitter all code is here");
    match kind.workload() {
        Workload::Requests => "do request x=1 to A\ndo run 2ms\ndo request y=2 to B\ndo crash C",
        Workload::Proposals(_) => {
            "do propose P1 a-long-value\ndo run 2ms\ndo propose P2 x n=23\ndo crash A1\ndo propose P1 z n=1234"
        }
    }
    .to_string()
}

#[test]
fn nothing_overlaps_is_cut_off_or_moves_in_any_lab() {
    let Some(browser) = Browser::open() else { return };
    browser.run(async |page| {
        let mut found = Vec::new();
        page.emulate(&[("prefers-reduced-motion", "reduce")]).await?;
        for house in &HOUSES {
            for count in [3, 5, 9] {
                page.viewport(1440, 900).await?;
                page.lab_of(house.name, &format!("set-up cluster {count}\n{}", work(house)))
                    .await?;
                let what = format!("{} {count}", house.name);
                page.measure_everywhere(&what, &mut found).await?;
            }
            if house.leads {
                page.viewport(1440, 900).await?;
                let led = format!("set-up cluster 5\ndo run 250ms\n{}", work(house));
                page.lab_of(house.name, &led).await?;
                page.measure_everywhere(&format!("{} with a leader", house.name), &mut found)
                    .await?;
            }
        }
        assert!(found.is_empty(), "{} faults: {found:#?}", found.len());
        page.assert_no_console_errors().await
    });
}

/// A second line of the history changes nothing while one steps on either, and the first step in it moves no node.
#[test]
fn a_branch_moves_nothing_while_one_steps() {
    in_every_lab(async |page, lab| {
        let mut found = Vec::new();
        page.emulate(&[("prefers-reduced-motion", "reduce")]).await?;
        lab.open_full(page).await?;
        let crash = format!("do crash {}", page.names().await?[1]);
        for deed in ["back", "back", &crash] {
            page.deed(deed).await?;
        }
        page.until("two lines", "document.querySelectorAll('[data-key^=\"branch-\"]').length")
            .await?;
        page.measure_everywhere(&format!("{} two lines", lab.name), &mut found).await?;
        assert!(found.is_empty(), "{found:#?}");
        Ok(())
    });
}

/// The check itself is checked: what is put in the wrong place is found.
#[test]
fn what_is_in_the_wrong_place_is_found() {
    let Some(browser) = Browser::open() else { return };
    browser.run(async |page| {
        page.viewport(1440, 900).await?;
        page.lab("").await?;
        assert_eq!(page.measure("pane below", 1).await?, Vec::<String>::new());
        let broken = [
            (
                "document.querySelector('[data-key=node-1]').setAttribute('transform',
                document.querySelector('[data-key=node-2]').getAttribute('transform'))",
                "overlaps",
            ),
            ("document.querySelector('.tools').style.right = '-60px'", "is cut off by"),
            (
                "document.querySelector('.clock').style.width = '20px';
              document.querySelector('.clock').style.minWidth = '0';
              document.querySelector('.clock').style.overflow = 'hidden'",
                "cuts off",
            ),
            ("document.body.style.minWidth = '1600px'", "sideways"),
        ];
        for (script, verb) in broken {
            page.lab("").await?;
            page.evaluate(script).await?;
            let found = page.measure("pane below", 0).await?;
            assert!(found.iter().any(|it| it.contains(verb)), "{verb}: {found:#?}");
        }
        // What moves is what differs between two looks.
        page.lab("").await?;
        let found = page.measure("view tables", 1).await?;
        assert!(found.iter().any(|it| it.contains("moved")), "{found:#?}");
        Ok(())
    });
}

/// What is wrong with the popover of each thing on the stage.
const POPOVERS: &str = "
    const [least, done] = arguments;
    (async () => {
        const found = [];
        const things = [...document.querySelectorAll('.stage .node, .stage .cap, .stage .client')];
        const keys = things.map(it => it.dataset.key);
        if (keys.length <= least) found.push(`there is only ${keys}`);
        for (const key of keys) {
            await geometry.press(`open ${key}`);
            for (let wait = 0; wait < 50 && !document.querySelector('.pop .act'); wait += 1) await geometry.frame();
            if (document.querySelector('.pop .act')) found.push(...geometry.popover(key));
            else found.push(`${key} opens nothing`);
            await geometry.press('close');
        }
        return found;
    })().then(done, error => done([String(error.stack)]));";

/// Popovers stay inside the page and off the thing that they belong to, wherever it stands.
#[test]
fn a_popover_never_covers_its_thing() {
    in_every_lab(async |page, lab| {
        let mut found = Vec::new();
        page.emulate(&[("prefers-reduced-motion", "reduce")]).await?;
        for count in [3, 9] {
            page.viewport(1440, 900).await?;
            let set_up = format!("set-up cluster {count}\n{}\ndo run 1ms", lab.on_its_way());
            page.lab_of(lab.name, &set_up).await?;
            page.until("a message", "document.querySelector('.stage .cap')").await?;
            page.execute(GEOMETRY, Vec::<Value>::new()).await?;
            for (width, height) in SIZES {
                page.viewport(width, height).await?;
                page.settle().await?;
                let wrong: Vec<String> =
                    page.execute_async(POPOVERS, vec![json!(count)]).await?.convert()?;
                found.extend(wrong.iter().map(|it| format!("{count} nodes at {width}: {it}")));
            }
        }
        assert!(found.is_empty(), "{found:#?}");
        Ok(())
    });
}
