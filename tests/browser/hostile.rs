//! Two hundred of the inputs that `tests/hostile.rs` tries natively, in a real page: nothing of them runs, nothing panics, and
//! what is wrong is seen to be wrong.

#[path = "../hostile/noise.rs"]
mod noise;

use noise::{FRAME, HOSTILE, LINK, Noise, PLACES};
use quorarium::protocols::{HOUSES, house};
use quorarium::web::embed::options::{Options, Subject, is_lesson};
use quorarium::web::link::Link;
use quorarium::web::route::Route;
use serde_json::json;
use thirtyfour::prelude::*;

use crate::harness::Browser;
use crate::page::Page;

/// How many of each kind.
const LINKS: usize = 80;
const FRAMES: usize = 60;
const PLACED: usize = 20;
const FRAMED_UNTIL: usize = LINKS + FRAMES;
const MESSAGES: usize = 40;

/// What must hold whatever was put in.
const UNHARMED: &str = "!window.hacked && !document.querySelector('.crash') && \
    !document.querySelector('#app :is(script, img, :not(.scroll) > iframe, [onload], [onerror])')";

/// What says that something is wrong, where it can be seen.
const SEEN: &str = "[...document.querySelectorAll('[role=alert], .shell h1')].some(it => \
    it.textContent.trim() && !it.matches('.sr') && it.getBoundingClientRect().height > 0)";

impl Page {
    /// Goes to an address without loading the page anew; the address as the browser has it.
    async fn move_to(&self, fragment: &str) -> WebDriverResult<String> {
        let script = "location.hash = arguments[0]; return location.hash";
        self.execute(script, vec![json!(fragment)]).await?.convert()
    }

    /// Nothing was harmed, and an error is seen if there is one.
    async fn is_unharmed(&self, input: &str, is_wrong: bool) -> WebDriverResult<()> {
        let rests = "!document.querySelector('#app [aria-busy=true]') && document.querySelector('#app main')";
        self.until(input, rests).await?;
        if is_wrong {
            self.until(&format!("an error about {input:?}"), SEEN).await?;
        }
        assert!(self.yes(UNHARMED).await?, "{input:?} did harm");
        Ok(())
    }
}

/// Whether the parsers find something wrong in an address.
fn is_wrong(fragment: &str) -> bool {
    match Route::parse(fragment) {
        Route::Lab { protocol, query } => {
            house(&protocol).is_none() || !Link::parse(&query).1.is_empty()
        }
        Route::Embed { name, query } if !is_lesson(&name) => {
            let (options, problems) = Options::parse(&name, &query);
            let Subject::Lab { protocol, query } = options.subject else { return true };
            !problems.is_empty() || house(&protocol).is_none() || !Link::parse(&query).1.is_empty()
        }
        Route::Unknown(_) => true,
        _ => false,
    }
}

#[test]
fn addresses_do_no_harm() {
    let Some(browser) = Browser::open() else { return };
    browser.run(async |page| {
        page.emulate(&[("prefers-reduced-motion", "reduce")]).await?;
        page.open("#/lab/raft").await?;
        let mut noise = Noise::new(200);
        let mut wrong = 0;
        for at in 0..LINKS + FRAMES + PLACED {
            let fragment = match at {
                ..LINKS => {
                    let protocol = HOUSES[noise.below(HOUSES.len())].name;
                    let query = noise.query(LINK);
                    format!("#/lab/{protocol}?{}", noise.bent(&query))
                }
                LINKS..FRAMED_UNTIL => {
                    let name = noise.of(&["raft", "raft/figure-8", "zab/new-epoch", "paxos/duel"]);
                    let name =
                        if noise.below(5) == 0 { noise.bent(name) } else { name.to_string() };
                    format!("#/embed/{name}?{}", noise.query(FRAME))
                }
                _ => {
                    let place = noise.of(PLACES);
                    noise.bent(place)
                }
            };
            let fragment = page.move_to(&fragment).await?;
            let is_wrong = is_wrong(&fragment);
            wrong += usize::from(is_wrong);
            page.is_unharmed(&fragment, is_wrong).await?;
        }
        println!("{wrong} of {} addresses were wrong", LINKS + FRAMES + PLACED);
        assert!(wrong > 40 && wrong < LINKS + FRAMES + PLACED - 20);
        // After all that a step can be made.
        page.open("#/lab/raft").await?;
        page.deed("step").await?;
        assert_eq!(page.step().await?, 1);
        Ok(())
    });
}

/// Puts a frame into the page, which is of its own origin then, and keeps what it says.
const FRAMED: &str = "
    const frame = document.createElement('iframe');
    frame.id = 'frame';
    frame.src = location.href.split('#')[0] + '?framed#/embed/raft/figure-8?k=20';
    window.said = [];
    addEventListener('message', event => event.source === frame.contentWindow && said.push(event.data));
    document.body.append(frame)";

/// Posts a message with an id and waits for what is answered.
const ASKED: &str = "
    const [message, done] = arguments;
    const id = window.number = (window.number || 0) + 1;
    const wait = () => {
        const answer = said.find(it => it.id === id);
        if (answer) done([answer.type, answer.message || '']);
        else setTimeout(wait, 5);
    };
    document.getElementById('frame').contentWindow.postMessage({ ...message, id }, '*');
    wait()";

#[test]
fn messages_do_no_harm() {
    let Some(browser) = Browser::open() else { return };
    browser.run(async |page| {
        page.open("#/learn").await?;
        page.evaluate(FRAMED).await?;
        page.until("the frame", "said.some(it => it.type === 'ready')").await?;
        let mut noise = Noise::new(300);
        let mut refused = 0;
        for _ in 0..MESSAGES {
            let kind = noise.of(&["seek", "act", "theme", "load", "step", "state"]);
            let kind = if noise.below(4) == 0 { noise.bent(kind) } else { kind.to_string() };
            let value = match noise.below(4) {
                0 => json!(noise.junk()),
                1 => json!([-1.0, 0.5, 7.0, 1e300][noise.below(4)]),
                2 => json!({ "toString": noise.of(HOSTILE) }),
                _ => json!(noise.of(&["crash S1", "dark", "raft/pause", "request x=1"])),
            };
            let field = noise.of(&["step", "statement", "theme", "scenario", "text"]);
            let message = json!({ "ns": "quorarium", "v": 1, "type": kind, field: value });
            let answer: Vec<String> =
                page.execute_async(ASKED, vec![message.clone()]).await?.convert()?;
            match answer[0].as_str() {
                "error" => {
                    refused += 1;
                    assert!(!answer[1].is_empty(), "{message} was refused without a word");
                }
                other => assert_eq!(other, "state", "{message}"),
            }
            page.find(By::Id("frame")).await?.enter_frame().await?;
            assert!(page.yes(UNHARMED).await?, "{message} did harm");
            page.enter_default_frame().await?;
            assert!(page.yes("!window.hacked").await?);
        }
        println!("{refused} of {MESSAGES} messages were refused");
        assert!(refused > 10 && refused < MESSAGES - 4);
        let last: Vec<String> = page
            .execute_async(ASKED, vec![json!({ "ns": "quorarium", "v": 1, "type": "state" })])
            .await?
            .convert()?;
        assert_eq!(last[0], "state");
        Ok(())
    });
}

#[test]
fn it_is_two_hundred() {
    assert_eq!(LINKS + FRAMES + PLACED + MESSAGES, 200);
}
