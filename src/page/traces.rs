//! One key among all: the box to choose it, and where its records are, in order.
//!
//! Absent on purpose: the search, which is the core's.

use std::rc::Rc;

use web_sys::HtmlInputElement;
use yew::prelude::*;

use super::app::{App, Msg};
use super::draw::Act;
use super::icons::icon;
use super::language::{Arg, Speech};
use super::views::{Choice, Traced};
use crate::view::stage::{RecordId, Text, Trace};

/// So many offsets of a partition are listed.
const LISTED: usize = 12;

pub fn key_box(app: &App) -> Html {
    let views = &app.picture.views;
    html! { <KeyBox speech={app.speech.clone()} chosen={views.key.clone()} known={views.known.clone()} send={app.send.clone()} /> }
}

#[derive(Properties, PartialEq)]
struct KeyBoxProps {
    speech: Speech,
    chosen: String,
    known: Vec<String>,
    send: Callback<Msg>,
}

/// What is being typed stays here until it is a key.
#[function_component(KeyBox)]
fn typed(props: &KeyBoxProps) -> Html {
    let KeyBoxProps {
        speech,
        chosen,
        known,
        send,
    } = props;
    let typed = use_state(|| chosen.clone());
    use_effect_with(chosen.clone(), {
        let typed = typed.clone();
        move |chosen| typed.set(chosen.clone())
    });
    let text = |event: &Event| event.target_unchecked_into::<HtmlInputElement>().value();
    let onchange = send.reform(move |event: Event| Msg::View(Choice::Key(text(&event))));
    let oninput = {
        let (known, send, typed) = (known.clone(), send.clone(), typed.clone());
        Callback::from(move |event: InputEvent| {
            let text = text(&event);
            // A key that was taken from the list counts at once; one that is being typed, when it is done.
            if text.is_empty() || known.contains(&text) {
                send.emit(Msg::View(Choice::Key(text.clone())));
            }
            typed.set(text);
        })
    };
    html! {
        <label class="key-box">
            <span>{speech.word("key-box")}</span>
            <input type="text" class="mono" list="keys" value={(*typed).clone()} {onchange} {oninput} spellcheck="false" autocomplete="off"
                placeholder={speech.word("key-box-any")} onfocus={send.reform(|_: FocusEvent| Msg::View(Choice::Keys))} />
            <datalist id="keys">{ for known.iter().map(|key| html! { <option value={key.clone()} /> }) }</datalist>
        </label>
    }
}

/// What was found of the key.
pub fn list(app: &App) -> Html {
    let Some(traced) = &app.picture.traced else {
        return Html::default();
    };
    html! { <Found speech={app.speech.clone()} traced={traced.clone()} only={app.picture.views.only_key} send={app.send.clone()} /> }
}

#[derive(Properties, PartialEq)]
struct FoundProps {
    speech: Speech,
    traced: Rc<Traced>,
    only: bool,
    send: Callback<Msg>,
}

#[function_component(Found)]
fn found(props: &FoundProps) -> Html {
    let FoundProps { speech, traced, .. } = props;
    let title = speech.say(
        "key-found",
        &[("key", Arg::from(&*traced.key)), ("count", Arg::from(traced.count()))],
    );
    let only = props.send.reform(|event: Event| {
        Msg::View(Choice::OnlyKey(
            event.target_unchecked_into::<HtmlInputElement>().checked(),
        ))
    });
    let several = traced.places.iter().any(|place| place.0 != traced.places[0].0);
    html! {
        <section class="card found" aria-label={speech.word("key-records")}>
            <div class="row spread wrap">
                <p role="status"><b>{title}</b></p>
                <span class="row">
                    <label class="check small-text"><input type="checkbox" checked={props.only} onchange={only} />{speech.word("key-only")}</label>
                    <button type="button" class="bare" aria-label={speech.word("key-clear")} title={speech.word("key-clear")}
                        onclick={props.send.reform(|_: MouseEvent| Msg::View(Choice::Key(String::new())))}>{icon("close")}</button>
                </span>
            </div>
            <ul class="places">{ for traced.found().map(|place| line(props, place, several)) }</ul>
            if traced.bounded() { <p class="muted small-text">{speech.word("key-bounded")}</p> }
        </section>
    }
}

fn line(props: &FoundProps, (topic, partition, trace): &(Text, u32, Trace), several: bool) -> Html {
    let offset = |offset: &i64| {
        let id = RecordId {
            topic: topic.clone(),
            partition: *partition,
            offset: *offset,
        };
        let label = props.speech.say(
            "note-label",
            &[
                ("partition", Arg::from(*partition)),
                ("offset", Arg::from(*offset)),
                ("key", Arg::from(&*props.traced.key)),
            ],
        );
        let onclick = props
            .send
            .reform(move |_: MouseEvent| Msg::Act(Act::Inspect(id.clone())));
        html! { <button type="button" class="offset mono" aria-label={label} {onclick}>{offset}</button> }
    };
    let skipped = trace.offsets.len().saturating_sub(LISTED);
    let name = if several {
        format!("{topic} P{partition}:")
    } else {
        format!("P{partition}:")
    };
    let earlier = trace.count as usize > LISTED || trace.bounded_at.is_some();
    html! {
        <li><span class="mono">{name}</span>{" "}
            if earlier { <span class="muted" title={props.speech.word("key-earlier")}>{"… "}</span> }
            { for trace.offsets.iter().skip(skipped).map(offset) }
        </li>
    }
}
