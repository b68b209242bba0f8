//! The records of the ledger, one a line: only those with which something went wrong, or all; and what was refused.

use std::rc::Rc;

use yew::prelude::*;

use super::Account;
use crate::page::app::Msg;
use crate::page::language::{Arg, Speech, clock_text};
use crate::view::ledger::{Answer, Entry, Fate, Ledger, Refused};
use crate::view::thing::Thing;

#[derive(Clone, Properties, PartialEq)]
pub struct RecordsProps {
    pub speech: Speech,
    pub account: Rc<Account>,
    pub send: Callback<Msg>,
}

#[function_component(Records)]
pub fn records(props: &RecordsProps) -> Html {
    let all = use_state(|| false);
    let Ok(ledger) = &props.account.ledger else {
        return Html::default();
    };
    let speech = &props.speech;
    let choice = |every: bool, id: &str| {
        let onclick = {
            let all = all.clone();
            Callback::from(move |_: MouseEvent| all.set(every))
        };
        html! { <button type="button" class="small" aria-pressed={(*all == every).to_string()} {onclick}>{speech.word(id)}</button> }
    };
    html! {
        <section aria-labelledby="ledger-records">
            <div class="row spread wrap records-head">
                <h3 id="ledger-records">{speech.word("ledger-records")}</h3>
                <div class="row tight" role="group" aria-labelledby="ledger-records">
                    {choice(false, "ledger-only-troubled")}{choice(true, "ledger-all")}
                </div>
            </div>
            {if *all { every(props, ledger) } else { troubled(props, ledger) }}
        </section>
    }
}

fn every(props: &RecordsProps, ledger: &Ledger) -> Html {
    if ledger.all.is_empty() {
        return html! { <p class="muted">{props.speech.word("ledger-none-written")}</p> };
    }
    html! { <>{list(props, &ledger.all, ledger.written)}{refused(&props.speech, ledger)}</> }
}

fn troubled(props: &RecordsProps, ledger: &Ledger) -> Html {
    if ledger.troubled.is_empty() {
        let id = if ledger.producers.iter().any(|sent| sent.lost > 0) {
            "ledger-nameless"
        } else {
            "ledger-good"
        };
        return html! { <><p class="outcome-line">{props.speech.word(id)}</p>{refused(&props.speech, ledger)}</> };
    }
    let total = ledger.troubled.len() as u64 + ledger.unlisted;
    html! { <>{list(props, &ledger.troubled, total)}{refused(&props.speech, ledger)}</> }
}

fn list(props: &RecordsProps, entries: &[Entry], total: u64) -> Html {
    let shown = entries.len() as u64;
    let count = match shown == total {
        true => props.speech.say("records", &[("count", Arg::from(total))]),
        false => {
            let given = [("count", Arg::from(shown)), ("total", Arg::from(total))];
            props.speech.say("ledger-first", &given)
        }
    };
    html! {
        <>
            <p class="muted small-text">{count}</p>
            <ul class="troubled">{ for entries.iter().map(|entry| line(props, entry)) }</ul>
        </>
    }
}

fn line(props: &RecordsProps, entry: &Entry) -> Html {
    let speech = &props.speech;
    let place = format!("{}-{} @ {}", entry.topic, entry.partition, entry.offset);
    let key = entry.key.as_deref().unwrap_or("∅").to_owned();
    let of = [("key", Arg::from(key)), ("producer", Arg::from(&*entry.producer))];
    let written = entry.usual.written.clone();
    let open = props.send.clone();
    let onclick = Callback::from(move |_: MouseEvent| {
        open.emit(Msg::CloseDialog);
        open.emit(Msg::Inspect(Thing::Written(written.clone())));
    });
    html! {
        <li>
            <time class="muted mono">{clock_text(entry.at)}</time>
            <button type="button" class="opens mono" title={speech.word("ledger-open")} {onclick}>{place}</button>
            <span>{speech.say("ledger-of", &of)}</span>
            { for entry.fates.iter().map(|fate| chip(speech, fate)) }
            <span class="muted">{usual(speech, entry).join(" · ")}</span>
        </li>
    }
}

fn chip(speech: &Speech, fate: &Fate) -> Html {
    let (id, tone, group, times) = match fate {
        Fate::Lost => ("fate-lost", "bad", None, 0),
        Fate::Doubled { times } => ("fate-doubled", "warn", None, *times),
        Fate::Unconfirmed { answer } => {
            let id = match answer {
                Answer::Refused(_) => "fate-refused",
                Answer::Orphaned => "fate-orphaned",
                _ => "fate-unconfirmed",
            };
            (id, "warn", None, 0)
        }
        Fate::Repeated { group, times } => ("fate-repeated", "warn", Some(group), *times),
        Fate::Skipped { group } => ("fate-skipped", "bad", Some(group), 0),
    };
    let group = group.map(ToString::to_string).unwrap_or_default();
    let error = match fate {
        Fate::Unconfirmed {
            answer: Answer::Refused(error),
        } => error.to_string(),
        _ => String::new(),
    };
    let given = [
        ("group", Arg::from(group)),
        ("times", Arg::from(u64::from(times))),
        ("error", Arg::from(error)),
    ];
    html! { <span class={classes!("chip", tone)}>{speech.say(id, &given)}</span> }
}

/// What no chip says.
fn usual(speech: &Speech, entry: &Entry) -> Vec<String> {
    let has = |is: fn(&Fate) -> bool| entry.fates.iter().any(is);
    let mut said = Vec::new();
    if !has(|fate| matches!(fate, Fate::Lost | Fate::Unconfirmed { .. })) {
        said.push(answered(speech, &entry.usual.answer));
        let place = match (entry.usual.deleted, entry.kept) {
            (true, _) => "ledger-is-deleted",
            (_, true) => "ledger-is-kept",
            (_, false) => "ledger-is-nowhere",
        };
        if !has(|fate| matches!(fate, Fate::Doubled { .. })) {
            said.push(speech.word(place));
        }
    }
    for (group, times) in &entry.usual.processed {
        let told = |fate: &Fate| match fate {
            Fate::Repeated { group: other, .. } | Fate::Skipped { group: other } => other == group,
            _ => false,
        };
        // A group that has not processed what is gone will not.
        let is_past = *times == 0 && !entry.kept;
        if !is_past && !entry.fates.iter().any(told) {
            let given = [("group", Arg::from(&**group)), ("times", Arg::from(u64::from(*times)))];
            said.push(speech.say("ledger-processed", &given));
        }
    }
    said
}

fn answered(speech: &Speech, answer: &Answer) -> String {
    match answer {
        Answer::Acked => speech.word("ledger-is-acked"),
        Answer::Awaited => speech.word("ledger-is-awaited"),
        Answer::Orphaned => speech.word("ledger-is-orphaned"),
        Answer::Unasked => speech.word("ledger-is-unasked"),
        Answer::Refused(error) => speech.say("ledger-is-refused", &[("error", Arg::from(&**error))]),
    }
}

/// What applications were told had failed, and no leader wrote.
fn refused(speech: &Speech, ledger: &Ledger) -> Html {
    if ledger.refused.is_empty() {
        return Html::default();
    }
    let line = |refused: &Refused| {
        let place = match refused.partition {
            Some(partition) => format!("{}-{partition}", refused.topic),
            None => refused.topic.to_string(),
        };
        let given = [
            ("count", Arg::from(u64::from(refused.unwritten()))),
            ("producer", Arg::from(&*refused.producer)),
            ("place", Arg::from(place)),
        ];
        html! {
            <li>
                <time class="muted mono">{clock_text(refused.at)}</time>
                <span>{speech.say("ledger-refused-line", &given)}</span>
                <span class="chip bad mono">{&*refused.error}</span>
            </li>
        }
    };
    html! {
        <>
            <h3>{speech.word("ledger-refused")}</h3>
            <p class="muted small-text">{speech.word("ledger-refused-note")}</p>
            <ul class="troubled">{ for ledger.refused.iter().map(line) }</ul>
            if ledger.refused_unlisted > 0 {
                <p class="muted">{speech.say("ledger-unlisted", &[("count", Arg::from(ledger.refused_unlisted))])}</p>
            }
        </>
    }
}
