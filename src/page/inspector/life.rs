//! The seven stages of a message's life, as far as one record has come: sent, serialized, partitioned, stored and
//! replicated, fetched, processed, committed.

use yew::prelude::*;

use crate::page::language::{Arg, Speech, clock_text};
use crate::view::stage::{Copy, Reader, RecordSheet};

/// How far a stage is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Reach {
    Done,
    /// Some of it.
    Part,
    Not,
}

pub fn strip(speech: &Speech, sheet: &RecordSheet) -> Html {
    let stages = [
        ("sent", Reach::Done, sent(speech, sheet)),
        ("serialized", Reach::Done, serialized(speech, sheet)),
        (
            "partitioned",
            Reach::Done,
            html! { {format!("P{}", sheet.id.partition)} },
        ),
        stored(speech, sheet),
        read(speech, sheet, "fetched", |_| true),
        read(speech, sheet, "processed", |reader| reader.processed),
        committed(speech, sheet),
    ];
    let stage = |(id, reach, what): &(&str, Reach, Html)| {
        let (class, said) = match reach {
            Reach::Done => ("done", "life-done"),
            Reach::Part => ("part", "life-part"),
            Reach::Not => ("", "life-not"),
        };
        html! {
            <li {class}>
                <span class="life-name">{speech.word(&format!("life-{id}"))}<span class="sr">{": "}{speech.word(said)}</span></span>
                <span class="life-what">{what.clone()}</span>
            </li>
        }
    };
    html! { <ol class="life" aria-label={speech.word("life")}>{ for stages.iter().map(stage) }</ol> }
}

fn sent(speech: &Speech, sheet: &RecordSheet) -> Html {
    html! { {speech.say("life-by", &[("who", Arg::from(&*sheet.producer))])} }
}

fn serialized(speech: &Speech, sheet: &RecordSheet) -> Html {
    let bytes = |bytes: &Option<Vec<u8>>| bytes.as_ref().map_or(0, Vec::len);
    let args = [
        ("key", Arg::from(bytes(&sheet.key_bytes))),
        ("value", Arg::from(bytes(&sheet.value_bytes))),
    ];
    html! { {speech.say("life-bytes", &args)} }
}

fn stored(speech: &Speech, sheet: &RecordSheet) -> (&'static str, Reach, Html) {
    let life = &sheet.life;
    let copy = |copy: &Copy| {
        let (class, sign) = match copy {
            copy if copy.has && copy.leads => ("copy leads", "●"),
            copy if copy.has => ("copy", "○"),
            _ => ("copy lacks", "✕"),
        };
        let id = if copy.has { "life-has" } else { "life-lacks" };
        let title = speech.say(id, &[("broker", Arg::from(copy.broker))]);
        html! { <span {class} title={title.clone()} aria-label={title} role="img">{format!("B{} {sign}", copy.broker)}</span> }
    };
    let note = if life.readable {
        "life-readable"
    } else {
        "life-unreadable"
    };
    let all = life.copies.iter().all(|copy| copy.has);
    let reach = if all && life.readable { Reach::Done } else { Reach::Part };
    let what = html! { <>{ for life.copies.iter().map(copy) }{speech.word(note)}</> };
    ("stored", reach, what)
}

/// Who has it, of those that `counts`.
fn read(
    speech: &Speech,
    sheet: &RecordSheet,
    id: &'static str,
    counts: fn(&Reader) -> bool,
) -> (&'static str, Reach, Html) {
    let readers: Vec<&Reader> = sheet.readers.iter().filter(|reader| counts(reader)).collect();
    if readers.is_empty() {
        return (id, Reach::Not, html! { {speech.word("life-nobody")} });
    }
    let name = |reader: &&Reader| match id {
        "fetched" => format!("{} {}", reader.consumer, clock_text(reader.at)),
        _ => reader.consumer.to_string(),
    };
    let names: Vec<String> = readers.iter().map(name).collect();
    (id, Reach::Done, html! { {names.join(", ")} })
}

fn committed(speech: &Speech, sheet: &RecordSheet) -> (&'static str, Reach, Html) {
    let groups = &sheet.life.committed;
    if groups.is_empty() {
        return ("committed", Reach::Not, html! { {speech.word("life-nobody")} });
    }
    let names: Vec<&str> = groups.iter().map(|group| &**group).collect();
    ("committed", Reach::Done, html! { {names.join(", ")} })
}
