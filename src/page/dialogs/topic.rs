//! A new topic, more partitions for one, and the end of its oldest records.

use serde_json::json;
use yew::prelude::*;

use super::super::app::Msg;
use super::super::form::{Dialog, foot, use_form};
use super::super::language::Arg;
use super::client::advanced;
use super::{Ground, on_submit, suggest};
use crate::view::stage::TopicCard;

const MOST_PARTITIONS: u64 = 200;

#[function_component(TopicDialog)]
pub fn topic_dialog(ground: &Ground) -> Html {
    let speech = &ground.speech;
    let form = use_form(speech, || {
        let name = suggest(
            &["orders", "trading-events", "user-events", "critical-events"],
            "topic-",
            &ground.topics(),
        );
        vec![
            ("name", name),
            ("partitions", "3".to_owned()),
            ("replicas", "1".to_owned()),
        ]
    });
    let brokers = ground.stage.brokers.len() as u64;
    let error = use_state(|| None::<String>);
    let submit = {
        let (ground, form, error) = (ground.clone(), form.clone(), error.clone());
        on_submit(move || {
            let command = || {
                let topic = form.fresh_name("name", &ground.topics())?;
                let partitions = form.within("partitions", 1, MOST_PARTITIONS)?;
                let replicas = form.within("replicas", 1, brokers.max(1))?;
                let config = form.config("config", &[])?;
                let mut command =
                    json!({"do": "create_topic", "topic": topic, "partitions": partitions, "config": config});
                if 1 < replicas {
                    command["replication_factor"] = replicas.into();
                }
                Ok::<_, String>(command)
            };
            let command = command();
            error.set(command.as_ref().err().cloned());
            command
                .into_iter()
                .for_each(|command| ground.send.emit(Msg::Submit(vec![command])));
        })
    };
    let wrong = (*error).clone().or_else(|| ground.error.clone());
    html! {
        <Dialog speech={speech.clone()} title={speech.word("dialog-topic")} on_close={ground.on_close()}>
            <form onsubmit={submit}>
                <div class="fields">
                    {form.text("name", "field-name", None)}
                    {form.digits("partitions", "field-partitions", 1, 200)}
                    if 1 < brokers { {form.digits("replicas", "field-replicas", 1, brokers as i64)} }
                    {advanced(speech.word("show-advanced"), form.settings("config"))}
                </div>
                {foot(speech, wrong.as_deref(), "create", &ground.on_close())}
            </form>
        </Dialog>
    }
}

fn card(ground: &Ground) -> Option<&TopicCard> {
    ground.stage.topics.iter().find(|card| *card.name == *ground.about())
}

#[function_component(PartitionsDialog)]
pub fn partitions_dialog(ground: &Ground) -> Html {
    let speech = &ground.speech;
    let now = card(ground).map_or(0, |card| card.staves.len() as u64);
    let form = use_form(speech, || vec![("total", (now + 1).to_string())]);
    let error = use_state(|| None::<String>);
    let submit = {
        let (ground, form, error) = (ground.clone(), form.clone(), error.clone());
        on_submit(move || {
            let total = form.within("total", now + 1, MOST_PARTITIONS);
            error.set(total.as_ref().err().cloned());
            total.into_iter().for_each(|total| {
                ground.send.emit(Msg::Submit(vec![
                    json!({"do": "add_partitions", "topic": ground.about(), "total": total}),
                ]));
            });
        })
    };
    let wrong = (*error).clone().or_else(|| ground.error.clone());
    let title = speech.say("dialog-partitions", &[("topic", Arg::from(ground.about()))]);
    html! {
        <Dialog speech={speech.clone()} {title} on_close={ground.on_close()}>
            <form onsubmit={submit}>
                <p class="note">{speech.word("dialog-partitions-note")}</p>
                <div class="fields">{form.digits("total", "field-total", now as i64 + 1, 200)}</div>
                {foot(speech, wrong.as_deref(), "save", &ground.on_close())}
            </form>
        </Dialog>
    }
}

#[function_component(RecordsDialog)]
pub fn records_dialog(ground: &Ground) -> Html {
    let speech = &ground.speech;
    let form = use_form(speech, || {
        let end = card(ground)
            .and_then(|card| card.staves.first())
            .map_or(0, |stave| stave.high_watermark);
        vec![("partition", "0".to_owned()), ("before", end.to_string())]
    });
    let error = use_state(|| None::<String>);
    let submit = {
        let (ground, form, error) = (ground.clone(), form.clone(), error.clone());
        on_submit(move || {
            let before = form.within("before", 0, i64::MAX as u64);
            error.set(before.as_ref().err().cloned());
            before.into_iter().for_each(|before| {
                let partition = form.number("partition").unwrap_or(0);
                let command = json!({"do": "delete_records", "topic": ground.about(), "partition": partition, "before_offset": before});
                ground.send.emit(Msg::Submit(vec![command]));
            });
        })
    };
    let wrong = (*error).clone().or_else(|| ground.error.clone());
    let count = card(ground).map_or(1, |card| card.staves.len());
    let partitions: Vec<(String, String)> = (0..count)
        .map(|partition| (partition.to_string(), format!("P{partition}")))
        .collect();
    html! {
        <Dialog speech={speech.clone()} title={speech.say("dialog-records", &[("topic", Arg::from(ground.about()))])} on_close={ground.on_close()}>
            <form onsubmit={submit}>
                <p class="note">{speech.word("dialog-records-note")}</p>
                <div class="fields">
                    {form.choice("partition", "field-partition", &partitions)}
                    {form.digits("before", "field-before-offset", 0, i64::MAX)}
                </div>
                {foot(speech, wrong.as_deref(), "delete", &ground.on_close())}
            </form>
        </Dialog>
    }
}
