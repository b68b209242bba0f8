//! The column of consumer groups, and the consumers without one below them.

use std::rc::Rc;

use yew::prelude::*;

use super::app::{App, Msg};
use super::dialogs::Asked;
use super::draw::{Act, Cargo};
use super::icons::{group_shape, icon};
use super::language::{Arg, Speech};
use super::members::Member;
use super::menu::{Item, Menu};
use super::opens::opens;
use super::views::Traced;
use crate::view::stage::{GroupCard, MemberCard};
use crate::view::thing::Thing;

/// How many colours and shapes groups have before they come round again.
pub const GROUP_LOOKS: u32 = 6;

pub fn column(app: &App) -> Html {
    let speech = &app.speech;
    let picture = &app.picture;
    let groups: Rc<Vec<String>> = Rc::new(picture.groups.iter().map(|card| card.group.to_string()).collect());
    html! {
        <section class="col groups" aria-labelledby="groups-title">
            <div class="head">
                <h2 id="groups-title">{speech.word("groups")}</h2>
                <button type="button" class="small" data-carry="new" title={speech.word("carry-new")} onclick={app.send.reform(|_: MouseEvent| Msg::Ask(Asked::Consumer(None)))}>
                    {icon("plus")}{speech.word("add-consumer")}
                </button>
            </div>
            if picture.groups.is_empty() && picture.solo.is_empty() { <p class="empty">{speech.word("groups-none")}</p> }
            { for picture.groups.iter().map(|card| html! {
                <Group key={card.group.to_string()} speech={speech.clone()} card={card.clone()} groups={groups.clone()}
                    traced={picture.traced.clone()} send={app.send.clone()} />
            }) }
            if !picture.solo.is_empty() { {solo(app, &picture.solo, &groups)} }
        </section>
    }
}

fn solo(app: &App, members: &[Rc<MemberCard>], groups: &Rc<Vec<String>>) -> Html {
    html! {
        <section aria-labelledby="solo-title">
            <div class="head"><h2 id="solo-title">{app.speech.word("solo")}</h2></div>
            <div class="card solo">
                { for members.iter().map(|member| html! {
                    <Member key={member.consumer.to_string()} speech={app.speech.clone()} card={(**member).clone()} settled=true
                        groups={groups.clone()} traced={app.picture.traced.clone()} send={app.send.clone()} />
                }) }
            </div>
        </section>
    }
}

#[derive(Properties, PartialEq)]
pub struct GroupProps {
    pub speech: Speech,
    pub card: Rc<GroupCard>,
    pub groups: Rc<Vec<String>>,
    /// Where the records of the wanted key are.
    pub traced: Option<Rc<Traced>>,
    pub send: Callback<Msg>,
}

#[function_component(Group)]
pub fn group(props: &GroupProps) -> Html {
    let (speech, card) = (&props.speech, &props.card);
    let class = classes!("card", "group", format!("g{}", card.group_index % GROUP_LOOKS));
    html! {
        <article {class} aria-label={card.group.to_string()} data-group={card.group.to_string()}>
            <div class="row spread">
                <h3 class="group-name">{group_shape(card.group_index)}{opens(&props.send, Thing::Group(card.group.clone()), html! { {&*card.group} })}</h3>
                <span class="row tight">
                    {state(speech, card)}
                    <Menu id={format!("menu-group-{}", card.group)} label={speech.say("more", &[("name", Arg::from(&*card.group))])} items={items(props)} />
                </span>
            </div>
            <p class="muted small-text">
                {protocol(speech, card)}
                if card.coordinator != 0 {
                    {speech.say("group-summary", &[("assignor", Arg::from(&*card.assignor)), ("broker", Arg::from(card.coordinator))])}
                    if !card.reachable { {" "}<span class="bad">{"✕ "}{speech.word("broker-cut")}</span> }
                    {" · "}
                }
                {speech.word("group-lag")}{" "}<b class="group-lag">{card.lag}</b>
            </p>
            { for card.members.iter().map(|member| html! {
                <Member key={member.consumer.to_string()} speech={speech.clone()} card={member.clone()} settled={&*card.state == "Stable"}
                    groups={props.groups.clone()} group={card.group.to_string()} traced={props.traced.clone()} send={props.send.clone()} />
            }) }
            {deeds(props)}
        </article>
    }
}

/// The protocol by name, where it is not the first one that a learner meets.
fn protocol(speech: &Speech, card: &GroupCard) -> Html {
    if card.protocol == "classic" {
        return html! {};
    }
    let hint = speech.word(&format!("group-of-{}-hint", card.protocol));
    html! { <><abbr title={hint}>{card.protocol}</abbr>{" · "}</> }
}

fn state(speech: &Speech, card: &GroupCard) -> Html {
    let (id, tone) = match &*card.state {
        "Stable" => ("group-state-stable", Some("good")),
        "Empty" => ("group-state-empty", None),
        "Dead" => ("group-state-dead", Some("bad")),
        "PreparingRebalance" => ("group-state-preparing", Some("warn")),
        "CompletingRebalance" => ("group-state-completing", Some("warn")),
        "NoCoordinator" => {
            return html! { <span class="chip state bad" title={speech.word("group-no-coordinator-hint")}>{speech.word("group-state-no-coordinator")}</span> };
        }
        "Assigning" => ("group-state-assigning", Some("warn")),
        "Reconciling" => ("group-state-reconciling", Some("warn")),
        _ => ("group-state-unknown", None),
    };
    let counted = if card.protocol == "classic" {
        "group-generation"
    } else {
        "group-epoch"
    };
    let generation = speech.say(counted, &[("generation", Arg::from(card.generation.max(0)))]);
    html! { <span class={classes!("chip", "state", tone)} title={card.state.to_string()}>{speech.word(id)}{" · "}{generation}</span> }
}

fn deeds(props: &GroupProps) -> Html {
    let ask = |asked: Asked| props.send.reform(move |_: MouseEvent| Msg::Ask(asked.clone()));
    let group = || props.card.group.to_string();
    let add = props.speech.say("add-consumer-to", &[("group", Arg::from(group()))]);
    html! {
        <div class="row deeds">
            <button type="button" class="small" aria-label={add} onclick={ask(Asked::Consumer(Some(group())))}>{icon("plus")}{props.speech.word("add-consumer")}</button>
            if props.card.protocol != "share" { <button type="button" class="small" onclick={ask(Asked::Reset(group()))}>{props.speech.word("reset-offsets")}</button> }
        </div>
    }
}

fn items(props: &GroupProps) -> Vec<Item> {
    let group = props.card.group.to_string();
    let compared = group.clone();
    let join = Act::Drop {
        what: Cargo::NewMember,
        onto: props.card.group.clone(),
    };
    let compare = Item::new(
        props.speech.word("protocols-compare"),
        props.send.reform(move |()| Msg::CompareProtocols(compared.clone())),
    );
    let others = [
        Item::new(
            props.speech.word("join-like-others"),
            props.send.reform(move |()| Msg::Act(join.clone())),
        ),
        Item::danger(
            props.speech.word("delete-group"),
            props.send.reform(move |()| Msg::Ask(Asked::DeleteGroup(group.clone()))),
        ),
    ];
    // Members of a share group share every partition: there is nothing to rebalance.
    let compare = (props.card.protocol != "share").then_some(compare);
    compare.into_iter().chain(others).collect()
}
