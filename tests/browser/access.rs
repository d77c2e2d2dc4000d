//! The page for everybody: less motion, zoom, what is spoken, contrast and other colours.

use std::fs;

use serde_json::{Value, json};

use crate::labs::in_every_lab;
use crate::site;

/// How many pictures the stage shows in the second after a step, from the frame after the one in which the step is told.
const PICTURES: &str = "
    const done = arguments[arguments.length - 1];
    const seen = new Set();
    const stage = document.querySelector('.stage svg');
    const clock = document.querySelector('.clock b');
    const before = clock.textContent;
    document.querySelector('[data-do=step]').click();
    const wait = () => requestAnimationFrame(clock.textContent === before ? wait : begin);
    const begin = () => {
        const until = performance.now() + 700;
        const look = () => {
            seen.add(stage.innerHTML);
            if (performance.now() < until) requestAnimationFrame(look); else done(seen.size);
        };
        look();
    };
    wait();";

/// The steps as they are shown for some seconds: number and time of each.
const STEPS: &str = "
    const done = arguments[arguments.length - 1];
    const clock = document.querySelector('.clock b');
    const seen = [];
    new MutationObserver(() => seen.push([Number(clock.textContent.slice(5)), performance.now()]))
        .observe(clock, { characterData: true, subtree: true, childList: true });
    document.querySelector('.play').click();
    setTimeout(() => { document.querySelector('.play').click(); done(seen) }, 3300);";

#[test]
fn with_less_motion_a_step_is_a_cut() {
    in_every_lab(async |page, lab| {
        page.emulate(&[("prefers-reduced-motion", "no-preference")]).await?;
        page.lab_of(lab.name, &lab.on_its_way()).await?;
        let pictures: u64 = page.execute_async(PICTURES, Vec::<Value>::new()).await?.convert()?;
        assert!(pictures > 2, "with motion a step is {pictures} pictures");
        page.emulate(&[("prefers-reduced-motion", "reduce")]).await?;
        page.lab_of(lab.name, &lab.on_its_way()).await?;
        let pictures: u64 = page.execute_async(PICTURES, Vec::<Value>::new()).await?.convert()?;
        assert_eq!(pictures, 1, "a frame between two steps");
        let steps: Vec<(f64, f64)> =
            page.execute_async(STEPS, Vec::<Value>::new()).await?.convert()?;
        // Not faster than one in 900 ms; how much slower is the machine's affair.
        assert!((1..=4).contains(&steps.len()), "{steps:?}");
        for pair in steps.windows(2) {
            let number = pair[1].0 - pair[0].0;
            assert!((number - 1.0).abs() < 0.01, "{number} steps at once: {steps:?}");
        }
        Ok(())
    });
}

#[test]
fn at_200_percent_nothing_is_lost() {
    in_every_lab(async |page, lab| {
        let size = json!({ "width": 720, "height": 450, "deviceScaleFactor": 2, "mobile": false });
        page.cdp().send_raw("Emulation.setDeviceMetricsOverride", size).await?;
        page.emulate(&[("prefers-reduced-motion", "reduce")]).await?;
        lab.open_full(page).await?;
        let below = "document.querySelector('.panel').getBoundingClientRect().top
            >= document.querySelector('.under').getBoundingClientRect().bottom - 1";
        assert!(page.yes(below).await?, "the panel is not below the logs");
        let wide: Vec<String> = page
            .evaluate(
                "return document.documentElement.scrollWidth <= 720 ? [] : [...document.querySelectorAll('body *')]
                    .filter(it => it.getBoundingClientRect().right > 720).map(it => it.outerHTML.slice(0, 90))",
            )
            .await?
            .convert()?;
        assert!(wide.is_empty(), "it scrolls sideways: {wide:#?}");
        page.screenshot(&format!("zoom-200-{}", lab.name)).await?;
        // Whatever can be pressed can be scrolled to and met.
        let script = "
            const pressable = [...document.querySelectorAll('main button, main a, main select, main input, .stage .node')];
            return pressable.filter(it => it.getClientRects().length && !it.disabled).filter(it => {
                it.scrollIntoView({ block: 'center' });
                const box = it.getBoundingClientRect();
                const at = document.elementFromPoint((box.left + box.right) / 2, (box.top + box.bottom) / 2);
                return !at || !(it.contains(at) || at.contains(it));
            }).map(it => it.outerHTML.slice(0, 120))";
        let lost: Vec<String> = page.evaluate(script).await?.convert()?;
        assert!(lost.is_empty(), "{lost:#?}");
        Ok(())
    });
}

/// What is spoken while it plays: the text and the time of each.
const SPOKEN: &str = "
    const [seconds, done] = arguments;
    const region = document.querySelector('#narration');
    const said = [];
    new MutationObserver(() => said.push([region.textContent, performance.now()]))
        .observe(region, { characterData: true, subtree: true, childList: true });
    document.querySelector('.play').click();
    setTimeout(() => { document.querySelector('.play').click(); done(said) }, seconds * 1000);";

#[test]
fn what_happens_is_spoken() {
    in_every_lab(async |page, lab| {
        page.emulate(&[("prefers-reduced-motion", "no-preference")]).await?;
        lab.open(page).await?;
        let polite: u64 = page
            .evaluate(
                "return document.querySelectorAll('[role=status], [aria-live=polite]').length",
            )
            .await?
            .convert()?;
        assert_eq!(polite, 1, "regions that are spoken politely");
        let role = "document.querySelector('#narration').getAttribute('role') === 'status'";
        assert!(page.yes(role).await?);
        // A step: the sentence and its section.
        page.deed("step").await?;
        let said = page.words("#narration").await?;
        let told = page.words(".ev.now .cite").await?;
        let step = format!("Step {}. ", page.step().await?);
        assert!(said.starts_with(&step) && said.ends_with(&told) && !told.is_empty(), "{said}");
        // A refusal is spoken there too.
        page.deed(&format!("do restart {}", page.names().await?[0])).await?;
        page.until("a refusal", "document.querySelector('.refusal').textContent").await?;
        assert_eq!(page.words("#narration").await?, page.words(".refusal").await?);
        // While it plays from the start: only elections, commits and what one did, one in two seconds.
        page.deed("seek 0").await?;
        page.evaluate(
            "const select = document.querySelector('.speed select');
            select.value = '64'; select.dispatchEvent(new Event('change', { bubbles: true }))",
        )
        .await?;
        let said: Vec<(String, f64)> =
            page.execute_async(SPOKEN, vec![json!(6)]).await?.convert()?;
        let said: Vec<_> = said.into_iter().filter(|(text, _)| !text.is_empty()).collect();
        assert!((1..=4).contains(&said.len()), "{said:#?}");
        for pair in said.windows(2) {
            assert!(pair[1].1 - pair[0].1 > 1_900.0, "{said:#?}");
        }
        for (text, _) in &said {
            assert!(lab.notable.iter().any(|word| text.contains(word)), "{text}");
        }
        Ok(())
    });
}

/// With a rule switched off, what a scenario does breaks what it expects.
#[test]
fn a_broken_invariant_is_spoken_at_once() {
    in_every_lab(async |page, lab| {
        let file = format!("tests/scenarios/mutants/{}/{}.scenario", lab.name, lab.mutant);
        let scenario = fs::read_to_string(site::root().join(file))?;
        let after = |words| scenario.lines().find_map(|line: &str| line.strip_prefix(words));
        let broken = after("expect broken contains ").expect("something breaks").trim_matches('"');
        let cluster = after(&format!("cluster {} ", lab.name)).expect("a cluster");
        page.emulate(&[("prefers-reduced-motion", "reduce")]).await?;
        page.lab_of(lab.name, &format!("set-up cluster {cluster}")).await?;
        let alarm = "document.querySelector('main [role=alert]#alarm')";
        let is_silent = format!("{alarm} && !{alarm}.textContent");
        let no_move = ["title ", "cluster ", "expect ", "#"];
        let is_move =
            |line: &&str| !line.is_empty() && !no_move.iter().any(|it| line.starts_with(it));
        let moves: Vec<&str> = scenario.lines().filter(is_move).collect();
        let is_whole = "!document.querySelector('.inv .bad')";
        for statement in &moves {
            page.change(&format!("do {statement}")).await?;
            let silence = format!("({is_whole}) === ({is_silent})");
            assert!(page.yes(&silence).await?, "what is spoken and what is seen after {statement}");
        }
        assert!(!page.yes(is_whole).await?, "nothing broke");
        let said = page.words("#alarm").await?;
        assert!(said.contains(broken), "{said}");
        page.deed("seek 0").await?;
        page.until("silence", &is_silent).await
    });
}

/// Contrast of every outline and name on the stage to what is behind the stage.
const CONTRASTS: &str = "
    const rgb = text => (text.match(/[\\d.]+/g) || []).map(Number);
    const light = text => {
        const [r, g, b] = rgb(text).map(it => it / 255).map(it => it <= .03928 ? it / 12.92 : ((it + .055) / 1.055) ** 2.4);
        return .2126 * r + .7152 * g + .0722 * b;
    };
    const ratio = (a, b) => {
        const [low, high] = [light(a), light(b)].sort((x, y) => x - y);
        return (high + .05) / (low + .05);
    };
    const behind = getComputedStyle(document.querySelector('.stagebox')).backgroundColor;
    const found = [];
    const look = (selector, property, least) => {
        const all = [...document.querySelectorAll(selector)];
        if (!all.length) found.push(`there is no ${selector}`);
        for (const it of all) {
            const value = getComputedStyle(it)[property];
            if (value === 'none' || rgb(value)[3] === 0) found.push(`${selector}: ${property} ${value}`);
            else if (ratio(value, behind) < least) found.push(`${selector}: ${value} on ${behind}`);
        }
    };
    look('.stage .node .body', 'stroke', 3);
    look('.stage .node.follower .nm', 'fill', 4.5);
    look('.stage .cap .ln', 'stroke', 3);
    look('.stage .lab2', 'fill', 4.5);
    for (const it of document.querySelectorAll('.stage .bdg text, .stage .nm, .under .v')) {
        if (!it.textContent.trim()) found.push('a number is gone');
    }
    return found;";

#[test]
fn shapes_and_numbers_stay_in_other_colours() {
    in_every_lab(async |page, lab| {
        for scheme in ["light", "dark"] {
            for wish in [("prefers-contrast", "more"), ("forced-colors", "active")] {
                let features =
                    [("prefers-color-scheme", scheme), ("prefers-reduced-motion", "reduce"), wish];
                page.emulate(&features).await?;
                lab.open_full(page).await?;
                let found: Vec<String> = page.evaluate(CONTRASTS).await?.convert()?;
                page.screenshot(&format!("{}-{scheme}-{}", wish.0, lab.name)).await?;
                assert!(found.is_empty(), "{scheme}, {wish:?}: {found:#?}");
            }
        }
        Ok(())
    });
}
