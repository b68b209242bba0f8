//! The column of topics: a card each, with a head here and its staves drawn by `draw`.

use std::rc::Rc;

use web_sys::HtmlElement;
use yew::prelude::*;

use super::app::{App, Msg};
use super::dialogs::Asked;
use super::draw::{Act, Look, Staves};
use super::icons::icon;
use super::language::{Arg, Speech};
use super::menu::{Item, Menu};
use super::opens::opens;
use crate::view::stage::TopicCard;
use crate::view::thing::Thing;

pub fn column(app: &App) -> Html {
    let speech = &app.speech;
    let ask = app.send.reform(|_: MouseEvent| Msg::Ask(Asked::Topic));
    html! {
        <section class="col stage" id="stage" tabindex="-1" aria-labelledby="topics-title">
            <div class="head">
                <h2 id="topics-title">{speech.word("topics")}</h2>
                <button type="button" class="small" onclick={ask.clone()}>{icon("plus")}{speech.word("add-topic")}</button>
            </div>
            if app.picture.topics.is_empty() {
                <div class="empty tall">
                    <p>{speech.word("topics-none")}</p>
                    <button type="button" class="primary" onclick={ask}>{speech.word("topics-none-action")}</button>
                </div>
            }
            { for app.picture.topics.iter().map(|card| html! {
                <Topic key={card.name.to_string()} speech={speech.clone()} card={card.clone()} look={app.picture.look.clone()}
                    act={app.act.clone()} send={app.send.clone()} />
            }) }
        </section>
    }
}

#[derive(Properties, PartialEq)]
pub struct TopicProps {
    pub speech: Speech,
    pub card: Rc<TopicCard>,
    pub look: Look,
    pub act: Callback<Act>,
    pub send: Callback<Msg>,
}

/// A topic's card. It owns the drawing of its staves.
pub struct Topic {
    node: NodeRef,
    staves: Option<(Speech, Staves)>,
}

impl Component for Topic {
    type Message = ();
    type Properties = TopicProps;

    fn create(_ctx: &Context<Self>) -> Self {
        Topic {
            node: NodeRef::default(),
            staves: None,
        }
    }

    fn view(&self, ctx: &Context<Self>) -> Html {
        let TopicProps { speech, card, .. } = ctx.props();
        html! {
            <article class="card topic" aria-label={card.name.to_string()} data-topic={card.name.to_string()}>
                {head(ctx.props())}
                <div class="staves" key={speech.language().tag()} ref={self.node.clone()} />
            </article>
        }
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
    html! {
        <div class="row spread topic-head">
            <div class="row wrap">
                <h3>{opens(&props.send, Thing::Topic(card.name.clone()), html! { {&*card.name} })}</h3>
                <span class="chip">{partitions}</span>
                { for card.config.iter().map(|(name, value)| html! { <span class="chip mono">{format!("{name}={value}")}</span> }) }
            </div>
            <div class="row tight">
                <span class="muted small-text">{summary(speech, card)}</span>
                <Menu id={format!("menu-topic-{}", card.name)} label={speech.say("more", &[("name", Arg::from(&*card.name))])} items={items(props)} />
            </div>
        </div>
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
    vec![
        Item::new(word("add-partitions"), ask(Asked::Partitions(name()))),
        Item::new(word("delete-records"), ask(Asked::Records(name()))),
        Item::danger(word("delete-topic"), ask(Asked::DeleteTopic(name()))),
    ]
}
