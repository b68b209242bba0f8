//! On which brokers partitions are to lie: they are clicked in their order, the preferred leader first.

use serde_json::{Value, json};
use yew::prelude::*;

use super::super::app::Msg;
use super::super::form::{Dialog, Form, foot, use_form};
use super::super::language::Arg;
use super::{Ground, use_submit};
use crate::view::stage::Stave;

/// The value of the choice that means every partition.
const EVERY: &str = "";

#[derive(Clone, Properties, PartialEq)]
pub struct ReplicasProps {
    pub ground: Ground,
    /// The partition to begin with; every one where it is left out.
    pub partition: Option<u32>,
}

#[function_component(ReplicasDialog)]
pub fn replicas_dialog(props: &ReplicasProps) -> Html {
    let (ground, speech) = (&props.ground, &props.ground.speech);
    let form = use_form(speech, || {
        let partition = props
            .partition
            .map_or(EVERY.to_owned(), |partition| partition.to_string());
        vec![("partition", partition)]
    });
    // Until something is clicked it is where the partition lies.
    let clicked = use_state(|| None::<Vec<i32>>);
    let lies = || stave(ground, form.number("partition")).map(target).unwrap_or_default();
    let chosen = (*clicked).clone().unwrap_or_else(lies);
    let own = chosen.clone();
    let (submit, wrong) = use_submit(ground, &form, move |ground, form| {
        Ok(vec![command(ground, form, &own)?])
    });
    let own = chosen.clone();
    let toggle = Callback::from(move |broker: i32| {
        let mut next = own.clone();
        match next.iter().position(|id| *id == broker) {
            Some(place) => _ = next.remove(place),
            None => next.push(broker),
        }
        clicked.set(Some(next));
    });
    let title = speech.say("dialog-replicas", &[("topic", Arg::from(ground.about()))]);
    html! {
        <Dialog speech={speech.clone()} {title} on_close={ground.on_close()}>
            <form onsubmit={submit}>
                <p class="note">{speech.word("dialog-replicas-note")}</p>
                {form.choice("partition", "field-partition", &partitions(props))}
                <fieldset class="field placing">
                    <legend class="field-label">{speech.word("field-replica-order")}</legend>
                    <div class="row wrap">{ for ground.stage.brokers.iter().map(|broker| button(ground, broker.id, &chosen, &toggle)) }</div>
                </fieldset>
                <p class="outcome" aria-live="polite">{ for outcome(ground, &form, &chosen).into_iter().map(|line| html! { <span>{line}{" "}</span> }) }</p>
                {foot(speech, wrong.as_deref(), "replicas-do", &ground.on_close())}
            </form>
        </Dialog>
    }
}

/// A broker, with its place in the order where it has one.
fn button(ground: &Ground, broker: i32, chosen: &[i32], toggle: &Callback<i32>) -> Html {
    let place = chosen.iter().position(|id| *id == broker);
    let name = ground.speech.say("broker", &[("id", Arg::from(broker))]);
    let label = match place {
        Some(place) => {
            let args = [("broker", Arg::from(name)), ("place", Arg::from(place + 1))];
            ground.speech.say("replica-place", &args)
        }
        None => name,
    };
    let onclick = toggle.reform(move |_: MouseEvent| broker);
    html! {
        <button type="button" aria-pressed={place.is_some().to_string()} aria-label={label} {onclick}>
            if let Some(place) = place { <b class="mono">{place + 1}</b>{" "} }
            {format!("B{broker}")}
        </button>
    }
}

/// What comes of it, in sentences.
fn outcome(ground: &Ground, form: &Form, chosen: &[i32]) -> Vec<String> {
    let speech = &ground.speech;
    let say = |id: &str, brokers: &[i32], count: i64| {
        let names: Vec<String> = brokers.iter().map(|id| format!("B{id}")).collect();
        let args = [
            ("brokers", Arg::from(speech.list(&names))),
            ("brokers_count", Arg::from(brokers.len())),
            ("count", Arg::from(count)),
        ];
        speech.say(id, &args)
    };
    if chosen.is_empty() {
        return vec![speech.word("replicas-none")];
    }
    let mut told = vec![say("replicas-preferred", &chosen[..1], 1)];
    let one = form
        .number("partition")
        .and_then(|partition| stave(ground, Some(partition)));
    let Some(stave) = one else { return told };
    let now: Vec<i32> = stave.replicas.iter().map(|mark| mark.broker).collect();
    let (comes, goes) = (only_in(chosen, &now), only_in(&now, chosen));
    if !comes.is_empty() {
        told.push(say(
            "replicas-copy",
            &comes,
            stave.log_end_offset - stave.log_start_offset,
        ));
    }
    if !goes.is_empty() {
        told.push(say("replicas-go", &goes, 0));
    }
    told
}

fn only_in(list: &[i32], other: &[i32]) -> Vec<i32> {
    list.iter().copied().filter(|id| !other.contains(id)).collect()
}

/// The stave of a partition, or the first of its topic; `__consumer_offsets` has none here.
fn stave(ground: &Ground, partition: Option<u64>) -> Option<&Stave> {
    let card = ground.stage.topics.iter().find(|card| *card.name == *ground.about())?;
    card.staves.get(partition.unwrap_or(0) as usize)
}

/// Where it lies, or is to lie.
fn target(stave: &Stave) -> Vec<i32> {
    let stay = stave.replicas.iter().filter(|mark| !mark.removing);
    stay.map(|mark| mark.broker).collect()
}

fn partitions(props: &ReplicasProps) -> Vec<(String, String)> {
    let ground = &props.ground;
    let every = (EVERY.to_owned(), ground.speech.word("field-partition-all"));
    let one = |partition: u32| (partition.to_string(), format!("P{partition}"));
    let card = ground.stage.topics.iter().find(|card| *card.name == *ground.about());
    match (card, props.partition) {
        (Some(card), _) => std::iter::once(every)
            .chain(card.staves.iter().map(|stave| one(stave.partition)))
            .collect(),
        (None, partition) => partition.into_iter().map(one).collect(),
    }
}

fn command(ground: &Ground, form: &Form, chosen: &[i32]) -> Result<Value, String> {
    if chosen.is_empty() {
        return Err(ground.speech.word("replicas-none"));
    }
    let partition = form.number("partition").map(|partition| partition as u32);
    let mut command = take_back(ground.about(), partition);
    command["replicas"] = json!(chosen);
    Ok(command)
}

/// The command that ends what is under way: of a partition, or of all.
pub fn take_back(topic: &str, partition: Option<u32>) -> Value {
    let mut command = json!({"do": "reassign_partitions", "topic": topic});
    if let Some(partition) = partition {
        command["partitions"] = json!([partition]);
    }
    command
}

/// In the sheet of a partition: the way to the dialog, and the way back while something is under way.
pub fn deeds(speech: &super::Speech, topic: &str, partition: u32, moves: bool, send: &Callback<Msg>) -> Html {
    let (own, back) = (topic.to_owned(), take_back(topic, Some(partition)));
    let ask = send.reform(move |_: MouseEvent| Msg::Ask(super::Asked::Replicas(own.clone(), Some(partition))));
    let cancel = send.reform(move |_: MouseEvent| Msg::Do(vec![back.clone()]));
    html! {
        <p class="row network">
            <button type="button" class="small" onclick={ask}>{speech.word("move-replicas")}</button>
            if moves { <button type="button" class="small" onclick={cancel}>{speech.word("move-back")}</button> }
        </p>
    }
}
