//! What each message does.

use serde_json::{Value, json};
use wasm_bindgen::JsCast;

use super::app::{App, Msg, Transport};
use super::dialogs::Asked;
use super::draw::Act;
use super::hand::Draft;
use super::language::{Arg, Language, Speech};
use super::notices::{Kind, Notice, SHORT_MS, fade};
use super::opening;
use super::problem::{Problem, Why};
use super::resets::Reset;
use super::shell;
use super::storage;
use super::ways::Way;
use crate::scenario::Error;
use crate::view::thing::Thing;

impl App {
    /// Does what a message says. Says whether the page has to be rendered.
    pub fn take(&mut self, message: Msg) -> bool {
        match message {
            Msg::Frame(wall_ms) => return self.frame(wall_ms),
            Msg::Refresh => {}
            Msg::Do(commands) => self.apply(commands),
            Msg::Submit(commands) => self.submit(commands),
            Msg::SubmitProducer(commands, producer, draft) => {
                self.drafts.insert(producer, draft);
                self.submit(commands);
            }
            Msg::Act(act) => self.act(act),
            Msg::View(choice) => {
                let picture = &mut self.picture;
                picture.views.choose(choice, &picture.stage, &mut picture.request);
            }
            Msg::Ask(asked) => self.ask(asked),
            Msg::CloseDialog => self.close_dialog(),
            Msg::Inspect(thing) => self.inspect(thing),
            Msg::InspectBack => self.inspect_back(),
            Msg::CloseInspector => self.close_inspector(),
            Msg::CrashAt(consumer, point) => self.core.borrow_mut().wish(consumer, point),
            Msg::CancelCrash => self.core.borrow_mut().wish = None,
            Msg::Transport(transport) => self.transport(transport),
            Msg::Title(title) => self.entitle(title),
            Msg::Draft(producer, draft) => {
                self.drafts.insert(producer, draft);
            }
            Msg::Send(producer, count) => self.send_by_hand(&producer, count),
            Msg::Rate(producer, every_ms) => self.rate(&producer, every_ms),
            Msg::Lesson(id) => self.go_to(&format!("#lesson={id}")),
            Msg::NewSession => self.start_anew(),
            Msg::OwnSession => self.go_to(""),
            Msg::Speak(language) => self.speak(language),
            Msg::SwitchTheme => self.switch_theme(),
            Msg::Share => self.share(),
            Msg::ShareLesson(id) => self.share_lesson(&id),
            Msg::Copied(length) => {
                let id = if shell::place().only_here {
                    "share-done-here"
                } else {
                    "share-done"
                };
                let text = self.speech.say(id, &[("length", Arg::from(length))]);
                self.notify(text, Kind::Good, Some(SHORT_MS), None);
            }
            Msg::Address => self.follow_address(),
            Msg::Resize => self.picture.resize(),
            Msg::Update => {
                let offer = (self.speech.word("reload"), Msg::Renew);
                self.notify(self.speech.word("update-ready"), Kind::Good, None, Some(offer));
            }
            Msg::Renew => {
                self.keep_now();
                shell::renew();
            }
            Msg::Leave => {
                self.keep_now();
                self.leave_notes();
            }
            Msg::StoryAll(all) => self.picture.story_all = all,
            Msg::Charts(open) => self.picture.charts.switch(open),
            Msg::Ledger => self.show_ledger(),
            Msg::Chaos => self.draw_chaos(),
            Msg::Photo(what, format) => self.photograph(what, format),
            Msg::PhotoFailed => self.complain(&Problem("photo-failed", Why::Nothing)),
            Msg::Dismiss(id) => self.notices.retain(|notice| notice.id != id),
            Msg::Accept(id) => self.accept(id),
            Msg::StopAndReset { group, command } => self.stop_and_reset(group, command),
            Msg::Key(key) if self.presenter.on && self.press_presenting(&key) => {}
            Msg::Key(key) => self.press(&key),
            Msg::SaveFile => self.save_file(),
            Msg::OpenFile => self.choose_file(),
            Msg::FileRead(read) => self.open_file(read),
            Msg::CompareProtocols(group) => self.compare_protocols(&group),
            Msg::TryProtocol(trial) => self.try_protocol(*trial),
            Msg::Bench(seed) => self.bench(seed),
            Msg::TryGuarantee(bench) => self.try_guarantee(*bench),
            Msg::OpenOutcome(outcome) => self.open_outcome(&outcome),
            Msg::OpenWhole => self.open_whole(),
            Msg::Present(on) => self.present(on),
            Msg::Spotlight => self.switch_spotlight(),
            Msg::OpenNotes => self.open_notes(),
            Msg::Heard(heard) => self.hear_notes(&heard),
            Msg::Way(way) => self.go(way),
        }
        self.refresh();
        true
    }

    /// One frame: time passes, notices fade, the session is remembered.
    fn frame(&mut self, wall_ms: f64) -> bool {
        let before = self.core.borrow().engine.now_ms();
        let moved = self.core.borrow_mut().pass(wall_ms);
        self.picture.story_rest_ms += wall_ms;
        self.picture.charts.pass(wall_ms);
        self.picture.live.pass(wall_ms);
        let faded = fade(&mut self.notices, wall_ms);
        if moved {
            self.proceed_resets();
            self.refresh();
            self.notice_refusals(before);
            self.watch_faults(before);
        }
        self.keep(wall_ms);
        super::script::tell(&self.core);
        moved || faded
    }

    /// Brings what is shown up to date.
    pub fn refresh(&mut self) {
        self.compare();
        let core = self.core.borrow();
        self.picture.update(&core, &self.speech);
        let first = self.picture.topics.first().map(|topic| &*topic.name);
        for card in &self.picture.producers {
            let draft = self.drafts.entry(card.name.to_string());
            let draft = draft.or_insert_with(|| Draft::of(&card.name, &self.picture.document, first));
            if let (true, Some(first)) = (draft.topic.is_empty(), first) {
                draft.topic = first.to_owned();
            }
        }
        drop(core);
        self.tell_notes();
    }

    /// What the hand at a producer holds.
    pub fn draft(&self, producer: &str) -> Draft {
        self.drafts.get(producer).cloned().unwrap_or_default()
    }

    fn try_all(&mut self, commands: Vec<Value>) -> Result<(), Error> {
        let past = self.core.borrow().engine.is_past();
        self.core.borrow_mut().commands(commands)?;
        if past {
            self.offer_another_way();
        }
        Ok(())
    }

    pub fn apply(&mut self, commands: Vec<Value>) {
        if let Err(error) = self.try_all(commands) {
            let text = format!("{} {}", self.speech.word("error-core"), self.speech.refusal(&error));
            self.notify(text, Kind::Bad, Some(SHORT_MS), None);
        }
    }

    fn submit(&mut self, commands: Vec<Value>) {
        match self.try_all(commands) {
            Ok(()) => self.close_dialog(),
            Err(error) => self.dialog_error = Some(self.speech.refusal(&error)),
        }
    }

    fn act(&mut self, act: Act) {
        match act {
            Act::Inspect(id) => self.inspect_note(Thing::Record(id)),
            Act::SeekConsumer { consumer, topic, partition, offset } => self.apply(vec![json!({
                "do": "seek", "consumer": &*consumer, "topic": &*topic, "partition": partition, "to": {"offset": offset},
            })]),
            Act::Scroll { topic, partition, first_visible } => {
                let staves = &mut self.picture.request.first_visible;
                staves.retain(|stave| (&stave.0, stave.1) != (&topic, partition));
                if let Some(first) = first_visible {
                    staves.push((topic, partition, first));
                }
            }
            Act::ResetGroup { .. } | Act::Drop { .. } => self.dropped(act),
            Act::Travel { ms } => {
                let mut core = self.core.borrow_mut();
                core.playing = false;
                core.seek(ms);
            }
        }
    }

    pub fn transport(&mut self, transport: Transport) {
        let mut core = self.core.borrow_mut();
        match transport {
            Transport::Toggle => core.playing = !core.playing,
            Transport::Speed(percent) => core.speed = percent,
            Transport::ToStart => {
                core.playing = false;
                core.seek(0);
            }
            Transport::Back => {
                core.playing = false;
                core.engine.step_back();
            }
            Transport::Step => {
                core.playing = false;
                core.engine.step();
            }
        }
    }

    fn entitle(&mut self, title: String) {
        let mut core = self.core.borrow_mut();
        core.engine.set_title(&title);
        core.changes += 1;
    }

    pub fn send_by_hand(&mut self, producer: &str, count: u64) {
        let mut draft = self.draft(producer);
        let commands = draft.send(producer, count);
        self.drafts.insert(producer.to_owned(), draft);
        self.hand = Some(producer.to_owned());
        self.apply(commands);
        self.core.borrow_mut().playing = true;
    }

    fn rate(&mut self, producer: &str, every_ms: Option<u64>) {
        let draft = self.draft(producer);
        let card = self.picture.producers.iter().find(|card| *card.name == *producer);
        let mut commands = Vec::new();
        if card.is_some_and(|card| card.sending.is_some()) {
            commands.push(json!({"do": "stop_sending", "producer": producer}));
        }
        if let Some(every_ms) = every_ms {
            commands.push(draft.start(producer, every_ms));
            self.core.borrow_mut().playing = true;
        }
        self.drafts.insert(producer.to_owned(), draft);
        self.hand = Some(producer.to_owned());
        self.apply(commands);
    }

    fn stop_and_reset(&mut self, group: String, command: Value) {
        let mut core = self.core.borrow_mut();
        let reset = Reset::begin(&group, command, &self.picture.stage, &mut core);
        core.playing = true;
        drop(core);
        self.resets.push(reset);
        self.close_dialog();
        let text = self.speech.say("reset-pending", &[("group", Arg::from(group))]);
        self.notify(text, Kind::Good, Some(SHORT_MS), None);
    }

    fn proceed_resets(&mut self) {
        let mut core = self.core.borrow_mut();
        let stage = self.picture.stage.clone();
        let (done, left): (Vec<Reset>, Vec<Reset>) = std::mem::take(&mut self.resets)
            .into_iter()
            .map(|mut reset| (reset.proceed(&stage, &mut core), reset))
            .fold((Vec::new(), Vec::new()), |(mut done, mut left), (is_done, reset)| {
                if is_done {
                    done.push(reset)
                } else {
                    left.push(reset)
                }
                (done, left)
            });
        drop(core);
        self.resets = left;
        for reset in done {
            let text = self.speech.say("reset-finished", &[("group", Arg::from(reset.group))]);
            self.notify(text, Kind::Good, Some(SHORT_MS), None);
        }
    }

    /// Shows what Kafka refused just now, with a way out where there is one.
    fn notice_refusals(&mut self, since_ms: u64) {
        let refusals = self.core.borrow().engine.refusals(since_ms);
        for refusal in refusals {
            let sentence = super::sentence::tell(&self.speech, &refusal);
            let text = super::sentence::text(&sentence.what) + " " + &super::sentence::text(&sentence.why);
            let offer = self.way_out(&refusal);
            let left = offer.is_none().then_some(SHORT_MS);
            self.notify(text, Kind::Bad, left, offer);
        }
    }

    fn way_out(&self, refusal: &Value) -> Option<(String, Msg)> {
        if refusal["command"] != "reset_offsets" || refusal["error"] != "NON_EMPTY_GROUP" {
            return None;
        }
        let document = self.core.borrow().engine.document();
        let is_it = |command: &&Value| command["do"] == "reset_offsets" && command["group"] == refusal["target"];
        let mut command = document["commands"].as_array()?.iter().rev().find(is_it)?.clone();
        command.as_object_mut()?.remove("at");
        let group = refusal["target"].as_str()?.to_owned();
        Some((self.speech.word("reset-offer"), Msg::StopAndReset { group, command }))
    }

    fn accept(&mut self, id: u64) {
        let Some(index) = self.notices.iter().position(|notice| notice.id == id) else {
            return;
        };
        if let Some((_, message)) = self.notices.remove(index).offer {
            self.take(message);
        }
    }

    pub fn ask(&mut self, asked: Asked) {
        let active = web_sys::window()
            .and_then(|w| w.document())
            .and_then(|d| d.active_element());
        self.return_focus = active.and_then(|element| element.dyn_into().ok());
        (self.dialog, self.dialog_error) = (Some(asked), None);
    }

    pub fn close_dialog(&mut self) {
        (self.dialog, self.dialog_error) = (None, None);
        if let Some(element) = self.return_focus.take() {
            // The element may be gone, and then the focus has nowhere to return to.
            gloo_timers::callback::Timeout::new(0, move || drop(element.focus())).forget();
        }
    }

    pub fn press(&mut self, key: &str) {
        match key {
            " " => self.transport(Transport::Toggle),
            "." => self.transport(Transport::Step),
            "," => self.transport(Transport::Back),
            "s" => {
                let running = |name: &&String| {
                    self.picture
                        .producers
                        .iter()
                        .any(|card| *card.name == ***name && card.state == "running")
                };
                let first = || {
                    self.picture
                        .producers
                        .iter()
                        .find(|card| card.state == "running")
                        .map(|card| card.name.to_string())
                };
                if let Some(producer) = self.hand.as_ref().filter(running).cloned().or_else(first) {
                    self.send_by_hand(&producer, 1);
                }
            }
            "p" => self.present(true),
            "c" => self.picture.charts.switch(!self.picture.charts.open),
            "?" => self.ask(Asked::Shortcuts),
            "Escape" if self.comparing.is_open() => self.go(Way::Compare(None)),
            "Escape" => self.close_inspector(),
            super::keys::UNDO => self.go(Way::Undo),
            super::keys::REDO => self.go(Way::Redo),
            _ => {}
        }
    }

    pub fn speak(&mut self, language: Language) {
        self.speech = Speech::new(language);
        storage::write(storage::LANGUAGE, language.tag());
        opening::ready(&self.speech, self.dark);
    }

    fn switch_theme(&mut self) {
        self.dark = !self.dark;
        storage::write(storage::THEME, if self.dark { "dark" } else { "light" });
        opening::ready(&self.speech, self.dark);
    }

    /// A problem in the reader's language, until it is dismissed.
    pub fn complain(&mut self, Problem(id, why): &Problem) {
        let why = why.tell(&self.speech);
        let args = [("reason", Arg::from(why.as_str())), ("id", Arg::from(why.as_str()))];
        let text = self.speech.say(id, &args);
        self.notify(text, Kind::Bad, None, None);
    }

    pub fn notify(&mut self, text: String, kind: Kind, left_ms: Option<f64>, offer: Option<(String, Msg)>) {
        self.next_notice += 1;
        self.notices.retain(|notice| notice.text != text);
        self.notices.push(Notice {
            id: self.next_notice,
            text,
            kind,
            left_ms,
            offer,
        });
    }
}
