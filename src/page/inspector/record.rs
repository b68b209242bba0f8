//! One record, whole: its bytes, where it is stored, who read it, and why it is in this partition.

use std::collections::BTreeMap;

use yew::prelude::*;

use super::life;
use super::standing;
use super::transaction::{self, is_marker};
use crate::kafka::compression::Compressed;
use crate::page::app::Msg;
use crate::page::language::{Arg, Speech, clock_text};
use crate::page::opens::opens;
use crate::view::stage::{
    Choice, Earlier, Numbers, Reader, RecordId, RecordSheet, ShareOfRecord, Standing, TRANSACTIONS_TOPIC,
};
use crate::view::thing::Thing;

/// How many bytes are spelled out.
const HEX_BYTES: usize = 48;

pub fn record(speech: &Speech, sheet: &RecordSheet, send: &Callback<Msg>) -> Html {
    let moved = sheet
        .earlier
        .as_ref()
        .map(|earlier| moved(speech, sheet, earlier, send));
    let life = (!sheet.internal && !is_marker(sheet)).then(|| life::strip(speech, sheet));
    html! { <>{standing::told(speech, sheet, send)}{ for life }{ for transaction::told(speech, sheet) }{table(speech, sheet, send)}{why(speech, sheet)}{ for moved }</> }
}

/// The key, to find all its records.
fn key_chip(speech: &Speech, key: &str, send: &Callback<Msg>) -> Html {
    let own = key.to_owned();
    let onclick = send.reform(move |_: MouseEvent| Msg::View(super::super::views::Choice::Key(own.clone())));
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
    let place = Thing::Partition {
        topic: sheet.id.topic.clone(),
        partition: sheet.id.partition,
    };
    let partition = opens(
        send,
        place,
        html! { {format!("{}-{}", sheet.id.topic, sheet.id.partition)} },
    );
    let base = RecordId {
        offset: sheet.batch_base_offset,
        ..sheet.id.clone()
    };
    html! {
        <dl>
            if !is_marker(sheet) {
                {row("record-key", sheet.key.as_ref().map_or_else(null, |key| if sheet.internal { mono(key.to_string()) } else { key_chip(speech, key, send) }))}
                {row("record-value", text(&sheet.value))}
                if sheet.key_bytes.is_some() { {row("record-key-bytes", bytes(&sheet.key_bytes))} }
                {row("record-value-bytes", bytes(&sheet.value_bytes))}
            }
            if !sheet.headers.is_empty() { {row("record-headers", headers(sheet))} }
            {row("record-timestamp", mono(stamp))}
            {row("record-appended", mono(clock_text(sheet.appended_ms)))}
            {row("record-producer", writer(sheet, send))}
            { for sheet.numbers.map(|numbers| row("record-numbered", numbered(speech, numbers))) }
            { for sheet.superseded_by.map(|next| row("record-superseded", superseded(speech, sheet, next, send))) }
            if !is_marker(sheet) { {row("record-serializers", mono(format!("{} / {}", sheet.key_serializer, sheet.value_serializer)))} }
            {row("record-stored", html! { <>{partition}{ for stored_by(speech, sheet, send) }</> })}
            {row("record-batch", opens(send, Thing::Batch(base), html! { {batch} }))}
            { for sheet.compressed.map(|compressed| row("row-compression", html! { {squeezed(speech, compressed, sheet.batch_bytes)} })) }
            if !is_marker(sheet) { {row("record-readers", html! { <>{readers(speech, &sheet.readers, send)}{twice(speech, &sheet.readers)}</> })} }
            if !sheet.shares.is_empty() { {row("record-shares", shares(speech, &sheet.shares))} }
        </dl>
    }
}

/// The leader, while its log has the record.
fn stored_by(speech: &Speech, sheet: &RecordSheet, send: &Callback<Msg>) -> Option<Html> {
    let leader = speech.say("record-leader", &[("leader", Arg::from(sheet.leader))]);
    let link = || html! { <>{" · "}{opens(send, Thing::Broker(sheet.leader), html! { {leader} })}</> };
    (sheet.standing == Standing::Kept).then(link)
}

/// What compressing made of the batch.
fn squeezed(speech: &Speech, compressed: Compressed, bytes: u64) -> String {
    let args = [
        ("codec", Arg::from(compressed.codec.name())),
        ("uncompressed", Arg::from(compressed.uncompressed)),
        ("bytes", Arg::from(bytes)),
    ];
    speech.say("said-compressed", &args)
}

/// Where the record is for each share group.
fn shares(speech: &Speech, shares: &[ShareOfRecord]) -> Html {
    let one = |share: &ShareOfRecord| {
        let args = [
            ("group", Arg::from(&*share.group)),
            ("consumer", Arg::from(share.consumer.as_deref().unwrap_or_default())),
            ("until", Arg::Text(share.until_ms.map(clock_text).unwrap_or_default())),
            ("count", Arg::from(share.delivery_count)),
        ];
        html! { <div>{speech.say(&format!("queue-{}", share.state), &args)}</div> }
    };
    shares.iter().map(one).collect()
}

/// The producer, or the broker that keeps its groups there, or that wrote a marker.
fn writer(sheet: &RecordSheet, send: &Callback<Msg>) -> Html {
    let thing = if sheet.internal || is_marker(sheet) {
        Thing::Broker(sheet.leader)
    } else {
        Thing::Producer(sheet.producer.clone())
    };
    opens(send, thing, html! { {&*sheet.producer} })
}

/// The producer's own number of the record.
fn numbered(speech: &Speech, numbers: Numbers) -> Html {
    let args = [
        ("id", Arg::from(numbers.producer_id)),
        ("epoch", Arg::from(i32::from(numbers.producer_epoch))),
        ("sequence", Arg::from(numbers.sequence)),
    ];
    html! { {speech.say("said-numbered", &args)} }
}

/// What compaction would do to it, and the record because of which.
fn superseded(speech: &Speech, sheet: &RecordSheet, next: i64, send: &Callback<Msg>) -> Html {
    let id = RecordId {
        offset: next,
        ..sheet.id.clone()
    };
    let link = opens(send, Thing::Record(id), html! { {format!("@ {next}")} });
    html! { <>{speech.word("record-superseded-by")}{" "}{link}</> }
}

fn headers(sheet: &RecordSheet) -> Html {
    sheet
        .headers
        .iter()
        .map(|(name, value)| html! { <div class="mono">{format!("{name}: {value}")}</div> })
        .collect()
}

fn readers(speech: &Speech, readers: &[Reader], send: &Callback<Msg>) -> Html {
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
        let link = opens(send, Thing::Consumer(reader.consumer.clone()), html! { {name} });
        html! { <div>{link}{" "}<span class="mono">{clock_text(reader.at)}</span>{" · "}{how}</div> }
    };
    readers.iter().map(one).collect()
}

/// A group that got the record more than once: what at-least-once means.
fn twice(speech: &Speech, readers: &[Reader]) -> Html {
    let mut times: BTreeMap<&str, usize> = BTreeMap::new();
    for group in readers.iter().filter_map(|reader| reader.group.as_deref()) {
        *times.entry(group).or_default() += 1;
    }
    let line = |(group, count): (&str, usize)| {
        let args = [("group", Arg::from(group)), ("count", Arg::from(count))];
        html! { <p class="twice">{speech.say("record-read-again", &args)}</p> }
    };
    times.into_iter().filter(|(_, count)| *count > 1).map(line).collect()
}

/// Why this partition: every step of the arithmetic on a line of its own.
fn why(speech: &Speech, sheet: &RecordSheet) -> Html {
    let title = speech.say("why-partition", &[("partition", Arg::from(sheet.id.partition))]);
    let body = match &sheet.choice {
        Choice::Given => html! { <p>{speech.word(given(sheet))}</p> },
        Choice::KeyHash { partitions, .. } => html! {
            <>
                {arithmetic(speech, sheet, &sheet.choice)}
                <p>{speech.say("choice-hash-moral", &[("partitions", Arg::from(*partitions))])}</p>
            </>
        },
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

/// Who named the partition.
fn given(sheet: &RecordSheet) -> &'static str {
    match &*sheet.id.topic {
        _ if is_marker(sheet) => "choice-marker",
        TRANSACTIONS_TOPIC => "choice-transactional",
        _ if sheet.internal => "choice-group",
        _ => "choice-given",
    }
}

/// The same key was somewhere else before: both computations, one above the other.
fn moved(speech: &Speech, sheet: &RecordSheet, earlier: &Earlier, send: &Callback<Msg>) -> Html {
    let title = speech.say("moved-title", &[("partition", Arg::from(earlier.id.partition))]);
    let name = format!("{}-{} @ {}", earlier.id.topic, earlier.id.partition, earlier.id.offset);
    let same_rule = matches!(
        (&sheet.choice, &earlier.choice),
        (Choice::KeyHash { algorithm: a, .. }, Choice::KeyHash { algorithm: b, .. }) if a == b
    );
    html! {
        <div class="why moved">
            <h3>{title}</h3>
            <p>{speech.word("moved-earlier")}{" "}{opens(send, Thing::Record(earlier.id.clone()), html! { {name} })}</p>
            {arithmetic(speech, sheet, &earlier.choice)}
            <p>{speech.word(if same_rule { "moved-by-count" } else { "moved-by-partitioner" })}</p>
        </div>
    }
}

fn arithmetic(speech: &Speech, sheet: &RecordSheet, choice: &Choice) -> Html {
    let Choice::KeyHash {
        algorithm,
        hash,
        positive,
        partitions,
        partition,
    } = choice
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
    html! { <ol class="steps mono">{ for steps.iter().map(|step| html! { <li>{step}</li> }) }</ol> }
}

fn hex(bytes: &[u8]) -> String {
    let mut text: Vec<String> = bytes.iter().take(HEX_BYTES).map(|byte| format!("{byte:02x}")).collect();
    if bytes.len() > HEX_BYTES {
        text.push("…".into());
    }
    text.join(" ")
}
