//! The column of producers, and the row of brokers below them.

use std::rc::Rc;

use serde_json::json;
use web_sys::{HtmlInputElement, HtmlSelectElement};
use yew::prelude::*;

use super::app::{App, Msg};
use super::brokers;
use super::dialogs::Asked;
use super::draw::{Act, Cargo};
use super::faults;
use super::hand::Draft;
use super::icons::icon;
use super::language::{Arg, Speech};
use super::menu::{Item, Menu};
use super::opens::opens;
use super::transactions;
use crate::view::stage::{Answer, ProducerCard, RecordId};
use crate::view::thing::Thing;

/// The rates to choose from: records per second, and milliseconds per record.
const RATES: [(&str, u64); 5] = [("0.5", 2000), ("1", 1000), ("2", 500), ("4", 250), ("10", 100)];

pub fn column(app: &App) -> Html {
    let speech = &app.speech;
    let topics: Rc<Vec<String>> = Rc::new(app.picture.topics.iter().map(|topic| topic.name.to_string()).collect());
    let readers = Rc::new(transactions::readers(app));
    let pointed = app
        .picture
        .untouched
        .then(|| app.picture.producers.iter().position(|card| card.state == "running"))
        .flatten();
    html! {
        <section class="col producers" aria-labelledby="producers-title">
            <div class="head">
                <h2 id="producers-title">{speech.word("producers")}</h2>
                <button type="button" class="small" onclick={app.send.reform(|_: MouseEvent| Msg::Ask(Asked::Producer(None)))}>
                    {icon("plus")}{speech.word("add-producer")}
                </button>
            </div>
            if app.picture.producers.is_empty() { <p class="empty">{speech.word("producers-none")}</p> }
            { for app.picture.producers.iter().enumerate().map(|(index, card)| html! {
                <Producer key={card.name.to_string()} speech={speech.clone()} card={card.clone()} draft={app.draft(&card.name)}
                    topics={topics.clone()} readers={readers.clone()} pointed={pointed == Some(index)} send={app.send.clone()} />
            }) }
            {brokers::row(app)}
        </section>
    }
}

#[derive(Properties, PartialEq)]
pub struct ProducerProps {
    pub speech: Speech,
    pub card: Rc<ProducerCard>,
    pub draft: Draft,
    pub topics: Rc<Vec<String>>,
    /// Consumers of groups.
    pub readers: Rc<Vec<String>>,
    /// Here the first click is.
    pub pointed: bool,
    pub send: Callback<Msg>,
}

impl ProducerProps {
    fn name(&self) -> String {
        self.card.name.to_string()
    }

    fn running(&self) -> bool {
        self.card.state == "running"
    }

    /// A message with a changed draft.
    fn redraft(&self, change: impl Fn(&mut Draft, String) + 'static) -> Callback<String> {
        let (draft, name) = (self.draft.clone(), self.name());
        self.send.reform(move |text: String| {
            let mut draft = draft.clone();
            change(&mut draft, text);
            Msg::Draft(name.clone(), draft)
        })
    }
}

#[function_component(Producer)]
pub fn producer(props: &ProducerProps) -> Html {
    let (speech, card) = (&props.speech, &props.card);
    let class = classes!("card", "producer", (!props.running()).then_some("off"));
    html! {
        <article {class} data-producer={props.name()} aria-label={props.name()}>
            <div class="row spread">
                <h3>{opens(&props.send, Thing::Producer(card.name.clone()), html! { {&*card.name} })}</h3>
                <span class="row tight">
                    {badge(props)}
                    <Menu id={format!("menu-producer-{}", card.name)} label={speech.say("more", &[("name", Arg::from(props.name()))])} items={items(props)} />
                </span>
            </div>
            {target(props)}
            {templates(props)}
            {transactions::row(speech, card, &props.send)}
            {deeds(props)}
            if props.pointed {
                <p class="answer pointer">{speech.word("first-click")}</p>
            } else {
                <p class={classes!("answer", answer_class(card))}>{answer_link(props)}</p>
            }
        </article>
    }
}

fn badge(props: &ProducerProps) -> Html {
    if props.running() && !props.card.to_happen.is_empty() {
        return faults::to_happen(&props.speech, &props.card.to_happen);
    }
    let chip = match props.card.state {
        "crashed" => (props.speech.word("state-crashed"), Some("bad")),
        "closed" => (props.speech.word("state-closed"), None),
        _ => (format!("acks={}", props.card.acks), None),
    };
    html! { <span class={classes!("chip", chip.1)}>{chip.0}</span> }
}

/// The topic that Send goes to.
fn target(props: &ProducerProps) -> Html {
    let change = props.redraft(|draft, topic| draft.topic = topic);
    let onchange =
        Callback::from(move |event: Event| change.emit(event.target_unchecked_into::<HtmlSelectElement>().value()));
    let missing = !props.topics.contains(&props.draft.topic);
    html! {
        <div class="row tight aim">
        <label class="target">
            <span>{props.speech.word("producer-to")}</span>
            <select {onchange} disabled={props.topics.is_empty()}>
                if missing { <option value="" selected=true>{props.speech.word("producer-no-topic")}</option> }
                { for props.topics.iter().map(|topic| html! {
                    <option value={topic.clone()} selected={*topic == props.draft.topic}>{topic}</option>
                }) }
            </select>
        </label>
        <span class="grip thread" data-carry="line" role="img" title={props.speech.word("carry-line")}
            aria-label={props.speech.say("carry-line-of", &[("producer", Arg::from(props.name()))])}>{icon("thread")}</span>
        </div>
    }
}

/// Each other topic, to send there at once.
fn lines(props: &ProducerProps) -> impl Iterator<Item = Item> {
    let others = props.topics.iter().filter(|topic| **topic != props.draft.topic);
    others.map(|topic| {
        let act = Act::Drop {
            what: Cargo::Line(props.card.name.clone()),
            onto: topic.as_str().into(),
        };
        Item::new(
            props.speech.say("line-to", &[("topic", Arg::from(&**topic))]),
            props.send.reform(move |()| Msg::Act(act.clone())),
        )
    })
}

fn templates(props: &ProducerProps) -> Html {
    let line = |label: &str, value: &str, placeholder: String, change: Callback<String>| {
        let oninput = Callback::from(move |event: InputEvent| {
            change.emit(event.target_unchecked_into::<HtmlInputElement>().value())
        });
        html! {
            <label class="template">
                <span>{props.speech.word(label)}</span>
                <input type="text" class="mono" value={value.to_owned()} {placeholder} {oninput} spellcheck="false" autocomplete="off"
                    title={props.speech.word("template-hint")} />
            </label>
        }
    };
    html! {
        <div class="templates">
            {line("producer-key", &props.draft.key, props.speech.word("producer-no-key"), props.redraft(|draft, key| draft.key = key))}
            {line("producer-value", &props.draft.value, "null".into(), props.redraft(|draft, value| draft.value = value))}
        </div>
    }
}

fn deeds(props: &ProducerProps) -> Html {
    let speech = &props.speech;
    let send = |count: u64| {
        let name = props.name();
        props.send.reform(move |_: MouseEvent| Msg::Send(name.clone(), count))
    };
    let label = |id: &str| speech.say(id, &[("producer", Arg::from(props.name()))]);
    let disabled = !props.running() || !props.topics.contains(&props.draft.topic);
    html! {
        <div class="row deeds">
            <button type="button" class={classes!("primary", "grow", props.pointed.then_some("pulse"))} {disabled}
                aria-label={label("send-to")} onclick={send(1)}>{speech.word("send")}</button>
            <button type="button" {disabled} aria-label={label("send-ten-from")} onclick={send(10)}>{speech.word("send-ten")}</button>
            {rate(props, disabled)}
        </div>
    }
}

fn rate(props: &ProducerProps, disabled: bool) -> Html {
    let name = props.name();
    let onchange = props.send.reform(move |event: Event| {
        let chosen = event.target_unchecked_into::<HtmlSelectElement>().value();
        Msg::Rate(name.clone(), chosen.parse().ok())
    });
    let current = props.card.sending.as_ref().map(|rate| rate.every_ms);
    let own = current.filter(|every| RATES.iter().all(|(_, ms)| ms != every));
    let option = |every: u64, rate: String| {
        let rate = Arg::Text(rate.replace('.', &props.speech.word("decimal-sign")));
        let text = props.speech.say("rate-value", &[("rate", rate)]);
        html! { <option value={every.to_string()} selected={current == Some(every)}>{text}</option> }
    };
    let class = classes!("rate", current.map(|_| "on"));
    html! {
        <select {class} {disabled} {onchange} aria-label={props.speech.say("rate-of", &[("producer", Arg::from(props.name()))])}
            title={props.speech.word("rate")}>
            <option value="" selected={current.is_none()}>{props.speech.word("rate-off")}</option>
            { for RATES.iter().map(|(rate, every)| option(*every, (*rate).to_owned())) }
            { for own.map(|every| option(every, per_second(every))) }
        </select>
    }
}

/// Records per second, to a tenth.
fn per_second(every_ms: u64) -> String {
    let tenths = (10_000 + every_ms / 2) / every_ms.max(1);
    format!("{}.{}", tenths / 10, tenths % 10)
}

fn items(props: &ProducerProps) -> Vec<Item> {
    let word = |id: &str| props.speech.word(id);
    let command = |what: &'static str| {
        let name = props.name();
        props
            .send
            .reform(move |()| Msg::Do(vec![json!({"do": what, "producer": name})]))
    };
    let name = props.name();
    let edit = props
        .send
        .reform(move |()| Msg::Ask(Asked::Producer(Some(name.clone()))));
    let (name, draft) = (props.name(), props.draft.clone());
    let wait = props.send.reform(move |()| {
        Msg::Draft(
            name.clone(),
            Draft {
                wait: !draft.wait,
                ..draft.clone()
            },
        )
    });
    let wait_label = if props.draft.wait {
        format!("✓ {}", word("producer-wait"))
    } else {
        word("producer-wait")
    };
    match props.running() {
        true => lines(props)
            .chain(transactions::items(
                &props.speech,
                &props.card,
                &props.readers,
                &props.send,
            ))
            .chain([
                Item::new(wait_label, wait),
                Item::new(word("producer-edit"), edit),
                faults::mishap_item(&props.speech, &props.send, &props.card.name),
                Item::new(word("close-client"), command("close_producer")),
                Item::danger(word("crash"), command("crash_producer")),
            ])
            .collect(),
        false => vec![Item::new(word("restart"), command("restart_producer"))],
    }
}

/// The same, which opens the record that it is about.
fn answer_link(props: &ProducerProps) -> Html {
    let card = &props.card;
    let said = html! { {answer(&props.speech, card)} };
    let quiet = card.in_flight == 0 && card.buffered == 0;
    let last = card.last_answer.as_ref().filter(|last| quiet && last.error.is_none());
    let id = last.and_then(|last| {
        Some(RecordId {
            topic: last.topic.clone(),
            partition: last.partition?,
            offset: last.offset.filter(|offset| 0 <= *offset)?,
        })
    });
    match id {
        Some(id) => opens(&props.send, Thing::Record(id), said),
        None => said,
    }
}

/// What the producer was last told, or what it waits for.
fn answer(speech: &Speech, card: &ProducerCard) -> String {
    let counted = |id: &str, count: u64| speech.say(id, &[("count", Arg::from(count))]);
    if card.in_flight > 0 {
        return counted("producer-waiting", card.in_flight);
    }
    if card.buffered > 0 {
        let linger = speech.say("producer-linger", &[("ms", Arg::from(card.linger_ms))]);
        return format!("{} · {linger}", counted("producer-buffered", card.buffered));
    }
    card.last_answer
        .as_ref()
        .map_or_else(|| speech.word("producer-quiet"), |answer| told(speech, answer))
}

fn told(speech: &Speech, answer: &Answer) -> String {
    let mut args = vec![
        ("topic", Arg::from(&*answer.topic)),
        ("ms", Arg::from(answer.latency_ms)),
    ];
    args.extend(answer.partition.map(|partition| ("partition", Arg::from(partition))));
    args.extend(answer.offset.map(|offset| ("offset", Arg::from(offset))));
    match (&answer.error, answer.offset) {
        (Some(error), _) => speech.say("answer-failed", &[("error", Arg::from(&**error))]),
        (None, Some(0..)) => speech.say("answer-ok", &args),
        (None, _) => speech.say("answer-sent", &args),
    }
}

fn answer_class(card: &ProducerCard) -> Option<&'static str> {
    let answer = card
        .last_answer
        .as_ref()
        .filter(|_| card.in_flight == 0 && card.buffered == 0)?;
    Some(if answer.error.is_some() { "bad" } else { "good" })
}
