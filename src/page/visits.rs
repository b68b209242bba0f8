//! Which session is open: the reader's own, a demo, or one that came by a link; and the links that go out.

use wasm_bindgen::closure::Closure;

use super::app::{App, Msg};
use super::dialogs::Asked;
use super::engine::{Engine, LinkProblem};
use super::language::Language;
use super::opening::{self, Opened};
use super::{share, storage};
use crate::scenario::lessons;

impl App {
    pub fn start_anew(&mut self) {
        storage::forget(storage::SESSION);
        if self.visiting {
            return self.go_to("");
        }
        self.close_dialog();
        self.open(opening::own());
    }

    /// Another session takes the place of this one.
    fn open(&mut self, opened: Opened) {
        self.drafts = opened.drafts;
        self.resets.clear();
        self.notices.clear();
        self.hand = None;
        self.picture.selected = None;
        self.comparing = super::compare::Comparing::default();
        self.picture.request.first_visible.clear();
        let mut core = self.core.borrow_mut();
        core.open(opened.engine);
        core.playing = opened.playing;
    }

    pub fn go_to(&mut self, fragment: &str) {
        self.close_dialog();
        if let Some(window) = web_sys::window() {
            // A fragment never leaves the page.
            let _ = window.location().set_hash(fragment);
        }
    }

    pub fn follow_address(&mut self) {
        let wish = opening::wish();
        if let Some(language) = wish.language.as_deref().and_then(Language::of) {
            self.speak(language);
        }
        match opening::open(&wish) {
            None if self.visiting => {
                self.visiting = false;
                self.open(opening::own());
            }
            None => {}
            Some(Ok(opened)) => {
                self.keep_now();
                self.visiting = true;
                self.open(opened);
            }
            Some(Err((id, reason))) => self.complain(id, &reason),
        }
    }

    pub fn share(&mut self) {
        let payload = self.core.borrow().engine.link();
        self.copy_link(payload);
    }

    pub fn share_lesson(&mut self, id: &str) {
        if let Some(engine) = lessons::document(id).and_then(|json| Engine::open(json).ok()) {
            self.copy_link(engine.link());
        }
    }

    /// Puts a link on the clipboard, or shows it where that is forbidden.
    fn copy_link(&mut self, payload: Result<String, LinkProblem>) {
        let Some(window) = web_sys::window() else { return };
        let payload = match payload {
            Ok(payload) => payload,
            Err(problem) => {
                let (id, reason) = opening::link_problem(problem);
                return self.complain(id, &reason);
            }
        };
        let link = share::link(&window.location().href().unwrap_or_default(), &payload);
        let (done, refused) = (self.send.clone(), self.send.clone());
        let (length, shown) = (link.chars().count(), link.clone());
        let clipboard = js_sys::Reflect::get(&window.navigator(), &"clipboard".into());
        if !clipboard.is_ok_and(|clipboard| clipboard.is_object()) {
            return self.ask(Asked::Link(link));
        }
        let copied = Closure::once(move |_: wasm_bindgen::JsValue| done.emit(Msg::Copied(length)));
        let forbidden = Closure::once(move |_: wasm_bindgen::JsValue| refused.emit(Msg::Ask(Asked::Link(shown))));
        let _ = window
            .navigator()
            .clipboard()
            .write_text(&link)
            .then2(&copied, &forbidden);
        copied.forget();
        forbidden.forget();
    }
}
