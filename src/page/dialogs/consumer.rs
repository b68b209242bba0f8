//! A new consumer: its group, its topics, and how it works.

use serde_json::{Value, json};
use web_sys::HtmlInputElement;
use yew::prelude::*;

use super::super::form::{Dialog, Form, foot, use_form};
use super::client::{SERIALIZERS, advanced, unless};
use super::{Ground, suggest, use_submit};

/// The group choices that are no group's name: no name of a group begins like this.
const NEW: &str = "\u{1}new";
const SOLO: &str = "\u{1}solo";
/// The kinds of group that a first member can make: message id and the settings that every member then needs.
const KINDS: [(&str, &[(&str, &str)]); 4] = [
    ("group-type-range", &[]),
    (
        "group-type-cooperative",
        &[("partition.assignment.strategy", "cooperative-sticky")],
    ),
    ("group-type-consumer", &[("group.protocol", "consumer")]),
    ("group-type-share", &[("group.type", "share")]),
];
/// The settings in which the members of a group have to agree.
const SHARED: [&str; 4] = [
    "group.protocol",
    "group.remote.assignor",
    "group.type",
    "partition.assignment.strategy",
];
const OWN: [(&str, &str); 3] = [
    ("auto.offset.reset", "reset"),
    ("max.poll.records", "max_poll"),
    ("isolation.level", "isolation"),
];
/// Kafka's default is `read_uncommitted`, and need not be set.
const ISOLATIONS: [(&str, &str); 2] = [("", "read_uncommitted"), ("read_committed", "read_committed")];

#[function_component(ConsumerDialog)]
pub fn consumer_dialog(ground: &Ground) -> Html {
    let speech = &ground.speech;
    let form = use_form(speech, || start(ground));
    let chosen = use_state(|| first_topics(ground));
    let named = chosen.clone();
    let commands = move |ground: &Ground, form: &Form| Ok(vec![command(ground, form, &named)?]);
    let (submit, wrong) = use_submit(ground, &form, commands);
    html! {
        <Dialog speech={speech.clone()} title={speech.word("dialog-consumer")} on_close={ground.on_close()}>
            <form onsubmit={submit}>
                {fields(ground, &form, &chosen)}
                {foot(speech, wrong.as_deref(), "create", &ground.on_close())}
            </form>
        </Dialog>
    }
}

fn start(ground: &Ground) -> Vec<(&'static str, String)> {
    let taken = ground.used("consumer", "add_consumer");
    let group = ground
        .about
        .clone()
        .or_else(|| ground.groups().first().cloned())
        .unwrap_or_else(|| NEW.to_owned());
    vec![
        ("name", suggest(&[], "c", &taken)),
        ("group", group),
        (
            "group_name",
            suggest(&["billing", "audit", "search"], "group-", &ground.groups()),
        ),
        ("group_type", KINDS[0].0.to_owned()),
        ("reset", "latest".to_owned()),
        ("commit", "auto".to_owned()),
        ("processing_ms", "0".to_owned()),
        ("key_deserializer", "string".to_owned()),
        ("value_deserializer", "string".to_owned()),
    ]
}

/// The topics of the group that is joined, else the first that there is.
fn first_topics(ground: &Ground) -> Vec<String> {
    let group = ground
        .stage
        .groups
        .iter()
        .find(|card| ground.about.as_deref().is_none_or(|name| *card.group == *name));
    let own: Vec<String> = group
        .into_iter()
        .flat_map(|card| &card.topics)
        .map(ToString::to_string)
        .collect();
    if own.is_empty() {
        ground.topics().into_iter().take(1).collect()
    } else {
        own
    }
}

fn fields(ground: &Ground, form: &Form, chosen: &UseStateHandle<Vec<String>>) -> Html {
    let speech = &ground.speech;
    let mut groups: Vec<(String, String)> = ground
        .groups()
        .into_iter()
        .map(|group| (group.clone(), group))
        .collect();
    groups.push((NEW.to_owned(), speech.word("group-new")));
    groups.push((SOLO.to_owned(), speech.word("group-solo")));
    let commits = [
        ("auto", "commit-auto"),
        ("after", "commit-after"),
        ("before", "commit-before"),
        ("each", "commit-each"),
        ("manual", "commit-manual"),
    ];
    let isolations = ISOLATIONS.map(|(value, name)| (value.to_owned(), name.to_owned()));
    html! {
        <div class="fields">
            {form.text("name", "field-name", None)}
            {form.choice("group", "field-group", &groups)}
            if form.is("group", NEW) {
                {form.text("group_name", "group-new-name", None)}
                {form.worded_choice("group_type", "field-group-type", &KINDS.map(|(id, _)| (id, id)))}
            }
            {topics(ground, chosen)}
            {form.plain_choice("reset", "field-reset-policy", &["latest", "earliest", "none"])}
            {form.digits("processing_ms", "field-processing", 0, 600_000)}
            {form.worded_choice("commit", "field-commit", &commits)}
            {advanced(speech.word("show-advanced"), html! {
                <>
                    {form.plain_choice("key_deserializer", "field-key-deserializer", &SERIALIZERS)}
                    {form.plain_choice("value_deserializer", "field-value-deserializer", &SERIALIZERS)}
                    {form.digits("max_poll", "field-max-poll", 1, 100_000)}
                    {form.choice("isolation", "field-isolation", &isolations)}
                    {form.settings("config")}
                </>
            })}
        </div>
    }
}

fn topics(ground: &Ground, chosen: &UseStateHandle<Vec<String>>) -> Html {
    let one = |topic: String| {
        let (own, chosen, checked) = (topic.clone(), chosen.clone(), chosen.contains(&topic));
        let onchange = Callback::from(move |event: Event| {
            let mut topics: Vec<String> = chosen.iter().filter(|topic| **topic != own).cloned().collect();
            if event.target_unchecked_into::<HtmlInputElement>().checked() {
                topics.push(own.clone());
            }
            chosen.set(topics);
        });
        html! { <label class="check"><input type="checkbox" {checked} {onchange} />{topic}</label> }
    };
    html! {
        <fieldset class="field"><legend class="field-label">{ground.speech.word("field-topics")}</legend>
            <div class="row wrap">{ for ground.topics().into_iter().map(one) }</div>
        </fieldset>
    }
}

fn command(ground: &Ground, form: &Form, topics: &[String]) -> Result<Value, String> {
    let name = form.fresh_name("name", &ground.used("consumer", "add_consumer"))?;
    if topics.is_empty() {
        return Err(format!(
            "{}: {}",
            ground.speech.word("field-topics"),
            ground.speech.word("error-required")
        ));
    }
    let mut command = json!({"do": "add_consumer", "consumer": name});
    match form.get("group") {
        SOLO => command["assign"] = assign(ground, topics),
        group => {
            let group = if group == NEW {
                form.fresh_name("group_name", &[])?
            } else {
                group.to_owned()
            };
            command["group"] = group.into();
            command["topics"] = topics.into();
        }
    }
    let mut config = form.config("config", &OWN)?;
    for (name, value) in agreed(ground, form) {
        config.entry(name).or_insert(value);
    }
    if config.get("group.type").is_some_and(|kind| kind == "share")
        && let Some(policy) = config.remove("auto.offset.reset")
    {
        config.insert("share.auto.offset.reset".into(), policy);
    }
    command["config"] = config.into();
    let processing = form.within("processing_ms", 0, 600_000)?;
    if processing > 0 {
        command["processing_ms"] = processing.into();
    }
    unless(&mut command, form, "commit", "auto");
    unless(&mut command, form, "key_deserializer", "string");
    unless(&mut command, form, "value_deserializer", "string");
    Ok(command)
}

/// What the members of the group agree on: as chosen for a new group, as its newest member has it in one that there is.
fn agreed(ground: &Ground, form: &Form) -> Vec<(String, Value)> {
    let group = form.get("group");
    if group == NEW {
        let kind = KINDS.iter().find(|(id, _)| form.is("group_type", id));
        let settings = kind.into_iter().flat_map(|(_, settings)| *settings);
        return settings
            .map(|(name, value)| ((*name).to_owned(), json!(value)))
            .collect();
    }
    let commands = ground.document["commands"].as_array();
    let mut members = commands.into_iter().flatten().rev();
    let newest = members.find(|own| own["do"] == "add_consumer" && own["group"] == group && !own["assign"].is_array());
    let config = newest.and_then(|own| own["config"].as_object());
    let shared = config
        .into_iter()
        .flatten()
        .filter(|(name, _)| SHARED.contains(&name.as_str()));
    shared.map(|(name, value)| (name.clone(), value.clone())).collect()
}

/// Every partition of the topics, for a consumer that reads alone.
fn assign(ground: &Ground, topics: &[String]) -> Value {
    let cards = ground
        .stage
        .topics
        .iter()
        .filter(|card| topics.iter().any(|topic| **topic == *card.name));
    let staves = cards.flat_map(|card| &card.staves);
    staves
        .map(|stave| json!({"topic": &*stave.topic, "partition": stave.partition}))
        .collect()
}
