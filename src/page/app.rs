//! The application: its state, what can happen to it, and how its parts lie on the page.
//!
//! `deeds` says what each message does; `picture` keeps what is shown up to date. One frame renders at most once, and
//! panels whose data did not change are passed over.

use std::rc::Rc;

use serde_json::Value;
use web_sys::HtmlElement;
use yew::prelude::*;

use super::bar::Bar;
use super::charts;
use super::core::{Core, Shared};
use super::dialogs::{self, Asked};
use super::draw::{Act, Carry, Overlay, Ruler};
use super::gallery;
use super::groups;
use super::hand::{Draft, Drafts};
use super::inspector::Inspector;
use super::keeping::Keeping;
use super::language::{Language, Speech};
use super::notices::{Notice, Notices};
use super::picture::Picture;
use super::producers;
use super::story::Story;
use super::topics;
use super::{clock, compare, opening, script, ways};
use crate::view::stage::Text;
use crate::view::thing::{Point, Thing};

/// What can happen to the page.
#[derive(Clone, Debug, PartialEq)]
pub enum Msg {
    /// An animation frame, with the wall time since the last.
    Frame(f64),
    /// A script changed the session or the transport.
    Refresh,
    /// Commands, at the present moment.
    Do(Vec<Value>),
    /// The same from a dialog, which closes when they are accepted.
    Submit(Vec<Value>),
    /// A new producer and the templates it starts with, from a dialog.
    SubmitProducer(Vec<Value>, String, Draft),
    Act(Act),
    View(super::views::Choice),
    Ask(Asked),
    CloseDialog,
    /// Opens the sheet of a thing.
    Inspect(Thing),
    InspectBack,
    CloseInspector,
    /// Runs on until the consumer is there in its loop, and crashes it.
    CrashAt(Text, Point),
    CancelCrash,
    Transport(Transport),
    Title(String),
    Draft(String, Draft),
    Send(String, u64),
    /// A rate for a producer, in milliseconds per record; `None` stops it.
    Rate(String, Option<u64>),
    Lesson(String),
    NewSession,
    /// Back to the reader's own session.
    OwnSession,
    Speak(Language),
    SwitchTheme,
    Share,
    ShareLesson(String),
    /// A link of so many characters is on the clipboard.
    Copied(usize),
    /// The address changed.
    Address,
    Resize,
    /// The page is about to go.
    Leave,
    /// A newer version of the page is ready.
    Update,
    /// Loads it.
    Renew,
    StoryAll(bool),
    /// Charts in place of the story.
    Charts(bool),
    /// What became of every record.
    Ledger,
    /// A minute of faults, drawn from the seed.
    Chaos,
    /// Saves what this selector finds as a picture.
    Photo(&'static str, super::photo::Format),
    PhotoFailed,
    Dismiss(u64),
    /// Takes the offer of a notice.
    Accept(u64),
    StopAndReset {
        group: String,
        command: Value,
    },
    Key(String),
    SaveFile,
    OpenFile,
    FileRead(super::files::Read),
    /// What another rebalance protocol would have made of a group.
    CompareProtocols(String),
    TryProtocol(Box<super::protocols::Trial>),
    /// The delivery guarantees with the faults of this seed.
    Bench(u64),
    TryGuarantee(Box<super::guarantees::Bench>),
    OpenOutcome(Rc<crate::scenario::guarantees::Outcome>),
    /// The session of a frame, in a window of its own.
    OpenWhole,
    Present(bool),
    Spotlight,
    OpenNotes,
    /// What the notes window says.
    Heard(Value),
    Way(ways::Way),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Transport {
    ToStart,
    Back,
    Toggle,
    Step,
    Speed(u32),
}

pub struct App {
    pub core: Shared,
    pub speech: Speech,
    pub dark: bool,
    pub picture: Picture,
    pub drafts: Drafts,
    /// The producer that sent last by hand.
    pub hand: Option<String>,
    pub dialog: Option<Asked>,
    pub dialog_error: Option<String>,
    /// What had the focus when the dialog opened.
    pub return_focus: Option<HtmlElement>,
    /// What had the focus when the inspector opened.
    pub inspected_from: Option<HtmlElement>,
    pub notices: Vec<Notice>,
    pub next_notice: u64,
    pub resets: Vec<super::resets::Reset>,
    pub watch: super::faults::Watch,
    pub keeping: Keeping,
    /// The session came by the address, and the reader's own waits.
    pub visiting: bool,
    pub comparing: compare::Comparing,
    pub send: Callback<Msg>,
    pub act: Callback<Act>,
    /// The page stands in a frame of another.
    pub embed: bool,
    pub presenter: super::presenter::Presenter,
    pub spotlight: Option<super::spotlight::Spotlight>,
    pub notebook: Option<super::notebook::Notebook>,
    main_node: NodeRef,
    ruler_node: NodeRef,
    overlay: Option<Overlay>,
    ruler: Option<(Speech, Ruler)>,
    _carry: Carry,
}

impl Component for App {
    type Message = Msg;
    type Properties = ();

    fn create(ctx: &Context<Self>) -> Self {
        let link = ctx.link().clone();
        clock::run({
            let link = link.clone();
            move |passed| link.send_message(Msg::Frame(passed))
        });
        opening::listen(&link);
        let first = opening::first();
        let core: Shared = Rc::new(std::cell::RefCell::new(Core::new(first.engine)));
        core.borrow_mut().playing = first.playing;
        script::offer(&core, link.callback(|()| Msg::Refresh));
        let mut app = App {
            core,
            speech: Speech::new(first.language),
            dark: first.dark,
            picture: Picture::default(),
            drafts: first.drafts,
            hand: None,
            dialog: None,
            dialog_error: None,
            return_focus: None,
            inspected_from: None,
            notices: Vec::new(),
            next_notice: 0,
            resets: Vec::new(),
            watch: super::faults::Watch::default(),
            keeping: Keeping::default(),
            visiting: first.visiting,
            comparing: compare::Comparing::default(),
            send: link.callback(|message| message),
            act: link.callback(Msg::Act),
            embed: first.embed,
            presenter: super::presenter::Presenter::default(),
            spotlight: None,
            notebook: super::notebook::Notebook::resume(&link.callback(|message| message)),
            main_node: NodeRef::default(),
            ruler_node: NodeRef::default(),
            overlay: None,
            ruler: None,
            _carry: Carry::new({
                let link = link.clone();
                Rc::new(move |act| link.send_message(Msg::Act(act)))
            }),
        };
        super::files::listen(&app.send);
        super::embed::mark("data-embed", app.embed);
        app.picture.views = super::views::Views::remembered();
        if let Some(problem) = first.problem {
            app.complain(&problem);
        }
        app.keeping.begin();
        app.picture.resize();
        app.refresh();
        app
    }

    fn update(&mut self, _ctx: &Context<Self>, message: Msg) -> bool {
        self.take(message)
    }

    fn view(&self, _ctx: &Context<Self>) -> Html {
        html! {
            <>
                {self.skip_link()}
                {self.bar()}
                <main ref={self.main_node.clone()} class={classes!(self.comparing.is_open().then_some("comparing"))}>
                    {producers::column(self)}
                    {topics::column(self)}
                    {groups::column(self)}
                    {compare::panel(self)}
                    if let Some(shown) = &self.picture.shown {
                        <Inspector speech={self.speech.clone()} shown={shown.clone()} wish={self.core.borrow().wish.clone()} send={self.send.clone()} />
                    }
                </main>
                {self.foot()}
                <div class="sr" role="log" aria-live="polite" aria-label={self.speech.word("live")}>{&self.picture.live.said}</div>
                <Notices speech={self.speech.clone()} notices={self.notices.clone()} send={self.send.clone()} />
                {self.dialogs()}
                {super::files::chooser(&self.send)}
            </>
        }
    }

    fn rendered(&mut self, ctx: &Context<Self>, first_render: bool) {
        if first_render {
            // For those who measure: from here on a click is answered.
            if let Some(performance) = web_sys::window().and_then(|window| window.performance()) {
                let _ = performance.mark("partitura-ready");
            }
            opening::ready(&self.speech, self.dark);
            ctx.link().send_message(Msg::Resize);
        }
        self.draw();
    }
}

impl App {
    fn bar(&self) -> Html {
        let core = self.core.borrow();
        html! {
            <Bar speech={self.speech.clone()} title={self.picture.title.clone()} playing={core.playing} speed={core.speed}
                now={core.engine.now_ms()} dark={self.dark} embed={self.embed} presenter={self.presenter} history={ways::history(&core, &self.speech)} send={self.send.clone()} />
        }
    }

    /// The way past the bar for a keyboard; no fragment, which would ask for another session.
    fn skip_link(&self) -> Html {
        let onclick = Callback::from(|event: MouseEvent| {
            event.prevent_default();
            let document = web_sys::window().and_then(|window| window.document());
            let stage = document.and_then(|document| document.get_element_by_id("stage"));
            if let Some(stage) = stage.and_then(|stage| wasm_bindgen::JsCast::dyn_into::<HtmlElement>(stage).ok()) {
                let _ = stage.focus();
            }
        });
        html! { <a class="skip" href="#stage" {onclick}>{self.speech.word("skip-to-stage")}</a> }
    }

    fn foot(&self) -> Html {
        html! {
            <footer class="foot">
                <section class="timeline" aria-label={self.speech.word("timeline")}>
                    <div class="ruler" key={self.speech.language().tag()} ref={self.ruler_node.clone()} />
                </section>
                {charts::switch(self)}
                {ways::strip(self)}
                if self.picture.charts.open {
                    {charts::view(self)}
                } else {
                    <Story speech={self.speech.clone()} lines={self.picture.lines.clone()} all={self.picture.story_all} send={self.send.clone()} />
                }
            </footer>
        }
    }

    fn dialogs(&self) -> Html {
        match &self.dialog {
            None => Html::default(),
            Some(Asked::Gallery) => {
                html! { <gallery::Gallery speech={self.speech.clone()} visiting={self.visiting} send={self.send.clone()} /> }
            }
            Some(asked) => dialogs::open(self, asked),
        }
    }

    /// Hands the drawn parts their data.
    fn draw(&mut self) {
        let look = self.picture.look.clone();
        if self.overlay.is_none() {
            self.overlay = self.main_node.cast::<HtmlElement>().map(Overlay::new);
        }
        if self.ruler.as_ref().is_none_or(|(speech, _)| *speech != self.speech) {
            let act = self.act.clone();
            let on_act: Rc<dyn Fn(Act)> = Rc::new(move |wish| act.emit(wish));
            self.ruler = self.ruler_node.cast::<HtmlElement>().map(|container| {
                container.set_text_content(None);
                (self.speech.clone(), Ruler::new(container, self.speech.words(), on_act))
            });
        }
        if let Some(overlay) = &mut self.overlay {
            let core = self.core.borrow();
            overlay.draw(&self.picture.stage, core.now_precise(), &look, core.changes);
        }
        if let Some((_, ruler)) = &mut self.ruler {
            ruler.draw(&self.picture.timeline, &look);
        }
    }
}
