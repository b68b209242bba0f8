//! The dialogs: what each asks for, and the commands that come of it.

mod client;
mod confirm;
mod consumer;
mod guarantees;
mod ledger;
mod mishap;
mod photo;
mod plan;
mod producer;
mod protocols;
pub mod replicas;
mod reset;
mod seek;
mod share;
mod simple;
mod slow;
mod topic;

use std::rc::Rc;

use serde_json::Value;
use yew::prelude::*;

use super::app::{App, Msg};
use super::form::Form;
use super::guarantees::Bench;
use super::hand::Draft;
use super::language::Speech;
use super::protocols::Trial;
use super::share::Offer;
use crate::view::stage::Stage;

/// Which dialog is open, and about what.
#[derive(Clone, Debug, PartialEq)]
pub enum Asked {
    /// A new producer, or the settings of one.
    Producer(Option<String>),
    Topic,
    Partitions(String),
    Records(String),
    /// On which brokers a partition of a topic is to lie, or every one.
    Replicas(String, Option<u32>),
    DeleteTopic(String),
    /// A new consumer, in a group if one is named.
    Consumer(Option<String>),
    Seek(String),
    /// What is to happen to which message of a client.
    Mishap(String),
    /// How slow a broker, or one of its links, is to be.
    Slow(i32),
    /// Which link of a broker is to be cut.
    CutLink(i32),
    Reset(String),
    DeleteGroup(String),
    Gallery,
    Shortcuts,
    /// A picture of what is shown.
    Photo,
    /// A link that the clipboard did not take.
    Link(String),
    /// What can be shared.
    Share(Rc<Offer>),
    /// What other rebalance protocols would have made of a group.
    Protocols(Rc<Trial>),
    /// What each delivery guarantee loses and repeats.
    Guarantees(Rc<Bench>),
    /// What became of every record.
    Ledger(Rc<ledger::Account>),
}

/// What every dialog knows.
#[derive(Clone, Properties, PartialEq)]
pub struct Ground {
    pub speech: Speech,
    pub stage: Rc<Stage>,
    pub document: Rc<Value>,
    pub send: Callback<Msg>,
    /// Why the core did not accept what was asked for.
    pub error: Option<String>,
    /// What the dialog is about, if it is about one thing.
    pub about: Option<String>,
    pub draft: Draft,
}

impl Ground {
    pub fn about(&self) -> &str {
        self.about.as_deref().unwrap_or_default()
    }

    pub fn on_close(&self) -> Callback<()> {
        self.send.reform(|()| Msg::CloseDialog)
    }

    pub fn topics(&self) -> Vec<String> {
        self.stage.topics.iter().map(|topic| topic.name.to_string()).collect()
    }

    pub fn groups(&self) -> Vec<String> {
        self.stage.groups.iter().map(|group| group.group.to_string()).collect()
    }

    /// The names of a kind that were ever used; a client's name stays taken.
    pub fn used(&self, field: &str, command: &str) -> Vec<String> {
        let commands = self.document["commands"]
            .as_array()
            .map(Vec::as_slice)
            .unwrap_or_default();
        let named = commands.iter().filter(|own| own["do"] == command);
        named.filter_map(|own| own[field].as_str().map(str::to_owned)).collect()
    }
}

/// The first of `stem-1`, `stem-2` … (or of the names given) that is not taken.
pub fn suggest(names: &[&str], stem: &str, taken: &[String]) -> String {
    let free = |name: &String| !taken.contains(name);
    let own = names.iter().map(|name| (*name).to_owned()).find(free);
    own.or_else(|| (1..).map(|number| format!("{stem}{number}")).find(free))
        .unwrap_or_default()
}

/// Keeps a submitted form on the page.
pub fn on_submit(deed: impl Fn() + 'static) -> Callback<SubmitEvent> {
    Callback::from(move |event: SubmitEvent| {
        event.prevent_default();
        deed();
    })
}

/// What a form does when it is submitted, and the sentence that says what is wrong with it, if something is.
#[hook]
pub fn use_submit(
    ground: &Ground,
    form: &Form,
    commands: impl Fn(&Ground, &Form) -> Result<Vec<Value>, String> + 'static,
) -> (Callback<SubmitEvent>, Option<String>) {
    let error = use_state(|| None::<String>);
    let wrong = (*error).clone().or_else(|| ground.error.clone());
    let (ground, form) = (ground.clone(), form.clone());
    let submit = on_submit(move || match commands(&ground, &form) {
        Ok(commands) => {
            error.set(None);
            ground.send.emit(Msg::Submit(commands));
        }
        Err(wrong) => error.set(Some(wrong)),
    });
    (submit, wrong)
}

/// The open dialog.
pub fn open(app: &App, asked: &Asked) -> Html {
    let about = match asked {
        Asked::Producer(name) | Asked::Consumer(name) => name.clone(),
        Asked::Partitions(name) | Asked::Records(name) | Asked::DeleteTopic(name) | Asked::Replicas(name, _) => {
            Some(name.clone())
        }
        Asked::Seek(name) | Asked::Mishap(name) | Asked::Reset(name) | Asked::DeleteGroup(name) | Asked::Link(name) => {
            Some(name.clone())
        }
        Asked::Slow(broker) | Asked::CutLink(broker) => Some(broker.to_string()),
        Asked::Topic | Asked::Gallery | Asked::Shortcuts | Asked::Photo => None,
        Asked::Share(_) | Asked::Protocols(_) | Asked::Guarantees(_) | Asked::Ledger(_) => None,
    };
    let draft = about.as_deref().map(|name| app.draft(name)).unwrap_or_default();
    let (speech, stage, send) = (app.speech.clone(), app.picture.stage.clone(), app.send.clone());
    let document = app.picture.document.clone();
    let ground = Ground {
        speech,
        stage,
        document,
        send,
        error: app.dialog_error.clone(),
        about,
        draft,
    };
    match asked {
        Asked::Producer(_) => html! { <producer::ProducerDialog ..ground /> },
        Asked::Topic => html! { <topic::TopicDialog ..ground /> },
        Asked::Partitions(_) => html! { <topic::PartitionsDialog ..ground /> },
        Asked::Records(_) => html! { <topic::RecordsDialog ..ground /> },
        Asked::Replicas(_, partition) => html! { <replicas::ReplicasDialog {ground} partition={*partition} /> },
        Asked::DeleteTopic(_) => html! { <confirm::DeleteTopic ..ground /> },
        Asked::DeleteGroup(_) => html! { <confirm::DeleteGroup ..ground /> },
        Asked::Consumer(_) => html! { <consumer::ConsumerDialog ..ground /> },
        Asked::Seek(_) => html! { <seek::SeekDialog ..ground /> },
        Asked::Mishap(_) => html! { <mishap::MishapDialog ..ground /> },
        Asked::Slow(_) => html! { <slow::SlowDialog ..ground /> },
        Asked::CutLink(_) => html! { <slow::CutDialog ..ground /> },
        Asked::Reset(_) => html! { <reset::ResetDialog {ground} core={plan::Asks(app.core.clone())} /> },
        Asked::Photo => html! { <photo::PhotoDialog ..ground /> },
        Asked::Shortcuts => html! { <simple::Shortcuts ..ground /> },
        Asked::Link(_) => html! { <simple::LinkDialog ..ground /> },
        Asked::Share(offer) => {
            html! { <share::ShareDialog speech={app.speech.clone()} offer={offer.clone()} send={app.send.clone()} /> }
        }
        Asked::Guarantees(bench) => html! {
            <guarantees::GuaranteesDialog speech={app.speech.clone()} bench={bench.clone()} send={app.send.clone()} />
        },
        Asked::Protocols(trial) => html! {
            <protocols::ProtocolsDialog speech={app.speech.clone()} trial={trial.clone()} send={app.send.clone()} />
        },
        Asked::Ledger(account) => html! {
            <ledger::LedgerDialog speech={app.speech.clone()} account={account.clone()} send={app.send.clone()} />
        },
        Asked::Gallery => Html::default(),
    }
}
