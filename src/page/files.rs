//! Scenarios as files: saved as the browser saves a download, opened from a chooser or by dropping them on the page.
//!
//! A file opens like a link: the reader's own session waits, and a file that is refused changes nothing. Absent on purpose:
//! TOML, whose reader only the command line has.

use gloo_events::{EventListener, EventListenerOptions};
use gloo_timers::callback::Timeout;
use js_sys::Array;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::prelude::JsValue;
use web_sys::{Blob, BlobPropertyBag, DragEvent, File, HtmlAnchorElement, HtmlElement, HtmlInputElement, Url};
use yew::prelude::*;

use super::app::{App, Msg};
use super::engine::Engine;
use super::hand::Drafts;
use super::language::Arg;
use super::notices::{Kind, SHORT_MS};
use super::opening::Opened;
use crate::scenario::limits;

/// The chooser's place in the document.
const CHOOSER: &str = "file-chooser";
/// How long a saved file stays with the page, until the browser has it.
const HANDED_OVER_MS: u32 = 10_000;

/// A file that was chosen or dropped: its name, and its text or the message that says why there is none.
#[derive(Clone, Debug, PartialEq)]
pub struct Read {
    name: String,
    text: Result<String, &'static str>,
}

/// The browser's chooser of files, which only [`choose`] shows.
pub fn chooser(send: &Callback<Msg>) -> Html {
    let send = send.clone();
    let onchange = Callback::from(move |event: Event| {
        let input = event.target_unchecked_into::<HtmlInputElement>();
        if let Some(file) = input.files().and_then(|files| files.get(0)) {
            read(&file, &send);
        }
        // The same file can be chosen again.
        input.set_value("");
    });
    html! { <input type="file" id={CHOOSER} accept=".json,application/json" hidden=true tabindex="-1" aria-hidden="true" {onchange} /> }
}

fn choose() {
    let document = web_sys::window().and_then(|window| window.document());
    let input = document.and_then(|document| document.get_element_by_id(CHOOSER));
    if let Some(input) = input.and_then(|input| input.dyn_into::<HtmlElement>().ok()) {
        input.click();
    }
}

/// Takes files that are dropped anywhere on the page.
pub fn listen(send: &Callback<Msg>) {
    let Some(window) = web_sys::window() else { return };
    let send = send.clone();
    let active = EventListenerOptions::enable_prevent_default;
    let on = |name: &'static str, mut deed: Box<dyn FnMut(&DragEvent)>| {
        EventListener::new_with_options(&window, name, active(), move |event| {
            let brings_files = |event: &&DragEvent| {
                let types = event.data_transfer().map(|data| data.types());
                types.is_some_and(|types| types.includes(&"Files".into(), 0))
            };
            if let Some(event) = event.dyn_ref::<DragEvent>().filter(brings_files) {
                event.prevent_default();
                deed(event);
            }
        })
        .forget();
    };
    on("dragover", Box::new(|_| dropping(true)));
    on(
        "dragleave",
        Box::new(|event| dropping(event.related_target().is_some())),
    );
    on(
        "drop",
        Box::new(move |event| {
            dropping(false);
            let files = event.data_transfer().and_then(|data| data.files());
            if let Some(file) = files.and_then(|files| files.get(0)) {
                read(&file, &send);
            }
        }),
    );
}

/// Shows that a file would be taken.
fn dropping(is: bool) {
    super::embed::mark("data-dropping", is);
}

fn read(file: &File, send: &Callback<Msg>) {
    let (name, send) = (file.name(), send.clone());
    let tell = {
        let name = name.clone();
        move |text| send.emit(Msg::FileRead(Read { name, text }))
    };
    if name.to_lowercase().ends_with(".toml") {
        return tell(Err("file-toml"));
    }
    if limits::DOCUMENT_BYTES as f64 <= file.size() {
        return tell(Err("file-too-long"));
    }
    let (good, bad) = (tell.clone(), tell);
    let done = Closure::once(move |text: JsValue| good(text.as_string().ok_or("file-unread")));
    let failed = Closure::once(move |_: JsValue| bad(Err("file-unread")));
    let _ = file.text().then2(&done, &failed);
    done.forget();
    failed.forget();
}

impl App {
    pub fn choose_file(&mut self) {
        choose();
    }

    /// Opens what was read; a file that is refused leaves everything as it is.
    pub fn open_file(&mut self, Read { name, text }: Read) {
        self.close_dialog();
        let opened = text.map_err(|id| self.speech.word(id));
        match opened.and_then(|text| Engine::open(&text).map_err(|error| self.speech.refusal(&error))) {
            Err(reason) => {
                let args = [("name", Arg::from(name)), ("reason", Arg::from(reason))];
                let text = self.speech.say("file-refused", &args);
                self.notify(text, Kind::Bad, None, None);
            }
            Ok(engine) => {
                self.keep_now();
                self.visiting = true;
                self.open(Opened {
                    engine,
                    playing: false,
                    drafts: Drafts::new(),
                });
                name_address(&name);
                let text = self.speech.say("file-opened", &[("name", Arg::from(name))]);
                self.notify(text, Kind::Good, Some(SHORT_MS), None);
            }
        }
    }

    pub fn save_file(&mut self) {
        let json = self.core.borrow().engine.document_json();
        let name = file_name(&self.picture.title);
        let (id, kind) = match save(&json, &name) {
            Some(()) => ("file-saved", Kind::Good),
            None => ("file-not-saved", Kind::Bad),
        };
        self.close_dialog();
        let text = self.speech.say(id, &[("name", Arg::from(name))]);
        self.notify(text, kind, Some(SHORT_MS), None);
    }
}

/// The address says which file is open, so that a reload finds the visit and the way back is the browser's own.
fn name_address(name: &str) {
    let fragment = format!("#file={}", String::from(js_sys::encode_uri_component(name)));
    if let Some(history) = web_sys::window().and_then(|window| window.history().ok()) {
        // A browser that allows no new address only loses the way back.
        let _ = history.push_state_with_url(&JsValue::NULL, "", Some(&fragment));
    }
}

fn save(json: &str, name: &str) -> Option<()> {
    let kind = BlobPropertyBag::new();
    kind.set_type("application/json");
    let blob = Blob::new_with_str_sequence_and_options(&Array::of1(&json.into()), &kind).ok()?;
    let address = Url::create_object_url_with_blob(&blob).ok()?;
    let document = web_sys::window()?.document()?;
    let anchor = document
        .create_element("a")
        .ok()?
        .dyn_into::<HtmlAnchorElement>()
        .ok()?;
    anchor.set_href(&address);
    anchor.set_download(name);
    anchor.click();
    // An address that is gone already needs no second end.
    Timeout::new(HANDED_OVER_MS, move || drop(Url::revoke_object_url(&address))).forget();
    Some(())
}

/// The title as the name of a file.
fn file_name(title: &str) -> String {
    let letters = title.chars().map(|letter| match letter.is_alphanumeric() {
        true => letter,
        false => ' ',
    });
    let words: String = letters.collect();
    let words: Vec<&str> = words.split_whitespace().collect();
    match words.join("-").to_lowercase() {
        empty if empty.is_empty() => "partitura.json".to_owned(),
        name => format!("{name}.json"),
    }
}
