//! What can be chosen.

use super::spec::{HEIGHTS, SIZES, Size, Spec, WIDTHS};
use crate::lesson::course::lessons;
use crate::protocols::HOUSES;
use crate::scenarios::PRESETS;
use crate::web::chosen::View;
use crate::web::embed::options::{Controls, Panel, Theme};
use js_sys::Reflect;
use wasm_bindgen::JsValue;
use yew::prelude::*;

/// The form; every change gives another choice.
pub fn form(spec: &Spec, seen: Option<(u64, u64)>, chosen: &Callback<Spec>) -> Html {
    let change = |then: fn(&mut Spec, &str)| {
        let (spec, chosen) = (spec.clone(), chosen.clone());
        Callback::from(move |event: Event| {
            let mut spec = spec.clone();
            then(&mut spec, &value(&event));
            chosen.emit(spec);
        })
    };
    html! {
        <form class="choices" onsubmit={|event: SubmitEvent| event.prevent_default()}>
            <label class="wide">
                <span>{ "What" }</span>
                <select class="field" onchange={change(|spec, name| spec.choose(name))}>{ subjects(spec) }</select>
            </label>
            if !spec.is_lesson() { { moment(spec, seen, chosen, &change) } }
            <fieldset>
                <legend>{ "Size" }</legend>
                <label class="wide">
                    <span>{ "Preset" }</span>
                    <select class="field" onchange={change(|spec, at| {
                        if let Some(size) = at.parse().ok().and_then(|at: usize| SIZES.get(at)) {
                            spec.size = *size;
                        }
                    })}>
                        <option value="" selected={!SIZES.contains(&spec.size)}>{ "own" }</option>
                        { for SIZES.iter().enumerate().map(|(at, size)| html! {
                            <option value={at.to_string()} selected={*size == spec.size}>
                                { format!("{} × {}", size.width, size.height.unwrap_or_default()) }
                            </option>
                        }) }
                    </select>
                </label>
                { number("Width", spec.size.width, WIDTHS, change(|spec, text| {
                    if let Ok(width) = text.parse::<u32>() {
                        spec.size.width = width.clamp(WIDTHS.0, WIDTHS.1);
                    }
                })) }
                if let Some(height) = spec.size.height {
                    { number("Height", height, HEIGHTS, change(|spec, text| {
                        if let Ok(height) = text.parse::<u32>() {
                            spec.size.height = Some(height.clamp(HEIGHTS.0, HEIGHTS.1));
                        }
                    })) }
                }
                { tick("As high as what is in it", spec.size.height.is_none(), change(|spec, on| {
                    spec.size = Size { height: (on != "on").then_some(420), ..spec.size };
                    spec.options.fits_content = spec.size.height.is_none();
                })) }
            </fieldset>
            <fieldset>
                <legend>{ "What is seen" }</legend>
                { choice("Controls", &Controls::ALL, spec.options.controls, change(|spec, name| {
                    spec.options.controls = found(&Controls::ALL, name);
                })) }
                { choice("Theme", &Theme::ALL, spec.options.theme, change(|spec, name| {
                    spec.options.theme = found(&Theme::ALL, name);
                })) }
                { tick("Logs beside the stage", spec.options.has(Panel::Logs), change(|spec, on| spec.options.put(Panel::Logs, on == "on"))) }
                { tick("What happened, and why", spec.options.has(Panel::Caption), change(|spec, on| spec.options.put(Panel::Caption, on == "on"))) }
                { tick("Timeline", spec.options.has(Panel::Timeline), change(|spec, on| spec.options.put(Panel::Timeline, on == "on"))) }
                { tick("Readers may break things", spec.options.has_faults, change(|spec, on| spec.options.has_faults = on == "on")) }
            </fieldset>
        </form>
    }
}

/// Clusters, named scenarios, lessons; and what one came with, if it is none of them.
fn subjects(spec: &Spec) -> Html {
    let option = |name: String, title: String| {
        let is_chosen = name == spec.name && spec.said("s").is_none();
        html! { <option value={name} selected={is_chosen}>{ title }</option> }
    };
    let titled = |text: &str, name: &str| {
        let title = text.lines().find_map(|line| line.strip_prefix("title "));
        title.unwrap_or(name).to_string()
    };
    let is_known = spec.said("s").is_none() && spec.said("scenario").is_none();
    html! {
        <>
            if !is_known { <option value="" selected=true disabled=true>{ "the moment that you came with" }</option> }
            <optgroup label="A cluster at its start">
                { for HOUSES.iter().map(|house| option(house.name.to_string(), house.title.to_string())) }
            </optgroup>
            { for HOUSES.iter().map(|house| html! {
                <optgroup label={house.title}>
                    { for PRESETS.iter().filter(|it| it.protocol == house.name).map(|it| {
                        option(format!("{}/{}", it.protocol, it.name), titled(it.text, it.name))
                    }) }
                </optgroup>
            }) }
            <optgroup label="Lessons">
                { for lessons().flat_map(|entry| (1..=entry.parts).map(move |part| (entry, part))).map(|(entry, part)| {
                    option(format!("learn/{}/{part}", entry.id), format!("{}, part {part}", entry.title))
                }) }
            </optgroup>
        </>
    }
}

/// The step and the way to look at it.
fn moment(
    spec: &Spec,
    seen: Option<(u64, u64)>,
    chosen: &Callback<Spec>,
    change: &impl Fn(fn(&mut Spec, &str)) -> Callback<Event>,
) -> Html {
    let take = |step: u64| {
        let (mut spec, chosen) = (spec.clone(), chosen.clone());
        spec.say("f", None);
        spec.say("k", Some(step.to_string()));
        Callback::from(move |_: MouseEvent| chosen.emit(spec.clone()))
    };
    let view = spec.said("v").and_then(View::parse).unwrap_or(View::Stage);
    html! {
        <fieldset>
            <legend>{ "The moment" }</legend>
            <label>
                <span>{ "Step" }</span>
                <input class="field" type="number" min="0" max={seen.map(|(_, last)| last.to_string())}
                    value={spec.said("k").unwrap_or("0").to_string()}
                    onchange={change(|spec, text| {
                        if let Ok(step) = text.parse::<u64>() {
                            spec.say("f", None);
                            spec.say("k", Some(step.to_string()));
                        }
                    })} />
            </label>
            <label>
                <span>{ "View" }</span>
                <select class="field" onchange={change(|spec, name| {
                    spec.say("v", Some(name.to_string()).filter(|name| name != View::Stage.name()));
                })}>
                    { for View::ALL.iter().map(|it| html! {
                        <option value={it.name()} selected={*it == view}>{ it.name() }</option>
                    }) }
                </select>
            </label>
            if let Some((step, last)) = seen {
                <p class="wide seen">
                    <span class="mid">{ format!("The preview shows step {step} of {last}.") }</span>
                    <button type="button" class="btn" disabled={spec.step().unwrap_or_default() == step} onclick={take(step)}>
                        { "Use this step" }
                    </button>
                </p>
            }
        </fieldset>
    }
}

fn number(name: &'static str, value: u32, within: (u32, u32), change: Callback<Event>) -> Html {
    html! {
        <label>
            <span>{ name }</span>
            <input class="field" type="number" min={within.0.to_string()} max={within.1.to_string()}
                value={value.to_string()} onchange={change} />
        </label>
    }
}

fn tick(name: &'static str, is_on: bool, change: Callback<Event>) -> Html {
    html! {
        <label class="wide tick">
            <input type="checkbox" checked={is_on} onchange={change} /><span>{ name }</span>
        </label>
    }
}

fn choice<T: Copy + PartialEq>(
    name: &'static str,
    all: &[(T, &'static str)],
    present: T,
    change: Callback<Event>,
) -> Html {
    html! {
        <label>
            <span>{ name }</span>
            <select class="field" onchange={change}>
                { for all.iter().map(|(it, name)| html! {
                    <option value={*name} selected={*it == present}>{ *name }</option>
                }) }
            </select>
        </label>
    }
}

fn found<T: Copy + Default>(all: &[(T, &str)], name: &str) -> T {
    all.iter().find(|(_, known)| *known == name).map(|(it, _)| *it).unwrap_or_default()
}

/// The value of the control that an event happened to; `on` or `off` of a box to tick.
fn value(event: &Event) -> String {
    let Some(target) = event.target() else { return String::new() };
    let read = |name: &str| Reflect::get(&target, &JsValue::from_str(name)).ok();
    if read("type").and_then(|kind| kind.as_string()).as_deref() == Some("checkbox") {
        let is_on = read("checked").is_some_and(|it| it.is_truthy());
        return if is_on { "on" } else { "off" }.to_string();
    }
    read("value").and_then(|value| value.as_string()).unwrap_or_default()
}
