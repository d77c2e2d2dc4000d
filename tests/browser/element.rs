//! The element `<quorarium-stage>` alone, in a page of somebody else, with an embed that only speaks.

use serde_json::{Value, json};
use thirtyfour::prelude::*;

use crate::harness::Browser;
use crate::host;
use crate::page::Page;

/// Gives the page an element whose embed is the stub; every event of it is written down.
async fn put(page: &Page, attributes: &str) -> WebDriverResult<()> {
    let markup = format!(
        "<quorarium-stage base='{}stub.html' {attributes}><a href='#'>The same as text</a></quorarium-stage>",
        host::stranger()
    );
    let script = "window.events = [];
        const types = ['ready', 'resize', 'step', 'event', 'checkpoint', 'state', 'error'];
        for (const type of types) document.addEventListener('quorarium:' + type, ({ detail }) => events.push(detail));
        document.querySelector('main').insertAdjacentHTML('beforeend', arguments[0]);
        window.stage = document.querySelector('quorarium-stage');
        window.box = stage.shadowRoot.firstElementChild;
        window.frame = () => box.querySelector('iframe');
        window.isSeen = it => it.checkVisibility({ visibilityProperty: true });
        window.happened = type => events.some(it => it.type === type);
        addEventListener('message', ({ data }) => window.strangers ||= data === 'stranger')";
    page.execute(script, vec![json!(markup)]).await?;
    Ok(())
}

/// A new browser at a page with one element, and what it is to do.
fn with_element(attributes: &str, test: impl AsyncFnOnce(&Page) -> WebDriverResult<()>) {
    let Some(browser) = Browser::open() else { return };
    browser.run(async |page| {
        page.elsewhere("element.html").await?;
        put(page, attributes).await?;
        test(page).await?;
        page.assert_no_console_errors().await
    });
}

/// What an asynchronous expression comes to, or the words of its error.
async fn outcome(page: &Page, expression: &str) -> WebDriverResult<Value> {
    let script = format!(
        "const done = arguments[arguments.length - 1];
        (async () => {expression})().then(done, error => done('refused: ' + error.message))"
    );
    Ok(page.execute_async(script, Vec::<Value>::new()).await?.json().clone())
}

async fn value(page: &Page, expression: &str) -> WebDriverResult<Value> {
    Ok(page.evaluate(&format!("return {expression}")).await?.json().clone())
}

const READY: &str = "happened('ready')";

#[test]
fn an_address_is_made_of_the_attributes_and_every_call_is_a_message() {
    let attributes = "scenario='raft/figure-8' step=50 theme=dark panels='logs,caption' faults=off \
        controls=step view=space-time";
    with_element(attributes, async |page| {
        page.until("ready", READY).await?;
        let ready = json!({ "type": "ready", "protocol": "raft", "title": "Stub of raft/figure-8", "step": 0, "last": 99 });
        assert_eq!(value(page, "events").await?, json!([ready]));
        assert_eq!(value(page, "frame().title").await?, "Quorarium: Stub of raft/figure-8");
        let sandbox = "allow-scripts allow-same-origin allow-popups allow-popups-to-escape-sandbox";
        assert_eq!(value(page, "frame().sandbox.value").await?, sandbox);
        let calls = "{
            await stage.next();
            await stage.back();
            await stage.play();
            await stage.pause();
            await stage.seek(7);
            await stage.load({ lesson: 'raft-roles/2' });
            await stage.act('[]');
            stage.step = 9;
            stage.theme = 'light';
            return stage.state();
        }";
        let state = outcome(page, calls).await?;
        let address = state["address"].as_str().unwrap();
        let rest = "stub.html#/embed/raft/figure-8?k=50&v=space-time&controls=step&faults=off\
            &panels=logs%2Ccaption&theme=dark&fit=content";
        assert_eq!(address, format!("{}{rest}", host::stranger()));
        let heard = state["heard"].as_array().unwrap();
        let said: Vec<Value> = heard
            .iter()
            .map(|it| {
                let mut it = it.as_object().unwrap().clone();
                assert_eq!(
                    (it.remove("ns"), it.remove("v")),
                    (Some(json!("quorarium")), Some(json!(1)))
                );
                it.remove("id");
                Value::Object(it)
            })
            .collect();
        let asked = json!([
            { "type": "step" }, { "type": "back" }, { "type": "play" }, { "type": "pause" },
            { "type": "seek", "step": 7 }, { "type": "load", "lesson": "raft-roles/2" },
            { "type": "act", "statement": "[]" }, { "type": "seek", "step": 9 },
            { "type": "theme", "theme": "light" }, { "type": "state" },
        ]);
        assert_eq!(Value::Array(said), asked);
        assert_eq!(outcome(page, "stage.seek('x')").await?, "refused: not a step");
        assert_eq!(value(page, "events.length").await?, 1, "an answer is no event");
        Ok(())
    });
}

#[test]
fn what_is_said_in_a_wrong_way_changes_nothing() {
    with_element("scenario=raft", async |page| {
        page.until("ready", READY).await?;
        // The host's own window is no embed of it, nor is one beside it.
        page.evaluate(
            "const says = { ns: 'quorarium', v: 1, type: 'step', step: 1 };
            postMessage(says, '*');
            const script = document.createElement('iframe');
            script.src = stage.base.replace('stub', 'stranger');
            document.querySelector('main').append(script)",
        )
        .await?;
        page.until("the stranger", "window.strangers").await?;
        let step = json!({ "ns": "quorarium", "v": 1, "type": "step", "step": 1 });
        let with = |name: &str, value: Value| {
            let mut step = step.clone();
            step[name] = value;
            step
        };
        let resize = |height: Value| json!({ "ns": "quorarium", "v": 1, "type": "resize", "height": height });
        let wrong = json!([
            null,
            7,
            "quorarium",
            [],
            {},
            with("ns", json!("other")),
            with("ns", json!(null)),
            with("v", json!(2)),
            with("v", json!("1")),
            resize(json!("300")),
            resize(json!(null)),
            resize(json!([300])),
            resize(json!({})),
        ]);
        let act = format!("stage.act({})", json!(wrong.to_string()));
        outcome(page, &act).await?;
        assert_eq!(value(page, "events.map(it => it.type)").await?, json!(["ready"]));
        assert_eq!(value(page, "frame().height").await?, "420");
        for (height, high) in [(1e300, "2000"), (-5.0, "120"), (300.2, "301")] {
            let act = format!("stage.act({})", json!(json!([resize(json!(height))]).to_string()));
            outcome(page, &act).await?;
            assert_eq!(value(page, "frame().height").await?, high);
        }
        // What holds for text holds for the title of the frame too.
        let title = "\"><img src=x onerror='window.ran = 1'>";
        let ready = json!([{ "ns": "quorarium", "v": 1, "type": "ready", "title": title }]);
        outcome(page, &format!("stage.act({})", json!(ready.to_string()))).await?;
        assert_eq!(
            value(page, "[frame().title, window.ran]").await?,
            json!([format!("Quorarium: {title}"), null])
        );
        Ok(())
    });
}

#[test]
fn the_fallback_stays_until_the_embed_is_there() {
    with_element("scenario=silent", async |page| {
        page.until("its request", "frame().src").await?;
        let seen = "[isSeen(stage.querySelector('a')), isSeen(frame())]";
        assert_eq!(value(page, seen).await?, json!([true, false]));
        // A call waits with it, until something is said; here it is that the address is wrong.
        page.evaluate("stage.scenario = 'wrong'").await?;
        page.until("the error", "happened('error')").await?;
        assert_eq!(value(page, "events.at(-1).message").await?, "there is no scenario \"wrong\"");
        page.until("the frame", "isSeen(frame())").await?;
        assert_eq!(value(page, "isSeen(stage.querySelector('a'))").await?, false);
        // Time passes when the test says so.
        page.evaluate("window.setTimeout = later => { window.later = later; return 0 }; stage.scenario = 'silent'").await?;
        page.until("its request", "window.later").await?;
        let call = outcome(page, "{ const call = stage.next(); later(); return call; }").await?;
        let missing = format!("No embed answered from {}stub.html for 30 s.", host::stranger());
        assert_eq!(call, format!("refused: {missing}"));
        assert_eq!(
            value(page, "events.at(-1)").await?,
            json!({ "type": "error", "message": missing })
        );
        assert_eq!(value(page, seen).await?, json!([true, false]));
        assert_eq!(value(page, "frame().getBoundingClientRect().height").await?, 0);
        Ok(())
    });
}

#[test]
fn an_element_that_lacks_something_says_what() {
    with_element("", async |page| {
        let needs =
            "<quorarium-stage> needs either scenario=\"raft/figure-8\" or lesson=\"raft-roles/2\".";
        assert_eq!(value(page, "box.textContent").await?, needs);
        assert_eq!(value(page, "isSeen(stage.querySelector('a'))").await?, true);
        let refused = outcome(page, "stage.next()").await?;
        assert!(refused.as_str().unwrap().starts_with("refused: "), "{refused}");
        page.evaluate("stage.scenario = stage.lesson = 'raft'").await?;
        assert_eq!(value(page, "box.textContent").await?, needs);
        for base in ["javascript:window.ran=1", "data:text/html,x", "//"] {
            page.execute("stage.lesson = null; stage.base = arguments[0]", vec![json!(base)])
                .await?;
            let says = value(page, "box.textContent").await?;
            assert!(says.as_str().unwrap().contains("give it base="), "{base}: {says}");
        }
        page.evaluate("stage.removeAttribute('base')").await?;
        assert_eq!(value(page, "frame().title").await?, "Quorarium: raft");
        assert_eq!(value(page, "window.ran ?? null").await?, Value::Null);
        Ok(())
    });
}

#[test]
fn a_height_that_follows_itself_ends() {
    with_element("scenario=growing", async |page| {
        page.until("a height that it did not have", "frame().height !== '420'").await?;
        // It would grow by ten pixels in every frame that is drawn.
        let wait = "const done = arguments[0]; let left = 120;
            const soon = () => left-- ? requestAnimationFrame(soon) : done(+frame().height); soon()";
        let height = page.execute_async(wait, Vec::<Value>::new()).await?.json().as_u64().unwrap();
        assert!((430..=540).contains(&height), "{height}");
        page.evaluate("stage.height = 300").await?;
        page.until("a fixed height", "happened('ready') && frame().height === '300'").await?;
        let act =
            json!([{ "ns": "quorarium", "v": 1, "type": "resize", "height": 500 }]).to_string();
        outcome(page, &format!("stage.act({})", json!(act))).await?;
        assert_eq!(value(page, "frame().height").await?, "300");
        Ok(())
    });
}

#[test]
fn a_call_does_not_wait_for_the_reader_and_ends_with_its_embed() {
    with_element("scenario=silent", async |page| {
        let moved = "{
            const call = stage.next();
            document.querySelector('h1').before(stage);
            return call;
        }";
        let gone = "refused: The embed was loaded anew or removed.";
        assert_eq!(outcome(page, moved).await?, gone);
        assert_eq!(
            outcome(page, "{ const call = stage.back(); stage.remove(); return call }").await?,
            gone
        );
        // Far below it makes no request, until it is spoken to.
        let far = "const far = document.createElement('div');
            far.className = 'far';
            document.querySelector('main').append(far, stage);
            stage.scenario = 'raft'";
        page.evaluate(far).await?;
        page.settle().await?;
        assert_eq!(value(page, "frame().src").await?, "");
        let state = outcome(page, "stage.state()").await?;
        assert!(state["address"].as_str().unwrap().contains("#/embed/raft?"), "{state}");
        // A second copy of the script changes nothing.
        page.execute(
            "window.first = customElements.get('quorarium-stage');
            const script = document.createElement('script');
            script.src = arguments[0] + 'embed.js?again';
            script.onload = () => window.again = true;
            document.head.append(script)",
            vec![json!(page.base())],
        )
        .await?;
        page.until("the second copy", "again && first === customElements.get('quorarium-stage')")
            .await
    });
}
