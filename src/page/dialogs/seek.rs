//! Moving a consumer's position: `seek`.

use serde_json::{Value, json};
use yew::prelude::*;

use super::super::form::{Dialog, Form, foot, use_form};
use super::super::language::Arg;
use super::{Ground, use_submit};
use crate::view::stage::MemberCard;

const TARGETS: [(&str, &str); 4] = [
    ("beginning", "to-beginning"),
    ("end", "to-end"),
    ("offset", "to-offset"),
    ("timestamp", "to-time"),
];

#[function_component(SeekDialog)]
pub fn seek_dialog(ground: &Ground) -> Html {
    let speech = &ground.speech;
    let card = member(ground);
    let form = use_form(speech, || {
        let place = card.and_then(|card| card.positions.first());
        vec![
            ("place", "all".to_owned()),
            ("to", "beginning".to_owned()),
            ("offset", place.map_or(0, |place| place.2).to_string()),
            ("time", "0".to_owned()),
        ]
    });
    let (submit, wrong) = use_submit(ground, &form, commands);
    html! {
        <Dialog speech={speech.clone()} title={speech.say("dialog-seek", &[("consumer", Arg::from(ground.about()))])} on_close={ground.on_close()}>
            <form onsubmit={submit}>
                <p class="note">{speech.word("dialog-seek-note")}</p>
                <div class="fields">
                    {form.choice("place", "field-partition", &places(ground))}
                    {form.worded_choice("to", "field-to", &TARGETS)}
                    if form.is("to", "offset") { {form.digits("offset", "field-offset", 0, i64::MAX)} }
                    if form.is("to", "timestamp") { {form.digits("time", "field-time", 0, i64::MAX)} }
                </div>
                {foot(speech, wrong.as_deref(), "save", &ground.on_close())}
            </form>
        </Dialog>
    }
}

/// The partitions that the consumer reads, and all of them together.
fn places(ground: &Ground) -> Vec<(String, String)> {
    let own = member(ground)
        .map(|card| card.partitions.as_slice())
        .unwrap_or_default();
    let own = own
        .iter()
        .map(|(topic, partition)| (format!("{partition} {topic}"), format!("{topic}-{partition}")));
    let all = ("all".to_owned(), ground.speech.word("field-partition-all"));
    [all].into_iter().chain(own).collect()
}

fn member(ground: &Ground) -> Option<&MemberCard> {
    let members = ground
        .stage
        .groups
        .iter()
        .flat_map(|group| &group.members)
        .chain(&ground.stage.solo);
    members.into_iter().find(|member| *member.consumer == *ground.about())
}

fn commands(ground: &Ground, form: &Form) -> Result<Vec<Value>, String> {
    let most = i64::MAX as u64;
    let to = match form.get("to") {
        "offset" => json!({"offset": form.within("offset", 0, most)?}),
        "timestamp" => json!({"timestamp": form.within("time", 0, most)?}),
        word => word.into(),
    };
    let seek = |topic: &str| json!({"do": "seek", "consumer": ground.about(), "topic": topic, "to": to});
    if let Some((partition, topic)) = form.get("place").split_once(' ') {
        let mut command = seek(topic);
        command["partition"] = partition.parse::<u32>().map_err(|error| error.to_string())?.into();
        return Ok(vec![command]);
    }
    let mut topics: Vec<&str> = member(ground)
        .into_iter()
        .flat_map(|card| &card.partitions)
        .map(|place| &*place.0)
        .collect();
    topics.dedup();
    Ok(topics.into_iter().map(seek).collect())
}
