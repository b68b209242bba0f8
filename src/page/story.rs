//! The story: what happened, newest first, each fact with its reason and the setting that decided.

use std::rc::Rc;

use web_sys::HtmlInputElement;
use yew::prelude::*;

use super::app::Msg;
use super::language::{Arg, Speech, clock_text};
use super::nature::Tone;
use super::sentence::{self, Sentence};

/// One fact in words.
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    pub index: usize,
    pub at: u64,
    /// The end of the chip's message id.
    pub chip: &'static str,
    pub tone: Tone,
    pub sentence: Sentence,
    /// A fault ends here, or took something: what became of the records can be asked.
    pub asks: bool,
}

#[derive(Properties, PartialEq)]
pub struct StoryProps {
    pub speech: Speech,
    pub lines: Rc<Vec<Rc<Line>>>,
    pub all: bool,
    pub send: Callback<Msg>,
}

#[function_component(Story)]
pub fn story(props: &StoryProps) -> Html {
    let speech = &props.speech;
    let onchange = props
        .send
        .reform(|event: Event| Msg::StoryAll(event.target_unchecked_into::<HtmlInputElement>().checked()));
    html! {
        <section class="story" aria-labelledby="story-title">
            <div class="story-head">
                <h2 id="story-title">{speech.word("story")}</h2>
                <label class="check" title={speech.word("story-all-hint")}><input type="checkbox" checked={props.all} {onchange} />{speech.word("story-all")}</label>
            </div>
            if props.lines.is_empty() { <p class="empty">{speech.word("story-empty")}</p> }
            <ol class="lines" aria-label={speech.word("story")} tabindex="0">
                { for props.lines.iter().map(|line| html! { <LineView key={line.index} speech={speech.clone()} line={line.clone()} send={props.send.clone()} /> }) }
            </ol>
        </section>
    }
}

#[derive(Properties, PartialEq)]
struct LineProps {
    speech: Speech,
    line: Rc<Line>,
    send: Callback<Msg>,
}

#[function_component(LineView)]
fn line(props: &LineProps) -> Html {
    let Line {
        at,
        chip,
        tone,
        sentence,
        asks,
        ..
    } = &*props.line;
    let tone = match tone {
        Tone::Plain => None,
        Tone::Good => Some("good"),
        Tone::Warn => Some("warn"),
        Tone::Bad => Some("bad"),
    };
    html! {
        <li class="line">
            <time class="mono">{clock_text(*at)}</time>
            <span class="chip-cell"><span class={classes!("chip", tone)}>{props.speech.word(&format!("chip-{chip}"))}</span></span>
            <p>
                {sentence::nodes(&sentence.what)}
                if !sentence.why.is_empty() { <span class="why-text">{" "}{sentence::nodes(&sentence.why)}</span> }
                {setting(&props.speech, sentence)}
                if *asks {
                    {" "}<button type="button" class="opens offer" onclick={props.send.reform(|_: MouseEvent| Msg::Ledger)}>{props.speech.word("ledger-offer")}</button>
                }
            </p>
        </li>
    }
}

/// The setting that decided, as a link to its description.
pub fn setting(speech: &Speech, sentence: &Sentence) -> Html {
    let Some((name, value)) = &sentence.setting else {
        return Html::default();
    };
    let label = speech.say("story-docs", &[("setting", Arg::from(name.as_str()))]);
    html! {
        <>{" "}<a class="setting mono" href={docs(name)} target="_blank" rel="noreferrer" title={label.clone()} aria-label={label}>{if value.is_empty() { name.clone() } else { format!("{name}={value}") }}</a></>
    }
}

/// Where the Kafka documentation describes a setting.
fn docs(name: &str) -> String {
    const PRODUCER: [&str; 10] = [
        "acks",
        "compression.type",
        "linger.ms",
        "batch.size",
        "partitioner.class",
        "delivery.timeout.ms",
        "request.timeout.ms",
        "retries",
        "enable.idempotence",
        "max.block.ms",
    ];
    const BROKER: [&str; 5] = [
        "group.initial.rebalance.delay.ms",
        "auto.create.topics.enable",
        "offsets.topic.num.partitions",
        "default.replication.factor",
        "num.partitions",
    ];
    const TOPIC: [&str; 5] = [
        "min.insync.replicas",
        "retention.ms",
        "retention.bytes",
        "cleanup.policy",
        "max.message.bytes",
    ];
    let part = if PRODUCER.contains(&name) {
        "producerconfigs"
    } else if BROKER.contains(&name) {
        "brokerconfigs"
    } else if TOPIC.contains(&name) {
        "topicconfigs"
    } else {
        "consumerconfigs"
    };
    format!("https://kafka.apache.org/documentation/#{part}_{name}")
}
