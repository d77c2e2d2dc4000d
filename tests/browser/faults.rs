//! Every fault of the engine, by popover with the pointer, by popover with the keyboard alone, and by its letter.
//! Whichever way it is done, the state after it is the same, and the events say what was done.

use thirtyfour::prelude::*;

use crate::harness::Browser;
use crate::page::Page;

/// A fault: how the history goes before it, on what, and what is seen after it.
struct Fault {
    before: &'static [&'static str],
    /// The key of its thing; `cap` is the oldest message, and `{f}` a follower's place.
    thing: &'static str,
    /// What its button does; `{F}` is the follower's name and `{m}` the message's number.
    deed: &'static str,
    letter: Option<&'static str>,
    /// What holds after it and did not before.
    shows: &'static str,
    says: &'static str,
}

const NODE: &str = "node-{f}";
const PIECE: &str = "document.querySelector('.stage [data-key=node-{f}]')";
const CUTS: &str = "document.querySelectorAll('.stage .hand').length";

const OF_NODES: &[Fault] = &[
    Fault {
        before: &[],
        thing: NODE,
        deed: "do crash {F}",
        letter: Some("k"),
        shows: "{piece}.classList.contains('down')",
        says: "{F} crashes",
    },
    Fault {
        before: &["do crash {F}"],
        thing: NODE,
        deed: "do restart {F}",
        letter: Some("k"),
        shows: "{piece}.classList.contains('follower')",
        says: "{F} starts again from its disk",
    },
    Fault {
        before: &["do request x=1", "do run 30ms"],
        thing: NODE,
        deed: "do wipe {F}",
        letter: None,
        shows: "!document.querySelector('[data-key=\"cell-{f}-1\"]')",
        says: "{F} starts again with an empty disk",
    },
    Fault {
        before: &[],
        thing: NODE,
        deed: "do isolate {F}",
        letter: Some("i"),
        shows: "{cuts} === 4",
        says: "Cut: ",
    },
    Fault {
        before: &["do isolate {F}"],
        thing: NODE,
        deed: "do heal {F}-*",
        letter: Some("i"),
        shows: "{cuts} === 0",
        says: "Healed: ",
    },
    Fault {
        before: &[],
        thing: NODE,
        deed: "do pause {F}",
        letter: None,
        shows: "{piece}.classList.contains('paused')",
        says: "{F} pauses",
    },
    Fault {
        before: &["do pause {F}"],
        thing: NODE,
        deed: "do resume {F}",
        letter: None,
        shows: "!{piece}.classList.contains('paused')",
        says: "{F} goes on",
    },
    Fault {
        before: &[],
        thing: NODE,
        deed: "do timeout {F} election",
        letter: Some("t"),
        shows: "{piece}.classList.contains('cand')",
        says: "{F} becomes a candidate",
    },
    Fault {
        before: &["do set disk 20ms", "do timeout {F} election"],
        thing: NODE,
        deed: "do sync {F}",
        letter: None,
        shows: "!document.querySelector('[data-key=caption-{f}]').textContent.includes('its disk')",
        says: "{F}'s disk has all that it was given",
    },
];

const OF_MESSAGES: &[Fault] = &[
    Fault {
        before: &["do request x=1"],
        thing: "cap",
        deed: "do deliver #{m}",
        letter: Some("d"),
        shows: "!document.querySelector('.stage [data-key=message-{m}]')",
        says: "",
    },
    Fault {
        before: &["do request x=1"],
        thing: "cap",
        deed: "do drop #{m}",
        letter: Some("x"),
        shows: "!document.querySelector('.stage [data-key=message-{m}]')",
        says: "is dropped",
    },
    Fault {
        before: &["do request x=1"],
        thing: "cap",
        deed: "do delay #{m} by 20ms",
        letter: Some("l"),
        shows: "document.querySelector('.stage [data-key=message-{m}]')",
        says: "arrives 20ms later",
    },
    Fault {
        before: &["do request x=1"],
        thing: "cap",
        deed: "do duplicate #{m}",
        letter: Some("u"),
        shows: "document.querySelector('.stage [data-key=message-{m}]').ariaLabel.startsWith('2')",
        says: "A second copy",
    },
];

const OF_LINKS: &[Fault] = &[
    Fault {
        before: &[],
        thing: "link-2-3",
        deed: "do cut C-D",
        letter: None,
        shows: "{cuts} === 1",
        says: "Cut: C-D",
    },
    Fault {
        before: &[],
        thing: "link-2-3",
        deed: "do cut C->D",
        letter: None,
        shows: "document.querySelector('.stage [data-key=link-2-3]').ariaLabel === 'C is cut off towards D'",
        says: "Cut: C->D",
    },
    Fault {
        before: &[],
        thing: "link-2-3",
        deed: "do cut D->C",
        letter: None,
        shows: "document.querySelector('.stage [data-key=link-2-3]').ariaLabel === 'D is cut off towards C'",
        says: "Cut: D->C",
    },
    Fault {
        before: &["do cut C-D"],
        thing: "link-2-3",
        deed: "do heal C-D",
        letter: None,
        shows: "{cuts} === 0",
        says: "Healed: C-D",
    },
    Fault {
        before: &["do cut C-D"],
        thing: "link-2-3",
        deed: "do heal D->C",
        letter: None,
        shows: "document.querySelector('.stage [data-key=link-2-3]').ariaLabel === 'C is cut off towards D'",
        says: "Healed: D->C",
    },
];

/// The ways to do it.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Way {
    Pointer,
    Keyboard,
    Letter,
}

/// The names in a fault, filled in.
struct Scene {
    follower: usize,
    message: String,
}

impl Scene {
    fn fill(&self, text: &str) -> String {
        let name = char::from(b'A' + u8::try_from(self.follower).expect("a place"));
        text.replace("{piece}", PIECE)
            .replace("{cuts}", CUTS)
            .replace("{f}", &self.follower.to_string())
            .replace("{F}", &name.to_string())
            .replace("{m}", &self.message)
    }
}

impl Page {
    /// A leader, and then what a fault needs.
    async fn before(&self, fault: &Fault) -> WebDriverResult<Scene> {
        self.deed("reset").await?;
        self.deed("do run until leader").await?;
        self.until("a leader", "document.querySelector('.stage .node.leader')").await?;
        let follower: String = self
            .evaluate("return document.querySelector('.stage .node.follower').dataset.key")
            .await?
            .convert()?;
        let follower = follower.trim_start_matches("node-").parse().expect("a place");
        let mut scene = Scene { follower, message: String::new() };
        for deed in fault.before {
            self.change(&scene.fill(deed)).await?;
        }
        if fault.thing == "cap" {
            // One that nothing covers.
            let script = "return [...document.querySelectorAll('.stage .cap')].find(cap => {
                    const box = cap.querySelector('.bx').getBoundingClientRect();
                    const at = document.elementFromPoint((box.left + box.right) / 2, (box.top + box.bottom) / 2);
                    return at && cap.contains(at);
                }).dataset.key";
            let key: String = self.evaluate(script).await?.convert()?;
            scene.message = key.trim_start_matches("message-").to_owned();
        }
        Ok(scene)
    }

    async fn go_to(&self, key: &str) -> WebDriverResult<()> {
        self.give_focus(".stage [tabindex='0']").await?;
        let has_it = format!("document.activeElement.dataset.key === '{key}'");
        for _ in 0..60 {
            if self.yes(&has_it).await? {
                return Ok(());
            }
            self.keys(Key::Right + "").await?;
        }
        panic!("the keyboard does not come to {key}")
    }

    /// Does a fault; the state after it.
    async fn suffer(&self, fault: &Fault, way: Way) -> WebDriverResult<String> {
        let scene = self.before(fault).await?;
        let key = match fault.thing {
            "cap" => format!("message-{}", scene.message),
            thing => scene.fill(thing),
        };
        let (deed, shows) =
            (scene.fill(fault.deed), scene.fill(&fault.shows.replace("{piece}", PIECE)));
        let before = self.fingerprint().await?;
        if fault.thing != "cap" || way == Way::Pointer {
            let is_so: bool = self.yes(&shows).await?;
            assert!(!is_so || fault.deed.contains("delay"), "{deed}: it shows before");
        }
        let button = format!(".pop [data-do=\"{deed}\"]");
        match way {
            Way::Pointer => {
                let at = match fault.thing {
                    "cap" => format!(".stage [data-key='{key}'] .bx"),
                    // The scissors lie on the middle of a link that is cut.
                    _ => format!(".stage [data-key='{key}']"),
                };
                let (x, y) = self.middle(&at).await?;
                self.action_chain().move_to(x, y).context_click().perform().await?;
                self.until("a popover", &format!("document.querySelector('{button}')")).await?;
                self.find(By::Css(button)).await?.click().await?;
            }
            Way::Keyboard => {
                self.go_to(&key).await?;
                self.keys(Key::Enter + "").await?;
                let is_in = "document.activeElement.closest('.pop')";
                self.until("the keyboard is in the popover", is_in).await?;
                let is_there = format!("document.activeElement.dataset.do === '{deed}'");
                for _ in 0..12 {
                    if self.yes(&is_there).await? {
                        break;
                    }
                    self.keys(Key::Tab + "").await?;
                }
                assert!(self.yes(&is_there).await?, "Tab does not come to `{deed}`");
                self.keys(Key::Enter + "").await?;
            }
            Way::Letter => {
                self.go_to(&key).await?;
                self.keys(fault.letter.expect("a letter")).await?;
            }
        }
        self.changed(&before, &deed).await?;
        self.settle().await?;
        assert!(self.yes(&shows).await?, "{deed} by {way:?}: {shows}");
        let told = self.words(".ev.now .what").await?;
        assert!(told.contains(&scene.fill(fault.says)), "{deed} by {way:?}: {told}");
        assert!(!self.yes("document.querySelector('.pop')").await?, "{deed}: the popover stays");
        if way != Way::Pointer {
            let is_on_stage = "document.activeElement.closest('.stage [data-key]')";
            assert!(self.yes(is_on_stage).await?, "{deed} by {way:?}: the keyboard is nowhere");
        }
        self.fingerprint().await
    }

    async fn suffer_all(&self, faults: &[Fault]) -> WebDriverResult<()> {
        self.viewport(1440, 900).await?;
        self.emulate(&[("prefers-reduced-motion", "reduce")]).await?;
        self.lab("").await?;
        for fault in faults {
            let state = self.suffer(fault, Way::Pointer).await?;
            assert_eq!(self.suffer(fault, Way::Keyboard).await?, state, "{}", fault.deed);
            if fault.letter.is_some() {
                assert_eq!(self.suffer(fault, Way::Letter).await?, state, "{}", fault.deed);
            }
        }
        self.assert_no_console_errors().await
    }
}

#[test]
fn what_can_happen_to_a_node() {
    let Some(browser) = Browser::open() else { return };
    browser.run(async |page| page.suffer_all(OF_NODES).await);
}

#[test]
fn what_can_happen_to_a_message_and_a_link() {
    let Some(browser) = Browser::open() else { return };
    browser.run(async |page| {
        page.suffer_all(OF_MESSAGES).await?;
        page.suffer_all(OF_LINKS).await?;
        // A link is cut and healed by a click, and by Space.
        page.deed("reset").await?;
        let (x, y) = page.middle(".stage [data-key='link-0-1']").await?;
        for cuts in [1, 0] {
            page.action_chain().move_to(x, y).click().perform().await?;
            page.until("a click on a link", &format!("{CUTS} === {cuts}")).await?;
        }
        page.give_focus(".stage [tabindex='0']").await?;
        page.keys("l").await?;
        for cuts in [1, 0] {
            page.keys(" ").await?;
            page.until("Space on a link", &format!("{CUTS} === {cuts}")).await?;
        }
        Ok(())
    });
}

/// A slider and a form, by pointer and by keyboard: the speed of a clock, and what a client asks for.
#[test]
fn clocks_and_clients() {
    let Some(browser) = Browser::open() else { return };
    browser.run(async |page| {
        page.viewport(1440, 900).await?;
        page.emulate(&[("prefers-reduced-motion", "reduce")]).await?;
        page.lab("do run until leader").await?;
        let slider = "document.querySelector('.pop .rate input')";
        let shown = "document.querySelector('.pop .rate output').textContent";
        let before = page.fingerprint().await?;
        page.deed("open node-0").await?;
        page.until("a slider", slider).await?;
        // The pointer drags it to its right end, in several moves, and it stays in the hand.
        let ends = format!(
            "const box = {slider}.getBoundingClientRect();
            return [box.left, box.right, (box.top + box.bottom) / 2].map(Math.round)"
        );
        let [left, right, y]: [i64; 3] = page.evaluate(&ends).await?.convert()?;
        let at = left + (right - left) * 9 / 29;
        let chain = page.action_chain().move_to(at, y).click_and_hold();
        let chain = chain.move_to(at + 30, y).move_to(at + 60, y).move_to(right - 2, y);
        chain.release().perform().await?;
        page.until("a fast clock", &format!("{shown} === '3×'")).await?;
        page.changed(&before, "set clock").await?;
        // By keyboard alone.
        page.deed("reset").await?;
        page.deed("do run until leader").await?;
        page.go_to("node-0").await?;
        page.keys(Key::Enter + "").await?;
        page.until("a popover", "document.activeElement.closest('.pop')").await?;
        for _ in 0..12 {
            if page.yes("document.activeElement.type === 'range'").await? {
                break;
            }
            page.keys(Key::Tab + "").await?;
        }
        page.keys(Key::Right + Key::Right).await?;
        page.until("a faster clock", &format!("{shown} === '1.2×'")).await?;
        page.keys(Key::Escape + "").await?;
        page.until("it is closed", "!document.querySelector('.pop')").await?;
        // What a client asks for: by the node's button, and by its letter with the keyboard alone.
        let mut states = Vec::new();
        for is_by_key in [false, true] {
            page.deed("reset").await?;
            page.deed("do run until leader").await?;
            let before = page.fingerprint().await?;
            if is_by_key {
                page.go_to("node-1").await?;
                page.keys("c").await?;
            } else {
                let (x, y) = page.middle(".stage [data-key=node-1] .body").await?;
                page.action_chain().move_to(x, y).context_click().perform().await?;
                page.until("a popover", "document.querySelector('.pop [data-do=\"ask 1\"]')")
                    .await?;
                page.find(By::Css(".pop [data-do='ask 1']")).await?.click().await?;
            }
            let is_in = "document.activeElement.name === 'command'";
            page.until("the keyboard is in the sheet", is_in).await?;
            assert!(
                page.yes("document.querySelector('.sheet [name=to]').value === ' to B'").await?
            );
            page.keys(Key::Enter + "").await?;
            page.changed(&before, "a request").await?;
            let told = page.words(".ev.now .what").await?;
            assert!(told.contains("c1 sends x=1 to B"), "{told}");
            states.push(page.fingerprint().await?);
            page.keys(Key::Escape + "").await?;
            page.until("it is closed", "!document.querySelector('.sheet')").await?;
        }
        assert_eq!(states[0], states[1]);
        page.assert_no_console_errors().await
    });
}

/// With Shift a line drawn around nodes parts them from the others.
#[test]
fn a_line_around_nodes_parts_them() {
    let Some(browser) = Browser::open() else { return };
    browser.run(async |page| {
        page.viewport(1440, 900).await?;
        page.emulate(&[("prefers-reduced-motion", "reduce")]).await?;
        page.lab("do run until leader").await?;
        let before = page.fingerprint().await?;
        let (x, y) = page.middle(".stage [data-key=node-0] .body").await?;
        let corners = [(-70, -48), (70, -48), (70, 52), (-70, 52), (-70, -48)];
        let (first_x, first_y) = corners[0];
        let mut chain = page.action_chain().move_to(x + first_x, y + first_y).key_down(Key::Shift);
        chain = chain.click_and_hold();
        for (by_x, by_y) in corners {
            chain = chain.move_to(x + by_x, y + by_y);
        }
        chain.release().key_up(Key::Shift).perform().await?;
        page.changed(&before, "a line").await?;
        assert!(
            page.yes(&format!("{CUTS} === 4")).await?,
            "{}",
            page.words(".ev.now .what").await?
        );
        assert!(page.words(".ev.now .what").await?.contains("Cut: A-B, A-C, A-D, A-E"));
        page.assert_no_console_errors().await
    });
}

/// A capsule off its way is lost, along its way it waits, and at its end it arrives.
#[test]
fn a_capsule_can_be_dragged() {
    let Some(browser) = Browser::open() else { return };
    browser.run(async |page| {
        page.viewport(1440, 900).await?;
        page.emulate(&[("prefers-reduced-motion", "reduce")]).await?;
        page.lab("").await?;
        let request = &OF_MESSAGES[0];
        // How far along its way, and how far aside, in pixels.
        for (along, aside, words, is_gone) in [
            (0, 90, "is dropped", true),
            (-40, 0, "later", false),
            (60, 0, "", true),
        ] {
            let scene = page.before(request).await?;
            let key = format!("message-{}", scene.message);
            let script = format!(
                "const cap = document.querySelector('.stage [data-key={key}]');
                const [, from, to] = cap.getAttribute('aria-label').match(/from (\\w) to (\\w)/);
                const place = name => {{
                    const box = document.querySelector(`.stage [data-key=node-${{name.charCodeAt(0) - 65}}] .body`)
                        .getBoundingClientRect();
                    return [(box.left + box.right) / 2, (box.top + box.bottom) / 2];
                }};
                const [[a, b], [c, d]] = [place(from), place(to)];
                const whole = Math.hypot(c - a, d - b);
                const [x, y] = [(c - a) / whole, (d - b) / whole];
                return [Math.round(x * {along} - y * {aside}), Math.round(y * {along} + x * {aside})]"
            );
            let [by_x, by_y]: [i64; 2] = page.evaluate(&script).await?.convert()?;
            let (x, y) = page.middle(&format!(".stage [data-key={key}] .bx")).await?;
            let before = page.fingerprint().await?;
            let chain = page.action_chain().move_to(x, y).click_and_hold();
            let chain = chain.move_to(x + by_x / 2, y + by_y / 2).move_to(x + by_x, y + by_y);
            chain.release().perform().await?;
            page.changed(&before, "a drag").await?;
            let told = page.words(".ev.now .what").await?;
            assert!(told.contains(words), "{along} along, {aside} aside: {told}");
            let is_there = page.yes(&format!("document.querySelector('.stage [data-key={key}]')")).await?;
            assert_eq!(is_there, !is_gone, "{along} along, {aside} aside: {told}");
            assert!(!page.yes("document.querySelector('.pop')").await?, "a drag is no press");
        }
        page.assert_no_console_errors().await
    });
}
