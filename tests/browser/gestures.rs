//! What hands do on the stage beside pressing buttons: a slider, a form, a line around nodes, a capsule that is dragged.

use thirtyfour::prelude::*;

use crate::fault::OF_MESSAGES;
use crate::labs::in_every_lab;
use crate::page::Page;

const SLIDER: &str = "document.querySelector('.pop .rate input')";
const RATE: &str = "document.querySelector('.pop .rate output').textContent";

#[test]
fn a_clock_is_set_with_the_pointer_and_with_the_keyboard() {
    in_every_lab(async |page, lab| {
        page.emulate(&[("prefers-reduced-motion", "reduce")]).await?;
        page.lab_of(lab.name, &lab.ready.join("\n")).await?;
        let before = page.fingerprint().await?;
        page.deed("open node-0").await?;
        page.until("a slider", SLIDER).await?;
        // The pointer drags it to its right end, in several moves, and it stays in the hand.
        let ends = format!(
            "const box = {SLIDER}.getBoundingClientRect();
            return [box.left, box.right, (box.top + box.bottom) / 2].map(Math.round)"
        );
        let [left, right, y]: [i64; 3] = page.evaluate(&ends).await?.convert()?;
        let at = left + (right - left) * 9 / 29;
        let chain = page.action_chain().move_to(at, y).click_and_hold();
        let chain = chain.move_to(at + 30, y).move_to(at + 60, y).move_to(right - 2, y);
        chain.release().perform().await?;
        page.until("a fast clock", &format!("{RATE} === '3×'")).await?;
        page.changed(&before, "set clock").await?;
        // By keyboard alone.
        lab.begin_again(page).await?;
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
        page.until("a faster clock", &format!("{RATE} === '1.2×'")).await?;
        page.keys(Key::Escape + "").await?;
        page.until("it is closed", "!document.querySelector('.pop')").await
    });
}

/// By the node's button, and by its letter with the keyboard alone.
#[test]
fn a_node_is_asked() {
    in_every_lab(async |page, lab| {
        page.emulate(&[("prefers-reduced-motion", "reduce")]).await?;
        page.lab_of(lab.name, "").await?;
        let mut states = Vec::new();
        for is_by_key in [false, true] {
            lab.begin_again(page).await?;
            let before = page.fingerprint().await?;
            if is_by_key {
                page.go_to("node-1").await?;
                page.keys("c").await?;
            } else {
                let (x, y) = page.middle(".stage [data-key=node-1] .body").await?;
                page.pointer().move_to(x, y).context_click().perform().await?;
                let button = "document.querySelector('.pop [data-do=\"ask 1\"]')";
                page.until("a popover", button).await?;
                page.find(By::Css(".pop [data-do='ask 1']")).await?.click().await?;
            }
            let is_in = format!("document.activeElement.name === '{}'", lab.form.asked);
            page.until("the keyboard is in the sheet", &is_in).await?;
            let (field, holds) = lab.form.node;
            let is_node =
                format!("document.querySelector('.sheet [name={field}]').value === '{holds}'");
            assert!(page.yes(&is_node).await?, "it is not node 1 that is asked");
            page.keys(Key::Enter + "").await?;
            page.changed(&before, "what was asked").await?;
            let told = page.words(".ev.now .what").await?;
            assert!(told.contains(lab.form.says), "{told}");
            states.push(page.fingerprint().await?);
            page.keys(Key::Escape + "").await?;
            page.until("it is closed", "!document.querySelector('.sheet')").await?;
        }
        assert_eq!(states[0], states[1]);
        Ok(())
    });
}

/// With Shift a line drawn around nodes parts them from the others.
#[test]
fn a_line_around_nodes_parts_them() {
    in_every_lab(async |page, lab| {
        page.emulate(&[("prefers-reduced-motion", "reduce")]).await?;
        page.lab_of(lab.name, &lab.ready.join("\n")).await?;
        let before = page.fingerprint().await?;
        let (place, name) = page.node_of(lab.role).await?;
        let (x, y) = page.middle(&format!(".stage [data-key=node-{place}] .body")).await?;
        let corners = [(-70, -48), (70, -48), (70, 52), (-70, 52), (-70, -48)];
        let (first_x, first_y) = corners[0];
        let mut chain = page.action_chain().move_to(x + first_x, y + first_y).key_down(Key::Shift);
        chain = chain.click_and_hold();
        for (by_x, by_y) in corners {
            chain = chain.move_to(x + by_x, y + by_y);
        }
        chain.release().key_up(Key::Shift).perform().await?;
        page.changed(&before, "a line").await?;
        let told = page.words(".ev.now .what").await?;
        let cuts = format!("document.querySelectorAll('.stage .hand').length === {}", lab.links);
        assert!(page.yes(&cuts).await?, "{told}");
        let names = page.names().await?;
        let pair = |(other, its): (usize, &String)| match other < place {
            true => format!("{its}-{name}"),
            false => format!("{name}-{its}"),
        };
        let others = names.iter().enumerate().filter(|(other, _)| *other != place);
        let pairs: Vec<String> = others.map(pair).collect();
        assert!(told.contains(&format!("Cut: {}", pairs.join(", "))), "{told}");
        Ok(())
    });
}

impl Page {
    /// The names of all nodes, in the order of their places.
    pub async fn names(&self) -> WebDriverResult<Vec<String>> {
        let names = "return [...document.querySelectorAll('.stage .node')]
            .map(it => it.ariaLabel.split(', ')[0])";
        self.evaluate(names).await?.convert()
    }

    /// How far on the screen a way is that leads so far along the way of a message and so far aside, in pixels.
    async fn way(&self, key: &str, along: i64, aside: i64) -> WebDriverResult<(i64, i64)> {
        let script = format!(
            "const cap = document.querySelector('.stage [data-key={key}]');
            const [, from, to] = cap.ariaLabel.match(/from (\\w+) to (\\w+)/);
            const nodes = [...document.querySelectorAll('.stage .node')];
            const place = name => {{
                const node = nodes.find(it => it.ariaLabel.split(', ')[0] === name);
                const box = node.querySelector('.body').getBoundingClientRect();
                return [(box.left + box.right) / 2, (box.top + box.bottom) / 2];
            }};
            const [[a, b], [c, d]] = [place(from), place(to)];
            const whole = Math.hypot(c - a, d - b);
            const [x, y] = [(c - a) / whole, (d - b) / whole];
            return [Math.round(x * {along} - y * {aside}), Math.round(y * {along} + x * {aside})]"
        );
        self.evaluate(&script).await?.convert()
    }
}

/// A capsule off its way is lost, along its way it waits, and at its end it arrives.
#[test]
fn a_capsule_can_be_dragged() {
    in_every_lab(async |page, lab| {
        page.emulate(&[("prefers-reduced-motion", "reduce")]).await?;
        page.lab_of(lab.name, "").await?;
        // How far along its way, and how far aside, in pixels.
        for (along, aside, words, is_gone) in
            [(0, 90, "is dropped", true), (-40, 0, "later", false), (60, 0, "", true)]
        {
            let scene = page.before(lab, &OF_MESSAGES[0]).await?;
            let key = format!("message-{}", scene.message);
            let (by_x, by_y) = page.way(&key, along, aside).await?;
            let (x, y) = page.middle(&format!(".stage [data-key={key}] .bx")).await?;
            let before = page.fingerprint().await?;
            let chain = page.action_chain().move_to(x, y).click_and_hold();
            let chain = chain.move_to(x + by_x / 2, y + by_y / 2).move_to(x + by_x, y + by_y);
            chain.release().perform().await?;
            page.changed(&before, "a drag").await?;
            let told = page.words(".ev.now .what").await?;
            assert!(told.contains(words), "{along} along, {aside} aside: {told}");
            let is_there = format!("document.querySelector('.stage [data-key={key}]')");
            assert_eq!(
                page.yes(&is_there).await?,
                !is_gone,
                "{along} along, {aside} aside: {told}"
            );
            assert!(!page.yes("document.querySelector('.pop')").await?, "a drag is no press");
        }
        Ok(())
    });
}
