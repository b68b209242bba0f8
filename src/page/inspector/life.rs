//! The seven stages of a message's life, as far as one record has come, each with its moment: sent, serialized,
//! partitioned, stored and replicated, fetched, processed, committed.

use yew::prelude::*;

use crate::page::language::{Arg, Speech, clock_text};
use crate::view::stage::{Copy, Reader, RecordSheet, Standing, Text};

/// How far a stage is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Reach {
    Done,
    /// Some of it.
    Part,
    Not,
    /// It was there, and is not any more.
    Undone,
}

/// One stage: the end of its message's id, how far it is, since when, and what there is to say.
type Stage = (&'static str, Reach, Option<u64>, Html);

pub fn strip(speech: &Speech, sheet: &RecordSheet) -> Html {
    let [sent, serialized, partitioned] = by_producer(speech, sheet);
    let stages = [
        sent,
        serialized,
        partitioned,
        stored(speech, sheet),
        fetched(speech, sheet),
        processed(speech, sheet),
        committed(speech, sheet),
    ];
    let stage = |(id, reach, at, what): &Stage| {
        let (class, said) = match reach {
            Reach::Done => ("done", "life-done"),
            Reach::Part => ("part", "life-part"),
            Reach::Not => ("", "life-not"),
            Reach::Undone => ("undone", "life-lost"),
        };
        html! {
            <li {class}>
                <span class="life-name">{speech.word(&format!("life-{id}"))}<span class="sr">{": "}{speech.word(said)}</span></span>
                <span class="life-what">{ for at.map(|at| html! { <><time class="mono">{clock_text(at)}</time>{" "}</> }) }{what.clone()}</span>
            </li>
        }
    };
    html! { <ol class="life" aria-label={speech.word("life")}>{ for stages.iter().map(stage) }</ol> }
}

/// What `send()` does, all of it at once.
fn by_producer(speech: &Speech, sheet: &RecordSheet) -> [Stage; 3] {
    let reach = match sheet.standing {
        Standing::Ahead { stage: "unsent" } => Reach::Not,
        _ => Reach::Done,
    };
    let at = sheet.moments.sent_ms;
    let bytes = |bytes: &Option<Vec<u8>>| bytes.as_ref().map_or(0, Vec::len);
    let lengths = [
        ("key", Arg::from(bytes(&sheet.key_bytes))),
        ("value", Arg::from(bytes(&sheet.value_bytes))),
    ];
    let by = speech.say("life-by", &[("who", Arg::from(&*sheet.producer))]);
    let place = format!("P{}", sheet.id.partition);
    [
        ("sent", reach, at, html! { {by} }),
        ("serialized", reach, at, html! { {speech.say("life-bytes", &lengths)} }),
        ("partitioned", reach, at, html! { {place} }),
    ]
}

fn stored(speech: &Speech, sheet: &RecordSheet) -> Stage {
    let (life, moments) = (&sheet.life, &sheet.moments);
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
    let all = life.copies.iter().all(|copy| copy.has);
    let (reach, note) = match &sheet.standing {
        Standing::Ahead { .. } => (Reach::Not, "life-nobody"),
        Standing::Gone(_) => (Reach::Undone, "life-unreadable-again"),
        Standing::Kept if !life.readable => (Reach::Part, "life-unreadable"),
        Standing::Kept if all => (Reach::Done, "life-readable"),
        Standing::Kept => (Reach::Part, "life-readable"),
    };
    let then = |id: &str, at: Option<u64>| {
        let at = at.filter(|_| reach != Reach::Not);
        at.map(|at| html! { <div>{speech.word(id)}{" "}<time class="mono">{clock_text(at)}</time></div> })
    };
    let readable = moments.readable_ms.filter(|_| life.readable);
    let copies = (reach != Reach::Not).then(|| html! { <div>{ for life.copies.iter().map(copy) }</div> });
    let what = html! {
        <>
            { for copies }
            if readable.is_none() { <div>{speech.word(note)}</div> }
            { for then("life-readable", readable) }{ for then("life-acked", moments.acked_ms) }
        </>
    };
    ("stored", reach, moments.appended_ms, what)
}

/// Each with its moment, where that is known.
fn names<'a>(
    speech: &Speech,
    sheet: &RecordSheet,
    all: impl Iterator<Item = (&'a Text, Option<u64>)>,
) -> (Reach, Html) {
    let one = |(name, at): (&Text, Option<u64>)| {
        html! { <div>{ for at.map(|at| html! { <><time class="mono">{clock_text(at)}</time>{" "}</> }) }{&**name}</div> }
    };
    let all: Vec<Html> = all.map(one).collect();
    if all.is_empty() {
        let id = match sheet.standing {
            Standing::Gone(_) => "life-never",
            _ => "life-nobody",
        };
        return (Reach::Not, html! { {speech.word(id)} });
    }
    (Reach::Done, html! { <>{all}</> })
}

fn fetched(speech: &Speech, sheet: &RecordSheet) -> Stage {
    let readers = sheet.readers.iter().map(|reader| (&reader.consumer, Some(reader.at)));
    let (reach, what) = names(speech, sheet, readers);
    ("fetched", reach, None, what)
}

fn processed(speech: &Speech, sheet: &RecordSheet) -> Stage {
    let moment = |reader: &Reader| {
        let own = sheet
            .moments
            .processed
            .iter()
            .find(|(name, _)| *name == reader.consumer);
        own.map(|(_, at)| *at)
    };
    let done = sheet.readers.iter().filter(|reader| reader.processed);
    let (reach, what) = names(speech, sheet, done.map(|reader| (&reader.consumer, moment(reader))));
    ("processed", reach, None, what)
}

fn committed(speech: &Speech, sheet: &RecordSheet) -> Stage {
    let moment = |group: &Text| {
        let own = sheet.moments.committed.iter().find(|(name, _)| name == group);
        own.map(|(_, at)| *at)
    };
    let groups = sheet.life.committed.iter().map(|group| (group, moment(group)));
    let (reach, what) = names(speech, sheet, groups);
    ("committed", reach, None, what)
}
