//! The bar: the name, the session's title, the transport, and what concerns the page as a whole.

use web_sys::{HtmlInputElement, HtmlSelectElement};
use yew::prelude::*;

use super::app::{Msg, Transport};
use super::core::SPEEDS;
use super::dialogs::Asked;
use super::embed;
use super::icons::{icon, logo};
use super::language::{Arg, Language, Speech, clock_text};
use super::menu::{Item, Menu};
use super::presenter::{self, Presenter};

#[derive(Properties, PartialEq)]
pub struct BarProps {
    pub speech: Speech,
    pub title: String,
    pub playing: bool,
    pub speed: u32,
    pub now: u64,
    pub dark: bool,
    pub history: [Option<String>; 2],
    pub embed: bool,
    pub presenter: Presenter,
    pub send: Callback<Msg>,
}

#[function_component(Bar)]
pub fn bar(props: &BarProps) -> Html {
    if props.embed {
        return embed::bar(props);
    }
    html! {
        <header class="bar">
            <h1 class="logo">{logo()}<span>{"Partitura"}</span></h1>
            <Title speech={props.speech.clone()} title={props.title.clone()} send={props.send.clone()} />
            {super::ways::buttons(&props.speech, &props.history, &props.send)}
            {transport(props)}
            if props.presenter.on { {presenter::choices(props)} } else { {choices(props)} }
        </header>
    }
}

#[derive(Properties, PartialEq)]
struct TitleProps {
    speech: Speech,
    title: String,
    send: Callback<Msg>,
}

/// The title, edited in place; what is being typed is never overwritten.
#[function_component(Title)]
fn title(props: &TitleProps) -> Html {
    let typed = use_state_eq(|| None::<String>);
    let oninput = {
        let typed = typed.clone();
        Callback::from(move |event: InputEvent| {
            typed.set(Some(event.target_unchecked_into::<HtmlInputElement>().value()))
        })
    };
    let finish = {
        let (typed, send, known) = (typed.clone(), props.send.clone(), props.title.clone());
        move || {
            if let Some(title) = &*typed
                && *title != known
            {
                send.emit(Msg::Title(title.clone()));
            }
            typed.set(None);
        }
    };
    let onblur = {
        let finish = finish.clone();
        Callback::from(move |_: FocusEvent| finish())
    };
    let onkeydown = Callback::from(move |event: KeyboardEvent| match event.key().as_str() {
        "Enter" => drop(event.target_unchecked_into::<HtmlInputElement>().blur()),
        _ => event.stop_propagation(),
    });
    html! {
        <input class="title" type="text" maxlength="120" aria-label={props.speech.word("title-label")} spellcheck="false"
            placeholder={props.speech.word("title-placeholder")} value={(*typed).clone().unwrap_or_else(|| props.title.clone())}
            {oninput} {onblur} {onkeydown} />
    }
}

/// The buttons that move time, and where it stands.
pub fn transport(props: &BarProps) -> Html {
    let deed = |transport| props.send.reform(move |_: MouseEvent| Msg::Transport(transport));
    let button = |id: &str, name: &str, class: Option<&'static str>, transport| {
        let label = props.speech.word(id);
        html! { <button type="button" class={classes!("square", class)} title={label.clone()} aria-label={label} onclick={deed(transport)}>{icon(name)}</button> }
    };
    let (id, name) = if props.playing {
        ("pause", "pause")
    } else {
        ("play", "play")
    };
    html! {
        <div class="transport" role="group" aria-label={props.speech.word("transport")}>
            {button("to-start", "start", None, Transport::ToStart)}
            {button("step-back", "back", None, Transport::Back)}
            {button(id, name, Some("primary"), Transport::Toggle)}
            {button("step", "step", None, Transport::Step)}
            {speed(props)}
            <output class="time mono" aria-label={props.speech.word("virtual-time")} aria-live="off">{clock_text(props.now)}</output>
        </div>
    }
}

fn speed(props: &BarProps) -> Html {
    let onchange = props.send.reform(|event: Event| {
        let chosen = event.target_unchecked_into::<HtmlSelectElement>().value();
        Msg::Transport(Transport::Speed(chosen.parse().unwrap_or(100)))
    });
    let name = |percent: u32| match percent {
        25 => "¼".to_owned(),
        50 => "½".to_owned(),
        whole => (whole / 100).to_string(),
    };
    html! {
        <select class="speed" aria-label={props.speech.word("speed")} title={props.speech.word("speed")} {onchange}>
            { for SPEEDS.iter().map(|percent| html! {
                <option value={percent.to_string()} selected={*percent == props.speed}>
                    {props.speech.say("speed-value", &[("speed", Arg::from(name(*percent)))])}
                </option>
            }) }
        </select>
    }
}

fn choices(props: &BarProps) -> Html {
    let click = |message: Msg| props.send.reform(move |_: MouseEvent| message.clone());
    let theme = props
        .speech
        .word(if props.dark { "theme-to-light" } else { "theme-to-dark" });
    html! {
        <div class="choices">
            <button type="button" onclick={click(Msg::Ask(Asked::Gallery))}>{props.speech.word("demos")}</button>
            {language(props)}
            <button type="button" class="square" title={theme.clone()} aria-label={theme} onclick={click(Msg::SwitchTheme)}>{icon("theme")}</button>
            <button type="button" class="primary" title={props.speech.word("share-hint")} onclick={click(Msg::Share)}>{props.speech.word("share")}</button>
            <Menu id="page-menu" label={props.speech.word("page-menu")} items={page_menu(props)} />
        </div>
    }
}

fn page_menu(props: &BarProps) -> Vec<Item> {
    let item = |id: &str, message: Msg| Item::new(props.speech.word(id), props.send.reform(move |()| message.clone()));
    vec![
        item("file-open", Msg::OpenFile),
        item("file-save", Msg::SaveFile),
        item("present", Msg::Present(true)),
        item("notes-open", Msg::OpenNotes),
        item("shortcuts", Msg::Ask(Asked::Shortcuts)),
    ]
}

fn language(props: &BarProps) -> Html {
    let onchange = props.send.reform(|event: Event| {
        let tag = event.target_unchecked_into::<HtmlSelectElement>().value();
        Msg::Speak(Language::of(&tag).unwrap_or_default())
    });
    html! {
        <select class="language" aria-label={props.speech.word("language")} title={props.speech.word("language")} {onchange}>
            { for Language::ALL.iter().map(|language| html! {
                <option value={language.tag()} lang={language.tag()} selected={*language == props.speech.language()}>{language.name()}</option>
            }) }
        </select>
    }
}
