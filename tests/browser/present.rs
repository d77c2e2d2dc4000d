//! Presenter mode: clickers, exploring, freezing, the window of notes, lessons before an audience, and what is legible.

use quorarium::lesson::Block;
use quorarium::lesson::prose::plain;
use thirtyfour::prelude::*;

use crate::harness::Browser;
use crate::labs::in_every_lab;
use crate::lessons::course;
use crate::page::Page;

/// The sizes of projectors.
const SCREENS: [(u32, u32); 3] = [(1920, 1080), (1366, 768), (1280, 720)];

/// What is smaller than an audience can read, and what is cut off.
const LEGIBLE: &str = "
    const found = [];
    const least = 20 * Math.min(innerWidth / 1920, innerHeight / 1080) - 0.05;
    const walk = document.createTreeWalker(document.querySelector('main'), NodeFilter.SHOW_TEXT);
    let texts = 0;
    while (walk.nextNode()) {
        const node = walk.currentNode, element = node.parentElement;
        if (!node.data.trim() || element.closest('.sr, .controls, .refusal')) continue;
        const drawn = element.closest('svg');
        const scale = drawn ? drawn.getScreenCTM().a : 1;
        const size = parseFloat(getComputedStyle(element).fontSize) * scale;
        texts += 1;
        if (size < least) found.push(`${node.data} has ${size} pixels`);
        const range = document.createRange();
        range.selectNodeContents(node);
        const box = drawn ? element.getBoundingClientRect() : range.getBoundingClientRect();
        const room = (element.closest('.words') ?? drawn ?? document.body).getBoundingClientRect();
        if (box.left < room.left - 1 || box.right > room.right + 1 || box.top < room.top - 1 || box.bottom > room.bottom + 1)
            found.push(`${node.data} leaves its room`);
        if (room.right > innerWidth + 1 || room.bottom > innerHeight + 1) found.push(`${node.data} is off the screen`);
    }
    if (texts < 12) found.push(`only ${texts} texts were measured`);
    const [said, count] = ['.said', '.count'].map(it => document.querySelector(it).getBoundingClientRect());
    if (said.right > count.left + 1) found.push('the sentence runs into the count');
    return found";

impl Page {
    /// Opens an address, and waits for the presentation that it asks for.
    async fn present(&self, address: &str) -> WebDriverResult<()> {
        self.emulate(&[("prefers-reduced-motion", "reduce")]).await?;
        self.open(address).await?;
        self.until("a presentation", "document.querySelector('.presenting .big')").await?;
        self.settle().await
    }

    /// The step and the last step that the audience reads.
    async fn place(&self) -> WebDriverResult<(u64, u64)> {
        self.settle().await?;
        let script = "return [...document.querySelectorAll('.count p')]
            .find(it => it.textContent.startsWith('Step')).textContent.match(/\\d+/g).map(Number)";
        self.evaluate(script).await?.convert()
    }

    async fn big(&self) -> WebDriverResult<String> {
        self.settle().await?;
        self.words(".big").await
    }

    async fn is_legible(&self, what: &str, wrong: &mut Vec<String>) -> WebDriverResult<()> {
        self.settle().await?;
        let found: Vec<String> = self.evaluate(LEGIBLE).await?.convert()?;
        if !found.is_empty() {
            self.screenshot(&format!("presented-{}", what.replace([' ', ',', '#', '/'], "-")))
                .await?;
        }
        wrong.extend(found.iter().take(6).map(|it| format!("{what}: {it}")));
        Ok(())
    }
}

#[test]
fn every_lab_is_legible_from_the_back_and_nothing_is_cut_off() {
    in_every_lab(async |page, lab| {
        page.emulate(&[("prefers-reduced-motion", "reduce")]).await?;
        lab.open_full(page).await?;
        page.deed("present").await?;
        page.until("a presentation", "document.querySelector('.presenting .big')").await?;
        let mut wrong = Vec::new();
        for (width, height) in SCREENS {
            page.viewport(width, height).await?;
            for step in 0..5 {
                page.is_legible(&format!("{} at {width}, {step}", lab.name), &mut wrong).await?;
                page.deed("present next").await?;
            }
            page.deed("present previous").await?;
        }
        assert!(wrong.is_empty(), "{wrong:#?}");
        for theme in ["light", "dark"] {
            page.evaluate(&format!("document.documentElement.dataset.theme = '{theme}'")).await?;
            page.settle().await?;
            page.screenshot(&format!("present-{}-{theme}", lab.name)).await?;
            let found = page.accessibility_violations().await?;
            assert!(found.is_empty(), "{} {theme}: {found:#?}", lab.name);
        }
        Ok(())
    });
}

#[test]
fn long_sentences_are_smaller_and_whole() {
    let Some(browser) = Browser::open() else { return };
    for (protocol, name) in
        [("raft", "figure-8"), ("zab", "truncate"), ("paxos", "duel"), ("multi-paxos", "gaps")]
    {
        browser.run(async |page| {
            page.viewport(1366, 768).await?;
            page.present(&format!("#/lab/{protocol}?scenario={name}&present=1")).await?;
            let (_, last) = page.place().await?;
            let mut wrong = Vec::new();
            for step in 0..=last {
                page.deed(&format!("seek {step}")).await?;
                page.is_legible(&format!("{name} {step}"), &mut wrong).await?;
            }
            assert!(wrong.is_empty(), "{wrong:#?}");
            page.assert_no_console_errors().await
        });
    }
}

/// The questions of the course with the most to read, each with its lesson and part.
fn longest_questions() -> Vec<(String, usize)> {
    let mut all = Vec::new();
    for lesson in course() {
        for (part, page) in lesson.parts.iter().enumerate() {
            for block in &page.blocks {
                if let Block::Predict(predict) = block {
                    let asked = plain(&predict.ask).len();
                    let choices = predict.choices.iter();
                    let said: usize = choices.map(|choice| plain(&choice.says).len()).sum();
                    let why = predict.choices.iter().map(|choice| plain(&choice.why).len()).max();
                    all.push((asked + said + why.unwrap_or_default(), lesson.id.clone(), part + 1));
                }
            }
        }
    }
    all.sort();
    all.into_iter().rev().map(|(_, id, part)| (id, part)).take(4).collect()
}

#[test]
fn the_longest_questions_and_answers_are_whole() {
    let Some(browser) = Browser::open() else { return };
    for (id, part) in longest_questions() {
        println!("{id}/{part}");
        browser.run(async |page| {
            page.viewport(1366, 768).await?;
            page.present(&format!("#/learn/{id}/{part}?present=1")).await?;
            let (mut wrong, mut answers) = (Vec::new(), 0);
            for click in 0..30 {
                page.is_legible(&format!("{id}/{part} {click}"), &mut wrong).await?;
                answers += u32::from(page.yes("document.querySelector('.said .right')").await?);
                page.keys(Key::PageDown + "").await?;
                if !page.yes(&format!("location.hash.startsWith('#/learn/{id}/{part}')")).await? {
                    break;
                }
            }
            assert!(answers > 0, "no answer was shown");
            assert!(wrong.is_empty(), "{wrong:#?}");
            page.assert_no_console_errors().await
        });
    }
}

#[test]
fn a_clicker_steps_blackens_and_opens_accidents() {
    let Some(browser) = Browser::open() else { return };
    browser.run(async |page| {
        page.present("#/lab/raft?scenario=figure-8&k=30&present=1").await?;
        let mut step = 30;
        for next in [Key::Right, Key::Down, Key::PageDown, Key::Enter] {
            page.keys(next.clone() + "").await?;
            step += 1;
            assert_eq!(page.place().await?.0, step, "{next:?}");
        }
        for previous in [Key::Left, Key::Up, Key::PageUp] {
            page.keys(previous.clone() + "").await?;
            step -= 1;
            assert_eq!(page.place().await?.0, step, "{previous:?}");
        }
        page.keys("b").await?;
        assert!(page.yes("document.querySelector('.black')").await?);
        page.keys(Key::Right + "").await?;
        assert!(!page.yes("document.querySelector('.black')").await?);
        assert_eq!(page.place().await?.0, step, "the click that ends the black does nothing else");
        page.shifted("2").await?;
        page.until("the second accident", "location.hash.includes('scenario=isolated-leader')")
            .await?;
        page.until("its title", "!document.querySelector('.big').textContent.includes('Figure 8')")
            .await?;
        assert!(page.yes("document.querySelector('.presenting')").await?);
        page.keys(Key::Escape + "").await?;
        page.until(
            "the lab",
            "!document.querySelector('.presenting') && document.querySelector('.lab .panel')",
        )
        .await?;
        page.keys("p").await?;
        page.until("a presentation", "document.querySelector('.presenting .big')").await?;
        page.assert_no_console_errors().await
    });
}

#[test]
fn what_is_explored_leaves_the_lecture_as_it_was() {
    let Some(browser) = Browser::open() else { return };
    browser.run(async |page| {
        page.present("#/lab/raft?scenario=figure-8&k=30&present=1").await?;
        let (place, before) = (page.place().await?, page.fingerprint().await?);
        for name in ["aside", "aside 2"] {
            page.deed("do crash S2").await?;
            assert_ne!(page.fingerprint().await?, before);
            assert!(page.words(".exploring").await?.contains("returns to step 30"));
            let lines = "[...document.querySelectorAll('.sheet b, .sheet button')]";
            page.deed("sheet branches").await?;
            page.until(name, &format!("{lines}.some(it => it.textContent.includes('{name}'))"))
                .await?;
            page.deed("close").await?;
            page.keys(Key::Backspace + "").await?;
            assert_eq!((page.place().await?, page.fingerprint().await?), (place, before.clone()));
            assert_eq!(page.words(".exploring").await?, "");
        }
        // What cannot be done begins nothing.
        page.deed("do restart S2").await?;
        assert_eq!(page.words(".exploring").await?, "");
        assert_eq!((page.place().await?, page.fingerprint().await?), (place, before));
        page.assert_no_console_errors().await
    });
}

#[test]
fn notes_stand_in_a_window_of_their_own_while_the_picture_stands_still() {
    let Some(browser) = Browser::open() else { return };
    browser.run(async |page| {
        page.present("#/lab/raft?scenario=figure-8&k=30&present=1").await?;
        page.keys("w").await?;
        let shown = page.window().await?;
        let mut windows = page.windows().await?;
        windows.retain(|window| *window != shown);
        let notes = windows.pop().expect("a second window");
        page.switch_to_window(notes.clone()).await?;
        page.until("what is presented", "document.querySelector('.lecturer .says')?.textContent")
            .await?;
        assert!(page.words(".lecturer").await?.contains("Step 30 of"));
        assert!(page.words(".lecturer h1").await?.starts_with("Figure 8"));
        let found = page.accessibility_violations().await?;
        assert!(found.is_empty(), "{found:#?}");
        page.screenshot("present-notes").await?;
        // Freeze, and look ahead.
        page.keys("z").await?;
        page.until("frozen", "document.querySelector('.clicker [aria-pressed=true]')").await?;
        page.keys(Key::PageDown + "").await?;
        page.until(
            "the next step",
            "document.querySelector('.present h2').textContent.startsWith('Step 31')",
        )
        .await?;
        page.switch_to_window(shown.clone()).await?;
        assert_eq!(page.place().await?.0, 30, "the picture stands still");
        page.keys("z").await?;
        assert_eq!(page.place().await?.0, 31);
        // Nobody else is listened to.
        page.evaluate("postMessage({ ns: 'quorarium-notes', do: 'next' }, '*')").await?;
        page.settle().await?;
        page.switch_to_window(notes).await?;
        page.query(By::XPath("//button[contains(., 'Next')]")).first().await?.click().await?;
        page.until(
            "one step",
            "document.querySelector('.present h2').textContent.startsWith('Step 32')",
        )
        .await?;
        page.close_window().await?;
        page.switch_to_window(shown).await?;
        assert_eq!(page.place().await?.0, 32);
        page.assert_no_console_errors().await
    });
}

#[test]
fn in_a_lesson_the_answer_is_hidden_until_the_next_click() {
    let Some(browser) = Browser::open() else { return };
    browser.run(async |page| {
        let next = async || page.keys(Key::PageDown + "").await;
        let mut wrong = Vec::new();
        page.viewport(1920, 1080).await?;
        page.present("#/learn/raft-roles/2?present=1").await?;
        assert_eq!(page.big().await?, "Three votes of five");
        next().await?;
        assert_eq!(page.big().await?, "When does A become leader?");
        assert_eq!(page.evaluate("return document.querySelectorAll('.asks li').length").await?.convert::<u64>()?, 3);
        assert!(!page.yes("document.querySelector('.right')").await?, "the answer is hidden");
        page.is_legible("a question", &mut wrong).await?;
        page.screenshot("present-question").await?;
        let asked = page.fingerprint().await?;
        // Exploring leaves the lesson where it was.
        page.deed("do crash B").await?;
        assert_ne!(page.words(".exploring").await?, "");
        next().await?;
        page.keys(Key::Backspace + "").await?;
        assert_eq!(page.fingerprint().await?, asked);
        assert_eq!(page.big().await?, "When does A become leader?");
        next().await?;
        page.until("the answer", "document.querySelector('.right b')?.textContent.startsWith('3.')").await?;
        page.is_legible("an answer", &mut wrong).await?;
        page.screenshot("present-answer").await?;
        let answered = page.fingerprint().await?;
        page.keys(Key::PageUp + "").await?;
        assert_eq!(page.fingerprint().await?, asked);
        assert!(!page.yes("document.querySelector('.right')").await?, "it is hidden again");
        next().await?;
        assert_eq!(page.fingerprint().await?, answered);
        let found = page.accessibility_violations().await?;
        assert!(found.is_empty(), "{found:#?}");
        next().await?;
        page.until("the next part", "location.hash.startsWith('#/learn/raft-roles/3')").await?;
        page.until("its title", "document.querySelector('.presenting .big')?.textContent === 'The leader keeps speaking'").await?;
        assert!(wrong.is_empty(), "{wrong:#?}");
        page.assert_no_console_errors().await
    });
}
