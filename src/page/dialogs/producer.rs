//! A new producer, or other settings for one that there is.

use serde_json::{Value, json};
use yew::prelude::*;

use super::super::app::Msg;
use super::super::form::{Dialog, Form, foot, use_form};
use super::super::hand::Draft;
use super::super::language::Arg;
use super::client::{SERIALIZERS, advanced, unless};
use super::{Ground, on_submit, suggest};
use crate::view::stage::ProducerCard;

/// The settings that have a field of their own.
const OWN: [(&str, &str); 6] = [
    ("acks", "acks"),
    ("linger.ms", "linger"),
    ("batch.size", "batch"),
    ("compression.type", "compression"),
    ("partitioner.class", "partitioner"),
    ("transactional.id", "transactional"),
];
/// Kafka's default is `none`, and need not be set.
const CODECS: [(&str, &str); 5] = [
    ("", "none"),
    ("gzip", "gzip"),
    ("snappy", "snappy"),
    ("lz4", "lz4"),
    ("zstd", "zstd"),
];
const PARTITIONERS: [&str; 6] = [
    "default",
    "RoundRobinPartitioner",
    "legacy-round-robin",
    "sticky-per-batch",
    "consistent_random",
    "murmur2_random",
];

#[function_component(ProducerDialog)]
pub fn producer_dialog(ground: &Ground) -> Html {
    let speech = &ground.speech;
    let form = use_form(speech, || start(ground));
    let error = use_state(|| None::<String>);
    let submit = {
        let (ground, form, error) = (ground.clone(), form.clone(), error.clone());
        on_submit(move || match commands(&ground, &form) {
            Ok((commands, name, draft)) => {
                error.set(None);
                ground.send.emit(Msg::SubmitProducer(commands, name, draft));
            }
            Err(wrong) => error.set(Some(wrong)),
        })
    };
    let edited = ground
        .about
        .as_ref()
        .map(|name| [("producer", Arg::from(name.as_str()))]);
    let title = edited.as_ref().map_or_else(
        || speech.word("dialog-producer"),
        |args| speech.say("dialog-producer-edit", args),
    );
    let wrong = (*error).clone().or_else(|| ground.error.clone());
    html! {
        <Dialog speech={speech.clone()} {title} on_close={ground.on_close()}>
            <form onsubmit={submit}>
                if let Some(args) = edited { <p class="note">{speech.say("dialog-producer-edit-note", &args)}</p> }
                {fields(ground, &form)}
                {foot(speech, wrong.as_deref(), if ground.about.is_some() { "save" } else { "create" }, &ground.on_close())}
            </form>
        </Dialog>
    }
}

fn start(ground: &Ground) -> Vec<(&'static str, String)> {
    let taken = ground.used("producer", "add_producer");
    let topic = ground.topics().first().cloned().unwrap_or_default();
    let mut fields = vec![
        ("name", suggest(&["shop", "trades", "clicks"], "producer-", &taken)),
        ("topic", topic),
        ("key", "user{1..5}".to_owned()),
        ("value", "{\"n\": {n}}".to_owned()),
        ("acks", "all".to_owned()),
        ("key_serializer", "string".to_owned()),
        ("value_serializer", "string".to_owned()),
    ];
    if let Some(card) = ground.stage.producers.iter().find(|card| *card.name == *ground.about()) {
        fields.extend([
            ("name", card.name.to_string()),
            ("topic", ground.draft.topic.clone()),
            ("key", ground.draft.key.clone()),
            ("value", ground.draft.value.clone()),
            ("acks", card.acks.to_string()),
            ("linger", card.linger_ms.to_string()),
            ("batch", card.batch_size.to_string()),
            ("compression", card.compression.replace("none", "")),
            ("partitioner", card.partitioner.to_string()),
            ("transactional", transactional_id(card)),
            ("key_serializer", card.key_serializer.to_string()),
            ("value_serializer", card.value_serializer.to_string()),
        ]);
    }
    fields
}

fn transactional_id(card: &ProducerCard) -> String {
    let own = card.transactional.as_ref();
    own.map_or_else(String::new, |transaction| transaction.id.to_string())
}

fn fields(ground: &Ground, form: &Form) -> Html {
    let speech = &ground.speech;
    let mut partitioners = vec![(String::new(), speech.word("partitioner-pace"))];
    partitioners.extend(PARTITIONERS.map(|name| (name.to_owned(), name.to_owned())));
    let codecs = CODECS.map(|(value, name)| (value.to_owned(), name.to_owned()));
    let topics: Vec<String> = ground.topics();
    let topics: Vec<&str> = topics.iter().map(String::as_str).collect();
    html! {
        <div class="fields">
            if ground.about.is_none() { {form.text("name", "field-name", None)} }
            {form.plain_choice("topic", "field-topic", &topics)}
            {form.text("key", "field-key-template", Some(speech.word("field-key-hint")))}
            {form.text("value", "field-value-template", Some(speech.word("template-hint")))}
            {form.worded_choice("acks", "field-acks", &[("0", "acks-0"), ("1", "acks-1"), ("all", "acks-all")])}
            {advanced(speech.word("show-advanced"), html! {
                <>
                    {form.plain_choice("key_serializer", "field-key-serializer", &SERIALIZERS)}
                    {form.plain_choice("value_serializer", "field-value-serializer", &SERIALIZERS)}
                    {form.digits("linger", "field-linger", 0, 60_000)}
                    {form.digits("batch", "field-batch", 0, 10_000_000)}
                    {form.choice("compression", "field-compression", &codecs)}
                    {form.choice("partitioner", "field-partitioner", &partitioners)}
                    {form.text("transactional", "field-transactional-id", Some(speech.word("field-transactional-hint")))}
                    {form.settings("config")}
                </>
            })}
        </div>
    }
}

fn commands(ground: &Ground, form: &Form) -> Result<(Vec<Value>, String, Draft), String> {
    let name = match &ground.about {
        Some(name) => name.clone(),
        None => form.fresh_name("name", &ground.used("producer", "add_producer"))?,
    };
    let mut command = json!({"do": "add_producer", "producer": name, "config": form.config("config", &OWN)?});
    unless(&mut command, form, "key_serializer", "string");
    unless(&mut command, form, "value_serializer", "string");
    let draft = Draft {
        topic: form.get("topic").to_owned(),
        key: form.get("key").to_owned(),
        value: form.get("value").to_owned(),
        ..ground.draft.clone()
    };
    let close = ground
        .about
        .is_some()
        .then(|| json!({"do": "close_producer", "producer": name}));
    Ok((close.into_iter().chain([command]).collect(), name, draft))
}
