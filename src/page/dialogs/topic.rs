//! A new topic, more partitions for one, and the end of its oldest records.

use serde_json::{Value, json};
use yew::prelude::*;

use super::super::form::{Dialog, Form, foot, use_form};
use super::super::language::Arg;
use super::client::advanced;
use super::{Ground, suggest, use_submit};
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
    let (submit, wrong) = use_submit(ground, &form, |ground, form| Ok(vec![new_topic(ground, form)?]));
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

fn new_topic(ground: &Ground, form: &Form) -> Result<Value, String> {
    let brokers = ground.stage.brokers.len() as u64;
    let topic = form.fresh_name("name", &ground.topics())?;
    let partitions = form.within("partitions", 1, MOST_PARTITIONS)?;
    let replicas = form.within("replicas", 1, brokers.max(1))?;
    let config = form.config("config", &[])?;
    let mut command = json!({"do": "create_topic", "topic": topic, "partitions": partitions, "config": config});
    if 1 < replicas {
        command["replication_factor"] = replicas.into();
    }
    Ok(command)
}

fn card(ground: &Ground) -> Option<&TopicCard> {
    ground.stage.topics.iter().find(|card| *card.name == *ground.about())
}

#[function_component(PartitionsDialog)]
pub fn partitions_dialog(ground: &Ground) -> Html {
    let speech = &ground.speech;
    let now = card(ground).map_or(0, |card| card.staves.len() as u64);
    let form = use_form(speech, || vec![("total", (now + 1).to_string())]);
    let (submit, wrong) = use_submit(ground, &form, move |ground, form| {
        let total = form.within("total", now + 1, MOST_PARTITIONS)?;
        Ok(vec![
            json!({"do": "add_partitions", "topic": ground.about(), "total": total}),
        ])
    });
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
    let (submit, wrong) = use_submit(ground, &form, |ground, form| {
        let before = form.within("before", 0, i64::MAX as u64)?;
        let partition = form.number("partition").unwrap_or(0);
        Ok(vec![json!({
            "do": "delete_records", "topic": ground.about(), "partition": partition, "before_offset": before,
        })])
    });
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
