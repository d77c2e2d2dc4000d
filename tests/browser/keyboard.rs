//! Everything by keyboard alone, in the order of the page, with a ring around whatever has it.

use serde_json::Value;
use thirtyfour::prelude::*;

use crate::harness::Browser;
use crate::page::Page;

/// Which part of the page has the keyboard, and whether one can see that it has: its looks, or those of what is in it or
/// around it, are others without it.
const FOCUS: &str = "
    const it = document.activeElement;
    if (it === document.body) return null;
    const looks = () => [it, it.parentElement, ...it.querySelectorAll('*')].map(one => {
        const style = getComputedStyle(one);
        return [style.outlineStyle, style.outlineWidth, style.stroke, style.strokeWidth, style.display].join();
    }).join(';');
    const parts = { top: '.top', stage: '.stagebox', logs: '.under', panel: '.panel', transport: '.transport',
        timeline: '.timeline', over: '.pop, .sheet' };
    const part = Object.keys(parts).find(name => it.closest(parts[name])) || 'elsewhere';
    const focused = looks();
    it.blur();
    const blurred = looks();
    it.focus();
    return [part, it.dataset.key || it.dataset.do || it.className || it.tagName, String(focused !== blurred)];";

impl Page {
    /// What has the keyboard: its part of the page, its name and whether that is seen; none if nothing has it.
    pub async fn focus_of(&self) -> WebDriverResult<Option<[String; 3]>> {
        self.evaluate(FOCUS).await?.convert()
    }

    async fn focused_key(&self) -> WebDriverResult<String> {
        let key =
            "return document.activeElement.dataset.key ?? document.activeElement.dataset.do ?? ''";
        self.evaluate(key).await?.convert()
    }
}

/// A leader, an entry in every log, a message on its way and a cut link.
const SET_UP: &str = "do run until leader\ndo request x=1\ndo run 30ms\ndo request x=2\ndo cut D-E";

#[test]
fn the_tab_key_goes_through_the_page_in_order() {
    let Some(browser) = Browser::open() else { return };
    browser.run(async |page| {
        for (width, height) in [(1440, 900), (820, 1180)] {
            page.viewport(width, height).await?;
            page.lab(SET_UP).await?;
            page.until("a cut", "document.querySelector('.stage .hand')").await?;
            let mut parts: Vec<String> = Vec::new();
            let mut on_pictures = Vec::new();
            for _ in 0..150 {
                page.keys(Key::Tab + "").await?;
                let Some([part, name, is_seen]) = page.focus_of().await? else { break };
                assert_eq!(is_seen, "true", "{name} has the keyboard, and nobody sees it");
                if name.contains("node-") && part == "stage" || part == "logs" {
                    on_pictures.push(name.clone());
                }
                if parts.last() != Some(&part) {
                    parts.push(part);
                }
            }
            let order = ["top", "stage", "logs", "panel", "transport", "timeline"];
            assert_eq!(parts, order, "at {width}");
            // One stop in each picture: inside it the arrows lead on.
            assert_eq!(on_pictures.len(), 2, "{on_pictures:?}");
        }
        page.assert_no_console_errors().await
    });
}

#[test]
fn arrows_go_from_thing_to_thing() {
    let Some(browser) = Browser::open() else { return };
    browser.run(async |page| {
        page.viewport(1440, 900).await?;
        page.lab(SET_UP).await?;
        page.until("a cut", "document.querySelector('.stage .hand')").await?;
        let messages: Vec<String> = page
            .evaluate(
                "return [...document.querySelectorAll('.stage .cap')].map(it => it.dataset.key)",
            )
            .await?
            .convert()?;
        assert!(!messages.is_empty());
        page.give_focus(".stage [tabindex='0']").await?;
        let mut seen = vec![page.focused_key().await?];
        for _ in 0..5 + messages.len() + 10 {
            page.keys(Key::Right + "").await?;
            let [part, name, is_seen] = page.focus_of().await?.expect("a thing has the keyboard");
            assert_eq!((&*part, &*is_seen), ("stage", "true"), "{name}");
            let stops: u64 = page
                .evaluate("return document.querySelectorAll('.stage [tabindex=\"0\"]').length")
                .await?
                .convert()?;
            assert_eq!(stops, 1, "one stop, at {name}");
            assert_eq!(page.words(".stage [tabindex='0']").await?, page.words(":focus").await?);
            seen.push(name);
        }
        assert_eq!(seen[..5], ["node-0", "node-1", "node-2", "node-3", "node-4"]);
        // Messages, the client, the link that is cut, and all other links.
        let at = |key: &str| seen.iter().position(|it| it == key).expect(key);
        assert!(messages.iter().all(|key| (5..5 + messages.len()).contains(&at(key))), "{seen:?}");
        assert_eq!(at("client-0"), 5 + messages.len());
        assert!(at("link-3-4") < at("link-0-1"));
        page.keys(Key::Home + "").await?;
        // The same in the logs, up and down too.
        page.keys(Key::End + "").await?;
        page.give_focus(".under [tabindex='0']").await?;
        let start = page.focused_key().await?;
        page.keys(Key::Up + "").await?;
        let below = page.focused_key().await?;
        assert_ne!(start, below);
        assert_eq!(page.focus_of().await?.expect("a cell")[0], "logs");
        page.keys(Key::Down + "").await?;
        assert_eq!(page.focused_key().await?, start);
        page.until("why", "document.querySelector('.reasons .says')").await?;
        page.assert_no_console_errors().await
    });
}

/// What opens takes the keyboard, and Esc gives it back to where it was.
#[test]
fn what_opens_takes_the_keyboard_and_gives_it_back() {
    let Some(browser) = Browser::open() else { return };
    browser.run(async |page| {
        page.viewport(1440, 900).await?;
        page.lab(SET_UP).await?;
        page.until("a cut", "document.querySelector('.stage .hand')").await?;
        page.keys("2").await?;
        page.give_focus(".stage [tabindex='0']").await?;
        for steps in [0, 5, 3] {
            for _ in 0..steps {
                page.keys(Key::Right + "").await?;
            }
            let home = page.focused_key().await?;
            page.keys(Key::Enter + "").await?;
            page.until("a popover", "document.activeElement.closest('.pop')").await?;
            let [part, name, is_seen] = page.focus_of().await?.expect("something");
            assert_eq!((&*part, &*is_seen), ("over", "true"), "{name}");
            page.keys(Key::Escape + "").await?;
            page.until("it is closed", "!document.querySelector('.pop')").await?;
            assert_eq!(page.focused_key().await?, home);
        }
        for sheet in ["request", "settings", "keys", "invariants"] {
            page.give_focus(&format!("[data-do='sheet {sheet}']")).await?;
            page.keys(Key::Enter + "").await?;
            page.until(sheet, "document.activeElement.closest('.sheet')").await?;
            assert_eq!(page.focus_of().await?.expect("something")[2], "true", "{sheet}");
            page.keys(Key::Escape + "").await?;
            page.until("it is closed", "!document.querySelector('.sheet')").await?;
            assert_eq!(page.focused_key().await?, format!("sheet {sheet}"));
        }
        page.assert_no_console_errors().await
    });
}

#[test]
fn keys_do_what_the_overlay_says() {
    let Some(browser) = Browser::open() else { return };
    browser.run(async |page| {
        page.viewport(1440, 900).await?;
        page.emulate(&[("prefers-reduced-motion", "reduce")]).await?;
        page.lab("").await?;
        let press = async |keys: TypingData, step: u64| -> WebDriverResult<()> {
            page.keys(keys).await?;
            assert_eq!(page.step().await?, step);
            Ok(())
        };
        press("...".into(), 3).await?;
        press(",".into(), 2).await?;
        press(Key::Right + Key::Right, 4).await?;
        press(Key::Left + "", 3).await?;
        press(Key::PageDown + "", 4).await?;
        press(Key::PageUp + "", 3).await?;
        press(".".repeat(12).into(), 15).await?;
        page.shifted(Key::Left + "").await?;
        assert_eq!(page.step().await?, 5);
        page.shifted(Key::Right + "").await?;
        assert_eq!(page.step().await?, 15);
        press(Key::Home + "", 0).await?;
        press(Key::End + "", 15).await?;
        // The events of the selected node, and the notable ones.
        page.keys("3").await?;
        assert!(page.words(".inspector h2").await?.contains("Node C"));
        let mut steps = Vec::new();
        for key in ["[", "[", "]"] {
            page.keys(key).await?;
            steps.push(page.step().await?);
            assert!(page.words(".ev.now .what").await?.contains('C'));
        }
        assert!(steps[1] < steps[0] && steps[0] < 15 && steps[2] == steps[0], "{steps:?}");
        page.keys(Key::End + "").await?;
        for (keys, end) in [(Key::Home + "}", 0), (Key::End + "{", 15)] {
            page.keys(keys).await?;
            assert_ne!(page.step().await?, end);
            let told = page.words(".ev.now .what").await?;
            assert!(told.contains("becomes leader") || told.contains("commits"), "{told}");
        }
        page.keys(Key::End + "").await?;
        // Speed, play, views.
        let speed = "return document.querySelector('.speed select').value";
        let value: String = page.evaluate(speed).await?.convert()?;
        page.keys("+").await?;
        assert_ne!(page.evaluate(speed).await?.convert::<String>()?, value);
        page.keys("-").await?;
        assert_eq!(page.evaluate(speed).await?.convert::<String>()?, value);
        page.keys(" ").await?;
        page.until("it plays", "document.querySelector('.play').ariaLabel.startsWith('Pause')")
            .await?;
        page.keys(" ").await?;
        page.until("it stops", "document.querySelector('.play').ariaLabel.startsWith('Play')")
            .await?;
        for view in ["space-time", "tables", "stage"] {
            page.keys("v").await?;
            let is_on = format!("document.querySelector('[data-do=\"view {view}\"].on')");
            page.until(view, &is_on).await?;
        }
        // Branches: one from here, and back to the first.
        let last = page.step().await?;
        page.keys("b").await?;
        page.until("two lines", "document.querySelector('.top .branch')").await?;
        let name = page.words(".top .branch span").await?;
        page.shifted("b").await?;
        page.until(
            "the other",
            &format!("document.querySelector('.top .branch span').textContent !== '{name}'"),
        )
        .await?;
        assert!(page.step().await? >= last.min(1));
        // Esc closes, and then lets go.
        page.keys("1").await?;
        page.keys(Key::Enter + "").await?;
        page.until("a popover", "document.querySelector('.pop')").await?;
        page.keys(Key::Escape + "").await?;
        page.until("closed", "!document.querySelector('.pop')").await?;
        page.assert_no_console_errors().await
    });
}

#[test]
fn single_keys_can_be_switched_off() {
    let Some(browser) = Browser::open() else { return };
    browser.run(async |page| {
        page.viewport(1440, 900).await?;
        page.emulate(&[("prefers-reduced-motion", "reduce")]).await?;
        page.lab("step").await?;
        page.keys("?").await?;
        page.until("the keys", "document.activeElement.matches('.sheet input[type=checkbox]')")
            .await?;
        // The switch is what has the keyboard now.
        page.keys(" ").await?;
        page.keys(Key::Escape + "").await?;
        page.until("closed", "!document.querySelector('.sheet')").await?;
        let before = page.fingerprint().await?;
        page.evaluate("document.activeElement.blur()").await?;
        for key in [".", "k", "b", "v", "]", "2"] {
            page.keys(key).await?;
        }
        assert_eq!((page.fingerprint().await?, page.step().await?), (before, 1));
        assert!(page.yes("document.querySelector('[data-do=\"view stage\"].on')").await?);
        // Keys with names go on working.
        page.keys(Key::Right + "").await?;
        assert_eq!(page.step().await?, 2);
        page.give_focus("[data-do='sheet keys']").await?;
        page.keys(Key::Enter + "").await?;
        page.until("the keys", "document.activeElement.matches('.sheet input[type=checkbox]')")
            .await?;
        page.keys(" ").await?;
        page.keys(Key::Escape + "").await?;
        page.evaluate("document.activeElement.blur()").await?;
        page.keys(".").await?;
        assert_eq!(page.step().await?, 3);
        Ok(())
    });
}

/// A field of text keeps its letters, a button its Space, and the timeline its arrows.
#[test]
fn what_has_the_keyboard_keeps_its_own_keys() {
    let Some(browser) = Browser::open() else { return };
    browser.run(async |page| {
        page.viewport(1440, 900).await?;
        page.emulate(&[("prefers-reduced-motion", "reduce")]).await?;
        page.lab("step\nstep\nstep\nsheet request").await?;
        page.until("the sheet", "document.activeElement.name === 'command'").await?;
        let before = page.fingerprint().await?;
        page.keys("k.v").await?;
        assert_eq!(page.fingerprint().await?, before);
        assert!(page.yes("document.activeElement.value.endsWith('k.v')").await?);
        // Whatever is drawn anew, what somebody types stays.
        page.viewport(1400, 860).await?;
        page.settle().await?;
        assert!(page.yes("document.activeElement.value.endsWith('k.v')").await?);
        page.keys(Key::Escape + "").await?;
        page.give_focus(".scrub").await?;
        page.keys(Key::Left + "").await?;
        assert_eq!(page.step().await?, 2);
        page.keys(Key::Home + "").await?;
        assert_eq!(page.step().await?, 0);
        let said = "return document.querySelector('.scrub').getAttribute('aria-valuetext')";
        page.keys(Key::End + "").await?;
        let value: String = page.evaluate(said).await?.convert()?;
        assert!(value.starts_with("Step 3 of 3: "), "{value}");
        page.give_focus("[data-do='view tables']").await?;
        page.keys(" ").await?;
        page.until("tables", "document.querySelector('[data-do=\"view tables\"].on')").await?;
        assert!(page.yes("document.querySelector('.play').ariaLabel.startsWith('Play')").await?);
        let none: Vec<Value> = Vec::new();
        page.execute("document.activeElement.blur()", none).await?;
        Ok(())
    });
}
