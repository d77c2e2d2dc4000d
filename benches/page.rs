//! The page's figures in Chromium: what a frame costs while it plays, a seek with redraw, and the time until it answers.
//!
//! `cargo xtask bench` prints them. Nothing passes or fails on a figure.
#![cfg(not(target_arch = "wasm32"))]
// Clocks and hash maps are kept out of the simulator (clippy.toml), not out of what measures the page.
#![allow(clippy::disallowed_types)]

#[path = "../tests/browser/driver.rs"]
mod driver;
#[allow(dead_code)]
#[path = "../tests/browser/harness.rs"]
mod harness;
#[allow(dead_code)]
#[path = "../tests/browser/page.rs"]
mod page;
#[allow(dead_code)]
#[path = "../tests/browser/site.rs"]
mod site;

use std::collections::BTreeMap;
use std::time::Duration;

use harness::Browser;
use page::Page;
use serde_json::{Value, json};
use thirtyfour::prelude::*;

/// How long it plays for one figure.
const PLAYED: Duration = Duration::from_secs(4);

/// Does a deed as a button of the page would, and waits until it is done.
async fn does(page: &Page, deed: &str) -> WebDriverResult<()> {
    let script = format!(
        "const done = arguments[0], button = document.createElement('button');
        button.dataset.do = {deed:?};
        document.querySelector('main').append(button);
        button.click();
        button.remove();
        requestAnimationFrame(() => requestAnimationFrame(done))"
    );
    page.execute_async(script, Vec::<Value>::new()).await.map(drop)
}

/// What Chromium has counted since the page was opened.
async fn counted(page: &Page) -> WebDriverResult<BTreeMap<String, f64>> {
    let metrics = page.cdp().send_raw("Performance.getMetrics", json!({})).await?;
    let metrics = metrics["metrics"].as_array().cloned().unwrap_or_default();
    let pair = |metric: &Value| Some((metric["name"].as_str()?.into(), metric["value"].as_f64()?));
    Ok(metrics.iter().filter_map(pair).collect())
}

/// Plays at sixteen times the speed, and prints what a frame cost.
async fn frames(page: &Page, name: &str) -> WebDriverResult<()> {
    does(page, "speed 64").await?;
    page.evaluate(
        "window.frames_at = [];
        const count = at => { frames_at.push(at); requestAnimationFrame(count) };
        requestAnimationFrame(count)",
    )
    .await?;
    does(page, "play").await?;
    let before = counted(page).await?;
    let first: usize = page.evaluate("return frames_at.length").await?.convert()?;
    tokio::time::sleep(PLAYED).await;
    let after = counted(page).await?;
    let times: Vec<f64> = page.evaluate("return frames_at").await?.convert()?;
    let elements: u64 =
        page.evaluate("return document.querySelectorAll('svg *').length").await?.convert()?;
    does(page, "play").await?;
    let played = &times[first..];
    let mut gaps: Vec<f64> = played.windows(2).map(|pair| pair[1] - pair[0]).collect();
    gaps.sort_by(f64::total_cmp);
    let count = played.len().max(1) as f64;
    let spent = |metric: &str| (after[metric] - before[metric]) * 1e3 / count;
    let p99 = gaps.get(gaps.len() * 99 / 100).copied().unwrap_or_default();
    println!("{name}: {elements} elements of pictures");
    println!("  main thread a frame, ms          {:.2}", spent("TaskDuration"));
    println!("  of it script, ms                 {:.2}", spent("ScriptDuration"));
    let layout = spent("LayoutDuration") + spent("RecalcStyleDuration");
    println!("  of it style and layout, ms       {layout:.2}");
    println!("  from frame to frame, p99, ms     {p99:.1}");
    Ok(())
}

async fn throttle(page: &Page, times: u32) -> WebDriverResult<()> {
    let rate = json!({ "rate": times });
    page.cdp().send_raw("Emulation.setCPUThrottlingRate", rate).await.map(drop)
}

#[test]
fn figures() {
    let Some(browser) = Browser::open() else { return };
    browser.run(async |page| {
        page.viewport(1440, 900).await?;
        page.cdp().send_raw("Performance.enable", json!({})).await?;
        page.open("#/lab/raft").await?;
        does(page, "do run until leader != none").await?;
        for value in 1..=9 {
            does(page, &format!("do request x={value}")).await?;
            does(page, "do run 60ms").await?;
        }
        frames(page, "5 nodes, 10 entries, 16x").await?;
        throttle(page, 4).await?;
        frames(page, "5 nodes, 10 entries, 16x, a CPU four times as slow").await?;
        throttle(page, 1).await?;

        page.open("#/lab/raft").await?;
        does(page, "set-up cluster 9").await?;
        does(page, "do set loss 5%").await?;
        does(page, "do run until leader != none").await?;
        frames(page, "9 nodes, 5 % loss, 16x").await?;
        throttle(page, 4).await?;
        frames(page, "9 nodes, 5 % loss, 16x, a CPU four times as slow").await?;
        throttle(page, 1).await?;
        Ok(())
    });
    browser.run(async |page| {
        page.open("#/lab/raft").await?;
        does(page, "do step 10000").await?;
        let times: Vec<f64> = page
            .execute_async(
                "const done = arguments[0], times = [];
                const main = document.querySelector('main'), button = document.createElement('button');
                main.append(button);
                let at = 17;
                const next = () => {
                    if (times.length === 200) { button.remove(); return done(times) }
                    at = (at * 7919 + 13) % 10000;
                    button.dataset.do = 'seek ' + at;
                    const start = performance.now();
                    button.click();
                    // Yew draws in a microtask, so it has drawn when the next task runs; layout is asked for here.
                    const channel = new MessageChannel();
                    channel.port1.onmessage = () => {
                        document.body.offsetHeight;
                        times.push(performance.now() - start);
                        requestAnimationFrame(next);
                    };
                    channel.port2.postMessage(0);
                };
                next()",
                Vec::<Value>::new(),
            )
            .await?
            .convert()?;
        let mut times = times;
        times.sort_by(f64::total_cmp);
        println!("seek with redraw in 10,000 steps, median, ms  {:.2}", times[100]);
        println!("seek with redraw in 10,000 steps, p95, ms     {:.2}", times[190]);
        Ok(())
    });
    browser.run(async |page| {
        let watch = "new MutationObserver((_, me) => {
            if (document.querySelector('.lab .node')) {
                window.answers_at = performance.now(); me.disconnect();
            }
        }).observe(document, { childList: true, subtree: true })";
        let script = json!({ "source": watch });
        page.cdp().send_raw("Page.addScriptToEvaluateOnNewDocument", script).await?;
        let mut times = Vec::new();
        for _ in 0..7 {
            page.open("#/lab/raft").await?;
            times.push(page.evaluate("return window.answers_at").await?.convert::<f64>()?);
        }
        times.sort_by(f64::total_cmp);
        println!("from navigation to a lab that answers, ms     {:.0}", times[3]);
        Ok(())
    });
}
