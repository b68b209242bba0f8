//! One consumer: what it reads, what it is doing, and what can be done to it.

use std::rc::Rc;

use serde_json::{Value, json};
use yew::prelude::*;

use super::app::Msg;
use super::dialogs::Asked;
use super::draw::{Act, Cargo};
use super::faults;
use super::icons::icon;
use super::language::{Arg, Speech};
use super::menu::{Item, Menu};
use super::opens::opens;
use super::views::Traced;
use crate::view::stage::{MemberCard, RecordId, Text};
use crate::view::thing::Thing;

/// More partitions than this are counted, not shown.
const PILLS: usize = 8;

#[derive(Properties, PartialEq)]
pub struct MemberProps {
    pub speech: Speech,
    pub card: MemberCard,
    /// Its group is stable: what it holds, it reads.
    pub settled: bool,
    /// The groups that there are, to move to.
    pub groups: Rc<Vec<String>>,
    /// The group that it is in.
    #[prop_or_default]
    pub group: Option<String>,
    /// Where the records of the wanted key are.
    pub traced: Option<Rc<Traced>>,
    pub send: Callback<Msg>,
}

#[function_component(Member)]
pub fn member(props: &MemberProps) -> Html {
    let (speech, card) = (&props.speech, &props.card);
    let class = classes!(
        "member",
        card.state,
        card.activity,
        card.idle.then_some("idle"),
        (!props.settled).then_some("unsettled"),
        props
            .traced
            .as_deref()
            .map(|traced| if reads(card, traced) { "lit" } else { "dim" })
    );
    html! {
        <div {class} data-consumer={card.consumer.to_string()} data-carry="member" role="group" aria-label={card.consumer.to_string()}>
            <div class="row spread">
                <span class="row tight holder"><span class="grip" title={speech.word("carry-member")}>{icon("grip")}</span><h4>{opens(&props.send, Thing::Consumer(card.consumer.clone()), html! { {&*card.consumer} })}</h4></span>
                <span class="row tight">
                    {pills(props)}
                    <Menu id={format!("menu-consumer-{}", card.consumer)} label={speech.say("more", &[("name", Arg::from(&*card.consumer))])} items={items(props)} />
                </span>
            </div>
            <p class="activity">
                <span>{activity(speech, card)}</span>
                {in_hand(props)}
                {faults::to_happen(speech, &card.to_happen)}
                if card.state == "running" && card.lag > 0 { <span class="member-lag">{speech.say("member-lag", &[("lag", Arg::from(card.lag))])}</span> }
            </p>
            {progress(props)}
            {stuck(props)}
        </div>
    }
}

/// It reads a partition that has records of the key.
fn reads(card: &MemberCard, traced: &Traced) -> bool {
    card.partitions
        .iter()
        .any(|(topic, partition)| traced.is_in(topic, *partition))
}

/// The key, where it has a record of it in hand.
fn in_hand(props: &MemberProps) -> Html {
    let own = |traced: &&Rc<Traced>| {
        let record = props.card.record.as_ref();
        record.is_some_and(|id| traced.has(&id.topic, id.partition, id.offset))
    };
    match props.traced.as_ref().filter(own) {
        Some(traced) => html! { <b class="chip mono in-hand">{&*traced.key}</b> },
        None => Html::default(),
    }
}

fn pills(props: &MemberProps) -> Html {
    let card = &props.card;
    let several = card.topics.len() > 1
        || card
            .partitions
            .iter()
            .any(|(topic, _)| Some(topic) != card.partitions.first().map(|first| &first.0));
    let pill = |(topic, partition): &(Text, u32)| {
        let paused = card.paused.iter().any(|own| own.0 == *topic && own.1 == *partition);
        let lit = props
            .traced
            .as_ref()
            .is_some_and(|traced| traced.is_in(topic, *partition));
        let label = props.speech.say(
            "assigned-partition",
            &[("topic", Arg::from(&**topic)), ("partition", Arg::from(*partition))],
        );
        let text = if several {
            format!("{}·P{partition}", short(topic))
        } else {
            format!("P{partition}")
        };
        html! { <span key={format!("{topic}-{partition}")} class={classes!("pill", paused.then_some("paused"), lit.then_some("lit"))} title={label.clone()}><span aria-hidden="true">{text}</span><span class="sr">{label}</span></span> }
    };
    let rest = card.partitions.len().saturating_sub(PILLS);
    html! {
        <span class="pills">
            { for card.partitions.iter().take(PILLS).map(pill) }
            if rest > 0 { <span class="pill more">{format!("+{rest}")}</span> }
        </span>
    }
}

/// A topic's name, cut to what a pill can hold.
fn short(topic: &str) -> String {
    if topic.chars().count() <= 6 {
        topic.to_owned()
    } else {
        topic.chars().take(5).chain(['…']).collect()
    }
}

fn place(id: &RecordId) -> [(&'static str, Arg); 3] {
    [
        ("topic", Arg::from(&*id.topic)),
        ("partition", Arg::from(id.partition)),
        ("offset", Arg::from(id.offset)),
    ]
}

/// What it is doing, in a sentence.
fn activity(speech: &Speech, card: &MemberCard) -> String {
    let at = |id: &str, record: &RecordId| speech.say(id, &place(record));
    match (card.state, card.activity, &card.record) {
        ("crashed", ..) if card.counted => speech.word("activity-crashed"),
        ("crashed", ..) => speech.word("activity-crashed-gone"),
        ("closed", ..) => speech.word("activity-closed"),
        ("failed", ..) => speech.word("activity-failed"),
        ("frozen", ..) => speech.word("activity-frozen"),
        (_, "stuck", Some(record)) => at("activity-stuck", record),
        (_, "processing", Some(record)) => at("activity-processing", record),
        (_, "processing", None) => speech.word("activity-processing-any"),
        (_, "committing", _) => speech.word("activity-committing"),
        (_, "acknowledging", _) => speech.word("activity-acknowledging"),
        (_, "undecided", Some(record)) => at("activity-undecided", record),
        (_, "joining", _) => speech.word("activity-joining"),
        (_, "syncing", _) => speech.word("activity-syncing"),
        (_, "finding_coordinator", _) => speech.word("activity-finding-coordinator"),
        (_, "polling", _) if card.idle => speech.word("member-idle"),
        (_, "polling", _) => speech.word("activity-polling"),
        _ => speech.word("activity-stopped"),
    }
}

/// The bar takes its room even when nothing is in hand, so that the card keeps its height.
fn progress(props: &MemberProps) -> Html {
    let value = if props.card.activity == "processing" {
        props.card.progress.min(1000)
    } else {
        0
    };
    let label = props
        .speech
        .say("member-progress", &[("consumer", Arg::from(&*props.card.consumer))]);
    html! { <progress max="1000" value={value.to_string()} aria-label={label} /> }
}

/// The poison pill and the way past it.
fn stuck(props: &MemberProps) -> Html {
    let card = &props.card;
    let Some(error) = &card.error else {
        return Html::default();
    };
    let error = html! { <code>{&**error}</code> };
    let Some(record) = card.record.clone().filter(|_| card.activity == "stuck") else {
        return html! { <div class="stuck" role="alert">{error}</div> };
    };
    let inspected = record.clone();
    let inspect = props
        .send
        .reform(move |_: MouseEvent| Msg::Act(Act::Inspect(inspected.clone())));
    let skip = seek(&card.consumer, &record, record.offset + 1);
    html! {
        <div class="stuck" role="alert">
            <button type="button" class="link" onclick={inspect}>{error}</button>
            <button type="button" class="small" onclick={props.send.reform(move |_: MouseEvent| Msg::Do(vec![skip.clone()]))}>{props.speech.word("skip-record")}</button>
        </div>
    }
}

fn seek(consumer: &str, record: &RecordId, offset: i64) -> Value {
    json!({"do": "seek", "consumer": consumer, "topic": &*record.topic, "partition": record.partition, "to": {"offset": offset}})
}

fn items(props: &MemberProps) -> Vec<Item> {
    let card = &props.card;
    let item = |id: &str, what: &'static str| {
        let consumer = card.consumer.to_string();
        Item::new(
            props.speech.word(id),
            props
                .send
                .reform(move |()| Msg::Do(vec![json!({"do": what, "consumer": consumer})])),
        )
    };
    let danger = |item: Item| Item { danger: true, ..item };
    if !matches!(card.state, "running" | "frozen") {
        return [item("restart", "restart_consumer")]
            .into_iter()
            .chain(moves(props))
            .collect();
    }
    let consumer = card.consumer.to_string();
    let mut items = acknowledgements(props);
    if !card.share {
        items.push(Item::new(
            props.speech.word("seek-menu"),
            props.send.reform(move |()| Msg::Ask(Asked::Seek(consumer.clone()))),
        ));
        items.push(if card.paused.is_empty() {
            item("pause-partitions", "pause")
        } else {
            item("resume-partitions", "resume")
        });
    }
    items.push(item("commit-now", "commit"));
    items.push(if card.state == "frozen" {
        item("thaw", "thaw_consumer")
    } else {
        item("freeze", "freeze_consumer")
    });
    items.extend(moves(props));
    items.push(faults::mishap_item(&props.speech, &props.send, &card.consumer));
    items.push(item("close-client", "close_consumer"));
    items.push(danger(item("crash", "crash_consumer")));
    items
}

/// What can be said of the record in hand, where the next poll() does not say it.
fn acknowledgements(props: &MemberProps) -> Vec<Item> {
    let card = &props.card;
    if !card.share || card.commit == "auto" || card.in_hand == 0 {
        return Vec::new();
    }
    let item = |(id, kind): (&str, &'static str)| {
        let mut command = json!({"do": "acknowledge", "consumer": &*card.consumer, "type": kind});
        if let Some(record) = &card.record {
            command["topic"] = (*record.topic).into();
            command["partition"] = record.partition.into();
            command["offset"] = record.offset.into();
        }
        let deed = props.send.reform(move |()| Msg::Do(vec![command.clone()]));
        Item::new(props.speech.word(id), deed)
    };
    let kinds = [
        ("acknowledge-accept", "accept"),
        ("acknowledge-release", "release"),
        ("acknowledge-reject", "reject"),
        ("acknowledge-renew", "renew"),
    ];
    kinds.into_iter().map(item).collect()
}

/// To each other group.
fn moves(props: &MemberProps) -> impl Iterator<Item = Item> {
    let others = props.groups.iter().filter(|group| props.group.as_ref() != Some(group));
    others.map(|group| {
        let act = Act::Drop {
            what: Cargo::Member(props.card.consumer.clone()),
            onto: group.as_str().into(),
        };
        Item::new(
            props.speech.say("move-member", &[("group", Arg::from(&**group))]),
            props.send.reform(move |()| Msg::Act(act.clone())),
        )
    })
}
