//! Lessons: one played by keyboard alone, every part of every one opened, and lessons of somebody else's.

use std::rc::Rc;

use quorarium::lesson::assembled::{File, assemble};
use quorarium::lesson::player::{Outcome, Player, Seen, Stop};
use quorarium::lesson::prose::{Inline, Prose, Target};
use quorarium::lesson::{Block, Lesson};
use serde_json::{Value, json};
use thirtyfour::prelude::*;

use crate::harness::Browser;
use crate::layout::{GEOMETRY, SIZES};
use crate::page::Page;
use crate::site;

/// All lessons, in the order of their files.
pub fn course() -> Vec<Rc<Lesson>> {
    let mut files = Vec::new();
    for folder in std::fs::read_dir(site::root().join("lessons")).unwrap().flatten() {
        for file in std::fs::read_dir(folder.path()).into_iter().flatten().flatten() {
            let (path, text) = (file.path(), std::fs::read_to_string(file.path()).unwrap());
            files.push(File { path: path.to_string_lossy().replace('\\', "/"), text });
        }
    }
    files.sort_by(|a, b| a.path.cmp(&b.path));
    assemble(&files).lessons.into_iter().map(|(_, source)| Rc::new(source.lesson)).collect()
}

/// A lesson of ours.
pub fn lesson(id: &str) -> Rc<Lesson> {
    course().into_iter().find(|lesson| lesson.id == id).expect("a lesson of the course")
}

impl Page {
    /// Another place of the page, without loading it anew.
    async fn visit(&self, address: &str) -> WebDriverResult<()> {
        self.execute("location.hash = arguments[0]", vec![json!(address)]).await?;
        self.settle().await
    }

    /// Presses the Tab key until something that a selector means has the keyboard.
    async fn tab_to(&self, selector: &str) -> WebDriverResult<()> {
        for _ in 0..80 {
            self.keys(Key::Tab + "").await?;
            if self.yes(&format!("document.activeElement.matches({})", json!(selector))).await? {
                return Ok(());
            }
        }
        panic!("the Tab key does not come to {selector}")
    }

    async fn count(&self, selector: &str) -> WebDriverResult<usize> {
        let script = format!("return document.querySelectorAll({}).length", json!(selector));
        self.evaluate(&script).await?.convert()
    }

    async fn is_clean(&self, what: &str) -> WebDriverResult<()> {
        let found = self.accessibility_violations().await?;
        if !found.is_empty() {
            self.screenshot(&format!("axe-{what}")).await?;
        }
        assert!(found.is_empty(), "{what}: {found:#?}");
        Ok(())
    }
}

/// A part by keyboard, beside a player that does the same natively: the answers are those that the player computes.
pub async fn play(page: &Page, lesson: &Rc<Lesson>, part: usize) -> WebDriverResult<()> {
    let (mut player, mut session) = Player::enter(lesson.clone(), part).expect("a part");
    page.until(
        "the part",
        &format!(
            "document.querySelector('#part')?.textContent === {}",
            json!(lesson.parts[part].title)
        ),
    )
    .await?;
    page.settle().await?;
    let mut is_first = true;
    loop {
        match player.stop() {
            Stop::Moves(_) => {
                page.keys(".").await?;
                player.go_on(&mut session).expect("moves");
            }
            Stop::Question(block) => {
                player.go_on(&mut session).expect("a step");
                let Seen::Question(question) = &player.seen()[block] else { unreachable!() };
                let Some(Outcome::Right(right)) = question.outcome else { panic!("no answer") };
                // A wrong answer first: it is answered, and nothing is lost by it.
                let wrong = (right + 1) % question.predict.choices.len();
                let chosen = if is_first { wrong } else { right };
                page.keys((chosen + 1).to_string()).await?;
                assert_eq!(page.count(".opt.on").await?, 1, "one choice is marked");
                assert_eq!(
                    page.count(".ask .answer").await?,
                    page.count(".ask:has(.right) .answer").await?,
                    "choosing reveals nothing"
                );
                page.keys(".").await?;
                let answered = format!(
                    "document.querySelector('#ask-{block}').closest('.ask').querySelector('.right')"
                );
                page.until("the answer", &answered).await?;
                let place: usize = page.evaluate(&format!(
                    "return [...document.querySelectorAll('#ask-{block} ~ ol > li')].findIndex(it => it.querySelector('.right'))"
                )).await?.convert()?;
                assert_eq!(place, right, "the answer of the page is that of the player");
                let reasons = page.count(&format!("#ask-{block} ~ ol .answer")).await?;
                assert_eq!(
                    reasons,
                    if is_first { 2 } else { 1 },
                    "reasons for the right answer and for one's own"
                );
                is_first = false;
            }
            Stop::Goals => {
                let goals: Vec<usize> =
                    player.goals().filter(|(_, it)| !it.is_reached).map(|(at, _)| at).collect();
                page.keys("h").await?;
                assert_eq!(page.count(".hint").await?, 1, "one hint");
                let Some(goal) = goals.last() else { unreachable!() };
                page.tab_to(&format!("[data-do=\"guide show {goal}\"]")).await?;
                page.keys(Key::Enter + "").await?;
                page.until("the goals", "!document.querySelector('.goals li:not(.done)')").await?;
                player.show_solution(*goal, &mut session).expect("a solution");
            }
            Stop::End => break,
        }
        let fingerprint = format!("{:016x}", session.fingerprint());
        assert_eq!(
            page.fingerprint().await?,
            fingerprint,
            "another state than the player's in part {part}"
        );
    }
    Ok(())
}

#[test]
fn a_whole_lesson_is_played_by_keyboard() {
    let Some(browser) = Browser::open() else { return };
    browser.run(async |page| {
        page.emulate(&[("prefers-reduced-motion", "reduce")]).await?;
        let lesson = lesson("raft-on-disk");
        page.open(&format!("#/learn/{}", lesson.id)).await?;
        for part in 0..lesson.parts.len() {
            play(page, &lesson, part).await?;
            page.keys("n").await?;
        }
        // What was done is kept, in this browser alone.
        page.open("").await?;
        let done =
            format!("document.querySelector('.path .done a[href^=\"#/learn/{}/\"]')", lesson.id);
        page.until("the lesson is done after a reload", &done).await?;
        page.open("#/learn").await?;
        let code: String = page
            .evaluate("return document.querySelector('.coderow input').value")
            .await?
            .convert()?;
        assert_eq!(code, format!("1~{}.1.2.3.4.5", lesson.id));
        // Another browser counts what the code says.
        page.evaluate("localStorage.clear()").await?;
        page.open("#/learn").await?;
        page.execute("document.querySelector('#code').value = arguments[0]", vec![json!("1~flp")])
            .await?;
        page.find(By::Css(".coderow button")).await?.click().await?;
        page.execute(
            "document.querySelector('#code').value = arguments[0]",
            vec![json!("nonsense")],
        )
        .await?;
        page.find(By::Css(".coderow button")).await?.click().await?;
        page.until(
            "it is said to be no code",
            "document.querySelector('.coderow [role=status]').textContent.includes('no code')",
        )
        .await?;
        page.execute("document.querySelector('#code').value = arguments[0]", vec![json!(code)])
            .await?;
        page.find(By::Css(".coderow button")).await?.click().await?;
        page.until("it is counted", "document.querySelector('.lessons .done')").await?;
        page.assert_no_console_errors().await
    });
}

#[test]
fn a_lesson_goes_to_the_lab_and_comes_back_as_it_was() {
    let Some(browser) = Browser::open() else { return };
    browser.run(async |page| {
        page.emulate(&[("prefers-reduced-motion", "reduce")]).await?;
        page.open("#/learn/raft-who-may-lead/2").await?;
        page.keys("1").await?;
        page.keys(".").await?;
        page.until("an answer", "document.querySelector('.ask .right')").await?;
        let before = page.fingerprint().await?;
        page.find(By::Css("[data-do='guide lab']")).await?.click().await?;
        page.until("the lab", "document.querySelector('.lab .panel')").await?;
        assert_eq!(page.fingerprint().await?, before, "the lab has another history");
        page.change("do crash C").await?;
        let changed = page.fingerprint().await?;
        page.find(By::Css("a.back")).await?.click().await?;
        page.until("the lesson", "document.querySelector('.story .ask .right')").await?;
        assert_eq!(page.fingerprint().await?, changed, "what was done in the lab is lost");
        // Restarting brings the author's run back, and asks anew.
        page.keys("r").await?;
        page.until("asked anew", "document.querySelector('.ask .go')").await?;
        page.assert_no_console_errors().await
    });
}

#[test]
fn an_answer_is_shown_when_its_step_was_seen() {
    let Some(browser) = Browser::open() else { return };
    browser.run(async |page| {
        page.emulate(&[("prefers-reduced-motion", "no-preference")]).await?;
        page.open("#/learn/raft-roles/2").await?;
        page.keys("2").await?;
        let watched = "
            const done = arguments[arguments.length - 1];
            const seen = [];
            const look = () => {
                const step = Number(document.querySelector('.clock b').textContent.slice(5));
                const answered = Boolean(document.querySelector('.ask .right'));
                seen.push([step, answered]);
                answered ? done(seen) : requestAnimationFrame(look);
            };
            document.querySelector('[data-do=\"guide on\"]').click();
            look();";
        let seen: Vec<(u64, bool)> =
            page.execute_async(watched, Vec::<Value>::new()).await?.convert()?;
        let steps: std::collections::BTreeSet<u64> = seen.iter().map(|(step, _)| *step).collect();
        assert!(steps.len() > 2, "it jumps: {steps:?}");
        let last = seen.last().expect("a frame").0;
        let early = seen.iter().any(|(step, answered)| *answered && *step < last);
        assert!(!early, "the answer is shown before its step");
        // Two presses: the second one goes to the end of what the first one began.
        page.keys("r").await?;
        page.deed("guide on").await?;
        page.deed("step").await?;
        assert!(
            page.yes("document.querySelector('.ask .right')").await?,
            "a second press does not end the way"
        );
        page.assert_no_console_errors().await
    });
}

#[test]
fn every_part_of_every_lesson_opens() {
    let Some(browser) = Browser::open() else { return };
    browser.run(async |page| {
        page.emulate(&[("prefers-reduced-motion", "reduce")]).await?;
        page.open("#/learn").await?;
        let course = course();
        assert!(course.len() >= 21, "{} lessons", course.len());
        assert_eq!(page.count(".lessons li").await?, course.len());
        for lesson in &course {
            for (at, part) in lesson.parts.iter().enumerate() {
                page.visit(&format!("#/learn/{}/{}", lesson.id, at + 1)).await?;
                let what = format!("{} part {}", lesson.id, at + 1);
                page.until(
                    &what,
                    &format!(
                        "document.querySelector('#part')?.textContent === {}",
                        json!(part.title)
                    ),
                )
                .await?;
                page.settle().await?;
                let (_, session) = Player::enter(lesson.clone(), at).expect("a part");
                assert_eq!(
                    page.fingerprint().await?,
                    format!("{:016x}", session.fingerprint()),
                    "{what}"
                );
                assert!(
                    !page.words(".story").await?.contains(['{', '}']),
                    "{what}: a value is not filled"
                );
            }
        }
        page.assert_no_console_errors().await
    });
}

#[test]
fn a_lesson_page_is_for_everybody_at_every_size() {
    let Some(browser) = Browser::open() else { return };
    browser.run(async |page| {
        page.emulate(&[("prefers-reduced-motion", "reduce")]).await?;
        for address in [
            "#/learn",
            "#/learn/raft-roles/2",
            "#/learn/raft-who-may-lead/2",
            "#/learn/zab-epochs/2",
            "#/learn/paxos-two-phases/1",
            "#/learn/three-answers/4",
        ] {
            page.open(address).await?;
            let name = address.trim_start_matches("#/").replace('/', "-");
            for (width, height) in SIZES {
                page.viewport(width, height).await?;
                page.settle().await?;
                page.execute(GEOMETRY, Vec::<Value>::new()).await?;
                let wrong: Vec<String> =
                    page.evaluate("return geometry.audit()").await?.convert()?;
                // Beside a story the stage is narrower than in a lab: a capsule may pass a caption.
                let passes = |it: &String| it.starts_with("message-") && it.contains(" caption-");
                let wrong: Vec<String> = wrong.into_iter().filter(|it| !passes(it)).collect();
                page.screenshot(&format!("lesson-{name}-{width}")).await?;
                assert!(wrong.is_empty(), "{address} at {width}: {wrong:#?}");
            }
            page.viewport(1440, 900).await?;
            page.is_clean(&name).await?;
        }
        // Answered, with a rule opened, and in the dark.
        page.open("#/learn/raft-roles/2").await?;
        page.keys("1").await?;
        page.keys(".").await?;
        page.until("an answer", "document.querySelector('.ask .right')").await?;
        page.find(By::Css(".story :is(.term,.cite)")).await?.click().await?;
        page.until("what was asked about", "document.querySelector('.opened')").await?;
        page.is_clean("lesson-answered").await?;
        page.find(By::Css("[data-do=theme]")).await?.click().await?;
        page.is_clean("lesson-dark").await?;
        page.screenshot("lesson-dark").await?;
        page.assert_no_console_errors().await
    });
}

/// Answers a fetch of one file with bytes of ours.
async fn serve(page: &Page, name: &str, bytes: &[u8]) -> WebDriverResult<()> {
    let script = "const [name, bytes] = arguments;
        window.ours ??= window.fetch;
        window.fetch = (address, ...rest) => String(address.url ?? address).endsWith(name)
            ? Promise.resolve(new Response(new Uint8Array(bytes)))
            : window.ours(address, ...rest)";
    page.execute(script, vec![json!(name), json!(bytes)]).await?;
    Ok(())
}

#[test]
fn a_lesson_of_somebody_elses_opens_and_can_do_no_harm() {
    let Some(browser) = Browser::open() else { return };
    browser.run(async |page| {
        page.open("#/learn").await?;
        page.visit("#/learn?file=lessons%2Fflp.lesson&part=2").await?;
        page.until("the lesson", "document.querySelector('#part')").await?;
        assert!(page.yes("document.querySelector('.turn a[href*=\"file=\"]')").await?, "its parts lead out of it");
        // Words that would be a script elsewhere, and addresses that would be one.
        let mut hostile = (*lesson("raft-roles")).clone();
        hostile.title = "<img src=x onerror='window.harm = 1'>".to_string();
        let words = |text: &str| Inline::Words(text.to_string());
        let script = "<script>window.harm = 2</script>";
        let address = Target::Web("javascript:window.harm=3".to_string());
        hostile.parts[0].blocks.push(Block::Prose(Prose::Paragraph(vec![
            words(script),
            Inline::Link(vec![words("press")], address),
        ])));
        serve(page, "hostile.lesson", &hostile.to_bytes()).await?;
        page.visit("#/learn?file=hostile.lesson").await?;
        page.until("the lesson", "document.querySelector('#part')").await?;
        assert!(!page.yes("window.harm || document.querySelector('.story script, .led img, a[href^=javascript]')").await?);
        // What is no lesson, is damaged, is of another version, is too much, or is elsewhere, is said.
        let good = hostile.to_bytes();
        let mut other = good.clone();
        other[9] = 99;
        let cases: [(&[u8], &str); 4] = [
            (b"<html>", "no compiled lesson"),
            (&good[..good.len() / 2], "damaged"),
            (&other, "format 99"),
            (b"", "no compiled lesson"),
        ];
        for (place, (bytes, says)) in cases.into_iter().enumerate() {
            let name = format!("case{place}.lesson");
            serve(page, &name, bytes).await?;
            page.visit(&format!("#/learn?file={name}")).await?;
            let said = format!("document.querySelector('[role=alert]')?.textContent.includes({})", json!(says));
            page.until(says, &said).await?;
        }
        for (address, says) in [
            ("#/learn?file=https%3A%2F%2Fexample.com%2Fx.lesson", "another host"),
            ("#/learn/no-such-lesson", "could not be fetched"),
            ("#/learn/raft-roles/77", "no part 77"),
        ] {
            page.visit(address).await?;
            let said = format!("document.querySelector('[role=alert]')?.textContent.includes({})", json!(says));
            page.until(says, &said).await?;
        }
        Ok(())
    });
}
