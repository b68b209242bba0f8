//! How the page begins: with the address, the remembered session, or the opening scene.

use gloo_events::{EventListener, EventListenerOptions};
use serde_json::Value;
use wasm_bindgen::JsCast;
use yew::html::Scope;

use super::app::{App, Msg};
use super::engine::Engine;
use super::hand::Drafts;
use super::language::{Language, Speech};
use super::problem::{Problem, Why};
use super::share::Wish;
use super::storage;
use crate::scenario::{Error, lessons};

/// How far the opening scene has come when it is first seen: its group is at work.
const OPENING_AT_MS: u64 = 4_000;
/// What the page begins with.
pub struct First {
    pub engine: Engine,
    pub playing: bool,
    pub language: Language,
    pub dark: bool,
    pub drafts: Drafts,
    /// The session came by the address.
    pub visiting: bool,
    /// The page stands in a frame of another.
    pub embed: bool,
    pub problem: Option<Problem>,
}

/// A session to show, and how.
pub struct Opened {
    pub engine: Engine,
    pub playing: bool,
    pub drafts: Drafts,
}

/// Begins with the address if it names a session, else with what is remembered, else with the opening scene.
pub fn first() -> First {
    let wish = wish();
    let mut first = remembered();
    if let Some(language) = wish.language.as_deref().and_then(Language::of) {
        first.language = language;
    }
    match wish.theme.as_deref() {
        Some("dark") => first.dark = true,
        Some("light") => first.dark = false,
        _ => {}
    }
    if wish.embed {
        // A frame is nobody's own session.
        (first.embed, first.visiting, first.engine, first.playing) = (true, true, scene(), wish.play);
        (first.drafts, first.problem) = (Drafts::new(), None);
    }
    let visited = visited().filter(|_| !wish.embed);
    match visited.map_or_else(|| open(&wish), |visit| Some(Ok(visit))) {
        None => {}
        Some(Ok(opened)) => {
            (first.engine, first.playing, first.drafts) = (opened.engine, opened.playing, opened.drafts);
            (first.visiting, first.problem) = (true, None);
        }
        Some(Err(problem)) => first.problem = Some(problem),
    }
    first
}

/// The whole address of the page.
pub fn address() -> String {
    let href = web_sys::window().and_then(|window| window.location().href().ok());
    href.unwrap_or_default()
}

pub fn fragment() -> String {
    web_sys::window()
        .and_then(|window| window.location().hash().ok())
        .unwrap_or_default()
}

/// What a reload of this tab finds: the session of this very address, with what was done to it.
fn visited() -> Option<Opened> {
    let visit = storage::read_for_tab(storage::VISIT)?;
    let here = fragment();
    (!here.is_empty() && visit["address"] == here)
        .then(|| restored(&visit)?.ok())
        .flatten()
}

/// The reader's own session: the one that is remembered, or the opening scene.
pub fn own() -> Opened {
    let kept = kept().and_then(|kept| restored(&kept)?.ok());
    kept.unwrap_or_else(|| Opened {
        engine: scene(),
        playing: true,
        drafts: Drafts::new(),
    })
}

/// The own session as it was kept: for this tab if another was ahead of it, else for all.
fn kept() -> Option<Value> {
    storage::read_for_tab(storage::COPY).or_else(|| storage::read_json(storage::SESSION))
}

/// What the address asks for.
pub fn wish() -> Wish {
    Wish::read(&fragment())
}

/// Opens the session that a wish names; `None` where it names none.
pub fn open(wish: &Wish) -> Option<Result<Opened, Problem>> {
    let opened = match (&wish.session, &wish.lesson) {
        (Some(payload), _) => Engine::from_link(payload)
            .map_err(|error| Problem::from(&error))
            .map(|engine| (engine, wish.play)),
        (None, Some(id)) => match lesson(id) {
            Some(engine) => Ok((engine, wish.play || wish.at.is_none())),
            None => Err(Problem("lesson-unknown", Why::Text(id.clone()))),
        },
        (None, None) => return None,
    };
    Some(opened.map(|(mut engine, playing)| {
        engine.seek(wish.at.unwrap_or(0));
        Opened {
            engine,
            playing,
            drafts: Drafts::new(),
        }
    }))
}

/// One of the scenes that come with the page, at its beginning.
pub fn lesson(id: &str) -> Option<Engine> {
    Engine::open(lessons::document(id)?).ok()
}

/// The opening scene, with its group at work.
pub fn scene() -> Engine {
    let mut engine = lesson(lessons::OPENING).unwrap_or_else(|| {
        Engine::open(r#"{"partitura": 1, "commands": []}"#)
            .unwrap_or_else(|error| unreachable!("an empty session: {error}"))
    });
    engine.seek(OPENING_AT_MS);
    engine
}

/// Hears what happens around the page.
pub fn listen(link: &Scope<App>) {
    super::shell::listen(link);
    let Some(window) = web_sys::window() else { return };
    let send = link.clone();
    EventListener::new(&window, "hashchange", move |_| send.send_message(Msg::Address)).forget();
    let send = link.clone();
    EventListener::new(&window, "pagehide", move |_| send.send_message(Msg::Leave)).forget();
    let send = link.clone();
    EventListener::new(&window, "resize", move |_| send.send_message(Msg::Resize)).forget();
    let send = link.clone();
    let active = EventListenerOptions::enable_prevent_default();
    EventListener::new_with_options(&window, "keydown", active, move |event| {
        let Some(event) = event.dyn_ref::<web_sys::KeyboardEvent>() else {
            return;
        };
        if let Some(key) = super::keys::shortcut(event) {
            event.prevent_default();
            send.send_message(Msg::Key(key));
        }
    })
    .forget();
}

/// Says in the document what language and theme it has.
pub fn ready(speech: &Speech, dark: bool) {
    let Some(root) = web_sys::window()
        .and_then(|w| w.document())
        .and_then(|d| d.document_element())
    else {
        return;
    };
    // A document element takes any attribute.
    let _ = root.set_attribute("lang", speech.language().tag());
    let _ = root.set_attribute("data-theme", if dark { "dark" } else { "light" });
    super::shell::speak(speech);
}

fn remembered() -> First {
    let mut first = First {
        engine: scene(),
        playing: true,
        language: language(),
        dark: dark(),
        drafts: Drafts::new(),
        visiting: false,
        embed: false,
        problem: None,
    };
    match kept().and_then(|kept| restored(&kept)) {
        Some(Ok(opened)) => {
            (first.engine, first.playing, first.drafts) = (opened.engine, opened.playing, opened.drafts)
        }
        Some(Err(error)) => first.problem = Some(Problem("restore-failed", Why::Refused(error))),
        None => {}
    }
    first
}

/// A session as it was kept.
fn restored(kept: &Value) -> Option<Result<Opened, Error>> {
    let engine = Engine::open(kept["document"].as_str()?);
    Some(engine.map(|mut engine| {
        engine.seek(kept["now"].as_u64().unwrap_or(0));
        Opened {
            engine,
            playing: kept["playing"].as_bool().unwrap_or(false),
            drafts: drafts(&kept["drafts"]),
        }
    }))
}

fn drafts(value: &Value) -> Drafts {
    serde_json::from_value(value.clone()).unwrap_or_default()
}

fn language() -> Language {
    let chosen = storage::read(storage::LANGUAGE).as_deref().and_then(Language::of);
    let wanted = || {
        let languages = web_sys::window()?.navigator().languages();
        languages
            .iter()
            .filter_map(|tag| Language::of(&tag.as_string()?))
            .next()
    };
    chosen.or_else(wanted).unwrap_or_default()
}

fn dark() -> bool {
    match storage::read(storage::THEME).as_deref() {
        Some("dark") => true,
        Some("light") => false,
        _ => {
            let query = web_sys::window().and_then(|w| w.match_media("(prefers-color-scheme: dark)").ok().flatten());
            query.is_some_and(|query| query.matches())
        }
    }
}
