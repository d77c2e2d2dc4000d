//! Every fault of the engine, by popover with the pointer, by popover with the keyboard alone, and by its letter.
//! Whichever way it is done, the state after it is the same, and the events say what was done.

use thirtyfour::prelude::*;

use crate::fault::{Fault, OF_LINKS, OF_NODES, On, Scene};
use crate::labs::{Lab, in_every_lab};
use crate::page::Page;

/// The first message that nothing covers and that shares its capsule with no other: its number, and where it goes.
const CAPSULE: &str = "const cap = [...document.querySelectorAll('.stage .cap')].find(cap => {
    const box = cap.querySelector('.bx').getBoundingClientRect();
    const at = document.elementFromPoint((box.left + box.right) / 2, (box.top + box.bottom) / 2);
    return at && cap.contains(at) && !/^\\d/.test(cap.ariaLabel);
});
return [cap.dataset.key.slice('message-'.length), cap.ariaLabel.match(/from \\w+ to \\w+/)[0]]";

/// The ways to do it.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Way {
    Pointer,
    Keyboard,
    Letter,
}

impl Page {
    /// The first node of a role: its place and its name.
    pub async fn node_of(&self, role: &str) -> WebDriverResult<(usize, String)> {
        let script = format!(
            "const all = [...document.querySelectorAll('.stage .node')].map(it => it.ariaLabel.split(', '));
            const place = all.findIndex(([, role]) => role === '{role}');
            return [place, all[place][0]]"
        );
        self.evaluate(&script).await?.convert()
    }

    /// The lab as it was opened, with the roles given, and then what a fault needs.
    pub async fn before(&self, lab: &Lab, fault: &Fault) -> WebDriverResult<Scene> {
        lab.begin_again(self).await?;
        let role = match fault.on {
            On::Role(role) => role,
            _ => lab.role,
        };
        let (place, name) = self.node_of(role).await?;
        let Lab { links, link, stands, asks: [ask, _], .. } = *lab;
        let mut scene = Scene { place, name, links, link, ask, stands, ..Scene::default() };
        for deed in fault.before {
            self.change(&scene.fill(deed)).await?;
        }
        if fault.on == On::Message {
            [scene.message, scene.way] = self.evaluate(CAPSULE).await?.convert()?;
        }
        Ok(scene)
    }

    pub async fn go_to(&self, key: &str) -> WebDriverResult<()> {
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
    async fn suffer(&self, lab: &Lab, fault: &Fault, way: Way) -> WebDriverResult<String> {
        let scene = self.before(lab, fault).await?;
        let key = scene.fill(match fault.on {
            On::Message => "message-{m}",
            On::Link => "{l}",
            On::Node | On::Role(_) => "node-{f}",
        });
        let (deed, shows) = (scene.fill(fault.deed), scene.fill(fault.shows));
        let before = self.fingerprint().await?;
        if fault.on != On::Message || way == Way::Pointer {
            let is_so: bool = self.yes(&shows).await?;
            assert!(!is_so || fault.deed.contains("delay"), "{deed}: it shows before");
        }
        match way {
            Way::Pointer => self.point_and_click(fault, &key, &deed).await?,
            Way::Keyboard => self.enter_and_tab(&key, &deed).await?,
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
        let after = self.fingerprint().await?;
        if way == Way::Pointer {
            // It is taken back by a step back, but for time that ran on after a step, and done again by a step forward.
            self.keys(",").await?;
            let back = self.fingerprint().await?;
            let is_a_step = !fault.before.iter().any(|deed| deed.starts_with("do run"));
            assert!(if is_a_step { back == before } else { back != after }, "{deed} taken back");
            self.keys(".").await?;
            assert_eq!(self.fingerprint().await?, after, "{deed} done again");
        } else {
            let is_on_stage = "document.activeElement.closest('.stage [data-key]')";
            assert!(self.yes(is_on_stage).await?, "{deed} by {way:?}: the keyboard is nowhere");
        }
        Ok(after)
    }

    /// Asks with the other button what can be done to a thing, and does it.
    async fn point_and_click(&self, fault: &Fault, key: &str, deed: &str) -> WebDriverResult<()> {
        // The scissors lie on the middle of a link that is cut.
        let part = if fault.on == On::Message { " .bx" } else { "" };
        let (x, y) = self.middle(&format!(".stage [data-key='{key}']{part}")).await?;
        self.pointer().move_to(x, y).context_click().perform().await?;
        let button = format!(".pop [data-do=\"{deed}\"]");
        self.until("a popover", &format!("document.querySelector('{button}')")).await?;
        self.find(By::Css(button)).await?.click().await
    }

    /// Opens the popover of a thing with Enter, and goes to a button in it.
    async fn enter_and_tab(&self, key: &str, deed: &str) -> WebDriverResult<()> {
        self.go_to(key).await?;
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
        self.keys(Key::Enter + "").await
    }

    async fn suffer_all(&self, lab: &Lab, faults: &[Fault]) -> WebDriverResult<()> {
        self.emulate(&[("prefers-reduced-motion", "reduce")]).await?;
        self.lab_of(lab.name, "").await?;
        for fault in faults {
            let state = self.suffer(lab, fault, Way::Pointer).await?;
            assert_eq!(self.suffer(lab, fault, Way::Keyboard).await?, state, "{}", fault.deed);
            if fault.letter.is_some() {
                assert_eq!(self.suffer(lab, fault, Way::Letter).await?, state, "{}", fault.deed);
            }
        }
        Ok(())
    }
}

#[test]
fn what_can_happen_to_a_node() {
    in_every_lab(async |page, lab| {
        page.suffer_all(lab, OF_NODES).await?;
        page.suffer_all(lab, lab.faults).await
    });
}

#[test]
fn what_can_happen_to_a_message() {
    in_every_lab(async |page, lab| page.suffer_all(lab, lab.messages).await);
}

#[test]
fn what_can_happen_to_a_link() {
    in_every_lab(async |page, lab| {
        page.suffer_all(lab, OF_LINKS).await?;
        // A link is cut and healed by a click, and by Space.
        page.deed("reset").await?;
        let cuts = "document.querySelectorAll('.stage .hand').length";
        let (x, y) = page.middle(&format!(".stage [data-key={}]", lab.link.0)).await?;
        for count in [1, 0] {
            page.pointer().move_to(x, y).click().perform().await?;
            page.until("a click on a link", &format!("{cuts} === {count}")).await?;
        }
        page.give_focus(".stage [tabindex='0']").await?;
        page.keys("l").await?;
        for count in [1, 0] {
            page.keys(" ").await?;
            page.until("Space on a link", &format!("{cuts} === {count}")).await?;
        }
        Ok(())
    });
}
