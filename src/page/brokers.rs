//! The cluster: a row of its brokers, and the same partitions by the broker that leads them, with what it follows.

use std::rc::Rc;

use yew::prelude::*;

use super::app::{App, Msg};
use super::faults;
use super::icons::{group_shape, icon};
use super::language::{Arg, Speech};
use super::opens::opens;
use super::topics::{StaveList, look, size};
use crate::view::stage::{BrokerChip, ReplicaMark, Stave, TopicCard};
use crate::view::thing::Thing;

/// More than so many do not each get a line.
const MANY: usize = 6;

/// The brokers as chips, below the producers.
pub fn row(app: &App) -> Html {
    let brokers = &app.picture.stage.brokers;
    let leaderless = !brokers.is_empty() && !brokers.iter().any(|broker| broker.controller && broker.reachable);
    html! {
        <section class="cluster" aria-labelledby="cluster-title">
            <div class="head">
                <h2 id="cluster-title">{app.speech.word("cluster")}</h2>
                <span class="row tight">
                    <button type="button" class="small" onclick={app.send.reform(|_: MouseEvent| Msg::Bench(1))} title={app.speech.word("guarantees-hint")}>
                        {app.speech.word("guarantees")}
                    </button>
                    <button type="button" class="small" onclick={app.send.reform(|_: MouseEvent| Msg::Chaos)} title={app.speech.word("chaos-hint")}>
                        {icon("chaos")}{app.speech.word("chaos")}
                    </button>
                </span>
            </div>
            <ul class={classes!("card", "brokers", (MANY < brokers.len()).then_some("many"))}>{ for brokers.iter().map(|broker| chip(app, broker)) }</ul>
            // Below the brokers, so that nothing moves that somebody is about to click.
            <p class={classes!("quorum-line", leaderless.then_some("leaderless"))} role="status">
                if leaderless { {icon("warn")} }
                <span>
                    if leaderless { {app.speech.word("cluster-leaderless")}{" "} }
                    {quorum(app, "cluster-quorum")}
                </span>
            </p>
        </section>
    }
}

/// A word that opens the controllers.
fn quorum(app: &App, word: &str) -> Html {
    opens(&app.send, Thing::Quorum, html! { {app.speech.word(word)} })
}

fn chip(app: &App, broker: &BrokerChip) -> Html {
    let speech = &app.speech;
    let mut told = vec![speech.say("broker", &[("id", Arg::from(broker.id))])];
    told.extend(rack(speech, broker));
    told.extend(role(broker).map(|role| speech.word(role)));
    told.extend(trouble(broker).map(|id| speech.word(id)));
    told.extend(faults::cut_links(speech, broker));
    told.extend(faults::slow_ways(speech, broker));
    if !broker.coordinates.is_empty() {
        let groups: Vec<String> = broker.coordinates.iter().map(ToString::to_string).collect();
        told.push(speech.say("broker-coordinates", &[("groups", Arg::from(groups.join(", ")))]));
    }
    told.extend(
        broker
            .transactions
            .iter()
            .map(|id| coordinates_transactions(speech, id)),
    );
    let note = trouble(broker).or(broker.controller.then_some("broker-controller"));
    let class = trouble(broker).map_or(classes!("chip", "good"), look_of);
    html! {
        <li class={classes!(class, note.map(|_| "said"))} key={broker.id} data-broker={broker.id.to_string()} title={told.join(" · ")}>
            {faults::lamp(broker)}{opens(&app.send, Thing::Broker(broker.id), html! { {format!("B{}", broker.id)} })}
            { for rack(speech, broker).map(|rack| html! { <span class="rack">{rack}</span> }) }
            if let Some(note) = note { {" "}{speech.word(note)} }
            if !broker.cut_links.is_empty() { {icon("cut")}<span class="sr">{speech.word("broker-link-cut")}</span> }
            if !broker.to_happen.is_empty() { {faults::to_happen(speech, &broker.to_happen)} }
            if !broker.slow.is_empty() { {icon("clock")}<span class="sr">{speech.word("broker-slow")}</span> }
            {faults::broker_menu(app, broker, "chip")}
        </li>
    }
}

/// What the controller beside a broker is, if there is one.
fn role(broker: &BrokerChip) -> Option<&'static str> {
    match (broker.controller, broker.voter) {
        (true, _) => Some("broker-active-controller"),
        (false, true) => Some("broker-voter"),
        (false, false) => None,
    }
}

fn coordinates_transactions(speech: &Speech, id: &str) -> String {
    speech.say("broker-coordinates-transactions", &[("id", Arg::from(id))])
}

/// `broker.rack`, where one is set.
fn rack(speech: &Speech, broker: &BrokerChip) -> Option<String> {
    let rack = broker.rack.as_ref()?;
    Some(speech.say("broker-rack", &[("rack", Arg::from(&**rack))]))
}

/// What is wrong with a broker, if something is.
fn trouble(broker: &BrokerChip) -> Option<&'static str> {
    match (broker.alive, broker.reachable, broker.serves) {
        (false, ..) => Some("broker-down"),
        (true, false, _) => Some("broker-cut"),
        (true, true, false) => Some("broker-starting"),
        (true, true, true) => None,
    }
}

/// How a chip looks that says it.
fn look_of(trouble: &str) -> Classes {
    match trouble {
        "broker-starting" => classes!("chip", "warn"),
        "broker-cut" => classes!("chip", "bad", "cut"),
        _ => classes!("chip", "bad"),
    }
}

pub fn view(app: &App) -> Html {
    app.picture.stage.brokers.iter().map(|chip| broker(app, chip)).collect()
}

fn broker(app: &App, chip: &BrokerChip) -> Html {
    let speech = &app.speech;
    let topics = led(app, chip.id);
    let staves = || topics.iter().flat_map(|topic| &topic.staves);
    let bytes = staves().map(|stave| stave.size_bytes).sum();
    let name = speech.say("broker", &[("id", Arg::from(chip.id))]);
    let leads = speech.say("broker-leads", &[("count", Arg::from(staves().count()))]);
    html! {
        <article class={classes!("card", "topic", "broker", (!chip.reachable).then_some("cut"))} key={chip.id} aria-label={name.clone()}>
            <div class="row spread topic-head">
                <div class="row wrap">
                    <h3>{name}</h3>
                    { for rack(speech, chip).map(|rack| html! { <span class="chip">{rack}</span> }) }
                    { for role(chip).map(|role| html! {
                        <span class={classes!("chip", chip.controller.then_some("good"))} title={speech.word("cluster-quorum")}>{quorum(app, role)}</span>
                    }) }
                    { for trouble(chip).map(|id| html! {
                        <span class={look_of(id)}>{faults::lamp(chip)}{speech.word(id)}</span>
                    }) }
                    { for faults::cut_links(speech, chip).into_iter().map(|told| html! {
                        <span class="chip bad">{icon("cut")}{told}</span>
                    }) }
                    { for faults::slow_ways(speech, chip).into_iter().map(|told| html! {
                        <span class="chip warn">{icon("clock")}{told}</span>
                    }) }
                    {faults::to_happen(speech, &chip.to_happen)}
                    { for chip.coordinates.iter().map(|group| coordinated(app, group)) }
                    { for chip.transactions.iter().map(|id| html! { <span class="chip">{coordinates_transactions(speech, id)}</span> }) }
                </div>
                <span class="row tight">
                    <span class="muted small-text">{format!("{leads} · {}", size(speech, bytes))}</span>
                    {faults::broker_menu(app, chip, "cluster")}
                </span>
            </div>
            if topics.is_empty() { <p class="muted">{speech.word("broker-leads-none")}</p> }
            { for topics.iter().map(|card| html! {
                <section key={card.name.to_string()} aria-label={card.name.to_string()}>
                    <div class="row led"><h4>{&*card.name}</h4><span class="muted small-text">{size(speech, card.size_bytes)}</span></div>
                    <StaveList speech={speech.clone()} card={card.clone()} look={look(app, whole(app, card))} act={app.act.clone()} />
                </section>
            }) }
            {follows(app, chip.id)}
        </article>
    }
}

/// The partitions that a broker copies, each from whom and how far.
fn follows(app: &App, broker: i32) -> Html {
    let staves = app.picture.topics.iter().flat_map(|topic| &topic.staves);
    let copy = |stave: &Stave| {
        let mark = stave
            .replicas
            .iter()
            .find(|mark| mark.broker == broker && !mark.leads)?;
        Some(copied(app, stave, mark))
    };
    let copies: Vec<Html> = staves.filter_map(copy).collect();
    if copies.is_empty() {
        return Html::default();
    }
    html! {
        <section class="follows">
            <h4>{app.speech.say("broker-follows", &[("count", Arg::from(copies.len()))])}</h4>
            <ul>{copies}</ul>
        </section>
    }
}

fn copied(app: &App, stave: &Stave, mark: &ReplicaMark) -> Html {
    let say = |id: &str| app.speech.say(id, &[("leader", Arg::from(stave.leader))]);
    let from = say(if stave.leader < 0 {
        "follows-nobody"
    } else {
        "follows-leader"
    });
    let behind = stave.log_end_offset - mark.log_end_offset;
    let tp = format!("{}-{}", stave.topic, stave.partition);
    html! {
        <li key={tp.clone()} class={classes!("chip", (!mark.in_sync).then_some("warn"))}>
            <span class="mono">{tp}</span>{" "}{from}
            {" · "}{app.speech.say("follows-end", &[("end", Arg::from(mark.log_end_offset))])}
            if behind > 0 { {" "}<b>{format!("−{behind}")}</b> }
            if !mark.in_sync && !mark.adding { {" · "}{app.speech.word("follows-out-of-sync")} }
            if mark.adding { {" · "}{app.speech.word("follows-comes")} }
            if mark.removing { {" · "}{app.speech.word("follows-goes")} }
        </li>
    }
}

/// A group with its sign, because its bands have it too.
fn coordinated(app: &App, group: &str) -> Html {
    let card = app.picture.groups.iter().find(|card| *card.group == *group);
    let index = card.map_or(0, |card| card.group_index);
    let text = app.speech.say("broker-coordinates", &[("groups", Arg::from(group))]);
    html! { <span class={classes!("chip", "coordinated", format!("g{}", index % 6))}>{group_shape(index)}{text}</span> }
}

/// The topics, each with those partitions alone that this broker leads.
fn led(app: &App, broker: i32) -> Vec<Rc<TopicCard>> {
    let part = |card: &Rc<TopicCard>| {
        let own: Vec<_> = card
            .staves
            .iter()
            .filter(|stave| stave.leader == broker)
            .cloned()
            .collect();
        let part = TopicCard {
            size_bytes: own.iter().map(|stave| stave.size_bytes).sum(),
            staves: own,
            config: Vec::new(),
            name: card.name.clone(),
            records: 0,
        };
        (!part.staves.is_empty()).then(|| Rc::new(part))
    };
    app.picture.topics.iter().filter_map(part).collect()
}

/// The topic that a part was taken from: compact is chosen for all of it.
fn whole<'a>(app: &'a App, part: &'a TopicCard) -> &'a TopicCard {
    let own = app.picture.topics.iter().find(|card| card.name == part.name);
    own.map_or(part, |card| card)
}
