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
