//! The laboratories as people use them: play, step, go back, crash a node, ask for something. Every protocol is asked the same.

use std::time::Duration;

use thirtyfour::prelude::*;

use crate::harness::Browser;
use crate::labs::{LEADER, Lab, in_every_lab, in_labs};
use crate::page::Page;

impl Page {
    async fn press(&self, name: &'static str) -> WebDriverResult<()> {
        let buttons = self.query(By::Css("button")).with_attribute("aria-label", name);
        buttons.first().await?.click().await
    }

    /// Sends the request that the sheet suggests, and closes the sheet.
    async fn request(&self) -> WebDriverResult<()> {
        self.find(By::Css("[data-do='sheet request']")).await?.click().await?;
        self.query(By::Css(".sheet.request [type=submit]")).first().await?.click().await?;
        self.find(By::Css("body")).await?.send_keys(Key::Escape + "").await?;
        self.until("the sheet is closed", "!document.querySelector('.sheet')").await
    }

    async fn toggle_play(&self) -> WebDriverResult<()> {
        self.find(By::Css("button.play")).await?.click().await
    }

    async fn choose(&self, selector: &str, text: &str) -> WebDriverResult<()> {
        let select = self.find(By::Css(selector)).await?;
        thirtyfour::components::SelectElement::new(&select).await?.select_by_exact_text(text).await
    }

    /// Plays at 16 times the speed until the page says yes, and stops.
    async fn play_until(&self, what: &str, condition: &str) -> WebDriverResult<()> {
        self.choose(".speed select", "16×").await?;
        self.toggle_play().await?;
        self.until(what, condition).await?;
        self.toggle_play().await
    }
}

#[test]
fn it_plays_and_stops() {
    in_every_lab(async |page, lab| {
        lab.open(page).await?;
        let start = page.step().await?;
        page.play_until(lab.name, lab.goal).await?;
        let stopped = page.step().await?;
        assert!(stopped > start, "{}", lab.name);
        tokio::time::sleep(Duration::from_millis(300)).await;
        assert_eq!(page.step().await?, stopped, "it went on after it was stopped");
        page.screenshot(&format!("lab-{}", lab.name)).await?;
        Ok(())
    });
}

#[test]
fn back_and_forward_reach_the_same_states() {
    in_every_lab(async |page, lab| {
        lab.open(page).await?;
        let start = page.step().await?;
        let mut seen = vec![page.fingerprint().await?];
        for _ in 0..4 {
            page.press("Step forward (.)").await?;
            seen.push(page.fingerprint().await?);
        }
        assert_eq!(page.step().await?, start + 4, "{}", lab.name);
        page.press("Step back (,)").await?;
        assert_eq!(page.fingerprint().await?, seen[3], "{}", lab.name);
        page.press("To the start (Home)").await?;
        assert_eq!(page.step().await?, 0);
        for _ in 0..start {
            page.press("Step forward (.)").await?;
        }
        for (step, state) in seen.iter().enumerate() {
            assert_eq!(page.fingerprint().await?, *state, "{}, step {step}", lab.name);
            page.press("Step forward (.)").await?;
        }
        Ok(())
    });
}

#[test]
fn keys_step_and_play() {
    in_every_lab(async |page, lab| {
        lab.open(page).await?;
        let start = page.step().await?;
        let body = page.find(By::Css("body")).await?;
        body.send_keys("...").await?;
        assert_eq!(page.step().await?, start + 3, "{}", lab.name);
        body.send_keys(",").await?;
        assert_eq!(page.step().await?, start + 2);
        body.send_keys(Key::Home + "").await?;
        assert_eq!(page.step().await?, 0);
        body.send_keys(Key::End + "").await?;
        assert_eq!(page.step().await?, start + 3);
        let said = page.find(By::Id("narration")).await?.inner_html().await?;
        assert!(said.starts_with(&format!("Step {}.", start + 3)), "{said}");
        body.send_keys(" ").await?;
        let more = format!(
            "Number(document.querySelector('.clock b').textContent.slice(5)) > {}",
            start + 3
        );
        page.until("more steps", &more).await?;
        Ok(())
    });
}

#[test]
fn a_crashed_leader_is_followed_by_another() {
    in_labs(Lab::with_leaders(), async |page, lab| {
        lab.open(page).await?;
        page.play_until("a leader", LEADER).await?;
        let leader = page.find(By::Css(".stage .node.leader")).await?;
        let key = leader.attr("data-key").await?.unwrap_or_default();
        leader.click().await?;
        page.find(By::Css(".inspector .btn")).await?.click().await?;
        let crashed = format!("document.querySelector('.node.down[data-key={key}]')");
        page.until("the node is down", &crashed).await?;
        page.play_until("another leader", LEADER).await?;
        let next = page.find(By::Css(".stage .node.leader")).await?.attr("data-key").await?;
        assert_ne!(next, Some(key.clone()));
        page.find(By::Css(format!("[data-key={key}]"))).await?.click().await?;
        page.find(By::Css(".inspector .btn")).await?.click().await?;
        page.until("the node is up", &format!("!{crashed}")).await?;
        page.screenshot(&format!("lab-{}-after-a-crash", lab.name)).await?;
        Ok(())
    });
}

#[test]
fn a_request_is_committed_in_every_log() {
    in_labs(Lab::with_leaders(), async |page, lab| {
        lab.open(page).await?;
        page.play_until("a leader", LEADER).await?;
        page.request().await?;
        let everywhere = "[...document.querySelectorAll('.cell.ok')]
            .filter(cell => cell.textContent.includes('x←1')).length === 5";
        page.play_until("x=1 is committed", everywhere).await?;
        page.screenshot(&format!("lab-{}-committed", lab.name)).await?;
        Ok(())
    });
}

#[test]
fn what_cannot_be_asked_is_refused_beside_the_form() {
    in_every_lab(async |page, lab| {
        lab.open(page).await?;
        let before = (page.fingerprint().await?, page.step().await?);
        page.find(By::Css("[data-do='sheet request']")).await?.click().await?;
        let field = format!(".sheet input[name={}]", lab.form.asked);
        let field = page.query(By::Css(field)).first().await?;
        field.clear().await?;
        field.send_keys("x = = 1" + Key::Enter).await?;
        page.until("a refusal", "document.querySelector('.refusal').textContent").await?;
        assert_eq!((page.fingerprint().await?, page.step().await?), before);
        Ok(())
    });
}

#[test]
fn acting_in_the_past_opens_a_branch() {
    in_every_lab(async |page, lab| {
        lab.open(page).await?;
        let start = page.step().await?;
        let body = page.find(By::Css("body")).await?;
        body.send_keys("....").await?;
        let main = page.fingerprint().await?;
        body.send_keys(",,").await?;
        page.find(By::Css(".inspector .btn")).await?.click().await?;
        assert_eq!(page.step().await?, start + 3, "{}", lab.name);
        let branch = page.find(By::Css(".top .branch")).await?;
        assert!(branch.text().await?.contains("of 2"), "{}", branch.text().await?);
        body.send_keys("B").await?;
        let end =
            format!("document.querySelector('.clock b').textContent === 'Step {}'", start + 4);
        page.until("the old line", &end).await?;
        assert_eq!(page.fingerprint().await?, main);
        Ok(())
    });
}

#[test]
fn the_events_go_further_back_when_asked() {
    in_labs(Lab::with_leaders(), async |page, lab| {
        lab.open(page).await?;
        page.deed("do step 90").await?;
        let steps =
            "return [...document.querySelectorAll('.ev .no')].map(no => Number(no.textContent))";
        let listed =
            async || -> WebDriverResult<Vec<u64>> { page.evaluate(steps).await?.convert() };
        let at_first = listed().await?;
        page.find(By::Css("[data-do=earlier]")).await?.click().await?;
        page.settle().await?;
        let more = listed().await?;
        assert!(more.len() > at_first.len() && more.ends_with(&at_first), "{at_first:?} {more:?}");
        for first in [1, 2] {
            page.deed("earlier").await?;
            page.deed(&format!("seek {}", 91 - first)).await?;
        }
        assert_eq!(listed().await?, (1..=90).collect::<Vec<_>>());
        assert_eq!(page.words(".evs .empty").await?, "", "nothing lies before or after");
        Ok(())
    });
}

#[test]
fn an_address_without_a_lab_says_so_and_leads_on() {
    let Some(browser) = Browser::open() else { return };
    browser.run(async |page| {
        for (address, words) in [("#/lab/nothing", "no protocol"), ("#/nowhere", "nothing at")] {
            page.open(address).await?;
            let main = page.find(By::Css("main")).await?;
            assert!(main.text().await?.contains(words), "{}", main.text().await?);
            page.query(By::Css("main a[href='#/']")).first().await?;
        }
        page.assert_no_console_errors().await
    });
}

#[test]
fn it_says_why_and_shows_our_source() {
    in_every_lab(async |page, lab| {
        lab.open(page).await?;
        page.play_until(lab.name, lab.goal).await?;
        page.find(By::Css("[data-do='panel why']")).await?.click().await?;
        page.until("a reason", "document.querySelector('.reasons [data-do^=seek]')").await?;
        page.find(By::Css(".rule [data-do^=source]")).await?.click().await?;
        let source = "document.querySelector('pre.source')?.textContent.includes('fn ')";
        page.until("our source", source).await?;
        if lab.counts {
            page.find(By::Css("[data-do=quorum]")).await?.click().await?;
            page.until("who was counted", "document.querySelector('.stage .quorum')").await?;
        }
        page.find(By::Css("[data-do='panel node']")).await?.click().await?;
        page.find(By::Css("[data-do^='press variable-']")).await?.click().await?;
        page.until("a variable", "document.querySelector('.reasons [data-do=close]')").await?;
        Ok(())
    });
}

#[test]
fn a_size_counts_what_a_cluster_line_counts() {
    let Some(browser) = Browser::open() else { return };
    browser.run(async |page| {
        for (lab, what, sizes, made_of) in [
            ("raft", "Nodes", 9, "Raft, 3 nodes"),
            ("paxos", "Acceptors", 6, "Basic Paxos, 2 + 3 + 1"),
        ] {
            page.lab_of(lab, "sheet settings").await?;
            let select = ".sheet select[data-do='set-up cluster {}']";
            assert_eq!(page.words(".sheet .pairs span").await?, what);
            let shown = format!("document.querySelector(\"{select}\")");
            assert!(page.yes(&format!("{shown}.value === '5'")).await?, "{lab} has five");
            assert!(page.yes(&format!("{shown}.options.length === {sizes}")).await?, "{lab}");
            page.deed("set-up cluster 3").await?;
            assert_eq!(page.words(".crumb b").await?, made_of);
        }
        page.assert_no_console_errors().await
    });
}
