//! Everything by keyboard alone, in the order of the page, with a ring around whatever has it.

use serde_json::{Value, json};
use thirtyfour::prelude::*;

use crate::labs::in_every_lab;
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

    /// The keys of all things that a selector means, in the order of the page.
    async fn keys_of(&self, selector: &str) -> WebDriverResult<Vec<String>> {
        let keys = "return [...document.querySelectorAll(arguments[0])].map(it => it.dataset.key)";
        self.execute(keys, vec![json!(selector)]).await?.convert()
    }

    async fn focused_key(&self) -> WebDriverResult<String> {
        let key =
            "return document.activeElement.dataset.key ?? document.activeElement.dataset.do ?? ''";
        self.evaluate(key).await?.convert()
    }
}

#[test]
fn the_tab_key_goes_through_the_page_in_order() {
    in_every_lab(async |page, lab| {
        for (width, height) in [(1440, 900), (820, 1180)] {
            page.viewport(width, height).await?;
            lab.open_full(page).await?;
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
            let mut order = vec!["top", "stage", "logs", "panel", "transport", "timeline"];
            order.retain(|part| *part != "logs" || lab.logs);
            assert_eq!(parts, order, "at {width}");
            // One stop in each picture: inside it the arrows lead on.
            assert_eq!(on_pictures.len(), 1 + usize::from(lab.logs), "{on_pictures:?}");
        }
        Ok(())
    });
}

#[test]
fn arrows_go_from_thing_to_thing() {
    in_every_lab(async |page, lab| {
        lab.open_full(page).await?;
        let [nodes, messages, clients] = [
            page.keys_of(".stage .node").await?,
            page.keys_of(".stage .cap").await?,
            page.keys_of(".stage .client").await?,
        ];
        let links = page.keys_of(".stage .link").await?;
        assert!(!messages.is_empty() && !links.is_empty());
        let all = nodes.len() + messages.len() + clients.len() + links.len();
        page.give_focus(".stage [tabindex='0']").await?;
        let mut seen = vec![page.focused_key().await?];
        for _ in 1..all {
            page.keys(Key::Right + "").await?;
            let [part, name, is_seen] = page.focus_of().await?.expect("a thing has the keyboard");
            assert_eq!((&*part, &*is_seen), ("stage", "true"), "{name}");
            let stops = page.keys_of(".stage [tabindex='0']").await?;
            assert_eq!(stops, [name.as_str()], "one stop");
            seen.push(name);
        }
        // Nodes, messages, clients, the link that is cut, and all other links.
        assert_eq!(seen[..nodes.len()], nodes);
        let mut rest = seen[nodes.len()..].iter();
        let mut next = |some: &[String]| {
            let mut found: Vec<&String> = rest.by_ref().take(some.len()).collect();
            found.sort();
            let mut wanted: Vec<&String> = some.iter().collect();
            wanted.sort();
            assert_eq!(found, wanted, "{seen:?}");
        };
        next(&messages);
        next(&clients);
        next(&[lab.link.0.to_owned()]);
        next(&links.into_iter().filter(|key| key != lab.link.0).collect::<Vec<_>>());
        page.keys(Key::Home + "").await?;
        if !lab.logs {
            return Ok(());
        }
        // The same in the logs, up and down too.
        page.keys(Key::End + "").await?;
        page.give_focus(".under [tabindex='0']").await?;
        let start = page.focused_key().await?;
        page.keys(Key::Up + "").await?;
        let below = page.focused_key().await?;
        assert_ne!(start, below);
        assert_eq!(page.focus_of().await?.expect("a cell")[0], "logs");
        page.keys(Key::Down + "").await?;
        // The same row: the one above may be shorter.
        let row = |key: &str| key.split('-').nth(1).map(str::to_owned);
        assert_eq!(row(&page.focused_key().await?), row(&start));
        page.until("why", "document.querySelector('.reasons .says')").await
    });
}

/// What opens takes the keyboard, and Esc gives it back to where it was.
#[test]
fn what_opens_takes_the_keyboard_and_gives_it_back() {
    in_every_lab(async |page, lab| {
        lab.open_full(page).await?;
        page.keys("2").await?;
        page.give_focus(".stage [tabindex='0']").await?;
        let nodes = page.keys_of(".stage .node").await?.len();
        let messages = page.keys_of(".stage .cap").await?.len();
        // A node, a message, what comes after the messages, and what comes then: clients and links.
        for steps in [0, nodes - 1, messages, 1] {
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
        Ok(())
    });
}

#[test]
fn keys_step_through_the_history() {
    in_every_lab(async |page, lab| {
        page.emulate(&[("prefers-reduced-motion", "reduce")]).await?;
        lab.open(page).await?;
        for deed in lab.ready {
            page.change(deed).await?;
        }
        let start = page.step().await?;
        let press = async |keys: TypingData, step: u64| -> WebDriverResult<()> {
            page.keys(keys).await?;
            assert_eq!(page.step().await?, step);
            Ok(())
        };
        press("...".into(), start + 3).await?;
        press(",".into(), start + 2).await?;
        press(Key::Right + Key::Right, start + 4).await?;
        press(Key::Left + "", start + 3).await?;
        press(Key::PageDown + "", start + 4).await?;
        press(Key::PageUp + "", start + 3).await?;
        press(".".repeat(12).into(), start + 15).await?;
        page.shifted(Key::Left + "").await?;
        assert_eq!(page.step().await?, start + 5);
        page.shifted(Key::Right + "").await?;
        assert_eq!(page.step().await?, start + 15);
        press(Key::Home + "", 0).await?;
        let end = start + 15;
        press(Key::End + "", end).await?;
        // The events of the selected node, and the notable ones.
        for (key, place) in [("1", 0), ("3", 2)] {
            let name = &page.names().await?[place];
            page.keys(Key::End + key).await?;
            assert_eq!(page.words(".inspector h2").await?, format!("Node {name}"));
            let mut steps = Vec::new();
            for key in ["[", "[", "]"] {
                page.keys(key).await?;
                steps.push(page.step().await?);
                assert!(page.words(".ev.now .what").await?.contains(name.as_str()));
            }
            assert!(steps[1] < steps[0] && steps[0] < end && steps[2] == steps[0], "{steps:?}");
        }
        for (keys, from) in [(Key::Home + "}", 0), (Key::End + "{", end)] {
            page.keys(keys).await?;
            assert_ne!(page.step().await?, from);
            let told = page.words(".ev.now .what").await?;
            assert!(lab.notable.iter().any(|word| told.contains(word)), "{told}");
        }
        Ok(())
    });
}

#[test]
fn keys_do_what_the_overlay_says() {
    in_every_lab(async |page, lab| {
        page.emulate(&[("prefers-reduced-motion", "reduce")]).await?;
        lab.open(page).await?;
        page.keys("......").await?;
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
        page.until("closed", "!document.querySelector('.pop')").await
    });
}

#[test]
fn single_keys_can_be_switched_off() {
    in_every_lab(async |page, lab| {
        page.emulate(&[("prefers-reduced-motion", "reduce")]).await?;
        lab.open(page).await?;
        page.deed("step").await?;
        let start = page.step().await?;
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
        assert_eq!((page.fingerprint().await?, page.step().await?), (before, start));
        assert!(page.yes("document.querySelector('[data-do=\"view stage\"].on')").await?);
        // Keys with names go on working.
        page.keys(Key::Right + "").await?;
        assert_eq!(page.step().await?, start + 1);
        page.give_focus("[data-do='sheet keys']").await?;
        page.keys(Key::Enter + "").await?;
        page.until("the keys", "document.activeElement.matches('.sheet input[type=checkbox]')")
            .await?;
        page.keys(" ").await?;
        page.keys(Key::Escape + "").await?;
        page.evaluate("document.activeElement.blur()").await?;
        page.keys(".").await?;
        assert_eq!(page.step().await?, start + 2);
        Ok(())
    });
}

/// A field of text keeps its letters, a button its Space, and the timeline its arrows.
#[test]
fn what_has_the_keyboard_keeps_its_own_keys() {
    in_every_lab(async |page, lab| {
        page.emulate(&[("prefers-reduced-motion", "reduce")]).await?;
        lab.open(page).await?;
        page.keys("...").await?;
        let end = page.step().await?;
        page.deed("sheet request").await?;
        let is_in = format!("document.activeElement.name === '{}'", lab.form.asked);
        page.until("the sheet", &is_in).await?;
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
        assert_eq!(page.step().await?, end - 1);
        page.keys(Key::Home + "").await?;
        assert_eq!(page.step().await?, 0);
        let said = "return document.querySelector('.scrub').getAttribute('aria-valuetext')";
        page.keys(Key::End + "").await?;
        let value: String = page.evaluate(said).await?.convert()?;
        assert!(value.starts_with(&format!("Step {end} of {end}: ")), "{value}");
        page.give_focus("[data-do='view tables']").await?;
        page.keys(" ").await?;
        page.until("tables", "document.querySelector('[data-do=\"view tables\"].on')").await?;
        assert!(page.yes("document.querySelector('.play').ariaLabel.startsWith('Play')").await?);
        let none: Vec<Value> = Vec::new();
        page.execute("document.activeElement.blur()", none).await?;
        Ok(())
    });
}
