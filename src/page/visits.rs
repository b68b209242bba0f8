//! Which session is open: the reader's own, a demo, or one that came by a link; and the links that go out.

use std::rc::Rc;

use yew::Callback;

use super::app::{App, Msg};
use super::dialogs::Asked;
use super::engine::Engine;
use super::language::Language;
use super::opening::{self, Opened};
use super::problem::Problem;
use super::{clipboard, embed, share, shell};
use crate::scenario::{LinkError, lessons};

impl App {
    pub fn start_anew(&mut self) {
        self.forget_own();
        if self.visiting {
            return self.go_to("");
        }
        self.close_dialog();
        self.open(opening::own());
    }

    /// Another session takes the place of this one.
    pub fn open(&mut self, opened: Opened) {
        self.drafts = opened.drafts;
        self.resets.clear();
        self.notices.clear();
        self.hand = None;
        self.picture.trail.clear();
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
        self.embed = wish.embed;
        embed::mark("data-embed", self.embed);
        match opening::open(&wish) {
            None if self.visiting => {
                self.visiting = false;
                self.keeping.begin();
                self.open(opening::own());
            }
            None => {}
            Some(Ok(opened)) => {
                self.keep_now();
                self.visiting = true;
                self.open(opened);
            }
            Some(Err(problem)) => self.complain(&problem),
        }
    }

    /// Opens the dialog of the link, which copies it at once.
    pub fn share(&mut self) {
        let core = self.core.borrow();
        let fresh = core.engine.afresh().ok().and_then(|engine| engine.link().ok());
        let place = shell::place();
        let offer = share::Offer {
            address: place.address,
            only_here: place.only_here,
            whole: core.engine.link().ok(),
            fresh,
            now_ms: core.engine.now_ms(),
            title: self.picture.title.clone(),
            look: (self.speech.language().tag(), self.dark),
        };
        drop(core);
        self.ask(Asked::Share(Rc::new(offer)));
    }

    pub fn share_lesson(&mut self, id: &str) {
        if let Some(engine) = lessons::document(id).and_then(|json| Engine::open(json).ok()) {
            self.copy_link(engine.link());
        }
    }

    /// Puts a link on the clipboard, or shows it where that is forbidden.
    fn copy_link(&mut self, payload: Result<String, LinkError>) {
        let payload = match payload {
            Ok(payload) => payload,
            Err(error) => return self.complain(&Problem::from(&error)),
        };
        let link = share::link(&shell::place().address, &payload);
        let send = self.send.clone();
        let (length, shown) = (link.chars().count(), link.clone());
        let told = Callback::from(move |copied| {
            send.emit(match copied {
                true => Msg::Copied(length),
                false => Msg::Ask(Asked::Link(shown.clone())),
            });
        });
        clipboard::copy(&link, &told);
    }
}
