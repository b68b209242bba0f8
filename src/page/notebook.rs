//! The presenter's notes in a second window, which the audience does not see.
//!
//! Both windows are this page; they talk over a channel of the browser, and only the presented one has a session. The
//! notes are the session's own (`notes` of its document), so the link and the file carry them. Here is the presented
//! end; `notebook::window` is the other.

pub mod window;

use gloo_events::EventListener;
use serde_json::{Value, json};
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::JsValue;
use web_sys::{BroadcastChannel, MessageEvent};
use yew::Callback;

use super::app::{App, Msg};
use super::picture::caption;
use super::problem::{Problem, Why};
use super::storage;

/// What names the channel stays with the tab, so that a reload keeps its notes window.
const TAB: &str = "partitura.notebook";
/// The time is told to the notes so often, in virtual milliseconds.
const TELL_EVERY_MS: u64 = 100;

/// The presented end of the channel.
pub struct Notebook {
    name: String,
    channel: BroadcastChannel,
    /// What the notes window was told last.
    told: String,
    _listener: EventListener,
}

impl Notebook {
    /// The channel that this tab has already.
    pub fn resume(send: &Callback<Msg>) -> Option<Notebook> {
        Notebook::named(storage::read_for_tab(TAB)?.as_str()?, send)
    }

    fn new(send: &Callback<Msg>) -> Option<Notebook> {
        let name = format!("{:x}", (js_sys::Math::random() * 1e15) as u64);
        // A tab that remembers nothing loses its notes window when it is reloaded.
        storage::write_for_tab(TAB, &json!(name).to_string());
        Notebook::named(&name, send)
    }

    fn named(name: &str, send: &Callback<Msg>) -> Option<Notebook> {
        let channel = channel(name)?;
        let send = send.clone();
        let listener = listen(&channel, move |heard| send.emit(Msg::Heard(heard)));
        Some(Notebook {
            name: name.to_owned(),
            channel,
            told: String::new(),
            _listener: listener,
        })
    }
}

fn channel(name: &str) -> Option<BroadcastChannel> {
    BroadcastChannel::new(&format!("partitura-notes-{name}")).ok()
}

/// Hears plain data from the other window.
fn listen(channel: &BroadcastChannel, hear: impl Fn(Value) + 'static) -> EventListener {
    EventListener::new(channel, "message", move |event| {
        let text = event
            .dyn_ref::<MessageEvent>()
            .and_then(|event| event.data().as_string());
        if let Some(value) = text.and_then(|text| serde_json::from_str(&text).ok()) {
            hear(value);
        }
    })
}

fn tell(channel: &BroadcastChannel, text: &str) {
    // Refused only by a channel that is closed.
    let _ = channel.post_message(&JsValue::from_str(text));
}

impl App {
    pub fn open_notes(&mut self) {
        if self.notebook.is_none() {
            self.notebook = Notebook::new(&self.send);
        }
        let (Some(notebook), Some(window)) = (&self.notebook, web_sys::window()) else {
            return self.complain(&Problem("notes-refused", Why::Nothing));
        };
        let (address, target) = (format!("#notes={}", notebook.name), format!("notes-{}", notebook.name));
        let opened = window.open_with_url_and_target_and_features(&address, &target, "popup,width=560,height=720");
        if !matches!(opened, Ok(Some(_))) {
            self.complain(&Problem("notes-refused", Why::Nothing));
        }
    }

    /// Does what the notes window asks for.
    pub fn hear_notes(&mut self, heard: &Value) {
        let key = heard["key"].as_str();
        if let Some(key) = key.filter(|key| !self.press_presenting(key)) {
            self.press(key);
        }
        if let Some(notes) = heard["notes"].as_str() {
            let mut core = self.core.borrow_mut();
            core.engine.set_notes(notes);
            core.changes += 1;
        }
        if let Some(notebook) = self.notebook.as_mut().filter(|_| heard["hello"] == true) {
            notebook.told.clear();
        }
    }

    /// Tells the notes window what is new.
    pub fn tell_notes(&mut self) {
        if self.notebook.is_none() {
            return;
        }
        let core = self.core.borrow();
        let now = core.engine.now_ms() / TELL_EVERY_MS * TELL_EVERY_MS;
        let document = &self.picture.document;
        let commands = document["commands"].as_array().map(Vec::as_slice).unwrap_or_default();
        let at = |command: &Value| command["at"].as_u64().unwrap_or(0);
        let (past, future) = commands.split_at(commands.partition_point(|command| at(command) <= core.engine.now_ms()));
        let said = past.iter().rev().find(|command| command["do"] == "note");
        let state = json!({
            "lang": self.speech.language().tag(), "dark": self.dark, "title": self.picture.title,
            "notes": caption(&document["notes"], &self.speech), "now": now, "playing": core.playing,
            "said": said.map(|note| caption(&note["text"], &self.speech)),
            "next": future.first().map(|next| json!({"at": at(next), "words": self.words_of(next), "note": next["do"] == "note"})),
        });
        drop(core);
        let text = state.to_string();
        if let Some(notebook) = self.notebook.as_mut().filter(|notebook| notebook.told != text) {
            tell(&notebook.channel, &text);
            notebook.told = text;
        }
    }

    /// The page goes, and the notes with it; after a reload they come back.
    pub fn leave_notes(&mut self) {
        if let Some(notebook) = &mut self.notebook {
            tell(&notebook.channel, &json!({"gone": true}).to_string());
            notebook.told.clear();
        }
    }

    /// A command in the words of the vocabulary; a note in its own.
    fn words_of(&self, command: &Value) -> String {
        if command["do"] == "note" {
            return caption(&command["text"], &self.speech);
        }
        let about = ["do", "producer", "consumer", "group", "topic", "broker"].map(|field| &command[field]);
        let words = about.into_iter().filter_map(|value| match value {
            Value::String(text) => Some(text.clone()),
            Value::Number(number) => Some(number.to_string()),
            _ => None,
        });
        words.collect::<Vec<_>>().join(" ")
    }
}
