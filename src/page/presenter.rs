//! Presenter mode: large type, a spotlight on what is talked about, and the keys of a clicker.
//!
//! Size and light are the style sheet's (`present.css`); here is what is on, and where Page Down leads: to the next
//! fact that the story tells, and past the heartbeats between. The notes have a window of their own, see `notebook`.

use yew::prelude::*;

use super::app::{App, Msg, Transport};
use super::bar::BarProps;
use super::engine::Engine;
use super::nature::{Weight, nature};
use super::spotlight::Spotlight;
use super::{embed, keys};

/// The most events that one press passes over.
const REACH: usize = 2_000;

/// What is on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Presenter {
    pub on: bool,
    pub spotlight: bool,
}

impl Presenter {
    fn show(self) {
        embed::mark(keys::PRESENTING, self.on);
    }
}

/// What the bar offers while presenting.
pub fn choices(props: &BarProps) -> Html {
    let speech = &props.speech;
    let click = |message: Msg| props.send.reform(move |_: MouseEvent| message.clone());
    let lit = props.presenter.spotlight.to_string();
    html! {
        <div class="choices" role="group" aria-label={speech.word("present")}>
            <button type="button" aria-pressed={lit} title={speech.word("spotlight-hint")} onclick={click(Msg::Spotlight)}>{speech.word("spotlight")}</button>
            <button type="button" onclick={click(Msg::OpenNotes)}>{speech.word("notes")}</button>
            <button type="button" class="primary" onclick={click(Msg::Present(false))}>{speech.word("present-end")}</button>
        </div>
    }
}

impl App {
    /// Begins or ends to present; a frame in another page is no stage.
    pub fn present(&mut self, on: bool) {
        if self.embed {
            return;
        }
        self.presenter = Presenter { on, spotlight: false };
        self.spotlight = None;
        self.presenter.show();
        self.picture.resize();
    }

    pub fn switch_spotlight(&mut self) {
        self.presenter.spotlight = !self.presenter.spotlight;
        self.spotlight = self.presenter.spotlight.then(Spotlight::new);
    }

    /// Does what a key means to a presenter. Says whether it means anything.
    pub fn press_presenting(&mut self, key: &str) -> bool {
        match key {
            "PageDown" => self.go_on(),
            "PageUp" => self.go_back(),
            "." => self.transport(Transport::Toggle),
            "l" => self.switch_spotlight(),
            "p" => self.present(false),
            "Escape" if self.picture.trail.is_empty() => self.present(false),
            _ => return false,
        }
        true
    }

    /// On to the next fact that the story tells.
    fn go_on(&mut self) {
        let mut core = self.core.borrow_mut();
        core.playing = false;
        let engine = &mut core.engine;
        for _ in 0..REACH {
            let before = engine.told();
            engine.step();
            let after = engine.told();
            if after == before || (before..after).any(|index| told(engine, index).is_some()) {
                return;
            }
        }
    }

    /// Back to the one before; to the start where there is none.
    fn go_back(&mut self) {
        let mut core = self.core.borrow_mut();
        core.playing = false;
        let now = core.engine.now_ms();
        let earlier = |index| told(&core.engine, index).filter(|at| *at < now);
        let found = (0..core.engine.told()).rev().take(REACH).find_map(earlier);
        core.seek(found.unwrap_or(0));
    }
}

/// When an event was told, if it is one that matters.
fn told(engine: &Engine, index: usize) -> Option<u64> {
    let event = engine.event(index)?;
    (nature(&event.fact).weight > Weight::Noise).then_some(event.at)
}
