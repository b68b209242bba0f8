//! The column of topics: a card each, with a head here and its staves drawn by `draw`; or the same staves by broker.

use std::rc::Rc;

use web_sys::HtmlElement;
use yew::prelude::*;

use super::app::{App, Msg};
use super::dialogs::{Asked, replicas};
use super::draw::{Act, Look, Staves};
use super::icons::icon;
use super::language::{Arg, Speech};
use super::menu::{Item, Menu};
use super::opens::opens;
use super::views::Choice;
use super::{brokers, traces};
use crate::view::stage::{Stave, TopicCard};
use crate::view::thing::Thing;

pub fn column(app: &App) -> Html {
    let speech = &app.speech;
    let cluster = app.picture.views.cluster;
    let ask = app.send.reform(|_: MouseEvent| Msg::Ask(Asked::Topic));
    html! {
        <section class="col stage" id="stage" tabindex="-1" aria-labelledby="topics-title">
            <div class="head wrap">
                <h2 id="topics-title">{speech.word(if cluster { "view-cluster" } else { "topics" })}</h2>
                <div class="row wrap end">
                    {traces::key_box(app)}
                    {views(app)}
                    <button type="button" class="small" onclick={ask.clone()}>{icon("plus")}{speech.word("add-topic")}</button>
                </div>
            </div>
            {traces::list(app)}
            if app.picture.topics.is_empty() {
                <div class="empty tall">
                    <p>{speech.word("topics-none")}</p>
                    <button type="button" class="primary" onclick={ask}>{speech.word("topics-none-action")}</button>
                </div>
            }
            if cluster { {brokers::view(app)} } else { { for app.picture.topics.iter().map(|card| one(app, card, false)) } {internal(app)} }
        </section>
    }
}

/// Topics or brokers.
fn views(app: &App) -> Html {
    let choice = |id: &str, on: bool| {
        let onclick = app.send.reform(move |_: MouseEvent| Msg::View(Choice::Cluster(on)));
        let pressed = app.picture.views.cluster == on;
        html! { <button type="button" class="small" aria-pressed={pressed.to_string()} {onclick}>{app.speech.word(id)}</button> }
    };
    html! {
        <div class="switch" role="group" aria-label={app.speech.word("view")}>
            {choice("view-topics", false)}{choice("view-cluster", true)}
        </div>
    }
}

/// Kafka's own topics below the others, on request and once there is somebody for whom they are written.
fn internal(app: &App) -> Html {
    let transactional = app.picture.producers.iter().any(|card| card.transactional.is_some());
    if app.picture.groups.is_empty() && !transactional {
        return Html::default();
    }
    let on = !app.picture.views.internal;
    let onclick = app.send.reform(move |_: MouseEvent| Msg::View(Choice::Internal(on)));
    let id = if on { "internal-show" } else { "internal-hide" };
    html! {
        <>
            { for app.picture.internal.iter().map(|card| one(app, card, true)) }
            <button type="button" class="small internal" aria-expanded={(!on).to_string()} {onclick}>{app.speech.word(id)}</button>
        </>
    }
}

fn one(app: &App, card: &Rc<TopicCard>, internal: bool) -> Html {
    let moved = |moved: &(_, u32, i64)| moved.0 == card.name;
    html! {
        <Topic key={card.name.to_string()} speech={app.speech.clone()} card={card.clone()} look={look(app, card)} {internal}
            folded={app.picture.views.folded(&card.name)} movable={1 < app.picture.stage.brokers.len()} moved={app.picture.request.first_visible.iter().any(moved)}
            act={app.act.clone()} send={app.send.clone()} />
    }
}

/// How the staves of a topic are to be shown.
pub fn look(app: &App, card: &TopicCard) -> Look {
    Look {
        compact: app.picture.views.compact(&card.name, card.staves.len()),
        ..app.picture.look.clone()
    }
}

#[derive(Properties, PartialEq)]
pub struct TopicProps {
    pub speech: Speech,
    pub card: Rc<TopicCard>,
    pub look: Look,
    pub folded: bool,
    /// Kafka's own: nothing can be done to it.
    #[prop_or_default]
    pub internal: bool,
    /// There are several brokers that its partitions could lie on.
    #[prop_or_default]
    pub movable: bool,
    /// Some stave does not follow its end.
    pub moved: bool,
    pub act: Callback<Act>,
    pub send: Callback<Msg>,
}

/// A topic's card.
#[function_component(Topic)]
pub fn topic(props: &TopicProps) -> Html {
    let TopicProps {
        speech,
        card,
        look,
        act,
        ..
    } = props;
    html! {
        <article class="card topic" aria-label={card.name.to_string()} data-topic={card.name.to_string()}>
            {head(props)}
            if !props.folded {
                <StaveList speech={speech.clone()} card={card.clone()} look={look.clone()} act={act.clone()} />
            }
        </article>
    }
}

#[derive(Properties, PartialEq)]
pub struct StaveListProps {
    pub speech: Speech,
    pub card: Rc<TopicCard>,
    pub look: Look,
    pub act: Callback<Act>,
}

/// Owns the drawing of some staves of a topic.
pub struct StaveList {
    node: NodeRef,
    staves: Option<(Speech, Staves)>,
}

impl Component for StaveList {
    type Message = ();
    type Properties = StaveListProps;

    fn create(_ctx: &Context<Self>) -> Self {
        StaveList {
            node: NodeRef::default(),
            staves: None,
        }
    }

    fn view(&self, ctx: &Context<Self>) -> Html {
        html! { <div class="staves" key={ctx.props().speech.language().tag()} ref={self.node.clone()} /> }
    }

    fn rendered(&mut self, ctx: &Context<Self>, _first_render: bool) {
        let props = ctx.props();
        if self.staves.as_ref().is_none_or(|(speech, _)| *speech != props.speech) {
            let act = props.act.clone();
            let on_act: Rc<dyn Fn(Act)> = Rc::new(move |wish| act.emit(wish));
            self.staves = self.node.cast::<HtmlElement>().map(|container| {
                container.set_text_content(None);
                (
                    props.speech.clone(),
                    Staves::new(container, props.speech.words(), on_act),
                )
            });
        }
        if let Some((_, staves)) = &mut self.staves {
            staves.draw(&props.card, &props.look);
        }
    }
}

fn head(props: &TopicProps) -> Html {
    let TopicProps { speech, card, .. } = props;
    let partitions = speech.say("partitions", &[("count", Arg::from(card.staves.len()))]);
    let name = || card.name.to_string();
    let (own, folded) = (name(), props.folded);
    let fold = props
        .send
        .reform(move |_: MouseEvent| Msg::View(Choice::Fold(own.clone(), !folded)));
    let own = name();
    let follow = props
        .send
        .reform(move |_: MouseEvent| Msg::View(Choice::Follow(own.clone())));
    html! {
        <div class="row spread topic-head">
            <div class="row wrap">
                <button type="button" class="bare fold" aria-expanded={(!folded).to_string()} onclick={fold}
                    aria-label={speech.say("fold-topic", &[("topic", Arg::from(name()))])}>{icon("fold")}</button>
                <h3>{opens(&props.send, Thing::Topic(card.name.clone()), html! { {&*card.name} })}</h3>
                <span class="chip">{partitions}</span>
                { for card.config.iter().map(|(name, value)| html! { <span class="chip mono">{format!("{name}={value}")}</span> }) }
            </div>
            <div class="row tight">
                if props.moved && !folded { <button type="button" class="small" onclick={follow}>{speech.word("follow-all")}</button> }
                <span class="muted small-text">{summary(speech, card)}</span>
                if !folded { {density(props)} }
                if !props.internal { <Menu id={format!("menu-topic-{}", card.name)} label={speech.say("more", &[("name", Arg::from(&*card.name))])} items={items(props)} /> }
            </div>
        </div>
    }
}

/// Compact staves or full ones.
fn density(props: &TopicProps) -> Html {
    let (name, compact) = (props.card.name.to_string(), props.look.compact);
    let label = props
        .speech
        .say("compact-topic", &[("topic", Arg::from(&*props.card.name))]);
    let onclick = props
        .send
        .reform(move |_: MouseEvent| Msg::View(Choice::Compact(name.clone(), !compact)));
    html! {
        <button type="button" class="bare" aria-pressed={compact.to_string()} aria-label={label.clone()} title={label} {onclick}>{icon("compact")}</button>
    }
}

fn summary(speech: &Speech, card: &TopicCard) -> String {
    format!(
        "{} · {}",
        speech.say("records", &[("count", Arg::from(card.records))]),
        size(speech, card.size_bytes)
    )
}

/// A size in the unit that reads best.
pub fn size(speech: &Speech, bytes: u64) -> String {
    let tenths = |unit: u64| format!("{}.{}", bytes / unit, bytes % unit * 10 / unit);
    let (id, size) = match bytes {
        0..1_000 => ("bytes", bytes.to_string()),
        1_000..1_000_000 => ("kilobytes", tenths(1_000)),
        _ => ("megabytes", tenths(1_000_000)),
    };
    let size = if speech.word("decimal-sign") == "," {
        size.replace('.', ",")
    } else {
        size
    };
    speech.say(id, &[("size", Arg::Text(size))])
}

fn items(props: &TopicProps) -> Vec<Item> {
    let ask = |asked: Asked| props.send.reform(move |()| Msg::Ask(asked.clone()));
    let (word, name) = (|id: &str| props.speech.word(id), || props.card.name.to_string());
    let mut items = vec![Item::new(word("add-partitions"), ask(Asked::Partitions(name())))];
    if props.movable {
        items.push(Item::new(word("move-replicas"), ask(Asked::Replicas(name(), None))));
    }
    let moves = |stave: &Stave| stave.replicas.iter().any(|mark| mark.adding || mark.removing);
    if props.card.staves.iter().any(moves) {
        let back = replicas::take_back(&props.card.name, None);
        let deed = props.send.reform(move |()| Msg::Do(vec![back.clone()]));
        items.push(Item::new(word("move-back"), deed));
    }
    items.extend([
        Item::new(word("delete-records"), ask(Asked::Records(name()))),
        Item::danger(word("delete-topic"), ask(Asked::DeleteTopic(name()))),
    ]);
    items
}
