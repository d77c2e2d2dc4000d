//! Embeds in a page of somebody else, of another origin and under a policy of its own: three elements, and plain frames.

use serde_json::{Value, json};
use thirtyfour::prelude::*;

use crate::harness::Browser;
use crate::host;
use crate::page::Page;

/// The elements of the page, and the step that each begins with.
const STAGES: [(&str, u64); 3] = [("figure", 5), ("lesson", 0), ("epoch", 0)];

impl Page {
    /// Opens the notes, scrolls to each of these elements and waits until it is ready.
    async fn notes(&self, ids: &[&str]) -> WebDriverResult<()> {
        self.elsewhere("docs.html").await?;
        self.evaluate(
            "window.events = [];
            const types = ['ready', 'step', 'event', 'checkpoint', 'error'];
            for (const type of types) document.addEventListener('quorarium:' + type,
                ({ target, detail }) => events.push({ id: target.id, ...detail }));
            window.frame = id => document.getElementById(id).shadowRoot.querySelector('iframe');
            window.happened = (id, type) => events.some(it => it.id === id && it.type === type)",
        )
        .await?;
        for id in ids {
            self.reach(id).await?;
        }
        Ok(())
    }

    async fn reach(&self, id: &str) -> WebDriverResult<()> {
        self.evaluate(&format!("{id}.scrollIntoView({{ block: 'center' }})")).await?;
        self.until(id, &format!("happened('{id}', 'ready')")).await?;
        self.evaluate(&format!("{id}.scrollIntoView({{ block: 'center' }})")).await?;
        Ok(())
    }

    /// Does something inside the frame of an element.
    async fn inside<T>(
        &self,
        id: &str,
        deed: impl AsyncFnOnce(&Page) -> WebDriverResult<T>,
    ) -> WebDriverResult<T> {
        let root = self.find(By::Id(id)).await?.get_shadow_root().await?;
        root.find(By::Css("iframe")).await?.enter_frame().await?;
        let outcome = deed(self).await;
        self.enter_default_frame().await?;
        outcome
    }

    /// What an asynchronous expression comes to, or the words of its error.
    async fn asked(&self, expression: &str) -> WebDriverResult<Value> {
        let script = format!(
            "const done = arguments[arguments.length - 1];
            (async () => {expression})().then(done, error => done('refused: ' + error.message))"
        );
        Ok(self.execute_async(script, Vec::<Value>::new()).await?.json().clone())
    }

    async fn value(&self, expression: &str) -> WebDriverResult<Value> {
        Ok(self.evaluate(&format!("return {expression}")).await?.json().clone())
    }

    /// The step and the fingerprint of an embed.
    async fn stands(&self, id: &str) -> WebDriverResult<(Value, Value)> {
        let state = self.asked(&format!("{id}.state()")).await?;
        Ok((state["step"].clone(), state["fingerprint"].clone()))
    }

    /// Waits until many frames have been drawn.
    async fn a_while(&self) -> WebDriverResult<()> {
        let wait = "const done = arguments[0]; let left = 90;
            const soon = () => left-- ? requestAnimationFrame(soon) : done(true); soon()";
        self.execute_async(wait, Vec::<Value>::new()).await?;
        Ok(())
    }
}

/// A new browser and what it is to do; at its end no policy was violated and nothing else is on the console.
fn in_browser(test: impl AsyncFnOnce(&Page) -> WebDriverResult<()>) {
    let Some(browser) = Browser::open() else { return };
    browser.run(async |page| {
        test(page).await?;
        page.assert_no_console_errors().await
    });
}

#[test]
fn embeds_come_when_they_are_near_and_ask_for_nothing() {
    in_browser(async |page| {
        page.notes(&[]).await?;
        page.a_while().await?;
        let asked: Vec<String> = page.requests().await?;
        let ours: Vec<&String> = asked.iter().filter(|it| it.starts_with(page.base())).collect();
        assert_eq!(ours, [&format!("{}embed.js", page.base())]);
        for (at, (id, step)) in STAGES.iter().enumerate() {
            page.reach(id).await?;
            let loaded = "[figure, lesson, epoch].filter(it => frame(it.id).src).length";
            assert_eq!(page.value(loaded).await?, at + 1, "only what is near is loaded");
            let state = page.asked(&format!("{id}.state()")).await?;
            assert_eq!(
                (&state["step"], &state["playing"]),
                (&json!(step), &json!(false)),
                "{id}: {state}"
            );
            page.screenshot(&format!("embed-host-{id}")).await?;
        }
        page.a_while().await?;
        for (id, step) in STAGES {
            assert_eq!(page.stands(id).await?.0, step, "{id} does not play by itself");
            let kept = "[localStorage.length, sessionStorage.length, document.cookie]";
            let kept = page.inside(id, async |page| page.value(kept).await).await?;
            assert_eq!(kept, json!([0, 0, ""]), "{id} keeps something");
        }
        assert_eq!(page.value("document.activeElement === document.body").await?, true);
        assert_eq!(page.value("frame('figure').title").await?, "Figure 8 of the Raft paper");
        Ok(())
    });
}

#[test]
fn axe_finds_nothing_in_the_host_nor_in_its_embeds() {
    in_browser(async |page| {
        page.notes(&["figure", "lesson", "epoch"]).await?;
        for (id, _) in STAGES {
            page.reach(id).await?;
            let found = page.inside(id, async |page| page.accessibility_violations().await).await?;
            // The first heading is the host's affair.
            let found: Vec<_> =
                found.iter().filter(|it| !it.starts_with("page-has-heading-one")).collect();
            assert!(found.is_empty(), "{id}: {found:#?}");
        }
        page.evaluate("scrollTo(0, 0)").await?;
        let found = page.accessibility_violations().await?;
        assert!(found.is_empty(), "{found:#?}");
        Ok(())
    });
}

#[test]
fn the_height_follows_the_width_and_settles() {
    in_browser(async |page| {
        page.notes(&["figure", "lesson", "epoch"]).await?;
        let mut heights = Vec::new();
        for is_narrow in [false, true, false] {
            page.evaluate(&format!("document.body.classList.toggle('narrow', {is_narrow})"))
                .await?;
            for (id, _) in STAGES {
                page.reach(id).await?;
                page.a_while().await?;
                let height = page.value(&format!("frame('{id}').clientHeight")).await?;
                let inner =
                    "Math.ceil(document.querySelector('.embed').getBoundingClientRect().height)";
                let inner = page.inside(id, async |page| page.value(inner).await).await?;
                assert_eq!(height, inner, "{id}, narrow: {is_narrow}");
                page.a_while().await?;
                assert_eq!(
                    page.value(&format!("frame('{id}').clientHeight")).await?,
                    height,
                    "{id} grows"
                );
                heights.push(height);
            }
            page.screenshot(&format!("embed-host-narrow-{is_narrow}")).await?;
        }
        println!("{heights:?}");
        assert_eq!(heights[..3], heights[6..], "the same width gives the same height");
        assert_ne!(heights[0], heights[3], "another width gives another height");
        Ok(())
    });
}

#[test]
fn the_theme_follows_the_host() {
    in_browser(async |page| {
        page.emulate(&[("prefers-color-scheme", "light")]).await?;
        page.notes(&["figure", "epoch"]).await?;
        page.evaluate("epoch.theme = 'light'").await?;
        let follows = async |theme: &str| {
            let is_it = format!("document.documentElement.dataset.theme === '{theme}'");
            page.inside("figure", async |page| page.until(theme, &is_it).await).await?;
            let fixed = "document.documentElement.dataset.theme";
            let fixed = page.inside("epoch", async |page| page.value(fixed).await).await?;
            assert_eq!(fixed, "light", "an embed of one theme keeps it");
            WebDriverResult::Ok(())
        };
        follows("light").await?;
        page.evaluate("document.documentElement.className = 'dark'").await?;
        follows("dark").await?;
        page.reach("figure").await?;
        page.screenshot("embed-host-dark").await?;
        page.evaluate("document.documentElement.className = 'auto'").await?;
        follows("light").await?;
        page.emulate(&[("prefers-color-scheme", "dark")]).await?;
        follows("dark").await?;
        page.evaluate("figure.theme = 'light'").await?;
        follows("light").await
    });
}

#[test]
fn messages_go_both_ways_and_each_embed_is_its_own() {
    in_browser(async |page| {
        page.notes(&["figure", "epoch"]).await?;
        let before = page.stands("epoch").await?;
        let at = |state: &Value| state["step"].as_u64();
        assert_eq!(at(&page.asked("figure.next()").await?), Some(6));
        assert_eq!(at(&page.asked("figure.back()").await?), Some(5));
        assert_eq!(at(&page.asked("figure.seek(12)").await?), Some(12));
        assert_eq!(page.value("figure.step").await?, 12);
        page.evaluate("figure.step = 9").await?;
        page.until("step 9", "figure.step === 9").await?;
        let told = page.value("events.findLast(it => it.type === 'step')").await?;
        assert_eq!((&told["id"], &told["step"]), (&json!("figure"), &json!(9)));
        for name in ["says", "why", "cite", "fingerprint"] {
            assert!(told[name].is_string(), "{told}");
        }
        assert!(
            told["last"].is_u64() && told["time"].is_number() && told.get("ns").is_none(),
            "{told}"
        );
        assert_eq!(page.asked("figure.play()").await?["playing"], true);
        assert_eq!(page.asked("figure.pause()").await?["playing"], false);
        page.asked("figure.load({ scenario: 'raft' })").await?;
        let acted = page.asked("figure.act('crash B')").await?;
        page.until("a fault", "events.some(it => it.kind === 'fault')").await?;
        let state = page.asked("figure.state()").await?;
        assert_eq!(state["fingerprint"], acted["fingerprint"]);
        assert!(state["scenario"].as_str().is_some_and(|text| text.contains("crash B")), "{state}");
        // The text leads a fresh embed to the same state.
        let text = state["scenario"].clone();
        page.asked(&format!("figure.load({{ text: {text} }})")).await?;
        assert_eq!(page.stands("figure").await?.1, state["fingerprint"]);
        assert_eq!(
            page.asked("figure.load({ lesson: 'raft-roles/2' })").await?["protocol"],
            "raft"
        );
        for wrong in [
            "act('fly away')",
            "act('')",
            "seek(-1)",
            "seek('3')",
            "load({})",
            "load({ text: 'crash' })",
        ] {
            let says = page.asked(&format!("epoch.{wrong}")).await?;
            assert!(
                says.as_str().is_some_and(|says| says.starts_with("refused: ")),
                "{wrong}: {says}"
            );
        }
        assert_eq!(
            page.asked("epoch.act('crash A')").await?.as_str().map(|it| &it[..8]),
            Some("refused:")
        );
        assert_eq!(page.stands("epoch").await?, before, "one embed is not the other");
        Ok(())
    });
}

#[test]
fn hostile_messages_change_nothing_and_run_nothing() {
    in_browser(async |page| {
        page.notes(&["figure"]).await?;
        let before = page.stands("figure").await?;
        let count = page.value("events.length").await?;
        // A page of a third origin beside the embed, and the embed as a plain frame that it can reach.
        page.execute(
            "const [page, stranger] = arguments;
            addEventListener('message', ({ data }) => window.strangers ||= data === 'stranger');
            const plain = document.createElement('iframe');
            plain.title = 'The same in a plain frame';
            plain.src = page + '#/embed/raft/figure-8?k=5&theme=light';
            plain.id = 'plain';
            window.fromPlain = [];
            addEventListener('message', it => it.source === plain.contentWindow && fromPlain.push(it.data));
            const other = document.createElement('iframe');
            other.title = 'A stranger';
            window.bring = () => { other.src = stranger; document.querySelector('main').prepend(other) };
            document.querySelector('main').prepend(plain);
            scrollTo(0, 0)",
            vec![json!(page.base()), json!(format!("{}stranger.html", host::stranger()))],
        )
        .await?;
        page.until("the plain frame", "fromPlain.some(it => it.type === 'step')").await?;
        let said = page.value("fromPlain.length").await?;
        page.evaluate("bring()").await?;
        page.until("the stranger", "window.strangers").await?;
        page.a_while().await?;
        assert_eq!(page.value("fromPlain.length").await?, said, "a sibling was heard");
        page.find(By::Id("plain")).await?.enter_frame().await?;
        let theme = page.value("document.documentElement.dataset.theme").await?;
        page.enter_default_frame().await?;
        assert_eq!(theme, "light");
        assert_eq!(page.value("events.length").await?, count, "the host heard a stranger");
        // From the host itself, wrong in every way; the first are not for the embed, the others are answered.
        let answers = page
            .asked(
                "{
                const target = plain.contentWindow;
                const says = more => target.postMessage({ ns: 'quorarium', v: 1, ...more }, '*');
                fromPlain.length = 0;
                for (const it of [null, 1, 'step', [], {}, { type: 'step' }, { ns: 'other', v: 1, type: 'step' }])
                    target.postMessage(it, '*');
                const wrong = [{ v: 2, type: 'step' }, { v: '1', type: 'step' }, { type: 7 }, { type: 'eval' },
                    { type: '<script>window.ran = 1</script>' }, { type: 'seek', step: 1e300 },
                    { type: 'seek', step: -1 }, { type: 'seek', step: '5' }, { type: 'seek', step: { valueOf: 1 } },
                    { type: 'theme', theme: 'javascript:window.ran=1' }, { type: 'act', statement: 'crash A\\ncrash B' },
                    { type: 'act', statement: '<img src=x onerror=window.ran=1>' }, { type: 'act', statement: 'x'.repeat(1e5) },
                    { type: 'act' }, { type: 'load' }, { type: 'load', text: '<svg onload=window.ran=1>' },
                    { type: 'load', scenario: 1, text: 2 }];
                wrong.forEach((it, id) => says({ ...it, id }));
                const isAnswered = id => fromPlain.some(it => it.id === id);
                while (!wrong.every((_, id) => isAnswered(id))) await new Promise(requestAnimationFrame);
                says({ type: 'state', id: 'last' });
                while (!isAnswered('last')) await new Promise(requestAnimationFrame);
                return wrong.map((_, id) => fromPlain.filter(it => it.id === id).map(it => it.type).join());
            }",
            )
            .await?;
        let answers: Vec<&str> =
            answers.as_array().unwrap().iter().filter_map(Value::as_str).collect();
        assert_eq!(answers, ["error"; 17]);
        let last = page.value("fromPlain.find(it => it.id === 'last')").await?;
        assert_eq!((last["step"].clone(), last["fingerprint"].clone()), before, "{last}");
        page.find(By::Id("plain")).await?.enter_frame().await?;
        let ran = page
            .value("[typeof ran, document.querySelectorAll('main img, main script').length]")
            .await?;
        page.enter_default_frame().await?;
        assert_eq!(ran, json!(["undefined", 0]));
        assert_eq!(page.stands("figure").await?, before);
        Ok(())
    });
}

#[test]
fn keys_and_the_wheel_stay_with_the_host_until_a_click() {
    in_browser(async |page| {
        page.notes(&["figure", "epoch"]).await?;
        page.find(By::Id("search")).await?.click().await?;
        page.action_chain().send_keys(". raft,").perform().await?;
        assert_eq!(page.value("document.activeElement.value").await?, ". raft,");
        assert_eq!(page.stands("figure").await?.0, 5);
        page.evaluate("document.activeElement.blur(); scrollTo(0, 0)").await?;
        page.action_chain().send_keys(Key::PageDown).send_keys(" .").perform().await?;
        page.until("the host scrolls by keys", "scrollY > 0").await?;
        assert_eq!(page.stands("figure").await?.0, 5);
        page.reach("figure").await?;
        page.a_while().await?;
        let before = page.value("scrollY").await?;
        let middle = page.value(
            "(box => [box.left + box.width / 2, box.top + box.height / 3])(frame('figure').getBoundingClientRect())",
        );
        let middle = middle.await?;
        let wheel = json!({ "type": "mouseWheel", "x": middle[0], "y": middle[1], "deltaX": 0, "deltaY": 120 });
        page.cdp().send_raw("Input.dispatchMouseEvent", wheel).await?;
        page.until("the host scrolls by the wheel", &format!("scrollY > {before}")).await?;
        assert_eq!(page.value("document.activeElement === document.body").await?, true);
        page.reach("figure").await?;
        let count = async |page: &Page| page.find(By::Css(".count")).await?.click().await;
        page.inside("figure", count).await?;
        assert_eq!(page.value("document.activeElement.id").await?, "figure");
        page.action_chain().send_keys(".").perform().await?;
        page.until("the next step by a key", "figure.step === 6").await
    });
}

#[test]
fn a_plain_frame_needs_no_script_and_says_what_is_wrong_with_its_address() {
    in_browser(async |page| {
        page.elsewhere("frame.html").await?;
        for (id, step, says) in [
            ("good", "5", ""),
            ("bad", "0", "controls is to be given as full, step or none, not \"many\"."),
        ] {
            page.find(By::Id(id)).await?.enter_frame().await?;
            let is_there =
                format!("document.querySelector('.count')?.textContent.startsWith('{step} /')");
            page.until(id, &is_there).await?;
            page.until(
                says,
                &format!(
                    "(document.querySelector('.notice p')?.textContent ?? '').includes({})",
                    json!(says)
                ),
            )
            .await?;
            page.enter_default_frame().await?;
        }
        page.screenshot("embed-plain").await
    });
}
