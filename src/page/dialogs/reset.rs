//! Resetting a group's committed offsets, and Kafka's rule about it.

use serde_json::{Value, json};
use yew::prelude::*;

use super::super::app::Msg;
use super::super::form::{Dialog, Form, use_form};
use super::super::language::Arg;
use super::{Ground, on_submit, plan};
use crate::view::stage::GroupCard;

#[derive(Properties, PartialEq)]
pub struct ResetProps {
    pub ground: Ground,
    pub core: plan::Asks,
}

#[function_component(ResetDialog)]
pub fn reset_dialog(props: &ResetProps) -> Html {
    let ground = &props.ground;
    let speech = &ground.speech;
    let topics = topics(ground);
    let form = use_form(speech, || start(&topics));
    let error = use_state(|| None::<String>);
    let active = active(ground);
    let ask = |stop: bool| {
        let (ground, form, error) = (ground.clone(), form.clone(), error.clone());
        move || match command(&ground, &form) {
            Ok(command) => ground.send.emit(message(&ground, command, stop)),
            Err(wrong) => error.set(Some(wrong)),
        }
    };
    let anyway = ask(false);
    let title = speech.say("dialog-reset", &[("group", Arg::from(ground.about()))]);
    let wrong = (*error).clone().or_else(|| ground.error.clone());
    html! {
        <Dialog speech={speech.clone()} {title} on_close={ground.on_close()}>
            <form onsubmit={on_submit(ask(active > 0))}>
                <p class="note">{speech.word("dialog-reset-note")}</p>
                {fields(ground, &form, &topics)}
                if let Ok(command) = command(ground, &form) { {plan::table(speech, &props.core, &command)} }
                {rule(ground, active)}
                if let Some(error) = wrong { <p class="error" role="alert">{error}</p> }
                <footer class="row end wrap">
                    <button type="button" onclick={ground.on_close().reform(|_: MouseEvent| ())}>{speech.word("cancel")}</button>
                    if active > 0 {
                        <button type="button" onclick={move |_: MouseEvent| anyway()}>{speech.word("reset-anyway")}</button>
                    }
                    <button type="submit" class="primary">{speech.word(if active > 0 { "reset-stop" } else { "reset-do" })}</button>
                </footer>
            </form>
        </Dialog>
    }
}

fn message(ground: &Ground, command: Value, stop: bool) -> Msg {
    let group = ground.about().to_owned();
    if stop {
        Msg::StopAndReset { group, command }
    } else {
        Msg::Submit(vec![command])
    }
}

/// The topics that the group reads, or all where it reads none now.
fn topics(ground: &Ground) -> Vec<String> {
    let own = card(ground).into_iter().flat_map(|card| &card.topics);
    let own: Vec<String> = own.map(ToString::to_string).collect();
    if own.is_empty() { ground.topics() } else { own }
}

fn start(topics: &[String]) -> Vec<(&'static str, String)> {
    let topic = topics.first().map_or("", String::as_str);
    let fields = [
        ("topic", topic),
        ("partition", "all"),
        ("to", "earliest"),
        ("offset", "0"),
        ("time", "0"),
        ("shift", "-5"),
        ("duration", "60000"),
    ];
    fields.map(|(name, value)| (name, value.to_owned())).into()
}

/// Whether Kafka's rule is met.
fn rule(ground: &Ground, active: usize) -> Html {
    let group = ("group", Arg::from(ground.about()));
    let (text, class) = match active {
        0 => (ground.speech.say("dialog-reset-empty", &[group]), "good"),
        _ => (
            ground
                .speech
                .say("dialog-reset-active", &[group, ("count", Arg::from(active))]),
            "warn",
        ),
    };
    html! { <p class={classes!("note", class)}>{text}</p> }
}

fn card(ground: &Ground) -> Option<&GroupCard> {
    ground.stage.groups.iter().find(|card| *card.group == *ground.about())
}

/// The members that keep the group active.
fn active(ground: &Ground) -> usize {
    let empty = |card: &&GroupCard| !matches!(&*card.state, "Empty" | "Dead");
    let members = card(ground).filter(empty).into_iter().flat_map(|card| &card.members);
    members
        .filter(|member| !matches!(member.state, "closed" | "failed"))
        .count()
}

fn fields(ground: &Ground, form: &Form, topics: &[String]) -> Html {
    let names: Vec<&str> = topics.iter().map(String::as_str).collect();
    let count = ground
        .stage
        .topics
        .iter()
        .find(|card| form.is("topic", &card.name))
        .map_or(0, |card| card.staves.len());
    let partitions = (0..count).map(|partition| (partition.to_string(), format!("P{partition}")));
    let all = ("all".to_owned(), ground.speech.word("field-partition-all"));
    let partitions: Vec<(String, String)> = [all].into_iter().chain(partitions).collect();
    let targets = [
        ("earliest", "to-beginning"),
        ("latest", "to-end"),
        ("offset", "to-offset"),
        ("timestamp", "to-time"),
        ("shift_by", "to-shift"),
        ("by_duration_ms", "to-duration"),
    ];
    html! {
        <div class="fields">
            {form.plain_choice("topic", "field-topic", &names)}
            {form.choice("partition", "field-partition", &partitions)}
            {form.worded_choice("to", "field-to", &targets)}
            if form.is("to", "offset") { {form.digits("offset", "field-offset", 0, i64::MAX)} }
            if form.is("to", "timestamp") { {form.digits("time", "field-time", 0, i64::MAX)} }
            if form.is("to", "by_duration_ms") { {form.digits("duration", "field-duration", 0, i64::MAX)} }
            if form.is("to", "shift_by") { {form.digits("shift", "field-shift", i64::MIN, i64::MAX)} }
        </div>
    }
}

fn command(ground: &Ground, form: &Form) -> Result<Value, String> {
    let most = i64::MAX as u64;
    let to = match form.get("to") {
        "offset" => json!({"offset": form.within("offset", 0, most)?}),
        "timestamp" => json!({"timestamp": form.within("time", 0, most)?}),
        "shift_by" => json!({"shift_by": form.integer("shift").ok_or_else(|| ground.speech.word("error-required"))?}),
        "by_duration_ms" => json!({"by_duration_ms": form.within("duration", 0, most)?}),
        word => word.into(),
    };
    let mut command = json!({"do": "reset_offsets", "group": ground.about(), "topic": form.get("topic"), "to": to});
    if let Some(partition) = form.number("partition") {
        command["partitions"] = json!([partition]);
    }
    Ok(command)
}
