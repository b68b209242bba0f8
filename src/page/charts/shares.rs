//! How a topic's records spread over its partitions: a column each, and the skew in words.

use std::rc::Rc;

use yew::prelude::*;

use super::scale::percent;
use crate::page::form::use_width;
use crate::page::language::{Arg, Speech};
use crate::view::curves::Keys;
use crate::view::stage::{Stave, Text, TopicCard};

const HEIGHT: f64 = 112.0;
const TOP: f64 = 16.0;
const BOTTOM: f64 = 18.0;
/// A column is at most so wide.
const WIDEST: f64 = 64.0;
/// Columns this narrow have no figure above and a name only now and then.
const NARROW: f64 = 30.0;

#[derive(Properties, PartialEq)]
pub struct SharesProps {
    pub speech: Speech,
    pub topics: Vec<Rc<TopicCard>>,
    pub keys: Rc<Vec<(Text, u32, Keys)>>,
}

#[function_component(Shares)]
pub fn shares(props: &SharesProps) -> Html {
    let node = use_node_ref();
    let width = use_width(&node);
    let speech = &props.speech;
    html! {
        <figure class="chart">
            <figcaption><h3>{speech.word("chart-share")}</h3></figcaption>
            <div class="share-list" ref={node}>
                if props.topics.is_empty() { <p class="chart-said">{speech.word("topics-none")}</p> }
                { for props.topics.iter().map(|card| topic(props, card, width)) }
            </div>
        </figure>
    }
}

fn count(stave: &Stave) -> u64 {
    u64::try_from(stave.log_end_offset - stave.log_start_offset).unwrap_or(0)
}

fn topic(props: &SharesProps, card: &TopicCard, width: f64) -> Html {
    let (speech, whole) = (&props.speech, card.staves.iter().map(count).sum::<u64>());
    let said = skew(props, card, whole);
    let row = |stave: &Stave| html! { <tr><th scope="row">{format!("P{}", stave.partition)}</th><td>{of(speech, stave, whole)}</td></tr> };
    html! {
        <div class="share" key={card.name.to_string()}>
            if props.topics.len() > 1 { <h4>{&*card.name}</h4> }
            <p class="chart-said">{said}</p>
            {columns(speech, card, whole, width)}
            <table class="sr">
                <caption>{format!("{}: {}", speech.word("chart-share"), card.name)}</caption>
                <tbody>{ for card.staves.iter().map(row) }</tbody>
            </table>
        </div>
    }
}

/// `62 % · 8 records`.
fn of(speech: &Speech, stave: &Stave, whole: u64) -> String {
    format!(
        "{} · {}",
        percent(speech, count(stave), whole),
        speech.say("records", &[("count", Arg::from(count(stave)))])
    )
}

fn columns(speech: &Speech, card: &TopicCard, whole: u64, width: f64) -> Html {
    let number = card.staves.len().max(1) as f64;
    let pitch = (width / number).min(WIDEST);
    let largest = card.staves.iter().map(count).max().unwrap_or(0).max(1) as f64;
    let (base, room) = (HEIGHT - BOTTOM, HEIGHT - BOTTOM - TOP);
    let even = base - room * (whole as f64 / number / largest).min(1.0);
    let every = (22.0 / pitch).ceil().max(1.0) as usize;
    let column = |(index, stave): (usize, &Stave)| {
        let (x, height) = (index as f64 * pitch, room * count(stave) as f64 / largest);
        let middle = format!("{:.1}", x + pitch / 2.0);
        html! {
            <g>
                <title>{format!("P{}: {}", stave.partition, of(speech, stave, whole))}</title>
                <rect class="column" x={format!("{:.1}", x + pitch * 0.14)} y={format!("{:.1}", base - height)} width={format!("{:.1}", pitch * 0.72)} height={format!("{height:.1}")} rx="2" />
                if NARROW <= pitch { <text class="figure" x={middle.clone()} y={format!("{:.1}", base - height - 4.0)}>{percent(speech, count(stave), whole)}</text> }
                if index % every == 0 { <text class="axis" x={middle} y={format!("{:.1}", HEIGHT - 5.0)}>{format!("P{}", stave.partition)}</text> }
            </g>
        }
    };
    let right = format!("{:.1}", pitch * number);
    html! {
        <svg class="chart-svg shares" width={format!("{width:.0}")} height={HEIGHT.to_string()} aria-hidden="true">
            { for card.staves.iter().enumerate().map(column) }
            if whole > 0 && card.staves.len() > 1 { <line class="even" x1="0" x2={right.clone()} y1={format!("{even:.1}")} y2={format!("{even:.1}")} /> }
            <line class="base" x1="0" x2={right} y1={format!("{base:.1}")} y2={format!("{base:.1}")} />
        </svg>
    }
}

/// How even the spread is, and where it is not, how many keys are behind it.
fn skew(props: &SharesProps, card: &TopicCard, whole: u64) -> String {
    let speech = &props.speech;
    let Some(fullest) = card
        .staves
        .iter()
        .max_by_key(|stave| (count(stave), std::cmp::Reverse(stave.partition)))
    else {
        return String::new();
    };
    if whole == 0 {
        return speech.word("chart-share-none");
    }
    if card.staves.len() == 1 {
        return speech.word("chart-share-one");
    }
    let least = card.staves.iter().map(count).min().unwrap_or(0);
    // Within a fifth of the fair share nobody would call it skewed.
    if count(fullest) * card.staves.len() as u64 * 5 <= whole * 6 {
        let (from, to) = (percent(speech, least, whole), percent(speech, count(fullest), whole));
        let id = if from == to {
            "chart-share-same"
        } else {
            "chart-share-even"
        };
        return speech.say(id, &[("from", Arg::Text(from)), ("to", Arg::Text(to))]);
    }
    let part = [
        ("partition", Arg::Text(format!("P{}", fullest.partition))),
        ("percent", Arg::Text(percent(speech, count(fullest), whole))),
    ];
    let keys = props
        .keys
        .iter()
        .find(|(topic, partition, _)| *topic == card.name && *partition == fullest.partition);
    format!(
        "{}{}",
        speech.say("chart-share-skew", &part),
        keys.map_or_else(|| ".".to_owned(), |(_, _, keys)| behind(speech, keys, count(fullest)))
    )
}

/// `: 3 keys.`, or that keys have no part in it.
fn behind(speech: &Speech, keys: &Keys, count: u64) -> String {
    let number = [
        ("count", Arg::from(keys.distinct)),
        ("records", Arg::from(keys.records)),
    ];
    let text = match keys {
        keys if keys.without == keys.records => speech.word("chart-keys-none"),
        keys if keys.records < count => speech.say("chart-keys-newest", &number),
        _ => speech.say("chart-keys", &number),
    };
    format!(": {text}.")
}
