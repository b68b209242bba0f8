//! Who owned which partition when, as lanes along time, and the last rebalance step by step.

use std::collections::BTreeMap;

use yew::prelude::*;

use crate::page::language::{Arg, Speech, clock_text};
use crate::page::sentence;
use crate::view::ownership::{Lane, Ownership, Span};
use crate::view::stage::Text;

/// No more of the past than this is drawn, in virtual milliseconds.
const SHOWN_MS: u64 = 120_000;
const LABEL: u64 = 78;
const WIDTH: u64 = 226;
const ROW: u64 = 19;
const BAR: u64 = 14;
/// A letter of a name in a bar, in units of the drawing.
const LETTER: u64 = 7;
/// Colours of owners; more of them begin anew, and their names tell them apart.
const COLORS: usize = 5;

/// The lanes, one for each partition.
pub fn lanes(speech: &Speech, ownership: &Ownership) -> Html {
    if ownership.lanes.is_empty() {
        return Html::default();
    }
    let now = ownership.now;
    let from = ownership.since().max(now.saturating_sub(SHOWN_MS));
    let scale = Scale {
        from,
        length: (now - from).max(1),
    };
    let colors = colors(ownership);
    let height = ownership.lanes.len() as u64 * ROW;
    let lane = |(row, lane): (usize, &Lane)| one_lane(speech, lane, row as u64 * ROW, &scale, now, &colors);
    html! {
        <svg class="owners" viewBox={format!("0 0 {} {height}", LABEL + WIDTH)} role="img" aria-label={speech.word("owners-label")}>
            { for ownership.lanes.iter().enumerate().map(lane) }
        </svg>
    }
}

struct Scale {
    from: u64,
    length: u64,
}

impl Scale {
    fn x(&self, at: u64) -> u64 {
        LABEL + at.saturating_sub(self.from).min(self.length) * WIDTH / self.length
    }
}

/// Owners in the order in which they came, each with its colour.
fn colors(ownership: &Ownership) -> BTreeMap<Text, usize> {
    let mut spans: Vec<&Span> = ownership.lanes.iter().flat_map(|lane| &lane.spans).collect();
    spans.sort_by_key(|span| span.from);
    let mut colors = BTreeMap::new();
    for span in spans {
        let next = colors.len() % COLORS + 1;
        colors.entry(span.consumer.clone()).or_insert(next);
    }
    colors
}

fn one_lane(speech: &Speech, lane: &Lane, y: u64, scale: &Scale, now: u64, colors: &BTreeMap<Text, usize>) -> Html {
    let bar = |span: &Span| {
        let (start, end) = (scale.x(span.from), scale.x(span.until.unwrap_or(now)));
        let width = end.saturating_sub(start).max(1);
        let fits = span.consumer.chars().count() as u64 * LETTER + 4 <= width;
        html! {
            <>
                <rect class={format!("own own-{}", colors.get(&span.consumer).copied().unwrap_or(1))} x={start.to_string()} y={(y + 1).to_string()}
                    width={width.to_string()} height={BAR.to_string()} rx="3" />
                if fits { <text x={(start + 4).to_string()} y={(y + 12).to_string()}>{&*span.consumer}</text> }
            </>
        }
    };
    let gap = |(start, end): &(u64, u64)| {
        let (x, width) = (scale.x(*start), scale.x(*end).saturating_sub(scale.x(*start)).max(1));
        html! { <rect class="gap" x={x.to_string()} y={(y + 4).to_string()} width={width.to_string()} height={(BAR - 6).to_string()} /> }
    };
    let in_sight = |until: u64| scale.from < until;
    html! {
        <g>
            <title>{told(speech, lane, now)}</title>
            <text class="lane" x="0" y={(y + 12).to_string()}>{shortened(&lane.partition)}</text>
            { for lane.gaps(now).iter().filter(|gap| in_sight(gap.1)).map(gap) }
            { for lane.spans.iter().filter(|span| in_sight(span.until.unwrap_or(now + 1))).map(bar) }
        </g>
    }
}

/// The end of a long name, which tells partitions apart.
fn shortened(name: &str) -> String {
    let letters: Vec<char> = name.chars().collect();
    match letters.len().checked_sub(11) {
        None | Some(0) => name.to_owned(),
        Some(over) => format!("…{}", letters[over + 1..].iter().collect::<String>()),
    }
}

/// A lane in words.
fn told(speech: &Speech, lane: &Lane, now: u64) -> String {
    let span = |span: &Span| {
        let until = span.until.map_or_else(|| speech.word("owners-now"), clock_text);
        format!("{} {}–{until}", span.consumer, clock_text(span.from))
    };
    let spans: Vec<String> = lane.spans.iter().map(span).collect();
    let nobody: u64 = lane.gaps(now).iter().map(|(from, until)| until - from).sum();
    let args = [
        ("partition", Arg::from(&*lane.partition)),
        ("owners", Arg::from(&*spans.join(", "))),
        ("ms", Arg::from(nobody)),
    ];
    speech.say("owners-lane", &args)
}

/// The lanes with their heading, and how long nobody read.
pub fn owners(speech: &Speech, ownership: &Ownership) -> Html {
    if ownership.lanes.is_empty() {
        return Html::default();
    }
    let args = [
        ("ms", Arg::from(ownership.unread_ms())),
        ("longest", Arg::from(ownership.longest_gap_ms())),
        ("moved", Arg::from(ownership.moved() as u64)),
    ];
    html! {
        <div class="why">
            <h3>{speech.word("owners-title")}</h3>
            {lanes(speech, ownership)}
            <p class="muted">{speech.say("owners-sum", &args)}</p>
        </div>
    }
}

/// The last rebalance: each step with its distance from the first.
pub fn rebalance(speech: &Speech, ownership: &Ownership) -> Html {
    let Some(first) = ownership.steps.first() else {
        return Html::default();
    };
    let step = |event: &std::sync::Arc<crate::node::event::Event>| {
        let told = serde_json::to_value(&**event).unwrap_or_default();
        let sentence = sentence::tell(speech, &told);
        html! {
            <li>
                <time class="mono">{speech.say("rebalance-after", &[("ms", Arg::from(event.at - first.at))])}</time>
                <p>
                    {sentence::nodes(&sentence.what)}
                    if !sentence.why.is_empty() { <span class="why-text">{" "}{sentence::nodes(&sentence.why)}</span> }
                </p>
            </li>
        }
    };
    html! {
        <div class="why">
            <h3>{speech.say("rebalance-title", &[("at", Arg::from(&*clock_text(first.at)))])}</h3>
            <ol class="sheet-story rebalance">{ for ownership.steps.iter().map(step) }</ol>
        </div>
    }
}
