//! The notes window: the notes to read and to write, what is said and what comes next, the clocks, and the clicker's keys.

use std::rc::Rc;

use gloo_events::{EventListener, EventListenerOptions};
use gloo_timers::callback::Interval;
use serde_json::{Value, json};
use wasm_bindgen::JsCast;
use web_sys::{BroadcastChannel, HtmlTextAreaElement, KeyboardEvent};
use yew::prelude::*;

use super::super::icons::icon;
use super::super::language::{Language, Speech, clock_text};
use super::super::{keys, opening};
use super::{channel, listen, tell};
use crate::scenario::limits;

/// The name of the channel, where the address is that of a notes window.
pub fn asked() -> Option<String> {
    let address = opening::address();
    let name = address.split_once("#notes=")?.1;
    Some(name.to_owned())
}

#[derive(Properties, PartialEq)]
pub struct NotesProps {
    pub channel: String,
}

#[function_component(Notes)]
pub fn notes(props: &NotesProps) -> Html {
    let state = use_state(|| None::<Value>);
    let ours = use_memo(props.channel.clone(), |name| channel(name));
    {
        let (state, ours) = (state.clone(), ours.clone());
        use_effect_with((), move |()| connect(&ours, &state));
    }
    let language = state
        .as_ref()
        .and_then(|state| Language::of(state["lang"].as_str()?))
        .unwrap_or_default();
    let speech = use_memo(language, |language| Speech::new(*language));
    let dark = state.as_ref().is_some_and(|state| state["dark"] == true);
    use_effect_with((language, dark, state.is_some()), {
        let speech = speech.clone();
        move |(_, dark, known)| {
            if *known {
                opening::ready(&speech, *dark);
            }
        }
    });
    let Some(state) = &*state else {
        return html! { <main class="notebook"><p class="empty">{speech.word("notes-waiting")}</p></main> };
    };
    html! {
        <main class="notebook" aria-label={speech.word("notes-window")}>
            <header class="row spread">
                <h1>{text(&state["title"])}</h1>
                <Clock label={speech.word("notes-clock")} passed={speech.word("notes-passed")} />
            </header>
            {present(&speech, state)}
            <Paper speech={(*speech).clone()} notes={text(&state["notes"])} ours={ours.clone()} />
            {controls(&speech, state, &ours)}
        </main>
    }
}

/// Hears the page, says that this window is here, and passes the keys on.
fn connect(ours: &Rc<Option<BroadcastChannel>>, state: &UseStateHandle<Option<Value>>) -> impl FnOnce() + use<> {
    let state = state.clone();
    let heard = (**ours).as_ref().map(|channel| {
        let listener = listen(channel, move |value| {
            if value["lang"].is_string() {
                state.set(Some(value));
            } else if value["gone"] == true {
                state.set(None);
            }
        });
        tell(channel, &json!({"hello": true}).to_string());
        listener
    });
    let channel = ours.clone();
    let active = EventListenerOptions::enable_prevent_default();
    let pressed = web_sys::window().map(|window| {
        EventListener::new_with_options(&window, "keydown", active, move |event| {
            let Some(event) = event.dyn_ref::<KeyboardEvent>() else {
                return;
            };
            if let (Some(key), Some(channel)) = (keys::of_clicker(event), &*channel) {
                event.prevent_default();
                tell(channel, &json!({"key": key}).to_string());
            }
        })
    });
    move || drop((heard, pressed))
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

/// Where the session stands, and what it does next.
fn present(speech: &Speech, state: &Value) -> Html {
    let moment = |value: &Value| clock_text(value.as_u64().unwrap_or(0));
    let next = &state["next"];
    let words = text(&next["words"]);
    let playing = speech.word(if state["playing"] == true {
        "notes-playing"
    } else {
        "notes-paused"
    });
    html! {
        <dl class="notebook-now">
            <dt>{speech.word("notes-now")}</dt>
            <dd><span class="mono">{moment(&state["now"])}</span>{" "}<span class="chip">{playing}</span>
                if state["said"].is_string() { <p>{text(&state["said"])}</p> }
            </dd>
            <dt>{speech.word("notes-next")}</dt>
            <dd>
                if next.is_null() { <span class="muted">{speech.word("notes-no-next")}</span> }
                else {
                    <span class="mono">{moment(&next["at"])}</span>
                    <p>if next["note"] == true { {words} } else { <code>{words}</code> }</p>
                }
            </dd>
        </dl>
    }
}

#[derive(Properties, PartialEq)]
struct PaperProps {
    speech: Speech,
    notes: String,
    ours: Rc<Option<BroadcastChannel>>,
}

/// The notes themselves; what is being typed is never overwritten.
#[function_component(Paper)]
fn paper(props: &PaperProps) -> Html {
    let speech = &props.speech;
    let typed = use_state_eq(|| None::<String>);
    let oninput = {
        let (typed, ours) = (typed.clone(), props.ours.clone());
        Callback::from(move |event: InputEvent| {
            let value = event.target_unchecked_into::<HtmlTextAreaElement>().value();
            if let Some(channel) = &*ours {
                tell(channel, &json!({"notes": value}).to_string());
            }
            typed.set(Some(value));
        })
    };
    let onblur = {
        let typed = typed.clone();
        Callback::from(move |_: FocusEvent| typed.set(None))
    };
    html! {
        <label class="notebook-paper">
            <span class="field-label">{speech.word("notes-label")}</span>
            <textarea maxlength={limits::CAPTION_LETTERS.to_string()} placeholder={speech.word("notes-placeholder")}
                value={(*typed).clone().unwrap_or_else(|| props.notes.clone())} {oninput} {onblur} />
        </label>
    }
}

fn controls(speech: &Speech, state: &Value, ours: &Rc<Option<BroadcastChannel>>) -> Html {
    let playing = state["playing"] == true;
    let button = |id: &str, name: &str, key: &'static str, class: Option<&'static str>| {
        let ours = ours.clone();
        let onclick = Callback::from(move |_: MouseEvent| {
            if let Some(channel) = &*ours {
                tell(channel, &json!({"key": key}).to_string());
            }
        });
        html! { <button type="button" {class} {onclick}>{icon(name)}{speech.word(id)}</button> }
    };
    html! {
        <footer class="row" role="group" aria-label={speech.word("transport")}>
            {button("step-back", "back", "PageUp", None)}
            {if playing { button("pause", "pause", ".", Some("primary")) } else { button("play", "play", ".", Some("primary")) }}
            {button("notes-forward", "step", "PageDown", None)}
        </footer>
    }
}

#[derive(Properties, PartialEq)]
struct ClockProps {
    label: String,
    passed: String,
}

/// The time of day, and how long the notes have been open.
#[function_component(Clock)]
fn clock(props: &ClockProps) -> Html {
    let start = use_memo((), |()| js_sys::Date::now());
    let now = use_state(js_sys::Date::now);
    {
        let now = now.clone();
        use_effect_with((), move |()| {
            let ticking = Interval::new(500, move || now.set(js_sys::Date::now()));
            move || drop(ticking)
        });
    }
    let date = js_sys::Date::new(&(*now).into());
    let seconds = ((*now - *start) / 1000.0) as u64;
    html! {
        <p class="notebook-clock">
            <time class="mono" role="timer" aria-label={props.label.clone()}>{format!("{:02}:{:02}", date.get_hours(), date.get_minutes())}</time>
            <span class="muted mono" title={props.passed.clone()}>{format!("{}:{:02}", seconds / 60, seconds % 60)}</span>
        </p>
    }
}
