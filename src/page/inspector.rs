//! One record, whole: its bytes, where it is stored, who read it, and why it is in this partition.

use std::rc::Rc;

use yew::prelude::*;

use super::app::Msg;
use super::icons::icon;
use super::language::{Arg, Speech, clock_text};
use crate::view::stage::{Choice, Reader, RecordId, RecordSheet};

/// How many bytes are spelled out.
const HEX_BYTES: usize = 48;

#[derive(Properties, PartialEq)]
pub struct InspectorProps {
    pub speech: Speech,
    pub sheet: Rc<Result<RecordSheet, RecordId>>,
    pub send: Callback<Msg>,
}

#[function_component(Inspector)]
pub fn inspector(props: &InspectorProps) -> Html {
    let speech = &props.speech;
    let id = match &*props.sheet {
        Ok(sheet) => &sheet.id,
        Err(id) => id,
    };
    let title = speech.say(
        "inspector",
        &[
            ("topic", Arg::from(&*id.topic)),
            ("partition", Arg::from(id.partition)),
            ("offset", Arg::from(id.offset)),
        ],
    );
    let close = props.send.reform(|_: MouseEvent| Msg::CloseInspector);
    html! {
        <aside class="inspector" aria-labelledby="inspector-title">
            <div class="row spread">
                <h2 id="inspector-title">{title}</h2>
                <button type="button" class="bare" aria-label={speech.word("close")} onclick={close}>{icon("close")}</button>
            </div>
            {match &*props.sheet {
                Ok(sheet) => html! { <>{table(speech, sheet, &props.send)}{why(speech, sheet)}</> },
                Err(_) => html! { <p class="muted">{speech.word("inspector-gone")}</p> },
            }}
        </aside>
    }
}

/// The key, to find all its records.
fn key_chip(speech: &Speech, key: &str, send: &Callback<Msg>) -> Html {
    let own = key.to_owned();
    let onclick = send.reform(move |_: MouseEvent| Msg::View(super::views::Choice::Key(own.clone())));
    let label = speech.say("key-trace", &[("key", Arg::from(key))]);
    html! { <button type="button" class="chip mono" title={label.clone()} aria-label={label} {onclick}>{key}</button> }
}

fn table(speech: &Speech, sheet: &RecordSheet, send: &Callback<Msg>) -> Html {
    let row = |id: &str, value: Html| html! { <><dt>{speech.word(id)}</dt><dd>{value}</dd></> };
    let mono = |text: String| html! { <span class="mono">{text}</span> };
    let null = || html! { <span class="muted">{speech.word("record-null")}</span> };
    let text = |text: &Option<crate::view::stage::Text>| text.as_ref().map_or_else(null, |text| mono(text.to_string()));
    let bytes = |bytes: &Option<Vec<u8>>| bytes.as_ref().map_or_else(null, |bytes| mono(hex(bytes)));
    let stamp = format!(
        "{} {}",
        clock_text(u64::try_from(sheet.timestamp).unwrap_or(0)),
        sheet.timestamp_type
    );
    let batch = speech.say(
        "record-batch-value",
        &[
            ("count", Arg::from(sheet.batch_count)),
            ("base", Arg::from(sheet.batch_base_offset)),
            ("bytes", Arg::from(sheet.batch_bytes)),
        ],
    );
    html! {
        <dl>
            {row("record-key", sheet.key.as_ref().map_or_else(null, |key| key_chip(speech, key, send)))}
            {row("record-value", text(&sheet.value))}
            if sheet.key_bytes.is_some() { {row("record-key-bytes", bytes(&sheet.key_bytes))} }
            {row("record-value-bytes", bytes(&sheet.value_bytes))}
            if !sheet.headers.is_empty() { {row("record-headers", headers(sheet))} }
            {row("record-timestamp", mono(stamp))}
            {row("record-appended", mono(clock_text(sheet.appended_ms)))}
            {row("record-producer", html! { <b>{&*sheet.producer}</b> })}
            {row("record-serializers", mono(format!("{} / {}", sheet.key_serializer, sheet.value_serializer)))}
            {row("record-stored", html! { {speech.say("record-leader", &[("leader", Arg::from(sheet.leader))])} })}
            {row("record-batch", html! { {batch} })}
            {row("record-readers", readers(speech, &sheet.readers))}
        </dl>
    }
}

fn headers(sheet: &RecordSheet) -> Html {
    sheet
        .headers
        .iter()
        .map(|(name, value)| html! { <div class="mono">{format!("{name}: {value}")}</div> })
        .collect()
}

fn readers(speech: &Speech, readers: &[Reader]) -> Html {
    if readers.is_empty() {
        return html! { <span class="muted">{speech.word("record-unread")}</span> };
    }
    let one = |reader: &Reader| {
        let name = reader.group.as_ref().map_or_else(
            || reader.consumer.to_string(),
            |group| format!("{group}/{}", reader.consumer),
        );
        let how = speech.word(if reader.processed {
            "record-processed"
        } else {
            "record-in-hand"
        });
        html! { <div><b>{name}</b>{" "}<span class="mono">{clock_text(reader.at)}</span>{" · "}{how}</div> }
    };
    readers.iter().map(one).collect()
}

/// Why this partition: every step of the arithmetic on a line of its own.
fn why(speech: &Speech, sheet: &RecordSheet) -> Html {
    let title = speech.say("why-partition", &[("partition", Arg::from(sheet.id.partition))]);
    let body = match &sheet.choice {
        Choice::Given => html! { <p>{speech.word("choice-given")}</p> },
        Choice::KeyHash { .. } => arithmetic(speech, sheet),
        Choice::RoundRobin { partitions } => {
            html! { <p>{speech.say("choice-round-robin", &[("partitions", Arg::from(*partitions))])}</p> }
        }
        Choice::Sticky { batch_size } => {
            html! { <p>{speech.say("choice-sticky", &[("bytes", Arg::from(*batch_size))])}</p> }
        }
        Choice::Random { partitions } => {
            html! { <p>{speech.say("choice-random", &[("partitions", Arg::from(*partitions))])}</p> }
        }
    };
    html! { <div class="why"><h3>{title}</h3>{body}</div> }
}

fn arithmetic(speech: &Speech, sheet: &RecordSheet) -> Html {
    let Choice::KeyHash {
        algorithm,
        hash,
        positive,
        partitions,
        partition,
    } = &sheet.choice
    else {
        return Html::default();
    };
    let key = sheet.key.as_ref().map_or_else(
        || hex(sheet.key_bytes.as_deref().unwrap_or_default()),
        ToString::to_string,
    );
    let hex32 = |number: u32| Arg::Text(format!("0x{number:08x}"));
    let mut steps = vec![speech.say(
        "choice-hash-key",
        &[
            ("algorithm", Arg::from(*algorithm)),
            ("key", Arg::Text(key)),
            ("hash", hex32(*hash)),
        ],
    )];
    let masked = algorithm.starts_with("murmur2");
    if masked {
        steps.push(speech.say(
            "choice-hash-mask",
            &[("hash", hex32(*hash)), ("positive", hex32(*positive))],
        ));
    }
    let remainder = [
        ("positive", Arg::from(*positive)),
        ("partitions", Arg::from(*partitions)),
        ("partition", Arg::from(*partition)),
    ];
    steps.push(speech.say("choice-hash-mod", &remainder));
    html! {
        <>
            <ol class="steps mono">{ for steps.iter().map(|step| html! { <li>{step}</li> }) }</ol>
            <p>{speech.say("choice-hash-moral", &[("partitions", Arg::from(*partitions))])}</p>
        </>
    }
}

fn hex(bytes: &[u8]) -> String {
    let mut text: Vec<String> = bytes.iter().take(HEX_BYTES).map(|byte| format!("{byte:02x}")).collect();
    if bytes.len() > HEX_BYTES {
        text.push("…".into());
    }
    text.join(" ")
}
