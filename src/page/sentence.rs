//! Sentences from facts: an event as plain data becomes a message's arguments, and the message becomes spans.
//!
//! Names travel through the message between private marks and come out as spans of their own, so that the page can set
//! them in bold as text; nothing a person typed is ever read as markup.

use serde_json::{Map, Value};
use yew::prelude::*;

use super::language::{Arg, Speech};

const NAME: char = '\u{E000}';
const CODE: char = '\u{E001}';
const END: char = '\u{E002}';

/// How long a label on the timeline may be.
const LABEL_CHARS: usize = 28;

/// Fields whose text is the name of something on the screen.
const NAMES: [&str; 8] = [
    "topic", "producer", "consumer", "group", "leader", "client", "target", "text",
];
/// Fields whose text is Kafka's or the user's own spelling.
const CODES: [&str; 10] = [
    "error",
    "key",
    "name",
    "value",
    "deserializer",
    "serializer",
    "protocol",
    "algorithm",
    "policy",
    "state",
];

/// A piece of a sentence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Span {
    Plain(String),
    Name(String),
    Code(String),
}

/// A fact in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sentence {
    pub what: Vec<Span>,
    pub why: Vec<Span>,
    /// The setting that decided, and its value.
    pub setting: Option<(String, String)>,
}

/// Tells an event in the reader's language.
pub fn tell(speech: &Speech, event: &Value) -> Sentence {
    let fact = arguments(speech, event.as_object());
    let why = event["why"].as_object();
    let id = |prefix: &str, name: &Value| format!("{prefix}-{}", name.as_str().unwrap_or("unknown").replace('_', "-"));
    let rule = match event["why"]["because"].as_str() {
        // An error of the protocol has a sentence of its own, whoever answered with it.
        Some("error") => id("error", &event["why"]["error"]).to_lowercase(),
        Some(_) => id("because", &event["why"]["because"]),
        None => id("why", &event["why"]["rule"]),
    };
    let setting = why.and_then(|why| why.get("config")).and_then(|config| {
        Some((
            config["name"].as_str()?.to_owned(),
            config["value"].as_str().unwrap_or_default().to_owned(),
        ))
    });
    Sentence {
        what: spans(&say(speech, &id("event", &event["kind"]), &fact)),
        // That somebody asked says nothing new of what somebody asked for.
        why: if rule != "why-asked" && speech.knows(&rule) {
            spans(&say(speech, &rule, &arguments(speech, why)))
        } else {
            Vec::new()
        },
        setting,
    }
}

/// The few words of an event on the timeline.
pub fn label(speech: &Speech, event: &Value) -> String {
    let id = format!("mark-{}", event["kind"].as_str().unwrap_or("unknown").replace('_', "-"));
    let label = text(&spans(&say(speech, &id, &arguments(speech, event.as_object()))));
    if label.chars().count() <= LABEL_CHARS {
        return label;
    }
    label.chars().take(LABEL_CHARS - 1).chain(['…']).collect()
}

/// The sentence as nodes: text, bold names, code.
pub fn nodes(spans: &[Span]) -> Html {
    spans
        .iter()
        .map(|span| match span {
            Span::Plain(text) => html! { {text} },
            Span::Name(text) => html! { <b>{text}</b> },
            Span::Code(text) => html! { <code>{text}</code> },
        })
        .collect()
}

/// The sentence as text.
pub fn text(spans: &[Span]) -> String {
    let text = |span| match span {
        &Span::Plain(ref text) | &Span::Name(ref text) | &Span::Code(ref text) => text.as_str(),
    };
    spans.iter().map(text).collect()
}

fn say(speech: &Speech, id: &str, args: &[(String, Arg)]) -> String {
    let args: Vec<(&str, Arg)> = args.iter().map(|(name, arg)| (name.as_str(), arg.clone())).collect();
    speech.say(id, &args)
}

fn arguments(speech: &Speech, fields: Option<&Map<String, Value>>) -> Vec<(String, Arg)> {
    let mut args = Vec::new();
    let place = fields.and_then(|fields| Some((fields.get("topic")?.as_str()?, fields.get("partition")?.as_u64()?)));
    args.extend(place.map(|(topic, partition)| {
        (
            "place".to_owned(),
            Arg::Text(mark(NAME, &format!("{topic}-{partition}"))),
        )
    }));
    for (name, value) in fields.into_iter().flatten() {
        match value {
            Value::Number(number) => {
                args.push((name.clone(), Arg::Number(number.as_i64().unwrap_or(i64::MAX))));
                if name == "hash" {
                    args.push((
                        "hash_hex".into(),
                        Arg::Text(mark(CODE, &hex(number.as_i64().unwrap_or(0)))),
                    ));
                }
            }
            Value::String(text) => args.push((name.clone(), Arg::Text(marked(name, text)))),
            Value::Null => args.push((name.clone(), Arg::from("none"))),
            Value::Array(items) => list(speech, name, items, &mut args),
            Value::Bool(yes) => args.push((name.clone(), Arg::from(if *yes { "true" } else { "false" }))),
            Value::Object(_) => {}
        }
    }
    // What is left out where it means everybody.
    if !args.iter().any(|(name, _)| name == "to") {
        args.push(("to".to_owned(), Arg::from("none")));
    }
    args
}

/// A list is told as a text and counted under `<name>_count`.
fn list(speech: &Speech, name: &str, items: &[Value], args: &mut Vec<(String, Arg)>) {
    let texts: Vec<String> = items
        .iter()
        .map(|item| match item {
            Value::String(text) => mark(NAME, text),
            // Lists of numbers are lists of brokers.
            Value::Number(broker) => mark(NAME, &format!("B{broker}")),
            share => self::share(speech, share),
        })
        .collect();
    let told = if name == "shares" {
        texts.join("; ")
    } else {
        speech.list(&texts)
    };
    args.push((name.to_owned(), Arg::Text(told)));
    args.push((format!("{name}_count"), Arg::from(items.len())));
}

fn share(speech: &Speech, share: &Value) -> String {
    let args = arguments(speech, share.as_object());
    let empty = share["partitions"].as_array().is_none_or(Vec::is_empty);
    say(speech, if empty { "part-none" } else { "part-share" }, &args)
}

fn marked(field: &str, text: &str) -> String {
    if NAMES.contains(&field) {
        mark(NAME, text)
    } else if CODES.contains(&field) {
        mark(CODE, text)
    } else {
        unmarked(text)
    }
}

fn mark(kind: char, text: &str) -> String {
    format!("{kind}{}{END}", unmarked(text))
}

fn unmarked(text: &str) -> String {
    text.replace([NAME, CODE, END], "")
}

fn spans(text: &str) -> Vec<Span> {
    let mut out = Vec::new();
    let mut rest = text;
    while let Some(start) = rest.find([NAME, CODE]) {
        let (before, tail) = rest.split_at(start);
        if !before.is_empty() {
            out.push(Span::Plain(before.to_owned()));
        }
        let (inner, after) = tail.split_once(END).unwrap_or((tail, ""));
        let mut inner = inner.chars();
        let code = inner.next() == Some(CODE);
        let inner = inner.as_str().to_owned();
        out.push(if code { Span::Code(inner) } else { Span::Name(inner) });
        rest = after;
    }
    if !rest.is_empty() {
        out.push(Span::Plain(rest.to_owned()));
    }
    out
}

fn hex(number: i64) -> String {
    format!("0x{:08x}", number as u32)
}
